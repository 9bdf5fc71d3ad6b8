//! Which methods may be used, and how. Holds when a method is added and again when it is used.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Entra's bounds for the lifetime of a pass: ten minutes to thirty days.
const LIFETIME_MINUTES: std::ops::RangeInclusive<u32> = 10..=43_200;
/// Entra's bounds for the length of a pass; eight symbols of ours are 40 bits.
const PASS_LENGTH: std::ops::RangeInclusive<usize> = 8..=48;

/// Which methods may be used, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MethodsPolicy {
    /// Temporary Access Passes.
    pub pass: PassPolicy,
    /// Passkeys.
    pub passkey: PasskeyPolicy,
    /// Authenticator apps.
    pub authenticator_app: AuthenticatorAppPolicy,
    /// Passwords.
    pub password: PasswordPolicy,
    /// Recovery codes.
    pub recovery_codes: RecoveryCodePolicy,
}

/// The policy for Temporary Access Passes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PassPolicy {
    /// Whether passes may be issued and used.
    pub enabled: bool,
    /// The shortest lifetime an issuer may choose, in minutes.
    pub minimum_lifetime_minutes: u32,
    /// The lifetime of a pass whose issuer chooses none, in minutes.
    pub default_lifetime_minutes: u32,
    /// The longest lifetime an issuer may choose, in minutes.
    pub maximum_lifetime_minutes: u32,
    /// Symbols of a pass, 8 to 48; each is worth five bits.
    pub length: usize,
    /// Whether every pass is one-time; otherwise the issuer chooses.
    pub one_time_required: bool,
    /// How many wrong tries a pass survives, 1 to 100. The next right one is refused.
    pub max_wrong_tries: u32,
    /// For whom a second administrator approves before a pass is issued.
    pub approval: Approval,
    /// Whether whoever issues a pass says why.
    pub reason_required: bool,
    /// Whether whoever issues a pass names a ticket.
    pub ticket_required: bool,
}

/// For whom a second administrator approves before a pass is issued. The host itself is never asked to wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Approval {
    /// For nobody.
    #[default]
    Never,
    /// For people who hold an administrator role.
    Administrators,
    /// For everybody.
    Always,
}

impl Approval {
    /// Whether a pass for a person with or without an administrator role waits for a second one.
    pub const fn needed(self, has_role: bool) -> bool {
        match self {
            Self::Never => false,
            Self::Administrators => has_role,
            Self::Always => true,
        }
    }
}

impl Default for PassPolicy {
    fn default() -> Self {
        Self {
            enabled: true,
            minimum_lifetime_minutes: 60,
            default_lifetime_minutes: 60,
            maximum_lifetime_minutes: 480,
            length: 8,
            one_time_required: false,
            max_wrong_tries: 10,
            approval: Approval::Never,
            reason_required: false,
            ticket_required: false,
        }
    }
}

impl PassPolicy {
    /// The longest lifetime that any policy can allow.
    pub const LONGEST_LIFETIME: Duration = minutes(*LIFETIME_MINUTES.end());

    /// The shortest lifetime.
    pub fn minimum_lifetime(&self) -> Duration {
        minutes(self.minimum_lifetime_minutes)
    }

    /// The lifetime when none is chosen.
    pub fn default_lifetime(&self) -> Duration {
        minutes(self.default_lifetime_minutes)
    }

    /// The longest lifetime.
    pub fn maximum_lifetime(&self) -> Duration {
        minutes(self.maximum_lifetime_minutes)
    }

    /// The wrong tries as the database counts them.
    pub(super) fn tries(&self) -> i32 {
        i32::try_from(self.max_wrong_tries).unwrap_or(i32::MAX)
    }
}

const fn minutes(minutes: u32) -> Duration {
    Duration::from_mins(minutes as u64)
}

/// The policy for passkeys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasskeyPolicy {
    /// Whether passkeys may be registered and used.
    pub enabled: bool,
    /// How many a person may have, 1 to 50.
    pub maximum: usize,
}

impl Default for PasskeyPolicy {
    fn default() -> Self {
        Self { enabled: true, maximum: 10 }
    }
}

/// The policy for authenticator apps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuthenticatorAppPolicy {
    /// Whether authenticator apps may be registered and used.
    pub enabled: bool,
    /// How many a person may have, 1 to 20.
    pub maximum: usize,
}

impl Default for AuthenticatorAppPolicy {
    fn default() -> Self {
        Self { enabled: true, maximum: 5 }
    }
}

/// The policy for passwords.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordPolicy {
    /// Whether passwords may be set and used.
    pub enabled: bool,
    /// Whether a password signs nobody in without a second factor.
    pub second_factor_required: bool,
    /// Characters at least, 8 to 64 (NIST SP 800-63B §3.1.1.2).
    pub minimum_length: usize,
    /// How hard to guess at least, 0 to 4 as zxcvbn counts.
    pub minimum_score: u8,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self { enabled: true, second_factor_required: true, minimum_length: 12, minimum_score: 3 }
    }
}

/// The policy for recovery codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RecoveryCodePolicy {
    /// Whether recovery codes may be made and used.
    pub enabled: bool,
    /// How many are made at once, 1 to 50.
    pub count: usize,
}

impl Default for RecoveryCodePolicy {
    fn default() -> Self {
        Self { enabled: true, count: 10 }
    }
}

/// A policy that contradicts itself or leaves its bounds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} {problem}")]
pub struct InvalidPolicy {
    /// Which setting, below `methods`.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: String,
}

impl MethodsPolicy {
    /// Names the first field that leaves its bounds.
    pub fn validate(&self) -> Result<(), InvalidPolicy> {
        let pass = &self.pass;
        for (field, lifetime) in [
            ("pass.minimum_lifetime_minutes", pass.minimum_lifetime_minutes),
            ("pass.maximum_lifetime_minutes", pass.maximum_lifetime_minutes),
        ] {
            within(field, lifetime, LIFETIME_MINUTES)?;
        }
        within(
            "pass.maximum_lifetime_minutes",
            pass.maximum_lifetime_minutes,
            pass.minimum_lifetime_minutes..=*LIFETIME_MINUTES.end(),
        )?;
        within(
            "pass.default_lifetime_minutes",
            pass.default_lifetime_minutes,
            pass.minimum_lifetime_minutes..=pass.maximum_lifetime_minutes,
        )?;
        within("pass.length", pass.length, PASS_LENGTH)?;
        within("pass.max_wrong_tries", pass.max_wrong_tries, 1..=100)?;
        within("passkey.maximum", self.passkey.maximum, 1..=50)?;
        within("authenticator_app.maximum", self.authenticator_app.maximum, 1..=20)?;
        within("password.minimum_length", self.password.minimum_length, 8..=64)?;
        within("password.minimum_score", self.password.minimum_score, 0..=4)?;
        within("recovery_codes.count", self.recovery_codes.count, 1..=50)
    }
}

fn within<T: Copy + PartialOrd + std::fmt::Display>(
    field: &'static str,
    value: T,
    bounds: std::ops::RangeInclusive<T>,
) -> Result<(), InvalidPolicy> {
    if bounds.contains(&value) {
        return Ok(());
    }
    let (least, most) = bounds.into_inner();
    Err(InvalidPolicy { field, problem: format!("is {value}; it must be {least} to {most}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_valid() {
        assert_eq!(MethodsPolicy::default().validate(), Ok(()));
    }

    #[test]
    fn an_invalid_policy_names_its_field() {
        let change = |change: fn(&mut MethodsPolicy)| {
            let mut policy = MethodsPolicy::default();
            change(&mut policy);
            policy.validate().unwrap_err().field
        };
        assert_eq!(
            change(|p| p.pass.minimum_lifetime_minutes = 9),
            "pass.minimum_lifetime_minutes"
        );
        assert_eq!(
            change(|p| p.pass.maximum_lifetime_minutes = 50),
            "pass.maximum_lifetime_minutes"
        );
        assert_eq!(
            change(|p| p.pass.default_lifetime_minutes = 481),
            "pass.default_lifetime_minutes"
        );
        assert_eq!(change(|p| p.pass.length = 7), "pass.length");
        assert_eq!(change(|p| p.pass.max_wrong_tries = 0), "pass.max_wrong_tries");
        assert_eq!(change(|p| p.passkey.maximum = 0), "passkey.maximum");
        assert_eq!(change(|p| p.password.minimum_score = 5), "password.minimum_score");
        assert_eq!(change(|p| p.recovery_codes.count = 0), "recovery_codes.count");
    }
}
