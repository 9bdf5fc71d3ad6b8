//! The issuer: the address under which everybody knows this installation.

use url::{Host, Url};

use crate::oidc::Issuer;

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

/// An address that is fit to be an issuer identifier (OIDC Discovery §3): an origin.
pub(super) fn parse(text: &str) -> Result<Url, InvalidIssuer> {
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
    Ok(url)
}

/// Whether only this machine can reach it.
pub(super) fn is_loopback(url: &Url) -> bool {
    Issuer::new(url).is_loopback()
}

/// The port, given or implied by the scheme.
pub(super) fn port(url: &Url) -> u16 {
    url.port_or_known_default().unwrap_or(443)
}

/// The same host and port over TLS.
pub(super) fn over_tls(url: &Url) -> Result<Url, InvalidIssuer> {
    let mut secure = url.clone();
    secure.set_scheme("https").map_err(|()| InvalidIssuer::NotAnAddress)?;
    secure.set_port(Some(port(url))).map_err(|()| InvalidIssuer::NotAnAddress)?;
    Ok(secure)
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
            assert_eq!(Issuer::new(&parse(text).unwrap()).as_str(), canonical);
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
            assert_eq!(parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn over_tls_the_port_stays() {
        let issuer = parse("http://localhost").unwrap();
        assert_eq!(over_tls(&issuer).unwrap().as_str(), "https://localhost:80/");
    }
}
