//! Since when a request has been asking for something anew.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::{Digest, Fallible, Purpose, Sealer, Secret, Timestamp};
use crate::credentials::spend;
use crate::db::Work;
use crate::oidc::parameters::Parameters;

/// The parameter that carries it back to the authorization endpoint.
pub const CONTINUATION: &str = "continuation";

/// How long a person may take to answer; then they are asked again. Registering a method may be part of
/// it, and a session that stands on a pass ends with it however long this is.
pub(in crate::oidc) const GOOD_FOR: Duration = Duration::from_hours(1);

/// Sealed, so that nobody but us can say when a sign-in was asked for; bound to the request, so that
/// it answers no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Continuation {
    request: [u8; 32],
    asked_at: Timestamp,
}

impl Continuation {
    /// What this request carries, if it is its own and not from too long ago.
    pub(super) fn read(sealer: &Sealer, parameters: &Parameters, now: Timestamp) -> Option<Self> {
        let text = parameters.one(CONTINUATION).ok().flatten()?;
        let known: Self = sealer.open_text(Purpose::Continuation, text).ok()?;
        let is_ours = known.request == *digest(parameters).as_bytes();
        let is_recent = known.asked_at <= now && now.since(known.asked_at) < GOOD_FOR;
        (is_ours && is_recent).then_some(known)
    }

    /// When this request first asked.
    pub(super) const fn asked_at(self) -> Timestamp {
        self.asked_at
    }

    /// Takes it as answered; says whether this was the first time. Whoever finds the address later, in
    /// the browser's history, is asked for themselves.
    pub(super) async fn spend(self, work: &Work) -> Fallible<bool> {
        // Not the sealed text: of one question there may be several, all from the same instant.
        let at = self.asked_at.millis().to_be_bytes();
        let digest = Digest::of(&[b"continuation:".as_slice(), &self.request, &at].concat());
        spend(work, digest, self.asked_at.plus(GOOD_FOR)).await
    }
}

/// Seals when this request asked.
pub(super) fn seal(
    sealer: &Sealer,
    parameters: &Parameters,
    asked_at: Timestamp,
) -> Fallible<Secret> {
    let request = *digest(parameters).as_bytes();
    sealer.seal_text(Purpose::Continuation, &Continuation { request, asked_at })
}

fn digest(parameters: &Parameters) -> Digest {
    Digest::of(parameters.without(CONTINUATION).to_query().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: Timestamp = Timestamp::from_seconds(1_000);

    fn asked_at(sealer: &Sealer, parameters: &Parameters, now: Timestamp) -> Option<Timestamp> {
        Continuation::read(sealer, parameters, now).map(Continuation::asked_at)
    }

    #[test]
    fn a_continuation_answers_its_own_request_for_an_hour() {
        let sealer = Sealer::new(&[7; 32]);
        let request = Parameters::parse("client_id=a&prompt=login");
        let text = seal(&sealer, &request, ASKED).unwrap();
        let again = request.with(CONTINUATION, text.expose());
        assert_eq!(asked_at(&sealer, &again, ASKED), Some(ASKED));
        assert_eq!(asked_at(&sealer, &again, ASKED.plus(GOOD_FOR)), None);
        assert_eq!(asked_at(&sealer, &again, ASKED.minus(Duration::from_secs(1))), None);
        assert_eq!(asked_at(&sealer, &again.with("max_age", "9"), ASKED), None);
        assert_eq!(asked_at(&Sealer::new(&[8; 32]), &again, ASKED), None);
        assert_eq!(asked_at(&sealer, &request, ASKED), None);
        assert_eq!(asked_at(&sealer, &request.with(CONTINUATION, "x"), ASKED), None);
        let twice = again.with(CONTINUATION, text.expose());
        assert_eq!(asked_at(&sealer, &twice, ASKED), None);
    }
}
