//! That somebody proved something.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::method::Method;
use crate::base::{Fallible, PassId, PasskeyId, Purpose, Sealer, Secret, Timestamp, UserId};

/// That a person proved who they are, by what and when. Only this room makes one, from a credential or
/// from a live session that began with one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    user: UserId,
    factor: Factor,
    at: Timestamp,
    /// Of a proof from before this work: how often everything of the person's had been ended then.
    generation: Option<i64>,
}

/// What was proved with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    /// A Temporary Access Pass.
    Pass {
        /// Which one.
        pass: PassId,
        /// When it ends, and with it everything that stands on it.
        ends_at: Timestamp,
    },
    /// A passkey, with user verification.
    Passkey {
        /// Which one.
        id: PasskeyId,
        /// Whether it cannot leave its device (WebAuthn §6.1.3: not backup eligible).
        device_bound: bool,
    },
    /// A password.
    Password,
    /// A code of an authenticator app.
    AuthenticatorApp,
    /// A recovery code.
    RecoveryCode,
}

impl Factor {
    /// The method this is of.
    pub const fn method(&self) -> Method {
        match self {
            Self::Pass { .. } => Method::Pass,
            Self::Passkey { .. } => Method::Passkey,
            Self::Password => Method::Password,
            Self::AuthenticatorApp => Method::AuthenticatorApp,
            Self::RecoveryCode => Method::RecoveryCode,
        }
    }
}

/// A proof on its way through the browser.
#[derive(Serialize, Deserialize)]
struct Sealed {
    user: UserId,
    factor: Factor,
    at: Timestamp,
    generation: Option<i64>,
}

impl Proof {
    pub(super) const fn new(user: UserId, factor: Factor, at: Timestamp) -> Self {
        Self { user, factor, at, generation: None }
    }

    /// The password that a live session of this generation began with, and nothing else.
    pub const fn of_password_at(user: UserId, at: Timestamp, generation: i64) -> Self {
        Self { user, factor: Factor::Password, at, generation: Some(generation) }
    }

    /// The same to be used in a later work, as long as nothing more of the person's was ended.
    #[must_use]
    pub fn to_be_continued(self, generation: i64) -> Self {
        Self { generation: Some(generation), ..self }
    }

    /// Whether it counts for a person of this generation: it was given just now, or nothing was ended
    /// since. By a number and not by its instant: nodes' clocks differ.
    pub fn counts_in(&self, generation: i64) -> bool {
        self.generation.is_none_or(|own| own == generation)
    }

    /// Who proved it.
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// With what.
    pub const fn factor(&self) -> &Factor {
        &self.factor
    }

    /// When.
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// Seals a first factor that waits for its second, for a cookie.
    pub fn seal(&self, sealer: &Sealer) -> Fallible<Secret> {
        let Self { user, ref factor, at, generation } = *self;
        let letter = Sealed { user, factor: factor.clone(), at, generation };
        sealer.seal_text(Purpose::SignInAttempt, &letter)
    }

    /// Opens what [`Proof::seal`] made of one [that is to be continued](Self::to_be_continued), unless it is
    /// older than `max_age` or from the future.
    pub fn unseal(sealer: &Sealer, text: &str, now: Timestamp, max_age: Duration) -> Option<Self> {
        let Sealed { user, factor, at, generation } =
            sealer.open_text(Purpose::SignInAttempt, text).ok()?;
        let fresh = at <= now && now.since(at) <= max_age;
        // A proof without a generation would count for ever.
        (fresh && generation.is_some()).then_some(Self { user, factor, at, generation })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_proof_opens_while_it_is_fresh_and_only_here() {
        let sealer = Sealer::new(&[1; 32]);
        let at = Timestamp::from_seconds(1000);
        let given = Proof::new(UserId::fresh(), Factor::Password, at);
        let letter = given.seal(&sealer).unwrap();
        assert_eq!(Proof::unseal(&sealer, letter.expose(), at, Duration::from_mins(10)), None);

        let proof = given.to_be_continued(3);
        let letter = proof.seal(&sealer).unwrap();
        let ten_minutes = Duration::from_mins(10);

        let open = |now| Proof::unseal(&sealer, letter.expose(), now, ten_minutes);
        assert_eq!(open(at.plus(ten_minutes)), Some(proof));
        assert_eq!(open(at.plus(Duration::from_secs(601))), None);
        assert_eq!(open(at.minus(Duration::from_secs(1))), None);
        let elsewhere = Sealer::new(&[2; 32]);
        assert_eq!(Proof::unseal(&elsewhere, letter.expose(), at, ten_minutes), None);
    }

    #[test]
    fn a_proof_from_before_counts_until_everything_is_ended() {
        let given = Proof::new(UserId::fresh(), Factor::Password, Timestamp::from_seconds(1000));
        assert!(given.counts_in(3) && given.counts_in(4));
        let continued = given.to_be_continued(3);
        assert!(continued.counts_in(3) && !continued.counts_in(4));
    }
}
