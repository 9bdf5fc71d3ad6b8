//! A browser with its cookies, and the pages it lands on.

use std::collections::BTreeMap;

use reqwest::header::{HeaderMap, LOCATION, ORIGIN};
use url::{Url, form_urlencoded};

use crate::installation::{Installation, PASSWORD, VERIFIER, challenge};

/// A browser.
pub(crate) struct Browser {
    issuer: String,
    http: reqwest::Client,
}

/// Where a request led: a page of ours, or away to a relying party.
#[derive(Debug)]
pub(crate) enum Landed {
    /// A page of ours.
    Page(Page),
    /// Sent to another origin.
    Away(Away),
}

/// A page of ours.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) path: String,
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

/// An address at a relying party.
#[derive(Debug)]
pub(crate) struct Away {
    pub(crate) uri: String,
    pub(crate) parameters: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn new(installation: &Installation) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .cookie_store(true)
            .build()
            .unwrap();
        Self { issuer: installation.issuer.clone(), http }
    }

    /// A browser in which somebody has just signed in.
    pub(crate) async fn of(installation: &Installation, name: &str) -> Self {
        let browser = Self::new(installation);
        browser.sign_in(name, "/").await;
        browser
    }

    /// Goes somewhere of ours and follows where it leads.
    pub(crate) async fn visit(&self, place: &str) -> Landed {
        self.follow(self.http.get(format!("{}{place}", self.issuer))).await
    }

    /// Submits a form of ours and follows where it leads.
    pub(crate) async fn submit(&self, place: &str, form: &[(&str, &str)]) -> Landed {
        let request = self.http.post(format!("{}{place}", self.issuer)).form(form);
        self.follow(request.header(ORIGIN, &self.issuer)).await
    }

    /// Submits a form that is on another site's page.
    pub(crate) async fn submit_from_elsewhere(&self, place: &str, form: &[(&str, &str)]) -> Landed {
        let request = self.http.post(format!("{}{place}", self.issuer)).form(form);
        let request = request.header(ORIGIN, "https://elsewhere.example");
        self.follow(request.header("sec-fetch-site", "cross-site")).await
    }

    /// Signs in with the password and goes on to a place of ours.
    pub(crate) async fn sign_in(&self, name: &str, return_to: &str) -> Landed {
        self.submit("/signin", &[("username", name), ("return_to", return_to)]).await;
        let form = [("username", name), ("password", PASSWORD), ("return_to", return_to)];
        self.submit("/signin/password", &form).await
    }

    /// Signs in with a pass and goes on to a place of ours.
    pub(crate) async fn sign_in_with_pass(
        &self,
        name: &str,
        pass: &str,
        return_to: &str,
    ) -> Landed {
        self.submit("/signin", &[("username", name), ("return_to", return_to)]).await;
        let form = [("username", name), ("pass", pass), ("return_to", return_to)];
        self.submit("/signin/pass", &form).await
    }

    /// Makes an authorization request.
    pub(crate) async fn authorize(&self, request: &Request) -> Landed {
        self.visit(&request.place()).await
    }

    /// A code for a request of somebody who is signed in.
    #[track_caller]
    pub(crate) fn code_for(&self, request: &Request) -> impl Future<Output = String> {
        let authorized = self.authorize(request);
        async move { authorized.await.away().parameters.remove("code").expect("no code") }
    }

    async fn follow(&self, request: reqwest::RequestBuilder) -> Landed {
        let mut response = request.send().await.unwrap();
        for _ in 0..10 {
            let Some(location) = response.headers().get(LOCATION) else {
                return Landed::Page(Page::of(response).await);
            };
            assert_eq!(response.status().as_u16(), 303, "{location:?}");
            assert_eq!(response.headers()["cache-control"], "no-store");
            let location = location.to_str().unwrap().to_owned();
            let place = match location.strip_prefix('/') {
                Some(_) => format!("{}{location}", self.issuer),
                None => return Landed::Away(Away::of(&location)),
            };
            response = self.http.get(place).send().await.unwrap();
        }
        panic!("the redirects do not end");
    }
}

#[expect(clippy::wrong_self_convention, reason = "a check that ends the story")]
impl Landed {
    #[track_caller]
    pub(crate) fn page(self) -> Page {
        match self {
            Self::Page(page) => page,
            Self::Away(away) => panic!("sent away to {}", away.uri),
        }
    }

    #[track_caller]
    pub(crate) fn away(self) -> Away {
        match self {
            Self::Page(page) => panic!("stayed at {} ({}): {}", page.path, page.status, page.text),
            Self::Away(away) => away,
        }
    }

    /// Checks that the client was sent this error, and what goes for all of them.
    #[track_caller]
    pub(crate) fn is_error(self, code: &str) {
        let away = self.away();
        assert_eq!(away.parameters.get("error").map(String::as_str), Some(code), "{away:?}");
        let known = ["error", "error_description", "state", "iss"];
        assert!(away.parameters.keys().all(|name| known.contains(&name.as_str())), "{away:?}");
    }

    /// Checks that it is an error page of ours, from which nobody is sent anywhere.
    #[track_caller]
    pub(crate) fn is_error_page(self) {
        let page = self.page();
        assert_eq!(page.status, 400, "{}", page.text);
        assert!(page.header("content-type").starts_with("text/html"));
        assert_eq!(page.header("cache-control"), "no-store");
    }
}

impl Page {
    async fn of(response: reqwest::Response) -> Self {
        let url = response.url().clone();
        Self {
            status: response.status().as_u16(),
            path: url.path().to_owned(),
            parameters: url.query_pairs().into_owned().collect(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where the page would go on to.
    pub(crate) fn return_to(&self) -> &str {
        &self.parameters["return_to"]
    }

    /// Where the form posts to, and its hidden fields.
    pub(crate) fn form(&self, selector: &str) -> (String, Vec<(String, String)>) {
        let document = scraper::Html::parse_document(&self.text);
        let form = scraper::Selector::parse(selector).unwrap();
        let form = document.select(&form).next().unwrap_or_else(|| panic!("no {selector}"));
        let hidden = scraper::Selector::parse("input[type=hidden]").unwrap();
        let attribute = |element: &scraper::ElementRef<'_>, name| {
            element.attr(name).unwrap_or_default().to_owned()
        };
        let fields = form
            .select(&hidden)
            .map(|it| (attribute(&it, "name"), attribute(&it, "value")))
            .collect();
        (form.attr("action").unwrap_or_default().to_owned(), fields)
    }
}

impl Away {
    fn of(location: &str) -> Self {
        let url = Url::parse(location).unwrap();
        let parameters = url.query_pairs().into_owned().collect();
        let uri = location.split('?').next().unwrap().to_owned();
        Self { uri, parameters }
    }
}

/// An authorization request, changed parameter by parameter.
#[derive(Clone)]
pub(crate) struct Request(Vec<(String, String)>);

impl Request {
    /// `payroll`'s usual request.
    pub(crate) fn payroll() -> Self {
        Self::of("payroll", "https://payroll.example/cb")
    }

    /// `wiki`'s usual request.
    pub(crate) fn wiki() -> Self {
        Self::of("wiki", "https://wiki.example/cb")
    }

    /// A public client's usual request.
    pub(crate) fn spa() -> Self {
        Self::of("spa", "https://spa.example/cb")
            .with("code_challenge", &challenge(VERIFIER))
            .with("code_challenge_method", "S256")
    }

    /// A client's usual request.
    pub(crate) fn of(client_id: &str, redirect_uri: &str) -> Self {
        Self(Vec::new())
            .with("client_id", client_id)
            .with("redirect_uri", redirect_uri)
            .with("response_type", "code")
            .with("scope", "openid")
            .with("state", "af0ifjsldkj")
            .with("nonce", "n-0S6_WzA2Mj")
    }

    /// With this value instead of the usual one.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Without a parameter.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(known, _)| known != name);
        self
    }

    /// With a parameter sent once more.
    pub(crate) fn and(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The address, path and query.
    pub(crate) fn place(&self) -> String {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish();
        format!("/oauth2/authorize?{query}")
    }

    /// As a form.
    pub(crate) fn pairs(&self) -> Vec<(&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}
