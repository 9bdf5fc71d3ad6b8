//! The code that somebody reads on one device and types on another (RFC 8628 §6.1).

use crate::base::{Digest, Random, Secret};
use crate::credentials::parse_typed;

/// Consonants only: no words come about, and there is no digit that a letter could be taken for.
const ALPHABET: [char; 20] = [
    'B', 'C', 'D', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X',
    'Z',
];
/// 34 bits: enough for ten minutes in which guessing is counted.
const LENGTH: usize = 8;
/// How many symbols stand together when it is shown.
const GROUP: usize = 4;

/// A user code in its plain form. Blind in `Debug`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserCode(Secret);

impl UserCode {
    /// A fresh code.
    pub fn generate(random: Random) -> Self {
        let symbols: String =
            (0..LENGTH).filter_map(|_| ALPHABET.get(random.below(ALPHABET.len()))).collect();
        Self(Secret::new(symbols))
    }

    /// What somebody meant by what they typed. Case, spaces and hyphens do not matter, and digits mean
    /// the letters that they look like.
    pub fn parse(typed: &str) -> Option<Self> {
        parse_typed(typed, LENGTH..=LENGTH, symbol).map(Self)
    }

    /// The form for reading: `WDJB-MJHT`.
    pub fn grouped(&self) -> Secret {
        let (head, tail) = self.0.expose().split_at(GROUP);
        Secret::new(format!("{head}-{tail}"))
    }

    /// What it is looked up by.
    pub(super) fn digest(&self) -> Digest {
        self.0.digest()
    }
}

fn symbol(character: char) -> Option<char> {
    let meant = match character.to_ascii_uppercase() {
        '1' | 'I' => 'L',
        '2' => 'Z',
        '5' => 'S',
        '8' => 'B',
        other => other,
    };
    ALPHABET.contains(&meant).then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_reads_back_however_it_is_typed() {
        let code = UserCode::generate(Random);
        let shown = code.grouped();
        assert_eq!(shown.expose().len(), 9);
        for typed in [
            shown.expose().to_owned(),
            shown.expose().to_lowercase(),
            shown.expose().replace('-', " "),
            format!("  {} ", shown.expose().replace('-', "\u{2013}")),
        ] {
            assert_eq!(UserCode::parse(&typed).as_ref(), Some(&code), "{typed}");
        }
    }

    #[test]
    fn look_alikes_mean_their_letters_and_nonsense_is_no_code() {
        assert_eq!(UserCode::parse("8528-1111"), UserCode::parse("BSZB-LLLL"));
        for typed in ["", "WDJB-MJH", "WDJB-MJHTT", "WDJB-MJHA", "WDJB-MJH\0", "WDJB-MJHÉ"] {
            assert_eq!(UserCode::parse(typed), None, "{typed}");
        }
    }
}
