//! /admin/policy/history: every version, what it changed, and going back to it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::edit::{base_of, send};
use super::{ChangeLine, change_lines, done};
use crate::credentials::policy::{
    PolicyDocument, PolicySaved, PolicyVersion, changes, current_policy, name_of, names_of,
    saved_version, saved_versions,
};
use crate::directory::authority::Task;
use crate::http::caller::{Administrator, FreshAdministrator};
use crate::http::error::Failure;
use crate::http::page::{Page, html};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::language::{Moment, phrase};
use crate::pages::admin::ConsoleNav;
use crate::pages::admin::form::Sent;

/// How many versions are on one page.
const PAGE: u64 = 25;

/// A version in the list.
struct VersionRow {
    version: i64,
    at: Moment,
    by: String,
    note: String,
    url: String,
}

#[derive(Template)]
#[template(path = "admin/policy/history.html")]
struct History {
    page: Page,
    nav: ConsoleNav,
    versions: Vec<VersionRow>,
    settings_url: String,
    next_url: Option<String>,
    policy_url: &'static str,
}

#[derive(Template)]
#[template(path = "admin/policy/version.html")]
struct Version {
    page: Page,
    nav: ConsoleNav,
    version: i64,
    current: i64,
    at: Option<Moment>,
    by: String,
    note: String,
    /// What it changed in the version before it.
    made: Vec<ChangeLine>,
    /// What going back to it would change now.
    would: Vec<ChangeLine>,
    restore_action: Option<String>,
    history_url: &'static str,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    before: Option<i64>,
}

pub(super) async fn list(
    caller: Administrator,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    caller.require(Task::ViewPolicy)?;
    let mut versions = saved_versions(caller.app.db().browse(), asked.before, PAGE + 1).await?;
    let more = u64::try_from(versions.len()).is_ok_and(|found| found > PAGE);
    versions.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = versions.last().filter(|_| more).map(|last| last.version.to_string());
    let view = History {
        page: caller.page("policy-history-title"),
        nav: ConsoleNav::of(&caller, paths::ADMIN_POLICY),
        versions: versions.into_iter().map(|version| row(version, &caller)).collect(),
        settings_url: paths::of(paths::ADMIN_POLICY_VERSION, 0),
        next_url: next
            .map(|next| with_query(paths::ADMIN_POLICY_HISTORY, &[("before", Some(&next))])),
        policy_url: paths::ADMIN_POLICY,
    };
    Ok(html(StatusCode::OK, &view)?)
}

fn row(version: PolicyVersion, caller: &Administrator) -> VersionRow {
    VersionRow {
        at: Moment::new(version.at, caller.now()),
        url: paths::of(paths::ADMIN_POLICY_VERSION, version.version),
        version: version.version,
        by: version.by_name.unwrap_or_default(),
        note: version.note,
    }
}

async fn difference(
    caller: &Administrator,
    from: &PolicyDocument,
    to: &PolicyDocument,
) -> Result<Vec<ChangeLine>, Failure> {
    let names = names_of(caller.app.db().browse(), [from, to]).await?;
    Ok(change_lines(changes(from, to, |group| name_of(&names, group))?))
}

pub(super) async fn show(
    caller: Administrator,
    number: web::Path<i64>,
) -> Result<HttpResponse, Failure> {
    caller.require(Task::ViewPolicy)?;
    let (connection, tools) = (caller.app.db().browse(), caller.app.tools());
    let version = saved_version(connection, tools, *number).await?.ok_or(Failure::NotFound)?;
    let current = current_policy(connection, tools).await?;
    let made = match saved_version(connection, tools, version.version - 1).await? {
        Some(before) if version.version > 0 => {
            difference(&caller, &before.document, &version.document).await?
        }
        _ => Vec::new(),
    };
    let would = difference(&caller, &current.document, &version.document).await?;
    let title = match version.version {
        0 => phrase("policy-the-settings"),
        number => phrase("policy-version").with("number", number),
    };
    let may = caller.may(Task::ManagePolicy) && !would.is_empty();
    let view = Version {
        page: caller.page(title),
        nav: ConsoleNav::of(&caller, paths::ADMIN_POLICY),
        version: version.version,
        current: current.version,
        at: (version.version > 0).then(|| Moment::new(version.at, caller.now())),
        by: version.by_name.unwrap_or_default(),
        note: version.note,
        made,
        would,
        restore_action: may.then(|| paths::of(paths::ADMIN_POLICY_VERSION, version.version)),
        history_url: paths::ADMIN_POLICY_HISTORY,
    };
    Ok(html(StatusCode::OK, &view)?)
}

/// Saves an old version as a new one.
pub(super) async fn restore(
    caller: FreshAdministrator,
    number: web::Path<i64>,
    sent: web::Form<Sent>,
) -> Result<HttpResponse, Failure> {
    caller.require(Task::ManagePolicy)?;
    let version = saved_version(caller.app.db().browse(), caller.app.tools(), *number)
        .await?
        .ok_or(Failure::NotFound)?;
    let note = match version.version {
        0 => "Back to the settings".to_owned(),
        number => format!("Back to version {number}"),
    };
    match send(&caller, base_of(&sent)?, version.document, &note).await? {
        PolicySaved::Saved(_) => Ok(done("restored")),
        PolicySaved::Unchanged => Ok(done("unchanged")),
        PolicySaved::Stale { .. } => Ok(done("stale")),
        PolicySaved::Invalid(_) => Ok(done("refused")),
        PolicySaved::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
    }
}
