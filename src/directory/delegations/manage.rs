//! Making, changing and deleting delegations.

use super::{DailyQuota, Delegation, store};
use crate::audit::{self, Actor, Event, Origin};
use crate::base::{DelegationId, Fallible, GroupId};
use crate::db::Work;
use crate::directory::authority::{self, Denied, Task};
use crate::directory::groups;

/// What is to be delegated.
#[derive(Clone, Copy, Debug)]
pub struct NewDelegation {
    /// Whose members are to issue.
    pub issuers: GroupId,
    /// For whose members.
    pub people: GroupId,
    /// How many each of them a day.
    pub daily_quota: DailyQuota,
    /// Whether also for people who have signed in before.
    pub recovery: bool,
}

/// What came of making a delegation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Created {
    /// There it is.
    Created(Delegation),
    /// Nobody issues by a delegation for who issues by one: a group has nothing to do for itself.
    SameGroup,
    /// One of the groups is not there.
    GroupNotFound,
    /// These two groups have one already.
    Exists,
    /// The caller may not.
    NotAllowed(Denied),
}

/// What came of changing a delegation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is different now.
    Changed,
    /// There is no such delegation.
    NotFound,
    /// The caller may not.
    NotAllowed(Denied),
}

/// Lets the members of one group issue passes for the members of another.
pub async fn create(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    new: NewDelegation,
) -> Fallible<Created> {
    if let Err(denied) = permit(work, by).await? {
        return Ok(Created::NotAllowed(denied));
    }
    if new.issuers == new.people {
        return Ok(Created::SameGroup);
    }
    let (Some(issuers), Some(people)) = (
        groups::find(work.connection(), new.issuers).await?,
        groups::find(work.connection(), new.people).await?,
    ) else {
        return Ok(Created::GroupNotFound);
    };
    let delegation = Delegation {
        id: DelegationId::fresh(),
        issuers,
        people,
        daily_quota: new.daily_quota,
        recovery: new.recovery,
        created_at: work.now(),
    };
    if !store::insert(work, &delegation).await? {
        return Ok(Created::Exists);
    }
    let event = Event::delegation_added(by.clone(), delegation.in_words());
    audit::record(work, origin, event).await?;
    Ok(Created::Created(delegation))
}

/// Changes how many passes a day, and for whom of the group.
pub async fn change(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    id: DelegationId,
    daily_quota: DailyQuota,
    recovery: bool,
) -> Fallible<Changed> {
    if let Err(denied) = permit(work, by).await? {
        return Ok(Changed::NotAllowed(denied));
    }
    let Some(found) = store::find(work.connection(), id).await? else {
        return Ok(Changed::NotFound);
    };
    let changed = Delegation { daily_quota, recovery, ..found };
    store::update(work, &changed).await?;
    let event = Event::delegation_changed(by.clone(), changed.in_words());
    audit::record(work, origin, event).await?;
    Ok(Changed::Changed)
}

/// Ends a delegation. Passes that were issued by it stay.
pub async fn delete(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    id: DelegationId,
) -> Fallible<Changed> {
    if let Err(denied) = permit(work, by).await? {
        return Ok(Changed::NotAllowed(denied));
    }
    let Some(found) = store::find(work.connection(), id).await? else {
        return Ok(Changed::NotFound);
    };
    if !store::delete(work, id).await? {
        return Ok(Changed::NotFound);
    }
    let event = Event::delegation_deleted(by.clone(), found.in_words());
    audit::record(work, origin, event).await?;
    Ok(Changed::Changed)
}

async fn permit(work: &Work, by: &Actor) -> Fallible<Result<(), Denied>> {
    authority::permit_task(work.connection(), by, Task::ManageDelegations).await
}
