//! Authorization responses on their way to the client, and the pages where there can be none.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::error::Problem;
use super::page::{HiddenField, Page, html, see_other};
use crate::base::Fallible;
use crate::language::phrase;
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
        page: Page::of(request, "continue"),
        client_name: response.client_name().to_owned(),
        action: response.redirect_uri().to_owned(),
        fields: response.parameters().iter().map(field).collect(),
    };
    html(StatusCode::OK, &view)
}

/// The page of a request whose client or redirect URI is wrong: never a redirect (RFC 6749 §4.1.2.1).
pub fn unbound(request: &HttpRequest, unbound: &Unbound) -> HttpResponse {
    let (message, detail) = match unbound {
        Unbound::ClientMissing => (phrase("app-missing"), "client_id is missing".to_owned()),
        Unbound::ClientUnknown => {
            (phrase("app-unknown"), "client_id names no client, or a disabled one".to_owned())
        }
        Unbound::RedirectUriMissing => {
            (phrase("redirect-missing"), "redirect_uri is missing".to_owned())
        }
        Unbound::RedirectUriUnregistered { client_name } => (
            phrase("redirect-unregistered").with("app", client_name),
            "redirect_uri is not registered for this client".to_owned(),
        ),
        Unbound::RequestUriUnknown => (
            phrase("request-used-or-old"),
            "request_uri is unknown, used, expired or another client's".to_owned(),
        ),
        Unbound::Unreadable(error) => (phrase("request-unreadable"), error.description.to_string()),
    };
    let advice = match unbound {
        Unbound::RequestUriUnknown => "go-back-to-app",
        _ => "tell-whoever-runs-the-app",
    };
    let problem = Problem {
        status: StatusCode::BAD_REQUEST,
        title: phrase("app-cannot-sign-you-in"),
        message,
        advice: phrase(advice),
        detail: Some(detail),
    };
    problem.page(request)
}
