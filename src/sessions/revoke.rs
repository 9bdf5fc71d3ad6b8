//! Ending sessions: one, or everything a person has.

use crate::audit::{self, Actor, Event, Origin, Person};
use crate::base::{Fallible, SessionId};
use crate::db::Work;
use crate::directory::User;

use super::{Lifetimes, Session, store};

/// Ends one session of a person's, and with it the grants that live as long as it does.
///
/// Says whether there was such a session: another person's is not found.
pub async fn end(work: &Work, origin: &Origin, of: &Session, ended: SessionId) -> Fallible<bool> {
    let person = Person::new(of.user_id, of.username.as_str());
    end_for(work, origin, person.clone().into(), person, ended).await
}

/// Ends one session of a person's in the name of whoever may; says whether there was such a session.
pub async fn end_for(
    work: &Work,
    origin: &Origin,
    by: Actor,
    person: Person,
    ended: SessionId,
) -> Fallible<bool> {
    if !store::delete_of(work, person.id, ended).await? {
        return Ok(false);
    }
    audit::record(work, origin, Event::signed_out(person).by(by)).await?;
    Ok(true)
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
