//! /consent: what an app may have.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use url::Url;

use super::client_card::{card_of, with_logo_of};
use super::words;
use crate::http::answer::{respond, unbound};
use crate::http::caller::SignedIn;
use crate::http::error::Failure;
use crate::http::page::{ClientCard, HiddenField, Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::{LocalPath, with_query};
use crate::oidc::Parameters;
use crate::oidc::authorization::{
    Allowed, Asked, AuthorizationRequest, Denied, allow, asked, deny,
};

#[derive(Template)]
#[template(path = "consent.html")]
struct Consent {
    page: Page,
    client: ClientCard,
    registered_itself: bool,
    username: String,
    can: Vec<&'static str>,
    returns_to: String,
    action: &'static str,
    return_to: String,
    hidden: Vec<HiddenField>,
    switch_url: Option<String>,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration.service(web::resource(paths::CONSENT).get(get).post(post));
}

#[derive(Deserialize)]
struct Place {
    return_to: String,
}

/// The interrupted authorization request.
fn interrupted(return_to: &str) -> Result<(LocalPath, Parameters), Failure> {
    let place = LocalPath::parse(return_to).filter(|place| place.path() == paths::AUTHORIZE);
    let place = place.ok_or(Failure::Malformed("return_to is not an authorization request"))?;
    let parameters = Parameters::parse(place.query());
    Ok((place, parameters))
}

async fn get(caller: SignedIn, place: web::Query<Place>) -> Result<HttpResponse, Failure> {
    let (return_to, parameters) = interrupted(&place.return_to)?;
    match asked(caller.app.provider(), &parameters).await? {
        Asked::Asked(request) => show(&caller, &return_to, &request),
        Asked::Unbound(reason) => Ok(unbound(&caller.request, &reason)),
        Asked::Respond(response) => Ok(respond(&caller.request, &response)?),
    }
}

fn show(
    caller: &SignedIn,
    return_to: &LocalPath,
    request: &AuthorizationRequest,
) -> Result<HttpResponse, Failure> {
    let scopes = request.consent_scopes();
    let client = &request.bound.client;
    let view = Consent {
        page: caller.page("consent-page"),
        client: card_of(client),
        registered_itself: client.registered_itself(),
        username: caller.session.username.clone(),
        can: scopes.iter().filter_map(|scope| words::scope_lets(scope.as_str())).collect(),
        returns_to: host_of(request.bound.redirect_uri()),
        action: paths::CONSENT,
        return_to: return_to.to_string(),
        hidden: Vec::new(),
        switch_url: Some(with_query(paths::SIGN_IN, &[("return_to", Some(return_to.as_str()))])),
    };
    Ok(with_logo_of(client, html(StatusCode::OK, &view)?))
}

/// What people know an address by: its host, or the scheme of an app on their device.
fn host_of(uri: &str) -> String {
    let Ok(url) = Url::parse(uri) else { return String::new() };
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => url.scheme().to_owned(),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Decision {
    Allow,
    Deny,
}

#[derive(Deserialize)]
struct Form {
    return_to: String,
    decision: Decision,
}

async fn post(caller: SignedIn, form: web::Form<Form>) -> Result<HttpResponse, Failure> {
    let (return_to, parameters) = interrupted(&form.return_to)?;
    let provider = caller.app.provider();
    match form.decision {
        Decision::Allow => {
            match allow(provider, &caller.origin, &caller.session, &parameters).await? {
                Allowed::Allowed | Allowed::SessionEnded => Ok(see_other(return_to.as_str())),
                Allowed::Unbound(reason) => Ok(unbound(&caller.request, &reason)),
                Allowed::Respond(response) => Ok(respond(&caller.request, &response)?),
            }
        }
        Decision::Deny => match deny(provider, &parameters).await? {
            Denied::Respond(response) => Ok(respond(&caller.request, &response)?),
            Denied::Unbound(reason) => Ok(unbound(&caller.request, &reason)),
        },
    }
}
