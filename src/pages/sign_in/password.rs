//! /signin/password: with a password.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{Place, Step, attempt_of, back_to_username, present, return_to, visit};
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
    errors: FormErrors,
    action: &'static str,
    username: String,
    change_url: Option<String>,
    other_way_url: Option<String>,
    return_to: String,
}

pub(super) async fn get(
    visitor: Visitor,
    place: web::Query<Place>,
) -> Result<HttpResponse, Failure> {
    let return_to = place.return_to();
    match attempt_of(&visitor) {
        Some(attempt) => show(&visitor, &attempt.username, &return_to, FormErrors::default()),
        None => Ok(back_to_username(&return_to)),
    }
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
    let step = Step::of(username, return_to);
    let status = errors.status();
    let view = SignInPassword {
        page: visitor.page("Enter your password"),
        errors,
        action: paths::SIGN_IN_PASSWORD,
        username: step.username,
        change_url: step.change_url,
        other_way_url: step.other_way_url,
        return_to: step.return_to,
    };
    Ok(html(status, &view)?)
}
