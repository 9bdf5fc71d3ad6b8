//! /admin/logs/…: who signed in, and who did what; filtered, paged, and as files.

use std::net::IpAddr;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use askama::Template;
use futures_util::{Stream, stream};
use serde::Deserialize;
use time::Date;
use time::macros::format_description;

use super::ConsoleNav;
use crate::app::App;
use crate::audit::{self, Filter, Log, Record, export};
use crate::base::{ClientId, EventId, Fallible, Fault, Timestamp};
use crate::directory;
use crate::directory::authority::Task;
use crate::http::caller::Administrator;
use crate::http::error::Failure;
use crate::http::page::{FieldError, FormErrors, Page, html};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::language::{Moment, phrase};
use crate::pages::words;

/// How many records one page shows.
const ROWS: u64 = 50;
/// How many records are in memory at once while a file is written.
const CHUNK: u64 = 500;

/// What was typed into the filter.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    person: String,
    actor: String,
    activity: String,
    result: String,
    method: String,
    client: String,
    address: String,
    from: String,
    to: String,
    /// The last record of the page before.
    after: String,
    /// Of a file: csv or json.
    format: String,
}

/// One record in the list.
struct Row {
    id: String,
    href: String,
    at: Moment,
    sentence: String,
    failed: bool,
    from: String,
}

#[derive(Template)]
#[template(path = "admin/logs/index.html")]
struct Logs {
    page: Page,
    nav: ConsoleNav,
    action: &'static str,
    sign_ins: bool,
    asked: Asked,
    errors: FormErrors,
    /// Each by the name that records have, and the key of what it is called here.
    methods: [(&'static str, &'static str); 5],
    filtered: bool,
    rows: Vec<Row>,
    older_url: Option<String>,
    newest_url: Option<String>,
    csv_url: String,
    json_url: String,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .service(web::resource(paths::ADMIN_SIGN_INS).get(sign_ins))
        .service(web::resource(paths::ADMIN_SIGN_INS_EXPORT).get(export_sign_ins))
        .service(web::resource(paths::ADMIN_AUDIT).get(audit))
        .service(web::resource(paths::ADMIN_AUDIT_EXPORT).get(export_audit));
}

async fn sign_ins(caller: Administrator, asked: web::Query<Asked>) -> Answer {
    page(&caller, Log::SignIns, asked.into_inner()).await
}

async fn audit(caller: Administrator, asked: web::Query<Asked>) -> Answer {
    page(&caller, Log::Audit, asked.into_inner()).await
}

async fn export_sign_ins(caller: Administrator, asked: web::Query<Asked>) -> Answer {
    file(&caller, Log::SignIns, asked.into_inner()).await
}

async fn export_audit(caller: Administrator, asked: web::Query<Asked>) -> Answer {
    file(&caller, Log::Audit, asked.into_inner()).await
}

type Answer = Result<HttpResponse, Failure>;

async fn page(caller: &Administrator, log: Log, asked: Asked) -> Answer {
    caller.require(Task::ViewLogs)?;
    let (filter, errors) = match asked.filter(&caller.app, log).await? {
        Ok(filter) => (Some(filter), FormErrors::default()),
        Err(error) => (None, FormErrors::one(error)),
    };
    let mut records = match &filter {
        // One more than is shown says whether there is another page.
        Some(filter) => audit::list(caller.app.db().browse(), filter, ROWS + 1).await?,
        None => Vec::new(),
    };
    let more = records.len() as u64 > ROWS;
    records.truncate(usize::try_from(ROWS).unwrap_or(usize::MAX));
    let last = records.last().filter(|_| more).map(|record| record.id);
    let now = caller.now();
    let (title, here, export) = match log {
        Log::SignIns => ("sign-in-log", paths::ADMIN_SIGN_INS, paths::ADMIN_SIGN_INS_EXPORT),
        Log::Audit => ("audit-log", paths::ADMIN_AUDIT, paths::ADMIN_AUDIT_EXPORT),
    };
    let view = Logs {
        page: caller.page(title),
        nav: ConsoleNav::of(caller, here),
        action: here,
        sign_ins: log == Log::SignIns,
        methods: words::METHODS.map(|method| (method.name(), words::method_name(method))),
        filtered: asked.is_filtered(),
        rows: records.iter().map(|record| row(record, now)).collect(),
        older_url: last.map(|id| asked.url(here, &[("after", Some(&id.to_string()))])),
        newest_url: (!asked.after.is_empty()).then(|| asked.url(here, &[])),
        csv_url: asked.url(export, &[("format", Some("csv"))]),
        json_url: asked.url(export, &[("format", Some("json"))]),
        asked,
        errors,
    };
    Ok(html(view.errors.status(), &view)?)
}

fn row(record: &Record, now: Timestamp) -> Row {
    Row {
        id: record.id.to_string(),
        href: paths::ADMIN_LOG_RECORD.replace("{id}", &record.id.to_string()),
        at: Moment::new(record.at, now),
        sentence: record.sentence(),
        failed: !record.succeeded,
        from: record.ip_address.map(|address| address.to_string()).unwrap_or_default(),
    }
}

impl Asked {
    fn fields(&self) -> [(&'static str, &str); 9] {
        [
            ("person", &self.person),
            ("actor", &self.actor),
            ("activity", &self.activity),
            ("result", &self.result),
            ("method", &self.method),
            ("client", &self.client),
            ("address", &self.address),
            ("from", &self.from),
            ("to", &self.to),
        ]
    }

    fn is_filtered(&self) -> bool {
        self.fields().iter().any(|(_, value)| !value.trim().is_empty())
    }

    /// An address with the same filter.
    fn url(&self, path: &str, more: &[(&str, Option<&str>)]) -> String {
        let fields = self.fields();
        let set = fields.iter().filter(|(_, value)| !value.trim().is_empty());
        let query: Vec<_> =
            set.map(|(name, value)| (*name, Some(*value))).chain(more.iter().copied()).collect();
        with_query(path, &query)
    }

    async fn filter(&self, app: &App, log: Log) -> Fallible<Result<Filter, FieldError>> {
        let mut filter = match self.plain_filter(log) {
            Ok(filter) => filter,
            Err(error) => return Ok(Err(error)),
        };
        // By id, so that somebody who was renamed is still found; by name who is gone.
        if let Some(name) = text(&self.person) {
            match directory::find_user_by_username(app.db().browse(), &name).await? {
                Some(user) => filter.target = Some(user.id),
                None => filter.target_name = Some(name),
            }
        }
        if let Some(name) = text(&self.actor) {
            match directory::find_user_by_username(app.db().browse(), &name).await? {
                Some(user) => filter.actor = Some(user.id),
                None => filter.actor_name = Some(name),
            }
        }
        Ok(Ok(filter))
    }

    fn plain_filter(&self, log: Log) -> Result<Filter, FieldError> {
        let succeeded = match self.result.as_str() {
            "" => None,
            "success" => Some(true),
            "failure" => Some(false),
            _ => return Err(wrong("result", "log-choose-a-result")),
        };
        let ip_address = text(&self.address)
            .map(|text| text.parse::<IpAddr>())
            .transpose()
            .map_err(|_| wrong("address", "log-address-wrong"))?;
        let before = text(&self.after)
            .map(|text| text.parse::<EventId>())
            .transpose()
            .map_err(|_| wrong("", "log-page-not-found"))?;
        let since = day("from", &self.from)?.map(|day| day.midnight().assume_utc());
        let until = day("to", &self.to)?;
        // To the end of the last day.
        let until = until.and_then(Date::next_day).map(|day| day.midnight().assume_utc());
        if let (Some(since), Some(until)) = (since, until)
            && since >= until
        {
            return Err(wrong("to", "log-last-day-first"));
        }
        Ok(Filter {
            log: Some(log),
            activity: text(&self.activity),
            succeeded,
            method: text(&self.method),
            client: text(&self.client).map(ClientId::new),
            ip_address,
            since: since.map(|at| Timestamp::from_seconds(at.unix_timestamp())),
            until: until.map(|at| Timestamp::from_seconds(at.unix_timestamp())),
            before,
            ..Filter::default()
        })
    }
}

fn text(typed: &str) -> Option<String> {
    let typed = typed.trim();
    (!typed.is_empty()).then(|| typed.to_owned())
}

fn day(field: &'static str, typed: &str) -> Result<Option<Date>, FieldError> {
    let form = format_description!("[year]-[month]-[day]");
    text(typed)
        .map(|text| Date::parse(&text, form))
        .transpose()
        .map_err(|_| wrong(field, "log-day-wrong"))
}

const fn wrong(field: &'static str, message: &'static str) -> FieldError {
    FieldError { field, message: phrase(message) }
}

/// What a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Csv,
    Json,
}

async fn file(caller: &Administrator, log: Log, asked: Asked) -> Answer {
    caller.require(Task::ViewLogs)?;
    let (format, ending, kind) = match asked.format.as_str() {
        "csv" => (Format::Csv, "csv", "text/csv; charset=utf-8"),
        "json" => (Format::Json, "json", "application/json"),
        _ => return Err(Failure::Malformed("format is neither csv nor json")),
    };
    let Ok(filter) = asked.filter(&caller.app, log).await? else {
        return Err(Failure::Malformed("the filter can't be read"));
    };
    let name = match log {
        Log::SignIns => "sign-ins",
        Log::Audit => "audit",
    };
    let today = caller.now().to_utc().date();
    Ok(HttpResponse::build(StatusCode::OK)
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}-{today}.{ending}\""),
        ))
        .streaming(written(caller.app.clone(), filter, format)))
}

/// How far the file is written.
enum Stage {
    Head,
    Rows { any: bool },
    End,
}

/// The file in pieces; each is read when the piece before has been sent. A fault breaks the connection
/// off, so that nobody takes half a file for the whole.
fn written(
    app: web::Data<App>,
    filter: Filter,
    format: Format,
) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
    stream::try_unfold((app, filter, Stage::Head), move |(app, mut filter, stage)| async move {
        match stage {
            Stage::Head => {
                let head = head(format).map_err(|fault| broken_off(&fault))?;
                Ok(Some((head.into(), (app, filter, Stage::Rows { any: false }))))
            }
            Stage::Rows { any } => {
                let records = audit::list(app.db().browse(), &filter, CHUNK);
                let records = records.await.map_err(|fault| broken_off(&fault))?;
                let Some(last) = records.last().map(|record| record.id) else {
                    let end = if format == Format::Json { "\n]\n" } else { "" };
                    return Ok(Some((
                        Bytes::from_static(end.as_bytes()),
                        (app, filter, Stage::End),
                    )));
                };
                let rows = rows(format, &records, any).map_err(|fault| broken_off(&fault))?;
                filter.before = Some(last);
                Ok(Some((rows.into(), (app, filter, Stage::Rows { any: true }))))
            }
            Stage::End => Ok(None),
        }
    })
}

fn head(format: Format) -> Fallible<Vec<u8>> {
    match format {
        Format::Csv => export::csv_head(),
        Format::Json => Ok(b"[".to_vec()),
    }
}

fn rows(format: Format, records: &[Record], any: bool) -> Fallible<Vec<u8>> {
    if format == Format::Csv {
        return export::csv_rows(records);
    }
    let mut text = Vec::new();
    for (number, record) in records.iter().enumerate() {
        text.extend_from_slice(if any || number > 0 { b",\n" } else { b"\n" });
        serde_json::to_writer(&mut text, &export::json(record))?;
    }
    Ok(text)
}

fn broken_off(fault: &Fault) -> actix_web::Error {
    tracing::error!("an export was broken off: {fault}");
    actix_web::error::ErrorInternalServerError("broken off")
}
