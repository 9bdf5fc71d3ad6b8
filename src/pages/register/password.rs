//! /security-info/register/password: choosing the first password.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{
    Place, Wizard, cancel, other_way, policy_of, registration, return_to, saved, session_ended,
    step_of_two, text,
};
use crate::base::Secret;
use crate::credentials::{Method, methods_of};
use crate::http::caller::Registering;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::LocalPath;
use crate::language::Phrase;
use crate::pages::words;
use crate::sign_in::Registered;

#[derive(Template)]
#[template(path = "register/password.html")]
struct RegisterPassword {
    page: Page,
    wizard: Option<Wizard>,
    errors: FormErrors,
    action: &'static str,
    username: String,
    requirements: Vec<Phrase>,
    suggestions: Vec<&'static str>,
    other_way_url: Option<String>,
    cancel_url: String,
    return_to: String,
}

pub(super) async fn get(
    caller: Registering,
    place: web::Query<Place>,
) -> Result<HttpResponse, Failure> {
    show(&caller, place.return_to().as_ref(), FormErrors::default(), Vec::new()).await
}

#[derive(Deserialize)]
pub(super) struct Form {
    password: Secret,
    #[serde(default)]
    return_to: String,
}

pub(super) async fn post(
    caller: Registering,
    form: web::Form<Form>,
) -> Result<HttpResponse, Failure> {
    let return_to = return_to(&form.return_to);
    match registration(&caller).first_password(&form.password).await? {
        Registered::Saved { upgraded, lasting } => {
            saved(&caller, Method::Password, upgraded, lasting, return_to.as_ref()).await
        }
        Registered::Refused(refusal) => {
            let (error, suggestions) = words::new_password_refused(&refusal);
            show(&caller, return_to.as_ref(), FormErrors::one(error), suggestions).await
        }
        Registered::SessionEnded => Ok(session_ended(&caller)),
        Registered::Busy => Err(Failure::Busy),
    }
}

async fn show(
    caller: &Registering,
    return_to: Option<&LocalPath>,
    errors: FormErrors,
    suggestions: Vec<&'static str>,
) -> Result<HttpResponse, Failure> {
    let methods = methods_of(caller.app.db().read(), caller.session.user_id).await?;
    if methods.password.is_some() {
        // There is one already: it is changed, with the old one at hand, elsewhere.
        return Ok(see_other(paths::SECURITY_INFO_PASSWORD));
    }
    let status = errors.status();
    let view = RegisterPassword {
        page: caller.page("choose-a-password"),
        wizard: Wizard::of(caller, step_of_two(&methods), 4),
        errors,
        action: paths::REGISTER_PASSWORD,
        username: caller.session.username.clone(),
        requirements: words::password_requirements(&*policy_of(caller).await?),
        suggestions,
        other_way_url: other_way(caller, return_to),
        cancel_url: cancel(return_to),
        return_to: text(return_to),
    };
    Ok(html(status, &view)?)
}
