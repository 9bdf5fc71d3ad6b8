//! Telling apps that somebody signed out (OpenID Connect Back-Channel Logout 1.0).
//!
//! Three steps, each of which survives `kill -9`. A sign-out is written down in the transaction that
//! ends something ([`sign_outs`](crate::directory::sign_outs)). [`fan_out`] takes it, asks which
//! clients hold a grant of what has ended and puts one delivery for each into the outbox, in one
//! transaction: exactly once, on however many nodes. From there [`telling`](crate::telling) makes the
//! tries, each client in a lane of its own; the logout token is made at each of them, so that it is
//! fresh. Only then [`clear_away`] deletes the rows that are dead by it. What came of it is told by
//! [`receipts`](crate::oidc::receipts).
//!
//! A client is told of a session as long as Daypass knows of it: until that session ends by time, or
//! its offline grant does.

mod fan_out;
mod store;
mod token;

use serde::{Deserialize, Serialize};

pub use fan_out::{clear_away, fan_out, fan_out_of};

use crate::base::{SessionId, Subject, UserId};

/// What waits in the outbox for a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Message {
    /// Who signed out.
    user: UserId,
    /// Their `sub`, as it was then: they may be deleted.
    subject: Subject,
    /// Of which session; of all there are if none is named.
    sid: Option<SessionId>,
}
