//! /admin/policy/effective: what would this person get, and why?

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::fields;
use crate::base::GroupId;
use crate::credentials::policy::{CampaignState, Explained, explain};
use crate::directory::authority::Task;
use crate::directory::{User, find_user_by_username, groups};
use crate::http::caller::Administrator;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, html};
use crate::http::paths;
use crate::pages::admin::ConsoleNav;

/// One value and what gave it.
struct Line {
    label: &'static str,
    value: String,
    reason: String,
}

/// What somebody would get.
struct Answer {
    name: String,
    username: String,
    person_url: String,
    groups: String,
    methods: Vec<Line>,
    pass: Vec<Line>,
    /// They must register something after a pass, and may have nothing that is enough.
    stuck: bool,
}

#[derive(Template)]
#[template(path = "admin/policy/effective.html")]
struct Effective {
    page: Page,
    nav: ConsoleNav,
    errors: FormErrors,
    action: &'static str,
    username: String,
    answer: Option<Answer>,
    policy_url: &'static str,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    username: String,
}

pub(super) async fn get(
    caller: Administrator,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    caller.require(Task::ViewPolicy)?;
    let connection = caller.app.db().browse();
    let typed = asked.username.trim();
    let mut errors = FormErrors::default();
    let mut answer = None;
    if !typed.is_empty() {
        match find_user_by_username(connection, typed).await? {
            Some(user) => answer = Some(answer_for(&caller, &user).await?),
            None => {
                errors = FormErrors::under("username", "There is no user with this username.");
            }
        }
    }
    let view = Effective {
        page: caller.page("What would this person get?"),
        nav: ConsoleNav::of(&caller, paths::ADMIN_POLICY),
        action: paths::ADMIN_POLICY_EFFECTIVE,
        username: typed.to_owned(),
        answer,
        policy_url: paths::ADMIN_POLICY,
        errors,
    };
    Ok(html(view.errors.status(), &view)?)
}

async fn answer_for(caller: &Administrator, user: &User) -> Result<Answer, Failure> {
    let connection = caller.app.db().browse();
    let groups = groups::groups_of(connection, user.id).await?;
    let explained = explain(connection, caller.app.tools(), user.id).await?;
    let name = |id: GroupId| {
        let group = groups.iter().find(|group| group.id == id);
        group.map_or_else(|| id.to_string(), |group| group.name.clone())
    };
    let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
    let policy = &explained.policy;
    Ok(Answer {
        name: user.display_name.clone(),
        username: user.username.to_string(),
        person_url: paths::of(paths::ADMIN_USER, user.id),
        groups: if names.is_empty() { "none".to_owned() } else { names.join(", ") },
        methods: methods(&explained, &name),
        pass: pass(&explained, &name),
        stuck: policy.pass.enabled
            && policy.pass.fence.owes_registration(false)
            && !policy.offers_lasting(),
    })
}

fn methods(explained: &Explained, name: &impl Fn(GroupId) -> String) -> Vec<Line> {
    let mut lines: Vec<Line> = explained
        .methods
        .iter()
        .map(|(method, allowed, reason)| Line {
            label: method.name(),
            value: if *allowed { "Yes" } else { "No" }.to_owned(),
            reason: reason.words(name),
        })
        .collect();
    lines.push(Line {
        label: "Asked to register",
        value: match explained.policy.campaign.state {
            CampaignState::Off => "No".to_owned(),
            CampaignState::Skippable => {
                format!("A {}, may be skipped", explained.policy.campaign.method.method().words())
            }
            CampaignState::Required => {
                format!("A {}, required", explained.policy.campaign.method.method().words())
            }
        },
        reason: explained.campaign.words(name),
    });
    lines
}

fn pass(explained: &Explained, name: &impl Fn(GroupId) -> String) -> Vec<Line> {
    explained
        .pass
        .iter()
        .map(|(field, value, reason)| {
            let spec = fields::PASS_NUMBERS.iter().find(|spec| spec.name == *field);
            let value = match spec.map(|spec| spec.kind) {
                Some(fields::Kind::Choice(options)) => options
                    .iter()
                    .find(|(option, _)| option == value)
                    .map_or_else(|| value.clone(), |(_, label)| (*label).to_owned()),
                _ => value.clone(),
            };
            Line {
                label: spec.map_or(*field, |spec| spec.label),
                value,
                reason: reason.words(name),
            }
        })
        .collect()
}
