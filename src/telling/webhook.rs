//! Webhooks, signed as the Standard Webhooks specification has it.

use std::fmt;
use std::path::PathBuf;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::json;
use url::Url;

use super::outbox::{Lane, Sent};
use super::topic::Topic;
use crate::audit::{Record, export};
use crate::base::{DeliveryId, Fallible, Fault, Secret, Timestamp};
use crate::outgoing::{Call, Outgoing};

/// What a webhook's secret begins with (Standard Webhooks, "Signature scheme").
const SECRET_PREFIX: &str = "whsec_";

/// One `[[webhooks]]` table of the settings file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookSettings {
    /// What the outbox calls it; no two have the same.
    pub name: String,
    /// Where events are posted to.
    pub url: Url,
    /// `whsec_` and 24 to 64 bytes as base64.
    pub secret: Option<Secret>,
    /// A file that holds the secret.
    pub secret_file: Option<PathBuf>,
    /// Which events; every topic if it is not given.
    #[serde(default = "every_topic")]
    pub events: Vec<Selection>,
}

/// What a webhook asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// Every audit record there is, sign-ins too.
    Everything,
    /// One topic.
    Topic(Topic),
}

impl<'de> Deserialize<'de> for Selection {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "*" {
            return Ok(Self::Everything);
        }
        let topic = Topic::ALL.into_iter().find(|topic| topic.name() == text);
        topic.map(Self::Topic).ok_or_else(|| {
            let known: Vec<_> = Topic::ALL.iter().map(|topic| topic.name()).collect();
            D::Error::custom(format!("{text:?} is none of {}, *", known.join(", ")))
        })
    }
}

fn every_topic() -> Vec<Selection> {
    Topic::ALL.map(Selection::Topic).to_vec()
}

/// What is wrong with a webhook's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidWebhook {
    /// The name is not one.
    #[error("must be 1 to 40 letters, digits, hyphens or underscores")]
    Name,
    /// Not an address to post to.
    #[error("must start with https://, or with http:// on this machine")]
    Url,
    /// Neither or both places of the secret.
    #[error("set one of secret and secret_file")]
    Secret,
    /// The secret is not one.
    #[error("must be whsec_ and 24 to 64 random bytes as base64")]
    SecretForm,
}

impl WebhookSettings {
    /// Checks the table, naming the key that is wrong. Reads no file.
    pub fn validate(&self) -> Result<(), (&'static str, InvalidWebhook)> {
        let name_part = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        if self.name.is_empty() || self.name.len() > 40 || !self.name.chars().all(name_part) {
            return Err(("name", InvalidWebhook::Name));
        }
        if !matches!(self.url.scheme(), "https" | "http") || self.url.host().is_none() {
            return Err(("url", InvalidWebhook::Url));
        }
        match (&self.secret, &self.secret_file) {
            (Some(secret), None) => signing_key(secret).map(|_| ()).map_err(|why| ("secret", why)),
            (None, Some(_)) => Ok(()),
            _ => Err(("secret", InvalidWebhook::Secret)),
        }
    }

    fn read_secret(&self) -> Fallible<Secret> {
        match (&self.secret, &self.secret_file) {
            (Some(secret), _) => Ok(secret.clone()),
            (None, Some(file)) => {
                let text = std::fs::read_to_string(file).map_err(|error| {
                    Fault::from(error).context(format!("the secret in {}", file.display()))
                })?;
                Ok(Secret::new(text.trim()))
            }
            (None, None) => Err(Fault::new(InvalidWebhook::Secret)),
        }
    }
}

fn signing_key(secret: &Secret) -> Result<hmac::Key, InvalidWebhook> {
    let encoded = secret.expose().strip_prefix(SECRET_PREFIX);
    let bytes = encoded.and_then(|text| STANDARD.decode(text).ok());
    let bytes = bytes.filter(|bytes| (24..=64).contains(&bytes.len()));
    bytes.map(|bytes| hmac::Key::new(hmac::HMAC_SHA256, &bytes)).ok_or(InvalidWebhook::SecretForm)
}

/// A webhook, ready to be called.
pub(super) struct Webhook {
    pub(super) name: String,
    url: Url,
    key: hmac::Key,
    events: Vec<Selection>,
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Webhook {
    pub(super) fn open(settings: &WebhookSettings) -> Fallible<Self> {
        let name = settings.name.clone();
        let key = settings
            .read_secret()
            .and_then(|secret| signing_key(&secret).map_err(Fault::from))
            .map_err(|fault| fault.context(format!("webhook {name}")))?;
        Ok(Self { name, url: settings.url.clone(), key, events: settings.events.clone() })
    }

    pub(super) fn lane(&self) -> Lane {
        Lane::Webhook(self.name.clone())
    }

    /// Where it goes, for the operator's eyes: path and query may hold secrets.
    pub(super) fn destination(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    pub(super) fn wants(&self, topic: Option<Topic>) -> bool {
        self.events.iter().any(|selection| match selection {
            Selection::Everything => true,
            Selection::Topic(wanted) => Some(*wanted) == topic,
        })
    }

    /// Posts a body that was written when the event was dispatched: every try sends the same bytes.
    pub(super) async fn send(
        &self,
        outgoing: &Outgoing,
        id: DeliveryId,
        body: &str,
        now: Timestamp,
    ) -> Sent {
        let message = format!("msg_{}", id.uuid().simple());
        let timestamp = now.seconds().to_string();
        let signature = self.sign(&message, &timestamp, body);
        let call = Call::post(self.url.clone(), body.as_bytes().to_vec())
            .with_header("content-type", "application/json")
            .with_header("webhook-id", message)
            .with_header("webhook-timestamp", timestamp)
            .with_header("webhook-signature", signature);
        match outgoing.send(call).await {
            Ok(answer) if answer.is_success() => Sent::Delivered,
            // Standard Webhooks, "Deliverability": the receiver wants no more of it.
            Ok(answer) if answer.status == 410 => Sent::Hopeless("answered 410 Gone".to_owned()),
            Ok(answer) => Sent::Failed(format!("answered {}", answer.status)),
            Err(unanswered) => Sent::Failed(unanswered.to_string()),
        }
    }

    /// `v1,` and the HMAC-SHA-256 of id, timestamp and body, joined by full stops.
    fn sign(&self, message: &str, timestamp: &str, body: &str) -> String {
        let tag = hmac::sign(&self.key, format!("{message}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(tag.as_ref()))
    }
}

/// The body of a webhook: type, timestamp, data (Standard Webhooks, "Payload structure").
pub(super) fn body(record: &Record, topic: Option<Topic>) -> String {
    let kind = topic.map_or("audit.recorded", Topic::name);
    let (timestamp, data) = (record.at.to_string(), export::json(record));
    json!({ "type": kind, "timestamp": timestamp, "data": data }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(more: &str) -> Result<WebhookSettings, toml::de::Error> {
        toml::from_str(&format!(
            "name = 'siem'\nurl = 'https://siem.example/x?token=1'\nsecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'\n{more}"
        ))
    }

    #[test]
    fn a_signature_is_the_one_of_the_specification() {
        // The worked example of Standard Webhooks.
        let webhook = Webhook::open(&settings("").unwrap()).unwrap();
        let signature =
            webhook.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", r#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_eq!(webhook.destination(), "https://siem.example");
    }

    #[test]
    fn events_are_chosen_by_name_and_unknown_names_are_refused() {
        let chosen = settings("events = ['pass.used', 'not_me.reported']").unwrap();
        let webhook = Webhook::open(&chosen).unwrap();
        assert!(webhook.wants(Some(Topic::PassUsed)) && webhook.wants(Some(Topic::NotMe)));
        assert!(!webhook.wants(Some(Topic::PassIssued)) && !webhook.wants(None));
        assert!(Webhook::open(&settings("events = ['*']").unwrap()).unwrap().wants(None));
        assert!(!Webhook::open(&settings("").unwrap()).unwrap().wants(None));
        assert!(settings("events = ['pass.stolen']").is_err());
        assert!(settings("hmac = 'x'").is_err());
    }

    #[test]
    fn a_weak_secret_a_strange_name_or_address_are_refused() {
        let refused = |change: fn(&mut WebhookSettings)| {
            let mut settings = settings("").unwrap();
            change(&mut settings);
            settings.validate().unwrap_err().0
        };
        assert_eq!(settings("").unwrap().validate(), Ok(()));
        assert_eq!(refused(|it| it.name = "two words".to_owned()), "name");
        assert_eq!(refused(|it| it.url = "mailto:x@y.example".parse().unwrap()), "url");
        assert_eq!(refused(|it| it.secret = Some(Secret::new("whsec_c2hvcnQ="))), "secret");
        assert_eq!(refused(|it| it.secret = Some(Secret::new("hunter2"))), "secret");
        assert_eq!(refused(|it| it.secret = None), "secret");
    }
}
