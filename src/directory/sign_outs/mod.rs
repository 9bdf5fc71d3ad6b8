//! Who was signed out of what: facts, kept until the apps that have to know were told.
//!
//! A sign-out is written in the transaction that ends something, and what it costs does not depend on
//! how much ends. Everything of a person's ends by one number (`users.generation`), which sessions and
//! grants are held against at every use: unlike an instant it means the same on nodes whose clocks
//! differ, and leaves nothing that began in the same millisecond. One session ends by its `ends_at`.
//! Which apps are concerned is found out afterwards, from grants that are dead but still there. Only
//! where the rows go away with what they stand on (a person, a pass, an app's grants) the apps are
//! written down first.
//!
//! What never happens: something that has ended is accepted again; rows are cleared away before it is
//! known whom to tell.

mod store;

use std::collections::BTreeMap;

use super::store::hold_user_alone;
use crate::base::{ClientId, Fallible, PassId, SessionId, SignOutId, Subject, Timestamp, UserId};
use crate::db::{ConnectionTrait, SelectStatement, Work};
use store::Held;

/// That somebody was signed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignOut {
    /// Which one.
    pub id: SignOutId,
    /// Who; they may be deleted by now.
    pub user: UserId,
    /// By which subject clients know them.
    pub subject: Subject,
    /// Of what.
    pub of: Extent,
    /// When.
    pub at: Timestamp,
}

/// What somebody was signed out of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// One session, and every app that was signed in to from it.
    Session(SessionId),
    /// Every session, and every app that holds a grant of this generation.
    Everything {
        /// The number that ended.
        generation: i64,
    },
    /// One app, whose grants are gone.
    App {
        /// Which.
        client: ClientId,
        /// The sessions that it was signed in to from.
        sids: Vec<SessionId>,
        /// Whether it held nothing else of the person's.
        whole: bool,
    },
}

/// Ends every session, code and token of a person's, and writes down that it was done.
pub async fn everything(work: &Work, user: UserId) -> Fallible<()> {
    store::next_generation(work, user).await?;
    store::insert_everything(work, user).await?;
    work.rouse();
    Ok(())
}

/// Writes down that a session was ended, which the caller has done.
pub async fn session(work: &Work, user: UserId, sid: SessionId) -> Fallible<()> {
    store::insert_session(work, user, sid).await?;
    work.rouse();
    Ok(())
}

/// Writes down that a person's deletion signs them out of everything, and of which apps, before their
/// grants go with them.
pub(super) async fn before_person_goes(work: &Work, user: UserId) -> Fallible<()> {
    hold_user_alone(work, user).await?;
    everything(work, user).await?;
    apps(work, user, Held::Everything).await
}

/// Writes down which apps a pass signs out by its going, before what stands on it goes with it. A
/// person has one; naming it leaves another one that has come in its place.
pub async fn before_pass_goes(work: &Work, user: UserId, pass: Option<PassId>) -> Fallible<()> {
    hold_user_alone(work, user).await?;
    apps(work, user, Held::ByPass(pass)).await
}

/// Writes down that an app loses every grant of a person's, before they go.
pub async fn before_grants_go(work: &Work, user: UserId, client: &ClientId) -> Fallible<()> {
    hold_user_alone(work, user).await?;
    apps(work, user, Held::ByApp(client)).await
}

async fn apps(work: &Work, user: UserId, held: Held<'_>) -> Fallible<()> {
    let whole = held.is_whole();
    let mut sids: BTreeMap<ClientId, Vec<SessionId>> = BTreeMap::new();
    for (client, sid) in store::held(work, user, held).await? {
        sids.entry(client).or_default().push(sid);
    }
    if sids.is_empty() {
        return Ok(());
    }
    let apps = sids.into_iter().map(|(client, sids)| Extent::App { client, sids, whole });
    store::insert_apps(work, user, apps).await?;
    work.rouse();
    Ok(())
}

/// Sign-outs of which nobody was told yet, the oldest first.
pub async fn pending(connection: &impl ConnectionTrait, limit: u64) -> Fallible<Vec<SignOut>> {
    store::pending(connection, limit).await
}

/// Takes a sign-out for telling it; answers whether nobody else has.
pub async fn claim(work: &Work, id: SignOutId) -> Fallible<bool> {
    store::claim(work, id).await
}

/// Sign-outs that were told, and whose dead rows may be cleared away.
pub async fn told(connection: &impl ConnectionTrait, limit: u64) -> Fallible<Vec<SignOut>> {
    store::told(connection, limit).await
}

/// The people of whom somebody is still to be told; what they had must not be cleared away.
pub(crate) fn users_pending() -> SelectStatement {
    store::users_pending()
}

/// Forgets a sign-out with which everything is done.
pub async fn forget(work: &Work, id: SignOutId) -> Fallible<()> {
    store::delete(work, id).await
}
