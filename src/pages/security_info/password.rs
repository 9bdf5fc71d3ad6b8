//! /security-info/password: changing the password.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{done, registration};
use crate::base::Secret;
use crate::credentials::Method;
use crate::http::caller::FreshlySignedIn;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Nav, Page, html, see_other};
use crate::http::paths;
use crate::pages::words;
use crate::sign_in::{PasswordChange, Registered};

#[derive(Template)]
#[template(path = "security_info/change_password.html")]
struct ChangePassword {
    page: Page,
    nav: Nav,
    errors: FormErrors,
    action: &'static str,
    username: String,
    ask_current: bool,
    requirements: Vec<String>,
    suggestions: Vec<String>,
    cancel_url: &'static str,
}
pub(super) async fn get(caller: FreshlySignedIn) -> Result<HttpResponse, Failure> {
    show(&caller, FormErrors::default(), Vec::new())
}

fn show(
    caller: &FreshlySignedIn,
    errors: FormErrors,
    suggestions: Vec<String>,
) -> Result<HttpResponse, Failure> {
    let status = errors.status();
    let view = ChangePassword {
        page: caller.page("Change your password"),
        nav: Nav::of(&caller.session.username, "security-info"),
        errors,
        action: paths::SECURITY_INFO_PASSWORD,
        username: caller.session.username.clone(),
        // Who signed in with a pass has forgotten it or lost everything; the fresh sign-in stands for it.
        ask_current: caller.session.amr.contains("pwd"),
        requirements: words::password_requirements(&caller.app.tools().policy),
        suggestions,
        cancel_url: paths::SECURITY_INFO,
    };
    Ok(html(status, &view)?)
}

#[derive(Deserialize)]
pub(super) struct NewPassword {
    current: Option<Secret>,
    password: Secret,
}

pub(super) async fn post(
    caller: FreshlySignedIn,
    form: web::Form<NewPassword>,
) -> Result<HttpResponse, Failure> {
    match registration(&caller).change_password(form.current.as_ref(), &form.password).await? {
        Registered::Saved { .. } => Ok(done("changed")),
        Registered::Refused(PasswordChange::Current(refusal)) => {
            let error = words::guess_refused("current", Method::Password, &refusal, caller.now());
            show(&caller, FormErrors::one(error), Vec::new())
        }
        Registered::Refused(PasswordChange::New(refusal)) => {
            let (error, suggestions) = words::new_password_refused(&refusal);
            show(&caller, FormErrors::one(error), suggestions)
        }
        Registered::SessionEnded => Ok(see_other(paths::SIGN_IN)),
        Registered::Busy => Err(Failure::Busy),
    }
}
