//! Which addresses may be called.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use url::{Host, Url};

/// What calls may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// Whether loopback and private networks may be called.
    pub allow_private: bool,
    /// Networks that may be called whatever they are.
    pub allowed_networks: Vec<IpNet>,
    /// Certificate authorities (PEM) that are believed besides the system's.
    pub extra_ca: Option<PathBuf>,
    /// How long a call may take, from looking up the name to the last byte of the answer.
    pub timeout: Duration,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            allow_private: false,
            allowed_networks: Vec::new(),
            extra_ca: None,
            timeout: Duration::from_secs(10),
        }
    }
}

/// How far an address reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Anywhere: a machine on the Internet.
    Public,
    /// This machine or this organisation's network.
    Private,
    /// Special purposes (IANA registries, RFC 6890): among them link-local addresses, where clouds
    /// keep the credentials of their machines.
    Special,
}

impl Guard {
    /// Whether this address may be connected to.
    pub fn allows(&self, address: IpAddr) -> bool {
        let address = plain(address);
        if self.allowed_networks.iter().any(|network| network.contains(&address)) {
            return true;
        }
        match reach(address) {
            Reach::Public => true,
            Reach::Private => self.allow_private,
            Reach::Special => false,
        }
    }

    /// Whether this URL may be called, as far as can be seen without looking up its name.
    pub(super) fn allows_url(&self, url: &Url) -> bool {
        let (literal, loopback) = match url.host() {
            Some(Host::Ipv4(address)) => (Some(IpAddr::V4(address)), address.is_loopback()),
            Some(Host::Ipv6(address)) => (Some(IpAddr::V6(address)), address.is_loopback()),
            Some(Host::Domain(name)) => (None, name == "localhost"),
            None => return false,
        };
        let scheme = match url.scheme() {
            "https" => true,
            // What does not leave the machine needs no encryption.
            "http" => loopback,
            _ => false,
        };
        let bare = url.username().is_empty() && url.password().is_none();
        scheme && bare && literal.is_none_or(|address| self.allows(address))
    }
}

/// IPv4 addresses inside IPv6 ones (mapped; RFC 6052 NAT64) are what they stand for.
fn plain(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => match address.segments() {
            [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
                IpAddr::V4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)))
            }
            _ => IpAddr::V6(address),
        },
        address @ IpAddr::V4(_) => address,
    }
}

fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(address) => reach_of_v4(address),
        IpAddr::V6(address) => reach_of_v6(address),
    }
}

fn reach_of_v4(address: Ipv4Addr) -> Reach {
    let [a, b, c, _] = address.octets();
    match (a, b, c) {
        (10 | 127, ..) | (172, 16..=31, _) | (192, 168, _) | (100, 64..=127, _) => Reach::Private,
        (0 | 224..=255, ..)
        | (169, 254, _)
        | (192, 0, 0 | 2)
        | (192, 88, 99)
        | (198, 18 | 19, _)
        | (198, 51, 100)
        | (203, 0, 113) => Reach::Special,
        _ => Reach::Public,
    }
}

fn reach_of_v6(address: Ipv6Addr) -> Reach {
    if address == Ipv6Addr::LOCALHOST {
        return Reach::Private;
    }
    match address.segments() {
        [0xfc00..=0xfdff, ..] => Reach::Private,
        // Documentation, Teredo and its neighbours, 6to4.
        [0x2001, 0x0db8 | 0..=0x01ff, ..] | [0x2002, ..] => Reach::Special,
        // Of all the rest only 2000::/3 has been given out.
        [0x2000..=0x3fff, ..] => Reach::Public,
        _ => Reach::Special,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(guard: &Guard, addresses: &[&str]) -> Vec<String> {
        let allowed = addresses.iter().filter(|text| guard.allows(text.parse().unwrap()));
        allowed.map(|text| (*text).to_owned()).collect()
    }

    const PUBLIC: [&str; 5] =
        ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"];
    const PRIVATE: [&str; 10] = [
        "127.0.0.1",
        "127.9.9.9",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "::1",
        "fd00::1",
        "::ffff:10.0.0.1",
    ];
    const SPECIAL: [&str; 18] = [
        "0.0.0.0",
        "169.254.169.254",
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "64:ff9b:1::1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
    ];

    #[test]
    fn only_the_internet_may_be_called_unless_the_settings_say_otherwise() {
        let strict = Guard::default();
        assert_eq!(allowed(&strict, &PUBLIC), PUBLIC);
        assert_eq!(allowed(&strict, &PRIVATE), [""; 0]);
        assert_eq!(allowed(&strict, &SPECIAL), [""; 0]);
    }

    #[test]
    fn private_networks_may_be_allowed_but_never_with_them_where_clouds_keep_credentials() {
        let open = Guard { allow_private: true, ..Guard::default() };
        assert_eq!(allowed(&open, &PRIVATE), PRIVATE);
        assert_eq!(allowed(&open, &SPECIAL), [""; 0]);
    }

    #[test]
    fn single_networks_may_be_allowed() {
        let one = Guard {
            allowed_networks: vec!["10.1.0.0/16".parse().unwrap(), "fe80::/10".parse().unwrap()],
            ..Guard::default()
        };
        let tried = ["10.1.2.3", "10.2.2.3", "::ffff:10.1.2.3", "fe80::7", "127.0.0.1"];
        assert_eq!(allowed(&one, &tried), ["10.1.2.3", "::ffff:10.1.2.3", "fe80::7"]);
    }

    #[test]
    fn urls_are_https_without_credentials_and_not_to_a_private_address_in_any_spelling() {
        let strict = Guard::default();
        let allows = |guard: &Guard, url: &str| guard.allows_url(&Url::parse(url).unwrap());
        assert!(allows(&strict, "https://hooks.example/x"));
        assert!(allows(&strict, "https://8.8.8.8:8443/"));
        for url in [
            "http://hooks.example/",
            "https://user:secret@hooks.example/",
            "ftp://hooks.example/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://[::ffff:7f00:1]/",
            "https://169.254.169.254/latest/meta-data",
            "http://127.0.0.1:8080/",
            "data:text/plain,x",
        ] {
            assert!(!allows(&strict, url), "{url}");
        }
        let open = Guard { allow_private: true, ..Guard::default() };
        assert!(allows(&open, "http://127.0.0.1:8080/"));
        assert!(allows(&open, "http://localhost:8080/"));
        assert!(allows(&open, "https://10.0.0.1/"));
        assert!(!allows(&open, "http://10.0.0.1/"), "that leaves the machine");
    }
}
