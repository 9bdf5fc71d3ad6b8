//! /security-info/register/totp: setting up an authenticator app.

use actix_web::{HttpResponse, web};
use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::{
    Place, Wizard, cancel, other_way, registration, return_to, saved, session_ended, step_of_two,
    text,
};
use crate::base::Secret;
use crate::credentials::totp::{self, Enrollment};
use crate::credentials::{Method, methods_of};
use crate::directory;
use crate::http::caller::Registering;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, HiddenField, Page, html};
use crate::http::paths;
use crate::http::return_to::LocalPath;
use crate::pages::words;
use crate::sign_in::Registered;

#[derive(Template)]
#[template(path = "register/totp.html")]
struct RegisterTotp {
    page: Page,
    wizard: Option<Wizard>,
    errors: FormErrors,
    action: &'static str,
    username: String,
    qr_url: Option<String>,
    secret_groups: Vec<String>,
    otpauth_url: String,
    hidden: Vec<HiddenField>,
    other_way_url: Option<String>,
    cancel_url: String,
    return_to: String,
}

pub(super) async fn get(
    caller: Registering,
    place: web::Query<Place>,
) -> Result<HttpResponse, Failure> {
    show(&caller, place.return_to().as_ref(), None, FormErrors::default()).await
}

#[derive(Deserialize)]
pub(super) struct Form {
    enrollment: String,
    code: Secret,
    #[serde(default)]
    return_to: String,
}

pub(super) async fn post(
    caller: Registering,
    form: web::Form<Form>,
) -> Result<HttpResponse, Failure> {
    let return_to = return_to(&form.return_to);
    let name = caller.locale().say("authenticator-app").text();
    match registration(&caller).authenticator_app(&form.enrollment, &form.code, &name).await? {
        Registered::Saved { upgraded, lasting } => {
            saved(&caller, Method::AuthenticatorApp, upgraded, lasting, return_to.as_ref()).await
        }
        Registered::Refused(refusal) => {
            let errors = FormErrors::one(words::enrollment_refused(&refusal));
            show(&caller, return_to.as_ref(), Some(&form.enrollment), errors).await
        }
        Registered::SessionEnded => Ok(session_ended(&caller)),
        Registered::Busy => Err(Failure::Busy),
    }
}

/// The secret that was shown before, if it is still good, so that a typing error does not cost a new scan.
async fn enrollment(caller: &Registering, shown: Option<&str>) -> Result<Enrollment, Failure> {
    let app = &caller.app;
    let user = directory::find_user(app.db().read(), caller.session.user_id)
        .await?
        .ok_or(Failure::NotFound)?;
    let issuer = &app.settings().organisation.name;
    let resumed = match shown {
        Some(sealed) => totp::resume(app.tools(), &user, issuer, sealed)?,
        None => None,
    };
    match resumed {
        Some(enrollment) => Ok(enrollment),
        None => Ok(totp::begin(app.tools(), &user, issuer)?),
    }
}

async fn show(
    caller: &Registering,
    return_to: Option<&LocalPath>,
    shown: Option<&str>,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    let enrollment = enrollment(caller, shown).await?;
    let methods = methods_of(caller.app.db().read(), caller.session.user_id).await?;
    let status = errors.status();
    let view = RegisterTotp {
        page: caller.page("set-up-authenticator-app"),
        wizard: Wizard::of(caller, step_of_two(&methods), 4),
        errors,
        action: paths::REGISTER_TOTP,
        username: caller.session.username.clone(),
        qr_url: enrollment
            .qr
            .map(|svg| format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg.expose()))),
        secret_groups: groups_of_four(enrollment.secret.expose()),
        otpauth_url: enrollment.url.expose().to_owned(),
        hidden: vec![HiddenField {
            name: "enrollment".to_owned(),
            value: enrollment.sealed.expose().to_owned(),
        }],
        other_way_url: other_way(caller, return_to),
        cancel_url: cancel(return_to),
        return_to: text(return_to),
    };
    Ok(html(status, &view)?)
}

fn groups_of_four(secret: &str) -> Vec<String> {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect()).collect()
}
