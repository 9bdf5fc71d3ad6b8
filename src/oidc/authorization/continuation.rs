//! Since when a request has been asking for something anew.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::{Digest, Fallible, Purpose, Sealer, Secret, Timestamp};
use crate::oidc::parameters::Parameters;

/// The parameter that carries it back to the authorization endpoint.
pub const CONTINUATION: &str = "continuation";

/// How long a person may take to answer; then they are asked again.
const GOOD_FOR: Duration = Duration::from_hours(1);

/// Sealed, so that nobody but us can say when a sign-in was asked for; bound to the request, so that
/// it answers no other.
#[derive(Serialize, Deserialize)]
struct Continuation {
    request: [u8; 32],
    asked_at: Timestamp,
}

/// When this request first asked, if it carries that and it is not too long ago.
pub(super) fn asked_at(
    sealer: &Sealer,
    parameters: &Parameters,
    now: Timestamp,
) -> Option<Timestamp> {
    let text = parameters.one(CONTINUATION).ok().flatten()?;
    let known: Continuation = sealer.open_text(Purpose::Continuation, text).ok()?;
    let is_ours = known.request == *digest(parameters).as_bytes();
    let is_recent = known.asked_at <= now && now.since(known.asked_at) < GOOD_FOR;
    (is_ours && is_recent).then_some(known.asked_at)
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
