//! The administrator roles.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An administrator role, with Entra's name and template id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Everything.
    GlobalAdministrator,
    /// Credentials of everybody, administrators included.
    PrivilegedAuthenticationAdministrator,
    /// Credentials of people without an administrator role.
    AuthenticationAdministrator,
    /// Which methods may be used, and how.
    AuthenticationPolicyAdministrator,
    /// Sees everything but secrets; changes nothing.
    GlobalReader,
    /// Users, but not their credentials.
    UserAdministrator,
}

/// A text that names no role.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no role {0:?}")]
pub struct UnknownRole(String);

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] = [
        Self::GlobalAdministrator,
        Self::PrivilegedAuthenticationAdministrator,
        Self::AuthenticationAdministrator,
        Self::AuthenticationPolicyAdministrator,
        Self::GlobalReader,
        Self::UserAdministrator,
    ];

    /// The name on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GlobalAdministrator => "Global Administrator",
            Self::PrivilegedAuthenticationAdministrator => {
                "Privileged Authentication Administrator"
            }
            Self::AuthenticationAdministrator => "Authentication Administrator",
            Self::AuthenticationPolicyAdministrator => "Authentication Policy Administrator",
            Self::GlobalReader => "Global Reader",
            Self::UserAdministrator => "User Administrator",
        }
    }

    /// The role template id that Microsoft Graph uses everywhere.
    pub const fn template_id(self) -> &'static str {
        match self {
            Self::GlobalAdministrator => "62e90394-69f5-4237-9190-012177145e10",
            Self::PrivilegedAuthenticationAdministrator => "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
            Self::AuthenticationAdministrator => "c4e39bd9-1100-46d3-8c65-fb160da0071f",
            Self::AuthenticationPolicyAdministrator => "0526716b-113d-4c15-b2c8-68e3c22b9f80",
            Self::GlobalReader => "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
            Self::UserAdministrator => "fe930be7-5e62-47db-91af-98c3a49a38b1",
        }
    }

    /// The name in the database and on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Self::GlobalAdministrator => "global-administrator",
            Self::PrivilegedAuthenticationAdministrator => {
                "privileged-authentication-administrator"
            }
            Self::AuthenticationAdministrator => "authentication-administrator",
            Self::AuthenticationPolicyAdministrator => "authentication-policy-administrator",
            Self::GlobalReader => "global-reader",
            Self::UserAdministrator => "user-administrator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// By template id or by name, whatever its case and with or without spaces, hyphens or underscores.
impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let letters = |text: &str| -> String {
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let wanted = letters(text);
        Self::ALL
            .into_iter()
            .find(|role| letters(role.key()) == wanted || letters(role.template_id()) == wanted)
            .ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_found_by_every_name_it_has() {
        for role in Role::ALL {
            for text in [role.name(), role.key(), role.template_id(), &format!("{role:?}")] {
                assert_eq!(text.parse(), Ok(role), "{text}");
            }
        }
        assert!("Helpdesk Administrator".parse::<Role>().is_err());
    }
}
