//! What this app shows: one template, and the words for what can go wrong.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use anyhow::Context;
use askama::Template;
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::provider::Problem;

/// A page; the template leaves out what its body lacks.
#[derive(Template)]
#[template(path = "../examples/relying_party/page.html")]
pub(crate) struct Page {
    title: &'static str,
    body: Body,
}

/// What stands on a page.
pub(crate) enum Body {
    SignedOut,
    SignedIn {
        name: String,
        by_pass: bool,
        claims: Vec<Row>,
        userinfo: Result<Vec<Row>, String>,
        scope: String,
        ends: Option<String>,
        can_refresh: bool,
    },
    Message {
        text: String,
        details: String,
        way: &'static str,
    },
}

/// A claim as a row of a table.
pub(crate) struct Row {
    claim: String,
    value: String,
    /// What the value means, where it is a number that stands for an instant.
    when: Option<String>,
}

impl Page {
    pub(crate) fn new(title: &'static str, body: Body) -> Self {
        Self { title, body }
    }

    pub(crate) fn respond(&self, status: StatusCode) -> Result<HttpResponse, Problem> {
        let html = self.render().context("the page cannot be written")?;
        Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(html))
    }
}

pub(crate) fn to_json(claims: &impl Serialize) -> Value {
    serde_json::to_value(claims).unwrap_or_default()
}

/// What to call somebody, by the best claim there is.
pub(crate) fn name_of(claims: &Value) -> Option<String> {
    ["name", "preferred_username", "email", "sub"]
        .iter()
        .find_map(|claim| claims.get(claim)?.as_str().map(str::to_owned))
}

/// Claims as rows, by name.
pub(crate) fn rows(claims: &Value) -> Vec<Row> {
    let claims = claims.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    claims.map(|(claim, value)| Row::new(claim, value)).collect()
}

impl Row {
    fn new(claim: &str, value: &Value) -> Self {
        let is_instant = ["auth_time", "exp", "iat", "nbf", "updated_at"].contains(&claim);
        let when = value.as_i64().filter(|_| is_instant);
        let when = when.and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Self { claim: claim.to_owned(), value, when: when.map(instant) }
    }
}

pub(crate) fn instant(at: OffsetDateTime) -> String {
    at.replace_nanosecond(0).unwrap_or(at).format(&Rfc3339).unwrap_or_default()
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(why) | Self::Untrusted(why) => write!(f, "{why:#}"),
            Self::Refused { error, description } if description.is_empty() => f.write_str(error),
            Self::Refused { error, description } => write!(f, "{error}: {description}"),
        }
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Unreachable(_) => StatusCode::BAD_GATEWAY,
            Self::Refused { .. } => StatusCode::FORBIDDEN,
            Self::Untrusted(_) => StatusCode::BAD_REQUEST,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let (title, text) = match self {
            Self::Unreachable(_) => (
                "The sign-in service isn't answering",
                "Start Daypass in another terminal with “cargo run”, wait until it says it is \
                 listening, and try again. If it is somewhere else, set RP_ISSUER to its address.",
            ),
            Self::Refused { error, .. } if error == "access_denied" => (
                "You weren't signed in",
                "The sign-in was cancelled or not allowed. You can try again.",
            ),
            Self::Refused { .. } => (
                "The sign-in service said no",
                "Below is its reason, which the people who look after this app can act on.",
            ),
            Self::Untrusted(_) => (
                "This sign-in can't be finished",
                "Nothing is wrong with your account. Please start again.",
            ),
        };
        let body =
            Body::Message { text: text.to_owned(), details: self.to_string(), way: "Try again" };
        Page::new(title, body)
            .respond(self.status_code())
            .unwrap_or_else(|_| HttpResponse::InternalServerError().finish())
    }
}
