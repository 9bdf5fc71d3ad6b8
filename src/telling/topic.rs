//! What is worth telling.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::audit::Record;

const PASS: &str = "Temporary Access Pass";

/// What an audit record is about, as far as somebody is told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Topic {
    /// A Temporary Access Pass exists.
    #[serde(rename = "pass.issued")]
    PassIssued,
    /// Somebody signed in with it.
    #[serde(rename = "pass.used")]
    PassUsed,
    /// It was deleted.
    #[serde(rename = "pass.deleted")]
    PassDeleted,
    /// A method was registered.
    #[serde(rename = "method.registered")]
    MethodRegistered,
    /// A method was deleted.
    #[serde(rename = "method.deleted")]
    MethodDeleted,
    /// The password was changed.
    #[serde(rename = "password.changed")]
    PasswordChanged,
    /// Everything issued was voided.
    #[serde(rename = "sessions.revoked")]
    SignedOutEverywhere,
    /// Access was restored to somebody who lost a device.
    #[serde(rename = "access.restored")]
    AccessRestored,
    /// Somebody says that something was not them.
    #[serde(rename = "not_me.reported")]
    NotMe,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 9] = [
        Self::PassIssued,
        Self::PassUsed,
        Self::PassDeleted,
        Self::MethodRegistered,
        Self::MethodDeleted,
        Self::PasswordChanged,
        Self::SignedOutEverywhere,
        Self::AccessRestored,
        Self::NotMe,
    ];

    /// What a record is about; nothing for all that nobody is told of unless they ask for everything.
    pub fn of(record: &Record) -> Option<Self> {
        if !record.succeeded {
            return None;
        }
        let pass = record.method.as_deref() == Some(PASS);
        match record.activity.as_str() {
            "Sign-in" if pass && record.client_id.is_none() => Some(Self::PassUsed),
            "User registered security info" | "Admin registered security info" => {
                Some(if pass { Self::PassIssued } else { Self::MethodRegistered })
            }
            "User deleted security info" | "Admin deleted security info" => {
                Some(if pass { Self::PassDeleted } else { Self::MethodDeleted })
            }
            "Change user password" | "Reset user password" => Some(Self::PasswordChanged),
            "Update StsRefreshTokenValidFrom Timestamp" => Some(Self::SignedOutEverywhere),
            "Restore access" => Some(Self::AccessRestored),
            "Suspicious activity reported" => Some(Self::NotMe),
            _ => None,
        }
    }

    /// Its name in settings, webhooks and the outbox.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PassIssued => "pass.issued",
            Self::PassUsed => "pass.used",
            Self::PassDeleted => "pass.deleted",
            Self::MethodRegistered => "method.registered",
            Self::MethodDeleted => "method.deleted",
            Self::PasswordChanged => "password.changed",
            Self::SignedOutEverywhere => "sessions.revoked",
            Self::AccessRestored => "access.restored",
            Self::NotMe => "not_me.reported",
        }
    }

    /// Whether the person themselves gets a letter. Who says "this was not me" knows it already.
    pub const fn is_told_to_the_person(self) -> bool {
        !matches!(self, Self::PassDeleted | Self::NotMe)
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_has_one_name_everywhere() {
        for topic in Topic::ALL {
            assert_eq!(serde_json::to_value(topic).unwrap(), topic.name());
        }
    }
}
