//! What is done to an app as a whole: a new secret, on and off, deleting.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::form::told_once;
use super::{find, place};
use crate::base::ClientId;
use crate::directory::authority::Task;
use crate::http::caller::{Administrator, FreshAdministrator};
use crate::http::error::Failure;
use crate::http::page::{Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::oidc::clients::{self, Changed, Client, Rotated};
use crate::pages::admin::ConsoleNav;

#[derive(Template)]
#[template(path = "admin/clients/confirm.html")]
struct Confirm {
    page: Page,
    nav: ConsoleNav,
    heading: &'static str,
    name: String,
    id: String,
    consequence: &'static str,
    act: &'static str,
    action: String,
    cancel_url: String,
}

pub(super) fn confirm(
    caller: &Administrator,
    client: &Client,
    heading: &'static str,
    consequence: &'static str,
    act: &'static str,
    below: &str,
) -> Result<HttpResponse, Failure> {
    caller.require(Task::ManageClients)?;
    let view = Confirm {
        page: caller.page(heading),
        nav: ConsoleNav::of(caller, paths::ADMIN_CLIENTS),
        heading,
        name: client.metadata.client_name.clone(),
        id: client.id.to_string(),
        consequence,
        act,
        action: place(&client.id, below),
        cancel_url: place(&client.id, ""),
    };
    Ok(html(StatusCode::OK, &view)?)
}

pub(super) async fn secret_form(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let client = find(&caller, &id).await?;
    let (title, consequence) = ("make-new-secret-title", "make-new-secret-what-happens");
    confirm(&caller, &client, title, consequence, "make-new-secret", "/secret")
}

pub(super) async fn rotate_secret(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let client = find(&caller, &id).await?;
    let work = caller.app.db().begin().await?;
    match clients::rotate_secret(&work, &caller.origin, &caller.actor(), &client.id).await? {
        Rotated::Rotated(secret) => {
            work.commit().await?;
            told_once(&caller, &client.id, &client.metadata.client_name, Some(&secret))
        }
        Rotated::HasNone => Err(Failure::NotFound),
        Rotated::Refused(refused) => Err(refusal(&refused)),
    }
}

#[derive(Deserialize)]
pub(super) struct State {
    enabled: bool,
}

pub(super) async fn state(
    caller: FreshAdministrator,
    id: web::Path<String>,
    form: web::Form<State>,
) -> Result<HttpResponse, Failure> {
    let id = ClientId::new(id.as_str());
    let work = caller.app.db().begin().await?;
    let (origin, by) = (&caller.origin, &caller.actor());
    let (changed, done) = if form.enabled {
        (clients::enable(&work, origin, by, &id).await?, "enabled")
    } else {
        (clients::disable(&work, origin, by, &id).await?, "disabled")
    };
    if changed != Changed::Changed {
        return Err(refusal(&changed));
    }
    work.commit().await?;
    Ok(see_other(&with_query(&place(&id, ""), &[("done", Some(done))])))
}

/// An address that only receives forms leads a reader to the page the form is on.
pub(super) async fn to_client(id: web::Path<String>) -> HttpResponse {
    see_other(&place(&ClientId::new(id.as_str()), ""))
}

pub(super) async fn delete_form(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let client = find(&caller, &id).await?;
    confirm(&caller, &client, "delete-app-title", "delete-app-what-happens", "delete", "/delete")
}

pub(super) async fn delete(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let id = ClientId::new(id.as_str());
    let work = caller.app.db().begin().await?;
    let changed = clients::delete(&work, &caller.origin, &caller.actor(), &id).await?;
    if changed != Changed::Changed {
        return Err(refusal(&changed));
    }
    work.commit().await?;
    Ok(see_other(&with_query(paths::ADMIN_CLIENTS, &[("done", Some("deleted"))])))
}

fn refusal(changed: &Changed) -> Failure {
    match changed {
        Changed::NotAllowed(denied) => Failure::NotAllowed(*denied),
        _ => Failure::NotFound,
    }
}
