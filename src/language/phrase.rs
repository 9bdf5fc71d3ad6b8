//! What is to be said, before anybody knows in which language.

use super::Moment;

/// A message of the catalogue, with the values that are put into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrase {
    pub(super) key: &'static str,
    pub(super) values: Vec<(&'static str, Value)>,
}

/// A value within a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text as it is, such as a name.
    Text(String),
    /// Text that stands out.
    Strong(String),
    /// A whole number; messages may choose by it.
    Number(i64),
    /// A time within a sentence: it brings its preposition.
    Moment(Moment),
    /// Another message.
    Phrase(Phrase),
    /// A way to another page.
    Link {
        /// Where it leads.
        href: String,
        /// What it is called.
        label: Phrase,
    },
}

/// The message with this key; the text itself if there is none.
pub const fn phrase(key: &'static str) -> Phrase {
    Phrase { key, values: Vec::new() }
}

impl Phrase {
    /// The same, with a value put in where the message has `{ $name }`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl IntoValue) -> Self {
        self.values.push((name, value.into_value()));
        self
    }

    /// The same, with a value that stands out.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "templates hand over references to references"
    )]
    #[must_use]
    pub fn strong(self, name: &'static str, text: impl ToString) -> Self {
        self.with(name, Value::Strong(text.to_string()))
    }

    /// What is said where the catalogue has no such message; a key is a mistake of ours.
    pub(super) fn text_itself(&self) -> &'static str {
        let is_key = self.key.contains('-')
            && self
                .key
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || "-0123456789".contains(letter));
        debug_assert!(!is_key, "no message for the key {}", self.key);
        self.key
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.key.is_empty()
    }
}

/// What can be said: a phrase, a key of the catalogue, or what somebody else has put into words.
///
/// Templates hand over references, to references at times; hence not `Into`.
pub trait IntoPhrase {
    /// As a phrase.
    fn into_phrase(self) -> Phrase;
}

impl IntoPhrase for Phrase {
    fn into_phrase(self) -> Phrase {
        self
    }
}

impl IntoPhrase for &'static str {
    fn into_phrase(self) -> Phrase {
        phrase(self)
    }
}

/// Somebody else's words, such as a name: they are said as they are.
impl IntoPhrase for String {
    fn into_phrase(self) -> Phrase {
        phrase("as-it-is").with("text", self)
    }
}

impl<T: IntoPhrase + Clone> IntoPhrase for &T {
    fn into_phrase(self) -> Phrase {
        self.clone().into_phrase()
    }
}

/// What can be put into a message.
pub trait IntoValue {
    /// As a value.
    fn into_value(self) -> Value;
}

impl IntoValue for Value {
    fn into_value(self) -> Value {
        self
    }
}

impl IntoValue for String {
    fn into_value(self) -> Value {
        Value::Text(self)
    }
}

impl IntoValue for &str {
    fn into_value(self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl IntoValue for Moment {
    fn into_value(self) -> Value {
        Value::Moment(self)
    }
}

impl IntoValue for Phrase {
    fn into_value(self) -> Value {
        Value::Phrase(self)
    }
}

impl<T: IntoValue + Clone> IntoValue for &T {
    fn into_value(self) -> Value {
        self.clone().into_value()
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl IntoValue for $number {
            fn into_value(self) -> Value {
                Value::Number(i64::try_from(self).unwrap_or(i64::MAX))
            }
        }
    )*};
}

numbers!(i64, i32, u8, u32, u64, usize);
