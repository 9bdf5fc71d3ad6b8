//! Whom a method is for.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::invalid::InvalidPolicy;
use crate::base::GroupId;
use crate::credentials::method::Method;

/// Whom each method is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Targets {
    /// Temporary Access Passes.
    pub pass: Target,
    /// Passkeys.
    pub passkey: Target,
    /// Authenticator apps.
    pub authenticator_app: Target,
    /// Passwords.
    pub password: Target,
    /// Recovery codes.
    pub recovery_codes: Target,
    /// The registration campaign.
    pub campaign: Target,
}

impl Targets {
    /// Whom a method is for.
    pub const fn of(&self, method: Method) -> &Target {
        match method {
            Method::Pass => &self.pass,
            Method::Passkey => &self.passkey,
            Method::AuthenticatorApp => &self.authenticator_app,
            Method::Password => &self.password,
            Method::RecoveryCode => &self.recovery_codes,
        }
    }

    /// The same, to be changed.
    pub const fn of_mut(&mut self, method: Method) -> &mut Target {
        match method {
            Method::Pass => &mut self.pass,
            Method::Passkey => &mut self.passkey,
            Method::AuthenticatorApp => &mut self.authenticator_app,
            Method::Password => &mut self.password,
            Method::RecoveryCode => &mut self.recovery_codes,
        }
    }

    pub(super) fn named(&self) -> [(&'static str, &Target); 6] {
        [
            ("pass", &self.pass),
            ("passkey", &self.passkey),
            ("authenticator_app", &self.authenticator_app),
            ("password", &self.password),
            ("recovery_codes", &self.recovery_codes),
            ("campaign", &self.campaign),
        ]
    }
}

/// Who is meant. Exclusion wins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Target {
    /// Who is in.
    pub include: Include,
    /// Whose members are out all the same.
    pub exclude: BTreeSet<GroupId>,
}

/// Who is in. In JSON `"all"`, or a list of groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Include {
    /// Everybody.
    #[default]
    All,
    /// Members of one of these groups.
    Groups(BTreeSet<GroupId>),
}

/// Why somebody is meant by a target, or is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Everybody is.
    Everybody,
    /// They are in this group.
    Included(GroupId),
    /// They are in none of the groups.
    NotIncluded,
    /// They are in this group, which is excluded.
    Excluded(GroupId),
}

impl Aim {
    /// Whether the target means them.
    pub const fn hits(self) -> bool {
        matches!(self, Self::Everybody | Self::Included(_))
    }
}

impl Target {
    /// Whether somebody in these groups is meant, and why.
    pub fn aim(&self, groups: &[GroupId]) -> Aim {
        if let Some(group) = groups.iter().find(|group| self.exclude.contains(group)) {
            return Aim::Excluded(*group);
        }
        match &self.include {
            Include::All => Aim::Everybody,
            Include::Groups(included) => groups
                .iter()
                .find(|group| included.contains(group))
                .map_or(Aim::NotIncluded, |group| Aim::Included(*group)),
        }
    }

    pub(super) fn included(&self) -> impl Iterator<Item = GroupId> {
        let included = match &self.include {
            Include::All => None,
            Include::Groups(groups) => Some(groups),
        };
        included.into_iter().flatten().copied()
    }

    /// Forgets groups; answers whether anybody is meant still. Nobody must not become everybody.
    pub(super) fn forget(&mut self, gone: &BTreeSet<GroupId>) -> bool {
        self.exclude.retain(|group| !gone.contains(group));
        let Include::Groups(groups) = &mut self.include else { return true };
        groups.retain(|group| !gone.contains(group));
        let anybody = !groups.is_empty();
        if !anybody {
            self.include = Include::All;
        }
        anybody
    }

    pub(super) fn validate(&self) -> Result<(), InvalidPolicy> {
        let Include::Groups(included) = &self.include else { return Ok(()) };
        if included.is_empty() {
            return Err(InvalidPolicy::new("include", "names no group: switch it off instead"));
        }
        if included.iter().all(|group| self.exclude.contains(group)) {
            let problem = "excludes every group that is included: switch it off instead";
            return Err(InvalidPolicy::new("exclude", problem));
        }
        if included.iter().any(|group| self.exclude.contains(group)) {
            return Err(InvalidPolicy::new("exclude", "names a group that is included as well"));
        }
        Ok(())
    }
}

impl Serialize for Include {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => serializer.serialize_str("all"),
            Self::Groups(groups) => groups.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Include {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Everybody {
            All,
        }
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "\"all\" or a list of groups")]
        enum Written {
            Everybody(Everybody),
            Groups(BTreeSet<GroupId>),
        }
        Ok(match Written::deserialize(deserializer)? {
            Written::Everybody(Everybody::All) => Self::All,
            Written::Groups(groups) => Self::Groups(groups),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exclusion_wins_over_inclusion() {
        let [staff, guests] = [GroupId::fresh(), GroupId::fresh()];
        let target = Target { include: Include::Groups([staff].into()), exclude: [guests].into() };
        assert_eq!(target.aim(&[]), Aim::NotIncluded);
        assert_eq!(target.aim(&[staff]), Aim::Included(staff));
        assert_eq!(target.aim(&[staff, guests]), Aim::Excluded(guests));
        assert_eq!(Target::default().aim(&[]), Aim::Everybody);
        let all_but = Target { exclude: [guests].into(), ..Target::default() };
        assert_eq!(all_but.aim(&[guests]), Aim::Excluded(guests));
    }
}
