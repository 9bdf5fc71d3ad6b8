//! Who is signed in: browser sessions, kept on the server.
//!
//! A session starts from [`Proof`](crate::credentials::Proof)s and nothing else. It is *capped* while
//! it stands on a pass (`pass` is set): it ends when the pass ends, and the database takes it away
//! when the pass is deleted or replaced. Registering a lasting method *upgrades* it: the cap is lifted.
//! While `registration_owed` is set it opens the registration pages and sign-out, nothing else.
//!
//! A session that is ended keeps its row until it is known which apps to tell of it.
//!
//! What never happens: a session that is resumed after its person was signed out everywhere or
//! disabled; a session key that stays the same across a step up; a key in the database (only its
//! digest is there).

mod resume;
mod revoke;
mod start;
mod store;
mod strength;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::{PassId, SessionId, Timestamp, UserId};
use crate::credentials::Proof;

pub use resume::{list, resume, still_live};
pub use revoke::{EndedOthers, end, end_all, end_for, end_others, sweep};
pub use start::{Started, start, upgrade};
pub use strength::{Acr, Amr};

/// How long sessions last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// Without a request for this long, a session ends.
    pub idle: Duration,
    /// However busy, it ends this long after it started.
    pub absolute: Duration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self { idle: Duration::from_hours(12), absolute: Duration::from_hours(7 * 24) }
    }
}

/// How old an authentication may be when a credential is changed (rule of 10 minutes).
pub const FRESH: Duration = Duration::from_mins(10);

/// A live session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The `sid` of tokens.
    pub id: SessionId,
    /// Who is signed in.
    pub user_id: UserId,
    /// Their username, as entered when the account was made.
    pub username: String,
    /// Their name.
    pub display_name: String,
    /// Authentication methods references (RFC 8176).
    pub amr: Amr,
    /// Authentication context class reference.
    pub acr: Acr,
    /// The moment of the real authentication (`auth_time`).
    pub authenticated_at: Timestamp,
    /// When this session began.
    pub started_at: Timestamp,
    /// The last request, to the minute.
    pub last_seen_at: Timestamp,
    /// When it ends at the latest.
    pub ends_at: Timestamp,
    /// The pass it stands on, until it is upgraded.
    pub pass: Option<PassId>,
    /// Whether a lasting method must be registered before anything else opens.
    pub registration_owed: bool,
    /// How often everything of the person's had been ended when it began.
    pub generation: i64,
    /// Where it was started from.
    pub ip_address: Option<String>,
    /// With which browser.
    pub user_agent: Option<String>,
}

impl Session {
    /// The password that the session stands on, if it stands on that alone: a second factor makes it
    /// stronger, and nothing else has to be asked for.
    pub fn first_factor(&self) -> Option<Proof> {
        let stands_on_it = self.acr == Acr::Pwd && self.amr.contains("pwd");
        (stands_on_it && !self.registration_owed)
            .then(|| Proof::of_password_at(self.user_id, self.authenticated_at, self.generation))
    }

    /// Whether the authentication is fresh enough to change credentials.
    ///
    /// A session that owes a registration always is: it exists for nothing else and dies with its pass.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.registration_owed || now.since(self.authenticated_at) < FRESH
    }
}
