//! What can be told, and what waits in the outbox of it (CAEP 1.0 §3, RISC 1.0 §2, SSF 1.0 §8.1.4).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::base::{SessionId, Subject, Timestamp};

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventType {
    /// CAEP §3.1: a session ended, or all of a person's.
    SessionRevoked,
    /// CAEP §3.2: what tokens say of a person is different now.
    TokenClaimsChange,
    /// CAEP §3.3: a sign-in method was added, changed or deleted.
    CredentialChange,
    /// CAEP §3.5: a device keeps the rules, or does not any more.
    DeviceComplianceChange,
    /// RISC §2.3: a person may not sign in any more.
    AccountDisabled,
    /// RISC §2.4: a person may sign in again.
    AccountEnabled,
    /// RISC §2.2: a person is deleted.
    AccountPurged,
    /// SSF §8.1.4: nothing but that the stream works.
    Verification,
    /// SSF §8.1.5: we changed the stream's status ourselves.
    StreamUpdated,
}

impl EventType {
    /// What a receiver can ask for; the others it gets in any case.
    pub const OFFERED: [Self; 7] = [
        Self::SessionRevoked,
        Self::TokenClaimsChange,
        Self::CredentialChange,
        Self::DeviceComplianceChange,
        Self::AccountDisabled,
        Self::AccountEnabled,
        Self::AccountPurged,
    ];

    /// The event type's URI.
    pub const fn uri(self) -> &'static str {
        match self {
            Self::SessionRevoked => {
                "https://schemas.openid.net/secevent/caep/event-type/session-revoked"
            }
            Self::TokenClaimsChange => {
                "https://schemas.openid.net/secevent/caep/event-type/token-claims-change"
            }
            Self::CredentialChange => {
                "https://schemas.openid.net/secevent/caep/event-type/credential-change"
            }
            Self::DeviceComplianceChange => {
                "https://schemas.openid.net/secevent/caep/event-type/device-compliance-change"
            }
            Self::AccountDisabled => {
                "https://schemas.openid.net/secevent/risc/event-type/account-disabled"
            }
            Self::AccountEnabled => {
                "https://schemas.openid.net/secevent/risc/event-type/account-enabled"
            }
            Self::AccountPurged => {
                "https://schemas.openid.net/secevent/risc/event-type/account-purged"
            }
            Self::Verification => "https://schemas.openid.net/secevent/ssf/event-type/verification",
            Self::StreamUpdated => {
                "https://schemas.openid.net/secevent/ssf/event-type/stream-updated"
            }
        }
    }

    /// Its last part, which names it on the command line and in the outbox.
    pub fn name(self) -> &'static str {
        self.uri().rsplit('/').next().unwrap_or_default()
    }

    /// By name, or by URI.
    pub fn named(text: &str) -> Option<Self> {
        Self::OFFERED.into_iter().find(|event| event.name() == text || event.uri() == text)
    }

    /// What the outbox calls it.
    pub(super) fn topic(self) -> String {
        format!("signal.{}", self.name())
    }

    /// Whether it says something about the stream itself, and nothing about anybody.
    pub(super) const fn is_about_the_stream(self) -> bool {
        matches!(self, Self::Verification | Self::StreamUpdated)
    }
}

/// Who made something happen (CAEP §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Initiator {
    Admin,
    User,
    System,
}

impl Initiator {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::User => "user",
            Self::System => "system",
        }
    }
}

/// What waits in the outbox: everything about an event but how its receiver knows the person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Signal {
    pub(super) event: EventType,
    /// Whom it is about, by their own subject: they may be deleted. Nobody: it is about the stream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) subject: Option<Subject>,
    /// Which of their sessions; everything of theirs if none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sid: Option<SessionId>,
    /// The event's members.
    pub(super) members: Map<String, Value>,
    /// When it was made, in seconds since the epoch; every try says the same.
    pub(super) issued_at: i64,
    /// What else came of the same cause (RFC 8417 §2.2).
    pub(super) txn: String,
}

impl Signal {
    pub(super) fn new(event: EventType, txn: String, now: Timestamp) -> Self {
        let (members, issued_at) = (Map::new(), now.seconds());
        Self { event, subject: None, sid: None, members, issued_at, txn }
    }

    /// About somebody.
    pub(super) fn about(mut self, subject: &Subject) -> Self {
        self.subject = Some(subject.clone());
        self
    }

    /// About one session.
    pub(super) fn of_session(mut self, sid: SessionId) -> Self {
        self.sid = Some(sid);
        self
    }

    pub(super) fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.members.insert(member.to_owned(), value.into());
        self
    }

    /// CAEP §2: when it happened, who made it happen, and what a log should say. The Interoperability
    /// Profile wants a reason always.
    pub(super) fn because(self, at: Timestamp, by: Option<Initiator>, reason: &str) -> Self {
        let signal =
            self.with("event_timestamp", at.seconds()).with("reason_admin", json!({"en": reason}));
        match by {
            Some(by) => signal.with("initiating_entity", by.as_str()),
            None => signal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_found_by_its_name_and_by_its_uri() {
        for event in EventType::OFFERED {
            assert_eq!(EventType::named(event.name()), Some(event));
            assert_eq!(EventType::named(event.uri()), Some(event));
        }
        assert_eq!(EventType::named("verification"), None, "nobody asks for what they get anyway");
    }

    #[test]
    fn what_waits_is_read_as_it_was_written() {
        let signal =
            Signal::new(EventType::SessionRevoked, "7".to_owned(), Timestamp::from_seconds(9))
                .about(&Subject::new("ana"))
                .of_session(SessionId::fresh())
                .because(Timestamp::from_seconds(8), Some(Initiator::User), "Signed out");
        let written = serde_json::to_string(&signal).unwrap();
        assert_eq!(serde_json::from_str::<Signal>(&written).unwrap(), signal);
    }
}
