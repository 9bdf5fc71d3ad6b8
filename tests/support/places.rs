//! A file in the MMDB format (version 2.0), as small as can be: a few networks and where they are.

use std::net::Ipv4Addr;

/// Where a network is.
pub(crate) struct Place<'a> {
    pub(crate) network: Ipv4Addr,
    pub(crate) bits: u32,
    pub(crate) city: Option<&'a str>,
    pub(crate) country: &'a str,
}

/// What a node's side leads to.
#[derive(Clone, Copy)]
enum Side {
    Nothing,
    Node(u32),
    Data(u32),
}

/// A file of this kind (`GeoLite2-City`), which knows these places.
pub(crate) fn file(kind: &str, places: &[Place<'_>]) -> Vec<u8> {
    let (mut nodes, mut data) = (vec![[Side::Nothing; 2]], Vec::new());
    for place in places {
        let offset = u32::try_from(data.len()).unwrap();
        data.extend(record(place));
        let address = u32::from(place.network);
        let mut at = 0;
        for depth in 0..place.bits {
            let side = usize::from(address >> (31 - depth) & 1 == 1);
            if depth + 1 == place.bits {
                nodes[at][side] = Side::Data(offset);
            } else if let Side::Node(next) = nodes[at][side] {
                at = next as usize;
            } else {
                let next = nodes.len();
                nodes.push([Side::Nothing; 2]);
                nodes[at][side] = Side::Node(u32::try_from(next).unwrap());
                at = next;
            }
        }
    }
    let count = u32::try_from(nodes.len()).unwrap();
    let mut file = Vec::new();
    for side in nodes.iter().flatten() {
        let value = match side {
            Side::Nothing => count,
            Side::Node(node) => *node,
            // Behind the sixteen zero bytes that end the tree.
            Side::Data(offset) => count + 16 + offset,
        };
        file.extend(&value.to_be_bytes()[1..]);
    }
    file.extend([0; 16]);
    file.extend(data);
    file.extend(b"\xab\xcd\xefMaxMind.com");
    file.extend(metadata(kind, count));
    file
}

fn record(place: &Place<'_>) -> Vec<u8> {
    let named = |name: &str| map(&[("names", map(&[("en", text(name))]))]);
    let country = ("country", named(place.country));
    match place.city {
        Some(city) => map(&[("city", named(city)), country]),
        None => map(&[country]),
    }
}

fn metadata(kind: &str, nodes: u32) -> Vec<u8> {
    map(&[
        ("binary_format_major_version", number(5, 2)),
        ("binary_format_minor_version", number(5, 0)),
        // An unsigned number of 64 bits, whose type needs a second byte.
        ("build_epoch", vec![4, 2, 0x69, 0x22, 0, 0]),
        ("database_type", text(kind)),
        ("description", map(&[("en", text("A test"))])),
        ("ip_version", number(5, 4)),
        // An empty array, likewise.
        ("languages", vec![0, 4]),
        ("node_count", number(6, nodes)),
        ("record_size", number(5, 24)),
    ])
}

fn map(pairs: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = vec![7 << 5 | u8::try_from(pairs.len()).unwrap()];
    for (key, value) in pairs {
        bytes.extend(text(key));
        bytes.extend(value);
    }
    bytes
}

fn text(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).unwrap();
    assert!(length < 29, "longer texts have their length elsewhere");
    [&[2 << 5 | length], text.as_bytes()].concat()
}

fn number(kind: u8, value: u32) -> Vec<u8> {
    let size = if kind == 5 { 2 } else { 4 };
    [&[kind << 5 | size], &value.to_be_bytes()[4 - usize::from(size)..]].concat()
}
