//! The chain over the audit log: each record's digest covers the record and the digest before it.
//!
//! A record is written in the transaction of what happened, unsealed; sealing follows within a second
//! ([`seal_pending`]), so that the chain makes no two requests wait for each other. Digests are
//! HMACs under a key derived from the master key: who can write the database, but has not that key, can
//! neither make nor mend one. [`verify`] finds the first record that was changed, removed or put in
//! between. What it cannot find by itself is that the newest records *and* the mark of the chain's end
//! were both put back to an earlier state, or that a record was changed in the second before it was
//! sealed; against the first helps comparing with a [`Head`] that was noted elsewhere.

mod link;
mod retention;
mod seal;
mod store;
mod verify;

pub use link::{ChainKey, Head};
pub use retention::sweep;
pub use seal::{Pending, head, pending, seal_batch, seal_pending};
pub use verify::{Break, Verdict, verify};
