//! Giving records their place in the chain.

use super::link::{ChainKey, Head, Mark};
use super::store::{self, StoredMark};
use crate::base::{Fallible, Fault};
use crate::db::{ConnectionTrait, Database, Work};

/// How many records one transaction seals: few enough that nobody who is signing in waits long.
const BATCH: u64 = 200;

/// Whether a batch was all there was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pending {
    /// Everything that was committed is sealed.
    Nothing,
    /// There may be more.
    More,
}

/// Seals everything that is committed and not sealed yet. Answers how many records it sealed.
///
/// Any number of nodes may do this at once: they take turns at the chain's end.
pub async fn seal_pending(db: &Database, key: &ChainKey) -> Fallible<u64> {
    let mut sealed = 0;
    // Asked outside a transaction first: nearly always there is nothing to do.
    while store::any_unsealed(db.browse()).await? {
        let work = db.begin().await?;
        let (count, pending) = seal_batch(&work, key).await?;
        work.commit().await?;
        sealed += count;
        if pending == Pending::Nothing {
            break;
        }
    }
    Ok(sealed)
}

/// Seals some records, the oldest first. Answers how many, and whether there may be more.
pub async fn seal_batch(work: &Work, key: &ChainKey) -> Fallible<(u64, Pending)> {
    let mut head = locked_head(work, key).await?;
    // Read only now that it is our turn: what another node sealed meanwhile is sealed.
    let entries = store::unsealed(work.connection(), BATCH).await?;
    let count = entries.len() as u64;
    for entry in &entries {
        let sequence = head.sequence + 1;
        let digest = key.digest(&head.digest, sequence, entry);
        if !store::seal(work, entry.id, sequence, digest).await? {
            return Err(Fault::new(format!("audit record {} was sealed out of turn", entry.id)));
        }
        head = Head { sequence, digest };
    }
    if count > 0 {
        let seal = key.vouch(Mark::Head, &head);
        store::set_mark(work, Mark::Head, StoredMark { head, seal }).await?;
    }
    Ok((count, if count == BATCH { Pending::More } else { Pending::Nothing }))
}

/// The end of the chain, held until the work ends.
async fn locked_head(work: &Work, key: &ChainKey) -> Fallible<Head> {
    if let Some(mark) = store::lock_mark(work, Mark::Head).await? {
        return Ok(mark.head);
    }
    let start = StoredMark { head: Head::START, seal: key.vouch(Mark::Head, &Head::START) };
    store::begin_mark(work, Mark::Head, start).await?;
    let mark = store::lock_mark(work, Mark::Head).await?;
    mark.map(|mark| mark.head).ok_or_else(|| Fault::new("the audit chain's end was not kept"))
}

/// Where the chain ends: worth noting somewhere else. Nothing before the first record is sealed.
pub async fn head(connection: &impl ConnectionTrait) -> Fallible<Option<Head>> {
    let mark = store::find_mark(connection, Mark::Head).await?;
    Ok(mark.map(|mark| mark.head).filter(|head| head.sequence > 0))
}

/// How many records are not sealed yet.
pub async fn pending(connection: &impl ConnectionTrait) -> Fallible<u64> {
    store::count_unsealed(connection).await
}
