//! A pass as a ticket: with its code once, without it ever after.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::Url;

use crate::base::{Fallible, Timestamp};
use crate::credentials::pass::{PassCode, PassSummary, Usability};
use crate::credentials::qr_svg;
use crate::http::paths;
use crate::language::{Moment, Phrase, phrase};

/// A pass as the ticket stub shows it.
pub(super) struct Ticket {
    pub(super) name: String,
    pub(super) username: String,
    pub(super) groups: Vec<String>,
    pub(super) valid_from: Moment,
    pub(super) valid_until: Moment,
    pub(super) one_time: bool,
    /// The key of what stands in the way of using it.
    pub(super) state: Option<&'static str>,
    pub(super) sign_in_address: Option<String>,
    pub(super) qr_url: Option<String>,
}

impl Ticket {
    /// Without its code.
    pub(super) fn of(pass: &PassSummary, name: &str, username: &str, now: Timestamp) -> Self {
        Self {
            name: name.to_owned(),
            username: username.to_owned(),
            groups: Vec::new(),
            valid_from: Moment::new(pass.starts_at, now),
            valid_until: Moment::new(pass.ends_at, now),
            one_time: pass.one_time,
            state: None,
            sign_in_address: None,
            qr_url: None,
        }
    }

    /// With its code, and the address to use it at: the one time it is shown.
    ///
    /// The address carries the username and never the pass: addresses are logged and remembered.
    pub(super) fn with_code(mut self, code: &PassCode, issuer: &Url) -> Fallible<Self> {
        let address = issuer.join(paths::SIGN_IN)?;
        let mut with_hint = address.clone();
        with_hint.query_pairs_mut().append_pair("login_hint", &self.username);
        let svg = qr_svg(with_hint.as_str());
        self.qr_url = svg.map(|svg| format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg)));
        self.sign_in_address = Some(address.to_string());
        self.groups = code.grouped().expose().split('-').map(str::to_owned).collect();
        Ok(self)
    }
}

/// The key of what stands in the way of using a pass; nothing if it can be used.
pub(super) const fn state_of(usability: Usability) -> Option<&'static str> {
    match usability {
        Usability::EnabledByPolicy => None,
        Usability::DisabledByPolicy => Some("pass-state-not-allowed"),
        Usability::TooManyTries => Some("pass-state-too-many-tries"),
        Usability::OneTimeUsed => Some("pass-state-used"),
        Usability::Expired => Some("pass-state-ended"),
        Usability::NotYetValid => Some("pass-state-not-started"),
    }
}

/// A symbol of a pass and how it is said on the telephone.
pub(super) struct Spoken {
    pub(super) symbol: char,
    pub(super) word: Phrase,
}

/// A code as it is read aloud, group by group (in English the ICAO spelling alphabet; digits by their
/// names).
pub(super) fn aloud(code: &PassCode) -> Vec<Vec<Spoken>> {
    let say = |symbol| Spoken { symbol, word: word_of(symbol) };
    code.grouped().expose().split('-').map(|group| group.chars().map(say).collect()).collect()
}

fn word_of(symbol: char) -> Phrase {
    let word = phrase("spoken-symbol");
    match symbol.to_digit(10) {
        Some(digit) => word.with("symbol", digit),
        None => word.with("symbol", symbol.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::base::Random;
    use crate::language::{Language, Locale, Zone};

    #[test]
    fn every_symbol_a_pass_can_have_is_said_by_a_word_of_its_own() {
        let english = Locale { language: Language::english(), zone: Zone::UTC };
        let mut words = BTreeSet::new();
        for _ in 0..200 {
            for spoken in aloud(&PassCode::generate(Random, 48)).into_iter().flatten() {
                let word = english.say(spoken.word).text();
                assert!(word.len() > 1, "{}", spoken.symbol);
                words.insert(word);
            }
        }
        assert_eq!(words.len(), 32);
    }
}
