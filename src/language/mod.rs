//! What Daypass says to people, in the languages it speaks.
//!
//! All text of the pages and letters stands in one catalogue: `locales/LANGUAGE/*.ftl`, one folder a
//! language, in the form of Project Fluent. Code names a message by its key (a [`Phrase`]) and leaves
//! the language to whoever shows it; what a language does not have is said in English.

mod catalogue;
mod moment;
mod phrase;
mod said;

use fluent_langneg::{NegotiationStrategy, negotiate_languages};
use unic_langid::LanguageIdentifier;

use catalogue::Catalogue;

pub use moment::{Moment, TimePatterns, Zone};
pub use phrase::{IntoPhrase, IntoValue, Phrase, Value, phrase};
pub use said::Said;

/// How many tags of a wish are looked at: whoever sends thousands gets no work out of us for it.
const MOST_WANTED: usize = 32;

/// A language that Daypass speaks.
#[derive(Clone, Copy)]
pub struct Language(&'static Catalogue);

impl Language {
    /// The first one: what others lack is said in it.
    pub fn english() -> Self {
        Self(catalogue::english())
    }

    /// All of them, English first.
    pub fn all() -> impl Iterator<Item = Self> {
        catalogue::ALL.iter().map(Self)
    }

    /// The language with this BCP 47 tag, exactly.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::all().find(|language| language.tag() == tag)
    }

    /// The best of `offered` for somebody who wants `wanted` (BCP 47 tags, best first; what is no tag
    /// is passed over): `de-AT` is content with `de`.
    pub fn negotiate<'w>(
        wanted: impl IntoIterator<Item = &'w str>,
        offered: &[Self],
    ) -> Option<Self> {
        let wanted: Vec<LanguageIdentifier> =
            wanted.into_iter().take(MOST_WANTED).filter_map(|tag| tag.parse().ok()).collect();
        let best = negotiate_languages(&wanted, offered, None, NegotiationStrategy::Lookup);
        best.first().map(|language| **language)
    }

    /// Its BCP 47 tag.
    pub fn tag(self) -> &'static str {
        self.0.tag
    }

    /// What it calls itself.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// How times stand in it.
    pub fn time_patterns(self) -> &'static TimePatterns {
        &self.0.times
    }

    /// The language of the console for who speaks this one: English, where this one has not got it.
    #[must_use]
    pub fn of_console(self) -> Self {
        if self.0.has_console { self } else { Self::english() }
    }

    /// Its writing direction, as HTML's `dir` has it: `ltr` or `rtl`.
    pub fn direction(self) -> &'static str {
        if self.0.right_to_left { "rtl" } else { "ltr" }
    }
}

impl AsRef<LanguageIdentifier> for Language {
    fn as_ref(&self) -> &LanguageIdentifier {
        &self.0.identifier
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.tag() == other.tag()
    }
}

impl Eq for Language {}

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.tag())
    }
}

/// How somebody is spoken to: the language, and the zone in which times are written.
#[derive(Clone, Debug)]
pub struct Locale {
    /// The language.
    pub language: Language,
    /// The zone.
    pub zone: Zone,
}

#[cfg(test)]
mod tests;
