//! The pass itself.

use crate::base::{Random, Secret};
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
    fn a_pass_of_the_shortest_length_has_forty_bits_and_reads_back() {
        let pass = PassCode::generate(Random, *LENGTHS.start());
        assert!(pass.secret().expose().len() * 5 >= 40);
        assert_eq!(PassCode::parse(pass.grouped().expose()).as_ref(), Some(&pass));
        assert!(!format!("{pass:?}").contains(pass.secret().expose()));
    }
}
