//! SQLite, asked on the thread that has the question.
//!
//! A thread of its own for every connection, as most drivers have it, costs more than what is done
//! there: two wake-ups for a statement of ten microseconds. What waits for the disk or for another
//! process's lock goes to the pool for blocking work.

mod statements;
#[cfg(test)]
mod tests;
mod transaction;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub(super) use rusqlite::Connection;
use sea_orm::{
    DatabaseConnection, DbBackend, DbErr, ProxyDatabaseTrait, ProxyExecResult, ProxyRow, Statement,
    Values,
};
use tokio::task::spawn_blocking;

use super::connect::SqliteSync;
use crate::base::Fallible;
use statements::query_error;
pub(super) use statements::{execute, execute_batch, query_all, query_one};
pub use transaction::Transaction;
use transaction::Turns;

/// How much of the file the writer keeps in memory at the most, in KiB with a minus before it.
const WRITER_REMEMBERS: i64 = -4096;
/// The same for each reader. A reader forgets its pages whenever somebody has written.
const READER_REMEMBERS: i64 = -1024;
/// At how many pages of 4 KiB the write-ahead log is folded into the file. What has changed many times until
/// then is written back once.
const FOLDED_AT: i64 = 4096;
/// How many statements a connection keeps prepared: more than Daypass has on its busy ways.
const STATEMENTS: usize = 128;
/// How many readers are kept when nobody asks: more than threads that serve.
const READERS_KEPT: usize = 8;
/// How long another process may keep the file to itself before a statement fails.
const BUSY: Duration = Duration::from_secs(5);
/// A SQLite file: one connection that writes, for which works queue, and others that read.
pub struct Sqlite {
    path: PathBuf,
    sync: SqliteSync,
    writer: Mutex<Connection>,
    turns: Turns,
    /// Those that nobody is reading on; the last used is used next.
    readers: Mutex<Vec<Connection>>,
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sqlite").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Sqlite {
    /// Opens a file that is there and has its schema.
    pub(super) fn open(path: &Path, sync: SqliteSync) -> Fallible<Self> {
        let writer = connect(path, sync)?;
        writer.pragma_update(None, "cache_size", WRITER_REMEMBERS)?;
        writer.pragma_update(None, "wal_autocheckpoint", FOLDED_AT)?;
        // Whoever finds the file taken by another process waits elsewhere: `open_patiently`.
        writer.busy_timeout(Duration::ZERO)?;
        Ok(Self {
            path: path.to_owned(),
            sync,
            writer: Mutex::new(writer),
            turns: Turns::default(),
            readers: Mutex::default(),
        })
    }

    /// Reads on a connection that nobody else is reading on.
    pub(super) fn read<T>(
        &self,
        ask: impl FnOnce(&Connection) -> Result<T, DbErr>,
    ) -> Result<T, DbErr> {
        let free = locked(&self.readers).pop();
        let reader = match free {
            Some(reader) => reader,
            None => self.reader().map_err(query_error)?,
        };
        let answer = ask(&reader);
        let mut free = locked(&self.readers);
        if free.len() < READERS_KEPT {
            free.push(reader);
        }
        answer
    }

    /// Whether the file can be read.
    pub(super) fn ping(&self) -> Result<(), DbErr> {
        self.read(|reader| reader.query_row("SELECT 1", [], |_| Ok(())).map_err(query_error))
    }

    fn reader(&self) -> rusqlite::Result<Connection> {
        let reader = connect(&self.path, self.sync)?;
        reader.pragma_update(None, "cache_size", READER_REMEMBERS)?;
        reader.pragma_update(None, "query_only", true)?;
        Ok(reader)
    }

    /// Commits what waits for it, and folds the write-ahead log into the file.
    pub(super) async fn close(self: &Arc<Self>) -> Fallible<()> {
        let turn = self.turns.next().await;
        let sqlite = Arc::clone(self);
        let folded = spawn_blocking(move || {
            sqlite.commit(turn);
            locked(&sqlite.readers).clear();
            let writer = locked(&sqlite.writer);
            writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        });
        Ok(folded.await??)
    }
}

/// A connection that knows no turns and begins nothing by itself.
pub(super) async fn bare(path: &Path) -> Fallible<DatabaseConnection> {
    let alone = Alone(Mutex::new(connect(path, SqliteSync::Full)?));
    Ok(sea_orm::Database::connect_proxy(DbBackend::Sqlite, Arc::new(Box::new(alone))).await?)
}

#[derive(Debug)]
struct Alone(Mutex<Connection>);

#[async_trait::async_trait]
impl ProxyDatabaseTrait for Alone {
    async fn query(&self, statement: Statement) -> Result<Vec<ProxyRow>, DbErr> {
        query_all(&locked(&self.0), &statement)
    }

    async fn execute(&self, statement: Statement) -> Result<ProxyExecResult, DbErr> {
        match &statement.values {
            Some(Values(values)) if !values.is_empty() => execute(&locked(&self.0), &statement),
            _ => execute_batch(&locked(&self.0), &statement.sql),
        }
    }
}

fn connect(path: &Path, sync: SqliteSync) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    let synchronous = match sync {
        SqliteSync::Full => "FULL",
        SqliteSync::Normal => "NORMAL",
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    Ok(connection)
}

/// A connection whose user panicked is as good as before: its transaction was rolled back.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
