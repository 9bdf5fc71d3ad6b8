//! Ending sessions: one, or everything a person has.

use crate::audit::{self, Actor, Event, Origin};
use crate::base::{Fallible, SessionId, UserId};
use crate::db::Work;
use crate::directory::User;

use super::{Lifetimes, store};

/// Ends one session of a person, and with it the grants that live as long as it does.
///
/// Says whether there was such a session: another person's is not found.
pub async fn end(work: &Work, user: UserId, session: SessionId) -> Fallible<bool> {
    store::delete_of(work, user, session).await
}

/// Clears away sessions that have ended, by their end or by being idle.
pub async fn sweep(work: &Work, lifetimes: Lifetimes) -> Fallible<()> {
    store::delete_ended(work, lifetimes.idle).await
}

/// Signs a person out everywhere: every session, code, refresh token and access token is void from
/// the commit on. Returns how many sessions ended.
///
/// What counts is the line that is moved, `sign_in_sessions_valid_from`, against which every
/// session and grant is held at every use; the rows are cleared away besides.
pub async fn end_all(work: &Work, origin: &Origin, actor: Actor, user: &User) -> Fallible<u64> {
    let ended = store::delete_all_of(work, user.id).await?;
    audit::record(work, origin, Event::sessions_revoked(actor, user.person())).await?;
    Ok(ended)
}
