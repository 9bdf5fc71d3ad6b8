//! Letting go of what is old, so that what is kept can still be verified.

use super::link::{ChainKey, Entry, Head, Mark};
use super::store::{self, StoredMark};
use crate::base::{Fallible, Timestamp};
use crate::db::{Database, Work};

/// How many records one transaction deletes.
const BATCH: u64 = 500;

/// Deletes sealed records from before `keep_from`, from the beginning of the chain on. Answers how many.
///
/// The place and digest of the last one that goes stay behind as the anchor, from which the rest is
/// verified.
pub async fn sweep(db: &Database, key: &ChainKey, keep_from: Timestamp) -> Fallible<u64> {
    let mut deleted = 0;
    loop {
        let first = store::from(db.browse(), 1, 1).await?;
        if first.first().is_none_or(|entry| entry.at >= keep_from) {
            return Ok(deleted);
        }
        let work = db.begin().await?;
        let count = sweep_batch(&work, key, keep_from).await?;
        work.commit().await?;
        if count == 0 {
            return Ok(deleted);
        }
        deleted += count;
    }
}

async fn sweep_batch(work: &Work, key: &ChainKey, keep_from: Timestamp) -> Fallible<u64> {
    // Sealing and sweeping take turns at the same row.
    if store::lock_mark(work, Mark::Head).await?.is_none() {
        return Ok(0);
    }
    let page = store::from(work.connection(), 1, BATCH).await?;
    let old = page.iter().take_while(|entry| entry.at < keep_from);
    let Some((entry, Some(digest))) = old.last().map(|entry| (entry, entry.digest)) else {
        return Ok(0);
    };
    let Entry { sequence: Some(sequence), .. } = *entry else { return Ok(0) };
    let anchor = Head { sequence, digest };
    let seal = key.vouch(Mark::Anchor, &anchor);
    store::set_mark(work, Mark::Anchor, StoredMark { head: anchor, seal }).await?;
    store::delete_up_to(work, sequence).await
}
