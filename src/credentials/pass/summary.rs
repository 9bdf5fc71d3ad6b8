//! What may be known about a pass without knowing the pass.

use crate::base::{PassId, Timestamp, UserId};
use crate::credentials::policy::PassPolicy;

/// A pass as administrators and its owner see it: everything but the pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassSummary {
    /// Which one.
    pub id: PassId,
    /// When it was issued.
    pub created_at: Timestamp,
    /// From when it can be used.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Whether it can be used once only.
    pub one_time: bool,
    /// How often it was used.
    pub uses: u32,
    /// When it was used last.
    pub last_used_at: Option<Timestamp>,
    /// How many wrong tries there were.
    pub failed_attempts: u32,
    /// Who issued it, unless the command line did.
    pub issued_by: Option<UserId>,
    /// What the issuer was called then.
    pub issuer_name: Option<String>,
    /// Why it was issued, as the issuer put it.
    pub reason: Option<String>,
    /// For which ticket it was issued.
    pub ticket: Option<String>,
}

/// Whether a pass can be used now, and why not (Graph: `methodUsabilityReason`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usability {
    /// It can.
    EnabledByPolicy,
    /// Passes are disabled, or this one can be used often and the policy wants one-time passes.
    DisabledByPolicy,
    /// Wrong tries have killed it.
    TooManyTries,
    /// It was used, and once is all.
    OneTimeUsed,
    /// It has ended.
    Expired,
    /// It has not started.
    NotYetValid,
}

impl Usability {
    /// The word in Graph's answers; the one it does not have is of the same make.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EnabledByPolicy => "EnabledByPolicy",
            Self::DisabledByPolicy => "DisabledByPolicy",
            Self::TooManyTries => "TooManyTries",
            Self::OneTimeUsed => "OneTimeUsed",
            Self::Expired => "Expired",
            Self::NotYetValid => "NotYetValid",
        }
    }
}

impl PassSummary {
    /// Whether it can be used at this instant under this policy.
    pub fn usability(&self, policy: &PassPolicy, now: Timestamp) -> Usability {
        if !policy.enabled || (policy.one_time_required && !self.one_time) {
            Usability::DisabledByPolicy
        } else if self.failed_attempts >= policy.max_wrong_tries {
            Usability::TooManyTries
        } else if self.one_time && self.uses > 0 {
            Usability::OneTimeUsed
        } else if self.ends_at <= now {
            Usability::Expired
        } else if self.starts_at > now {
            Usability::NotYetValid
        } else {
            Usability::EnabledByPolicy
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn usability_names_the_reason_that_weighs_most() {
        let now = Timestamp::from_seconds(1_000_000);
        let hour = Duration::from_hours(1);
        let pass = PassSummary {
            id: PassId::fresh(),
            created_at: now,
            starts_at: now,
            ends_at: now.plus(hour),
            one_time: true,
            uses: 0,
            last_used_at: None,
            failed_attempts: 0,
            issued_by: None,
            issuer_name: None,
            reason: None,
            ticket: None,
        };
        let policy = PassPolicy::default();
        let later = now.plus(hour);

        assert_eq!(pass.usability(&policy, now), Usability::EnabledByPolicy);
        assert_eq!(
            pass.usability(&policy, now.minus(Duration::from_millis(1))),
            Usability::NotYetValid
        );
        assert_eq!(pass.usability(&policy, later), Usability::Expired);
        let used = PassSummary { uses: 1, ..pass.clone() };
        assert_eq!(used.usability(&policy, later), Usability::OneTimeUsed);
        let guessed = PassSummary { failed_attempts: 10, ..used };
        assert_eq!(guessed.usability(&policy, later), Usability::TooManyTries);
        let disabled = PassPolicy { enabled: false, ..policy.clone() };
        assert_eq!(guessed.usability(&disabled, later), Usability::DisabledByPolicy);
        let one_time_only = PassPolicy { one_time_required: true, ..policy };
        let multi_use = PassSummary { one_time: false, ..pass };
        assert_eq!(multi_use.usability(&one_time_only, now), Usability::DisabledByPolicy);
    }
}
