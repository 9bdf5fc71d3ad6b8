//! The issuer: the address under which everybody knows this installation.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use url::{Host, Url};

/// The issuer identifier (OIDC Discovery §3): scheme, host and port, without a trailing slash.
///
/// Every address that leaves Daypass is made from it; nothing is ever taken from a `Host` header.
#[derive(Clone, PartialEq, Eq)]
pub struct Issuer {
    url: Url,
    text: String,
}

/// Why an address cannot be an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIssuer {
    /// Not an absolute http(s) URL.
    #[error("must be an address such as https://sign-in.example.com")]
    NotAnAddress,
    /// Plain http towards another machine.
    #[error("must start with https:// unless its host is localhost")]
    NotHttps,
    /// More than scheme, host and port.
    #[error("must be only scheme, host and port: no path, query, fragment or user name")]
    MoreThanAnOrigin,
    /// An IP address of another machine.
    #[error("must name its host: passkeys do not work on IP addresses")]
    IpAddress,
}

impl Issuer {
    /// As it is published: `https://sign-in.example.com`, no trailing slash.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// As a URL (whose path is `/`).
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// The absolute address of a path that starts with a slash.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// Whether browsers reach it over TLS.
    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether it is reached from this machine only.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// The port, given or implied by the scheme.
    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or(443)
    }

    /// The same host and port over TLS.
    pub(super) fn with_https(&self) -> Result<Self, InvalidIssuer> {
        let port = self.port();
        let mut url = self.url.clone();
        url.set_scheme("https").map_err(|()| InvalidIssuer::NotAnAddress)?;
        url.set_port(Some(port)).map_err(|()| InvalidIssuer::NotAnAddress)?;
        url.as_str().parse()
    }
}

impl FromStr for Issuer {
    type Err = InvalidIssuer;

    fn from_str(text: &str) -> Result<Self, InvalidIssuer> {
        let url = Url::parse(text).map_err(|_| InvalidIssuer::NotAnAddress)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(InvalidIssuer::NotAnAddress);
        }
        let bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !bare {
            return Err(InvalidIssuer::MoreThanAnOrigin);
        }
        if !is_loopback(&url) {
            if url.scheme() != "https" {
                return Err(InvalidIssuer::NotHttps);
            }
            if !matches!(url.host(), Some(Host::Domain(_))) {
                return Err(InvalidIssuer::IpAddress);
            }
        }
        let text = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { url, text })
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        None => false,
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Issuer({})", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_an_https_origin_or_this_machine() {
        for (text, canonical) in [
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://localhost:8080/", "http://localhost:8080"),
            ("http://127.0.0.1:9", "http://127.0.0.1:9"),
            ("http://[::1]:9", "http://[::1]:9"),
            ("https://ID.Example.com:443", "https://id.example.com"),
        ] {
            assert_eq!(text.parse::<Issuer>().unwrap().as_str(), canonical);
        }
        for (text, why) in [
            ("sign-in.example.com", InvalidIssuer::NotAnAddress),
            ("ftp://localhost", InvalidIssuer::NotAnAddress),
            ("http://example.com", InvalidIssuer::NotHttps),
            ("http://localhost.example.com", InvalidIssuer::NotHttps),
            ("https://10.0.0.7", InvalidIssuer::IpAddress),
            ("https://example.com/sso", InvalidIssuer::MoreThanAnOrigin),
            ("https://example.com?x", InvalidIssuer::MoreThanAnOrigin),
            ("https://example.com/#x", InvalidIssuer::MoreThanAnOrigin),
            ("https://a:b@example.com", InvalidIssuer::MoreThanAnOrigin),
        ] {
            assert_eq!(text.parse::<Issuer>(), Err(why), "{text}");
        }
    }

    #[test]
    fn over_tls_the_port_stays() {
        let issuer: Issuer = "http://localhost".parse().unwrap();
        assert_eq!(issuer.with_https().unwrap().as_str(), "https://localhost:80");
    }
}
