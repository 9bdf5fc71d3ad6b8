//! /admin/policy: the authentication methods policy, who gets what, and its history.

mod edit;
mod effective;
mod fields;
mod groups;
mod history;
mod overrides;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::ConsoleNav;
use crate::base::GroupId;
use crate::credentials::policy::{
    CampaignState, Change, Include, PassOverride, Target, current_policy, name_of, names_of,
};
use crate::directory::authority::Task;
use crate::http::caller::Administrator;
use crate::http::error::Failure;
use crate::http::page::{Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::language::{IntoPhrase as _, Phrase, phrase};

/// A section of the policy, and what it is called in addresses and in the document.
const SECTIONS: [(&str, &str); 6] = [
    ("pass", "pass"),
    ("passkey", "passkey"),
    ("authenticator-app", "authenticator_app"),
    ("password", "password"),
    ("recovery-codes", "recovery_codes"),
    ("campaign", "campaign"),
];

/// A section in the overview.
struct SectionRow {
    id: &'static str,
    /// A key, as its state is.
    title: &'static str,
    on: bool,
    state: &'static str,
    audience: Phrase,
    /// By the keys of what they are called.
    values: Vec<(&'static str, Phrase)>,
    edit_url: Option<String>,
}

/// An override in the overview.
struct OverrideRow {
    group: String,
    name: String,
    values: Vec<(&'static str, Phrase)>,
    edit_url: Option<String>,
    first: bool,
    last: bool,
}

#[derive(Template)]
#[template(path = "admin/policy/index.html")]
struct Index {
    page: Page,
    nav: ConsoleNav,
    notice: Option<&'static str>,
    version: i64,
    sections: Vec<SectionRow>,
    overrides: Vec<OverrideRow>,
    may_edit: bool,
    new_override_url: &'static str,
    change_override_action: &'static str,
    effective_url: &'static str,
    history_url: &'static str,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .service(web::resource(paths::ADMIN_POLICY).get(get))
        .service(web::resource(paths::ADMIN_POLICY_EDIT).get(edit::get).post(edit::post))
        .service(
            web::resource(paths::ADMIN_POLICY_NEW_OVERRIDE)
                .get(overrides::new)
                .post(overrides::create),
        )
        .service(
            web::resource(paths::ADMIN_POLICY_CHANGE_OVERRIDE)
                .get(overview)
                .post(overrides::change),
        )
        .service(
            web::resource(paths::ADMIN_POLICY_OVERRIDE).get(overrides::get).post(overrides::post),
        )
        .service(web::resource(paths::ADMIN_POLICY_EFFECTIVE).get(effective::get))
        .service(web::resource(paths::ADMIN_POLICY_HISTORY).get(history::list))
        .service(
            web::resource(paths::ADMIN_POLICY_VERSION).get(history::show).post(history::restore),
        );
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

/// An address that only receives forms leads a reader to the page they are on.
async fn overview() -> HttpResponse {
    see_other(paths::ADMIN_POLICY)
}

fn done(what: &'static str) -> HttpResponse {
    see_other(&with_query(paths::ADMIN_POLICY, &[("done", Some(what))]))
}

async fn get(caller: Administrator, query: web::Query<Done>) -> Result<HttpResponse, Failure> {
    caller.require(Task::ViewPolicy)?;
    let connection = caller.app.db().browse();
    let current = current_policy(connection, caller.app.tools()).await?;
    let names = names_of(connection, [&*current.document]).await?;
    let name = |group| name_of(&names, group);
    let may_edit = caller.may(Task::ManagePolicy);
    let document = serde_json::to_value(&*current.document).map_err(crate::base::Fault::from)?;
    let targets = &current.document.targets;
    let sections = SECTIONS.into_iter().map(|(id, key)| {
        let target = match key {
            "pass" => &targets.pass,
            "passkey" => &targets.passkey,
            "authenticator_app" => &targets.authenticator_app,
            "password" => &targets.password,
            "recovery_codes" => &targets.recovery_codes,
            _ => &targets.campaign,
        };
        let section = document.pointer(&format!("/methods/{key}"));
        let (on, state) = match section.and_then(|it| it.get("enabled")) {
            Some(enabled) if enabled == true => (true, "policy-on"),
            Some(_) => (false, "policy-off"),
            None => match current.document.methods.campaign.state {
                CampaignState::Off => (false, "policy-off"),
                CampaignState::Skippable => (true, "policy-may-be-skipped"),
                CampaignState::Required => (true, "policy-required"),
            },
        };
        SectionRow {
            id,
            title: fields::title_of(key),
            on,
            state,
            audience: audience(target, name),
            values: values(&fields::of_section(key), section, false),
            edit_url: may_edit.then(|| paths::of(paths::ADMIN_POLICY_EDIT, id)),
        }
    });
    let overrides = &current.document.overrides;
    let view = Index {
        page: caller.page("policy-title"),
        nav: ConsoleNav::of(&caller, paths::ADMIN_POLICY),
        notice: notice(&query.done),
        version: current.version,
        sections: sections.collect(),
        overrides: overrides
            .iter()
            .enumerate()
            .map(|(number, its)| OverrideRow {
                first: number == 0,
                last: number + 1 == overrides.len(),
                ..override_row(its, name(its.group), may_edit)
            })
            .collect(),
        may_edit,
        new_override_url: paths::ADMIN_POLICY_NEW_OVERRIDE,
        change_override_action: paths::ADMIN_POLICY_CHANGE_OVERRIDE,
        effective_url: paths::ADMIN_POLICY_EFFECTIVE,
        history_url: paths::ADMIN_POLICY_HISTORY,
    };
    Ok(html(StatusCode::OK, &view)?)
}

fn notice(done: &str) -> Option<&'static str> {
    match done {
        "saved" => Some("policy-saved"),
        "unchanged" => Some("policy-unchanged"),
        "stale" => Some("policy-stale"),
        "refused" => Some("policy-refused"),
        "restored" => Some("policy-restored"),
        _ => None,
    }
}

fn override_row(its: &PassOverride, name: String, may_edit: bool) -> OverrideRow {
    let section = serde_json::to_value(its).ok();
    OverrideRow {
        group: its.group.to_string(),
        name,
        values: values(fields::PASS_NUMBERS, section.as_ref(), true),
        edit_url: may_edit.then(|| paths::of(paths::ADMIN_POLICY_OVERRIDE, its.group)),
        first: false,
        last: false,
    }
}

/// What a section says, in words. Its state stands elsewhere.
fn values(
    specs: &[fields::Spec],
    section: Option<&serde_json::Value>,
    set_only: bool,
) -> Vec<(&'static str, Phrase)> {
    let state = |name| name == "enabled" || name == "state";
    specs
        .iter()
        .filter(|spec| !state(spec.name))
        .filter_map(|spec| {
            let value = section?.get(spec.name);
            if set_only && value.is_none() {
                return None;
            }
            let shown = fields::shown(value).replace('\n', ", ");
            Some((spec.label, fields::words(spec.kind, shown)))
        })
        .collect()
}

/// Whom a target means, in words.
fn audience(target: &Target, name: impl Fn(GroupId) -> String) -> Phrase {
    let list = |groups: &mut dyn Iterator<Item = &GroupId>| {
        groups.map(|group| name(*group)).collect::<Vec<_>>().join(", ")
    };
    let (all, some) = if target.exclude.is_empty() {
        ("policy-everybody", "policy-members")
    } else {
        ("policy-everybody-without", "policy-members-without")
    };
    let included = match &target.include {
        Include::All => phrase(all),
        Include::Groups(groups) => phrase(some).with("groups", list(&mut groups.iter())),
    };
    included.with("excluded", list(&mut target.exclude.iter()))
}

/// One change, in words.
struct ChangeLine {
    label: Phrase,
    from: Phrase,
    to: Phrase,
}

fn change_lines(changes: Vec<Change>) -> Vec<ChangeLine> {
    let words = |value: Option<String>| match value.as_deref() {
        None => phrase("policy-as-for-everybody"),
        Some("true") => phrase("policy-changed-yes"),
        Some("false") => phrase("policy-changed-no"),
        Some(other) => other.to_owned().into_phrase(),
    };
    changes
        .into_iter()
        .map(|change| ChangeLine {
            label: fields::label_of(&change.field),
            from: words(change.from),
            to: words(change.to),
        })
        .collect()
}
