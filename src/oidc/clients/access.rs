//! Which sign-ins a client accepts.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::base::{Fallible, GroupId, UserId};
use crate::db::ConnectionTrait;
use crate::directory::groups;
use crate::sessions::{Acr, Amr};

/// Which sign-ins a client accepts: a rule of the organisation's, whatever the client asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccessRules {
    /// Only members of these groups; empty for everybody.
    pub allowed_groups: BTreeSet<GroupId>,
    /// Authenticated at least as strongly as this.
    pub minimum_acr: Option<Acr>,
    /// Whether somebody may come by a Temporary Access Pass, before they use what they registered.
    pub pass_sign_ins: bool,
}

impl Default for AccessRules {
    fn default() -> Self {
        Self { allowed_groups: BTreeSet::new(), minimum_acr: None, pass_sign_ins: true }
    }
}

impl AccessRules {
    /// Whether how somebody signed in is good enough.
    pub fn accept(&self, acr: Acr, amr: &Amr) -> bool {
        self.minimum_acr.is_none_or(|least| acr >= least)
            && (self.pass_sign_ins || !amr.contains("tap"))
    }

    /// Whether another sign-in could be refused where this one is accepted.
    pub const fn ask_for_strength(&self) -> bool {
        self.minimum_acr.is_some() || !self.pass_sign_ins
    }

    /// Whether somebody may use the client at all, however they sign in.
    pub async fn admit(&self, connection: &impl ConnectionTrait, user: UserId) -> Fallible<bool> {
        if self.allowed_groups.is_empty() {
            return Ok(true);
        }
        let groups = groups::groups_of(connection, user).await?;
        Ok(groups.iter().any(|group| self.allowed_groups.contains(&group.id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_accepts_what_is_strong_enough() {
        let mfa = Amr::from("pwd otp mfa");
        let by_pass = Amr::from("tap otp mfa");
        let plain = AccessRules::default();
        assert!(plain.accept(Acr::Bootstrap, &by_pass));
        let strong = AccessRules { minimum_acr: Some(Acr::Phr), ..AccessRules::default() };
        assert!(!strong.accept(Acr::Mfa, &mfa));
        assert!(strong.accept(Acr::Phr, &mfa));
        assert!(strong.accept(Acr::Phrh, &mfa));
        let lasting = AccessRules { pass_sign_ins: false, ..AccessRules::default() };
        assert!(!lasting.accept(Acr::Phrh, &by_pass));
        assert!(lasting.accept(Acr::Pwd, &Amr::from("pwd")));
    }
}
