//! How one record holds on to the one before it.

use std::fmt;
use std::str::FromStr;

use crate::base::{Digest, EventId, Fallible, MacKey, Purpose, Sealer, Timestamp};

/// Names the form of what is digested; another form gets another name.
const FORM: &[u8] = b"daypass audit record 1";
const MARK_FORM: &[u8] = b"daypass audit mark 1";

/// The key of the chain.
#[derive(Clone, Debug)]
pub struct ChainKey(MacKey);

impl ChainKey {
    /// Derived from the master key.
    pub fn of(sealer: &Sealer) -> Fallible<Self> {
        sealer.mac_key(Purpose::AuditChain).map(Self)
    }

    /// The digest of a record at its place, behind the digest before it.
    ///
    /// Every field stands behind a byte that says whether there is one and eight that say how long it
    /// is: no two records have the same bytes.
    pub(super) fn digest(&self, previous: &Digest, sequence: i64, entry: &Entry) -> Digest {
        let mut bytes = Vec::with_capacity(1024);
        bytes.extend_from_slice(FORM);
        bytes.extend_from_slice(previous.as_bytes());
        bytes.extend_from_slice(&sequence.to_be_bytes());
        for field in &entry.fields {
            match field {
                None => bytes.push(0),
                Some(field) => {
                    bytes.push(1);
                    bytes.extend_from_slice(&(field.len() as u64).to_be_bytes());
                    bytes.extend_from_slice(field);
                }
            }
        }
        self.0.tag([bytes.as_slice()])
    }

    /// Vouches for a mark: that this is where the chain ends, or where what is kept of it begins.
    pub(super) fn vouch(&self, mark: Mark, head: &Head) -> Digest {
        let sequence = head.sequence.to_be_bytes();
        self.0.tag([
            MARK_FORM,
            &[mark as u8],
            sequence.as_slice(),
            head.digest.as_bytes().as_slice(),
        ])
    }
}

/// The two places of the chain that are kept beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// The last sealed record.
    Head = 1,
    /// The last record that was swept away; what is kept begins behind it.
    Anchor = 2,
}

impl Mark {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Anchor => "anchor",
        }
    }
}

/// A place in the chain, and the digest of everything up to it: `1042:5f0c…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The place; the first record has 1.
    pub sequence: i64,
    /// The digest of the record there.
    pub digest: Digest,
}

impl Head {
    /// Before the first record.
    pub(super) const START: Self = Self { sequence: 0, digest: Digest::ZERO };
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.sequence, self.digest.hex())
    }
}

/// Not a place in the chain as `daypass audit verify` prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not SEQUENCE:DIGEST as `daypass audit verify` prints it")]
pub struct InvalidHead;

impl FromStr for Head {
    type Err = InvalidHead;

    fn from_str(text: &str) -> Result<Self, InvalidHead> {
        let (sequence, digest) = text.trim().split_once(':').ok_or(InvalidHead)?;
        let sequence = sequence.parse().ok().filter(|sequence| *sequence >= 0);
        Ok(Self {
            sequence: sequence.ok_or(InvalidHead)?,
            digest: Digest::parse_hex(digest).ok_or(InvalidHead)?,
        })
    }
}

/// A record as the chain sees it: bytes, whatever they mean.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) id: EventId,
    pub(super) at: Timestamp,
    pub(super) sequence: Option<i64>,
    pub(super) digest: Option<Digest>,
    /// Every column but the chain's own, in the order of the table.
    pub(super) fields: Vec<Option<Vec<u8>>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(fields: &[Option<&str>]) -> Entry {
        Entry {
            id: EventId::fresh(),
            at: Timestamp::from_millis(0),
            sequence: None,
            digest: None,
            fields: fields.iter().map(|field| field.map(|text| text.as_bytes().to_vec())).collect(),
        }
    }

    #[test]
    fn no_two_records_have_the_same_digest() {
        let key = ChainKey::of(&Sealer::new(&[1; 32])).unwrap();
        let digest = |fields: &[Option<&str>]| key.digest(&Digest::ZERO, 1, &entry(fields));
        let one = digest(&[Some("ab"), Some("c")]);
        for other in [
            digest(&[Some("a"), Some("bc")]),
            digest(&[Some("abc")]),
            digest(&[Some("ab"), None]),
            digest(&[Some("ab"), Some("")]),
            digest(&[Some("ab"), Some("c"), None]),
            key.digest(&Digest::ZERO, 2, &entry(&[Some("ab"), Some("c")])),
            key.digest(&one, 1, &entry(&[Some("ab"), Some("c")])),
            ChainKey::of(&Sealer::new(&[2; 32])).unwrap().digest(
                &Digest::ZERO,
                1,
                &entry(&[Some("ab"), Some("c")]),
            ),
        ] {
            assert!(!one.matches(&other));
        }
    }

    #[test]
    fn a_place_in_the_chain_is_written_and_read() {
        let head = Head { sequence: 42, digest: Digest::of(b"x") };
        assert_eq!(head.to_string().parse(), Ok(head));
        for wrong in ["", "42", "42:", "-1:00", "x:00", &format!("-1:{}", head.digest.hex())] {
            assert_eq!(wrong.parse::<Head>(), Err(InvalidHead), "{wrong}");
        }
    }
}
