//! /device: letting in a device that has no browser (RFC 8628 §3.3).
//!
//! Whoever typed a code is asked once more, with who asks, for what and from where in plain sight: the
//! trick to fear is a stranger's device whose code was sent to somebody with a good story.

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::client_card::{card_of, with_logo_of};
use super::words;
use crate::base::Timestamp;
use crate::credentials::Try;
use crate::http::caller::SignedIn;
use crate::http::error::{Failure, Problem};
use crate::http::page::{ClientCard, FormErrors, Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::language::{Moment, Phrase, phrase};
use crate::oidc::clients::Client;
use crate::oidc::device::{Asking, Decided, Looked, NotAllowed, allow, deny, look};

#[derive(Template)]
#[template(path = "device/code.html")]
struct CodePage {
    page: Page,
    errors: FormErrors,
    user_code: String,
    username: String,
    action: &'static str,
}

#[derive(Template)]
#[template(path = "device/confirm.html")]
struct ConfirmPage {
    page: Page,
    client: ClientCard,
    registered_itself: bool,
    username: String,
    user_code: String,
    can: Vec<&'static str>,
    device: Phrase,
    address: Option<String>,
    here: bool,
    asked_at: Moment,
    by_pass: bool,
    action: &'static str,
    switch_url: String,
}

#[derive(Template)]
#[template(path = "device/done.html")]
struct DonePage {
    page: Page,
    allowed: bool,
    client_name: String,
    my_sign_ins_url: &'static str,
    home_url: &'static str,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .service(web::resource(paths::DEVICE).get(get).post(post))
        .service(web::resource(paths::DEVICE_DECIDE).get(again).post(decide));
}

#[derive(Deserialize)]
struct Place {
    #[serde(default)]
    user_code: String,
}

/// A code in the address is only filled in: whether there is such a device is told to who sends it.
async fn get(caller: SignedIn, place: web::Query<Place>) -> Result<HttpResponse, Failure> {
    ask(&caller, &place.user_code, FormErrors::default())
}

fn ask(caller: &SignedIn, user_code: &str, errors: FormErrors) -> Result<HttpResponse, Failure> {
    let status = errors.status();
    let view = CodePage {
        page: caller.page("device-title"),
        errors,
        user_code: user_code.chars().take(40).collect(),
        username: caller.session.username.clone(),
        action: paths::DEVICE,
    };
    Ok(html(status, &view)?)
}

async fn post(caller: SignedIn, form: web::Form<Place>) -> Result<HttpResponse, Failure> {
    let app = &caller.app;
    let tried = attempt(&caller)?;
    match look(app.provider(), &caller.session, &form.user_code).await? {
        Looked::Found(asking) => {
            tried.forgive(caller.now());
            confirm(&caller, &asking)
        }
        Looked::Wrong => wrong(&caller, &form.user_code),
        Looked::TooManyTries { until } => too_many(&caller, &form.user_code, until),
    }
}

/// Counts a try for the client's address; who is right gives it back.
fn attempt(caller: &SignedIn) -> Result<Try<'_>, Failure> {
    let (admission, now) = (&caller.app.tools().admission, caller.now());
    admission
        .attempt(caller.origin.ip_address, now)
        .map_err(|refused| Failure::TooManyFailures { wait: refused.until.since(now) })
}

fn wrong(caller: &SignedIn, typed: &str) -> Result<HttpResponse, Failure> {
    ask(caller, typed, FormErrors::under("user_code", "device-code-wrong"))
}

fn too_many(caller: &SignedIn, typed: &str, until: Timestamp) -> Result<HttpResponse, Failure> {
    let errors = FormErrors::under(
        "user_code",
        phrase("device-codes-too-many").with("when", Moment::new(until, caller.now())),
    );
    ask(caller, typed, errors)
}

fn confirm(caller: &SignedIn, asking: &Asking) -> Result<HttpResponse, Failure> {
    let shown = asking.user_code.grouped();
    let back = with_query(paths::DEVICE, &[("user_code", Some(shown.expose()))]);
    let view = ConfirmPage {
        page: caller.page("device-confirm-title"),
        client: card_of(&asking.client),
        registered_itself: asking.client.registered_itself(),
        username: caller.session.username.clone(),
        user_code: shown.expose().to_owned(),
        can: asking.scopes.iter().filter_map(|it| words::scope_lets(it.as_str())).collect(),
        device: words::kind_of_device(asking.user_agent.as_deref()),
        address: asking.ip_address.map(|address| address.to_string()),
        here: is_here(asking.ip_address, caller.origin.ip_address),
        asked_at: Moment::new(asking.requested_at, caller.now()),
        by_pass: caller.session.pass.is_some(),
        action: paths::DEVICE_DECIDE,
        switch_url: with_query(paths::SIGN_IN, &[("return_to", Some(&back))]),
    };
    Ok(with_logo_of(&asking.client, html(StatusCode::OK, &view)?))
}

/// Whether the device is where the person is, as far as anybody can tell.
fn is_here(device: Option<IpAddr>, person: Option<IpAddr>) -> bool {
    device.is_some() && device == person
}

/// The page was loaded again after signing in: the code has to be sent again.
async fn again(_caller: SignedIn) -> HttpResponse {
    see_other(paths::DEVICE)
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Decision {
    Allow,
    Deny,
}

#[derive(Deserialize)]
struct Form {
    user_code: String,
    decision: Decision,
}

async fn decide(caller: SignedIn, form: web::Form<Form>) -> Result<HttpResponse, Failure> {
    let (provider, origin, session) = (caller.app.provider(), &caller.origin, &caller.session);
    let tried = attempt(&caller)?;
    let decided = match form.decision {
        Decision::Allow => allow(provider, origin, session, &form.user_code).await?,
        Decision::Deny => deny(provider, origin, session, &form.user_code).await?,
    };
    match decided {
        Decided::Wrong => wrong(&caller, &form.user_code),
        Decided::TooManyTries { until } => too_many(&caller, &form.user_code, until),
        Decided::Decided { client } => {
            tried.forgive(caller.now());
            done(&caller, &client, form.decision == Decision::Allow)
        }
        Decided::SessionEnded => {
            tried.forgive(caller.now());
            Ok(see_other(&with_query(paths::DEVICE, &[("user_code", Some(&form.user_code))])))
        }
        Decided::NotAllowed { client, why } => {
            tried.forgive(caller.now());
            Ok(not_allowed(&client, why).page(&caller.request))
        }
    }
}

fn done(caller: &SignedIn, client: &Arc<Client>, allowed: bool) -> Result<HttpResponse, Failure> {
    let view = DonePage {
        page: caller.page(if allowed { "device-connected" } else { "device-not-connected" }),
        allowed,
        client_name: client.metadata.client_name.clone(),
        my_sign_ins_url: paths::MY_SIGN_INS,
        home_url: paths::HOME,
    };
    Ok(html(StatusCode::OK, &view)?)
}

fn not_allowed(client: &Client, why: NotAllowed) -> Problem {
    let name = &client.metadata.client_name;
    let (title, message, advice) = match why {
        NotAllowed::Person => ("app-not-for-you", "device-no-access", "if-you-need-it"),
        NotAllowed::SignIn => {
            ("app-needs-stronger", "device-sign-in-too-weak", "device-sign-in-stronger")
        }
    };
    Problem {
        status: StatusCode::FORBIDDEN,
        title: phrase(title),
        message: phrase(message).with("app", name),
        advice: phrase(advice),
        detail: None,
    }
}
