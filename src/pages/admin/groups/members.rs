//! Putting people into a group and taking them out.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::group::{Typed, show};
use super::{Asked, answer, group_of};
use crate::base::UserId;
use crate::directory::{authority, find_user_by_username, groups};
use crate::http::caller::FreshAdministrator;
use crate::http::error::Failure;
use crate::http::page::FormErrors;

#[derive(Deserialize)]
pub(super) struct Whom {
    username: String,
}

#[derive(Deserialize)]
pub(super) struct OfUser {
    user: UserId,
}

pub(super) async fn add(
    caller: FreshAdministrator,
    id: web::Path<String>,
    form: web::Form<Whom>,
) -> Result<HttpResponse, Failure> {
    let group = group_of(&caller, &id).await?;
    // Whoever may not change the group learns nothing about usernames.
    let connection = caller.app.db().browse();
    authority::permit_membership(connection, &caller.actor(), group.id)
        .await?
        .map_err(Failure::NotAllowed)?;
    let Some(user) = find_user_by_username(connection, &form.username).await? else {
        let errors = FormErrors::under("username", "nobody-has-this-username");
        let typed = Typed { username: form.username.clone(), ..Typed::default() };
        return show(&caller, &group, &Asked::default(), typed, errors).await;
    };
    let work = caller.app.db().begin().await?;
    let by = caller.actor();
    let added = groups::add_member(&work, &caller.origin, &by, group.id, user.id).await?;
    work.commit().await?;
    answer(added, group.id, "added")
}

pub(super) async fn remove(
    caller: FreshAdministrator,
    id: web::Path<String>,
    form: web::Form<OfUser>,
) -> Result<HttpResponse, Failure> {
    let group = group_of(&caller, &id).await?;
    let work = caller.app.db().begin().await?;
    let by = caller.actor();
    let removed = groups::remove_member(&work, &caller.origin, &by, group.id, form.user).await?;
    work.commit().await?;
    answer(removed, group.id, "removed")
}
