//! What trusts the tenant's certificate authority: a program, and a browser in which somebody signs in.

use std::collections::HashMap;

use reqwest::header::{LOCATION, ORIGIN};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client};
use url::Url;

use crate::tenant::Tenant;

/// An HTTP client without cookies that believes the tenant's certificate authority and no other.
pub(crate) fn program(tenant: &Tenant) -> Client {
    builder(tenant).build().unwrap()
}

fn builder(tenant: &Tenant) -> reqwest::ClientBuilder {
    daypass::server::install_crypto_provider();
    let authority = Certificate::from_pem(tenant.read("ca.pem").as_bytes()).unwrap();
    Client::builder().tls_certs_only([authority]).redirect(Policy::none()).no_proxy()
}

/// A browser.
pub(crate) struct Browser {
    issuer: String,
    http: Client,
}

impl Browser {
    /// One in which the tenant's person has just signed in.
    pub(crate) async fn signed_in(tenant: &Tenant) -> Self {
        let http = builder(tenant).cookie_store(true).build().unwrap();
        let browser = Self { issuer: tenant.issuer.clone(), http };
        let password = tenant.read("password-ana");
        browser.submit("/signin", &[("username", "ana")]).await;
        let form = [("username", "ana"), ("password", &password), ("return_to", "/")];
        assert_eq!(browser.submit("/signin/password", &form).await, "/");
        browser
    }

    /// Submits a form and says where it leads; nowhere is empty.
    pub(crate) async fn submit(&self, place: &str, form: &[(&str, &str)]) -> String {
        let request = self.http.post(format!("{}{place}", self.issuer)).form(form);
        let answer = request.header(ORIGIN, &self.issuer).send().await.unwrap();
        assert!(!answer.status().is_client_error(), "{place}: {}", answer.text().await.unwrap());
        answer
            .headers()
            .get(LOCATION)
            .map_or_else(String::new, |it| it.to_str().unwrap().to_owned())
    }

    /// Goes somewhere that sends it on, and says where to.
    pub(crate) async fn sent_on_from(&self, url: &str) -> Url {
        let answer = self.http.get(url).send().await.unwrap();
        let location = answer.headers().get(LOCATION).cloned();
        let Some(location) = location else { panic!("{url}: {}", answer.text().await.unwrap()) };
        Url::parse(&self.issuer).unwrap().join(location.to_str().unwrap()).unwrap()
    }
}

/// The parameters of an address.
pub(crate) fn parameters(url: &Url) -> HashMap<String, String> {
    url.query_pairs().into_owned().collect()
}
