//! Where an authorization response or a signed-out person may be sent.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use url::{Host, Url};

use super::metadata::ApplicationType;
use crate::oidc::issuer::is_loopback;

/// A registered redirect URI, kept byte for byte as it was registered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct RedirectUri(String);

/// Why a URI cannot be registered as a redirect URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRedirectUri {
    /// Not an absolute URI in plain ASCII.
    #[error("it is not an absolute URI in plain ASCII")]
    NotAbsolute,
    /// RFC 6749 §3.1.2: it has a fragment.
    #[error("it has a fragment (#…)")]
    Fragment,
    /// It carries a user name or a password.
    #[error("it carries a user name or a password")]
    Credentials,
    /// Plain http to another machine, or a scheme that a browser would run.
    #[error(
        "it must be https, http on a loopback address, or a private-use scheme (com.example.app:/…)"
    )]
    Scheme,
}

impl RedirectUri {
    /// Checks what somebody wants to register.
    pub fn parse(text: &str) -> Result<Self, InvalidRedirectUri> {
        if !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(InvalidRedirectUri::NotAbsolute);
        }
        let url = Url::parse(text).map_err(|_| InvalidRedirectUri::NotAbsolute)?;
        // RFC 6749 §3.1.2: the endpoint URI must not include a fragment component.
        if text.contains('#') {
            return Err(InvalidRedirectUri::Fragment);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidRedirectUri::Credentials);
        }
        let allowed = match url.scheme() {
            "https" => true,
            "http" => is_loopback(&url),
            // RFC 8252 §7.1: a private-use scheme is a reversed domain name, so it has a dot; this
            // also keeps out `javascript:` and `data:`.
            scheme => scheme.contains('.'),
        };
        if allowed { Ok(Self(text.to_owned())) } else { Err(InvalidRedirectUri::Scheme) }
    }

    /// The URI as it was registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its host; a private-use scheme has none.
    pub(in crate::oidc) fn host(&self) -> Option<String> {
        Url::parse(&self.0).ok()?.host_str().map(str::to_owned)
    }

    /// Whether a URI in a request is this one.
    pub fn matches(&self, requested: &str, application: ApplicationType) -> bool {
        // OIDC Core §3.1.2.1, RFC 9700 §2.1: exact match, byte by byte.
        self.0 == requested
            || (application == ApplicationType::Native && self.matches_but_for_port(requested))
    }

    /// RFC 8252 §7.3: any port at the time of the request, for a native app's loopback IP address.
    fn matches_but_for_port(&self, requested: &str) -> bool {
        let (Some(registered), Some(requested)) =
            (without_loopback_port(&self.0), without_loopback_port(requested))
        else {
            return false;
        };
        registered == requested
    }
}

/// What stands before and after the port of `http://127.0.0.1:PORT…` or `http://[::1]:PORT…`.
fn without_loopback_port(uri: &str) -> Option<(&str, &str)> {
    if !uri.bytes().all(|b| b.is_ascii_graphic()) || uri.contains('#') {
        return None;
    }
    let url = Url::parse(uri).ok()?;
    let loopback_address = match url.host()? {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(_) => false,
    };
    let authority_starts = "http://".len();
    let after_scheme = uri.strip_prefix("http://").filter(|_| loopback_address)?;
    let authority = after_scheme.find(['/', '?', '\\']).unwrap_or(after_scheme.len());
    let (host_and_port, rest) = after_scheme.split_at_checked(authority)?;
    if host_and_port.contains('@') {
        return None;
    }
    let host_ends = match host_and_port.rfind(':') {
        // The last colon of `[::1]` is not in front of a port.
        Some(colon) if !host_and_port.ends_with(']') => colon,
        _ => host_and_port.len(),
    };
    Some((uri.get(..authority_starts + host_ends)?, rest))
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RedirectUri {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|why| {
            serde::de::Error::custom(format!("{text} cannot be a redirect URI: {why}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_https_loopback_and_private_use_schemes_can_be_registered() {
        use InvalidRedirectUri::{Credentials, Fragment, NotAbsolute, Scheme};
        for (text, expected) in [
            ("https://rp.example/callback?tenant=1", Ok(())),
            ("http://127.0.0.1:8081/callback", Ok(())),
            ("http://localhost/callback", Ok(())),
            ("http://[::1]/callback", Ok(())),
            ("com.example.app:/callback", Ok(())),
            ("https://rp.example/callback#", Err(Fragment)),
            ("https://rp.example/callback#x", Err(Fragment)),
            ("http://rp.example/callback", Err(Scheme)),
            ("http://localhost.example/callback", Err(Scheme)),
            ("javascript:alert(1)", Err(Scheme)),
            ("data:text/html,x", Err(Scheme)),
            ("urn:ietf:wg:oauth:2.0:oob", Err(Scheme)),
            ("https://ana:x@rp.example/", Err(Credentials)),
            ("/callback", Err(NotAbsolute)),
            ("https://rp.example/a b", Err(NotAbsolute)),
            ("https://rp.example/\u{e9}", Err(NotAbsolute)),
            ("", Err(NotAbsolute)),
        ] {
            assert_eq!(RedirectUri::parse(text).map(|_| ()), expected, "{text}");
        }
    }

    #[test]
    fn a_native_app_may_choose_its_loopback_port_and_nothing_else() {
        let registered = RedirectUri::parse("http://127.0.0.1/callback?x=1").unwrap();
        let native = |uri| registered.matches(uri, ApplicationType::Native);
        assert!(native("http://127.0.0.1/callback?x=1"));
        assert!(native("http://127.0.0.1:51004/callback?x=1"));
        for other in [
            "http://127.0.0.1:51004/callback",
            "http://127.0.0.1:51004/callback?x=1#",
            "http://127.0.0.1:51004/Callback?x=1",
            "http://127.0.0.1:51004@evil.example/callback?x=1",
            "http://127.0.0.1@evil.example:1/callback?x=1",
            "http://127.0.0.1.evil.example:51004/callback?x=1",
            "http://127.0.0.2:51004/callback?x=1",
            "http://localhost:51004/callback?x=1",
            "https://127.0.0.1:51004/callback?x=1",
            "http://127.0.0.1:evil/callback?x=1",
        ] {
            assert!(!native(other), "{other}");
        }
        assert!(!registered.matches("http://127.0.0.1:1/callback?x=1", ApplicationType::Web));
        let six = RedirectUri::parse("http://[::1]:1/cb").unwrap();
        assert!(six.matches("http://[::1]/cb", ApplicationType::Native));
        assert!(six.matches("http://[::1]:9/cb", ApplicationType::Native));
    }

    proptest! {
        #[test]
        fn a_web_client_gets_its_own_bytes_and_no_others(
            path in "[a-z/%0-9A-F]{0,12}", other in "\\PC{0,24}"
        ) {
            let text = format!("https://rp.example/{path}");
            let registered = RedirectUri::parse(&text).unwrap();
            prop_assert!(registered.matches(&text, ApplicationType::Web));
            let added = format!("{text}{other}");
            prop_assert_eq!(registered.matches(&added, ApplicationType::Web), other.is_empty());
            prop_assert_eq!(registered.matches(&added, ApplicationType::Native), other.is_empty());
            prop_assert!(!registered.matches(&other, ApplicationType::Native));
        }

        #[test]
        fn a_native_match_stays_on_the_same_loopback_address(requested in "http://127.0.0.1\\PC{0,24}") {
            let registered = RedirectUri::parse("http://127.0.0.1/cb").unwrap();
            if registered.matches(&requested, ApplicationType::Native) {
                let url = Url::parse(&requested).unwrap();
                prop_assert_eq!(url.host_str(), Some("127.0.0.1"));
                prop_assert_eq!(url.path(), "/cb");
                prop_assert_eq!(url.username(), "");
            }
        }

        #[test]
        fn whatever_can_be_registered_has_no_fragment(text in "\\PC{0,40}") {
            if let Ok(uri) = RedirectUri::parse(&text) {
                prop_assert!(!uri.as_str().contains('#'));
                prop_assert!(uri.matches(&text, ApplicationType::Web));
            }
        }
    }
}
