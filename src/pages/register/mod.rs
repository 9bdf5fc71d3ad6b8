//! Registering a method: the wizard that a pass asks for, and the same pages from inside.

mod campaign;
pub(super) mod choose;
mod done;
mod passkey;
mod password;
mod recovery_codes;
mod totp;

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::base::Fallible;
use crate::credentials::{Method, Methods, MethodsPolicy, methods_of, policy_for};
use crate::http::caller::Registering;
use crate::http::cookies;
use crate::http::error::Failure;
use crate::http::page::see_other;
use crate::http::paths;
use crate::http::return_to::{LocalPath, with_query};
use crate::language::Moment;
use crate::sessions::Started;
use crate::sign_in::{Owed, Registration};

use super::sign_in::remember;

/// Where somebody is in the registration that their pass asks for.
struct Wizard {
    step: u8,
    steps: u8,
    pass_ends: Option<Moment>,
    sign_out_url: &'static str,
}

impl Wizard {
    /// The wizard, while a registration is owed.
    fn of(caller: &Registering, step: u8, steps: u8) -> Option<Self> {
        caller.session.registration_owed.then(|| Self {
            step,
            steps,
            // Who came by a recovery code has no pass that could end.
            pass_ends: caller
                .session
                .pass
                .map(|_| Moment::new(caller.session.ends_at, caller.now())),
            sign_out_url: paths::SIGN_OUT,
        })
    }
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .service(web::resource(paths::REGISTER).get(choose::get))
        .service(web::resource(paths::REGISTER_CAMPAIGN).get(campaign::get).post(campaign::settle))
        .service(web::resource(paths::REGISTER_PASSKEY).get(passkey::get).post(passkey::post))
        .service(web::resource(paths::REGISTER_PASSKEY_OPTIONS).post(passkey::options))
        .service(web::resource(paths::REGISTER_TOTP).get(totp::get).post(totp::post))
        .service(web::resource(paths::REGISTER_PASSWORD).get(password::get).post(password::post))
        .service(
            web::resource(paths::REGISTER_RECOVERY_CODES)
                .get(recovery_codes::get)
                .post(recovery_codes::post),
        )
        .service(web::resource(paths::REGISTER_DONE).get(done::get));
}

/// What the address of a step carries.
#[derive(Debug, Default, Deserialize)]
struct Place {
    #[serde(default)]
    return_to: String,
    #[serde(default)]
    other: String,
}

impl Place {
    fn return_to(&self) -> Option<LocalPath> {
        return_to(&self.return_to)
    }
}

/// Where to go afterwards, if it is a place of ours.
fn return_to(text: &str) -> Option<LocalPath> {
    LocalPath::parse(text)
}

fn step(path: &str, return_to: Option<&LocalPath>) -> String {
    with_query(path, &[("return_to", return_to.map(LocalPath::as_str))])
}

fn text(return_to: Option<&LocalPath>) -> String {
    return_to.map(ToString::to_string).unwrap_or_default()
}

/// "Set up something else", while there is a choice to be made.
fn other_way(caller: &Registering, return_to: Option<&LocalPath>) -> Option<String> {
    (Owed::of(&caller.session) == Owed::SomethingLasting).then(|| {
        let place = return_to.map(LocalPath::as_str);
        with_query(paths::REGISTER, &[("return_to", place), ("other", Some("yes"))])
    })
}

/// Where "Cancel" leads: on to where the person was going, or back to the list.
fn cancel(return_to: Option<&LocalPath>) -> String {
    return_to.map_or_else(|| paths::SECURITY_INFO.to_owned(), ToString::to_string)
}

/// What applies to the person who is registering.
async fn policy_of(caller: &Registering) -> Fallible<std::sync::Arc<MethodsPolicy>> {
    let app = &caller.app;
    policy_for(app.db().read(), app.tools(), caller.session.user_id).await
}

fn registration(caller: &Registering) -> Registration<'_> {
    Registration {
        tools: caller.app.tools(),
        origin: &caller.origin,
        session: &caller.session,
        lifetimes: caller.app.settings().session,
    }
}

/// After a method is saved: what is still missing, the end of the wizard, or back to the list.
async fn saved(
    caller: &Registering,
    method: Method,
    upgraded: Option<Box<Started>>,
    lasting: bool,
    return_to: Option<&LocalPath>,
) -> Result<HttpResponse, Failure> {
    let was_owed = caller.session.registration_owed;
    if let Some(started) = &upgraded {
        cookies::keep(&caller.request, started)?;
    }
    if !lasting {
        let methods = methods_of(caller.app.db().read(), caller.session.user_id).await?;
        return Ok(see_other(&step(missing(&methods), return_to)));
    }
    let next = match (was_owed, return_to) {
        (true, _) if policy_of(caller).await?.recovery_codes.enabled => {
            step(paths::REGISTER_RECOVERY_CODES, return_to)
        }
        (true, _) | (false, Some(_)) => step(paths::REGISTER_DONE, return_to),
        (false, None) => with_query(paths::SECURITY_INFO, &[("done", Some("added"))]),
    };
    let mut answer = see_other(&next);
    if was_owed {
        let first = if method == Method::Passkey { Method::Passkey } else { Method::Password };
        let session = upgraded.as_ref().map_or(&caller.session, |started| &started.session);
        let cookie = remember(caller, session, first)?;
        answer.add_cookie(&cookie).map_err(crate::base::Fault::from)?;
    }
    Ok(answer)
}

/// The page of the half that is missing of "authenticator app and password".
fn missing(methods: &Methods) -> &'static str {
    match (methods.authenticator_apps.is_empty(), methods.password.is_none()) {
        (true, false) => paths::REGISTER_TOTP,
        (false, true) => paths::REGISTER_PASSWORD,
        _ => paths::REGISTER,
    }
}

/// The session ended under the registration: its pass was deleted, or everything was signed out.
fn session_ended(caller: &Registering) -> HttpResponse {
    cookies::forget(&caller.request);
    see_other(paths::SIGN_IN)
}

/// How many steps the way of authenticator app and password has, and which this is.
fn step_of_two(methods: &Methods) -> u8 {
    if methods.authenticator_apps.is_empty() && methods.password.is_none() { 2 } else { 3 }
}

/// Whether policy lets people have an authenticator app with a password.
const fn allows_authenticator_app_and_password(policy: &MethodsPolicy) -> bool {
    policy.authenticator_app.enabled && policy.password.enabled
}
