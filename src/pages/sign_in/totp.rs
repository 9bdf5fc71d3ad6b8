//! /signin/totp: with a code of an authenticator app, after the password.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{Place, Step, attempt_of, present, return_to, step, visit};
use crate::base::Secret;
use crate::credentials::{GuessRefusal, Method, Proof};
use crate::directory::Username;
use crate::http::caller::Visitor;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::LocalPath;
use crate::pages::words;
use crate::sign_in::Attempt;

#[derive(Template)]
#[template(path = "sign_in/totp.html")]
struct SignInTotp {
    page: Page,
    step: Step,
}

pub(super) async fn get(
    visitor: Visitor,
    place: web::Query<Place>,
) -> Result<HttpResponse, Failure> {
    let return_to = place.return_to();
    match first_factor(&visitor) {
        Ok((attempt, _)) => show(&visitor, &attempt.username, &return_to, FormErrors::default()),
        Err(path) => Ok(see_other(&step(path, &return_to))),
    }
}

/// The password that was proved in this browser, just now or for the session that is to become
/// stronger; or the path of the page that asks for what is missing.
fn first_factor(visitor: &Visitor) -> Result<(Attempt, Proof), &'static str> {
    let attempt = attempt_of(visitor).ok_or(paths::SIGN_IN)?;
    let of_session = || {
        let session = visitor.session.as_ref()?;
        let is_theirs = Username::fold(&session.username) == Username::fold(&attempt.username);
        session.first_factor().filter(|_| is_theirs)
    };
    let proof = attempt
        .proof(&visitor.app.tools().sealer, visitor.now())
        .or_else(of_session)
        .ok_or(paths::SIGN_IN_PASSWORD)?;
    Ok((attempt, proof))
}

#[derive(Deserialize)]
pub(super) struct Form {
    code: Secret,
    #[serde(default)]
    return_to: String,
}

pub(super) async fn post(visitor: Visitor, form: web::Form<Form>) -> Result<HttpResponse, Failure> {
    let return_to = return_to(&form.return_to);
    let (attempt, proof) = match first_factor(&visitor) {
        Ok(found) => found,
        Err(path) => return Ok(see_other(&step(path, &return_to))),
    };
    let advanced = visit(&visitor).with_totp(proof, &form.code).await?;
    present(&visitor, &return_to, Method::AuthenticatorApp, advanced, |refusal: GuessRefusal| {
        let error = words::guess_refused("code", Method::AuthenticatorApp, &refusal, visitor.now());
        show(&visitor, &attempt.username, &return_to, FormErrors::one(error))
    })
}

fn show(
    visitor: &Visitor,
    username: &str,
    return_to: &LocalPath,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    let step = Step::of(paths::SIGN_IN_TOTP, username, return_to, errors);
    let status = step.errors.status();
    Ok(html(status, &SignInTotp { page: visitor.page("totp-title"), step })?)
}
