//! /security-info/register/passkey: creating a passkey.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{
    Place, Wizard, cancel, other_way, registration, return_to, saved, session_ended, text,
};
use crate::base::Fault;
use crate::credentials::{Method, passkey};
use crate::directory;
use crate::http::caller::Registering;
use crate::http::cookies::Jar;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, PasskeyPrompt, html};
use crate::http::paths;
use crate::http::return_to::LocalPath;
use crate::pages::words;
use crate::sign_in::Registered;

/// The challenge, sealed, on its way through the browser.
const CEREMONY: &str = "passkey-registration";

#[derive(Template)]
#[template(path = "register/passkey.html")]
struct RegisterPasskey {
    page: Page,
    wizard: Option<Wizard>,
    errors: FormErrors,
    passkey: PasskeyPrompt,
    username: String,
    other_way_url: Option<String>,
    cancel_url: String,
    return_to: String,
}

pub(super) async fn get(
    caller: Registering,
    place: web::Query<Place>,
) -> Result<HttpResponse, Failure> {
    show(&caller, place.return_to().as_ref(), FormErrors::default())
}

/// What the browser needs to make a passkey that we do not know yet.
pub(super) async fn options(caller: Registering) -> Result<HttpResponse, Failure> {
    let app = &caller.app;
    let user = directory::find_user(app.db().read(), caller.session.user_id)
        .await?
        .ok_or(Failure::NotFound)?;
    let started = passkey::start_registration(app.tools(), &user).await?;
    let jar = Jar::of(&app.settings().issuer);
    let lifetime = actix_web::cookie::time::Duration::seconds(
        i64::try_from(passkey::CEREMONY_LIFETIME.as_secs()).unwrap_or(0),
    );
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .cookie(jar.cookie(CEREMONY, &started.sealed, lifetime))
        .content_type("application/json")
        .body(format!("{{\"publicKey\":{}}}", started.options)))
}

#[derive(Deserialize)]
pub(super) struct Form {
    credential: String,
    #[serde(default)]
    return_to: String,
}

pub(super) async fn post(
    caller: Registering,
    form: web::Form<Form>,
) -> Result<HttpResponse, Failure> {
    let return_to = return_to(&form.return_to);
    let jar = Jar::of(&caller.app.settings().issuer);
    let state = jar.read(&caller.request, CEREMONY).unwrap_or_default();
    let device = words::device(caller.origin.user_agent.as_deref());
    let name = caller.locale().say(device).text();
    let mut answer = match registration(&caller).passkey(&state, &form.credential, &name).await? {
        Registered::Saved { upgraded, lasting } => {
            saved(&caller, Method::Passkey, upgraded, lasting, return_to.as_ref()).await?
        }
        Registered::Refused(refusal) => show(
            &caller,
            return_to.as_ref(),
            FormErrors::one(words::new_passkey_refused(&refusal)),
        )?,
        Registered::SessionEnded => session_ended(&caller),
        Registered::Busy => return Err(Failure::Busy),
    };
    answer.add_cookie(&jar.removal(CEREMONY)).map_err(Fault::from)?;
    Ok(answer)
}

fn show(
    caller: &Registering,
    return_to: Option<&LocalPath>,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    let status = errors.status();
    let view = RegisterPasskey {
        page: caller.page("create-a-passkey"),
        wizard: Wizard::of(caller, 2, 3),
        errors,
        passkey: PasskeyPrompt {
            action: paths::REGISTER_PASSKEY,
            options_url: paths::REGISTER_PASSKEY_OPTIONS,
            conditional: false,
        },
        username: caller.session.username.clone(),
        other_way_url: other_way(caller, return_to),
        cancel_url: cancel(return_to),
        return_to: text(return_to),
    };
    Ok(html(status, &view)?)
}
