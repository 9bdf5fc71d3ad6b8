//! The app that asks, as people see it where they decide.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use url::Url;

use crate::http::page::ClientCard;
use crate::http::policy_with_image_from;
use crate::oidc::clients::Client;

/// What a page shows of an app.
pub(super) fn card_of(client: &Client) -> ClientCard {
    let metadata = &client.metadata;
    let text = |uri: &Option<Url>| uri.as_ref().map(Url::to_string);
    ClientCard {
        name: metadata.client_name.clone(),
        logo_url: policy_of(client).and(text(&metadata.logo_uri)),
        policy_url: text(&metadata.policy_uri),
        tos_url: text(&metadata.tos_uri),
    }
}

/// The same page with a policy that lets the app's logo through.
pub(super) fn with_logo_of(client: &Client, mut page: HttpResponse) -> HttpResponse {
    if let Some(policy) = policy_of(client) {
        page.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    page
}

fn policy_of(client: &Client) -> Option<HeaderValue> {
    client.metadata.logo_uri.as_ref().and_then(policy_with_image_from)
}
