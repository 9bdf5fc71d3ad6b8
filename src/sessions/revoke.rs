//! Ending sessions: one, or everything a person has.

use crate::audit::{self, Actor, Event, Origin, Person};
use crate::base::{Fallible, Fault, SessionId};
use crate::db::Work;
use crate::directory::sign_outs::{self, Cause};
use crate::directory::{self, User, hold_user_alone};

use super::{Lifetimes, Session, Started, store};

/// Ends one session of a person's, and with it the grants that live as long as it does. The apps that
/// were signed in to from it are told.
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
    // The person before the session, as whoever issues something in its name takes them.
    hold_user_alone(work, person.id).await?;
    if !store::end(work, person.id, ended).await? {
        return Ok(false);
    }
    sign_outs::session(work, person.id, ended, Cause { by: &by, origin }).await?;
    audit::record(work, origin, Event::signed_out(person).by(by)).await?;
    Ok(true)
}

/// Clears away sessions that have ended, by their end or by being idle, unless apps are still to be told.
pub async fn sweep(work: &Work, lifetimes: Lifetimes) -> Fallible<()> {
    store::delete_ended(work, lifetimes.idle).await
}

/// Signs a person out everywhere: every session, code, refresh token and access token is void from
/// the commit on. Returns how many sessions ended.
///
/// What counts is the number that goes up, against which every session and grant is held at every
/// use. Whose rows they are is not asked here: it costs the same however many there are. The rows are
/// cleared away when it is known which apps to tell of it.
pub async fn end_all(work: &Work, origin: &Origin, actor: Actor, user: &User) -> Fallible<u64> {
    hold_user_alone(work, user.id).await?;
    let ended = store::count_of(work, user.id).await?;
    sign_outs::everything(work, user.id, Cause { by: &actor, origin }, Some(ended)).await?;
    audit::record(work, origin, Event::sessions_revoked(actor, user.person())).await?;
    Ok(ended)
}

/// What came of signing out everywhere else.
#[derive(Debug)]
pub struct EndedOthers {
    /// How many sessions ended.
    pub sessions: u64,
    /// The session that goes on: another one, under a new key.
    pub here: Started,
}

/// Signs a person out everywhere as [`end_all`] does, and gives this browser a new session in place of
/// the one that ends with all others. `None` if it had ended already: nothing was done then.
///
/// The new one says of itself what the old one did, and ends when that would have. It has an id of its
/// own: apps are told that the old one is over, and some remember.
pub async fn end_others(
    work: &Work,
    origin: &Origin,
    user: &User,
    here: &Session,
) -> Fallible<Option<EndedOthers>> {
    hold_user_alone(work, user.id).await?;
    if !store::touch_live(work, here.id).await? {
        return Ok(None);
    }
    let sessions = store::count_of(work, user.id).await?.saturating_sub(1);
    let actor = user.actor();
    let cause = Cause { by: &actor, origin };
    sign_outs::everything(work, user.id, cause, Some(sessions)).await?;
    let event = Event::sessions_revoked(actor.clone(), user.person())
        .with_detail("kept", "the browser it was asked for in");
    audit::record(work, origin, event).await?;
    let user = directory::find_user(work.connection(), user.id).await?;
    let generation = user.ok_or_else(|| Fault::new("a session without its user"))?.generation;
    let key = work.random().token();
    let session = Session {
        id: SessionId::fresh(),
        generation,
        started_at: work.now(),
        last_seen_at: work.now(),
        ..here.clone()
    };
    store::insert(work, &session, key.digest());
    Ok(Some(EndedOthers { sessions, here: Started { key, session } }))
}
