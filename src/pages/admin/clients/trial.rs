//! Trying an app out: what it asks, and what it would get.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::told::{Part, advice, parts};
use super::{find, place};
use crate::directory::authority::Task;
use crate::http::caller::{Administrator, FreshAdministrator};
use crate::http::error::{Failure, Problem};
use crate::http::page::{FormErrors, Page, html, see_other};
use crate::http::paths;
use crate::language::{IntoPhrase as _, phrase};
use crate::oidc::clients::Client;
use crate::oidc::trial::{self, Begun, Outcome, Trial, Unfinished};
use crate::oidc::{Parameters, Scope, Scopes};
use crate::pages::admin::ConsoleNav;
use crate::pages::words::scope_lets;

/// A scope that can be asked for.
struct Askable {
    name: &'static str,
    lets: &'static str,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "admin/clients/try.html")]
struct Ask {
    page: Page,
    nav: ConsoleNav,
    name: String,
    scopes: Vec<Askable>,
    errors: FormErrors,
    action: String,
    back_url: String,
}

/// The error that the app would get.
struct Refusal {
    code: String,
    description: String,
    advice: &'static str,
}

#[derive(Template)]
#[template(path = "admin/clients/tried.html")]
struct Tried {
    page: Page,
    nav: ConsoleNav,
    heading: &'static str,
    name: String,
    error: Option<Refusal>,
    parts: Vec<Part>,
    again_url: String,
    back_url: String,
}

pub(super) async fn ask(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    caller.require(Task::ManageClients)?;
    let client = find(&caller, &id).await?;
    present(&caller, &client, &trial::scopes_of(&client), FormErrors::default())
}

fn present(
    caller: &Administrator,
    client: &Client,
    chosen: &Scopes,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    if !trial::is_triable(client) {
        return Err(Failure::NotFound);
    }
    let askable = |scope: Scope| Askable {
        name: scope.as_str(),
        lets: scope_lets(scope.as_str()).unwrap_or_default(),
        chosen: chosen.contains(scope),
    };
    let view = Ask {
        page: caller.page("try-title"),
        nav: ConsoleNav::of(caller, paths::ADMIN_CLIENTS),
        name: client.metadata.client_name.clone(),
        scopes: trial::scopes_of(client).iter().map(askable).collect(),
        errors,
        action: place(&client.id, "/try"),
        back_url: place(&client.id, ""),
    };
    Ok(html(view.errors.status(), &view)?)
}

pub(super) async fn begin(
    caller: FreshAdministrator,
    id: web::Path<String>,
    form: web::Form<BTreeMap<String, String>>,
) -> Result<HttpResponse, Failure> {
    caller.require(Task::ManageClients)?;
    let client = find(&caller, &id).await?;
    let names: Vec<&str> = form.keys().map(String::as_str).collect();
    let chosen = Scopes::parse(&names.join(" ")).unwrap_or_default();
    let (provider, session) = (caller.app.provider(), &caller.session);
    match trial::begin(provider, &caller.origin, session, &client.id, &chosen).await? {
        Begun::Begun(parameters) => {
            Ok(see_other(&format!("{}?{}", paths::AUTHORIZE, parameters.to_query())))
        }
        Begun::Refused(error) => {
            let message = if chosen.is_empty() {
                phrase("choose-a-scope")
            } else {
                format!("{}.", error.description).into_phrase()
            };
            let errors = FormErrors::under("scope", message);
            present(&caller, &client, &chosen, errors)
        }
        Begun::NotTriable => Err(Failure::NotFound),
        Begun::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
    }
}

pub(super) async fn show(caller: Administrator) -> Result<HttpResponse, Failure> {
    caller.require(Task::ManageClients)?;
    let answer = Parameters::parse(caller.request.query_string());
    match trial::finish(caller.app.provider(), &caller.session, &answer).await? {
        Ok(tried) => present_tried(&caller, &tried, &answer),
        Err(unfinished) => Ok(nothing(unfinished).page(&caller.request)),
    }
}

fn nothing(unfinished: Unfinished) -> Problem {
    let message = match unfinished {
        Unfinished::NotYours => "trial-not-yours",
        Unfinished::ShownBefore => "trial-shown-before",
    };
    Problem {
        status: StatusCode::BAD_REQUEST,
        title: phrase("nothing-to-show"),
        message: phrase(message),
        advice: phrase("try-app-again"),
        detail: None,
    }
}

fn present_tried(
    caller: &Administrator,
    tried: &Trial,
    answer: &Parameters,
) -> Result<HttpResponse, Failure> {
    let id = &tried.client.id;
    let (heading, error) = match &tried.outcome {
        Outcome::Tokens(_) => ("it-works", None),
        Outcome::Error { code, description } => {
            let (code, description) = (code.clone(), description.trim_end_matches('.').to_owned());
            ("no-tokens", Some(Refusal { advice: advice(&code), code, description }))
        }
    };
    let view = Tried {
        page: caller.page(heading),
        nav: ConsoleNav::of(caller, paths::ADMIN_CLIENTS),
        heading,
        name: tried.client.metadata.client_name.clone(),
        error,
        parts: parts(caller, tried, answer)?,
        again_url: place(id, "/try"),
        back_url: place(id, ""),
    };
    Ok(html(StatusCode::OK, &view)?)
}
