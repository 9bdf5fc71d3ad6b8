//! One transaction with one instant and one source of randomness.

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait as _,
};

use crate::base::{Clock, Fallible, Random, Timestamp};

/// A transaction under way. Whoever takes `&Work` writes; dropped without [`Work::commit`], nothing
/// was written.
///
/// No hashing and no network call while it is open: on SQLite it holds the one write lock. The
/// interface says nothing about when the disk is made sure of except that `commit` returns after it,
/// so that several works may come to share one `fsync`.
pub struct Work {
    transaction: DatabaseTransaction,
    now: Timestamp,
    random: Random,
}

impl Work {
    #[expect(clippy::disallowed_methods, reason = "the one home of beginning a transaction")]
    pub(super) async fn begin(
        writer: &DatabaseConnection,
        clock: &Clock,
        random: Random,
    ) -> Fallible<Self> {
        // A deferred begin on SQLite fails with "database is locked" at its first write.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let transaction = writer.begin_with_options(options).await?;
        // Only now: what was decided while waiting for our turn is over.
        Ok(Self { transaction, now: clock.now(), random })
    }

    /// What statements run on.
    pub fn connection(&self) -> &DatabaseTransaction {
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

    /// Makes it last. After this returns, the writes survive `kill -9`.
    pub async fn commit(self) -> Fallible<()> {
        Ok(self.transaction.commit().await?)
    }
}
