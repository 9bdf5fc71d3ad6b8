//! Instants, and the one place that knows what time it is.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// An instant: milliseconds since the Unix epoch, UTC.
///
/// Stored as a 64-bit integer, because text instants do not compare within a second on SQLite and
/// PostgreSQL truncates them.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    DeriveValueType,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// From whole seconds since the Unix epoch (a JWT's `NumericDate`).
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Milliseconds since the Unix epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, rounded down (a JWT's `NumericDate`).
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Whole days since the Unix epoch, UTC.
    pub const fn days(self) -> i64 {
        self.0.div_euclid(24 * 60 * 60 * 1000)
    }

    /// This instant moved later; saturates at the end of time.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// This instant moved earlier; saturates at the beginning of time.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// How long after `earlier` this instant is; zero if it is not.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// As a calendar date and time, UTC. Instants outside the calendar become its nearest end.
    pub fn to_utc(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000).unwrap_or(
            if self.0 < 0 {
                OffsetDateTime::UNIX_EPOCH
            } else {
                time::macros::datetime!(9999-12-31 23:59:59 UTC)
            },
        )
    }

    /// Parses an RFC 3339 instant such as `2026-11-22T08:00:00Z`.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let instant = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        i64::try_from(instant.unix_timestamp_nanos() / 1_000_000).ok().map(Self)
    }
}

/// RFC 3339 with whole seconds, UTC: `2026-11-22T08:00:00Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.to_utc().replace_nanosecond(0).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        f.write_str(&whole.format(&Rfc3339).map_err(|_| fmt::Error)?)
    }
}

/// Tells the time. Tests stop it and advance it; nothing else in Daypass asks the system.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still until it is advanced. Clones share the hand.
    pub fn stopped_at(now: Timestamp) -> Self {
        Self(Some(Arc::new(AtomicI64::new(now.0))))
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Some(hand) => Timestamp(hand.load(Ordering::SeqCst)),
            None => Timestamp(system_millis()),
        }
    }

    /// Moves a stopped clock on; the machine's clock cannot be moved and stays as it is.
    pub fn advance(&self, by: Duration) {
        if let Some(hand) = &self.0 {
            hand.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::SeqCst);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one home of the system clock")]
fn system_millis() -> i64 {
    let nanos = OffsetDateTime::now_utc().unix_timestamp_nanos();
    i64::try_from(nanos / 1_000_000).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_and_read_as_rfc_3339() {
        let instant = Timestamp::parse_rfc3339("2026-11-22T08:00:00.250Z").unwrap();
        assert_eq!(instant.millis(), 1_795_334_400_250);
        assert_eq!(instant.to_string(), "2026-11-22T08:00:00Z");
        assert_eq!(
            Timestamp::parse_rfc3339("2026-11-22T09:00:00+01:00").unwrap().to_string(),
            instant.to_string()
        );
    }

    #[test]
    fn a_stopped_clock_moves_only_when_advanced_and_its_clones_with_it() {
        let clock = Clock::stopped_at(Timestamp::from_seconds(100));
        let clone = clock.clone();
        clock.advance(Duration::from_secs(5));
        assert_eq!(clone.now(), Timestamp::from_seconds(105));
    }
}
