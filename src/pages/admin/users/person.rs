//! /admin/users/{id}: one person on one page.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::person_and_roles;
use super::profile::Profile;
use super::roles::{self, reach_of};
use crate::audit::{self, Category, Filter, Record};
use crate::base::Timestamp;
use crate::credentials::pass::PassSummary;
use crate::credentials::policy::{PassPolicy, policy_for};
use crate::credentials::security_info::MethodRef;
use crate::credentials::{Method, Methods, methods_of};
use crate::directory::authority::{self, Action, Task};
use crate::directory::groups::{self, Group};
use crate::directory::{Page as Slice, Role, User};
use crate::http::caller::Administrator;
use crate::http::error::Failure;
use crate::http::page::{Page, html};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::language::{Moment, Phrase, phrase};
use crate::oidc::grants::{self, AppAccess};
use crate::pages::admin::ConsoleNav;
use crate::pages::receipt::{EndedList, Reader};
use crate::pages::ticket::{Ticket, state_of};
use crate::pages::words;
use crate::places::Places;
use crate::sessions::{self, Session};

/// How many sign-ins the page shows; the log has all.
const SIGN_INS: u64 = 20;
/// How many groups are suggested where one is added.
const SUGGESTIONS: u64 = 200;

/// A method in the list.
struct MethodRow {
    id: String,
    icon: &'static str,
    label: Phrase,
    /// May be empty.
    detail: Phrase,
    added: Option<Moment>,
    last_used: Option<Moment>,
    delete_url: Option<String>,
}

/// The person's pass, without its code.
struct PassPart {
    ticket: Ticket,
    issued_by: Option<String>,
    issued: Moment,
    reason: Option<String>,
    ticket_name: Option<String>,
    uses: u32,
    last_used: Option<Moment>,
    wrong_tries: u32,
    delete_url: Option<String>,
}

/// How the person signs in, for who may see it.
struct MethodsPart {
    rows: Vec<MethodRow>,
    pass: Option<PassPart>,
}

struct SessionRow {
    id: String,
    device: Phrase,
    method: &'static str,
    from: Option<String>,
    started: Moment,
    last_seen: Moment,
}

struct AppRow {
    id: String,
    name: String,
    can: Option<Phrase>,
    granted: Moment,
    last_used: Option<Moment>,
    token_ends: Option<Moment>,
}

/// What the person is signed in to.
struct SignInsPart {
    sessions: Vec<SessionRow>,
    apps: Vec<AppRow>,
    ended: EndedList,
    /// Where to end them, for who may.
    end: Option<EndActions>,
}

struct EndActions {
    session: String,
    app: String,
    everywhere_url: String,
}

struct LogRow {
    at: Moment,
    succeeded: bool,
    method: Phrase,
    reason: Option<String>,
    from: Option<String>,
    device: Phrase,
}

struct LogPart {
    rows: Vec<LogRow>,
    url: String,
}

struct GroupsPart {
    rows: Vec<Group>,
    change: Option<ChangeGroups>,
}

struct ChangeGroups {
    add_action: String,
    remove_action: String,
    suggestions: Vec<String>,
}

struct RoleRow {
    key: &'static str,
    name: &'static str,
    reach: &'static str,
}

struct RolesPart {
    rows: Vec<RoleRow>,
    change: Option<ChangeRoles>,
}

struct ChangeRoles {
    add_action: String,
    remove_action: String,
    others: Vec<RoleRow>,
}

/// What may be done to the account, each only where the caller may.
#[derive(Default)]
struct Offers {
    issue_url: Option<String>,
    restore_url: Option<String>,
    edit_url: Option<String>,
    enable_action: Option<String>,
    disable_url: Option<String>,
    delete_url: Option<String>,
}

#[derive(Template)]
#[template(path = "admin/users/person.html")]
struct Person {
    page: Page,
    nav: ConsoleNav,
    notice: Option<&'static str>,
    problem: Option<&'static str>,
    user: User,
    added: Moment,
    changed: Moment,
    /// By the keys of what they are called.
    lines: Vec<(&'static str, String)>,
    offers: Offers,
    methods: Option<MethodsPart>,
    sign_ins: Option<SignInsPart>,
    groups: GroupsPart,
    roles: RolesPart,
    log: Option<LogPart>,
}

#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

/// Somebody, and what the caller may do about them.
struct Subject<'a> {
    caller: &'a Administrator,
    user: &'a User,
    roles: &'a [Role],
    now: Timestamp,
}

pub(super) async fn get(
    caller: Administrator,
    id: web::Path<String>,
    done: web::Query<Done>,
) -> Result<HttpResponse, Failure> {
    let (user, roles) = person_and_roles(&caller, &id).await?;
    let subject = Subject { caller: &caller, user: &user, roles: &roles, now: caller.now() };
    let view = Person {
        page: caller.page(user.display_name.clone()),
        nav: ConsoleNav::of(&caller, paths::ADMIN_USERS),
        notice: notice(&done.done),
        problem: problem(&done.done),
        added: Moment::new(user.created_at, subject.now),
        changed: Moment::new(user.updated_at, subject.now),
        lines: Profile::of(&user)?.lines(),
        offers: subject.offers().await?,
        methods: subject.methods().await?,
        sign_ins: subject.sign_ins().await?,
        groups: subject.groups().await?,
        roles: subject.roles(),
        log: subject.log().await?,
        user: user.clone(),
    };
    Ok(html(StatusCode::OK, &view)?)
}

fn notice(done: &str) -> Option<&'static str> {
    Some(match done {
        "created" => "person-created",
        "saved" => "profile-saved",
        "enabled" => "person-enabled",
        "disabled" => "person-disabled",
        "group-added" => "person-in-group",
        "group-removed" => "person-out-of-group",
        "role-added" => "role-given",
        "role-removed" => "role-taken",
        "method-deleted" => "method-deleted",
        "pass-deleted" => "pass-deleted",
        "session-ended" => "session-has-ended",
        "app-removed" => "app-has-no-access",
        _ => return None,
    })
}

fn problem(done: &str) -> Option<&'static str> {
    match done {
        "no-such-group" => Some("person-no-such-group"),
        "last-administrator" => Some("last-global-administrator"),
        "username-taken" => Some("username-taken"),
        "last-way-in" => Some("own-last-way-in"),
        _ => None,
    }
}

impl Subject<'_> {
    fn may(&self, action: Action) -> bool {
        self.caller.may_touch(action, self.user.id, self.roles)
    }

    fn url(&self, path: &str) -> String {
        paths::of(path, self.user.id)
    }

    async fn offers(&self) -> Result<Offers, Failure> {
        let (connection, by) = (self.caller.app.db().browse(), self.caller.actor());
        // Not by their roles alone: a delegation lets somebody issue as well.
        let issue = authority::permit(connection, &by, Action::IssuePass, self.user.id).await?;
        let (issue, manage) = (issue.is_ok(), self.may(Action::ManageAccount));
        let restore = issue && self.may(Action::ChangeMethods) && self.may(Action::RevokeSessions);
        let offer = |may: bool, path| may.then(|| self.url(path));
        Ok(Offers {
            issue_url: offer(issue && self.user.enabled, paths::ADMIN_USER_PASS),
            restore_url: offer(restore && self.user.enabled, paths::ADMIN_USER_RESTORE),
            edit_url: offer(manage, paths::ADMIN_USER_EDIT),
            enable_action: offer(manage && !self.user.enabled, paths::ADMIN_USER_ENABLE),
            disable_url: offer(manage && self.user.enabled, paths::ADMIN_USER_DISABLE),
            delete_url: offer(manage, paths::ADMIN_USER_DELETE),
        })
    }

    async fn methods(&self) -> Result<Option<MethodsPart>, Failure> {
        if !self.may(Action::ViewMethods) {
            return Ok(None);
        }
        let methods = methods_of(self.caller.app.db().browse(), self.user.id).await?;
        let rows = self.method_rows(&methods);
        let app = &self.caller.app;
        let policy = policy_for(app.db().browse(), app.tools(), self.user.id).await?;
        let pass = methods.pass.map(|pass| self.pass(&policy.pass, &pass));
        Ok(Some(MethodsPart { rows, pass }))
    }

    fn pass(&self, policy: &PassPolicy, pass: &PassSummary) -> PassPart {
        let (name, username) = (&self.user.display_name, self.user.username.as_str());
        let mut ticket = Ticket::of(pass, name, username, self.now);
        ticket.state = state_of(pass.usability(policy, self.now));
        PassPart {
            ticket,
            issued_by: pass.issuer_name.clone(),
            reason: pass.reason.clone(),
            ticket_name: pass.ticket.clone(),
            issued: Moment::new(pass.created_at, self.now),
            uses: pass.uses,
            last_used: pass.last_used_at.map(|at| Moment::new(at, self.now)),
            wrong_tries: pass.failed_attempts,
            delete_url: self
                .may(Action::DeletePass)
                .then(|| self.url(paths::ADMIN_USER_DELETE_PASS)),
        }
    }

    fn method_rows(&self, methods: &Methods) -> Vec<MethodRow> {
        let may_delete = self.may(Action::ChangeMethods);
        let row = |method: MethodRef, icon, detail: Phrase, added, last_used| {
            let written = method.to_string();
            let moment = |at: Option<Timestamp>| at.map(|at| Moment::new(at, self.now));
            MethodRow {
                id: written.replace(':', "-"),
                icon,
                label: name_of(methods, method).unwrap_or_default(),
                detail,
                added: moment(added),
                last_used: moment(last_used),
                delete_url: may_delete.then(|| {
                    let path = self.url(paths::ADMIN_USER_DELETE_METHOD);
                    with_query(&path, &[("method", Some(&written))])
                }),
            }
        };
        let mut rows = Vec::new();
        for it in &methods.passkeys {
            let detail = phrase(if it.synced { "kept-in-manager" } else { "stays-on-device" });
            let method = MethodRef::Passkey(it.id);
            rows.push(row(method, "passkey", detail, Some(it.created_at), it.last_used_at));
        }
        for it in &methods.authenticator_apps {
            let (method, detail) =
                (MethodRef::AuthenticatorApp(it.id), phrase("together-with-the-password"));
            rows.push(row(method, "authenticator", detail, Some(it.created_at), it.last_used_at));
        }
        if let Some(it) = &methods.password {
            let (method, changed) = (MethodRef::Password, Some(it.changed_at));
            rows.push(row(method, "password", Phrase::default(), changed, it.last_used_at));
        }
        if methods.recovery_codes_left > 0 {
            let detail = phrase("codes-left").with("count", methods.recovery_codes_left);
            rows.push(row(MethodRef::RecoveryCodes, "recovery", detail, None, None));
        }
        rows
    }

    async fn sign_ins(&self) -> Result<Option<SignInsPart>, Failure> {
        let may_end = self.may(Action::RevokeSessions);
        if !may_end && !self.may(Action::ViewMethods) {
            return Ok(None);
        }
        let (app, user) = (&self.caller.app, self.user.id);
        let sessions = sessions::list(app.db(), user, app.settings().session).await?;
        let apps = grants::apps_of(app.db().browse(), user, self.now).await?;
        let end = || EndActions {
            session: self.url(paths::ADMIN_USER_END_SESSION),
            app: self.url(paths::ADMIN_USER_REMOVE_APP),
            everywhere_url: self.url(paths::ADMIN_USER_SIGN_OUT),
        };
        let settings = app.settings();
        let (places, lifetime) = (settings.places.as_ref(), settings.tokens.access_token);
        Ok(Some(SignInsPart {
            sessions: sessions.iter().map(|it| session_row(it, places, self.now)).collect(),
            apps: apps.into_iter().map(|it| app_row(it, lifetime, self.now)).collect(),
            ended: EndedList::of(app, user, Reader::Administrator, self.now).await?,
            end: may_end.then(end),
        }))
    }

    async fn groups(&self) -> Result<GroupsPart, Failure> {
        let connection = self.caller.app.db().browse();
        let rows = groups::groups_of(connection, self.user.id).await?;
        if !self.caller.may(Task::ManageGroups) {
            return Ok(GroupsPart { rows, change: None });
        }
        let others = groups::list(connection, &Slice::first(SUGGESTIONS)).await?;
        let others = others.into_iter().filter(|it| !rows.contains(it)).map(|it| it.name);
        let change = ChangeGroups {
            add_action: self.url(paths::ADMIN_USER_ADD_GROUP),
            remove_action: self.url(paths::ADMIN_USER_REMOVE_GROUP),
            suggestions: others.collect(),
        };
        Ok(GroupsPart { rows, change: Some(change) })
    }

    fn roles(&self) -> RolesPart {
        let row = |role: &Role| RoleRow {
            key: role.key(),
            name: roles::name_of(*role),
            reach: reach_of(*role),
        };
        let change = self.may(Action::AssignRoles).then(|| ChangeRoles {
            add_action: self.url(paths::ADMIN_USER_ADD_ROLE),
            remove_action: self.url(paths::ADMIN_USER_REMOVE_ROLE),
            others: Role::ALL.iter().filter(|it| !self.roles.contains(it)).map(row).collect(),
        });
        RolesPart { rows: self.roles.iter().map(row).collect(), change }
    }

    async fn log(&self) -> Result<Option<LogPart>, Failure> {
        if !self.caller.may(Task::ViewLogs) {
            return Ok(None);
        }
        let filter = Filter {
            target: Some(self.user.id),
            category: Some(Category::SignIn),
            ..Filter::default()
        };
        let records = audit::list(self.caller.app.db().browse(), &filter, SIGN_INS).await?;
        let user = self.user.id.to_string();
        let places = self.caller.app.settings().places.as_ref();
        Ok(Some(LogPart {
            rows: records.into_iter().map(|it| log_row(it, places, self.now)).collect(),
            url: with_query(paths::ADMIN_SIGN_INS, &[("user", Some(&user))]),
        }))
    }
}

/// What a method of somebody's is called; nothing if they have no such method.
pub(super) fn name_of(methods: &Methods, method: MethodRef) -> Option<Phrase> {
    let kind = method.method();
    match method {
        MethodRef::Passkey(id) => {
            let found = methods.passkeys.iter().find(|it| it.id == id)?;
            Some(named(kind, &found.name))
        }
        MethodRef::AuthenticatorApp(id) => {
            let found = methods.authenticator_apps.iter().find(|it| it.id == id)?;
            Some(named(kind, &found.name))
        }
        MethodRef::Password => methods.password.as_ref().map(|_| phrase(words::method_name(kind))),
        MethodRef::RecoveryCodes => {
            (methods.recovery_codes_left > 0).then(|| phrase("recovery-codes"))
        }
    }
}

fn named(method: Method, name: &str) -> Phrase {
    let kind = phrase(words::method_name(method));
    if name.is_empty() || name == method.name() {
        return kind;
    }
    phrase("method-with-name").with("method", kind).with("name", name)
}

fn session_row(session: &Session, places: Option<&Places>, now: Timestamp) -> SessionRow {
    SessionRow {
        id: session.id.to_string(),
        device: words::device(session.user_agent.as_deref()),
        method: words::signed_in_by(&session.amr),
        started: Moment::new(session.started_at, now),
        last_seen: Moment::new(session.last_seen_at, now),
        from: words::place_of(places, session),
    }
}

fn app_row(access: AppAccess, lifetime: Duration, now: Timestamp) -> AppRow {
    let ends_at = access.access_token_ends_at(lifetime);
    AppRow {
        can: words::listed(
            access.scopes.iter().filter_map(|it| words::scope_lets_them(it.as_str())),
        ),
        token_ends: (ends_at > now).then(|| Moment::new(ends_at, now)),
        id: access.client.to_string(),
        name: access.name,
        granted: Moment::new(access.granted_at, now),
        last_used: access.last_used_at.map(|at| Moment::new(at, now)),
    }
}

fn log_row(record: Record, places: Option<&Places>, now: Timestamp) -> LogRow {
    LogRow {
        at: Moment::new(record.at, now),
        succeeded: record.succeeded,
        method: words::method_named(record.method.as_deref().unwrap_or(&record.activity)),
        reason: record.reason,
        from: words::from_where(places, record.ip_address),
        device: words::device(record.user_agent.as_deref()),
    }
}
