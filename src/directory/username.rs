//! What people type to say who they are.

use std::fmt;

/// The longest username, in characters.
const LONGEST: usize = 128;
/// More than any username can be once folded; what is longer is nobody's.
const LONGEST_FOLDED: usize = 512;

/// A username (Entra: user principal name) as it was entered; compared by [`Username::folded`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username {
    display: String,
    folded: String,
}

/// Why a text cannot be a username.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUsername {
    /// Nothing but white space.
    #[error("a username cannot be empty")]
    Empty,
    /// More than 128 characters.
    #[error("a username has at most {LONGEST} characters")]
    TooLong,
    /// White space, or a character that is not seen, inside.
    #[error("a username has no spaces, line breaks, control or invisible characters")]
    Unprintable,
}

impl Username {
    /// Parses what was entered; white space around it is dropped.
    pub fn parse(text: &str) -> Result<Self, InvalidUsername> {
        let display = text.trim();
        if display.is_empty() {
            return Err(InvalidUsername::Empty);
        }
        if display.chars().count() > LONGEST {
            return Err(InvalidUsername::TooLong);
        }
        let joiner = |c| matches!(c, '\u{200c}' | '\u{200d}');
        if display.chars().any(|c| is_hidden(c) || c.is_whitespace() || joiner(c)) {
            return Err(InvalidUsername::Unprintable);
        }
        Ok(Self { display: display.to_owned(), folded: Self::fold(display) })
    }

    /// The form under which anything that was typed is looked up. Never fails.
    ///
    /// Control characters become spaces, which no username has: PostgreSQL refuses a NUL in text, and
    /// a refusal would tell such a request from others.
    pub fn fold(text: &str) -> String {
        text.trim()
            .chars()
            .flat_map(char::to_lowercase)
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(LONGEST_FOLDED)
            .collect()
    }

    /// The form that is compared.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The form that is shown.
    pub fn as_str(&self) -> &str {
        &self.display
    }

    pub(super) fn stored(display: String, folded: String) -> Self {
        Self { display, folded }
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display)
    }
}

/// A name that somebody gives to a thing or a person: trimmed, without characters that are not seen.
/// `None` if nothing is left of it or more than `longest` characters are.
pub fn clean_label(text: &str, longest: usize) -> Option<String> {
    let printable: String = text.trim().chars().filter(|c| !is_hidden(*c)).collect();
    let label = printable.trim();
    (1..=longest).contains(&label.chars().count()).then(|| label.to_owned())
}

/// Whether a character is not seen itself and can make a text look like another one.
///
/// Control characters, and of the format characters (Unicode category Cf) those that turn the
/// direction of writing or take no room. The joiners are left: some scripts and emoji need them.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_username_is_shown_as_entered_and_compared_folded() {
        let username = Username::parse("  Ada.Lovelace@Example.COM ").unwrap();
        assert_eq!(username.as_str(), "Ada.Lovelace@Example.COM");
        assert_eq!(username.folded(), Username::fold("ada.lovelace@EXAMPLE.com"));
    }

    #[test]
    fn a_username_is_one_printable_word() {
        assert_eq!(Username::parse(" \t"), Err(InvalidUsername::Empty));
        assert_eq!(Username::parse("ada lovelace"), Err(InvalidUsername::Unprintable));
        assert_eq!(Username::parse("ada\u{0}"), Err(InvalidUsername::Unprintable));
        for hidden in ['\u{202e}', '\u{200b}', '\u{200d}', '\u{2066}', '\u{feff}'] {
            let lookalike = format!("ada{hidden}@example.com");
            assert_eq!(Username::parse(&lookalike), Err(InvalidUsername::Unprintable));
        }
        assert_eq!(clean_label("a\u{202e}b\u{200b}c", 64).as_deref(), Some("abc"));
        assert_eq!(Username::parse(&"a".repeat(129)), Err(InvalidUsername::TooLong));
        assert!(Username::parse(&"a".repeat(128)).is_ok());
    }

    #[test]
    fn whatever_is_typed_folds_into_something_a_database_takes() {
        assert_eq!(Username::fold("a\u{0}b"), "a b");
        assert_eq!(Username::fold(&"x".repeat(10_000)).len(), LONGEST_FOLDED);
    }

    #[test]
    fn a_label_is_printable_and_short() {
        assert_eq!(clean_label("  My\u{7} phone ", 64).as_deref(), Some("My phone"));
        assert_eq!(clean_label(" \n", 64), None);
        assert_eq!(clean_label("\u{200b}abé ", 3).as_deref(), Some("abé"));
        assert_eq!(clean_label("abcd", 3), None);
    }
}
