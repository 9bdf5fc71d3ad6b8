//! /signin/passkey: with a passkey, also from the autofill of the username field.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{Place, Step, attempt_of, in_cookie, present, return_to, visit};
use crate::credentials::{Method, passkey};
use crate::http::caller::Visitor;
use crate::http::cookies::Jar;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, PasskeyPrompt, html};
use crate::http::paths;
use crate::http::return_to::LocalPath;
use crate::pages::words;

/// The challenge, sealed, on its way through the browser.
const CEREMONY: &str = "passkey-sign-in";

#[derive(Template)]
#[template(path = "sign_in/passkey.html")]
struct SignInPasskey {
    page: Page,
    passkey: PasskeyPrompt,
    step: Step,
}

pub(super) async fn get(
    visitor: Visitor,
    place: web::Query<Place>,
) -> Result<HttpResponse, Failure> {
    show(&visitor, &place.return_to(), FormErrors::default())
}

/// A fresh challenge. Nothing is stored for it: it travels sealed in a cookie and is good once.
pub(super) async fn options(visitor: Visitor) -> Result<HttpResponse, Failure> {
    let started = passkey::start_authentication(visitor.app.tools())?;
    let jar = Jar::of(&visitor.app.settings().issuer);
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .cookie(jar.cookie(CEREMONY, &started.sealed, in_cookie(passkey::CEREMONY_LIFETIME)))
        .content_type("application/json")
        .body(format!("{{\"publicKey\":{}}}", started.options)))
}

#[derive(Deserialize)]
pub(super) struct Form {
    credential: String,
    #[serde(default)]
    return_to: String,
}

pub(super) async fn post(visitor: Visitor, form: web::Form<Form>) -> Result<HttpResponse, Failure> {
    let return_to = return_to(&form.return_to);
    let jar = Jar::of(&visitor.app.settings().issuer);
    let state = jar.read(&visitor.request, CEREMONY).unwrap_or_default();
    let advanced = visit(&visitor).with_passkey(&state, &form.credential).await?;
    let mut answer = present(&visitor, &return_to, Method::Passkey, advanced, |refusal| {
        show(&visitor, &return_to, FormErrors::one(words::passkey_refused(&refusal)))
    })?;
    answer.add_cookie(&jar.removal(CEREMONY)).map_err(crate::base::Fault::from)?;
    Ok(answer)
}

fn show(
    visitor: &Visitor,
    return_to: &LocalPath,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    let username = attempt_of(visitor).map(|attempt| attempt.username).unwrap_or_default();
    let step = Step::of(paths::SIGN_IN_PASSKEY, &username, return_to, errors);
    let status = step.errors.status();
    let view = SignInPasskey {
        page: visitor.page("passkey-title"),
        passkey: PasskeyPrompt {
            action: step.action,
            options_url: paths::SIGN_IN_PASSKEY_OPTIONS,
            conditional: false,
        },
        step,
    };
    Ok(html(status, &view)?)
}
