//! Which methods may be used, and how. Holds when a method is added and again when it is used.

use std::borrow::Cow;
use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::networks;
use crate::credentials::method::Method;

/// Entra's bounds for the lifetime of a pass: ten minutes to thirty days.
const LIFETIME_MINUTES: std::ops::RangeInclusive<u32> = 10..=43_200;
/// Entra's bounds for the length of a pass; eight symbols of ours are 40 bits.
const PASS_LENGTH: std::ops::RangeInclusive<usize> = 8..=48;
/// As many networks as anybody keeps in their head; each is looked at when a pass is redeemed.
const MOST_NETWORKS: usize = 100;

/// Which methods may be used, and how: by everybody, or as it applies to one person.
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
    /// Asking people who can sign in already to register something better.
    pub campaign: CampaignPolicy,
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

    /// The wrong tries as the database counts them.
    pub(in crate::credentials) fn tries(&self) -> i64 {
        self.max_wrong_tries.into()
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

/// Asking people who can sign in already to register a method they do not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CampaignPolicy {
    /// Whether, and how firmly.
    pub state: CampaignState,
    /// To register what.
    pub method: CampaignMethod,
    /// How often the question may be skipped before it must be answered, 1 to 20.
    pub skips: u32,
    /// For how many days nobody is asked again, 0 to 14; 0 asks at every sign-in.
    pub snooze_days: u32,
}

impl Default for CampaignPolicy {
    fn default() -> Self {
        Self {
            state: CampaignState::Off,
            method: CampaignMethod::Passkey,
            skips: 3,
            snooze_days: 1,
        }
    }
}

/// Whether people are asked to register, and how firmly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CampaignState {
    /// Nobody is asked.
    #[default]
    Off,
    /// People are asked, and may skip it a few times.
    Skippable,
    /// Nothing else opens until it is registered.
    Required,
}

impl CampaignState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Off, Self::Skippable, Self::Required];

    /// The word in files and forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Skippable => "skippable",
            Self::Required => "required",
        }
    }
}

/// What a campaign asks people to register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CampaignMethod {
    /// A passkey.
    #[default]
    Passkey,
    /// An authenticator app.
    AuthenticatorApp,
}

impl CampaignMethod {
    /// Every method a campaign can be for.
    pub const ALL: [Self; 2] = [Self::Passkey, Self::AuthenticatorApp];

    /// The method.
    pub const fn method(self) -> Method {
        match self {
            Self::Passkey => Method::Passkey,
            Self::AuthenticatorApp => Method::AuthenticatorApp,
        }
    }

    /// The word in files and forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::AuthenticatorApp => "authenticator_app",
        }
    }
}

/// A policy that contradicts itself or leaves its bounds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} {problem}")]
pub struct InvalidPolicy {
    /// Which setting, by its dotted path.
    pub field: Cow<'static, str>,
    /// What is wrong with it, to stand behind its name.
    pub problem: String,
}

impl InvalidPolicy {
    pub(super) fn new(field: impl Into<Cow<'static, str>>, problem: impl Into<String>) -> Self {
        Self { field: field.into(), problem: problem.into() }
    }

    /// The same within something larger.
    #[must_use]
    pub(super) fn under(self, above: &str) -> Self {
        Self { field: format!("{above}.{}", self.field).into(), problem: self.problem }
    }
}

impl PassPolicy {
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
}

impl MethodsPolicy {
    /// Names the first field that leaves its bounds or makes the whole impossible.
    pub fn validate(&self) -> Result<(), InvalidPolicy> {
        self.pass.validate().map_err(|error| error.under("pass"))?;
        within("passkey.maximum", self.passkey.maximum, 1..=50)?;
        within("authenticator_app.maximum", self.authenticator_app.maximum, 1..=20)?;
        within("password.minimum_length", self.password.minimum_length, 8..=64)?;
        within("password.minimum_score", self.password.minimum_score, 0..=4)?;
        within("recovery_codes.count", self.recovery_codes.count, 1..=50)?;
        within("campaign.skips", self.campaign.skips, 1..=20)?;
        within("campaign.snooze_days", self.campaign.snooze_days, 0..=14)?;
        self.validate_ways_in()?;
        self.validate_campaign()
    }

    /// Whether there is anything to register that is enough to sign in with tomorrow.
    pub const fn offers_lasting(&self) -> bool {
        self.passkey.enabled
            || (self.password.enabled
                && (self.authenticator_app.enabled || !self.password.second_factor_required))
    }

    /// Whether people may have this method.
    pub const fn allows(&self, method: Method) -> bool {
        match method {
            Method::Pass => self.pass.enabled,
            Method::Passkey => self.passkey.enabled,
            Method::Password => self.password.enabled,
            Method::AuthenticatorApp => self.authenticator_app.enabled,
            Method::RecoveryCode => self.recovery_codes.enabled,
        }
    }

    fn validate_ways_in(&self) -> Result<(), InvalidPolicy> {
        if self.offers_lasting() {
            return Ok(());
        }
        if !self.pass.enabled {
            let problem = "is off, and so is every other way to sign in: nobody ever could";
            return Err(InvalidPolicy::new("pass.enabled", problem));
        }
        if self.pass.fence != Fence::Never {
            let problem = "makes people register a method, and none that is enough is switched on";
            return Err(InvalidPolicy::new("pass.fence", problem));
        }
        Ok(())
    }

    fn validate_campaign(&self) -> Result<(), InvalidPolicy> {
        let campaign = &self.campaign;
        if campaign.state == CampaignState::Off {
            return Ok(());
        }
        if !self.allows(campaign.method.method()) {
            let problem = format!("is {}, which is switched off", campaign.method.key());
            return Err(InvalidPolicy::new("campaign.method", problem));
        }
        if campaign.state == CampaignState::Required && !self.pass.enabled {
            let problem = "is required while passes are off: \
                           whoever loses what they registered could not come back";
            return Err(InvalidPolicy::new("campaign.state", problem));
        }
        Ok(())
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
    Err(InvalidPolicy::new(field, format!("is {value}; it must be {least} to {most}")))
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
            policy.validate().unwrap_err().field.into_owned()
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
        assert_eq!(change(|p| p.campaign.skips = 0), "campaign.skips");
        assert_eq!(change(|p| p.campaign.snooze_days = 15), "campaign.snooze_days");
    }

    #[test]
    fn what_is_impossible_together_is_refused_and_names_a_field() {
        let field = |change: fn(&mut MethodsPolicy)| {
            let mut policy = MethodsPolicy::default();
            change(&mut policy);
            policy.validate().err().map(|error| error.field.into_owned())
        };
        let no_lasting = |p: &mut MethodsPolicy| {
            p.passkey.enabled = false;
            p.authenticator_app.enabled = false;
        };
        let mut nothing = MethodsPolicy::default();
        no_lasting(&mut nothing);
        assert_eq!(nothing.validate().unwrap_err().field, "pass.fence");
        nothing.pass.enabled = false;
        assert_eq!(nothing.validate().unwrap_err().field, "pass.enabled");
        nothing.pass.enabled = true;
        nothing.pass.fence = Fence::Never;
        assert_eq!(nothing.validate(), Ok(()));
        nothing.pass.fence = Fence::Always;
        nothing.password.second_factor_required = false;
        assert_eq!(nothing.validate(), Ok(()), "a password alone is enough there");

        let disabled_target = |p: &mut MethodsPolicy| {
            p.campaign.state = CampaignState::Skippable;
            p.passkey.enabled = false;
        };
        assert_eq!(field(disabled_target).as_deref(), Some("campaign.method"));
        let no_way_back = |p: &mut MethodsPolicy| {
            p.campaign.state = CampaignState::Required;
            p.pass.enabled = false;
        };
        assert_eq!(field(no_way_back).as_deref(), Some("campaign.state"));
    }

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
