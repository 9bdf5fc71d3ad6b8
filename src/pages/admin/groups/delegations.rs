//! Letting a group's members issue passes for another's.

use actix_web::{HttpResponse, web};

use super::group::{Typed, show};
use super::{Asked, done, group_of};
use crate::base::{DelegationId, GroupId};
use crate::directory::authority::Task;
use crate::directory::delegations::{self, Changed, Created, DailyQuota, NewDelegation};
use crate::http::caller::FreshAdministrator;
use crate::http::error::Failure;
use crate::http::page::FormErrors;
use crate::pages::admin::form::Sent;
use crate::pages::admin::users::group_named;

const BOUNDS_OF_QUOTA: &str = "delegation-quota-bounds";

fn quota_of(sent: &Sent) -> Option<DailyQuota> {
    sent.text("quota").parse().ok().and_then(DailyQuota::new)
}

pub(super) async fn create(
    caller: FreshAdministrator,
    id: web::Path<String>,
    sent: web::Form<Sent>,
) -> Result<HttpResponse, Failure> {
    caller.require(Task::ManageDelegations)?;
    let group = group_of(&caller, &id).await?;
    let again = |field, message: &'static str| {
        let typed = Typed {
            people: sent.text("people").to_owned(),
            quota: sent.text("quota").to_owned(),
            ..Typed::default()
        };
        (typed, FormErrors::under(field, message))
    };
    let refused = match (group_named(&caller, sent.text("people")).await?, quota_of(&sent)) {
        (None, _) => again("people", "no-group-has-this-name"),
        (_, None) => again("quota", BOUNDS_OF_QUOTA),
        (Some(people), Some(daily_quota)) => {
            let recovery = sent.ticked("recovery");
            let new = NewDelegation { issuers: group.id, people: people.id, daily_quota, recovery };
            let work = caller.app.db().begin().await?;
            match delegations::create(&work, &caller.origin, &caller.actor(), new).await? {
                Created::Created(_) => {
                    work.commit().await?;
                    return Ok(done(group.id, "delegated"));
                }
                Created::SameGroup => again("people", "delegation-same-group"),
                Created::Exists => again("people", "delegation-exists"),
                Created::GroupNotFound => return Err(Failure::NotFound),
                Created::NotAllowed(denied) => return Err(Failure::NotAllowed(denied)),
            }
        }
    };
    let (typed, errors) = refused;
    show(&caller, &group, &Asked::default(), typed, errors).await
}

pub(super) async fn change(
    caller: FreshAdministrator,
    id: web::Path<String>,
    sent: web::Form<Sent>,
) -> Result<HttpResponse, Failure> {
    let group = group_of(&caller, &id).await?;
    let delegation = delegation_of(&sent)?;
    let Some(quota) = quota_of(&sent) else {
        let errors = FormErrors::under("", BOUNDS_OF_QUOTA);
        return show(&caller, &group, &Asked::default(), Typed::default(), errors).await;
    };
    let (by, recovery) = (caller.actor(), sent.ticked("recovery"));
    let work = caller.app.db().begin().await?;
    let changed =
        delegations::change(&work, &caller.origin, &by, delegation, quota, recovery).await?;
    work.commit().await?;
    answer(changed, group.id, "changed")
}

pub(super) async fn end(
    caller: FreshAdministrator,
    id: web::Path<String>,
    sent: web::Form<Sent>,
) -> Result<HttpResponse, Failure> {
    let group = group_of(&caller, &id).await?;
    let delegation = delegation_of(&sent)?;
    let work = caller.app.db().begin().await?;
    let ended = delegations::delete(&work, &caller.origin, &caller.actor(), delegation).await?;
    work.commit().await?;
    answer(ended, group.id, "ended")
}

/// Which delegation a form is about.
fn delegation_of(sent: &Sent) -> Result<DelegationId, Failure> {
    sent.text("delegation").parse().map_err(|_| Failure::NotFound)
}

fn answer(changed: Changed, id: GroupId, said: &str) -> Result<HttpResponse, Failure> {
    match changed {
        Changed::Changed => Ok(done(id, said)),
        Changed::NotFound => Err(Failure::NotFound),
        Changed::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
    }
}
