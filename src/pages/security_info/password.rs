//! /security-info/password: changing the password.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{done, registration};
use crate::base::Secret;
use crate::credentials::{Method, policy_for};
use crate::http::caller::FreshlySignedIn;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Nav, Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::LocalPath;
use crate::language::Phrase;
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
    requirements: Vec<Phrase>,
    suggestions: Vec<&'static str>,
    cancel_url: String,
    return_to: String,
}

/// Where to go on afterwards, if not to the list.
#[derive(Deserialize)]
pub(super) struct Place {
    #[serde(default)]
    return_to: String,
}

pub(super) async fn get(
    caller: FreshlySignedIn,
    place: web::Query<Place>,
) -> Result<HttpResponse, Failure> {
    let return_to = LocalPath::parse(&place.return_to);
    show(&caller, return_to.as_ref(), FormErrors::default(), Vec::new()).await
}

async fn show(
    caller: &FreshlySignedIn,
    return_to: Option<&LocalPath>,
    errors: FormErrors,
    suggestions: Vec<&'static str>,
) -> Result<HttpResponse, Failure> {
    let app = &caller.app;
    let policy = policy_for(app.db().read(), app.tools(), caller.session.user_id).await?;
    let status = errors.status();
    let view = ChangePassword {
        page: caller.page("change-your-password"),
        nav: Nav::of(&caller.session.username, "security-info"),
        errors,
        action: paths::SECURITY_INFO_PASSWORD,
        username: caller.session.username.clone(),
        // Who signed in with a pass has forgotten it or lost everything; the fresh sign-in stands for it.
        ask_current: caller.session.amr.contains("pwd"),
        requirements: words::password_requirements(&policy),
        suggestions,
        cancel_url: return_to.map_or(paths::SECURITY_INFO, LocalPath::as_str).to_owned(),
        return_to: return_to.map(ToString::to_string).unwrap_or_default(),
    };
    Ok(html(status, &view)?)
}

#[derive(Deserialize)]
pub(super) struct NewPassword {
    current: Option<Secret>,
    password: Secret,
    #[serde(default)]
    return_to: String,
}

pub(super) async fn post(
    caller: FreshlySignedIn,
    form: web::Form<NewPassword>,
) -> Result<HttpResponse, Failure> {
    let return_to = LocalPath::parse(&form.return_to);
    let return_to = return_to.as_ref();
    match registration(&caller).change_password(form.current.as_ref(), &form.password).await? {
        Registered::Saved { .. } => Ok(match return_to {
            Some(place) => see_other(place.as_str()),
            None => done("changed"),
        }),
        Registered::Refused(PasswordChange::Current(refusal)) => {
            let error = words::guess_refused("current", Method::Password, &refusal, caller.now());
            show(&caller, return_to, FormErrors::one(error), Vec::new()).await
        }
        Registered::Refused(PasswordChange::New(refusal)) => {
            let (error, suggestions) = words::new_password_refused(&refusal);
            show(&caller, return_to, FormErrors::one(error), suggestions).await
        }
        Registered::SessionEnded => Ok(see_other(paths::SIGN_IN)),
        Registered::Busy => Err(Failure::Busy),
    }
}
