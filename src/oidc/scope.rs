//! Scopes: what a client may see and do (RFC 6749 §3.3, OIDC Core §5.4).

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A scope that Daypass knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// An OpenID Connect request: there is an ID token (OIDC Core §3.1.2.1).
    OpenId,
    /// Name, username, picture and the like.
    Profile,
    /// The e-mail address and whether it was verified.
    Email,
    /// The postal address.
    Address,
    /// The telephone number and whether it was verified.
    Phone,
    /// A refresh token that outlives the session (OIDC Core §11).
    OfflineAccess,
    /// The names of the person's groups.
    Groups,
    /// The person's administrator roles.
    Roles,
    /// To read streams of shared signals and to fetch what is in them (CAEP Interoperability Profile).
    SsfRead,
    /// To create, change and delete streams of shared signals (CAEP Interoperability Profile).
    SsfManage,
}

impl Scope {
    /// Every scope, in the order in which they are listed and written.
    pub const ALL: [Self; 10] = [
        Self::OpenId,
        Self::Profile,
        Self::Email,
        Self::Address,
        Self::Phone,
        Self::OfflineAccess,
        Self::Groups,
        Self::Roles,
        Self::SsfRead,
        Self::SsfManage,
    ];

    /// The scope's name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenId => "openid",
            Self::Profile => "profile",
            Self::Email => "email",
            Self::Address => "address",
            Self::Phone => "phone",
            Self::OfflineAccess => "offline_access",
            Self::Groups => "groups",
            Self::Roles => "roles",
            Self::SsfRead => "ssf.read",
            Self::SsfManage => "ssf.manage",
        }
    }

    /// The claims at the userinfo endpoint that the scope stands for (OIDC Core §5.4).
    pub const fn claims(self) -> &'static [&'static str] {
        match self {
            Self::OpenId | Self::OfflineAccess | Self::SsfRead | Self::SsfManage => &[],
            Self::Profile => &[
                "name",
                "family_name",
                "given_name",
                "middle_name",
                "nickname",
                "preferred_username",
                "profile",
                "picture",
                "website",
                "gender",
                "birthdate",
                "zoneinfo",
                "locale",
                "updated_at",
            ],
            Self::Email => &["email", "email_verified"],
            Self::Address => &["address"],
            Self::Phone => &["phone_number", "phone_number_verified"],
            Self::Groups => &["groups"],
            Self::Roles => &["roles"],
        }
    }

    /// Whether it is about what a client does in its own name: no person can grant it.
    pub const fn is_of_clients(self) -> bool {
        matches!(self, Self::SsfRead | Self::SsfManage)
    }

    /// Whether it tells how the organisation is ordered, which no client learns that was not
    /// registered for this scope by its name.
    const fn tells_of_the_organisation(self) -> bool {
        matches!(self, Self::Groups | Self::Roles)
    }

    /// The scope that stands for a claim, if one does.
    pub fn of_claim(claim: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.claims().contains(&claim))
    }

    fn named(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == token)
    }
}

/// A set of scopes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Scope>);

/// A scope value that breaks the syntax of RFC 6749 §3.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a scope is made of printable ASCII without quotation marks and backslashes")]
pub struct InvalidScope;

impl Scopes {
    /// Every scope that Daypass knows.
    pub fn all() -> Self {
        Scope::ALL.into_iter().collect()
    }

    /// What a client may ask for that registered no scope: what OpenID Connect defines.
    pub fn usual() -> Self {
        let is_named = |scope: &Scope| scope.tells_of_the_organisation() || scope.is_of_clients();
        Scope::ALL.into_iter().filter(|scope| !is_named(scope)).collect()
    }

    /// Reads a `scope` parameter. Scopes we do not know are left out (OIDC Core §3.1.2.1).
    pub fn parse(text: &str) -> Result<Self, InvalidScope> {
        // RFC 6749 §3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
        if !text.chars().all(|c| matches!(c, ' ' | '!' | '#'..='[' | ']'..='~')) {
            return Err(InvalidScope);
        }
        Ok(text.split(' ').filter_map(Scope::named).collect())
    }

    /// Whether a scope is in the set.
    pub fn contains(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Whether all of this set is in the other.
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.is_subset(&other.0)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The scopes in their usual order.
    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }

    /// What is in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.iter().chain(other.iter()).collect()
    }

    /// What is in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.iter().filter(|scope| other.contains(*scope)).collect()
    }

    /// What of it a person can grant.
    #[must_use]
    pub fn of_people(&self) -> Self {
        self.iter().filter(|scope| !scope.is_of_clients()).collect()
    }

    /// What of it a client has in its own name.
    #[must_use]
    pub fn of_clients(&self) -> Self {
        self.iter().filter(|scope| scope.is_of_clients()).collect()
    }

    /// The same without one scope.
    #[must_use]
    pub fn without(&self, scope: Scope) -> Self {
        self.iter().filter(|held| *held != scope).collect()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

/// Space separated, as on the wire and in the database.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, scope) in self.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope.as_str())?;
        }
        Ok(())
    }
}

impl Serialize for Scopes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scopes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn order_and_unknown_scopes_do_not_matter() {
        let scopes = Scopes::parse("email https://example.com/api openid").unwrap();
        assert_eq!(scopes.to_string(), "openid email");
        assert_eq!(Scopes::parse("OpenID").unwrap().to_string(), "", "scopes are case sensitive");
    }

    #[test]
    fn the_profile_scope_stands_for_all_fourteen_claims() {
        assert_eq!(Scope::Profile.claims().len(), 14);
        assert_eq!(Scope::of_claim("updated_at"), Some(Scope::Profile));
        assert_eq!(Scope::of_claim("sub"), None);
    }

    #[test]
    fn groups_and_roles_are_for_clients_that_are_registered_for_them() {
        let usual = Scopes::usual();
        assert_eq!(usual.to_string(), "openid profile email address phone offline_access");
        assert_eq!(Scopes::all().intersection(&usual), usual);
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_known_and_writes_back_to_itself(text in ".*") {
            if let Ok(scopes) = Scopes::parse(&text) {
                prop_assert!(scopes.is_within(&Scopes::all()));
                prop_assert_eq!(Scopes::parse(&scopes.to_string()), Ok(scopes));
            }
        }

        #[test]
        fn quotation_marks_backslashes_and_controls_are_refused(
            head in "[a-z ]{0,8}", bad in "[\"\\\\\\x00-\\x1f\\x7f]", tail in "[a-z ]{0,8}"
        ) {
            let text = format!("{head}{bad}{tail}");
            prop_assert!(Scopes::parse(&text).is_err());
        }
    }
}
