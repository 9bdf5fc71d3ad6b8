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
}

impl Proof {
    pub(super) const fn new(user: UserId, factor: Factor, at: Timestamp) -> Self {
        Self { user, factor, at }
    }

    /// The password that a live session began with, and nothing else.
    pub const fn of_password_at(user: UserId, at: Timestamp) -> Self {
        Self::new(user, Factor::Password, at)
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
        let letter = Sealed { user: self.user, factor: self.factor.clone(), at: self.at };
        sealer.seal_text(Purpose::SignInAttempt, &letter)
    }

    /// Opens what [`Proof::seal`] made, unless it is older than `max_age` or from the future.
    pub fn unseal(sealer: &Sealer, text: &str, now: Timestamp, max_age: Duration) -> Option<Self> {
        let Sealed { user, factor, at } = sealer.open_text(Purpose::SignInAttempt, text).ok()?;
        let fresh = at <= now && now.since(at) <= max_age;
        fresh.then_some(Self { user, factor, at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_proof_opens_while_it_is_fresh_and_only_here() {
        let sealer = Sealer::new(&[1; 32]);
        let at = Timestamp::from_seconds(1000);
        let proof = Proof::new(UserId::fresh(), Factor::Password, at);
        let letter = proof.seal(&sealer).unwrap();
        let ten_minutes = Duration::from_mins(10);

        let open = |now| Proof::unseal(&sealer, letter.expose(), now, ten_minutes);
        assert_eq!(open(at.plus(ten_minutes)), Some(proof));
        assert_eq!(open(at.plus(Duration::from_secs(601))), None);
        assert_eq!(open(at.minus(Duration::from_secs(1))), None);
        let elsewhere = Sealer::new(&[2; 32]);
        assert_eq!(Proof::unseal(&elsewhere, letter.expose(), at, ten_minutes), None);
    }
}
