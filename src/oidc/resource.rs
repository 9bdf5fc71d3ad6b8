//! Resource indicators: for whom an access token is meant (RFC 8707).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

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

#[cfg(test)]
mod tests {
    use super::*;

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
