//! What a browser carries for us, sealed: a sign-in under way, and who signed in here last.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::{Fallible, PassId, Purpose, Sealer, Secret, Timestamp};
use crate::credentials::pass::PassBrowser;
use crate::credentials::{Method, PassPolicy, Proof};
use crate::directory::Username;

/// A sign-in under way: the username, and the first factor if it is proved.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attempt {
    /// What was typed.
    pub username: String,
    proof: Option<String>,
    begun_at: Timestamp,
}

impl Attempt {
    /// How long one may take between two steps.
    pub const LIFETIME: Duration = Duration::from_mins(15);

    /// Nothing is proved yet.
    pub fn begin(username: impl Into<String>, now: Timestamp) -> Self {
        Self { username: username.into(), proof: None, begun_at: now }
    }

    /// The first factor is proved; a second is owed.
    pub fn with_proof(
        username: &str,
        proof: &Proof,
        sealer: &Sealer,
        now: Timestamp,
    ) -> Fallible<Self> {
        let proof = proof.seal(sealer)?.expose().to_owned();
        Ok(Self { username: username.to_owned(), proof: Some(proof), begun_at: now })
    }

    /// What was proved, unless that is too long ago.
    pub fn proof(&self, sealer: &Sealer, now: Timestamp) -> Option<Proof> {
        Proof::unseal(sealer, self.proof.as_deref()?, now, Self::LIFETIME)
    }

    /// For the cookie.
    pub fn seal(&self, sealer: &Sealer) -> Fallible<Secret> {
        sealer.seal_text(Purpose::SignInAttempt, self)
    }

    /// From the cookie; `None` if it is not ours or too old.
    pub fn unseal(sealer: &Sealer, text: &str, now: Timestamp) -> Option<Self> {
        let attempt: Self = sealer.open_text(Purpose::SignInAttempt, text).ok()?;
        (now.since(attempt.begun_at) < Self::LIFETIME).then_some(attempt)
    }
}

/// Who signed in on this browser last, and how: so that they are asked for the right thing next time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Remembered {
    /// Their username.
    pub username: String,
    /// How they signed in.
    pub method: Method,
    /// The pass they signed in with, while its registration is under way.
    pub pass: Option<PassId>,
    /// When that was.
    pub at: Timestamp,
}

impl Remembered {
    /// How long a browser remembers.
    pub const LIFETIME: Duration = Duration::from_hours(180 * 24);

    /// What this browser may do with a one-time pass that is used: finish what it began, as long as
    /// there can be that pass.
    pub fn pass_browser(this: Option<&Self>, now: Timestamp) -> PassBrowser {
        this.filter(|this| now.since(this.at) < PassPolicy::LONGEST_LIFETIME)
            .and_then(|this| this.pass)
            .map_or(PassBrowser::Other, PassBrowser::Redeemed)
    }

    /// Whether this is about that username.
    pub fn is_of(&self, folded: &str) -> bool {
        Username::fold(&self.username) == folded
    }

    /// For the cookie.
    pub fn seal(&self, sealer: &Sealer) -> Fallible<Secret> {
        sealer.seal_text(Purpose::RememberedBrowser, self)
    }

    /// From the cookie; `None` if it is not ours or too old, whatever the browser makes of its age.
    pub fn unseal(sealer: &Sealer, text: &str, now: Timestamp) -> Option<Self> {
        let remembered: Self = sealer.open_text(Purpose::RememberedBrowser, text).ok()?;
        (now.since(remembered.at) < Self::LIFETIME).then_some(remembered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_remembered_for_a_while_and_its_pass_while_there_can_be_one() {
        let sealer = Sealer::new(&[7; 32]);
        let at = Timestamp::from_seconds(1_000);
        let (username, method, pass) = ("ana".to_owned(), Method::Pass, PassId::fresh());
        let remembered = Remembered { username, method, pass: Some(pass), at };
        let text = remembered.seal(&sealer).unwrap();
        let after = |days: u64| {
            let now = at.plus(Duration::from_hours(24 * days));
            let remembered = Remembered::unseal(&sealer, text.expose(), now);
            let browser = Remembered::pass_browser(remembered.as_ref(), now);
            (remembered.is_some(), browser)
        };
        assert_eq!(after(29), (true, PassBrowser::Redeemed(pass)));
        assert_eq!(after(30), (true, PassBrowser::Other));
        assert_eq!(after(179), (true, PassBrowser::Other));
        assert_eq!(after(180), (false, PassBrowser::Other));
    }
}
