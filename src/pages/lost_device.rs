//! /lost-device: everything there is to do after a lost device, in one place, in order.
//!
//! What is done is seen from what is true: whoever comes back, in whatever browser, finds what remains.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::my_sign_ins::elsewhere;
use super::receipt::of_this_request;
use super::security_info::label_of;
use crate::base::Timestamp;
use crate::credentials::lost_device::{self, Remaining};
use crate::credentials::security_info::{Changed, MethodRef};
use crate::credentials::{Methods, MethodsPolicy, methods_of, policy_for};
use crate::directory::{self, User, recoveries};
use crate::http::caller::{FreshlySignedIn, SignedIn};
use crate::http::error::Failure;
use crate::http::page::{Nav, Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::language::{Moment, Phrase, phrase};
use crate::sessions::{Acr, Session};
use crate::sign_in::Registration;

/// A method that may have been on the device.
struct MethodRow {
    id: String,
    method: String,
    label: Phrase,
    /// What else is worth knowing of it; may be empty.
    hint: Phrase,
}

/// The step that adds a method.
struct Add {
    remains: bool,
    url: String,
    /// Whether they may leave it at what they have.
    enough: bool,
}

/// The steps, once somebody has said that a device is lost.
struct Steps {
    since: Moment,
    sign_out: bool,
    receipts_url: &'static str,
    unclear: Vec<MethodRow>,
    add: Add,
    /// The password, if there is one: whether it is still the old one.
    password: Option<bool>,
    password_url: String,
    /// How many steps remain.
    remain: usize,
}

#[derive(Template)]
#[template(path = "lost_device.html")]
struct LostDevice {
    page: Page,
    nav: Nav,
    notice: Option<&'static str>,
    problem: Option<&'static str>,
    steps: Option<Steps>,
    start_action: &'static str,
    sign_out_action: &'static str,
    remove_action: &'static str,
    enough_action: &'static str,
    finish_action: &'static str,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .service(web::resource(paths::LOST_DEVICE).get(get))
        .service(web::resource(paths::LOST_DEVICE_START).get(back).post(start))
        .service(web::resource(paths::LOST_DEVICE_SIGN_OUT).get(back).post(sign_out))
        .service(web::resource(paths::LOST_DEVICE_REMOVE).get(back).post(remove))
        .service(web::resource(paths::LOST_DEVICE_ENOUGH).get(back).post(enough))
        .service(web::resource(paths::LOST_DEVICE_FINISH).get(back).post(finish));
}

/// An address that only receives forms leads a reader to the page the forms are on.
async fn back() -> HttpResponse {
    see_other(paths::LOST_DEVICE)
}

fn done(what: &str) -> HttpResponse {
    see_other(&with_query(paths::LOST_DEVICE, &[("done", Some(what))]))
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn get(caller: SignedIn, query: web::Query<Done>) -> Result<HttpResponse, Failure> {
    let (connection, user) = (caller.app.db().read(), caller.session.user_id);
    let methods = methods_of(connection, user).await?;
    let policy = policy_for(connection, caller.app.tools(), user).await?;
    let remaining = lost_device::remaining(connection, user, &methods, &policy).await?;
    let now = caller.now();
    let steps = remaining.map(|remaining| steps(&remaining, &methods, &policy, now));
    let (notice, problem) = said(&query.done);
    let title = match &steps {
        Some(steps) if steps.remain == 0 => "yours-again",
        _ => "lost-a-device",
    };
    let view = LostDevice {
        page: caller.page(title),
        nav: Nav::of(&caller.session.username, "security-info"),
        notice,
        problem,
        steps,
        start_action: paths::LOST_DEVICE_START,
        sign_out_action: paths::LOST_DEVICE_SIGN_OUT,
        remove_action: paths::LOST_DEVICE_REMOVE,
        enough_action: paths::LOST_DEVICE_ENOUGH,
        finish_action: paths::LOST_DEVICE_FINISH,
    };
    Ok(html(StatusCode::OK, &view)?)
}

fn said(done: &str) -> (Option<&'static str>, Option<&'static str>) {
    match done {
        "signed-out" => (Some("lost-device-signed-out"), None),
        "removed" => (Some("lost-device-removed"), None),
        "last-way-in" => (None, Some("lost-device-last-way-in")),
        _ => (None, None),
    }
}

fn steps(
    remaining: &Remaining,
    methods: &Methods,
    policy: &MethodsPolicy,
    now: Timestamp,
) -> Steps {
    let row = |method: &MethodRef| {
        let written = method.to_string();
        let (label, detail) = label_of(methods, *method);
        let hint = if methods.is_last_way_in(*method, policy) { stays(detail) } else { detail };
        MethodRow { id: written.replace(':', "-"), method: written, label, hint }
    };
    let here = [("return_to", Some(paths::LOST_DEVICE))];
    Steps {
        since: Moment::new(remaining.since, now),
        sign_out: remaining.sign_out,
        receipts_url: paths::MY_SIGN_INS,
        unclear: remaining.unclear.iter().map(row).collect(),
        add: Add {
            remains: remaining.add,
            url: with_query(paths::REGISTER, &here),
            enough: remaining.has_enough && remaining.unclear.is_empty(),
        },
        password: (remaining.password || remaining.password_changed).then_some(remaining.password),
        password_url: with_query(paths::SECURITY_INFO_PASSWORD, &here),
        remain: remaining.steps(),
    }
}

/// What is said of the last way in, which stays until there is another.
fn stays(detail: Phrase) -> Phrase {
    if detail.is_empty() {
        return phrase("last-way-in-stays");
    }
    phrase("last-way-in-stays-with-detail").with("detail", detail)
}

async fn person(caller: &SignedIn) -> Result<User, Failure> {
    let user = directory::find_user(caller.app.db().read(), caller.session.user_id).await?;
    user.ok_or(Failure::NotFound)
}

/// Whether somebody has come by what is left when the rest is lost: by a recovery code, or by a pass although
/// they had another way to sign in before.
pub(super) fn came_back(session: &Session, methods: &Methods) -> bool {
    let came_at = session.authenticated_at;
    let had_one = methods.passkeys.iter().any(|it| it.created_at < came_at)
        || methods.authenticator_apps.iter().any(|it| it.created_at < came_at)
        || methods.password.is_some_and(|it| it.changed_at < came_at);
    session.acr == Acr::Bootstrap && (had_one || !session.amr.contains("tap"))
}

/// Since when the device is taken for lost. Who has come back has perhaps set up something new already:
/// that is not lost.
async fn since(caller: &FreshlySignedIn) -> Result<Timestamp, Failure> {
    let methods = methods_of(caller.app.db().read(), caller.session.user_id).await?;
    let came_back = came_back(&caller.session, &methods);
    Ok(if came_back { caller.session.authenticated_at } else { caller.now() })
}

async fn start(caller: FreshlySignedIn) -> Result<HttpResponse, Failure> {
    let since = since(&caller).await?;
    let work = caller.app.db().begin().await?;
    recoveries::start(&work, caller.session.user_id, since).await?;
    work.commit().await?;
    Ok(see_other(paths::LOST_DEVICE))
}

async fn sign_out(caller: FreshlySignedIn) -> Result<HttpResponse, Failure> {
    elsewhere(&caller).await?;
    of_this_request(&caller.app, &caller.origin, caller.session.user_id).await?;
    Ok(done("signed-out"))
}

/// What is ticked goes, what is not stays. If something has to stay for now, the step remains.
async fn remove(
    caller: FreshlySignedIn,
    sent: web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Failure> {
    let lost: Result<Vec<MethodRef>, _> =
        sent.iter().filter(|(key, _)| key == "lost").map(|(_, value)| value.parse()).collect();
    let lost = lost.map_err(|_| Failure::Malformed("there is no such method"))?;
    let registration = Registration {
        tools: caller.app.tools(),
        origin: &caller.origin,
        session: &caller.session,
        lifetimes: caller.app.settings().session,
    };
    let mut stays = false;
    for method in lost {
        match registration.delete(method).await? {
            None => return Ok(see_other(paths::SIGN_IN)),
            Some(Changed::LastWayIn) => stays = true,
            // One that is gone already does no harm, and nobody else's is found.
            Some(_) => {}
        }
    }
    if stays {
        return Ok(done("last-way-in"));
    }
    let user = person(&caller).await?;
    let work = caller.app.db().begin().await?;
    lost_device::reviewed(&work, &caller.origin, &user.actor(), &user).await?;
    work.commit().await?;
    Ok(done("removed"))
}

async fn enough(caller: FreshlySignedIn) -> Result<HttpResponse, Failure> {
    let work = caller.app.db().begin().await?;
    recoveries::enough(&work, caller.session.user_id).await?;
    work.commit().await?;
    Ok(see_other(paths::LOST_DEVICE))
}

async fn finish(caller: FreshlySignedIn) -> Result<HttpResponse, Failure> {
    let work = caller.app.db().begin().await?;
    recoveries::finish(&work, caller.session.user_id).await?;
    work.commit().await?;
    Ok(see_other(paths::SECURITY_INFO))
}
