//! Taking a pass away.

use super::store;
use crate::audit::{self, Actor, Event, Origin};
use crate::base::{Fallible, PassId, UserId};
use crate::db::Work;
use crate::directory;
use crate::directory::authority::{self, Action, Denied};

/// What came of deleting a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// It is gone, and with it every session and grant that stood on it.
    Deleted,
    /// There was none.
    NotFound,
    /// The caller may not.
    NotAllowed(Denied),
}

/// Deletes a person's pass, if `by` may; people may delete their own.
pub async fn delete(work: &Work, origin: &Origin, by: &Actor, user: UserId) -> Fallible<Deleted> {
    let permitted = authority::permit(work.connection(), by, Action::DeletePass, user).await?;
    if let Err(denied) = permitted {
        return Ok(Deleted::NotAllowed(denied));
    }
    let Some(user) = directory::find_user(work.connection(), user).await? else {
        return Ok(Deleted::NotFound);
    };
    if !store::delete_of(work, user.id).await? {
        return Ok(Deleted::NotFound);
    }
    audit::record(work, origin, Event::pass_deleted(by.clone(), user.person())).await?;
    Ok(Deleted::Deleted)
}

/// Deletes one pass whoever it belongs to, if `by` may; a newer pass of the person stays.
pub async fn revoke(work: &Work, origin: &Origin, by: &Actor, pass: PassId) -> Fallible<Deleted> {
    let Some(holder) = store::holder_of(work.connection(), pass).await? else {
        return Ok(Deleted::NotFound);
    };
    let permitted = authority::permit(work.connection(), by, Action::DeletePass, holder).await?;
    if let Err(denied) = permitted {
        return Ok(Deleted::NotAllowed(denied));
    }
    let Some(user) = directory::find_user(work.connection(), holder).await? else {
        return Ok(Deleted::NotFound);
    };
    if !store::delete(work, pass, user.id).await? {
        return Ok(Deleted::NotFound);
    }
    audit::record(work, origin, Event::pass_deleted(by.clone(), user.person())).await?;
    Ok(Deleted::Deleted)
}
