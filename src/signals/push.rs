//! Bringing a security event token to its receiver (RFC 8935 §2).

use serde::Deserialize;

use super::Signals;
use super::event::{EventType, Signal};
use super::store;
use super::stream::{Status, Transport};
use crate::base::{Fallible, StreamId};
use crate::oidc::clients;
use crate::outgoing::{Answer, Call};
use crate::telling::{Delivery, Sent};

/// How much of a refusal is read.
const LONGEST_REFUSAL: usize = 2_000;

impl Signals {
    /// Makes one try, as the stream is today: who has mended their address gets what waited.
    pub(super) async fn push(&self, id: StreamId, delivery: &Delivery) -> Fallible<Sent> {
        let signal: Signal = serde_json::from_str(&delivery.payload)?;
        let Some(stream) = store::find(self.provider.database.read(), id).await? else {
            return Ok(Sent::Hopeless("the stream is deleted".to_owned()));
        };
        // That we ended the stream is said on its way out (Shared Signals Framework §8.1.5).
        let is_farewell = signal.event == EventType::StreamUpdated;
        match stream.status {
            Status::Disabled if !is_farewell => {
                return Ok(Sent::Hopeless("the stream is disabled".to_owned()));
            }
            Status::Paused if !is_farewell => return Ok(Sent::Held),
            _ => {}
        }
        let Transport::Push { endpoint, .. } = &stream.transport else { return Ok(Sent::Held) };
        let client = clients::show(&self.provider.database, &stream.client).await?;
        let Some(client) = client.filter(|client| client.enabled || is_farewell) else {
            return Ok(Sent::Hopeless("the receiver is disabled".to_owned()));
        };
        self.provider.keys.refresh().await;
        let set = self.set(&stream, &client, delivery.id, &signal)?;
        let mut call = Call::post(endpoint.clone(), set.expose().as_bytes().to_vec())
            .with_header("content-type", "application/secevent+jwt")
            .with_header("accept", "application/json")
            .reading_refusals(LONGEST_REFUSAL);
        if let Some(authorization) = self.authorization(&stream.transport)? {
            call = call.with_header("authorization", authorization.expose());
        }
        Ok(match self.provider.outgoing.send(call).await {
            Ok(answer) => sent(&answer),
            Err(unanswered) => Sent::Failed(unanswered.to_string()),
        })
    }
}

/// RFC 8935 §2.2: 202 is success, and from many receivers 200 or 204; §2.4: 400 with an error code is a
/// refusal of this very token, which no other try would change. Anything else may be better next time.
fn sent(answer: &Answer) -> Sent {
    match (answer.status, reason(&answer.body)) {
        _ if answer.is_success() => Sent::Delivered,
        (400, Some(reason)) => Sent::Hopeless(format!("answered 400: {reason}")),
        (status, _) => Sent::Failed(format!("answered {status}")),
    }
}

/// What the receiver says is wrong (RFC 8935 §2.3), as far as it is printable.
fn reason(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Refusal {
        err: String,
        #[serde(default)]
        description: String,
    }
    let refusal: Refusal = serde_json::from_slice(body).ok()?;
    let text = format!("{} {}", refusal.err, refusal.description);
    Some(text.trim_end().chars().filter(|letter| matches!(letter, ' '..='~')).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, body: body.as_bytes().to_vec(), content_type: None }
    }

    #[test]
    fn a_refusal_with_an_error_code_is_final_and_in_the_receivers_words() {
        let refusal = r#"{"err":"invalid_audience","description":"not \u001b[31mmine"}"#;
        let words = "answered 400: invalid_audience not [31mmine".to_owned();
        assert_eq!(sent(&answer(400, refusal)), Sent::Hopeless(words));
    }

    #[test]
    fn what_is_neither_success_nor_refusal_is_tried_again() {
        for status in [200, 202, 204] {
            assert_eq!(sent(&answer(status, "")), Sent::Delivered);
        }
        for status in [302, 400, 401, 403, 404, 429, 500, 503] {
            assert!(matches!(sent(&answer(status, "<html>")), Sent::Failed(_)), "{status}");
        }
    }
}
