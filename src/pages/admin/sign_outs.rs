//! /admin/sign-outs/{id}: what came of something that was ended; whose it was may be deleted by now.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::ConsoleNav;
use crate::base::{SignOutId, UserId};
use crate::directory::authority::{self, Action, Holder, Task};
use crate::directory::{self, User};
use crate::http::caller::Administrator;
use crate::http::error::Failure;
use crate::http::page::{Page, html};
use crate::http::paths;
use crate::oidc::receipts;
use crate::pages::receipt::{Part, Reader};

#[derive(Template)]
#[template(path = "admin/sign_out.html")]
struct SignOutReceipt {
    page: Page,
    nav: ConsoleNav,
    part: Part,
    /// Whose it was, while they are there.
    name: Option<String>,
    person_url: String,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration.service(web::resource(paths::ADMIN_SIGN_OUT).get(get));
}

async fn get(caller: Administrator, id: web::Path<String>) -> Result<HttpResponse, Failure> {
    let id: SignOutId = id.parse().map_err(|_| Failure::NotFound)?;
    let (app, now) = (&caller.app, caller.now());
    let receipt = receipts::find_any(app.db().browse(), id, now).await?;
    let receipt = receipt.ok_or(Failure::NotFound)?;
    let user = directory::find_user(app.db().browse(), receipt.user).await?;
    permit(&caller, receipt.user, user.as_ref()).await?;
    let url = paths::of(paths::ADMIN_SIGN_OUT, id);
    let part = Part::of(&receipt, app, Reader::Administrator, now, url);
    let view = SignOutReceipt {
        page: caller.page(part.heading.clone()),
        nav: ConsoleNav::of(&caller, paths::ADMIN_USERS),
        part,
        name: user.map(|user| user.display_name),
        person_url: paths::of(paths::ADMIN_USER, receipt.user),
    };
    Ok(html(StatusCode::OK, &view)?)
}

/// Who may see where somebody is signed in may see what was ended; who reads the logs may as well.
async fn permit(caller: &Administrator, id: UserId, user: Option<&User>) -> Result<(), Failure> {
    if caller.may(Task::ViewLogs) {
        return Ok(());
    }
    let user = user.ok_or(Failure::NotFound)?;
    let roles = directory::roles_of(caller.app.db().browse(), user.id).await?;
    if caller.may_touch(Action::RevokeSessions, id, &roles) {
        return Ok(());
    }
    let by = Holder { id: caller.session.user_id, roles: &caller.roles };
    authority::decide(by, Action::ViewMethods, Holder { id, roles: &roles })
        .map_err(Failure::NotAllowed)
}
