//! Making, renaming and deleting groups, and changing who is in them.

use super::{Group, store};
use crate::audit::{self, Actor, Event, Origin};
use crate::base::{Fallible, GroupId, UserId};
use crate::db::Work;
use crate::directory::authority::{self, Denied, Task};
use crate::directory::store::find_user;
use crate::directory::username::{Username, clean_label};

/// The longest name of a group, in characters.
const LONGEST_NAME: usize = 120;

/// What came of making a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Created {
    /// There it is.
    Created(Group),
    /// The name is empty or too long.
    NotAName,
    /// Another group has this name, in whatever case.
    NameTaken,
    /// The caller may not.
    NotAllowed(Denied),
}

/// What came of changing a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is different now.
    Changed,
    /// It was so already.
    Unchanged,
    /// There is no such group, or no such user.
    NotFound,
    /// The name is empty or too long.
    NotAName,
    /// Another group has this name, in whatever case.
    NameTaken,
    /// The caller may not.
    NotAllowed(Denied),
}

/// Makes a group with nobody in it.
pub async fn create(work: &Work, origin: &Origin, by: &Actor, name: &str) -> Fallible<Created> {
    if let Err(denied) = permit(work, by).await? {
        return Ok(Created::NotAllowed(denied));
    }
    let Some(name) = clean_label(name, LONGEST_NAME) else { return Ok(Created::NotAName) };
    let group = Group { id: GroupId::fresh(), name, created_at: work.now() };
    if !store::insert(work, &group, Username::fold(&group.name)).await? {
        return Ok(Created::NameTaken);
    }
    audit::record(work, origin, Event::group_added(by.clone(), &group.name)).await?;
    Ok(Created::Created(group))
}

/// Gives a group another name.
pub async fn rename(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    id: GroupId,
    name: &str,
) -> Fallible<Changed> {
    let group = match changeable(work, by, id).await? {
        Ok(group) => group,
        Err(refused) => return Ok(refused),
    };
    let Some(name) = clean_label(name, LONGEST_NAME) else { return Ok(Changed::NotAName) };
    if name == group.name {
        return Ok(Changed::Unchanged);
    }
    let folded = Username::fold(&name);
    if store::name_taken(work, id, &folded).await? {
        return Ok(Changed::NameTaken);
    }
    store::rename(work, id, &name, &folded).await?;
    audit::record(work, origin, Event::group_updated(by.clone(), &name)).await?;
    Ok(Changed::Changed)
}

/// Deletes a group; the people in it stay.
pub async fn delete(work: &Work, origin: &Origin, by: &Actor, id: GroupId) -> Fallible<Changed> {
    let group = match with_members(work, by, id).await? {
        Ok(group) => group,
        Err(refused) => return Ok(refused),
    };
    if !store::delete(work, id).await? {
        return Ok(Changed::NotFound);
    }
    audit::record(work, origin, Event::group_deleted(by.clone(), &group.name)).await?;
    Ok(Changed::Changed)
}

/// Puts a user into a group.
pub async fn add_member(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    id: GroupId,
    user: UserId,
) -> Fallible<Changed> {
    let group = match with_members(work, by, id).await? {
        Ok(group) => group,
        Err(refused) => return Ok(refused),
    };
    let Some(user) = find_user(work.connection(), user).await? else {
        return Ok(Changed::NotFound);
    };
    if !store::insert_member(work, id, user.id).await? {
        return Ok(Changed::Unchanged);
    }
    let event = Event::group_member_added(by.clone(), user.person(), &group.name);
    audit::record(work, origin, event).await?;
    Ok(Changed::Changed)
}

/// Takes a user out of a group.
pub async fn remove_member(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    id: GroupId,
    user: UserId,
) -> Fallible<Changed> {
    let group = match with_members(work, by, id).await? {
        Ok(group) => group,
        Err(refused) => return Ok(refused),
    };
    let Some(user) = find_user(work.connection(), user).await? else {
        return Ok(Changed::NotFound);
    };
    if !store::delete_member(work, id, user.id).await? {
        return Ok(Changed::Unchanged);
    }
    let event = Event::group_member_removed(by.clone(), user.person(), &group.name);
    audit::record(work, origin, event).await?;
    Ok(Changed::Changed)
}

async fn permit(work: &Work, by: &Actor) -> Fallible<Result<(), Denied>> {
    authority::permit_task(work.connection(), by, Task::ManageGroups).await
}

async fn changeable(work: &Work, by: &Actor, id: GroupId) -> Fallible<Result<Group, Changed>> {
    if let Err(denied) = permit(work, by).await? {
        return Ok(Err(Changed::NotAllowed(denied)));
    }
    Ok(store::find(work.connection(), id).await?.ok_or(Changed::NotFound))
}

/// The group, if the caller may change who is in it.
async fn with_members(work: &Work, by: &Actor, id: GroupId) -> Fallible<Result<Group, Changed>> {
    if let Err(denied) = authority::permit_membership(work.connection(), by, id).await? {
        return Ok(Err(Changed::NotAllowed(denied)));
    }
    Ok(store::find(work.connection(), id).await?.ok_or(Changed::NotFound))
}
