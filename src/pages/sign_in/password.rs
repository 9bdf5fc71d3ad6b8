//! /signin/password: with a password.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{Place, Step, ask, present, return_to, visit};
use crate::base::Secret;
use crate::credentials::{GuessRefusal, Method};
use crate::http::caller::Visitor;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, html};
use crate::http::paths;
use crate::http::return_to::LocalPath;
use crate::pages::words;

#[derive(Template)]
#[template(path = "sign_in/password.html")]
struct SignInPassword {
    page: Page,
    step: Step,
}

pub(super) async fn get(
    visitor: Visitor,
    place: web::Query<Place>,
) -> Result<HttpResponse, Failure> {
    ask(&visitor, &place, show)
}

#[derive(Deserialize)]
pub(super) struct Form {
    username: String,
    password: Secret,
    #[serde(default)]
    return_to: String,
}

pub(super) async fn post(visitor: Visitor, form: web::Form<Form>) -> Result<HttpResponse, Failure> {
    let return_to = return_to(&form.return_to);
    let advanced = visit(&visitor).with_password(&form.username, &form.password).await?;
    present(&visitor, &return_to, Method::Password, advanced, |refusal: GuessRefusal| {
        let errors = FormErrors::one(words::guess_refused(
            "password",
            Method::Password,
            &refusal,
            visitor.now(),
        ));
        show(&visitor, &form.username, &return_to, errors)
    })
}

fn show(
    visitor: &Visitor,
    username: &str,
    return_to: &LocalPath,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    let step = Step::of(paths::SIGN_IN_PASSWORD, username, return_to, errors);
    let status = step.errors.status();
    Ok(html(status, &SignInPassword { page: visitor.page("password-title"), step })?)
}
