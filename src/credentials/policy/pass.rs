//! What the policy says of Temporary Access Passes.

use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::invalid::{InvalidPolicy, within};
use super::networks;

/// Entra's bounds for the lifetime of a pass: ten minutes to thirty days.
const LIFETIME_MINUTES: std::ops::RangeInclusive<u32> = 10..=43_200;
/// Entra's bounds for the length of a pass; eight symbols of ours are 40 bits.
const PASS_LENGTH: std::ops::RangeInclusive<usize> = 8..=48;
/// As many networks as anybody keeps in their head; each is looked at when a pass is redeemed.
const MOST_NETWORKS: usize = 100;

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
    /// What a pass opens, once somebody has signed in with it.
    pub fence: Fence,
    /// From where passes can be used (not: be issued); from everywhere if empty.
    #[serde(deserialize_with = "networks::deserialize")]
    pub allowed_networks: Vec<IpNet>,
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

/// What a sign-in with a pass opens.
///
/// Whatever it is, what a pass opened ends with the pass unless a lasting method was registered since,
/// and relying parties are told that it was a pass (`amr`, `acr`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fence {
    /// Who has no lasting method must register one before anything else opens.
    #[default]
    FirstSignIn,
    /// Everybody must register one, whatever they have: a pass opens no app by itself.
    Always,
    /// A pass is a full sign-in; registering is offered and may be left.
    Never,
}

impl Fence {
    /// Every fence.
    pub const ALL: [Self; 3] = [Self::FirstSignIn, Self::Always, Self::Never];

    /// Whether a registration is owed after a pass, by somebody who has a lasting method or has not.
    pub const fn owes_registration(self, lasting: bool) -> bool {
        match self {
            Self::FirstSignIn => !lasting,
            Self::Always => true,
            Self::Never => false,
        }
    }

    /// The word in files and forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::FirstSignIn => "first_sign_in",
            Self::Always => "always",
            Self::Never => "never",
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
            fence: Fence::default(),
            allowed_networks: Vec::new(),
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

    /// Whether a pass can be used from this address. An address nobody knows is in no network.
    pub fn admits(&self, address: Option<IpAddr>) -> bool {
        self.allowed_networks.is_empty()
            || address.is_some_and(|address| {
                let address = address.to_canonical();
                self.allowed_networks.iter().any(|network| network.contains(&address))
            })
    }

    /// Names the first field that leaves its bounds.
    pub(super) fn validate(&self) -> Result<(), InvalidPolicy> {
        for (field, lifetime) in [
            ("minimum_lifetime_minutes", self.minimum_lifetime_minutes),
            ("maximum_lifetime_minutes", self.maximum_lifetime_minutes),
        ] {
            within(field, lifetime, LIFETIME_MINUTES)?;
        }
        within(
            "maximum_lifetime_minutes",
            self.maximum_lifetime_minutes,
            self.minimum_lifetime_minutes..=*LIFETIME_MINUTES.end(),
        )?;
        within(
            "default_lifetime_minutes",
            self.default_lifetime_minutes,
            self.minimum_lifetime_minutes..=self.maximum_lifetime_minutes,
        )?;
        within("length", self.length, PASS_LENGTH)?;
        within("max_wrong_tries", self.max_wrong_tries, 1..=100)?;
        if self.allowed_networks.len() > MOST_NETWORKS {
            let problem = format!("has more than {MOST_NETWORKS} networks");
            return Err(InvalidPolicy::new("allowed_networks", problem));
        }
        Ok(())
    }

    /// The wrong tries as the database counts them.
    pub(in crate::credentials) fn tries(&self) -> i64 {
        self.max_wrong_tries.into()
    }
}

const fn minutes(minutes: u32) -> Duration {
    Duration::from_mins(minutes as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_is_admitted_from_its_networks_alone() {
        let mut policy = PassPolicy::default();
        assert!(policy.admits(None), "everywhere");
        policy.allowed_networks =
            vec!["10.1.0.0/16".parse().unwrap(), "2001:db8::/32".parse().unwrap()];
        for (address, admitted) in [
            ("10.1.2.3", true),
            ("::ffff:10.1.2.3", true),
            ("10.2.0.1", false),
            ("2001:db8::7", true),
            ("2001:db9::7", false),
        ] {
            assert_eq!(policy.admits(address.parse().ok()), admitted, "{address}");
        }
        assert!(!policy.admits(None), "an address nobody knows is in no network");
    }
}
