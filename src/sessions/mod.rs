//! Who is signed in.

use crate::base::{PassId, SessionId, Timestamp, UserId};

/// Authentication methods references (RFC 8176).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amr(Vec<String>);

impl Amr {
    /// The values.
    pub fn values(&self) -> &[String] {
        &self.0
    }
}

impl std::fmt::Display for Amr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

impl From<&str> for Amr {
    fn from(stored: &str) -> Self {
        Self(stored.split_ascii_whitespace().map(str::to_owned).collect())
    }
}

/// Authentication context class reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Acr {
    /// By a pass or a recovery code alone.
    Bootstrap,
    /// By a password alone.
    Pwd,
    /// By two factors.
    Mfa,
    /// Phishing-resistant.
    Phr,
    /// Phishing-resistant, in hardware.
    Phrh,
}

impl Acr {
    /// Every value, weakest first.
    pub const ALL: [Self; 5] = [Self::Bootstrap, Self::Pwd, Self::Mfa, Self::Phr, Self::Phrh];

    /// The value in tokens.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bootstrap => "bootstrap",
            Self::Pwd => "pwd",
            Self::Mfa => "mfa",
            Self::Phr => "phr",
            Self::Phrh => "phrh",
        }
    }
}

/// A live session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The `sid` of tokens.
    pub id: SessionId,
    /// Who is signed in.
    pub user_id: UserId,
    /// Their username.
    pub username: String,
    /// Their name.
    pub display_name: String,
    /// Authentication methods references.
    pub amr: Amr,
    /// Authentication context class reference.
    pub acr: Acr,
    /// The moment of the real authentication.
    pub authenticated_at: Timestamp,
    /// When this session began.
    pub started_at: Timestamp,
    /// When it ends at the latest.
    pub ends_at: Timestamp,
    /// The pass it stands on.
    pub pass: Option<PassId>,
    /// Whether a lasting method must be registered first.
    pub registration_owed: bool,
}
