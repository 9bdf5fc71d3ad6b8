//! Sending a file or a selection.

use actix_multipart::form::bytes::Bytes;
use actix_multipart::form::text::Text;
use actix_multipart::form::{MultipartForm, MultipartFormConfig};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::{SELECTION, may_begin, name_of, place};
use crate::administration::bulk::{self, Entry, Line, Options, Planned, Unreadable};
use crate::credentials::installation_policy;
use crate::directory;
use crate::directory::authority::Denied;
use crate::http::caller::{Administrator, FreshAdministrator};
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::language::{Moment, Phrase, phrase};
use crate::pages::admin::ConsoleNav;
use crate::pages::admin::form::Sent;

/// The largest file: 20,000 rows of 250 bytes.
const LARGEST: usize = 5 * 1024 * 1024;
/// The most jobs that are listed.
const LISTED: u64 = 20;

/// The columns a file may have; they are called so in every language.
const COLUMNS: &str = "username, name, given name, family name, email, start, lifetime, one-time";

/// A job in the list.
struct JobRow {
    name: Phrase,
    rows: u32,
    state: &'static str,
    uploaded: Moment,
    url: String,
}

#[derive(Template)]
#[template(path = "admin/bulk/index.html")]
struct Index {
    page: Page,
    nav: ConsoleNav,
    errors: FormErrors,
    action: &'static str,
    users_url: &'static str,
    sent: Choices,
    jobs: Vec<JobRow>,
}

/// What was chosen beside the file.
struct Choices {
    create: bool,
    issue: bool,
    established: bool,
    replace: bool,
    lifetime: String,
    one_time: bool,
    reason: String,
    ticket: String,
    reason_required: bool,
    ticket_required: bool,
    /// Who has only a delegation, or no role for it, reaches newcomers only.
    may_established: bool,
}

/// The form with its file.
#[derive(MultipartForm)]
pub(super) struct Upload {
    #[multipart(limit = "5 MiB")]
    file: Option<Bytes>,
    create: Option<Text<String>>,
    issue: Option<Text<String>>,
    established: Option<Text<String>>,
    replace: Option<Text<String>>,
    one_time: Option<Text<String>>,
    lifetime: Option<Text<String>>,
    reason: Option<Text<String>>,
    ticket: Option<Text<String>>,
}

/// What a request may hold.
pub(super) fn limits() -> MultipartFormConfig {
    MultipartFormConfig::default()
        .total_limit(LARGEST + 64 * 1024)
        .memory_limit(LARGEST + 64 * 1024)
}

pub(super) async fn get(caller: FreshAdministrator) -> Result<HttpResponse, Failure> {
    permitted(&caller)?;
    let policy = installation_policy(caller.app.db().browse(), caller.app.tools()).await?;
    let policy = &policy.pass;
    let sent = Choices {
        create: true,
        issue: true,
        established: false,
        replace: false,
        lifetime: String::new(),
        one_time: false,
        reason: String::new(),
        ticket: String::new(),
        reason_required: policy.reason_required,
        ticket_required: policy.ticket_required,
        may_established: !caller.roles.is_empty(),
    };
    show(&caller, sent, FormErrors::default()).await
}

fn permitted(caller: &Administrator) -> Result<(), Failure> {
    if may_begin(caller) { Ok(()) } else { Err(Failure::NotAllowed(Denied::NoRole)) }
}

async fn show(
    caller: &Administrator,
    sent: Choices,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    let (app, now) = (&caller.app, caller.now());
    let jobs = bulk::list_jobs(app.db().browse(), caller.session.user_id, LISTED).await?;
    let view = Index {
        page: caller.page("bulk-title"),
        nav: ConsoleNav::of(caller, paths::ADMIN_BULK),
        action: paths::ADMIN_BULK,
        users_url: paths::ADMIN_USERS,
        sent,
        jobs: jobs
            .into_iter()
            .map(|job| JobRow {
                rows: job.row_count,
                state: match job.state {
                    bulk::State::Preview => "bulk-waits-for-you",
                    bulk::State::Running if job.is_interrupted(now) => "bulk-interrupted",
                    bulk::State::Running => "bulk-under-way",
                    bulk::State::Done => "done",
                    bulk::State::Collected => "bulk-state-collected",
                },
                uploaded: Moment::new(job.created_at, now),
                url: place(job.id),
                name: name_of(&job),
            })
            .collect(),
        errors,
    };
    Ok(html(if view.errors.none() { StatusCode::OK } else { view.errors.status() }, &view)?)
}

pub(super) async fn post(
    caller: FreshAdministrator,
    MultipartForm(upload): MultipartForm<Upload>,
) -> Result<HttpResponse, Failure> {
    permitted(&caller)?;
    let policy = installation_policy(caller.app.db().browse(), caller.app.tools()).await?;
    let policy = &policy.pass;
    let text = |field: &Option<Text<String>>| {
        field.as_ref().map(|text| text.trim().to_owned()).unwrap_or_default()
    };
    let sent = Choices {
        create: upload.create.is_some(),
        issue: upload.issue.is_some(),
        established: upload.established.is_some() && !caller.roles.is_empty(),
        replace: upload.replace.is_some(),
        lifetime: text(&upload.lifetime),
        one_time: upload.one_time.is_some(),
        reason: text(&upload.reason),
        ticket: text(&upload.ticket),
        reason_required: policy.reason_required,
        ticket_required: policy.ticket_required,
        may_established: !caller.roles.is_empty(),
    };
    let options = match options(&sent) {
        Ok(options) => options,
        Err(errors) => return show(&caller, sent, errors).await,
    };
    let Some(file) = upload.file.filter(|file| !file.data.is_empty()) else {
        return show(&caller, sent, FormErrors::under("file", "bulk-choose-a-file")).await;
    };
    let lines = match bulk::read(&file.data) {
        Ok(lines) => lines,
        Err(why) => return show(&caller, sent, unreadable(&why)).await,
    };
    let name = file.file_name.as_deref().unwrap_or("file.csv");
    plan(&caller, name, lines, options).await
}

fn options(sent: &Choices) -> Result<Options, FormErrors> {
    if !sent.create && !sent.issue {
        return Err(FormErrors::under("issue", "bulk-choose-one"));
    }
    if sent.issue && sent.reason_required && sent.reason.is_empty() {
        return Err(FormErrors::under("reason", "bulk-reason-missing"));
    }
    if sent.issue && sent.ticket_required && sent.ticket.is_empty() {
        return Err(FormErrors::under("ticket", "bulk-ticket-missing"));
    }
    let lifetime_minutes = match sent.lifetime.as_str() {
        "" => None,
        minutes => Some(
            minutes.parse().map_err(|_| FormErrors::under("lifetime", "bulk-lifetime-wrong"))?,
        ),
    };
    Ok(Options {
        create: sent.create,
        issue: sent.issue,
        established: sent.established,
        replace: sent.replace,
        lifetime_minutes,
        one_time: sent.one_time.then_some(true),
        reason: Some(sent.reason.clone()).filter(|text| !text.is_empty()),
        ticket: Some(sent.ticket.clone()).filter(|text| !text.is_empty()),
    })
}

fn unreadable(why: &Unreadable) -> FormErrors {
    let message = match why {
        Unreadable::Encoding => phrase("file-not-utf-8"),
        Unreadable::Empty => phrase("file-empty"),
        Unreadable::Column(name) => {
            phrase("file-unknown-column").with("column", name).with("known", COLUMNS)
        }
        Unreadable::Twice(name) => phrase("file-column-twice").with("column", name),
        Unreadable::NoUsername => phrase("file-column-missing").with("column", "username"),
        Unreadable::TooLong => phrase("file-too-long").with("most", bulk::MOST_ROWS),
        Unreadable::Line(number) => phrase("file-line-unreadable").with("line", *number),
    };
    FormErrors::under("file", message)
}

async fn plan(
    caller: &Administrator,
    file_name: &str,
    lines: Vec<Line>,
    options: Options,
) -> Result<HttpResponse, Failure> {
    let file_name: String = file_name.chars().filter(|c| !c.is_control()).take(100).collect();
    let (by, creator) = (caller.actor(), caller.session.user_id);
    let tools = caller.app.tools();
    Ok(match bulk::plan(tools, &by, creator, &file_name, lines, options).await? {
        Planned::Planned(job) => see_other(&place(job)),
        Planned::Already(job) => see_other(&with_query(&place(job), &[("done", Some("already"))])),
    })
}

/// An address that only receives forms leads a reader to the page the form is on.
pub(super) async fn to_list() -> HttpResponse {
    see_other(paths::ADMIN_USERS)
}

/// People who were ticked in the list of users.
pub(super) async fn selection(
    caller: FreshAdministrator,
    sent: web::Form<Sent>,
) -> Result<HttpResponse, Failure> {
    permitted(&caller)?;
    let mut lines = Vec::new();
    for id in sent.all("user").take(bulk::MOST_ROWS) {
        let id = id.parse().map_err(|_| Failure::Malformed("a person of the selection"))?;
        let Some(user) = directory::find_user(caller.app.db().browse(), id).await? else {
            continue;
        };
        let username = user.username.to_string();
        let entry = Entry { username: username.clone(), ..Entry::default() };
        lines.push(Line { username, entry: Ok(entry) });
    }
    if lines.is_empty() {
        return Ok(see_other(&with_query(paths::ADMIN_USERS, &[("done", Some("nobody"))])));
    }
    let established = sent.ticked("established") && !caller.roles.is_empty();
    let options = Options { issue: true, established, ..Options::default() };
    plan(&caller, SELECTION, lines, options).await
}
