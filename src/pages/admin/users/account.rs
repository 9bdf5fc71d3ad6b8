//! Enabling, disabling and deleting somebody's account.

use actix_web::{HttpResponse, web};

use super::roles::answer;
use super::{done, person_and_roles, person_of, url_of};
use crate::directory::User;
use crate::directory::authority::{self, Action, Holder};
use crate::directory::manage;
use crate::http::caller::FreshAdministrator;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, see_other};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::language::{IntoPhrase as _, Phrase, phrase};
use crate::pages::admin::ConsoleNav;
use crate::pages::admin::form::Confirm;

pub(super) async fn enable(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let user = person_of(&caller, &id).await?;
    let work = caller.app.db().begin().await?;
    let changed = manage::enable(&work, &caller.origin, &caller.actor(), user.id).await?;
    work.commit().await?;
    Ok(done(user.id, answer(changed, "enabled")?))
}

pub(super) async fn confirm_disable(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let user = manageable(&caller, &id).await?;
    let consequences = vec![
        phrase("disable-account-sign-in"),
        phrase("disable-account-ends"),
        phrase("disable-account-keeps"),
    ];
    confirm(
        &caller,
        &user,
        "Disable this account?",
        consequences,
        paths::ADMIN_USER_DISABLE,
        "disable",
    )
}

pub(super) async fn disable(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let user = person_of(&caller, &id).await?;
    let work = caller.app.db().begin().await?;
    let changed = manage::disable(&work, &caller.origin, &caller.actor(), user.id).await?;
    work.commit().await?;
    Ok(done(user.id, answer(changed, "disabled")?))
}

pub(super) async fn confirm_delete(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let user = manageable(&caller, &id).await?;
    let consequences = vec![
        phrase("delete-account-ends"),
        phrase("delete-account-keeps"),
        phrase("delete-account-no-way-back"),
    ];
    confirm(
        &caller,
        &user,
        "Delete this account?",
        consequences,
        paths::ADMIN_USER_DELETE,
        "delete",
    )
}

pub(super) async fn delete(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let user = person_of(&caller, &id).await?;
    let work = caller.app.db().begin().await?;
    let changed = manage::delete(&work, &caller.origin, &caller.actor(), user.id).await?;
    work.commit().await?;
    let said = answer(changed, "deleted")?;
    if said != "deleted" {
        return Ok(done(user.id, said));
    }
    Ok(see_other(&with_query(paths::ADMIN_USERS, &[("done", Some("deleted"))])))
}

/// The person, if the caller may manage their account: a page that asks is not for others.
pub(super) async fn manageable(caller: &FreshAdministrator, id: &str) -> Result<User, Failure> {
    let (user, roles) = person_and_roles(caller, id).await?;
    let by = Holder { id: caller.session.user_id, roles: &caller.roles };
    authority::decide(by, Action::ManageAccount, Holder { id: user.id, roles: &roles })
        .map_err(Failure::NotAllowed)?;
    Ok(user)
}

fn confirm(
    caller: &FreshAdministrator,
    user: &User,
    title: &'static str,
    consequences: Vec<Phrase>,
    action: &str,
    does: &'static str,
) -> Result<HttpResponse, Failure> {
    let view = Confirm {
        page: caller.page(title),
        nav: ConsoleNav::of(caller, paths::ADMIN_USERS),
        errors: FormErrors::default(),
        about: format!("{} ({})", user.display_name, user.username).into_phrase(),
        consequences,
        action: paths::of(action, user.id),
        hidden: Vec::new(),
        does,
        cancel_url: url_of(user.id),
    };
    view.answer()
}
