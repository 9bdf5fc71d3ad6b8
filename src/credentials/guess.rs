//! What came of something that was typed from memory, an app or paper.

use super::proof::Proof;
use crate::base::Timestamp;

/// What came of a password, a code or a recovery code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// It was right; what is good once is used up.
    Accepted(Proof),
    /// It was not accepted. Commit all the same, or the wrong guess is not counted.
    Refused(GuessRefusal),
}

/// Why it was not accepted. The last two are told only to who knows what is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuessRefusal {
    /// Not right, or used already, or no such person.
    Wrong,
    /// Right or wrong, guessing has to wait.
    TooManyTries {
        /// When it may go on.
        until: Timestamp,
    },
    /// The policy does not allow this method any more.
    BlockedByPolicy,
    /// The person may not sign in at all.
    AccountDisabled,
}

impl GuessRefusal {
    /// For the audit log, which names the method besides.
    const fn reason(self) -> &'static str {
        match self {
            Self::Wrong => "Not right",
            Self::TooManyTries { .. } => "Too many wrong tries",
            Self::BlockedByPolicy => "Disabled by policy",
            Self::AccountDisabled => "Account disabled",
        }
    }
}

impl Claimed {
    /// Why it was refused, if it was, for the audit log.
    pub(super) const fn refused(&self) -> Option<&'static str> {
        match self {
            Self::Accepted(_) => None,
            Self::Refused(refusal) => Some(refusal.reason()),
        }
    }
}
