//! Ending what one person is signed in to.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::account::with_username;
use super::{done, person_and_roles, person_of, url_of};
use crate::administration::sign_ins::{self, Ended};
use crate::base::{ClientId, SessionId};
use crate::directory::authority::{self, Action, Holder};
use crate::http::caller::FreshAdministrator;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, see_other};
use crate::http::paths;
use crate::oidc::grants;
use crate::pages::admin::ConsoleNav;
use crate::pages::admin::form::Confirm;
use crate::pages::receipt::of_this_request;

#[derive(Deserialize)]
pub(super) struct OfSession {
    session: String,
}

pub(super) async fn end_session(
    caller: FreshAdministrator,
    id: web::Path<String>,
    form: web::Form<OfSession>,
) -> Result<HttpResponse, Failure> {
    let user = person_of(&caller, &id).await?;
    let session: SessionId = form.session.parse().map_err(|_| Failure::NotFound)?;
    let (origin, by) = (&caller.origin, caller.actor());
    let work = caller.app.db().begin().await?;
    let ended = sign_ins::end_session(&work, origin, &by, user.id, session).await?;
    work.commit().await?;
    how_many(ended)?;
    Ok(done(user.id, "session-ended"))
}

#[derive(Deserialize)]
pub(super) struct OfApp {
    client: String,
}

pub(super) async fn remove_app(
    caller: FreshAdministrator,
    id: web::Path<String>,
    form: web::Form<OfApp>,
) -> Result<HttpResponse, Failure> {
    let user = person_of(&caller, &id).await?;
    let (client, by) = (ClientId::new(form.client.as_str()), caller.actor());
    let work = caller.app.db().begin().await?;
    grants::revoke_app(&work, &caller.origin, &by, user.person(), &client)
        .await?
        .map_err(Failure::NotAllowed)?;
    work.commit().await?;
    Ok(done(user.id, "app-removed"))
}

pub(super) async fn confirm_everywhere(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let (user, roles) = person_and_roles(&caller, &id).await?;
    let by = Holder { id: caller.session.user_id, roles: &caller.roles };
    authority::decide(by, Action::RevokeSessions, Holder { id: user.id, roles: &roles })
        .map_err(Failure::NotAllowed)?;
    let view = Confirm {
        page: caller.page("sign-out-everywhere-title"),
        nav: ConsoleNav::of(&caller, paths::ADMIN_USERS),
        errors: FormErrors::default(),
        about: with_username(&user),
        consequences: vec!["sign-out-everywhere-at-once", "sign-out-everywhere-methods-stay"],
        action: paths::of(paths::ADMIN_USER_SIGN_OUT, user.id),
        hidden: Vec::new(),
        does: "sign-out-everywhere",
        cancel_url: url_of(user.id),
    };
    view.answer()
}

pub(super) async fn everywhere(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let user = person_of(&caller, &id).await?;
    let (origin, by) = (&caller.origin, caller.actor());
    let work = caller.app.db().begin().await?;
    let ended = sign_ins::sign_out_everywhere(&work, origin, &by, user.id).await?;
    work.commit().await?;
    how_many(ended)?;
    let receipt = of_this_request(&caller.app, origin, user.id).await?;
    let location = receipt.map(|id| paths::of(paths::ADMIN_SIGN_OUT, id));
    Ok(see_other(location.as_deref().unwrap_or(&url_of(user.id))))
}

fn how_many(ended: Ended) -> Result<u64, Failure> {
    match ended {
        Ended::Ended(sessions) => Ok(sessions),
        Ended::NotFound => Err(Failure::NotFound),
        Ended::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
    }
}
