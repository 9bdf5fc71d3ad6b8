//! /security-info: the methods a person has; each change behind a fresh authentication.

mod method;
mod password;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::register::choose::choices;
use super::reminder::what_remains;
use crate::base::Timestamp;
use crate::credentials::pass::{self, PassSummary, Usability};
use crate::credentials::security_info::MethodRef;
use crate::credentials::{Methods, methods_of, policy_for};
use crate::directory::{self, User};
use crate::http::caller::{FreshlySignedIn, SignedIn};
use crate::http::error::Failure;
use crate::http::page::{Choice, Link, Nav, Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::language::{Moment, Phrase, phrase};
use crate::pages::ticket::{Ticket, state_of};
use crate::sign_in::Registration;

/// A registered method in the list.
struct MethodRow {
    id: String,
    icon: &'static str,
    kind: &'static str,
    name: String,
    /// May be empty.
    detail: Phrase,
    added: Option<Moment>,
    last_used: Option<Moment>,
    rename_url: Option<String>,
    change: Option<Link>,
    delete_url: Option<String>,
}

impl MethodRow {
    /// Its kind, and its name if it has one.
    fn label(&self) -> Phrase {
        if self.name.is_empty() {
            return phrase(self.kind);
        }
        phrase("method-with-name").with("method", phrase(self.kind)).with("name", &self.name)
    }
}

/// The person's own outstanding pass.
struct OwnPass {
    ticket: Ticket,
    delete_action: &'static str,
}

#[derive(Template)]
#[template(path = "security_info/index.html")]
struct SecurityInfo {
    page: Page,
    nav: Nav,
    notice: Option<&'static str>,
    methods: Vec<MethodRow>,
    pass: Option<OwnPass>,
    add: Vec<Choice>,
    remains: Option<usize>,
    lost_device_url: &'static str,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .service(web::resource(paths::SECURITY_INFO).get(get))
        .service(
            web::resource(paths::SECURITY_INFO_RENAME)
                .get(method::rename_form)
                .post(method::rename),
        )
        .service(
            web::resource(paths::SECURITY_INFO_DELETE)
                .get(method::delete_form)
                .post(method::delete),
        )
        .service(web::resource(paths::SECURITY_INFO_DELETE_PASS).get(list).post(delete_pass))
        .service(
            web::resource(paths::SECURITY_INFO_PASSWORD).get(password::get).post(password::post),
        );
}

/// An address that only receives forms leads a reader to the page the form is on.
async fn list() -> HttpResponse {
    see_other(paths::SECURITY_INFO)
}

fn done(what: &'static str) -> HttpResponse {
    see_other(&with_query(paths::SECURITY_INFO, &[("done", Some(what))]))
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn get(caller: SignedIn, query: web::Query<Done>) -> Result<HttpResponse, Failure> {
    let (app, now) = (&caller.app, caller.now());
    let methods = methods_of(app.db().read(), caller.session.user_id).await?;
    let policy = policy_for(app.db().read(), app.tools(), caller.session.user_id).await?;
    let notice = match query.done.as_str() {
        "added" => Some("method-added"),
        "renamed" => Some("method-renamed"),
        "deleted" => Some("method-deleted"),
        "changed" => Some("password-changed"),
        "pass" => Some("own-pass-deleted"),
        _ => None,
    };
    let view = SecurityInfo {
        page: caller.page("security-info"),
        nav: Nav::of(&caller.session.username, "security-info"),
        notice,
        pass: methods
            .pass
            .as_ref()
            .filter(|pass| pass.ends_at > now)
            .map(|pass| own_pass(&caller, pass, now)),
        add: choices(&policy, &methods, false, None),
        methods: rows(&methods, now),
        remains: what_remains(&caller).await?,
        lost_device_url: paths::LOST_DEVICE,
    };
    Ok(html(StatusCode::OK, &view)?)
}

fn own_pass(caller: &SignedIn, pass: &PassSummary, now: Timestamp) -> OwnPass {
    let session = &caller.session;
    let mut ticket = Ticket::of(pass, &session.display_name, &session.username, now);
    if pass.one_time && pass.uses > 0 {
        ticket.state = state_of(Usability::OneTimeUsed);
    }
    OwnPass { ticket, delete_action: paths::SECURITY_INFO_DELETE_PASS }
}

/// The address of a page about one method.
fn about(path: &str, credential: MethodRef) -> String {
    with_query(path, &[("method", Some(&credential.to_string()))])
}

fn rows(methods: &Methods, now: Timestamp) -> Vec<MethodRow> {
    let mut rows = Vec::new();
    for passkey in &methods.passkeys {
        let credential = MethodRef::Passkey(passkey.id);
        rows.push(MethodRow {
            id: passkey.id.to_string(),
            icon: "passkey",
            kind: "passkey",
            name: passkey.name.clone(),
            detail: phrase(if passkey.synced { "kept-in-manager" } else { "stays-on-device" }),
            added: Some(Moment::new(passkey.created_at, now)),
            last_used: passkey.last_used_at.map(|at| Moment::new(at, now)),
            rename_url: Some(about(paths::SECURITY_INFO_RENAME, credential)),
            change: None,
            delete_url: Some(about(paths::SECURITY_INFO_DELETE, credential)),
        });
    }
    for app in &methods.authenticator_apps {
        let credential = MethodRef::AuthenticatorApp(app.id);
        rows.push(MethodRow {
            id: app.id.to_string(),
            icon: "authenticator",
            kind: "authenticator-app",
            name: app.name.clone(),
            detail: phrase("together-with-password"),
            added: Some(Moment::new(app.created_at, now)),
            last_used: app.last_used_at.map(|at| Moment::new(at, now)),
            rename_url: Some(about(paths::SECURITY_INFO_RENAME, credential)),
            change: None,
            delete_url: Some(about(paths::SECURITY_INFO_DELETE, credential)),
        });
    }
    if let Some(password) = &methods.password {
        rows.push(MethodRow {
            id: "password".to_owned(),
            icon: "password",
            kind: "password",
            name: String::new(),
            detail: Phrase::default(),
            added: Some(Moment::new(password.changed_at, now)),
            last_used: password.last_used_at.map(|at| Moment::new(at, now)),
            rename_url: None,
            change: Some(Link {
                label: phrase("change"),
                href: paths::SECURITY_INFO_PASSWORD.to_owned(),
            }),
            delete_url: Some(about(paths::SECURITY_INFO_DELETE, MethodRef::Password)),
        });
    }
    if methods.recovery_codes_left > 0 {
        rows.push(MethodRow {
            id: "recovery-codes".to_owned(),
            icon: "recovery",
            kind: "recovery-codes",
            name: String::new(),
            detail: phrase("codes-left").with("count", methods.recovery_codes_left),
            added: None,
            last_used: None,
            rename_url: None,
            change: Some(Link {
                label: phrase("make-new-ones"),
                href: paths::REGISTER_RECOVERY_CODES.to_owned(),
            }),
            delete_url: Some(about(paths::SECURITY_INFO_DELETE, MethodRef::RecoveryCodes)),
        });
    }
    rows
}

/// What a method is called in a list, and what else is worth knowing of it.
pub(super) fn label_of(methods: &Methods, method: MethodRef) -> (Phrase, Phrase) {
    let id = match method {
        MethodRef::Passkey(id) => id.to_string(),
        MethodRef::AuthenticatorApp(id) => id.to_string(),
        MethodRef::Password => "password".to_owned(),
        MethodRef::RecoveryCodes => "recovery-codes".to_owned(),
    };
    let row = rows(methods, Timestamp::from_millis(0)).into_iter().find(|row| row.id == id);
    row.map_or_else(Default::default, |row| (row.label(), row.detail))
}

fn registration(caller: &FreshlySignedIn) -> Registration<'_> {
    Registration {
        tools: caller.app.tools(),
        origin: &caller.origin,
        session: &caller.session,
        lifetimes: caller.app.settings().session,
    }
}

async fn person(caller: &SignedIn) -> Result<User, Failure> {
    let user = directory::find_user(caller.app.db().read(), caller.session.user_id).await?;
    user.ok_or(Failure::NotFound)
}

async fn delete_pass(caller: FreshlySignedIn) -> Result<HttpResponse, Failure> {
    let user = person(&caller).await?;
    let work = caller.app.db().begin().await?;
    let deleted = pass::delete(&work, &caller.origin, &user.actor(), user.id).await?;
    work.commit().await?;
    match deleted {
        pass::Deleted::Deleted => Ok(done("pass")),
        _ => Err(Failure::NotFound),
    }
}
