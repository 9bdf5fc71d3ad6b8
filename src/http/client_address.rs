//! Whose machine a request came from.

use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header::X_FORWARDED_FOR;
use ipnet::IpNet;

/// The proxies whose `X-Forwarded-For` is believed.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// These networks.
    pub const fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// The address of the client: the peer's, or what trusted proxies say about it.
///
/// Nothing else is taken from forwarding headers: scheme and host are the issuer's.
pub fn client_address(request: &HttpRequest, proxies: &TrustedProxies) -> Option<IpAddr> {
    let peer = request.peer_addr().map(|peer| canonical(peer.ip()))?;
    if !proxies.trusts(peer) {
        return Some(peer);
    }
    let lines = request.headers().get_all(X_FORWARDED_FOR).filter_map(|line| line.to_str().ok());
    Some(behind(peer, lines, proxies))
}

/// Every proxy appends whom it heard from: read from the right, the first that is no proxy of ours
/// is the client. Left of it anybody may have written anything, and so it is with what is no address.
fn behind<'h>(
    peer: IpAddr,
    lines: impl DoubleEndedIterator<Item = &'h str>,
    proxies: &TrustedProxies,
) -> IpAddr {
    let mut nearest = peer;
    for hop in lines.rev().flat_map(|line| line.rsplit(',')) {
        let Some(address) = address_of(hop.trim()) else { return nearest };
        nearest = address;
        if !proxies.trusts(address) {
            return address;
        }
    }
    nearest
}

/// Some proxies add the port they heard from.
fn address_of(hop: &str) -> Option<IpAddr> {
    hop.parse::<IpAddr>()
        .or_else(|_| hop.parse::<SocketAddr>().map(|address| address.ip()))
        .or_else(|_| hop.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>())
        .ok()
        .map(canonical)
}

/// An IPv4 address stays one when it arrives on an IPv6 socket.
fn canonical(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen_from(peer: &str, headers: &[&str]) -> String {
        let proxies =
            TrustedProxies::new(vec!["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()]);
        let mut request = actix_web::test::TestRequest::default()
            .peer_addr(SocketAddr::new(peer.parse().unwrap(), 9));
        for header in headers {
            request = request.append_header((X_FORWARDED_FOR, *header));
        }
        client_address(&request.to_http_request(), &proxies).unwrap().to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(seen_from("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(seen_from("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen_from("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(seen_from("fd00::1", &["198.51.100.1:4711"]), "198.51.100.1");
        assert_eq!(seen_from("::ffff:10.0.0.1", &["2001:db8::1"]), "2001:db8::1");
        assert_eq!(seen_from("10.0.0.1", &["[2001:db8::1]:443"]), "2001:db8::1");
    }

    #[test]
    fn what_the_client_wrote_itself_is_not_believed() {
        assert_eq!(seen_from("10.0.0.1", &["1.1.1.1, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen_from("10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.2.3.4"]), "198.51.100.1");
        assert_eq!(seen_from("10.0.0.1", &["1.1.1.1", "198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen_from("10.0.0.1", &["1.1.1.1, nonsense, 10.2.3.4"]), "10.2.3.4");
        assert_eq!(seen_from("10.0.0.1", &["10.9.9.9"]), "10.9.9.9");
    }
}
