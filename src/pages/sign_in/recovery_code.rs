//! /signin/recovery-code: with one of the codes that were kept for a bad day.

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
#[template(path = "sign_in/recovery_code.html")]
struct SignInRecoveryCode {
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
    let step = Step::of(username, return_to);
    let status = errors.status();
    let view = SignInRecoveryCode {
        page: visitor.page("Enter a recovery code"),
        errors,
        action: paths::SIGN_IN_RECOVERY_CODE,
        username: step.username,
        change_url: step.change_url,
        other_way_url: step.other_way_url,
        return_to: step.return_to,
    };
    Ok(html(status, &view)?)
}
