//! What travels through the browser during a ceremony.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{DiscoverableAuthentication, PasskeyRegistration};

use crate::base::{Digest, Fallible, Purpose, Random, Sealer, Secret, Timestamp, UserId};
use crate::credentials::store::spend;
use crate::db::Work;

/// How long a challenge is good for.
pub const LASTS: Duration = Duration::from_mins(5);

/// A ceremony that has begun.
#[derive(Debug)]
pub struct Started {
    /// JSON for `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`.
    pub options: String,
    /// For a hidden field: what comes back with the answer.
    pub sealed: Secret,
}

/// What the ceremony is for, and for whom.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Ceremony {
    Register { user: UserId, state: PasskeyRegistration },
    Authenticate { state: DiscoverableAuthentication },
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    /// What is spent when the answer is accepted.
    id: [u8; 16],
    at: Timestamp,
    ceremony: Ceremony,
}

pub(super) fn seal(sealer: &Sealer, ceremony: Ceremony, now: Timestamp) -> Fallible<Secret> {
    let letter = Sealed { id: Random.bytes(), at: now, ceremony };
    sealer.seal_text(Purpose::PasskeyCeremony, &letter)
}

/// Opens a ceremony unless it is too old or not ours.
pub(super) fn open(sealer: &Sealer, text: &str, now: Timestamp) -> Option<(Ceremony, Challenge)> {
    let letter: Sealed = sealer.open_text(Purpose::PasskeyCeremony, text).ok()?;
    let challenge = Challenge { id: letter.id, at: letter.at };
    challenge.fresh_at(now).then_some((letter.ceremony, challenge))
}

/// A challenge that has been answered and can be spent once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Challenge {
    id: [u8; 16],
    at: Timestamp,
}

impl Challenge {
    fn fresh_at(self, now: Timestamp) -> bool {
        self.at <= now && now.since(self.at) <= LASTS
    }

    /// Spends the challenge; answers whether it was fresh still and this was the first time.
    pub(super) async fn spend(self, work: &Work) -> Fallible<bool> {
        if !self.fresh_at(work.now()) {
            return Ok(false);
        }
        let digest = Digest::of(&[b"passkey ceremony:".as_slice(), &self.id].concat());
        spend(work, digest, self.at.plus(2 * LASTS)).await
    }
}
