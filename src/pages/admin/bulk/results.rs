//! Handing over the passes of a job: as slips or as a file, once.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::{cookie_of, job_of, key_of, place};
use crate::administration::bulk::{self, Collected, Handover};
use crate::base::{Fallible, Fault};
use crate::http::caller::{Administrator, FreshAdministrator};
use crate::http::cookies::Jar;
use crate::http::error::Failure;
use crate::http::page::{Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::pages::admin::ConsoleNav;
use crate::pages::ticket::Ticket;

#[derive(Template)]
#[template(path = "admin/bulk/slips.html")]
struct Slips {
    page: Page,
    nav: ConsoleNav,
    tickets: Vec<Ticket>,
    /// Rows without a pass, with why.
    without: Vec<(String, String)>,
    job_url: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    Slips,
    Csv,
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    format: Format,
}

pub(super) async fn post(
    caller: FreshAdministrator,
    id: web::Path<String>,
    wanted: web::Form<Wanted>,
) -> Result<HttpResponse, Failure> {
    let job = job_of(&caller, &id).await?;
    let gone = || see_other(&with_query(&place(job.id), &[("done", Some("gone"))]));
    let Some(key) = key_of(&caller, job.id) else { return Ok(gone()) };
    let creator = caller.session.user_id;
    let rows = match bulk::collect(caller.app.tools(), creator, job.id, &key).await? {
        Collected::Collected(rows) => rows,
        Collected::NotThere => return Ok(gone()),
    };
    let mut answer = match wanted.format {
        Format::Slips => slips(&caller, rows, place(job.id))?,
        Format::Csv => file(&rows)?,
    };
    let jar = Jar::of(&caller.app.settings().issuer);
    answer.add_cookie(&jar.removal(&cookie_of(job.id))).map_err(Fault::from)?;
    Ok(answer)
}

fn slips(caller: &Administrator, rows: Vec<Handover>, job_url: String) -> Fallible<HttpResponse> {
    let (now, issuer) = (caller.now(), &caller.app.settings().issuer);
    let (mut tickets, mut without) = (Vec::new(), Vec::new());
    for row in rows {
        match (row.pass, row.problem) {
            (Some((pass, code, user)), _) => {
                let ticket = Ticket::of(&pass, &user.display_name, user.username.as_str(), now);
                tickets.push(ticket.with_code(&code, issuer)?);
            }
            (None, Some(problem)) => without.push((row.username, problem)),
            (None, None) => {}
        }
    }
    let page = caller.page("slips");
    let nav = ConsoleNav::of(caller, paths::ADMIN_BULK);
    html(StatusCode::OK, &Slips { page, nav, tickets, without, job_url })
}

fn file(rows: &[Handover]) -> Fallible<HttpResponse> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record([
        "row",
        "username",
        "name",
        "pass",
        "valid from",
        "valid until",
        "one-time",
        "state",
        "problem",
    ])?;
    for row in rows {
        file.write_record(record(row))?;
    }
    let bytes = file.into_inner().map_err(|error| Fault::new(error.to_string()))?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"passes.csv\""))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(bytes))
}

fn record(row: &Handover) -> Vec<String> {
    let mut cells = vec![row.number.to_string(), row.username.clone()];
    match &row.pass {
        Some((pass, code, user)) => cells.extend([
            user.display_name.clone(),
            code.grouped().expose().to_owned(),
            pass.starts_at.to_string(),
            pass.ends_at.to_string(),
            if pass.one_time { "yes" } else { "no" }.to_owned(),
        ]),
        None => cells.extend(std::iter::repeat_n(String::new(), 5)),
    }
    let state = if row.done { "done" } else { "not done" };
    cells.extend([state.to_owned(), row.problem.clone().unwrap_or_default()]);
    cells.into_iter().map(harmless).collect()
}

/// A spreadsheet takes what begins like this for a formula, and runs it.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert!(harmless(formula.to_owned()).starts_with('\''), "{formula}");
        }
        assert_eq!(harmless("ana@contoso.example".to_owned()), "ana@contoso.example");
    }
}
