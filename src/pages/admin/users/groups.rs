//! Groups of one person.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{done, person_of};
use crate::base::GroupId;
use crate::directory::groups::{self, Changed, Group};
use crate::http::caller::FreshAdministrator;
use crate::http::error::Failure;

#[derive(Deserialize)]
pub(super) struct NamedGroup {
    /// People know groups by name; the page suggests the names there are.
    group: String,
}

#[derive(Deserialize)]
pub(super) struct OfGroup {
    group: String,
}

pub(super) async fn add(
    caller: FreshAdministrator,
    id: web::Path<String>,
    form: web::Form<NamedGroup>,
) -> Result<HttpResponse, Failure> {
    let user = person_of(&caller, &id).await?;
    let Some(group) = group_named(&caller, &form.group).await? else {
        return Ok(done(user.id, "no-such-group"));
    };
    let work = caller.app.db().begin().await?;
    let changed =
        groups::add_member(&work, &caller.origin, &caller.actor(), group.id, user.id).await?;
    work.commit().await?;
    answer(changed)?;
    Ok(done(user.id, "group-added"))
}

pub(super) async fn remove(
    caller: FreshAdministrator,
    id: web::Path<String>,
    form: web::Form<OfGroup>,
) -> Result<HttpResponse, Failure> {
    let user = person_of(&caller, &id).await?;
    let group: GroupId = form.group.parse().map_err(|_| Failure::NotFound)?;
    let work = caller.app.db().begin().await?;
    let changed =
        groups::remove_member(&work, &caller.origin, &caller.actor(), group, user.id).await?;
    work.commit().await?;
    answer(changed)?;
    Ok(done(user.id, "group-removed"))
}

/// The group of this name, in whatever case.
pub(in crate::pages::admin) async fn group_named(
    caller: &crate::http::caller::Administrator,
    name: &str,
) -> Result<Option<Group>, Failure> {
    Ok(groups::find_by_name(caller.app.db().browse(), name).await?)
}

fn answer(changed: Changed) -> Result<(), Failure> {
    match changed {
        Changed::Changed | Changed::Unchanged => Ok(()),
        Changed::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
        Changed::NotFound | Changed::NotAName | Changed::NameTaken => Err(Failure::NotFound),
    }
}
