//! What matters now, counted: for the console's first page.

mod store;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::base::{Fallible, Timestamp};
use crate::db::ConnectionTrait;

pub use store::without_method;

/// An hour, as sign-ins are counted.
const HOUR: Duration = Duration::from_hours(1);
/// How many hours are looked back.
pub const HOURS: usize = 24;

/// Sign-ins, good and bad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Accepted.
    pub accepted: u64,
    /// Refused.
    pub refused: u64,
}

impl Tally {
    /// Both.
    pub const fn all(self) -> u64 {
        self.accepted + self.refused
    }

    fn add(&mut self, accepted: bool, count: u64) {
        if accepted {
            self.accepted += count;
        } else {
            self.refused += count;
        }
    }
}

/// Sign-ins of the last 24 hours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignIns {
    /// By method, as the record names it. Two factors count once each.
    pub by_method: BTreeMap<String, Tally>,
    /// By hour, the oldest first, the present one last.
    pub by_hour: [Tally; HOURS],
}

impl SignIns {
    /// Of all methods.
    pub fn total(&self) -> Tally {
        let mut total = Tally::default();
        for tally in self.by_method.values() {
            total.accepted += tally.accepted;
            total.refused += tally.refused;
        }
        total
    }
}

/// Counts the sign-ins of the last 24 hours: one range of an index.
pub async fn sign_ins(connection: &impl ConnectionTrait, now: Timestamp) -> Fallible<SignIns> {
    let this_hour = hour_of(now);
    let first = this_hour - i64::try_from(HOURS).unwrap_or(0) + 1;
    let since = Timestamp::from_seconds(first * i64::try_from(HOUR.as_secs()).unwrap_or(1));
    let mut counted = SignIns::default();
    for row in store::sign_ins_since(connection, since).await? {
        counted.by_method.entry(row.method).or_default().add(row.accepted, row.count);
        let at = usize::try_from(row.hour - first).unwrap_or(usize::MAX);
        if let Some(tally) = counted.by_hour.get_mut(at) {
            tally.add(row.accepted, row.count);
        }
    }
    Ok(counted)
}

fn hour_of(at: Timestamp) -> i64 {
    at.seconds() / i64::try_from(HOUR.as_secs()).unwrap_or(1)
}
