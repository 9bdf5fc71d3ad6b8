//! What receivers send, read as it was sent.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::stream::{MIN_VERIFICATION_INTERVAL, POLL, PUSH, Stream, Transport};
use super::{EventType, Refusal, Signals};
use crate::base::{Fallible, Purpose, Secret, StreamId};

/// How many event types a receiver may ask for, known to us or not.
const MOST_EVENTS: usize = 50;
/// The longest event type, address, `Authorization` header and text, bytes.
const LONGEST_URI: usize = 2_000;
const LONGEST_HEADER: usize = 4_000;
pub(super) const LONGEST_TEXT: usize = 1_000;

/// A stream configuration as it is sent (Shared Signals Framework §8.1.1).
#[derive(Debug, Deserialize)]
pub(super) struct SentConfiguration {
    pub(super) stream_id: Option<String>,
    iss: Option<String>,
    aud: Option<Value>,
    events_supported: Option<Vec<String>>,
    events_delivered: Option<Vec<String>>,
    min_verification_interval: Option<u64>,
    pub(super) events_requested: Option<Vec<String>>,
    pub(super) delivery: Option<SentDelivery>,
    pub(super) description: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct SentDelivery {
    method: String,
    endpoint_url: Option<String>,
    authorization_header: Option<Secret>,
}

/// Reads a JSON object.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    // serde tells what it found, which may be a secret: where it found it is enough.
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Refusal::invalid(format!(
            "The body is not JSON with the members that this needs: see line {line}, column {column}"
        ))
    })
}

/// A stream's id, if it could be one.
pub(super) fn stream_id(text: Option<&str>) -> Result<StreamId, Refusal> {
    let text = text.ok_or_else(|| Refusal::invalid("stream_id is missing"))?;
    // Whatever is no id names no stream.
    text.parse().map_err(|_| Refusal::NotFound)
}

/// A text that is shown to people again.
pub(super) fn text(name: &'static str, text: &str) -> Result<(), Refusal> {
    if text.len() > LONGEST_TEXT || text.chars().any(char::is_control) {
        return Err(Refusal::invalid(format!(
            "{name} has at most {LONGEST_TEXT} printable characters"
        )));
    }
    Ok(())
}

impl SentConfiguration {
    /// What only we may say must be what we say (Shared Signals Framework §8.1.1.3, §8.1.1.4).
    pub(super) fn agrees_with(&self, signals: &Signals, stream: &Stream) -> Result<(), Refusal> {
        let offered = EventType::OFFERED.map(EventType::uri);
        let wrong = |name| Err(Refusal::invalid(format!("{name} is not what it is")));
        if self.iss.as_deref().is_some_and(|iss| iss != signals.provider.issuer.as_str()) {
            return wrong("iss");
        }
        if self.aud.as_ref().is_some_and(|aud| !names_only(aud, stream.client.as_str())) {
            return wrong("aud");
        }
        if self.events_supported.as_ref().is_some_and(|sent| !same(sent, &offered)) {
            return wrong("events_supported");
        }
        if self.events_delivered.as_ref().is_some_and(|it| !same(it, &stream.events_delivered())) {
            return wrong("events_delivered");
        }
        let interval = MIN_VERIFICATION_INTERVAL.as_secs();
        if self.min_verification_interval.is_some_and(|sent| sent != interval) {
            return wrong("min_verification_interval");
        }
        let own = signals.poll_endpoint(stream.id);
        let is_other = |it: &SentDelivery| it.endpoint_url.as_ref().is_some_and(|url| *url != own);
        if self.delivery.as_ref().is_some_and(|it| it.method == POLL && is_other(it)) {
            return wrong("endpoint_url");
        }
        Ok(())
    }

    /// What was asked for, as it is kept.
    pub(super) fn events(&self) -> Result<Vec<String>, Refusal> {
        let events = self.events_requested.clone().unwrap_or_default();
        let is_fine = |uri: &String| uri.len() <= LONGEST_URI && !uri.chars().any(char::is_control);
        if events.len() > MOST_EVENTS || !events.iter().all(is_fine) {
            return Err(Refusal::invalid(format!(
                "events_requested has at most {MOST_EVENTS} event types"
            )));
        }
        Ok(events)
    }

    /// What the receiver calls the stream.
    pub(super) fn described(&self) -> Result<Option<String>, Refusal> {
        if let Some(description) = &self.description {
            text("description", description)?;
        }
        Ok(self.description.clone())
    }
}

impl Signals {
    /// How signals shall reach the receiver. Shared Signals Framework §8.1.1: polled if nothing is said.
    pub(super) fn transport(
        &self,
        sent: Option<&SentDelivery>,
    ) -> Fallible<Result<Transport, Refusal>> {
        let Some(sent) = sent else { return Ok(Ok(Transport::Poll)) };
        match sent.method.as_str() {
            POLL => Ok(Ok(Transport::Poll)),
            PUSH => self.pushed(sent),
            _ => Ok(Err(Refusal::invalid(format!("delivery.method is {PUSH} or {POLL}")))),
        }
    }

    fn pushed(&self, sent: &SentDelivery) -> Fallible<Result<Transport, Refusal>> {
        let url = sent.endpoint_url.as_deref().filter(|url| url.len() <= LONGEST_URI);
        let url = url.and_then(|url| Url::parse(url).ok()).filter(|url| url.fragment().is_none());
        let Some(endpoint) = url.filter(|url| self.provider.outgoing.allows(url)) else {
            return Ok(Err(Refusal::invalid(
                "delivery.endpoint_url is an https address that may be called, without a fragment",
            )));
        };
        let authorization = match &sent.authorization_header {
            None => None,
            Some(header) if is_header(header.expose()) => {
                let sealer = &self.provider.sealer;
                Some(sealer.seal(Purpose::StreamAuthorization, header.expose().as_bytes())?)
            }
            Some(_) => {
                return Ok(Err(Refusal::invalid(
                    "delivery.authorization_header cannot be the value of a header",
                )));
            }
        };
        Ok(Ok(Transport::Push { endpoint, authorization }))
    }
}

/// RFC 9110 §5.5, without what is not ASCII.
fn is_header(text: &str) -> bool {
    let is_visible = |byte: u8| matches!(byte, b' '..=b'~');
    !text.trim().is_empty() && text.len() <= LONGEST_HEADER && text.bytes().all(is_visible)
}

/// RFC 7519 §4.1.3: one text, or several.
fn names_only(aud: &Value, client: &str) -> bool {
    match aud {
        Value::String(one) => one == client,
        Value::Array(several) => several.len() == 1 && several.iter().all(|it| it == client),
        _ => false,
    }
}

fn same(sent: &[String], ours: &[&str]) -> bool {
    sent.len() == ours.len() && ours.iter().all(|uri| sent.iter().any(|it| it == uri))
}
