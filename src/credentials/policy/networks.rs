//! Networks as they are written: `10.0.0.0/8`, or one address.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Text that is no network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a network such as 10.0.0.0/8")]
pub struct NotANetwork(String);

/// Reads a network; a single address is the network of itself. Bits behind the prefix are cleared.
pub fn parse_network(text: &str) -> Result<IpNet, NotANetwork> {
    let text = text.trim();
    let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    match network.map(|network| network.trunc()) {
        // Callers on IPv4 are known by their IPv4 address: such a network would hold nobody.
        Ok(IpNet::V6(network)) if network.addr().to_ipv4_mapped().is_some() => {
            Err(NotANetwork(text.to_owned()))
        }
        Ok(network) => Ok(network),
        Err(_) => Err(NotANetwork(text.to_owned())),
    }
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<IpNet>, D::Error> {
    let texts = Vec::<String>::deserialize(from)?;
    texts.iter().map(|text| parse_network(text).map_err(D::Error::custom)).collect()
}

pub(super) fn deserialize_option<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<Vec<IpNet>>, D::Error> {
    let Some(texts) = Option::<Vec<String>>::deserialize(from)? else { return Ok(None) };
    let networks: Result<_, _> = texts.iter().map(|text| parse_network(text)).collect();
    networks.map(Some).map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_and_single_addresses_are_read_and_nothing_else() {
        for (text, network) in [
            (" 10.1.2.3/8 ", "10.0.0.0/8"),
            ("192.0.2.7", "192.0.2.7/32"),
            ("2001:db8::/32", "2001:db8::/32"),
        ] {
            assert_eq!(parse_network(text).unwrap().to_string(), network);
        }
        for text in ["", "10.0.0.0/33", "office", "10.0.0", "::ffff:10.0.0.0/104"] {
            assert!(parse_network(text).is_err(), "{text}");
        }
    }
}
