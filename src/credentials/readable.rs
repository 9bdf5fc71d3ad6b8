//! Codes that are read aloud, copied by hand and typed on phones.
//!
//! Crockford's base 32: of every group of symbols that look alike there is one in the alphabet, and the
//! others mean it when they are typed. Five bits a symbol.

use std::ops::RangeInclusive;

use crate::base::{Random, Secret};

/// The 32 symbols: digits and letters without I, L, O (like 1, 1, 0) and U (like V).
const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J',
    'K', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];
/// How many symbols stand together when a code is shown.
const GROUP: usize = 4;

/// `length` random symbols.
pub(super) fn generate(random: Random, length: usize) -> Secret {
    let symbols: String =
        (0..length).filter_map(|_| ALPHABET.get(random.below(ALPHABET.len()))).collect();
    Secret::new(symbols)
}

/// The symbols that bytes stand for, one each: of 256 values eight mean each of the 32 symbols.
pub(super) fn of_bytes(bytes: &[u8]) -> Secret {
    let symbol = |byte: &u8| ALPHABET.get(usize::from(*byte) % ALPHABET.len());
    Secret::new(bytes.iter().filter_map(symbol).collect::<String>())
}

/// In groups of four, joined by hyphens.
pub(super) fn grouped(code: &Secret) -> Secret {
    let mut shown = String::new();
    for (index, symbol) in code.expose().chars().enumerate() {
        if index > 0 && index % GROUP == 0 {
            shown.push('-');
        }
        shown.push(symbol);
    }
    Secret::new(shown)
}

/// What somebody meant by what they typed, if it can be a code of one of these lengths.
pub(super) fn parse(typed: &str, lengths: RangeInclusive<usize>) -> Option<Secret> {
    parse_typed(typed, lengths, symbol)
}

/// What somebody meant by what they typed, if it can be a code of one of these lengths in an alphabet of
/// which `symbol` knows what each letter and digit means.
///
/// Spaces and hyphens do not matter, and full-width forms, which some keyboards type, mean the plain ones.
pub fn parse_typed(
    typed: &str,
    lengths: RangeInclusive<usize>,
    symbol: impl Fn(char) -> Option<char>,
) -> Option<Secret> {
    let mut code = String::with_capacity(*lengths.end());
    for character in typed.chars().map(plain) {
        if character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '_') {
            continue;
        }
        if code.len() == *lengths.end() {
            return None;
        }
        code.push(symbol(character)?);
    }
    lengths.contains(&code.len()).then(|| Secret::new(code))
}

/// The ASCII character of a full-width form.
fn plain(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
        }
        other => other,
    }
}

/// Case does not matter, and look-alikes mean the symbol they look like.
fn symbol(character: char) -> Option<char> {
    let meant = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        'U' => 'V',
        other => other,
    };
    ALPHABET.contains(&meant).then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_understood_however_it_is_typed() {
        let code = Secret::new("K70X1PVD");
        for typed in [
            "K70X1PVD",
            "k7ox-lpud",
            " K7OX IPVD ",
            "K 7 O X - L P U D",
            "k7ox\u{2013}1pvd",
            "\u{FF2B}70x1pvd",
        ] {
            assert_eq!(parse(typed, 8..=48).as_ref(), Some(&code), "{typed}");
        }
        for typed in ["", "K70X1PV", "K70X1PV!", "K70X1PVÄ", &"K".repeat(49)] {
            assert_eq!(parse(typed, 8..=48), None, "{typed}");
        }
    }

    #[test]
    fn generated_codes_use_the_whole_alphabet_and_survive_being_read_back() {
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..200 {
            let code = generate(Random, 16);
            assert_eq!(code.expose().len(), 16);
            assert_eq!(parse(grouped(&code).expose(), 16..=16).as_ref(), Some(&code));
            seen.extend(code.expose().chars());
        }
        assert_eq!(seen.len(), ALPHABET.len());
    }

    #[test]
    fn codes_are_shown_in_groups() {
        assert_eq!(grouped(&Secret::new("K7MX4PQD")).expose(), "K7MX-4PQD");
        assert_eq!(grouped(&Secret::new("K7MX4PQDA")).expose(), "K7MX-4PQD-A");
    }
}
