//! What a session says of how it was proved: `amr` and `acr`, telling the truth.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::credentials::{Factor, Proof};

/// Authentication methods references (RFC 8176), plus `tap` for a Temporary Access Pass.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Amr(Vec<String>);

impl Amr {
    /// Of what was proved.
    pub fn of(proofs: &[Proof]) -> Self {
        let mut values: Vec<String> = Vec::new();
        for value in proofs.iter().flat_map(|proof| references(proof.factor())) {
            if !values.iter().any(|known| known == value) {
                values.push((*value).to_owned());
            }
        }
        if proofs.len() > 1 && !values.iter().any(|known| known == "mfa") {
            values.push("mfa".to_owned());
        }
        Self(values)
    }

    /// The values, in the order in which they were proved.
    pub fn values(&self) -> &[String] {
        &self.0
    }

    /// Whether it holds a value.
    pub fn contains(&self, value: &str) -> bool {
        self.0.iter().any(|known| known == value)
    }
}

/// Space-separated, as it is stored.
impl fmt::Display for Amr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

impl From<&str> for Amr {
    fn from(stored: &str) -> Self {
        Self(stored.split_ascii_whitespace().map(str::to_owned).collect())
    }
}

/// RFC 8176 has no value for a Temporary Access Pass: `tap` is ours, `otp` and `mfa` are what others know.
fn references(factor: &Factor) -> &'static [&'static str] {
    match factor {
        Factor::Pass { .. } => &["tap", "otp", "mfa"],
        Factor::Passkey { device_bound: true, .. } => &["hwk", "pop", "user", "mfa"],
        Factor::Passkey { device_bound: false, .. } => &["swk", "pop", "user", "mfa"],
        Factor::Password => &["pwd"],
        Factor::AuthenticatorApp | Factor::RecoveryCode => &["otp"],
    }
}

/// Authentication context class reference: how strongly somebody was authenticated.
///
/// The order of the variants is their order in strength, here and nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Acr {
    /// By a pass or a recovery code alone: good for setting up something lasting. A relying party may refuse it.
    Bootstrap,
    /// By a password alone.
    Pwd,
    /// By two factors.
    Mfa,
    /// Phishing-resistant: a passkey (OpenID EAP ACR Values 1.0).
    Phr,
    /// Phishing-resistant, in hardware: a passkey that cannot leave its device.
    Phrh,
}

impl Acr {
    /// Every value, weakest first, as discovery lists them.
    pub const ALL: [Self; 5] = [Self::Bootstrap, Self::Pwd, Self::Mfa, Self::Phr, Self::Phrh];

    /// Of what was proved.
    pub fn of(proofs: &[Proof]) -> Self {
        let strongest = proofs.iter().map(|proof| match proof.factor() {
            Factor::Passkey { device_bound: true, .. } => Self::Phrh,
            Factor::Passkey { device_bound: false, .. } => Self::Phr,
            Factor::Password => Self::Pwd,
            Factor::Pass { .. } | Factor::RecoveryCode | Factor::AuthenticatorApp => {
                Self::Bootstrap
            }
        });
        match strongest.max() {
            Some(Self::Pwd) if proofs.len() > 1 => Self::Mfa,
            Some(acr) => acr,
            None => Self::Bootstrap,
        }
    }

    /// Whether this is at least as strong as the level of this name; one we do not know never is.
    pub fn satisfies(self, level: &str) -> bool {
        level.parse::<Self>().is_ok_and(|level| self >= level)
    }

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

impl fmt::Display for Acr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An `acr` value that Daypass does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an unknown authentication context class")]
pub struct UnknownAcr;

impl FromStr for Acr {
    type Err = UnknownAcr;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|acr| acr.as_str() == text).ok_or(UnknownAcr)
    }
}
