//! Who we are on the wire, and where our endpoints are.

use std::fmt;

use url::Url;

/// The paths of the protocol's endpoints, under the issuer.
pub mod path {
    /// OpenID Connect Discovery §4.
    pub const OPENID_CONFIGURATION: &str = "/.well-known/openid-configuration";
    /// RFC 8414 §3.
    pub const AUTHORIZATION_SERVER: &str = "/.well-known/oauth-authorization-server";
    /// RFC 6749 §3.1.
    pub const AUTHORIZE: &str = "/oauth2/authorize";
    /// RFC 6749 §3.2.
    pub const TOKEN: &str = "/oauth2/token";
    /// OIDC Core §5.3.
    pub const USERINFO: &str = "/oauth2/userinfo";
    /// RFC 7517 §5.
    pub const KEYS: &str = "/oauth2/keys";
    /// OpenID Connect RP-Initiated Logout §2.
    pub const LOGOUT: &str = "/oauth2/logout";
    /// RFC 9126 §2.
    pub const PUSHED_AUTHORIZATION_REQUEST: &str = "/oauth2/par";
    /// RFC 8628 §3.1.
    pub const DEVICE_AUTHORIZATION: &str = "/oauth2/device_authorization";
    /// RFC 8628 §3.3: where people type the code of a device.
    pub const DEVICE: &str = "/device";
    /// RFC 7662 §2.
    pub const INTROSPECT: &str = "/oauth2/introspect";
    /// RFC 7009 §2.
    pub const REVOKE: &str = "/oauth2/revoke";
    /// RFC 7591 §3; below it, each client's own (RFC 7592 §2).
    pub const REGISTER: &str = "/oauth2/register";

    /// Shared Signals Framework §7.2.
    pub const SSF_CONFIGURATION: &str = "/.well-known/ssf-configuration";
    /// Shared Signals Framework §8.1.1: streams.
    pub const SSF_STREAMS: &str = "/ssf/streams";
    /// Shared Signals Framework §8.1.2: whether a stream is enabled.
    pub const SSF_STATUS: &str = "/ssf/status";
    /// Shared Signals Framework §8.1.3.2.
    pub const SSF_ADD_SUBJECT: &str = "/ssf/subjects/add";
    /// Shared Signals Framework §8.1.3.3.
    pub const SSF_REMOVE_SUBJECT: &str = "/ssf/subjects/remove";
    /// Shared Signals Framework §8.1.4.
    pub const SSF_VERIFY: &str = "/ssf/verify";
    /// RFC 8936 §2: below it, a stream.
    pub const SSF_POLL: &str = "/ssf/poll";

    /// Where the console gets the answer when somebody tries an app out.
    pub const TRIAL: &str = "/admin/try-app";

    /// The endpoints at which clients authenticate.
    pub const OF_CLIENTS: [&str; 5] =
        [TOKEN, PUSHED_AUTHORIZATION_REQUEST, DEVICE_AUTHORIZATION, INTROSPECT, REVOKE];
}

/// The issuer identifier: an origin without a slash at its end. Compared as text, byte by byte.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Issuer {
    text: String,
    loopback: bool,
}

impl Issuer {
    /// From a URL that the settings have found fit to be an issuer.
    pub fn new(url: &Url) -> Self {
        Self { text: url.as_str().trim_end_matches('/').to_owned(), loopback: is_loopback(url) }
    }

    /// The identifier as in `iss`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The absolute address of one of our paths.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// Whether only this machine can reach us: somebody is trying Daypass out.
    pub const fn is_loopback(&self) -> bool {
        self.loopback
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether a URL's host is this machine.
pub(in crate::oidc) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        // RFC 6761 §6.3: `localhost` and all below it are loopback.
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_has_no_slash_at_its_end() {
        let issuer = Issuer::new(&Url::parse("https://id.contoso.example/").unwrap());
        assert_eq!(issuer.as_str(), "https://id.contoso.example");
        assert_eq!(issuer.at(path::TOKEN), "https://id.contoso.example/oauth2/token");
        assert!(!issuer.is_loopback());
    }

    #[test]
    fn this_machine_is_recognised_by_its_host() {
        for (url, loopback) in [
            ("http://localhost:8080", true),
            ("http://127.0.0.1:8080", true),
            ("http://[::1]:8080", true),
            ("http://rp.localhost", true),
            ("http://localhost.example", false),
            ("http://127.0.0.1.example", false),
        ] {
            assert_eq!(Issuer::new(&Url::parse(url).unwrap()).is_loopback(), loopback, "{url}");
        }
    }
}
