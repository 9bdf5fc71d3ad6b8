//! Instants as people read them.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

use crate::base::Timestamp;

/// An instant for a page: `<time datetime="{iso}">{text}</time>`.
///
/// The text is in UTC and says so; a small script puts it into the reader's own zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// RFC 3339.
    pub iso: String,
    /// For a reader without the script.
    pub text: String,
}

impl Moment {
    /// Standing alone: "Today, 14:10 UTC".
    pub fn alone(at: Timestamp, now: Timestamp) -> Self {
        Self::written(at, now, |day, time| match day {
            Some(day) => format!("{day}, {time} UTC"),
            None => format!("Today, {time} UTC"),
        })
    }

    /// Within a sentence, with its own preposition: "at 14:10 UTC", "on Tuesday 24 November at 13:55 UTC".
    pub fn phrase(at: Timestamp, now: Timestamp) -> Self {
        Self::written(at, now, |day, time| match day {
            Some(day) => format!("on {day} at {time} UTC"),
            None => format!("at {time} UTC"),
        })
    }

    fn written(
        at: Timestamp,
        now: Timestamp,
        join: impl Fn(Option<String>, String) -> String,
    ) -> Self {
        let (instant, today) = (at.to_utc(), now.to_utc());
        let time = instant.format(format_description!("[hour]:[minute]")).unwrap_or_default();
        let day = (instant.date() != today.date()).then(|| day_of(instant, today));
        Self {
            iso: instant
                .replace_nanosecond(0)
                .unwrap_or(instant)
                .format(&Rfc3339)
                .unwrap_or_default(),
            text: join(day, time),
        }
    }
}

fn day_of(instant: OffsetDateTime, today: OffsetDateTime) -> String {
    let day = if instant.year() == today.year() {
        instant.format(format_description!("[weekday] [day padding:none] [month repr:long]"))
    } else {
        instant.format(format_description!("[weekday] [day padding:none] [month repr:long] [year]"))
    };
    day.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_always_says_its_day_unless_it_is_today() {
        let now = Timestamp::parse_rfc3339("2026-11-22T12:00:00Z").unwrap();
        let at = |text| Timestamp::parse_rfc3339(text).unwrap();
        assert_eq!(Moment::phrase(at("2026-11-22T14:10:00Z"), now).text, "at 14:10 UTC");
        assert_eq!(Moment::alone(at("2026-11-22T14:10:00Z"), now).text, "Today, 14:10 UTC");
        assert_eq!(
            Moment::phrase(at("2026-11-24T13:55:00Z"), now).text,
            "on Tuesday 24 November at 13:55 UTC"
        );
        assert_eq!(
            Moment::alone(at("2027-01-04T08:00:00Z"), now).text,
            "Monday 4 January 2027, 08:00 UTC"
        );
    }
}
