//! One transaction with one instant and one source of randomness.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, Statement, StatementBuilder, TransactionOptions, TransactionTrait as _,
    Values,
};
use tokio::sync::Notify;

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
    later: Mutex<Vec<Statement>>,
    roused: Arc<Notify>,
    rouses: AtomicBool,
}

impl Work {
    #[expect(clippy::disallowed_methods, reason = "the one home of beginning a transaction")]
    pub(super) async fn begin(
        writer: &DatabaseConnection,
        clock: &Clock,
        random: Random,
        roused: Arc<Notify>,
    ) -> Fallible<Self> {
        // A deferred begin on SQLite fails with "database is locked" at its first write.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let transaction = writer.begin_with_options(options).await?;
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

    /// Writes this just before the commit, after whatever else was left for later.
    ///
    /// For writes that nothing in this work reads or builds upon: SQLite gets them all in one visit
    /// to its thread, and a visit costs more than what is done there.
    pub(crate) fn later(&self, write: &impl StatementBuilder) {
        let write = write.build(&self.transaction.get_database_backend());
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
        for write in visits(later) {
            self.transaction.execute_raw(write).await?;
        }
        self.transaction.commit().await?;
        if self.rouses.into_inner() {
            self.roused.notify_one();
        }
        Ok(())
    }
}

/// As few statements as the database takes them in: PostgreSQL binds values to one alone.
fn visits(writes: Vec<Statement>) -> Vec<Statement> {
    if writes.len() < 2 || writes.iter().any(|write| write.db_backend != DbBackend::Sqlite) {
        return writes;
    }
    vec![joined(writes.into_iter())]
}

/// All in one, with their values in order: SQLite alone takes that.
pub(super) fn joined(statements: impl Iterator<Item = Statement>) -> Statement {
    let (mut sql, mut values) = (String::new(), Vec::new());
    for statement in statements {
        sql.push_str(&statement.sql);
        sql.push(';');
        values.extend(statement.values.into_iter().flat_map(|Values(values)| values));
    }
    Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(backend: DbBackend, number: i32) -> Statement {
        Statement::from_sql_and_values(backend, "UPDATE t SET n = ?", [number.into()])
    }

    #[test]
    fn sqlite_gets_the_writes_that_were_left_in_one_with_their_values_in_order() {
        let writes = [1, 2, 3].map(|number| write(DbBackend::Sqlite, number)).to_vec();
        let [one] = visits(writes).try_into().unwrap();
        assert_eq!(one.sql, "UPDATE t SET n = ?;".repeat(3));
        assert_eq!(one.values, Some(Values([1, 2, 3].map(Into::into).to_vec())));
    }

    #[test]
    fn postgresql_gets_them_one_after_the_other() {
        let writes = [1, 2].map(|number| write(DbBackend::Postgres, number)).to_vec();
        assert_eq!(visits(writes.clone()), writes);
    }
}
