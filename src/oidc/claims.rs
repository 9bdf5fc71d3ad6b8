//! Claims about a person, and the `claims` parameter that asks for them (OIDC Core §5).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::error::Error;
use super::scope::{Scope, Scopes};
use crate::base::{Subject, Timestamp};
use crate::sessions::Acr;

/// A JSON object of claims.
pub type Claims = Map<String, Value>;

/// Everything a relying party could come to know about a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// `sub`.
    pub subject: Subject,
    /// `preferred_username`.
    pub username: String,
    /// `name`.
    pub display_name: String,
    /// `updated_at`.
    pub updated_at: Timestamp,
    /// The other standard claims, by their names in OIDC Core §5.1; `groups` and `roles` where they
    /// were asked for.
    pub claims: Claims,
}

impl Person {
    /// One claim by its name; `None` if there is nothing to say.
    pub fn claim(&self, name: &str) -> Option<Value> {
        match name {
            "name" => Some(self.display_name.clone().into()),
            "preferred_username" => Some(self.username.clone().into()),
            // OIDC Core §5.1: a JSON number of seconds.
            "updated_at" => Some(self.updated_at.seconds().into()),
            other => self.claims.get(other).and_then(said),
        }
    }

    /// The claims of these scopes and of these names; absent ones are left out (OIDC Core §5.3.2).
    pub fn claims<'a>(&self, scopes: &Scopes, names: impl Iterator<Item = &'a str>) -> Claims {
        let by_scope = scopes.iter().flat_map(|scope| scope.claims().iter().copied());
        by_scope
            .chain(names.filter(|name| Scope::of_claim(name).is_some()))
            .filter_map(|name| Some((name.to_owned(), self.claim(name)?)))
            .collect()
    }
}

/// What of a value says something: OIDC Core §5.3.2 has nothing that is empty.
fn said(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) => (!text.trim().is_empty()).then(|| value.clone()),
        Value::Object(members) => {
            let members: Map<_, _> = members
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), said(value)?)))
                .collect();
            (!members.is_empty()).then(|| members.into())
        }
        Value::Array(values) => (!values.is_empty()).then(|| value.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.clone()),
    }
}

/// What the `claims` parameter asks for one claim (OIDC Core §5.5.1).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Wanted {
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    essential: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    values: Option<Vec<Value>>,
}

impl Wanted {
    /// The texts that would do; empty if any would.
    fn texts(&self) -> Vec<&str> {
        self.value.iter().chain(self.values.iter().flatten()).filter_map(Value::as_str).collect()
    }
}

/// The `claims` parameter (OIDC Core §5.5), reduced to the claims that Daypass knows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClaimsRequest {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    userinfo: BTreeMap<String, Option<Wanted>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    id_token: BTreeMap<String, Option<Wanted>>,
}

/// Claims of the authentication rather than of the person, which may be asked of the ID token.
const AUTHENTICATION_CLAIMS: [&str; 4] = ["acr", "amr", "auth_time", "sub"];

impl ClaimsRequest {
    /// Reads a `claims` parameter. Members and claims we do not know are left out.
    ///
    /// # Errors
    ///
    /// `invalid_request` if it is not the JSON object of objects that OIDC Core §5.5 describes.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut request: Self = serde_json::from_str::<Sent>(text)
            .map(Self::from)
            .map_err(|_| Error::invalid_request("claims is not a claims request object"))?;
        for asked in [&mut request.userinfo, &mut request.id_token] {
            asked.retain(|name, _| is_known(name));
        }
        Ok(request)
    }

    /// The same without the claims of the person that no scope of these stands for.
    #[must_use]
    pub fn within(mut self, scopes: &Scopes) -> Self {
        for asked in [&mut self.userinfo, &mut self.id_token] {
            asked
                .retain(|name, _| Scope::of_claim(name).is_none_or(|scope| scopes.contains(scope)));
        }
        self
    }

    /// Whether nothing we know was asked for.
    pub fn is_empty(&self) -> bool {
        self.userinfo.is_empty() && self.id_token.is_empty()
    }

    /// The names of the claims asked of the userinfo endpoint.
    pub fn userinfo(&self) -> impl Iterator<Item = &str> {
        self.userinfo.keys().map(String::as_str)
    }

    /// The names of the claims asked of the ID token.
    pub fn id_token(&self) -> impl Iterator<Item = &str> {
        self.id_token.keys().map(String::as_str)
    }

    /// OIDC Core §5.5.1.1: the levels one of which must be reached, if `acr` is essential.
    pub fn essential_acr(&self) -> Option<Vec<&str>> {
        let wanted = self.id_token.get("acr")?.as_ref()?;
        let levels = wanted.texts();
        (wanted.essential && !levels.is_empty()).then_some(levels)
    }

    /// OIDC Core §5.5.1.1: the `acr` of the response matches one of the levels that are essential: the
    /// strongest that was reached. Where none was, or none is essential, it is what was reached.
    pub fn acr_told(&self, reached: Acr) -> Acr {
        let levels = self.essential_acr().unwrap_or_default();
        let reached_of_them =
            levels.iter().filter_map(|level| level.parse().ok()).filter(|level| *level <= reached);
        reached_of_them.max().unwrap_or(reached)
    }

    /// OIDC Core §5.5.1: the one subject about whom the client wants to hear, if it named one.
    pub fn subject(&self) -> Option<&str> {
        self.id_token.get("sub")?.as_ref()?.value.as_ref()?.as_str()
    }

    /// OIDC Core §2: `auth_time` is required when it is an essential claim.
    pub fn wants_auth_time(&self) -> bool {
        self.id_token.contains_key("auth_time")
    }

    /// The scopes whose claims are asked for by name: consent must cover them too.
    pub fn scopes(&self) -> Scopes {
        self.userinfo().chain(self.id_token()).filter_map(Scope::of_claim).collect()
    }
}

fn is_known(name: &str) -> bool {
    Scope::of_claim(name).is_some() || AUTHENTICATION_CLAIMS.contains(&name)
}

/// The parameter as sent: `null` members are allowed.
#[derive(Deserialize)]
struct Sent {
    userinfo: Option<BTreeMap<String, Option<Wanted>>>,
    id_token: Option<BTreeMap<String, Option<Wanted>>>,
}

impl From<Sent> for ClaimsRequest {
    fn from(sent: Sent) -> Self {
        Self {
            userinfo: sent.userinfo.unwrap_or_default(),
            id_token: sent.id_token.unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn ana() -> Person {
        let Value::Object(claims) = json!({
            "given_name": "Ana", "nickname": "", "email": "ana@contoso.example",
            "email_verified": true, "address": { "country": "" }, "phone_number": null
        }) else {
            unreachable!()
        };
        Person {
            subject: Subject::new("ana"),
            username: "ana@contoso.example".to_owned(),
            display_name: "Ana Silva".to_owned(),
            updated_at: Timestamp::from_millis(1_500),
            claims,
        }
    }

    #[test]
    fn a_scope_shows_its_claims_and_no_others_and_never_an_empty_one() {
        let scopes = Scopes::parse("openid profile address phone").unwrap();
        assert_eq!(
            Value::Object(ana().claims(&scopes, std::iter::empty())),
            json!({
                "name": "Ana Silva", "given_name": "Ana", "updated_at": 1,
                "preferred_username": "ana@contoso.example"
            })
        );
    }

    #[test]
    fn a_claim_asked_for_by_name_is_shown_without_its_scope() {
        let request = ClaimsRequest::parse(
            r#"{"userinfo":{"email":null,"name":{"essential":true},"shoe_size":null}}"#,
        )
        .unwrap();
        let shown = ana().claims(&Scopes::parse("openid").unwrap(), request.userinfo());
        assert_eq!(
            Value::Object(shown),
            json!({"name": "Ana Silva", "email": "ana@contoso.example"})
        );
        assert_eq!(request.scopes().to_string(), "profile email");
    }

    #[test]
    fn an_essential_acr_names_the_levels_that_would_do() {
        let parse = |text| ClaimsRequest::parse(text).unwrap();
        let essential = parse(r#"{"id_token":{"acr":{"essential":true,"values":["phr","phrh"]}}}"#);
        assert_eq!(essential.essential_acr(), Some(vec!["phr", "phrh"]));
        assert_eq!(parse(r#"{"id_token":{"acr":{"values":["phr"]}}}"#).essential_acr(), None);
        assert_eq!(parse(r#"{"id_token":{"acr":null}}"#).essential_acr(), None);
    }

    #[test]
    fn an_essential_acr_is_answered_with_the_strongest_level_that_was_reached() {
        let text = r#"{"id_token":{"acr":{"essential":true,"values":["phr","pwd","urn:x"]}}}"#;
        let essential = ClaimsRequest::parse(text).unwrap();
        for (reached, told) in [
            (Acr::Phrh, Acr::Phr),
            (Acr::Phr, Acr::Phr),
            (Acr::Mfa, Acr::Pwd),
            (Acr::Bootstrap, Acr::Bootstrap),
        ] {
            assert_eq!(essential.acr_told(reached), told);
        }
        assert_eq!(ClaimsRequest::default().acr_told(Acr::Phrh), Acr::Phrh);
    }

    #[test]
    fn what_is_not_a_claims_request_is_refused() {
        for text in ["", "[]", "1", r#"{"userinfo":[]}"#, r#"{"id_token":{"acr":"phr"}}"#, "{"] {
            assert!(ClaimsRequest::parse(text).is_err(), "{text}");
        }
        assert!(ClaimsRequest::parse(r#"{"userinfo":null,"other":1}"#).unwrap().is_empty());
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_stored_and_read_again_unchanged(
            names in prop::collection::vec("[a-z_]{1,12}|email|name|acr|sub", 0..6), essential: bool
        ) {
            let members: Map<_, _> =
                names.into_iter().map(|name| (name, json!({"essential": essential}))).collect();
            let text = json!({"userinfo": members, "id_token": members}).to_string();
            let request = ClaimsRequest::parse(&text).unwrap();
            prop_assert!(request.userinfo().all(is_known));
            let stored = serde_json::to_string(&request).unwrap();
            prop_assert_eq!(serde_json::from_str::<ClaimsRequest>(&stored).unwrap(), request);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".*") {
            let _ = ClaimsRequest::parse(&text);
        }
    }
}
