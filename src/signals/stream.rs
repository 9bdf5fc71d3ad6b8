//! A stream: who receives it, how, what of, and whether it flows (Shared Signals Framework §8.1.1).

use std::time::Duration;

use serde_json::{Map, Value, json};
use url::Url;

use super::Signals;
use super::event::EventType;
use crate::base::{ClientId, Fallible, Purpose, Secret, StreamId, Timestamp};
use crate::oidc::path;
use crate::telling::Lane;

/// How often a receiver may ask for a verification event.
pub const MIN_VERIFICATION_INTERVAL: Duration = Duration::from_secs(10);

/// Push delivery (RFC 8935).
pub(super) const PUSH: &str = "urn:ietf:rfc:8935";
/// Poll delivery (RFC 8936).
pub(super) const POLL: &str = "urn:ietf:rfc:8936";

/// Whether a stream flows (Shared Signals Framework §8.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// What happens is told.
    Enabled,
    /// It is kept, to be told later.
    Paused,
    /// It is lost.
    Disabled,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Enabled, Self::Paused, Self::Disabled];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enabled => "enabled",
            Self::Paused => "paused",
            Self::Disabled => "disabled",
        }
    }

    /// By the word on the wire.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// How signals reach the receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transport {
    /// We call it (RFC 8935).
    Push {
        /// Where.
        endpoint: Url,
        /// What it wants to see in the `Authorization` header, sealed.
        authorization: Option<Vec<u8>>,
    },
    /// It calls us (RFC 8936).
    Poll,
}

impl Transport {
    /// Its name on the wire.
    pub const fn urn(&self) -> &'static str {
        match self {
            Self::Push { .. } => PUSH,
            Self::Poll => POLL,
        }
    }

    /// Where signals go, for an operator's eyes: path and query may hold secrets.
    pub fn destination(&self) -> String {
        match self {
            Self::Push { endpoint, .. } => endpoint.origin().ascii_serialization(),
            Self::Poll => "fetched by the receiver".to_owned(),
        }
    }
}

/// A stream of shared signals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Which one.
    pub id: StreamId,
    /// The receiver.
    pub client: ClientId,
    /// Whether it flows.
    pub status: Status,
    /// Why it does or does not, in the words of whoever said so.
    pub reason: Option<String>,
    /// How signals reach the receiver.
    pub transport: Transport,
    /// What the receiver asked for, whether we know it or not.
    pub events_requested: Vec<String>,
    /// What the receiver calls it.
    pub description: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Stream {
    /// What it waits behind in the outbox.
    pub const fn lane(&self) -> Lane {
        Lane::Signals(self.id)
    }

    /// Whether its receiver gets events of this type.
    pub fn delivers(&self, event: EventType) -> bool {
        self.events_requested.iter().any(|uri| uri == event.uri())
    }

    /// Whether what is put into it is pushed at once, and not held until it is fetched or released.
    pub(super) const fn is_pushed_now(&self) -> bool {
        matches!((self.status, &self.transport), (Status::Enabled, Transport::Push { .. }))
    }

    /// What of all we can tell its receiver gets.
    pub fn events_delivered(&self) -> Vec<&'static str> {
        let wanted = EventType::OFFERED.into_iter().filter(|event| self.delivers(*event));
        wanted.map(EventType::uri).collect()
    }
}

impl Signals {
    /// A stream's configuration, as its receiver sees it. What it wants to see in the `Authorization`
    /// header is shown only to those who could change it.
    pub(super) fn configuration(&self, stream: &Stream, with_secret: bool) -> Fallible<Value> {
        let mut configuration = json!({
            "stream_id": stream.id,
            "iss": self.provider.issuer.as_str(),
            "aud": stream.client,
            "events_supported": EventType::OFFERED.map(EventType::uri),
            "events_requested": stream.events_requested,
            "events_delivered": stream.events_delivered(),
            "delivery": self.delivery(stream, with_secret)?,
            "min_verification_interval": MIN_VERIFICATION_INTERVAL.as_secs(),
        });
        if let (Some(description), Some(members)) =
            (&stream.description, configuration.as_object_mut())
        {
            members.insert("description".to_owned(), description.as_str().into());
        }
        Ok(configuration)
    }

    fn delivery(&self, stream: &Stream, with_secret: bool) -> Fallible<Map<String, Value>> {
        let mut delivery = Map::new();
        delivery.insert("method".to_owned(), stream.transport.urn().into());
        let endpoint = match &stream.transport {
            Transport::Push { endpoint, .. } => endpoint.to_string(),
            Transport::Poll => self.poll_endpoint(stream.id),
        };
        delivery.insert("endpoint_url".to_owned(), endpoint.into());
        if let Some(secret) = self.authorization(&stream.transport)?
            && with_secret
        {
            delivery.insert("authorization_header".to_owned(), secret.expose().into());
        }
        Ok(delivery)
    }

    /// What the receiver wants to see in the `Authorization` header.
    pub(super) fn authorization(&self, transport: &Transport) -> Fallible<Option<Secret>> {
        let Transport::Push { authorization: Some(sealed), .. } = transport else {
            return Ok(None);
        };
        let opened = self.provider.sealer.open(Purpose::StreamAuthorization, sealed)?;
        Ok(Some(Secret::new(String::from_utf8(opened)?)))
    }

    /// Where a receiver fetches what is in its stream.
    pub(super) fn poll_endpoint(&self, stream: StreamId) -> String {
        self.provider.issuer.at(&format!("{}/{stream}", path::SSF_POLL))
    }
}
