//! The authentication methods there are.

use serde::{Deserialize, Serialize};

/// An authentication method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A Temporary Access Pass, which only an administrator can add.
    Pass,
    /// A passkey (WebAuthn).
    Passkey,
    /// A password.
    Password,
    /// An authenticator app (TOTP).
    AuthenticatorApp,
    /// A recovery code.
    RecoveryCode,
}

impl Method {
    /// The name on screen and in the audit record.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "Temporary Access Pass",
            Self::Passkey => "Passkey",
            Self::Password => "Password",
            Self::AuthenticatorApp => "Authenticator app",
            Self::RecoveryCode => "Recovery code",
        }
    }

    /// The name within a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Pass => "temporary access pass",
            Self::Passkey => "passkey",
            Self::Password => "password",
            Self::AuthenticatorApp => "authenticator app",
            Self::RecoveryCode => "recovery code",
        }
    }
}
