//! /admin/logs/records/{id}: everything that is known of one record.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::ConsoleNav;
use crate::audit::{self, Filter, Record};
use crate::base::{EventId, SignOutId};
use crate::directory::authority::Task;
use crate::http::caller::Administrator;
use crate::http::error::Failure;
use crate::http::page::{Page, html};
use crate::http::paths;
use crate::language::{IntoPhrase as _, Moment, Phrase, phrase};
use crate::oidc::receipts;
use crate::pages::words;

/// How many records of the same request are listed.
const COMPANIONS: u64 = 20;

/// Another record of the same request.
struct Companion {
    href: String,
    sentence: String,
}

#[derive(Template)]
#[template(path = "admin/logs/record.html")]
struct LogRecord {
    page: Page,
    nav: ConsoleNav,
    sentence: String,
    at: Moment,
    failed: bool,
    /// By the keys of what they are called.
    fields: Vec<(&'static str, Phrase)>,
    details: Vec<(String, String)>,
    companions: Vec<Companion>,
    receipt_url: Option<String>,
    back_url: &'static str,
    /// The key of where that is.
    back_label: &'static str,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration.service(web::resource(paths::ADMIN_LOG_RECORD).get(get));
}

async fn get(caller: Administrator, id: web::Path<String>) -> Result<HttpResponse, Failure> {
    caller.require(Task::ViewLogs)?;
    let id: EventId = id.parse().map_err(|_| Failure::NotFound)?;
    let reader = caller.app.db().browse();
    let record = audit::find(reader, id).await?.ok_or(Failure::NotFound)?;
    let companions = match &record.correlation_id {
        Some(correlation) => {
            let filter = Filter {
                correlation_id: Some(correlation.clone()),
                // Within the same minute: there is no index to look further by.
                since: Some(record.at.minus(std::time::Duration::from_mins(1))),
                until: Some(record.at.plus(std::time::Duration::from_mins(1))),
                ..Filter::default()
            };
            audit::list(reader, &filter, COMPANIONS).await?
        }
        None => Vec::new(),
    };
    let receipt = receipt_of(&caller, &record).await?;
    let (back_url, back_label) = if record.category == "SignIn" {
        (paths::ADMIN_SIGN_INS, "sign-in-log")
    } else {
        (paths::ADMIN_AUDIT, "audit-log")
    };
    let view = LogRecord {
        page: caller.page("log-record"),
        nav: ConsoleNav::of(&caller, back_url),
        sentence: record.sentence(),
        at: Moment::new(record.at, caller.now()),
        failed: !record.succeeded,
        fields: fields(&record),
        details: details(&record),
        companions: companions
            .into_iter()
            .filter(|companion| companion.id != id)
            .map(|companion| Companion {
                href: paths::ADMIN_LOG_RECORD.replace("{id}", &companion.id.to_string()),
                sentence: companion.sentence(),
            })
            .collect(),
        receipt_url: receipt.map(|id| paths::of(paths::ADMIN_SIGN_OUT, id)),
        back_url,
        back_label,
    };
    Ok(html(StatusCode::OK, &view)?)
}

/// The receipt of what the request ended that wrote the record.
async fn receipt_of(caller: &Administrator, record: &Record) -> Result<Option<SignOutId>, Failure> {
    let (Some(user), Some(case)) = (record.target_id, &record.correlation_id) else {
        return Ok(None);
    };
    let reader = caller.app.db().browse();
    Ok(receipts::of_case(reader, user, case, record.at, caller.now()).await?)
}

fn fields(record: &Record) -> Vec<(&'static str, Phrase)> {
    let as_it_is = |text: Option<String>| text.map(String::into_phrase);
    let result = if record.succeeded { "log-result-success" } else { "log-result-failure" };
    let sealed = match record.sequence {
        Some(sequence) => phrase("log-sealed-as").with("sequence", sequence.to_string()),
        None => phrase("log-not-yet-sealed"),
    };
    [
        ("log-activity", as_it_is(Some(record.activity.clone()))),
        ("log-category", as_it_is(Some(record.category.clone()))),
        ("log-result", Some(phrase(result))),
        ("log-reason", as_it_is(record.reason.clone())),
        ("log-done-by", as_it_is(record.actor_name.clone())),
        ("log-done-by-id", as_it_is(record.actor_id.map(|id| id.to_string()))),
        ("log-done-to", as_it_is(record.target_name.clone())),
        ("log-done-to-id", as_it_is(record.target_id.map(|id| id.to_string()))),
        ("log-app", as_it_is(record.client_id.as_ref().map(ToString::to_string))),
        ("log-method", record.method.as_deref().map(words::method_named)),
        ("log-from-address", as_it_is(record.ip_address.map(|address| address.to_string()))),
        (
            "log-with",
            as_it_is(record.user_agent.as_deref().map(|text| words::device_of(Some(text)))),
        ),
        ("log-user-agent", as_it_is(record.user_agent.clone())),
        ("log-request", as_it_is(record.correlation_id.clone())),
        ("log-record", as_it_is(Some(record.id.to_string()))),
        ("log-instant", as_it_is(Some(record.at.to_string()))),
        ("log-sealed", Some(sealed)),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some((label, value?)))
    .collect()
}

fn details(record: &Record) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    record.details.iter().map(|(key, value)| (key.clone(), text(value))).collect()
}
