//! /admin/users: everybody, a page at a time, found as one types.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::url_of;
use crate::administration::people::{self, Standing};
use crate::base::{Fallible, Timestamp};
use crate::credentials::PassPolicy;
use crate::credentials::pass::Usability;
use crate::directory::authority::Action;
use crate::directory::{self, Page as Slice, User, Username};
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
}

#[derive(Template)]
#[template(path = "admin/users/index.html")]
struct Users {
    page: Page,
    nav: ConsoleNav,
    notice: Option<String>,
    query: String,
    people: Vec<PersonRow>,
    next_url: Option<String>,
    first_url: Option<String>,
    search_action: &'static str,
    new_url: Option<&'static str>,
}

#[derive(Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    after: String,
    done: String,
}

impl Default for Asked {
    fn default() -> Self {
        Self { q: String::new(), after: String::new(), done: String::new() }
    }
}

pub(super) async fn get(
    caller: Administrator,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    let connection = caller.app.db().read();
    let mut users = find(connection, &asked).await?;
    let more = u64::try_from(users.len()).is_ok_and(|found| found > PAGE);
    users.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let ids: Vec<_> = users.iter().map(|user| user.id).collect();
    let mut standings = people::standings(connection, &ids).await?;
    let after = users.last().filter(|_| more).map(|user| user.username.folded().to_owned());
    let policy = &caller.app.tools().policy.pass;
    let people = users.into_iter().map(|user| {
        let standing = standings.remove(&user.id).unwrap_or_default();
        row(user, &standing, &caller, policy)
    });
    let view = Users {
        page: caller.page("Users"),
        nav: ConsoleNav::of(&caller, paths::ADMIN_USERS),
        notice: (asked.done == "deleted").then(|| "The account is deleted.".to_owned()),
        query: asked.q.clone(),
        people: people.collect(),
        next_url: after.map(|after| address(&asked.q, Some(&after))),
        first_url: (!asked.after.is_empty()).then(|| address(&asked.q, None)),
        search_action: paths::ADMIN_USERS,
        new_url: may_create(&caller).then_some(paths::ADMIN_USERS_NEW),
    };
    Ok(html(StatusCode::OK, &view)?)
}

/// Whether the page offers to add somebody: whoever may manage the account of a person without a role.
pub(super) fn may_create(caller: &Administrator) -> bool {
    caller.may_touch(Action::ManageAccount, crate::base::UserId::fresh(), &[])
}

/// One more than a page, to know whether there is another.
async fn find(connection: &impl crate::db::ConnectionTrait, asked: &Asked) -> Fallible<Vec<User>> {
    let given = |text: &str| (!text.trim().is_empty()).then(|| Username::fold(text));
    let slice = Slice { after: given(&asked.after), prefix: given(&asked.q), limit: PAGE + 1 };
    directory::list_users(connection, &slice).await
}

fn address(query: &str, after: Option<&str>) -> String {
    let query = Some(query).filter(|query| !query.is_empty());
    with_query(paths::ADMIN_USERS, &[("q", query), ("after", after)])
}

fn row(user: User, standing: &Standing, caller: &Administrator, policy: &PassPolicy) -> PersonRow {
    let sees = caller.may_touch(Action::ViewMethods, user.id, &standing.roles);
    PersonRow {
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
