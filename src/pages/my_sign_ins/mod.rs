//! /my-sign-ins: every session, every app, the way out of all of them, and what came of it.

mod receipt;

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::receipt::{EndedList, Reader};
use super::reminder::what_remains;
use super::words;
use crate::audit::Person;
use crate::base::{ClientId, SessionId, Timestamp};
use crate::directory::{self, User};
use crate::http::caller::SignedIn;
use crate::http::cookies;
use crate::http::error::Failure;
use crate::http::page::{Nav, Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::language::{Moment, Phrase};
use crate::oidc::grants::{self, AppAccess};
use crate::places::Places;
use crate::sessions::{self, Session};

/// A browser session in the list.
struct SessionRow {
    id: String,
    device: Phrase,
    method: &'static str,
    from: Option<String>,
    started: Moment,
    last_seen: Moment,
    current: bool,
}

/// An app that holds a grant.
struct AppRow {
    id: String,
    name: String,
    logo_url: Option<String>,
    can: Option<Phrase>,
    granted: Moment,
    last_used: Option<Moment>,
    /// When the last access token ends that it may hold; nothing if it has ended.
    token_ends: Option<Moment>,
}

#[derive(Template)]
#[template(path = "my_sign_ins/index.html")]
struct MySignIns {
    page: Page,
    nav: Nav,
    notice: Option<&'static str>,
    remains: Option<usize>,
    sessions: Vec<SessionRow>,
    apps: Vec<AppRow>,
    ended: EndedList,
    end_session_action: &'static str,
    remove_app_action: &'static str,
    sign_out_everywhere_action: &'static str,
    sign_out_elsewhere_action: &'static str,
    lost_device_url: &'static str,
}

pub(super) use receipt::elsewhere;

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .service(web::resource(paths::MY_SIGN_INS).get(get))
        .service(web::resource(paths::END_SESSION_OF_MINE).get(list).post(end_session))
        .service(web::resource(paths::REMOVE_APP).get(list).post(remove_app))
        .service(
            web::resource(paths::SIGN_OUT_EVERYWHERE).get(list).post(receipt::sign_out_everywhere),
        )
        .service(
            web::resource(paths::SIGN_OUT_ELSEWHERE).get(list).post(receipt::sign_out_elsewhere),
        )
        .service(web::resource(paths::MY_RECEIPT).get(receipt::get))
        .service(web::resource(paths::SIGNED_OUT_EVERYWHERE).get(receipt::after_the_session));
}

/// An address that only receives forms leads a reader to the page the form is on.
async fn list() -> HttpResponse {
    see_other(paths::MY_SIGN_INS)
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn get(caller: SignedIn, done: web::Query<Done>) -> Result<HttpResponse, Failure> {
    let app = &caller.app;
    let (user, now) = (caller.session.user_id, caller.now());
    let sessions = sessions::list(app.db(), user, app.settings().session).await?;
    let apps = grants::apps_of(app.db().read(), user, now).await?;
    let notice = match done.done.as_str() {
        "session" => Some("session-has-ended"),
        "app" => Some("app-has-no-access"),
        _ => None,
    };
    let (places, lifetime) = (app.settings().places.as_ref(), app.settings().tokens.access_token);
    let view = MySignIns {
        page: caller.page("where-signed-in"),
        nav: Nav::of(&caller.session.username, "my-sign-ins"),
        notice,
        remains: what_remains(&caller).await?,
        sessions: sessions
            .iter()
            .map(|session| session_row(session, &caller.session, places, now))
            .collect(),
        apps: apps.into_iter().map(|access| app_row(access, lifetime, now)).collect(),
        ended: EndedList::of(app, user, Reader::Person, now).await?,
        end_session_action: paths::END_SESSION_OF_MINE,
        remove_app_action: paths::REMOVE_APP,
        sign_out_everywhere_action: paths::SIGN_OUT_EVERYWHERE,
        sign_out_elsewhere_action: paths::SIGN_OUT_ELSEWHERE,
        lost_device_url: paths::LOST_DEVICE,
    };
    Ok(html(StatusCode::OK, &view)?)
}

fn session_row(
    session: &Session,
    current: &Session,
    places: Option<&Places>,
    now: Timestamp,
) -> SessionRow {
    SessionRow {
        device: words::device(session.user_agent.as_deref()),
        method: words::signed_in_by(&session.amr),
        started: Moment::new(session.started_at, now),
        last_seen: Moment::new(session.last_seen_at, now),
        current: session.id == current.id,
        id: session.id.to_string(),
        from: words::place_of(places, session),
    }
}

fn app_row(access: AppAccess, lifetime: Duration, now: Timestamp) -> AppRow {
    let ends_at = access.access_token_ends_at(lifetime);
    AppRow {
        token_ends: (ends_at > now).then(|| Moment::new(ends_at, now)),
        id: access.client.to_string(),
        name: access.name,
        logo_url: None,
        can: words::listed(access.scopes.iter().filter_map(|it| words::scope_lets(it.as_str()))),
        granted: Moment::new(access.granted_at, now),
        last_used: access.last_used_at.map(|at| Moment::new(at, now)),
    }
}

#[derive(Deserialize)]
struct OfSession {
    session: String,
}

async fn end_session(
    caller: SignedIn,
    form: web::Form<OfSession>,
) -> Result<HttpResponse, Failure> {
    let session: SessionId = form.session.parse().map_err(|_| Failure::NotFound)?;
    let work = caller.app.db().begin().await?;
    // Somebody else's session is not found, like one that never was.
    if !sessions::end(&work, &caller.origin, &caller.session, session).await? {
        return Err(Failure::NotFound);
    }
    work.commit().await?;
    if session == caller.session.id {
        cookies::forget(&caller.request);
        return Ok(see_other(paths::SIGNED_OUT));
    }
    Ok(see_other(&with_query(paths::MY_SIGN_INS, &[("done", Some("session"))])))
}

#[derive(Deserialize)]
struct OfApp {
    client: String,
}

async fn remove_app(caller: SignedIn, form: web::Form<OfApp>) -> Result<HttpResponse, Failure> {
    let client = ClientId::new(form.client.as_str());
    let person = Person::new(caller.session.user_id, caller.session.username.as_str());
    let work = caller.app.db().begin().await?;
    let by = person.clone().into();
    grants::revoke_app(&work, &caller.origin, &by, person, &client)
        .await?
        .map_err(Failure::NotAllowed)?;
    work.commit().await?;
    Ok(see_other(&with_query(paths::MY_SIGN_INS, &[("done", Some("app"))])))
}

async fn person(caller: &SignedIn) -> Result<User, Failure> {
    let user = directory::find_user(caller.app.db().read(), caller.session.user_id).await?;
    user.ok_or(Failure::NotFound)
}
