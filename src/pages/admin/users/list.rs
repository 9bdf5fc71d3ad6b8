//! /admin/users: everybody, a page at a time, found as one types.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::url_of;
use crate::administration::people::{self, Standing};
use crate::base::{Fallible, Timestamp, UserId};
use crate::credentials::PassPolicy;
use crate::credentials::pass::Usability;
use crate::credentials::policy::policies_for;
use crate::directory::authority::Action;
use crate::directory::{self, User, UserFilter, UserPage, UserQuery};
use crate::http::caller::Administrator;
use crate::http::error::Failure;
use crate::http::page::{Page, html};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::pages::admin::ConsoleNav;

/// People on a page.
const PAGE: u64 = 50;

/// Somebody in the list.
struct PersonRow {
    url: String,
    name: String,
    username: String,
    email: Option<String>,
    disabled: bool,
    administrator: bool,
    nothing_registered: bool,
    pass: bool,
    /// The person's id, if they may be ticked for a pass.
    tick: Option<String>,
}

/// A list that may be chosen.
struct FilterChoice {
    key: &'static str,
    label: &'static str,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "admin/users/index.html")]
struct Users {
    page: Page,
    nav: ConsoleNav,
    notice: Option<&'static str>,
    query: String,
    filters: Vec<FilterChoice>,
    people: Vec<PersonRow>,
    next_url: Option<String>,
    first_url: Option<String>,
    search_action: &'static str,
    new_url: Option<&'static str>,
    /// Where the ticked are sent, for who may issue passes.
    selection_action: Option<&'static str>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    filter: String,
    after: String,
    done: String,
}

pub(super) async fn get(
    caller: Administrator,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    let connection = caller.app.db().browse();
    let sees_methods = caller.may_touch(Action::ViewMethods, UserId::fresh(), &[]);
    let UserPage { users, next } = find(&caller, &asked, sees_methods).await?;
    let ids: Vec<_> = users.iter().map(|user| user.id).collect();
    let mut standings = people::standings(connection, &ids).await?;
    let policies = policies_for(connection, caller.app.tools(), &ids).await?;
    let people: Vec<_> = users
        .into_iter()
        .map(|user| {
            let standing = standings.remove(&user.id).unwrap_or_default();
            let policy = policies.get(&user.id).cloned().unwrap_or_default();
            row(user, &standing, &caller, &policy.pass)
        })
        .collect();
    let any_ticks = people.iter().any(|person| person.tick.is_some());
    let view = Users {
        page: caller.page("users"),
        nav: ConsoleNav::of(&caller, paths::ADMIN_USERS),
        notice: notice(&asked.done),
        query: asked.q.clone(),
        people,
        filters: filters(&asked, sees_methods),
        next_url: next.map(|after| address(&asked, Some(&after))),
        first_url: (!asked.after.is_empty()).then(|| address(&asked, None)),
        search_action: paths::ADMIN_USERS,
        new_url: may_create(&caller).then_some(paths::ADMIN_USERS_NEW),
        selection_action: any_ticks.then_some(paths::ADMIN_BULK_SELECTION),
    };
    Ok(html(StatusCode::OK, &view)?)
}

fn notice(done: &str) -> Option<&'static str> {
    match done {
        "deleted" => Some("person-deleted"),
        "nobody" => Some("users-nobody-ticked"),
        _ => None,
    }
}

/// Whether the page offers to add somebody: whoever may manage the account of a person without a role.
pub(super) fn may_create(caller: &Administrator) -> bool {
    caller.may_touch(Action::ManageAccount, UserId::fresh(), &[])
}

async fn find(caller: &Administrator, asked: &Asked, sees_methods: bool) -> Fallible<UserPage> {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.trim().is_empty());
    let filter = match asked.filter.as_str() {
        "nothing-registered" if sees_methods => UserFilter::NoMethod,
        "pass" if sees_methods => UserFilter::PassOutstanding(caller.now()),
        "disabled" => UserFilter::Disabled,
        "administrators" => UserFilter::Administrators,
        _ => UserFilter::Everybody,
    };
    let query =
        UserQuery { prefix: given(&asked.q), filter, after: given(&asked.after), limit: PAGE };
    directory::search_users(caller.app.db().browse(), &query).await
}

/// Of whom there are lists, by their word in an address, with the key of what they are called.
const FILTERS: [(&str, &str, bool); 5] = [
    ("", "users-everybody", false),
    ("nothing-registered", "users-nothing-registered", true),
    ("pass", "users-pass-outstanding", true),
    ("disabled", "users-disabled", false),
    ("administrators", "users-administrators", false),
];

fn filters(asked: &Asked, sees_methods: bool) -> Vec<FilterChoice> {
    let offered = FILTERS.into_iter().filter(|(_, _, of_methods)| sees_methods || !of_methods);
    offered
        .map(|(key, label, _)| FilterChoice { key, label, chosen: asked.filter == key })
        .collect()
}

fn address(asked: &Asked, after: Option<&str>) -> String {
    with_query(
        paths::ADMIN_USERS,
        &[
            ("q", Some(asked.q.as_str()).filter(|text| !text.is_empty())),
            ("filter", Some(asked.filter.as_str()).filter(|text| !text.is_empty())),
            ("after", after),
        ],
    )
}

fn row(user: User, standing: &Standing, caller: &Administrator, policy: &PassPolicy) -> PersonRow {
    let sees = caller.may_touch(Action::ViewMethods, user.id, &standing.roles);
    let may_issue = caller.may_touch(Action::IssuePass, user.id, &standing.roles);
    PersonRow {
        tick: may_issue.then(|| user.id.to_string()),
        url: url_of(user.id),
        disabled: !user.enabled,
        administrator: !standing.roles.is_empty(),
        nothing_registered: sees && standing.nothing_registered(),
        pass: sees && pass_is_outstanding(standing, policy, caller.now()),
        username: user.username.to_string(),
        name: user.display_name,
        email: user.claims.email,
    }
}

fn pass_is_outstanding(standing: &Standing, policy: &PassPolicy, now: Timestamp) -> bool {
    standing.pass.as_ref().is_some_and(|pass| {
        matches!(pass.usability(policy, now), Usability::EnabledByPolicy | Usability::NotYetValid)
    })
}
