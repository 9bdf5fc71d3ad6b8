//! Whose device is lost, until everything is done about it: what the person has decided.
//!
//! What is done is seen from what is true and is written down nowhere; so the way back can be left at any
//! step, and gone on with in another browser.

mod store;

use crate::base::{Fallible, Timestamp, UserId};
use crate::db::{ConnectionTrait, Work};

/// That somebody's device is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// Since when: what was there before may be lost, what came since is new.
    pub started_at: Timestamp,
    /// When they said that what is left of their methods was not on the device.
    pub reviewed_at: Option<Timestamp>,
    /// When they said that they need no other method.
    pub enough_at: Option<Timestamp>,
}

/// What is decided so far; nothing if no device is lost.
pub async fn find(connection: &impl ConnectionTrait, user: UserId) -> Fallible<Option<Recovery>> {
    store::find(connection, user).await
}

/// Writes down that a person's device is lost; whatever was decided about another one is forgotten.
pub async fn start(work: &Work, user: UserId, since: Timestamp) -> Fallible<()> {
    store::put(work, user, since).await
}

/// Writes down that the person knows what is left of their methods; answers whether a device is lost.
pub async fn reviewed(work: &Work, user: UserId) -> Fallible<bool> {
    store::set_reviewed(work, user).await
}

/// Writes down that the person needs no other method; answers whether a device is lost.
pub async fn enough(work: &Work, user: UserId) -> Fallible<bool> {
    store::set_enough(work, user).await
}

/// Forgets it: everything is done, or nobody wants to hear of it any more.
pub async fn finish(work: &Work, user: UserId) -> Fallible<()> {
    store::delete(work, user).await
}
