//! What somebody would get, and why: each value with what gave it.

use super::campaign::CampaignState;
use super::methods::MethodsPolicy;
use super::overrides::PassOverride;
use super::policies::current_policy;
use super::target::Aim;
use crate::base::{Fallible, GroupId, UserId};
use crate::credentials::method::Method;
use crate::credentials::tools::Tools;
use crate::db::ConnectionTrait;
use crate::directory::groups;

/// What gave a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The policy, for everybody.
    Policy,
    /// It is switched off for everybody.
    SwitchedOff,
    /// It is for members of this group.
    Included(GroupId),
    /// It is for members of other groups.
    NotIncluded,
    /// It is not for members of this group.
    Excluded(GroupId),
    /// The override of this group, the `place`th from 1.
    Override {
        /// Its group.
        group: GroupId,
        /// Its place, from 1.
        place: usize,
    },
    /// It is not possible at this installation's address.
    NotPossible,
    /// They may not have what it asks for.
    NotAllowed(Method),
}

impl Reason {
    /// In words. `name` says what a group is called.
    pub fn words(self, name: impl Fn(GroupId) -> String) -> String {
        match self {
            Self::Policy => "as for everybody".to_owned(),
            Self::SwitchedOff => "switched off for everybody".to_owned(),
            Self::Included(group) => format!("for members of {}", name(group)),
            Self::NotIncluded => "only for groups they are not in".to_owned(),
            Self::Excluded(group) => format!("not for members of {}", name(group)),
            Self::Override { group, place } => format!("override {place}, for {}", name(group)),
            Self::NotPossible => "not possible at this installation's address".to_owned(),
            Self::NotAllowed(method) => format!("they may not have a {}", method.words()),
        }
    }
}

/// What somebody would get, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// All of it.
    pub policy: MethodsPolicy,
    /// Each method's state, in the order of the policy.
    pub methods: Vec<(Method, bool, Reason)>,
    /// Fields of the pass policy, what they are, and why.
    pub pass: Vec<(&'static str, String, Reason)>,
    /// Why the campaign is about them or not.
    pub campaign: Reason,
}

/// What a person would get now, and why.
pub async fn explain(
    connection: &impl ConnectionTrait,
    tools: &Tools,
    user: UserId,
) -> Fallible<Explained> {
    let current = current_policy(connection, tools).await?;
    let groups: Vec<GroupId> =
        groups::groups_of(connection, user).await?.into_iter().map(|group| group.id).collect();
    let document = &current.document;
    let mut policy = document.effective(&groups);
    policy.passkey.enabled &= current.passkeys;

    let state = |method: Method| {
        if !document.methods.allows(method) {
            return Reason::SwitchedOff;
        }
        if method == Method::Passkey && !current.passkeys {
            return Reason::NotPossible;
        }
        of_aim(document.targets.of(method).aim(&groups))
    };
    let methods = [
        Method::Pass,
        Method::Passkey,
        Method::AuthenticatorApp,
        Method::Password,
        Method::RecoveryCode,
    ]
    .map(|method| (method, policy.allows(method), state(method)))
    .to_vec();
    let wanted = document.methods.campaign.method.method();
    let campaign = if document.methods.campaign.state == CampaignState::Off {
        Reason::SwitchedOff
    } else if policy.allows(wanted) {
        of_aim(document.targets.campaign.aim(&groups))
    } else {
        Reason::NotAllowed(wanted)
    };
    let pass = pass_fields(&policy, document.override_for(&groups));
    Ok(Explained { policy, methods, pass, campaign })
}

const fn of_aim(aim: Aim) -> Reason {
    match aim {
        Aim::Everybody => Reason::Policy,
        Aim::Included(group) => Reason::Included(group),
        Aim::NotIncluded => Reason::NotIncluded,
        Aim::Excluded(group) => Reason::Excluded(group),
    }
}

fn pass_fields(
    policy: &MethodsPolicy,
    its: Option<(usize, &PassOverride)>,
) -> Vec<(&'static str, String, Reason)> {
    let pass = &policy.pass;
    let reason = |said: fn(&PassOverride) -> bool| match its {
        Some((number, its)) if said(its) => {
            Reason::Override { group: its.group, place: number + 1 }
        }
        _ => Reason::Policy,
    };
    let networks: Vec<String> = pass.allowed_networks.iter().map(ToString::to_string).collect();
    vec![
        (
            "minimum_lifetime_minutes",
            pass.minimum_lifetime_minutes.to_string(),
            reason(|its| its.minimum_lifetime_minutes.is_some()),
        ),
        (
            "default_lifetime_minutes",
            pass.default_lifetime_minutes.to_string(),
            reason(|its| its.default_lifetime_minutes.is_some()),
        ),
        (
            "maximum_lifetime_minutes",
            pass.maximum_lifetime_minutes.to_string(),
            reason(|its| its.maximum_lifetime_minutes.is_some()),
        ),
        ("length", pass.length.to_string(), reason(|its| its.length.is_some())),
        (
            "one_time_required",
            pass.one_time_required.to_string(),
            reason(|its| its.one_time_required.is_some()),
        ),
        (
            "max_wrong_tries",
            pass.max_wrong_tries.to_string(),
            reason(|its| its.max_wrong_tries.is_some()),
        ),
        ("fence", pass.fence.key().to_owned(), reason(|its| its.fence.is_some())),
        (
            "allowed_networks",
            if networks.is_empty() { "everywhere".to_owned() } else { networks.join(", ") },
            reason(|its| its.allowed_networks.is_some()),
        ),
    ]
}
