//! Which methods may be used, and how. Holds when a method is added and again when it is used.

use serde::{Deserialize, Serialize};

use super::campaign::{CampaignPolicy, CampaignState};
use super::invalid::{InvalidPolicy, within};
use super::pass::{Fence, PassPolicy};
use crate::credentials::method::Method;

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
}
