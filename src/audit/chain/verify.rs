//! Walking the chain.

use super::link::{ChainKey, Entry, Head, Mark};
use super::store;
use crate::base::{EventId, Fallible, Timestamp};
use crate::db::{ConnectionTrait, Database};

/// How many records are looked at in one go.
const PAGE: u64 = 500;

/// What the walk found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every record is as it was sealed, and none is missing.
    Intact {
        /// How many records were looked at.
        records: u64,
        /// The end of the chain.
        head: Head,
        /// The end of what has been swept away because of its age; place 0 if nothing has.
        anchor: Head,
    },
    /// The first thing that is not as it was.
    Broken {
        /// How many records before it are as they were.
        intact: u64,
        /// What is wrong.
        what: Break,
    },
}

/// The first thing in the chain that is not as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// This record's digest does not fit: it was changed, or stands where another stood.
    Changed {
        /// Its place.
        sequence: i64,
        /// Which record it is.
        id: EventId,
        /// When it says it happened.
        at: Timestamp,
    },
    /// Records are missing.
    Removed {
        /// The place of the first that is missing.
        first: i64,
        /// The place of the last that is missing.
        last: i64,
    },
    /// This record was put where none was sealed.
    Inserted {
        /// The place it claims.
        sequence: i64,
        /// Which record it is.
        id: EventId,
    },
    /// The mark of where the chain ends is gone or was not made by this installation.
    HeadChanged,
    /// The mark of where what is kept begins was not made by this installation.
    AnchorChanged,
    /// The chain does not hold what it held when this was noted.
    NotAsExpected {
        /// What was noted.
        expected: Head,
    },
}

/// Walks the whole chain in pages, beginning where what is kept begins.
///
/// With `expected`, a [`Head`] that was noted earlier, it is also made sure that the chain still leads
/// through it. A walk beside running servers is fine; what they seal meanwhile is walked, too.
pub async fn verify(db: &Database, key: &ChainKey, expected: Option<Head>) -> Fallible<Verdict> {
    loop {
        let begun = store::find_mark(db.browse(), Mark::Anchor).await?.map(|mark| mark.head);
        let verdict = walk(db, key, expected).await?;
        let ended = store::find_mark(db.browse(), Mark::Anchor).await?.map(|mark| mark.head);
        // Old records may have been swept away under our feet: then the walk begins behind them.
        if begun == ended || matches!(verdict, Verdict::Intact { .. }) {
            return Ok(verdict);
        }
    }
}

async fn walk(db: &Database, key: &ChainKey, expected: Option<Head>) -> Fallible<Verdict> {
    let broken = |intact, what| Ok(Verdict::Broken { intact, what });
    let anchor = match trusted_mark(db.browse(), key, Mark::Anchor).await? {
        MarkFound::Trusted(anchor) => anchor,
        MarkFound::None => Head::START,
        MarkFound::Forged => return broken(0, Break::AnchorChanged),
    };
    if let Some((sequence, id)) = store::lowest(db.browse()).await?
        && sequence <= anchor.sequence
    {
        return broken(0, Break::Inserted { sequence, id });
    }
    let mut walk = Walk { key, last: anchor, expected, records: 0 };
    loop {
        let page = store::from(db.browse(), walk.last.sequence + 1, PAGE).await?;
        let end = match trusted_mark(db.browse(), key, Mark::Head).await? {
            MarkFound::Trusted(head) => head,
            MarkFound::None if page.is_empty() && walk.last == Head::START => Head::START,
            MarkFound::None | MarkFound::Forged => return broken(walk.records, Break::HeadChanged),
        };
        if page.is_empty() && walk.last.sequence >= end.sequence {
            return Ok(walk.conclude(end, anchor));
        }
        if page.is_empty() {
            let missing = Break::Removed { first: walk.last.sequence + 1, last: end.sequence };
            return broken(walk.records, missing);
        }
        for entry in &page {
            if let Err(what) = walk.step(entry, end) {
                return broken(walk.records, what);
            }
        }
    }
}

struct Walk<'k> {
    key: &'k ChainKey,
    last: Head,
    expected: Option<Head>,
    records: u64,
}

impl Walk<'_> {
    fn step(&mut self, entry: &Entry, end: Head) -> Result<(), Break> {
        let place = self.last.sequence + 1;
        let sequence = entry.sequence.unwrap_or(place);
        if sequence > end.sequence {
            // Behind the end nothing was sealed, unless it was sealed since the end was looked up: then
            // its digest is right.
            let digest = self.key.digest(&self.last.digest, place, entry);
            if sequence != place || entry.digest != Some(digest) {
                return Err(Break::Inserted { sequence, id: entry.id });
            }
        }
        if sequence > place {
            return Err(Break::Removed { first: place, last: sequence - 1 });
        }
        if sequence < place {
            return Err(Break::Inserted { sequence, id: entry.id });
        }
        let digest = self.key.digest(&self.last.digest, sequence, entry);
        if !entry.digest.is_some_and(|kept| kept.matches(&digest)) {
            return Err(Break::Changed { sequence, id: entry.id, at: entry.at });
        }
        self.last = Head { sequence, digest };
        self.records += 1;
        match self.expected {
            Some(expected) if expected.sequence == sequence && expected != self.last => {
                Err(Break::NotAsExpected { expected })
            }
            _ => Ok(()),
        }
    }

    /// At the end of the chain, with the mark that says so.
    fn conclude(self, end: Head, anchor: Head) -> Verdict {
        let broken = |what| Verdict::Broken { intact: self.records, what };
        if self.last != end {
            return broken(Break::HeadChanged);
        }
        match self.expected {
            Some(expected)
                if expected.sequence > self.last.sequence
                    || (expected.sequence == anchor.sequence && expected != anchor) =>
            {
                broken(Break::NotAsExpected { expected })
            }
            _ => Verdict::Intact { records: self.records, head: self.last, anchor },
        }
    }
}

enum MarkFound {
    Trusted(Head),
    None,
    Forged,
}

async fn trusted_mark(
    connection: &impl ConnectionTrait,
    key: &ChainKey,
    mark: Mark,
) -> Fallible<MarkFound> {
    Ok(match store::find_mark(connection, mark).await? {
        None => MarkFound::None,
        Some(stored) if key.vouch(mark, &stored.head).matches(&stored.seal) => {
            MarkFound::Trusted(stored.head)
        }
        Some(_) => MarkFound::Forged,
    })
}
