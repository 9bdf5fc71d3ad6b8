//! Resource indicators: for whom an access token is meant (RFC 8707).

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

use super::error::{Error, ErrorCode};
use super::parameters::Parameters;

/// The identifier of a resource: an absolute URI without a fragment, compared byte by byte.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Resource(String);

/// A text that identifies no resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a resource is an absolute URI without a fragment, of at most 500 characters")]
pub struct InvalidResource;

impl Resource {
    /// Reads a `resource` parameter or a registered resource.
    pub fn parse(text: &str) -> Result<Self, InvalidResource> {
        let is_plain = text.len() <= 500 && text.bytes().all(|b| b.is_ascii_graphic());
        // RFC 8707 §2: an absolute URI (RFC 3986 §4.3), which must not include a fragment.
        if is_plain && !text.contains('#') && Url::parse(text).is_ok() {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidResource)
        }
    }

    /// The identifier, as in `aud`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Resource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|why| serde::de::Error::custom(format!("{text}: {why}")))
    }
}

/// A set of resources; none means the issuer itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resources(BTreeSet<Resource>);

impl Resources {
    /// Reads the `resource` parameters of a request (RFC 8707 §2), of which there may be several.
    ///
    /// # Errors
    ///
    /// `invalid_target` for what is no resource, or none that is `allowed`.
    pub(super) fn asked(
        parameters: &Parameters,
        allowed: &BTreeSet<Resource>,
    ) -> Result<Self, Error> {
        let asked = parameters.all("resource")?;
        let resources: Option<BTreeSet<_>> =
            asked.into_iter().map(|text| Resource::parse(text).ok()).collect();
        resources.filter(|asked| asked.is_subset(allowed)).map(Self).ok_or_else(|| {
            Error::new(
                ErrorCode::InvalidTarget,
                "A resource is no absolute URI, or this client may not ask for it",
            )
        })
    }

    /// What a token request makes of what was granted: the same, or less (RFC 8707 §2.2).
    ///
    /// # Errors
    ///
    /// `invalid_target` for a resource that was not granted, or that the client has lost since.
    pub(super) fn narrowed(
        &self,
        parameters: &Parameters,
        allowed: &BTreeSet<Resource>,
    ) -> Result<Self, Error> {
        let still = self.0.intersection(allowed).cloned().collect();
        let asked = Self::asked(parameters, &still)?;
        if !asked.is_empty() {
            return Ok(asked);
        }
        if still.is_empty() && !self.is_empty() {
            let description = "This client may not ask for any of these resources any more";
            return Err(Error::new(ErrorCode::InvalidTarget, description));
        }
        Ok(Self(still))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The resources.
    pub fn iter(&self) -> impl Iterator<Item = &Resource> {
        self.0.iter()
    }

    /// As in the database: space separated, nothing if there is none.
    pub(super) fn stored(&self) -> Option<String> {
        let texts: Vec<&str> = self.0.iter().map(Resource::as_str).collect();
        (!texts.is_empty()).then(|| texts.join(" "))
    }

    /// What [`Resources::stored`] wrote.
    pub(super) fn from_stored(text: Option<&str>) -> Result<Self, InvalidResource> {
        text.unwrap_or_default().split_ascii_whitespace().map(Resource::parse).collect()
    }
}

impl FromIterator<Resource> for Resources {
    fn from_iter<I: IntoIterator<Item = Resource>>(resources: I) -> Self {
        Self(resources.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(texts: &[&str]) -> BTreeSet<Resource> {
        texts.iter().map(|text| Resource::parse(text).unwrap()).collect()
    }

    #[test]
    fn several_may_be_asked_for_and_each_must_be_allowed() {
        let allowed = set(&["https://a.example", "urn:b"]);
        let asked = |query| Resources::asked(&Parameters::parse(query), &allowed);
        assert_eq!(asked("scope=openid"), Ok(Resources::default()));
        let both = asked("resource=urn:b&resource=https://a.example&resource=urn:b").unwrap();
        assert_eq!(both.stored().unwrap(), "https://a.example urn:b");
        assert_eq!(Resources::from_stored(both.stored().as_deref()), Ok(both));
        for refused in
            ["resource=urn:c", "resource=urn:b&resource=b", "resource=https://a.example/"]
        {
            assert_eq!(asked(refused).unwrap_err().code, ErrorCode::InvalidTarget, "{refused}");
        }
    }

    #[test]
    fn a_token_request_narrows_what_was_granted_and_never_widens_it() {
        let granted = Resources(set(&["urn:a", "urn:b"]));
        let allowed = set(&["urn:a", "urn:b", "urn:c"]);
        let narrowed = |query, allowed: &_| granted.narrowed(&Parameters::parse(query), allowed);
        assert_eq!(narrowed("", &allowed), Ok(granted.clone()));
        assert_eq!(narrowed("resource=urn:a", &allowed), Ok(Resources(set(&["urn:a"]))));
        assert!(narrowed("resource=urn:c", &allowed).is_err());
        assert_eq!(narrowed("", &set(&["urn:b"])), Ok(Resources(set(&["urn:b"]))));
        assert!(narrowed("resource=urn:a", &set(&["urn:b"])).is_err());
        assert!(narrowed("", &set(&["urn:c"])).is_err(), "never wider because nothing is left");
    }

    #[test]
    fn a_resource_is_an_absolute_uri_without_a_fragment() {
        for text in ["https://api.contoso.example", "https://api.contoso.example/v1?x=1", "urn:x:y"]
        {
            assert_eq!(Resource::parse(text).unwrap().as_str(), text);
        }
        let long = format!("https://api.contoso.example/{}", "a".repeat(500));
        for text in ["", "api", "/v1", "https://api.contoso.example/#", "https://a b/", &long] {
            assert_eq!(Resource::parse(text), Err(InvalidResource), "{text}");
        }
    }
}
