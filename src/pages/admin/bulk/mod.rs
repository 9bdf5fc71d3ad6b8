//! /admin/bulk: many people and passes at once, from a file or a selection.

mod results;
mod upload;

use actix_web::cookie::time::Duration;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::ConsoleNav;
use crate::administration::bulk::{self, Counts, Fate, Job, Row, Started, State};
use crate::base::{BulkJobId, Fallible, Purpose, Secret, UserId};
use crate::directory::authority::Action;
use crate::http::caller::{Administrator, FreshAdministrator};
use crate::http::cookies::Jar;
use crate::http::error::Failure;
use crate::http::page::{Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::language::{IntoPhrase as _, Moment, Phrase, phrase};

/// Rows on one page of a job.
const PAGE: u64 = 100;
/// How long a browser keeps the key of a job: so long can results be collected.
const KEY_KEPT: Duration = Duration::hours(24);
/// The most passes that are offered as slips: a page with more is no use to a printer.
const MOST_SLIPS: u64 = 500;

/// What the file of a selection is called, as it is kept: nobody has sent one.
const SELECTION: &str = "Selection";

/// A row as it is shown; its fate and its state by their keys.
struct RowView {
    number: u32,
    username: String,
    name: String,
    fate: &'static str,
    state: &'static str,
    good: bool,
    bad: bool,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "admin/bulk/job.html")]
struct JobPage {
    page: Page,
    nav: ConsoleNav,
    notice: Option<&'static str>,
    heading: &'static str,
    name: Phrase,
    uploaded: Moment,
    counts: Counts,
    total: u64,
    over: u64,
    state: Stage,
    options: Vec<&'static str>,
    rows: Vec<RowView>,
    only_problems: bool,
    problems_url: String,
    all_url: String,
    next_url: Option<String>,
    run_action: String,
    results_action: String,
    refresh_url: String,
    list_url: &'static str,
    slips: bool,
    most_slips: u64,
}

/// What the page of a job is for now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Preview,
    NothingToDo,
    Running,
    Interrupted,
    Results,
    OtherBrowser,
    NoPasses,
    Collected,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .service(
            web::resource(paths::ADMIN_BULK)
                .app_data(upload::limits())
                .get(upload::get)
                .post(upload::post),
        )
        .service(
            web::resource(paths::ADMIN_BULK_SELECTION).get(upload::to_list).post(upload::selection),
        )
        .service(web::resource(paths::ADMIN_BULK_JOB).get(show))
        .service(web::resource(paths::ADMIN_BULK_RUN).get(to_job).post(run))
        .service(web::resource(paths::ADMIN_BULK_RESULTS).get(to_job).post(results::post));
}

/// Whether somebody may do anything to many at once: to who is nobody in particular.
pub(super) fn may_begin(caller: &Administrator) -> bool {
    [Action::IssuePass, Action::ManageAccount]
        .iter()
        .any(|action| caller.may_touch(*action, UserId::fresh(), &[]))
}

/// What a job is called: as its file, if it has one.
fn name_of(job: &Job) -> Phrase {
    if job.file_name == SELECTION {
        return phrase("bulk-selection");
    }
    job.file_name.clone().into_phrase()
}

fn place(job: BulkJobId) -> String {
    paths::of(paths::ADMIN_BULK_JOB, job)
}

/// The name of the cookie that keeps a job's key.
fn cookie_of(job: BulkJobId) -> String {
    format!("bulk-{job}")
}

/// The key of a job, if this browser has it: sealed, so that nobody can put a key of theirs there.
fn key_of(caller: &Administrator, job: BulkJobId) -> Option<Secret> {
    let jar = Jar::of(&caller.app.settings().issuer);
    let sealed = jar.read(&caller.request, &cookie_of(job))?;
    let (of, key): (BulkJobId, String) =
        caller.app.sealer().open_text(Purpose::BulkKey, &sealed).ok()?;
    (of == job).then(|| Secret::new(key))
}

fn seal_key(caller: &Administrator, job: BulkJobId, key: &Secret) -> Fallible<Secret> {
    caller.app.sealer().seal_text(Purpose::BulkKey, &(job, key.expose()))
}

async fn job_of(caller: &Administrator, id: &str) -> Result<Job, Failure> {
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    let found = bulk::find(caller.app.db().browse(), id, caller.session.user_id).await?;
    found.ok_or(Failure::NotFound)
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct View {
    done: String,
    after: u32,
    problems: String,
}

async fn show(
    caller: Administrator,
    id: web::Path<String>,
    view: web::Query<View>,
) -> Result<HttpResponse, Failure> {
    let job = job_of(&caller, &id).await?;
    let connection = caller.app.db().browse();
    let counts = bulk::counts_of(connection, job.id).await?;
    let only_problems = view.problems == "yes";
    let rows = bulk::list_rows(connection, job.id, only_problems, view.after, PAGE + 1).await?;
    let state = stage(&caller, &job, counts);
    let here = place(job.id);
    let problems = only_problems.then_some("yes");
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let next_url = (rows.len() > page).then(|| rows.get(page.saturating_sub(1))).flatten();
    let next_url = next_url.map(|last| {
        let after = last.number.to_string();
        with_query(&here, &[("after", Some(after.as_str())), ("problems", problems)])
    });
    let notice = match view.done.as_str() {
        "already" => Some("bulk-sent-before"),
        "taken" => Some("bulk-taken"),
        "gone" => Some("bulk-gone"),
        _ => None,
    };
    let now = caller.now();
    let view = JobPage {
        page: caller.page(heading(state)),
        nav: ConsoleNav::of(&caller, paths::ADMIN_BULK),
        notice,
        heading: heading(state),
        name: name_of(&job),
        uploaded: Moment::new(job.created_at, now),
        counts,
        total: u64::from(job.row_count) - counts.nothing,
        over: counts.done + counts.failed,
        state,
        options: options(&job),
        rows: rows.into_iter().take(page).map(row_view).collect(),
        only_problems,
        problems_url: with_query(&here, &[("problems", Some("yes"))]),
        all_url: here.clone(),
        next_url,
        run_action: paths::of(paths::ADMIN_BULK_RUN, job.id),
        results_action: paths::of(paths::ADMIN_BULK_RESULTS, job.id),
        refresh_url: here,
        list_url: paths::ADMIN_BULK,
        slips: counts.done <= MOST_SLIPS,
        most_slips: MOST_SLIPS,
    };
    Ok(html(StatusCode::OK, &view)?)
}

fn stage(caller: &Administrator, job: &Job, counts: Counts) -> Stage {
    let has_key = || key_of(caller, job.id).is_some();
    match job.state {
        State::Preview if counts.waiting == 0 => Stage::NothingToDo,
        State::Preview => Stage::Preview,
        State::Running if !job.is_interrupted(caller.now()) => Stage::Running,
        State::Running if has_key() => Stage::Interrupted,
        State::Done if counts.issue == 0 || counts.done == 0 => Stage::NoPasses,
        State::Done if has_key() => Stage::Results,
        State::Running | State::Done => Stage::OtherBrowser,
        State::Collected => Stage::Collected,
    }
}

const fn heading(stage: Stage) -> &'static str {
    match stage {
        Stage::Preview | Stage::NothingToDo => "bulk-check",
        Stage::Running => "bulk-under-way",
        Stage::Interrupted => "bulk-interrupted",
        Stage::Results | Stage::OtherBrowser | Stage::NoPasses | Stage::Collected => "done",
    }
}

fn options(job: &Job) -> Vec<&'static str> {
    let options = &job.options;
    let said = [
        (options.create, "bulk-adds-missing"),
        (options.issue, "bulk-issues-passes"),
        (options.established, "bulk-also-established"),
        (options.replace, "bulk-in-place"),
    ];
    said.into_iter().filter(|(on, _)| *on).map(|(_, words)| words).collect()
}

fn row_view(row: Row) -> RowView {
    let (state, good, bad) = match (row.done, row.fate) {
        (_, Fate::Nothing) => ("bulk-left-alone", false, false),
        (None, _) => ("bulk-waits", false, false),
        (Some(true), _) => ("done", true, false),
        (Some(false), _) => ("bulk-failed", false, true),
    };
    RowView {
        number: row.number,
        name: row.entry.and_then(|entry| entry.name).unwrap_or_default(),
        username: row.username,
        fate: match row.fate {
            Fate::Create => "bulk-fate-add",
            Fate::Issue => "bulk-fate-issue",
            Fate::CreateAndIssue => "bulk-fate-add-and-issue",
            Fate::Nothing => "nothing",
        },
        state,
        good,
        bad,
        problem: row.problem,
    }
}

async fn to_job(id: web::Path<String>) -> HttpResponse {
    see_other(&paths::of(paths::ADMIN_BULK_JOB, id))
}

async fn run(caller: FreshAdministrator, id: web::Path<String>) -> Result<HttpResponse, Failure> {
    let job = job_of(&caller, &id).await?;
    let tools = caller.app.tools().clone();
    let (by, creator) = (caller.actor(), caller.session.user_id);
    let known = key_of(&caller, job.id);
    match bulk::start(&tools, &caller.origin, &by, creator, job.id, known).await? {
        Started::NotFound => Err(Failure::NotFound),
        Started::Taken => Ok(see_other(&with_query(&place(job.id), &[("done", Some("taken"))]))),
        Started::Started { run, key } => {
            actix_web::rt::spawn(async move {
                if let Err(fault) = bulk::work_off(&tools, *run).await {
                    tracing::error!(%fault, "a bulk job was interrupted");
                }
            });
            let sealed = seal_key(&caller, job.id, &key)?;
            let jar = Jar::of(&caller.app.settings().issuer);
            let mut answer = see_other(&place(job.id));
            let cookie = jar.cookie(&cookie_of(job.id), &sealed, KEY_KEPT);
            answer.add_cookie(&cookie).map_err(crate::base::Fault::from)?;
            Ok(answer)
        }
    }
}
