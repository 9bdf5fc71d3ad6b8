//! How often something may be guessed at before guessing has to wait.
//!
//! Guesses are counted for the pair of a method and whoever is guessed at, known or not: guessing at a
//! password never blocks the person's passkey, and being blocked does not tell that there is a person.

use std::time::Duration;

use super::method::Method;
use super::store;
use crate::base::{Digest, Fallible, Timestamp, UserId};
use crate::db::Work;

/// Wrong guesses in a row that are free.
const FREE: u32 = 10;
/// The first block; each further wrong guess doubles it.
const FIRST_BLOCK: Duration = Duration::from_mins(1);
/// The longest block.
const LONGEST_BLOCK: Duration = Duration::from_hours(1);
/// How long a wrong guess is remembered after the last.
const MEMORY: Duration = Duration::from_hours(24);

/// What is being guessed at, or by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(Digest);

impl Key {
    /// One method of whoever has, or would have, this folded username.
    pub(super) fn of_username(method: Method, folded: &str) -> Self {
        Self(Digest::of(format!("{}:{folded}", method.words()).as_bytes()))
    }

    /// One method of a person who is known already by another.
    pub(super) fn of_user(method: Method, user: UserId) -> Self {
        Self(Digest::of(format!("{}:id:{user}", method.words()).as_bytes()))
    }

    /// The codes of devices that somebody who is signed in types: nobody in particular is guessed at, so
    /// it is the guesser who is counted.
    pub fn of_device_codes(by: UserId) -> Self {
        Self(Digest::of(format!("device code:id:{by}").as_bytes()))
    }
}

/// Whether a guess may be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It may; it is counted as wrong until [`forgive`] says otherwise.
    Counted {
        /// Wrong guesses in a row, with this one.
        failures: u32,
    },
    /// It may not, right or wrong.
    Blocked {
        /// When it may again.
        until: Timestamp,
    },
}

/// Counts a guess before it is looked at: parallel guesses queue up here, so none slips past the limit.
pub async fn attempt(work: &Work, key: Key) -> Fallible<Attempt> {
    let now = work.now();
    match store::count_attempt(work, key.0, now.plus(MEMORY)).await? {
        Some(failures) => {
            Ok(Attempt::Counted { failures: u32::try_from(failures).unwrap_or(u32::MAX) })
        }
        None => Ok(Attempt::Blocked { until: store::blocked_until(work, key.0).await? }),
    }
}

/// The guess was wrong: blocks the next ones if there were too many. Answers until when.
pub async fn punish(work: &Work, key: Key, failures: u32) -> Fallible<Option<Timestamp>> {
    let Some(block) = block_after(failures) else { return Ok(None) };
    let until = work.now().plus(block);
    store::block(work, key.0, until).await?;
    Ok(Some(until))
}

/// The guess that [`attempt`] counted in this work was right.
pub(super) fn forgive(work: &Work, key: Key) {
    store::forget_later(work, key.0);
}

/// The guess that [`attempt`] counted in this work was right, which makes up for no wrong one.
pub async fn take_back(work: &Work, key: Key) -> Fallible<()> {
    store::uncount(work, key.0).await
}

/// The count starts anew for another reason.
pub(super) async fn start_anew(work: &Work, key: Key) -> Fallible<()> {
    store::forget(work, key.0).await
}

fn block_after(failures: u32) -> Option<Duration> {
    let doublings = failures.checked_sub(FREE)?;
    Some(FIRST_BLOCK.saturating_mul(1_u32.checked_shl(doublings).unwrap_or(u32::MAX)))
        .map(|block| block.min(LONGEST_BLOCK))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tenth_wrong_guess_blocks_for_a_minute_and_each_further_one_for_twice_as_long() {
        assert_eq!(block_after(9), None);
        assert_eq!(block_after(10), Some(Duration::from_mins(1)));
        assert_eq!(block_after(11), Some(Duration::from_mins(2)));
        assert_eq!(block_after(15), Some(Duration::from_mins(32)));
        assert_eq!(block_after(16), Some(LONGEST_BLOCK));
        assert_eq!(block_after(u32::MAX), Some(LONGEST_BLOCK));
    }
}
