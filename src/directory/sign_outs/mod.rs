//! Who was signed out of what, and by whom: facts, kept for a month, so that it can be said what came of it.
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
use std::time::Duration;

use super::store::hold_user_alone;
use crate::audit::{Actor, Origin};
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
    /// Who did it, and what it belongs to; of what ended with something else nothing is known.
    pub cause: Option<KnownCause>,
    /// How many sessions ended, where that was counted.
    pub sessions_ended: Option<u64>,
    /// Of an app: when something was last issued from its grants.
    pub last_issued_at: Option<Timestamp>,
    /// Whether it is known which apps it concerns.
    pub taken_on: bool,
}

/// Who ends something, and in which request.
#[derive(Clone, Copy, Debug)]
pub struct Cause<'a> {
    /// Who.
    pub by: &'a Actor,
    /// In which request; its audit records carry the same correlation id.
    pub origin: &'a Origin,
}

/// Who ended something, as it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownCause {
    /// Who, if it was somebody who was signed in.
    pub by: Option<UserId>,
    /// What they were called then.
    pub by_name: Option<String>,
    /// The correlation id of the audit records of the same request.
    pub case: String,
}

/// Longer than a request takes.
const REQUEST: Duration = Duration::from_mins(1);

/// How long sign-outs are kept.
pub const KEPT: Duration = Duration::from_hours(30 * 24);

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

/// Ends every session, code and token of a person's, and writes down that it was done; `sessions` is how
/// many of them lived, if that was counted.
pub async fn everything(
    work: &Work,
    user: UserId,
    cause: Cause<'_>,
    sessions: Option<u64>,
) -> Fallible<SignOutId> {
    store::next_generation(work, user).await?;
    let id = store::insert_everything(work, user, cause, sessions).await?;
    work.rouse();
    Ok(id)
}

/// Writes down that a session was ended, which the caller has done.
pub async fn session(
    work: &Work,
    user: UserId,
    sid: SessionId,
    cause: Cause<'_>,
) -> Fallible<SignOutId> {
    let id = store::insert_session(work, user, sid, cause).await?;
    work.rouse();
    Ok(id)
}

/// Writes down that a person's deletion signs them out of everything, and of which apps, before their
/// grants go with them.
pub(super) async fn before_person_goes(
    work: &Work,
    user: UserId,
    cause: Cause<'_>,
) -> Fallible<()> {
    hold_user_alone(work, user).await?;
    everything(work, user, cause, None).await?;
    apps(work, user, Held::Everything, Some(cause)).await
}

/// Writes down which apps a pass signs out by its going, before what stands on it goes with it. A
/// person has one; naming it leaves another one that has come in its place.
pub async fn before_pass_goes(work: &Work, user: UserId, pass: Option<PassId>) -> Fallible<()> {
    hold_user_alone(work, user).await?;
    apps(work, user, Held::ByPass(pass), None).await
}

/// Writes down that an app loses every grant of a person's, before they go.
pub async fn before_grants_go(
    work: &Work,
    user: UserId,
    client: &ClientId,
    cause: Cause<'_>,
) -> Fallible<()> {
    hold_user_alone(work, user).await?;
    apps(work, user, Held::ByApp(client), Some(cause)).await
}

async fn apps(work: &Work, user: UserId, held: Held<'_>, cause: Option<Cause<'_>>) -> Fallible<()> {
    let whole = held.is_whole();
    let mut apps: BTreeMap<ClientId, (Vec<SessionId>, Timestamp)> = BTreeMap::new();
    for (client, sid, issued_at) in store::held(work, user, held).await? {
        let (sids, last_issued_at) = apps.entry(client).or_insert((Vec::new(), issued_at));
        sids.push(sid);
        *last_issued_at = issued_at.max(*last_issued_at);
    }
    if apps.is_empty() {
        return Ok(());
    }
    let apps = apps.into_iter().map(|(client, (sids, last_issued_at))| {
        (Extent::App { client, sids, whole }, last_issued_at)
    });
    store::insert_apps(work, user, cause, apps).await?;
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

/// What of a person's nobody was told yet.
pub async fn pending_of(
    connection: &impl ConnectionTrait,
    user: UserId,
    limit: u64,
) -> Fallible<Vec<SignOut>> {
    store::pending_of(connection, user, limit).await
}

/// What a person was signed out of since an instant, the latest first.
pub async fn of_user(
    connection: &impl ConnectionTrait,
    user: UserId,
    since: Timestamp,
    limit: u64,
) -> Fallible<Vec<SignOut>> {
    store::of_user(connection, user, since, limit).await
}

/// What a person was signed out of at one instant.
pub async fn at(
    connection: &impl ConnectionTrait,
    user: UserId,
    at: Timestamp,
) -> Fallible<Vec<SignOut>> {
    store::at(connection, user, at).await
}

/// What a person was signed out of by one request, which was under way at an instant.
pub async fn of_case(
    connection: &impl ConnectionTrait,
    user: UserId,
    case: &str,
    at: Timestamp,
) -> Fallible<Vec<SignOut>> {
    let around = (at.minus(REQUEST), at.plus(REQUEST));
    store::of_case(connection, user, case, around).await
}

/// A sign-out by its id.
pub async fn find(connection: &impl ConnectionTrait, id: SignOutId) -> Fallible<Option<SignOut>> {
    store::find(connection, id).await
}

/// Sign-outs that were told, and whose dead rows may be cleared away.
pub async fn told(connection: &impl ConnectionTrait, limit: u64) -> Fallible<Vec<SignOut>> {
    store::told(connection, limit).await
}

/// The people of whom somebody is still to be told; what they had must not be cleared away.
pub(crate) fn users_pending() -> SelectStatement {
    store::users_pending()
}

/// Writes down that what is dead by a sign-out was cleared away.
pub async fn cleared(work: &Work, id: SignOutId) -> Fallible<()> {
    store::set_cleared(work, id).await
}

/// Forgets sign-outs that were told and cleared away long ago.
pub async fn sweep(work: &Work) -> Fallible<()> {
    store::delete_cleared(work, work.now().minus(KEPT)).await
}
