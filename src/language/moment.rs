//! Instants as people read them.

use jiff::tz::TimeZone;
use time::format_description::well_known::Rfc3339;

use super::{Language, Locale, Phrase, phrase};
use crate::base::Timestamp;

/// The zone in which the times of pages and letters are written. A small script puts those of pages into
/// the reader's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone(TimeZone);

impl Zone {
    /// Coordinated Universal Time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// A zone of the IANA database, such as `Europe/Lisbon`.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    fn at(&self, instant: Timestamp) -> jiff::Zoned {
        jiff::Timestamp::from_millisecond(instant.millis())
            .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
            .to_zoned(self.0.clone())
    }
}

/// How times stand in a language, with `{day}` and `{time}` left open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimePatterns {
    /// Today, within a sentence.
    pub at: String,
    /// On another day, within a sentence.
    pub on: String,
    /// Tomorrow or yesterday, within a sentence.
    pub near: String,
    /// By itself.
    pub alone: String,
}

impl TimePatterns {
    pub(super) fn of(language: Language) -> Self {
        let locale = Locale { language, zone: Zone::UTC };
        let open = |key| locale.say(phrase(key).with("day", "{day}").with("time", "{time}")).text();
        Self {
            at: open("time-at"),
            on: open("time-on"),
            near: open("time-near"),
            alone: open("time-alone"),
        }
    }
}

/// An instant, and the instant at which it is spoken of: today's times need no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    at: Timestamp,
    now: Timestamp,
}

impl Moment {
    /// `at`, spoken of at `now`.
    pub const fn new(at: Timestamp, now: Timestamp) -> Self {
        Self { at, now }
    }

    /// For HTML's `datetime`: RFC 3339, to the second.
    pub fn iso(self) -> String {
        let instant = self.at.to_utc();
        instant.replace_nanosecond(0).unwrap_or(instant).format(&Rfc3339).unwrap_or_default()
    }

    /// Standing alone: "Today, 14:10 UTC".
    pub fn alone(self, locale: &Locale) -> Phrase {
        self.written(locale, "time-alone-today", "time-alone")
    }

    /// Within a sentence, with its own preposition: "at 14:10 UTC", "on Tuesday 24 November at 13:55 UTC".
    pub fn within(self, locale: &Locale) -> Phrase {
        self.written(locale, "time-at", "time-on")
    }

    /// With its day and year, whatever is spoken of: "Monday 23 November 2026 at 08:00 UTC".
    pub fn in_full(self, locale: &Locale) -> Phrase {
        let instant = locale.zone.at(self.at);
        let day = day("date-with-year", &instant);
        phrase("time-in-full").with("day", day).with("time", clock(&instant))
    }

    fn written(self, locale: &Locale, today: &'static str, other: &'static str) -> Phrase {
        let (instant, now) = (locale.zone.at(self.at), locale.zone.at(self.now));
        if instant.date() == now.date() {
            return phrase(today).with("time", clock(&instant));
        }
        let key = if instant.year() == now.year() { "date" } else { "date-with-year" };
        phrase(other).with("day", day(key, &instant)).with("time", clock(&instant))
    }
}

fn clock(instant: &jiff::Zoned) -> String {
    instant.strftime("%H:%M %Z").to_string()
}

fn day(key: &'static str, instant: &jiff::Zoned) -> Phrase {
    let number = |number: i8| i64::from(number);
    let weekday = number(instant.weekday().to_monday_one_offset());
    phrase(key)
        .with("weekday", phrase("weekday").with("number", weekday))
        .with("day", number(instant.day()))
        .with("month", phrase("month").with("number", number(instant.month())))
        .with("year", i64::from(instant.year()).to_string())
}
