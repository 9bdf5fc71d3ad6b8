//! Signing in: /signin and the methods, each on its own path.

mod methods;
mod pass;
mod passkey;
mod password;
mod recovery_code;
mod step_up;
mod totp;
mod username;

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::app::App;
use crate::base::{Fallible, Fault};
use crate::credentials::{Method, TooManyFailures};
use crate::http::caller::Visitor;
use crate::http::cookies::{self, Jar};
use crate::http::error::Failure;
use crate::http::locale;
use crate::http::page::{FormErrors, see_other};
use crate::http::paths;
use crate::http::return_to::{LocalPath, with_query};
use crate::pages::words;
use crate::sessions::{Session, Started};
use crate::sign_in::{Advanced, Attempt, Offer, Remembered, Visit};

pub(super) use username::client_of;

/// The sign-in under way.
const ATTEMPT: &str = "attempt";
/// Who signed in here last.
const REMEMBERED: &str = "remembered";

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .service(web::resource(paths::SIGN_IN).get(username::get).post(username::post))
        .service(web::resource(paths::SIGN_IN_STEP_UP).get(step_up::get))
        .service(web::resource(paths::SIGN_IN_METHODS).get(methods::get))
        .service(web::resource(paths::SIGN_IN_PASS).get(pass::get).post(pass::post))
        .service(web::resource(paths::SIGN_IN_PASSWORD).get(password::get).post(password::post))
        .service(web::resource(paths::SIGN_IN_TOTP).get(totp::get).post(totp::post))
        .service(web::resource(paths::SIGN_IN_PASSKEY).get(passkey::get).post(passkey::post))
        .service(web::resource(paths::SIGN_IN_PASSKEY_OPTIONS).post(passkey::options))
        .service(
            web::resource(paths::SIGN_IN_RECOVERY_CODE)
                .get(recovery_code::get)
                .post(recovery_code::post),
        );
}

/// What the address of a step carries.
#[derive(Debug, Default, Deserialize)]
struct Place {
    #[serde(default)]
    return_to: String,
    #[serde(default)]
    reason: String,
    /// Who is going to sign in, where a slip or a QR code says so.
    #[serde(default)]
    login_hint: String,
}

impl Place {
    fn return_to(&self) -> LocalPath {
        return_to(&self.return_to)
    }
}

/// Where to go afterwards; the start page if that is not a place of ours.
fn return_to(text: &str) -> LocalPath {
    LocalPath::parse(text).unwrap_or_else(|| LocalPath::of(paths::HOME))
}

/// A step's address with where to go afterwards.
fn step(path: &str, return_to: &LocalPath) -> String {
    with_query(path, &[("return_to", Some(return_to.as_str()))])
}

/// What the pages after the username have in common.
struct Step {
    errors: FormErrors,
    action: &'static str,
    username: String,
    change_url: Option<String>,
    other_way_url: Option<String>,
    return_to: String,
}

impl Step {
    fn of(action: &'static str, username: &str, return_to: &LocalPath, errors: FormErrors) -> Self {
        Self {
            errors,
            action,
            username: username.to_owned(),
            change_url: Some(step(paths::SIGN_IN, return_to)),
            other_way_url: Some(step(paths::SIGN_IN_METHODS, return_to)),
            return_to: return_to.to_string(),
        }
    }
}

/// Asks for what a page asks for, of whoever has typed their username.
fn ask(
    visitor: &Visitor,
    place: &Place,
    show: impl FnOnce(&Visitor, &str, &LocalPath, FormErrors) -> Result<HttpResponse, Failure>,
) -> Result<HttpResponse, Failure> {
    let return_to = place.return_to();
    match attempt_of(visitor) {
        Some(attempt) => show(visitor, &attempt.username, &return_to, FormErrors::default()),
        // A step without a username leads back to the question for it.
        None => Ok(see_other(&step(paths::SIGN_IN, &return_to))),
    }
}

/// The path of the page that asks for a method.
const fn path_of(method: Method) -> &'static str {
    match method {
        Method::Pass => paths::SIGN_IN_PASS,
        Method::Passkey => paths::SIGN_IN_PASSKEY,
        Method::Password => paths::SIGN_IN_PASSWORD,
        Method::AuthenticatorApp => paths::SIGN_IN_TOTP,
        Method::RecoveryCode => paths::SIGN_IN_RECOVERY_CODE,
    }
}

/// The sign-in under way in this browser.
fn attempt_of(visitor: &Visitor) -> Option<Attempt> {
    let sealed = Jar::of(&visitor.app.settings().issuer).read(&visitor.request, ATTEMPT)?;
    Attempt::unseal(&visitor.app.tools().sealer, &sealed, visitor.now())
}

fn remembered_of(visitor: &Visitor) -> Option<Remembered> {
    let sealed = Jar::of(&visitor.app.settings().issuer).read(&visitor.request, REMEMBERED)?;
    Remembered::unseal(&visitor.app.tools().sealer, &sealed, visitor.now())
}

/// Sends the browser to a step with a sign-in under way.
fn go_on(app: &App, location: &str, attempt: &Attempt) -> Fallible<HttpResponse> {
    let sealed = attempt.seal(&app.tools().sealer)?;
    let cookie =
        Jar::of(&app.settings().issuer).cookie(ATTEMPT, &sealed, in_cookie(Attempt::LIFETIME));
    let mut answer = see_other(location);
    answer.add_cookie(&cookie)?;
    Ok(answer)
}

fn in_cookie(lifetime: std::time::Duration) -> actix_web::cookie::time::Duration {
    actix_web::cookie::time::Duration::seconds(
        i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX),
    )
}

/// The visit of a browser, for the operations.
fn visit(visitor: &Visitor) -> Visit<'_> {
    Visit {
        tools: visitor.app.tools(),
        origin: &visitor.origin,
        previous: visitor.session.as_ref(),
        lifetimes: visitor.app.settings().session,
    }
}

/// Presents what a step led to; `refused` makes the page of a refusal.
fn present<R>(
    visitor: &Visitor,
    return_to: &LocalPath,
    method: Method,
    advanced: Advanced<R>,
    refused: impl FnOnce(R) -> Result<HttpResponse, Failure>,
) -> Result<HttpResponse, Failure> {
    match advanced {
        Advanced::SignedIn { started, offer, language } => {
            let mut answer = signed_in(visitor, &started, offer, return_to, method)?;
            let language = language.and_then(|tag| locale::of_profile(&visitor.app, &tag));
            if let Some(cookie) = language {
                answer.add_cookie(&cookie).map_err(Fault::from)?;
            }
            Ok(answer)
        }
        Advanced::SecondFactor { username, proof } => {
            let attempt =
                Attempt::with_proof(&username, &proof, &visitor.app.tools().sealer, visitor.now())?;
            Ok(go_on(&visitor.app, &step(paths::SIGN_IN_TOTP, return_to), &attempt)?)
        }
        Advanced::Refused(refusal) => refused(refusal),
        Advanced::NoSecondFactor => Ok(words::no_second_factor().page(&visitor.request)),
        Advanced::BeginAgain => {
            let mut answer = see_other(&step(paths::SIGN_IN, return_to));
            let jar = Jar::of(&visitor.app.settings().issuer);
            answer.add_cookie(&jar.removal(ATTEMPT)).map_err(Fault::from)?;
            Ok(answer)
        }
        Advanced::Busy => Err(Failure::Busy),
        Advanced::TooManyFailures(TooManyFailures { until }) => {
            Err(Failure::TooManyFailures { wait: until.since(visitor.now()) })
        }
    }
}

/// Somebody is signed in: the cookie, and on to the registration that is owed or offered, or to where
/// they were going.
fn signed_in(
    visitor: &Visitor,
    started: &Started,
    offer: Option<Offer>,
    return_to: &LocalPath,
    method: Method,
) -> Result<HttpResponse, Fault> {
    cookies::keep(&visitor.request, started)?;
    let location = match offer {
        _ if started.session.registration_owed => step(paths::REGISTER, return_to),
        Some(Offer::Registration) => step(paths::REGISTER, return_to),
        Some(Offer::Campaign) => step(paths::REGISTER_CAMPAIGN, return_to),
        None => return_to.to_string(),
    };
    let mut answer = see_other(&location);
    answer.add_cookie(&Jar::of(&visitor.app.settings().issuer).removal(ATTEMPT))?;
    // After an authenticator app the first thing to ask for is still the password.
    let method = if method == Method::AuthenticatorApp { Method::Password } else { method };
    if method != Method::RecoveryCode {
        answer.add_cookie(&remember(visitor, &started.session, method)?)?;
    }
    Ok(answer)
}

/// The cookie that lets this browser ask for the right thing next time.
pub(super) fn remember(
    visitor: &Visitor,
    session: &Session,
    method: Method,
) -> Fallible<actix_web::cookie::Cookie<'static>> {
    let remembered = Remembered {
        username: session.username.clone(),
        method,
        pass: session.pass,
        at: visitor.now(),
    };
    let sealed = remembered.seal(&visitor.app.tools().sealer)?;
    Ok(Jar::of(&visitor.app.settings().issuer).cookie(
        REMEMBERED,
        &sealed,
        in_cookie(Remembered::LIFETIME),
    ))
}
