//! /admin/policy/effective: what would this person get, and why?

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::fields;
use crate::base::GroupId;
use crate::credentials::Method;
use crate::credentials::policy::{
    CampaignMethod, CampaignPolicy, CampaignState, Explained, Reason, explain,
};
use crate::directory::authority::Task;
use crate::directory::{User, find_user_by_username, groups};
use crate::http::caller::Administrator;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, html};
use crate::http::paths;
use crate::language::{IntoPhrase as _, Phrase, phrase};
use crate::pages::admin::ConsoleNav;
use crate::pages::words;

/// One value and what gave it.
struct Line {
    /// The key of what it is.
    label: &'static str,
    value: Phrase,
    reason: Phrase,
}

/// What somebody would get.
struct Answer {
    name: String,
    username: String,
    person_url: String,
    groups: Phrase,
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
                errors = FormErrors::under("username", "no-user-with-this-username");
            }
        }
    }
    let view = Effective {
        page: caller.page("policy-effective-title"),
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
        groups: if names.is_empty() {
            phrase("policy-in-no-group")
        } else {
            phrase("policy-in-groups").with("groups", names.join(", "))
        },
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
            label: words::method_name(*method),
            value: phrase(if *allowed { "yes" } else { "no" }),
            reason: words(*reason, name),
        })
        .collect();
    lines.push(Line {
        label: "policy-asked-to-register",
        value: phrase(asked_to_register(&explained.policy.campaign)),
        reason: words(explained.campaign, name),
    });
    lines
}

const fn asked_to_register(campaign: &CampaignPolicy) -> &'static str {
    match (campaign.state, campaign.method) {
        (CampaignState::Off, _) => "no",
        (CampaignState::Skippable, CampaignMethod::Passkey) => "policy-asked-passkey-skippable",
        (CampaignState::Skippable, CampaignMethod::AuthenticatorApp) => {
            "policy-asked-authenticator-app-skippable"
        }
        (CampaignState::Required, CampaignMethod::Passkey) => "policy-asked-passkey-required",
        (CampaignState::Required, CampaignMethod::AuthenticatorApp) => {
            "policy-asked-authenticator-app-required"
        }
    }
}

/// What gave a value. `name` says what a group is called.
fn words(reason: Reason, name: &impl Fn(GroupId) -> String) -> Phrase {
    let about = |key, group| phrase(key).with("group", name(group));
    match reason {
        Reason::Policy => phrase("policy-as-for-everybody"),
        Reason::SwitchedOff => phrase("policy-because-switched-off"),
        Reason::Included(group) => about("policy-because-included", group),
        Reason::NotIncluded => phrase("policy-because-not-included"),
        Reason::Excluded(group) => about("policy-because-excluded", group),
        Reason::Override { group, place } => {
            about("policy-because-override", group).with("place", place)
        }
        Reason::NotPossible => phrase("policy-because-not-possible"),
        Reason::NotAllowed(method) => phrase(match method {
            Method::Pass => "policy-because-no-pass",
            Method::Passkey => "policy-because-no-passkey",
            Method::Password => "policy-because-no-password",
            Method::AuthenticatorApp => "policy-because-no-authenticator-app",
            Method::RecoveryCode => "policy-because-no-recovery-code",
        }),
    }
}

fn pass(explained: &Explained, name: &impl Fn(GroupId) -> String) -> Vec<Line> {
    explained
        .pass
        .iter()
        .map(|(field, value, reason)| {
            let spec = fields::PASS_NUMBERS.iter().find(|spec| spec.name == *field);
            let value = value.clone();
            Line {
                label: spec.map_or(*field, |spec| spec.label),
                value: match spec {
                    Some(spec) => fields::words(spec.kind, value),
                    None => value.into_phrase(),
                },
                reason: words(*reason, name),
            }
        })
        .collect()
}
