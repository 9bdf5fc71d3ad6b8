//! A person who can sign in.

use uuid::Uuid;

use super::claims::StandardClaims;
use super::username::Username;
use crate::audit::{Actor, Person};
use crate::base::{Subject, Timestamp, UserId};

/// A person who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The object id: what administrators and Graph know.
    pub id: UserId,
    /// The `sub`: what relying parties know.
    pub subject: Subject,
    /// What the person types to say who they are.
    pub username: Username,
    /// What screens call the person; the `name` claim.
    pub display_name: String,
    /// The other standard claims.
    pub claims: StandardClaims,
    /// Whether the person may sign in.
    pub enabled: bool,
    /// When the user was added.
    pub created_at: Timestamp,
    /// When the profile last changed; the `updated_at` claim.
    pub updated_at: Timestamp,
    /// When everything of theirs was ended last. What is void by that is said by the generation.
    pub sign_in_sessions_valid_from: Timestamp,
    /// How often everything of theirs was ended; what began under another number is void.
    pub generation: i64,
    /// What authenticators know the person by (WebAuthn §5.4.3 user handle).
    pub webauthn_handle: Uuid,
}

impl User {
    /// The person as the audit record names them.
    pub fn person(&self) -> Person {
        Person::new(self.id, self.username.as_str())
    }

    /// The person as somebody who does something.
    pub fn actor(&self) -> Actor {
        self.person().into()
    }
}

/// Which page of a list of users: the order is that of folded usernames.
#[derive(Clone, Debug)]
pub struct Page {
    /// Only users behind this folded username.
    pub after: Option<String>,
    /// Only users whose folded username starts like this.
    pub prefix: Option<String>,
    /// At most so many.
    pub limit: u64,
}

impl Page {
    /// The first `limit` users.
    pub const fn first(limit: u64) -> Self {
        Self { after: None, prefix: None, limit }
    }
}

/// The first text behind all that start so: with it a prefix is a range, which an index answers.
pub(super) fn after_prefix(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}
