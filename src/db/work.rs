//! One transaction with one instant and one source of randomness.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{ConnectionTrait as _, Statement, StatementBuilder, TransactionTrait as _};
use tokio::sync::Notify;

use super::connection::{Reader, Writer};
use crate::base::{Clock, Fallible, Random, Timestamp};

/// A transaction under way. Whoever takes `&Work` writes; dropped without [`Work::commit`], nothing
/// was written.
///
/// No hashing and no network call while it is open: on SQLite it holds the one write lock. The
/// interface says nothing about when the disk is made sure of except that `commit` returns after it,
/// so that several works may come to share one `fsync`.
pub struct Work {
    transaction: Writer,
    now: Timestamp,
    random: Random,
    later: Mutex<Vec<Statement>>,
    roused: Arc<Notify>,
    rouses: AtomicBool,
}

impl Work {
    #[expect(clippy::disallowed_methods, reason = "the one home of beginning a transaction")]
    pub(super) async fn begin(
        on: &Reader,
        clock: &Clock,
        random: Random,
        roused: Arc<Notify>,
    ) -> Fallible<Self> {
        let transaction = match on {
            Reader::Sqlite(sqlite) => Writer::Sqlite(sqlite.begin().await?),
            Reader::Postgres(pool) => Writer::Postgres(pool.begin().await?),
        };
        // Only now: what was decided while waiting for our turn is over.
        Ok(Self {
            transaction,
            now: clock.now(),
            random,
            later: Mutex::default(),
            roused,
            rouses: AtomicBool::new(false),
        })
    }

    /// What statements run on.
    pub fn connection(&self) -> &Writer {
        &self.transaction
    }

    /// The one instant of this work.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// The source of randomness of this work.
    pub const fn random(&self) -> Random {
        self.random
    }

    /// Writes this just before the commit, after whatever else was left for later.
    ///
    /// For writes that nothing in this work reads or builds upon, and whose rows are locked for as short
    /// as can be.
    pub(crate) fn later(&self, write: &impl StatementBuilder) {
        self.later_run(write.build(&self.transaction.get_database_backend()));
    }

    /// The same with a statement that is there already.
    pub(crate) fn later_run(&self, write: Statement) {
        // A list has no half-done state.
        self.later.lock().unwrap_or_else(PoisonError::into_inner).push(write);
    }

    /// Wakes whoever waits for [`Database::roused`](super::Database::roused), once this is committed.
    ///
    /// It saves them a wait and nothing else: other nodes do not hear it.
    pub(crate) fn rouse(&self) {
        self.rouses.store(true, Ordering::Relaxed);
    }

    /// Makes it last. After this returns, the writes survive `kill -9`.
    pub async fn commit(self) -> Fallible<()> {
        let later = self.later.into_inner().unwrap_or_else(PoisonError::into_inner);
        for write in later {
            self.transaction.execute_raw(write).await?;
        }
        match self.transaction {
            Writer::Sqlite(transaction) => transaction.commit().await?,
            Writer::Postgres(transaction) => transaction.commit().await?,
        }
        if self.rouses.into_inner() {
            self.roused.notify_one();
        }
        Ok(())
    }
}
