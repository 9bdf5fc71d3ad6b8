//! /admin/passes: which passes there are, and taking several away.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::ConsoleNav;
use super::form::{Confirm, Sent, hidden};
use super::users::group_named;
use crate::administration::inventory::{self, Filter, Issuer, Listed, State};
use crate::administration::people;
use crate::base::{PassId, Timestamp, UserId};
use crate::credentials::policy::{PassPolicy, policies_for};
use crate::directory;
use crate::directory::authority::{Action, Denied};
use crate::http::caller::{Administrator, FreshAdministrator};
use crate::http::error::Failure;
use crate::http::page::{FormErrors, HiddenField, Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::language::{Moment, Phrase, phrase};
use crate::pages::ticket::state_of;

/// Passes on a page.
const PAGE: u64 = 50;
/// What the issuer of a pass from the host is called.
const COMMAND_LINE: &str = "command line";

/// One of the lists.
struct Tab {
    id: &'static str,
    /// The key of its name.
    label: &'static str,
    href: String,
    current: bool,
}

/// A pass in the list.
struct PassRow {
    id: String,
    name: String,
    username: String,
    person_url: String,
    starts: Moment,
    ends: Moment,
    last_used: Option<Moment>,
    issued_by: Option<String>,
    one_time: bool,
    state: Option<&'static str>,
    wrong_tries: u32,
    may_revoke: bool,
}

#[derive(Template)]
#[template(path = "admin/passes/index.html")]
struct Passes {
    page: Page,
    nav: ConsoleNav,
    errors: FormErrors,
    notice: Option<Phrase>,
    tabs: Vec<Tab>,
    state: &'static str,
    /// The key of what the list holds.
    explains: &'static str,
    issuer: String,
    group: String,
    filter_action: &'static str,
    passes: Vec<PassRow>,
    revoke_action: &'static str,
    revoke_all_url: Option<String>,
    may_revoke: bool,
    next_url: Option<String>,
    first_url: Option<String>,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .service(web::resource(paths::ADMIN_PASSES).get(get))
        .service(web::resource(paths::ADMIN_PASSES_REVOKE).get(confirm).post(revoke));
}

/// What an address of the inventory asks for.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    state: String,
    issuer: String,
    group: String,
    after: String,
    revoked: Option<u64>,
    kept: Option<u64>,
}

impl Asked {
    fn state(&self) -> State {
        State::ALL.into_iter().find(|state| state.key() == self.state).unwrap_or_default()
    }

    /// The address of a list like this one.
    fn address(&self, path: &str, state: State, after: Option<&str>) -> String {
        let given = |text: &'_ str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let (issuer, group) = (given(&self.issuer), given(&self.group));
        let query = [
            ("state", Some(state.key())),
            ("issuer", issuer.as_deref()),
            ("group", group.as_deref()),
            ("after", after),
        ];
        with_query(path, &query)
    }

    /// The filter that is meant, or which field names nobody.
    async fn filter(&self, caller: &Administrator) -> Result<Result<Filter, FormErrors>, Failure> {
        let mut filter = Filter { state: self.state(), ..Filter::default() };
        let (issuer, group) = (self.issuer.trim(), self.group.trim());
        if issuer.eq_ignore_ascii_case(COMMAND_LINE) {
            filter.issuer = Some(Issuer::CommandLine);
        } else if !issuer.is_empty() {
            let found = directory::find_user_by_username(caller.app.db().browse(), issuer).await?;
            let Some(user) = found else {
                return Ok(Err(FormErrors::under("issuer", "nobody-has-this-username")));
            };
            filter.issuer = Some(Issuer::User(user.id));
        }
        if !group.is_empty() {
            let Some(found) = group_named(caller, group).await? else {
                return Ok(Err(FormErrors::under("group", "no-group-of-this-name")));
            };
            filter.group = Some(found.id);
        }
        Ok(Ok(filter))
    }
}

/// Passes are seen by whoever may see how people sign in.
pub(super) fn visible_to(caller: &Administrator) -> bool {
    caller.may_touch(Action::ViewMethods, UserId::fresh(), &[])
}

fn sees_passes(caller: &Administrator) -> Result<(), Failure> {
    if visible_to(caller) { Ok(()) } else { Err(Failure::NotAllowed(Denied::NoRole)) }
}

async fn get(caller: Administrator, asked: web::Query<Asked>) -> Result<HttpResponse, Failure> {
    sees_passes(&caller)?;
    let (connection, now) = (caller.app.db().browse(), caller.now());
    let (mut listed, errors) = match asked.filter(&caller).await? {
        Ok(filter) => {
            let after = asked.after.parse().ok();
            let listed = inventory::list(connection, &filter, now, after, PAGE + 1).await?;
            (listed, FormErrors::default())
        }
        Err(errors) => (Vec::new(), errors),
    };
    let more = u64::try_from(listed.len()).is_ok_and(|found| found > PAGE);
    listed.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = listed.last().filter(|_| more).map(|last| last.cursor.to_string());
    let ids: Vec<_> = listed.iter().map(|listed| listed.user).collect();
    let standings = people::standings(connection, &ids).await?;
    let policies = policies_for(connection, caller.app.tools(), &ids).await?;
    let none = [];
    let rows = listed.into_iter().map(|listed| {
        let roles = standings.get(&listed.user).map_or(&none[..], |it| &it.roles);
        let may = caller.may_touch(Action::DeletePass, listed.user, roles);
        let policy = policies.get(&listed.user).cloned().unwrap_or_default();
        row(&policy.pass, listed, may, now)
    });
    let (passes, state): (Vec<PassRow>, _) = (rows.collect(), asked.state());
    let view = Passes {
        page: caller.page("passes"),
        nav: ConsoleNav::of(&caller, paths::ADMIN_PASSES),
        notice: revoked_notice(&asked),
        tabs: State::ALL.into_iter().map(|tab| tab_of(&asked, tab)).collect(),
        state: state.key(),
        explains: explains(state),
        issuer: asked.issuer.clone(),
        group: asked.group.clone(),
        filter_action: paths::ADMIN_PASSES,
        revoke_action: paths::ADMIN_PASSES_REVOKE,
        may_revoke: passes.iter().any(|row| row.may_revoke),
        revoke_all_url: passes
            .iter()
            .any(|row| row.may_revoke)
            .then(|| asked.address(paths::ADMIN_PASSES_REVOKE, state, None)),
        next_url: next.map(|after| asked.address(paths::ADMIN_PASSES, state, Some(&after))),
        first_url: (!asked.after.is_empty())
            .then(|| asked.address(paths::ADMIN_PASSES, state, None)),
        passes,
        errors,
    };
    Ok(html(view.errors.status(), &view)?)
}

fn tab_of(asked: &Asked, state: State) -> Tab {
    let label = match state {
        State::Outstanding => "passes-outstanding",
        State::Scheduled => "passes-scheduled",
        State::Used => "passes-used",
        State::Ended => "passes-ended",
        State::NothingRegistered => "passes-nothing-registered",
    };
    Tab {
        id: state.key(),
        label,
        href: asked.address(paths::ADMIN_PASSES, state, None),
        current: asked.state() == state,
    }
}

const fn explains(state: State) -> &'static str {
    match state {
        State::Outstanding => "passes-outstanding-explained",
        State::Scheduled => "passes-scheduled-explained",
        State::Used => "passes-used-explained",
        State::Ended => "passes-ended-explained",
        State::NothingRegistered => "passes-nothing-registered-explained",
    }
}

fn revoked_notice(asked: &Asked) -> Option<Phrase> {
    let deleted = phrase("passes-deleted").with("count", asked.revoked?);
    Some(match asked.kept.filter(|kept| *kept > 0) {
        None => deleted,
        Some(kept) => phrase("passes-deleted-and-kept")
            .with("deleted", deleted)
            .with("kept", phrase("passes-kept").with("count", kept)),
    })
}

fn row(policy: &PassPolicy, listed: Listed, may_revoke: bool, now: Timestamp) -> PassRow {
    let pass = listed.pass;
    PassRow {
        id: pass.id.to_string(),
        name: listed.display_name,
        username: listed.username,
        person_url: paths::of(paths::ADMIN_USER, listed.user),
        starts: Moment::new(pass.starts_at, now),
        ends: Moment::new(pass.ends_at, now),
        last_used: pass.last_used_at.map(|at| Moment::new(at, now)),
        one_time: pass.one_time,
        state: state_of(pass.usability(policy, now)),
        wrong_tries: pass.failed_attempts,
        issued_by: pass.issuer_name,
        may_revoke,
    }
}

/// Asks before all passes of a list go, and says how many they are.
async fn confirm(
    caller: FreshAdministrator,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    sees_passes(&caller)?;
    let (connection, now) = (caller.app.db().browse(), caller.now());
    let Ok(mut filter) = asked.filter(&caller).await? else {
        return Ok(see_other(&asked.address(paths::ADMIN_PASSES, asked.state(), None)));
    };
    filter.issued_until = Some(now);
    let many = inventory::count(connection, &filter, now).await?;
    let hidden_fields = vec![
        hidden("all", "yes"),
        hidden("state", filter.state.key()),
        hidden("issuer", asked.issuer.trim()),
        hidden("group", asked.group.trim()),
        hidden("issued_until", now.millis().to_string()),
    ];
    confirm_page(&caller, many, hidden_fields, &asked)
}

fn confirm_page(
    caller: &FreshAdministrator,
    many: u64,
    hidden: Vec<HiddenField>,
    asked: &Asked,
) -> Result<HttpResponse, Failure> {
    let view = Confirm {
        page: caller.page(phrase("passes-delete-title").with("count", many)),
        nav: ConsoleNav::of(caller, paths::ADMIN_PASSES),
        errors: FormErrors::default(),
        about: Phrase::default(),
        consequences: vec!["delete-passes-ends", "delete-passes-keeps"],
        action: paths::ADMIN_PASSES_REVOKE.to_owned(),
        hidden,
        does: "delete",
        cancel_url: asked.address(paths::ADMIN_PASSES, asked.state(), None),
    };
    view.answer()
}

/// Takes away the passes that are ticked, or once confirmed all of a list.
async fn revoke(
    caller: FreshAdministrator,
    sent: web::Form<Sent>,
) -> Result<HttpResponse, Failure> {
    let asked = Asked {
        state: sent.text("state").to_owned(),
        issuer: sent.text("issuer").to_owned(),
        group: sent.text("group").to_owned(),
        ..Asked::default()
    };
    let (db, origin, by) = (caller.app.db(), &caller.origin, caller.actor());
    let revoked = if sent.text("all") == "yes" {
        let Ok(filter) = asked.filter(&caller).await? else {
            return Err(Failure::Malformed("the list has changed"));
        };
        let until = sent.text("issued_until").parse().map(Timestamp::from_millis);
        let until = until.map_err(|_| Failure::Malformed("issued_until is missing"))?;
        let filter = Filter { issued_until: Some(until), ..filter };
        inventory::revoke_all(db, origin, &by, &filter).await?
    } else {
        let ticked: Result<Vec<PassId>, _> = sent.all("pass").map(str::parse).collect();
        let ticked = ticked.map_err(|_| Failure::Malformed("there is no such pass"))?;
        inventory::revoke(db, origin, &by, &ticked).await?
    };
    let done = revoked.map_err(Failure::NotAllowed)?;
    if done.revoked == 0 && done.not_allowed > 0 {
        return Err(Failure::NotAllowed(Denied::Privileged));
    }
    let list = asked.address(paths::ADMIN_PASSES, asked.state(), None);
    let counts = format!("&revoked={}&kept={}", done.revoked, done.not_allowed);
    Ok(see_other(&(list + &counts)))
}
