//! /signin/recovery-code: with one of the codes that were kept for a bad day.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{Place, Step, ask, attempt_of, present, return_to, visit};
use crate::base::Secret;
use crate::credentials::{GuessRefusal, Method};
use crate::http::caller::Visitor;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, html};
use crate::http::paths;
use crate::http::return_to::LocalPath;
use crate::pages::words;

#[derive(Template)]
#[template(path = "sign_in/recovery_code.html")]
struct SignInRecoveryCode {
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
    code: Secret,
    #[serde(default)]
    return_to: String,
}

pub(super) async fn post(visitor: Visitor, form: web::Form<Form>) -> Result<HttpResponse, Failure> {
    let return_to = return_to(&form.return_to);
    // After a password the code is the second factor; alone it leads to setting up something new.
    let first = attempt_of(&visitor)
        .and_then(|attempt| attempt.proof(&visitor.app.tools().sealer, visitor.now()));
    let advanced = visit(&visitor).with_recovery_code(first, &form.username, &form.code).await?;
    present(&visitor, &return_to, Method::RecoveryCode, advanced, |refusal: GuessRefusal| {
        let errors = FormErrors::one(words::guess_refused(
            "code",
            Method::RecoveryCode,
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
    let step = Step::of(paths::SIGN_IN_RECOVERY_CODE, username, return_to, errors);
    let status = step.errors.status();
    Ok(html(status, &SignInRecoveryCode { page: visitor.page("recovery-code-title"), step })?)
}
