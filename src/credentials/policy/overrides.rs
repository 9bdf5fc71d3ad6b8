//! What the members of a group get instead.

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::invalid::InvalidPolicy;
use super::methods::MethodsPolicy;
use super::networks;
use super::pass::{Fence, PassPolicy};
use crate::base::GroupId;

/// What the members of a group get instead, for passes. What is left out is as for everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassOverride {
    /// Whose members.
    pub group: GroupId,
    /// The shortest lifetime, in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_lifetime_minutes: Option<u32>,
    /// The lifetime where none is chosen, in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_lifetime_minutes: Option<u32>,
    /// The longest lifetime, in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_lifetime_minutes: Option<u32>,
    /// Symbols of a pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<usize>,
    /// Whether every pass is one-time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_time_required: Option<bool>,
    /// How many wrong tries a pass survives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_wrong_tries: Option<u32>,
    /// What a pass opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fence: Option<Fence>,
    /// From where it can be used.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "networks::deserialize_option"
    )]
    pub allowed_networks: Option<Vec<IpNet>>,
}

impl PassOverride {
    /// One for this group that changes nothing yet.
    pub const fn of(group: GroupId) -> Self {
        Self {
            group,
            minimum_lifetime_minutes: None,
            default_lifetime_minutes: None,
            maximum_lifetime_minutes: None,
            length: None,
            one_time_required: None,
            max_wrong_tries: None,
            fence: None,
            allowed_networks: None,
        }
    }

    /// Puts what this says in place of what applies to everybody.
    pub fn apply(&self, policy: &mut PassPolicy) {
        fn put<T: Clone>(target: &mut T, value: Option<&T>) {
            if let Some(value) = value {
                target.clone_from(value);
            }
        }
        put(&mut policy.minimum_lifetime_minutes, self.minimum_lifetime_minutes.as_ref());
        put(&mut policy.default_lifetime_minutes, self.default_lifetime_minutes.as_ref());
        put(&mut policy.maximum_lifetime_minutes, self.maximum_lifetime_minutes.as_ref());
        put(&mut policy.length, self.length.as_ref());
        put(&mut policy.one_time_required, self.one_time_required.as_ref());
        put(&mut policy.max_wrong_tries, self.max_wrong_tries.as_ref());
        put(&mut policy.fence, self.fence.as_ref());
        put(&mut policy.allowed_networks, self.allowed_networks.as_ref());
    }

    pub(super) fn validate(&self, everybody: &MethodsPolicy) -> Result<(), InvalidPolicy> {
        if *self == Self::of(self.group) {
            return Err(InvalidPolicy::new("group", "gets nothing else than everybody"));
        }
        let mut methods = everybody.clone();
        self.apply(&mut methods.pass);
        methods.pass.validate()?;
        if methods.pass.fence != Fence::Never && !methods.offers_lasting() {
            let problem = "makes people register a method, and none that is enough is switched on";
            return Err(InvalidPolicy::new("fence", problem));
        }
        Ok(())
    }
}
