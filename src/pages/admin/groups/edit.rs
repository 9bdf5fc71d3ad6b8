//! Renaming and deleting a group.

use actix_web::{HttpResponse, web};

use super::group::{Typed, show};
use super::{Asked, NAME_TAKEN, NOT_A_NAME, Named, answer, group_of, url_of};
use crate::directory::authority;
use crate::directory::groups::{self, Changed};
use crate::http::caller::FreshAdministrator;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, see_other};
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::language::IntoPhrase as _;
use crate::pages::admin::ConsoleNav;
use crate::pages::admin::form::Confirm;

pub(super) async fn rename(
    caller: FreshAdministrator,
    id: web::Path<String>,
    form: web::Form<Named>,
) -> Result<HttpResponse, Failure> {
    let group = group_of(&caller, &id).await?;
    let work = caller.app.db().begin().await?;
    let by = caller.actor();
    let changed = groups::rename(&work, &caller.origin, &by, group.id, &form.name).await?;
    work.commit().await?;
    let message = match changed {
        Changed::NotAName => NOT_A_NAME,
        Changed::NameTaken => NAME_TAKEN,
        changed => return answer(changed, group.id, "renamed"),
    };
    let typed = Typed { name: Some(form.name.clone()), ..Typed::default() };
    show(&caller, &group, &Asked::default(), typed, FormErrors::under("name", message)).await
}

pub(super) async fn confirm_delete(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let group = group_of(&caller, &id).await?;
    authority::permit_membership(caller.app.db().browse(), &caller.actor(), group.id)
        .await?
        .map_err(Failure::NotAllowed)?;
    let view = Confirm {
        page: caller.page("group-delete-title"),
        nav: ConsoleNav::of(&caller, paths::ADMIN_GROUPS),
        errors: FormErrors::default(),
        about: group.name.clone().into_phrase(),
        consequences: vec!["delete-group-what-happens"],
        action: paths::of(paths::ADMIN_GROUP_DELETE, group.id),
        hidden: Vec::new(),
        does: "delete",
        cancel_url: url_of(group.id),
    };
    view.answer()
}

pub(super) async fn delete(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let group = group_of(&caller, &id).await?;
    let work = caller.app.db().begin().await?;
    let deleted = groups::delete(&work, &caller.origin, &caller.actor(), group.id).await?;
    work.commit().await?;
    answer(deleted, group.id, "deleted")?;
    Ok(see_other(&with_query(paths::ADMIN_GROUPS, &[("done", Some("deleted"))])))
}
