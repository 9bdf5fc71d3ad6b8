//! /admin/front-desk: issuing by a delegation, for who holds no role.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::ConsoleNav;
use crate::directory::authority::{self, Action, Denied};
use crate::directory::delegations::{self, Delegation};
use crate::directory::find_user_by_username;
use crate::http::caller::Administrator;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, html, see_other};
use crate::http::paths;

/// A group for whose members the caller issues.
struct PeopleRow {
    name: String,
    whom: &'static str,
    left: u32,
    quota: u32,
}

#[derive(Template)]
#[template(path = "admin/front_desk.html")]
struct FrontDesk {
    page: Page,
    nav: ConsoleNav,
    errors: FormErrors,
    username: String,
    people: Vec<PeopleRow>,
    action: &'static str,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration.service(web::resource(paths::ADMIN_FRONT_DESK).get(get).post(post));
}

async fn get(caller: Administrator) -> Result<HttpResponse, Failure> {
    show(&caller, "", FormErrors::default()).await
}

#[derive(Deserialize)]
struct Whom {
    username: String,
}

async fn post(caller: Administrator, form: web::Form<Whom>) -> Result<HttpResponse, Failure> {
    let connection = caller.app.db().browse();
    // Somebody there is not and somebody who is not theirs are the same to them.
    let permitted = match find_user_by_username(connection, &form.username).await? {
        None => Err(Denied::NoRole),
        Some(user) => {
            let by = caller.actor();
            let permitted = authority::permit(connection, &by, Action::IssuePass, user.id).await?;
            permitted.map(|()| user.id)
        }
    };
    match permitted {
        Ok(user) => Ok(see_other(&paths::of(paths::ADMIN_USER_PASS, user))),
        Err(denied) => {
            let errors = FormErrors::under("username", why_not(denied));
            show(&caller, &form.username, errors).await
        }
    }
}

const fn why_not(denied: Denied) -> &'static str {
    match denied {
        Denied::Yourself => "no-pass-for-yourself",
        Denied::Privileged => "no-pass-for-administrator",
        Denied::Issuer => "no-pass-for-issuer",
        Denied::NotANewcomer => "no-pass-for-known",
        Denied::NoRole | Denied::PowerfulGroup | Denied::PolicyGroup | Denied::OwnPeople => {
            "no-pass-for-others"
        }
    }
}

async fn show(
    caller: &Administrator,
    username: &str,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    let (connection, me) = (caller.app.db().browse(), caller.session.user_id);
    let mut people = Vec::new();
    for delegation in delegations::of_issuer(connection, me).await? {
        let left = delegations::left_today(connection, &delegation, me, caller.now()).await?;
        people.push(row(delegation, left));
    }
    let status = errors.status();
    let view = FrontDesk {
        page: caller.page("place-front-desk"),
        nav: ConsoleNav::of(caller, paths::ADMIN_FRONT_DESK),
        errors,
        username: username.to_owned(),
        people,
        action: paths::ADMIN_FRONT_DESK,
    };
    Ok(html(status, &view)?)
}

fn row(delegation: Delegation, left: u32) -> PeopleRow {
    PeopleRow {
        whom: if delegation.recovery { "whom-everybody" } else { "whom-newcomers" },
        left,
        quota: delegation.daily_quota.get(),
        name: delegation.people.name,
    }
}
