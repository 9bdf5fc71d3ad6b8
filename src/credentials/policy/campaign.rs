//! What the policy says of the registration campaign.

use serde::{Deserialize, Serialize};

use crate::credentials::method::Method;

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
