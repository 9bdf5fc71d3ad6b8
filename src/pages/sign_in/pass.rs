//! /signin/pass: with a Temporary Access Pass.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{Place, Step, ask, present, remembered_of, return_to, visit};
use crate::base::Secret;
use crate::credentials::Method;
use crate::credentials::pass::PassRefusal;
use crate::http::caller::Visitor;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, html};
use crate::http::paths;
use crate::http::return_to::LocalPath;
use crate::pages::words;
use crate::sign_in::Remembered;

#[derive(Template)]
#[template(path = "sign_in/pass.html")]
struct SignInPass {
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
    pass: Secret,
    #[serde(default)]
    return_to: String,
}

pub(super) async fn post(visitor: Visitor, form: web::Form<Form>) -> Result<HttpResponse, Failure> {
    let return_to = return_to(&form.return_to);
    let browser = Remembered::pass_browser(remembered_of(&visitor).as_ref(), visitor.now());
    let advanced = visit(&visitor).with_pass(&form.username, &form.pass, browser).await?;
    present(&visitor, &return_to, Method::Pass, advanced, |refusal: PassRefusal| {
        let errors = FormErrors::one(words::pass_refused(&refusal, visitor.now()));
        show(&visitor, &form.username, &return_to, errors)
    })
}

fn show(
    visitor: &Visitor,
    username: &str,
    return_to: &LocalPath,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    let step = Step::of(paths::SIGN_IN_PASS, username, return_to, errors);
    let status = step.errors.status();
    Ok(html(status, &SignInPass { page: visitor.page("pass-title"), step })?)
}
