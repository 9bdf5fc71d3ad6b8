//! The pass itself.

use crate::base::{Fallible, Random, Secret, bytes_of};
use crate::credentials::readable;

/// Every length a policy may choose now or may have chosen before.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=48;

/// A Temporary Access Pass in its plain form. Blind in `Debug`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassCode(Secret);

impl PassCode {
    /// A fresh pass of `length` symbols, five bits each.
    pub fn generate(random: Random, length: usize) -> Self {
        Self(readable::generate(random, length))
    }

    /// The pass of `length` symbols that follows from a key and a label, the same every time.
    ///
    /// For whoever makes many and may be interrupted: nothing but the key has to be kept, and not by us.
    pub fn derive(key: &Secret, label: &str, length: usize) -> Fallible<Self> {
        let bytes = bytes_of::<48>(key, label.as_bytes())?;
        Ok(Self(readable::of_bytes(bytes.get(..length).unwrap_or(bytes.as_slice()))))
    }

    /// What somebody meant by what they typed, if it can be a pass at all.
    pub fn parse(typed: &str) -> Option<Self> {
        readable::parse(typed, LENGTHS).map(Self)
    }

    /// The form for reading aloud and copying by hand: `K7MX-4PQD`.
    pub fn grouped(&self) -> Secret {
        readable::grouped(&self.0)
    }

    /// The symbols without grouping: what is hashed.
    pub const fn secret(&self) -> &Secret {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_pass_is_the_same_every_time_and_another_for_another_label_or_key() {
        let key = Secret::new("key");
        let of = |key: &Secret, label| PassCode::derive(key, label, 12).unwrap();
        assert_eq!(of(&key, "1"), of(&key, "1"));
        assert_ne!(of(&key, "1"), of(&key, "2"));
        assert_ne!(of(&key, "1"), of(&Secret::new("other"), "1"));
        assert_eq!(PassCode::parse(of(&key, "1").grouped().expose()), Some(of(&key, "1")));
    }

    #[test]
    fn a_pass_of_the_shortest_length_has_forty_bits_and_reads_back() {
        let pass = PassCode::generate(Random, *LENGTHS.start());
        assert!(pass.secret().expose().len() * 5 >= 40);
        assert_eq!(PassCode::parse(pass.grouped().expose()).as_ref(), Some(&pass));
        assert!(!format!("{pass:?}").contains(pass.secret().expose()));
    }
}
