//! /admin/requests: passes that wait for a second approver, and one's own that were approved.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::ConsoleNav;
use super::users::{Shown, minutes_of, shown, words};
use crate::base::{RequestId, Timestamp};
use crate::credentials::pass::IssueRefusal;
use crate::credentials::pass::request::{self, Decided, Opened, PassRequest, State};
use crate::directory::authority::{self, Action, Task};
use crate::http::caller::{Administrator, FreshAdministrator};
use crate::http::error::Failure;
use crate::http::page::{Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::language::{IntoPhrase as _, Moment, Phrase, phrase};

/// Requests of one's own on the page.
const OWN: u64 = 50;
/// Waiting requests on a page.
const PAGE: u64 = 50;

/// A request as the page shows it.
struct RequestRow {
    id: String,
    username: String,
    requester: String,
    asked: Moment,
    lapses: Moment,
    starts: Option<Moment>,
    lifetime: Phrase,
    one_time: bool,
    reason: Option<String>,
    ticket: Option<String>,
    /// The key of its name.
    state: &'static str,
    decided: Option<Phrase>,
    may_decide: bool,
    may_open: bool,
}

#[derive(Template)]
#[template(path = "admin/requests/index.html")]
struct Requests {
    page: Page,
    nav: ConsoleNav,
    notice: Option<&'static str>,
    problem: Option<&'static str>,
    sees_waiting: bool,
    waiting: Vec<RequestRow>,
    own: Vec<RequestRow>,
    next_url: Option<String>,
    approve_action: &'static str,
    refuse_action: &'static str,
    open_action: &'static str,
}

#[derive(Template)]
#[template(path = "admin/requests/opened.html")]
struct OpenedPass {
    page: Page,
    nav: ConsoleNav,
    name: String,
    shown: Shown,
    requests_url: &'static str,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .service(web::resource(paths::ADMIN_REQUESTS).get(get))
        .service(web::resource(paths::ADMIN_REQUEST_APPROVE).get(list).post(approve))
        .service(web::resource(paths::ADMIN_REQUEST_REFUSE).get(list).post(refuse))
        .service(web::resource(paths::ADMIN_REQUEST_OPEN).get(list).post(open));
}

/// An address that only receives forms leads a reader to the page the forms are on.
async fn list() -> HttpResponse {
    see_other(paths::ADMIN_REQUESTS)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    done: String,
    after: Option<RequestId>,
}

fn notice(done: &str) -> Option<&'static str> {
    match done {
        "approved" => Some("request-approved"),
        "refused" => Some("request-refused"),
        _ => None,
    }
}

fn problem(done: &str) -> Option<&'static str> {
    match done {
        "not-waiting" => Some("request-not-waiting"),
        "opened" => Some("request-opened-before"),
        "not-approved" => Some("request-not-approved"),
        "quota" => Some("request-quota-used-up"),
        "busy" => Some("request-busy"),
        "policy" => Some("request-not-allowed-since"),
        _ => None,
    }
}

async fn get(caller: Administrator, asked: web::Query<Asked>) -> Result<HttpResponse, Failure> {
    let (connection, now) = (caller.app.db().browse(), caller.now());
    let sees_waiting = caller.may(Task::ViewConsole);
    let mut waiting = Vec::new();
    let mut next_url = None;
    if sees_waiting {
        let found = request::list_waiting(connection, now, asked.after, PAGE).await?;
        if u64::try_from(found.len()).is_ok_and(|count| count == PAGE) {
            let after = found.last().map(|it| it.id.to_string());
            next_url = Some(with_query(paths::ADMIN_REQUESTS, &[("after", after.as_deref())]));
        }
        for request in found {
            let may_decide = may_decide(&caller, &request).await?;
            waiting.push(row(request, now, may_decide, false));
        }
    }
    let own = request::list_of(connection, caller.session.user_id, OWN).await?;
    let own = own.into_iter().map(|request| row(request, now, false, true));
    let view = Requests {
        page: caller.page("requests"),
        nav: ConsoleNav::of(&caller, paths::ADMIN_REQUESTS),
        notice: notice(&asked.done),
        problem: problem(&asked.done),
        sees_waiting,
        waiting,
        own: own.collect(),
        next_url,
        approve_action: paths::ADMIN_REQUEST_APPROVE,
        refuse_action: paths::ADMIN_REQUEST_REFUSE,
        open_action: paths::ADMIN_REQUEST_OPEN,
    };
    Ok(html(StatusCode::OK, &view)?)
}

/// Whether the page offers to decide it; deciding asks again.
async fn may_decide(caller: &Administrator, request: &PassRequest) -> Result<bool, Failure> {
    if request.requester.id == caller.session.user_id {
        return Ok(false);
    }
    let (connection, by) = (caller.app.db().browse(), caller.actor());
    let permitted =
        authority::permit_by_role(connection, &by, Action::IssuePass, request.user.id).await?;
    Ok(permitted.is_ok())
}

fn row(request: PassRequest, now: Timestamp, may_decide: bool, own: bool) -> RequestRow {
    let lapsed = request.has_lapsed(now);
    let (state, decision) = match &request.state {
        State::Waiting if lapsed => ("request-state-lapsed", None),
        State::Waiting => ("request-state-waiting", None),
        State::Approved(decision) if lapsed => ("request-state-lapsed", Some(decision)),
        State::Approved(decision) => ("request-state-approved", Some(decision)),
        State::Refused(decision) => ("request-state-refused", Some(decision)),
        State::Opened(decision) => ("request-state-opened", Some(decision)),
    };
    let decided = decision.map(|decision| match &decision.note {
        Some(note) => phrase("request-decided").with("by", &decision.by.name).with("note", note),
        None => decision.by.name.clone().into_phrase(),
    });
    RequestRow {
        state,
        decided,
        may_open: own && !lapsed && matches!(request.state, State::Approved(_)),
        asked: Moment::new(request.created_at, now),
        lapses: Moment::new(request.expires_at, now),
        starts: request.starts_at.filter(|at| *at > now).map(|at| Moment::new(at, now)),
        lifetime: words(minutes_of(request.lifetime)).into_phrase(),
        one_time: request.one_time,
        may_decide,
        id: request.id.to_string(),
        username: request.user.name,
        requester: request.requester.name,
        reason: request.reason,
        ticket: request.ticket,
    }
}

#[derive(Deserialize)]
struct OfRequest {
    request: RequestId,
    #[serde(default)]
    note: String,
}

async fn approve(
    caller: FreshAdministrator,
    form: web::Form<OfRequest>,
) -> Result<HttpResponse, Failure> {
    let work = caller.app.db().begin().await?;
    let by = caller.actor();
    let decided = request::approve(&work, &caller.origin, &by, form.request, &form.note).await?;
    work.commit().await?;
    answer(decided, "approved")
}

async fn refuse(
    caller: FreshAdministrator,
    form: web::Form<OfRequest>,
) -> Result<HttpResponse, Failure> {
    let work = caller.app.db().begin().await?;
    let by = caller.actor();
    let decided = request::refuse(&work, &caller.origin, &by, form.request, &form.note).await?;
    work.commit().await?;
    answer(decided, "refused")
}

fn answer(decided: Decided, done: &str) -> Result<HttpResponse, Failure> {
    match decided {
        Decided::Decided => Ok(back(done)),
        Decided::NotWaiting => Ok(back("not-waiting")),
        Decided::NotFound => Err(Failure::NotFound),
        Decided::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
    }
}

fn back(done: &str) -> HttpResponse {
    see_other(&with_query(paths::ADMIN_REQUESTS, &[("done", Some(done))]))
}

/// Answered to the form itself: no address leads to the pass, and it is stored nowhere.
async fn open(
    caller: FreshAdministrator,
    form: web::Form<OfRequest>,
) -> Result<HttpResponse, Failure> {
    let tools = caller.app.tools();
    let (user, pass, code) =
        match request::open(tools, &caller.origin, &caller.actor(), form.request).await? {
            Opened::Opened { user, pass, code } => (user, pass, code),
            Opened::NotFound => return Err(Failure::NotFound),
            Opened::AlreadyOpened => return Ok(back("opened")),
            Opened::NotApproved => return Ok(back("not-approved")),
            Opened::Refused(IssueRefusal::NotAllowed(denied)) => {
                return Err(Failure::NotAllowed(denied));
            }
            Opened::Refused(IssueRefusal::QuotaExceeded) => return Ok(back("quota")),
            Opened::Refused(IssueRefusal::Busy) => return Ok(back("busy")),
            Opened::Refused(_) => return Ok(back("policy")),
        };
    let view = OpenedPass {
        page: caller.page(phrase("pass-for").with("name", &user.display_name)),
        nav: ConsoleNav::of(&caller, paths::ADMIN_REQUESTS),
        name: user.display_name.clone(),
        shown: shown(&caller, &user, &pass, &code)?,
        requests_url: paths::ADMIN_REQUESTS,
    };
    Ok(html(StatusCode::OK, &view)?)
}
