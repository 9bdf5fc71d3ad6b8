//! Authorization responses on their way to the client, and the pages where there can be none.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::error::Problem;
use super::page::{HiddenField, Page, html, see_other};
use crate::base::Fallible;
use crate::oidc::authorization::{AuthorizationResponse, ResponseMode, Unbound};

/// The `form_post` response mode (OAuth 2.0 Form Post Response Mode §2).
#[derive(Template)]
#[template(path = "form_post.html")]
struct FormPost {
    page: Page,
    client_name: String,
    action: String,
    fields: Vec<HiddenField>,
}

/// Sends an authorization response: a redirect, or a page whose form posts itself.
pub fn respond(request: &HttpRequest, response: &AuthorizationResponse) -> Fallible<HttpResponse> {
    match response.mode() {
        ResponseMode::Query => Ok(see_other(&response.location())),
        ResponseMode::FormPost => form_post(request, response),
    }
}

fn form_post(request: &HttpRequest, response: &AuthorizationResponse) -> Fallible<HttpResponse> {
    let field = |(name, value): &(&str, String)| HiddenField {
        name: (*name).to_owned(),
        value: value.clone(),
    };
    let view = FormPost {
        page: Page::of(request, "Continue"),
        client_name: response.client_name().to_owned(),
        action: response.redirect_uri().to_owned(),
        fields: response.parameters().iter().map(field).collect(),
    };
    html(StatusCode::OK, &view)
}

/// The page of a request whose client or redirect URI is wrong: never a redirect (RFC 6749 §4.1.2.1).
pub fn unbound(request: &HttpRequest, unbound: &Unbound) -> HttpResponse {
    let (message, detail) = match unbound {
        Unbound::ClientMissing => {
            ("The app did not say which app it is.".to_owned(), "client_id is missing".to_owned())
        }
        Unbound::ClientUnknown => (
            "The app that sent you is not known here.".to_owned(),
            "client_id names no client, or a disabled one".to_owned(),
        ),
        Unbound::RedirectUriMissing => (
            "The app did not say where to send you afterwards.".to_owned(),
            "redirect_uri is missing".to_owned(),
        ),
        Unbound::RedirectUriUnregistered { client_name } => (
            format!("{client_name} wants to send you to an address that isn't registered for it."),
            "redirect_uri is not registered for this client".to_owned(),
        ),
        Unbound::RequestUriUnknown => (
            "This sign-in was used already, or it is too old.".to_owned(),
            "request_uri is unknown, used, expired or another client's".to_owned(),
        ),
        Unbound::Unreadable(error) => {
            ("What the app sent can't be read.".to_owned(), error.description.to_string())
        }
    };
    let advice = match unbound {
        Unbound::RequestUriUnknown => "Go back to the app and sign in from there again.",
        _ => {
            "There is nothing wrong with your account. Tell whoever runs the app what it says below."
        }
    };
    let problem = Problem {
        status: StatusCode::BAD_REQUEST,
        title: "This app can't sign you in",
        message,
        advice,
        detail: Some(detail),
    };
    problem.page(request)
}
