//! /admin/settings: what this installation is, and its signing keys.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::ConsoleNav;
use super::users::{minutes_of, words};
use crate::db::DatabaseUrl;
use crate::directory::authority::Task;
use crate::http::caller::{Administrator, FreshAdministrator};
use crate::http::error::Failure;
use crate::http::page::{Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::language::{IntoPhrase, Moment, Phrase};
use crate::oidc::keys::{self, Algorithm, KeySummary, RotateRefusal};

/// Something that is set, and what it is set to.
struct Setting {
    label: &'static str,
    value: Phrase,
}

impl Setting {
    fn new(label: &'static str, value: impl IntoPhrase) -> Self {
        Self { label, value: value.into_phrase() }
    }
}

/// A signing key in the list.
struct KeyRow {
    id: String,
    algorithm: &'static str,
    state: &'static str,
    signs: bool,
    made: Moment,
    from: Moment,
    until: Option<Moment>,
}

#[derive(Template)]
#[template(path = "admin/settings.html")]
struct SettingsPage {
    page: Page,
    nav: ConsoleNav,
    notice: Option<&'static str>,
    healthy: bool,
    settings: Vec<Setting>,
    keys: Vec<KeyRow>,
    rotate_url: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "admin/rotate_key.html")]
struct RotatePage {
    page: Page,
    nav: ConsoleNav,
    algorithms: Vec<&'static str>,
    action: &'static str,
    cancel_url: &'static str,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .service(web::resource(paths::ADMIN_SETTINGS).get(get))
        .service(web::resource(paths::ADMIN_ROTATE_KEY).get(rotate_form).post(rotate));
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn get(caller: Administrator, done: web::Query<Done>) -> Result<HttpResponse, Failure> {
    caller.require(Task::ViewInstallation)?;
    let keys = keys::list(caller.app.db()).await?;
    let view = SettingsPage {
        page: caller.page("settings-and-keys"),
        nav: ConsoleNav::of(&caller, paths::ADMIN_SETTINGS),
        notice: (done.done == "rotated").then_some("key-rotated"),
        healthy: caller.app.db().ping().await.is_ok(),
        settings: settings(&caller),
        keys: keys.iter().map(|key| key_row(&caller, key)).collect(),
        rotate_url: caller.may(Task::ManageInstallation).then_some(paths::ADMIN_ROTATE_KEY),
    };
    Ok(html(StatusCode::OK, &view)?)
}

fn settings(caller: &Administrator) -> Vec<Setting> {
    let settings = caller.app.settings();
    let spoken = |duration| words(minutes_of(duration));
    let database = match settings.database_url {
        DatabaseUrl::Sqlite(_) => "SQLite",
        DatabaseUrl::Postgres(_) => "PostgreSQL",
    };
    vec![
        Setting::new("setting-version", env!("CARGO_PKG_VERSION").to_owned()),
        Setting::new("setting-issuer", caller.app.issuer().as_str().to_owned()),
        Setting::new("setting-organisation", settings.organisation.name.clone()),
        Setting::new("setting-database", database.to_owned()),
        Setting::new("setting-session", spoken(settings.session.absolute)),
        Setting::new("setting-idle", spoken(settings.session.idle)),
        Setting::new("setting-access-token", spoken(settings.tokens.access_token)),
    ]
}

fn key_row(caller: &Administrator, key: &KeySummary) -> KeyRow {
    let now = caller.now();
    let retired = key.retired_at.is_some_and(|at| at <= now);
    let (state, signs) = match (key.active_from > now, retired) {
        (true, _) => ("key-published", false),
        (false, false) => ("key-signs", true),
        (false, true) => ("key-retired", false),
    };
    KeyRow {
        id: key.id.to_string(),
        algorithm: key.algorithm.as_str(),
        state,
        signs,
        made: Moment::new(key.created_at, now),
        from: Moment::new(key.active_from, now),
        until: key.retired_at.map(|at| Moment::new(at, now)),
    }
}

async fn rotate_form(caller: FreshAdministrator) -> Result<HttpResponse, Failure> {
    caller.require(Task::ManageInstallation)?;
    let view = RotatePage {
        page: caller.page("rotate-title"),
        nav: ConsoleNav::of(&caller, paths::ADMIN_SETTINGS),
        algorithms: Algorithm::ALL.map(Algorithm::as_str).into(),
        action: paths::ADMIN_ROTATE_KEY,
        cancel_url: paths::ADMIN_SETTINGS,
    };
    Ok(html(StatusCode::OK, &view)?)
}

#[derive(Deserialize)]
struct Rotate {
    algorithm: String,
    leaked: Option<String>,
}

async fn rotate(
    caller: FreshAdministrator,
    form: web::Form<Rotate>,
) -> Result<HttpResponse, Failure> {
    let algorithm = Algorithm::named(&form.algorithm)
        .ok_or(Failure::Malformed("there is no such algorithm"))?;
    let (app, by, leaked) = (&caller.app, caller.actor(), form.leaked.is_some());
    match keys::rotate(app.db(), app.sealer(), &caller.origin, &by, algorithm, leaked).await? {
        Ok(_) => {
            // Other nodes look for themselves within a minute.
            app.keys().reload().await?;
            Ok(see_other(&with_query(paths::ADMIN_SETTINGS, &[("done", Some("rotated"))])))
        }
        Err(RotateRefusal::NotAllowed(denied)) => Err(Failure::NotAllowed(denied)),
    }
}
