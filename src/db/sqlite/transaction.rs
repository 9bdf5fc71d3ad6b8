//! Whose turn it is to write, and who shares a commit.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use futures_util::FutureExt as _;
use rusqlite::{Connection, ErrorCode};
use sea_orm::DbErr;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};
use tokio::task::spawn_blocking;

use super::{BUSY, Sqlite, locked};
use crate::base::{Fallible, Fault};

/// How long a work waits for its turn before it fails.
const TURN: Duration = Duration::from_secs(30);

/// Who waits to write, and what waits to be committed.
#[derive(Default)]
pub(super) struct Turns {
    queue: Arc<Mutex<Vec<Ended>>>,
    /// How many wait for their turn.
    waiting: AtomicUsize,
    /// Whether somebody has promised to commit what waits for it.
    will_be_committed: AtomicBool,
}

impl Turns {
    /// The turn, when all who came before have had theirs.
    pub(super) async fn next(&self) -> Turn {
        Arc::clone(&self.queue).lock_owned().await
    }
}

impl Sqlite {
    /// Begins to write, when all who came before have ended.
    pub(in crate::db) async fn begin(self: &Arc<Self>) -> Fallible<Transaction> {
        self.turns.waiting.fetch_add(1, Ordering::Relaxed);
        let place = Waiting(&self.turns.waiting);
        let turn = tokio::time::timeout(TURN, self.turns.next()).await;
        drop(place);
        let turn = turn.map_err(|_| Fault::new("SQLite's writer is too busy"))?;
        let begun = Transaction { sqlite: Arc::clone(self), state: State::Ended, turn: Some(turn) };
        begun.open().await
    }

    /// Commits the works that have ended, and tells them; waits for the disk.
    pub(super) fn commit(&self, mut turn: Turn) {
        let works = std::mem::take(&mut *turn);
        if works.is_empty() {
            return;
        }
        let writer = locked(&self.writer);
        let committed = run(&writer, "COMMIT").map_err(|error| error.to_string());
        if committed.is_err() && !writer.is_autocommit() {
            undo(&writer, &["ROLLBACK"]);
        }
        drop((writer, turn));
        answer(works, &committed);
    }

    /// Has them committed when all who wait by now have had their turn, and may have come to be of them.
    fn commit_in_turn(self: &Arc<Self>) {
        if self.turns.will_be_committed.swap(true, Ordering::Relaxed) {
            return;
        }
        let promise = Promise(Arc::clone(self));
        let mut turn = Box::pin(Arc::clone(&self.turns.queue).lock_owned());
        // The first poll takes the place in the queue.
        if let Some(turn) = turn.as_mut().now_or_never() {
            drop(turn);
        }
        tokio::spawn(async move {
            let turn = turn.await;
            drop(spawn_blocking(move || {
                let sqlite = Arc::clone(&promise.0);
                // Whoever ends from now on is of the next ones.
                drop(promise);
                sqlite.commit(turn);
            }));
        });
    }
}

/// The right to write, and the works of the open transaction that have ended and wait for its commit.
pub(super) type Turn = OwnedMutexGuard<Vec<Ended>>;

/// Tells a work that ended what became of it.
type Ended = oneshot::Sender<Result<(), String>>;

fn answer(works: Vec<Ended>, committed: &Result<(), String>) {
    for work in works {
        // Nobody listens any more if the request was given up.
        drop(work.send(committed.clone()));
    }
}

/// Somebody who waits for their turn.
struct Waiting<'w>(&'w AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// That somebody will commit; taken back if they can't, so that the next one does.
struct Promise(Arc<Sqlite>);

impl Drop for Promise {
    fn drop(&mut self) {
        self.0.turns.will_be_committed.store(false, Ordering::Relaxed);
    }
}

/// A work on the one connection that writes; dropped without [`Transaction::commit`], nothing was written.
///
/// Works that wait for each other share one transaction of SQLite's and its `fsync`, each of them a
/// savepoint. None is said to be committed before all are.
pub struct Transaction {
    sqlite: Arc<Sqlite>,
    state: State,
    /// `None` once it has ended.
    turn: Option<Turn>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// The first of its transaction.
    First,
    /// One of those that came after, within a savepoint.
    Joined,
    /// Not begun, or over.
    Ended,
}

impl Transaction {
    async fn open(mut self) -> Fallible<Self> {
        let begun = !self.writer().is_autocommit();
        let works = self.turn.as_deref_mut().filter(|works| !works.is_empty());
        match works {
            Some(_) if begun => {
                run(&self.writer(), "SAVEPOINT work")?;
                self.state = State::Joined;
                return Ok(self);
            }
            // SQLite has undone their transaction by itself, as it does after an error of the disk.
            Some(works) => answer(std::mem::take(works), &Err("undone by SQLite".to_owned())),
            None if begun => run(&self.writer(), "ROLLBACK")?,
            None => (),
        }
        // A deferred begin fails with "database is locked" at its first write.
        let begun = run(&self.writer(), "BEGIN IMMEDIATE");
        match begun {
            Err(error) if is_busy(&error) => {
                return spawn_blocking(|| self.open_patiently()).await?;
            }
            begun => begun?,
        }
        self.state = State::First;
        Ok(self)
    }

    fn open_patiently(mut self) -> Fallible<Self> {
        let writer = self.writer();
        writer.busy_timeout(BUSY)?;
        let begun = run(&writer, "BEGIN IMMEDIATE");
        writer.busy_timeout(Duration::ZERO)?;
        drop(writer);
        begun?;
        self.state = State::First;
        Ok(self)
    }

    /// Makes it last: when this returns, it is on the disk.
    pub(in crate::db) async fn commit(mut self) -> Fallible<()> {
        if self.state == State::Joined {
            run(&self.writer(), "RELEASE work")?;
        }
        self.state = State::Ended;
        let Some(mut turn) = self.turn.take() else { return Err(Fault::new("committed twice")) };
        let (ended, committed) = oneshot::channel();
        turn.push(ended);
        let sqlite = Arc::clone(&self.sqlite);
        if turn.len() == 1 && sqlite.turns.waiting.load(Ordering::Relaxed) == 0 {
            // Whoever hangs up meanwhile does not stop it halfway.
            spawn_blocking(move || sqlite.commit(turn));
        } else {
            sqlite.commit_in_turn();
            drop(turn);
        }
        committed.await?.map_err(Fault::new)
    }

    pub(in crate::db) fn write<T>(
        &self,
        ask: impl FnOnce(&Connection) -> Result<T, DbErr>,
    ) -> Result<T, DbErr> {
        ask(&self.writer())
    }

    fn writer(&self) -> MutexGuard<'_, Connection> {
        locked(&self.sqlite.writer)
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        match self.state {
            State::First => undo(&self.writer(), &["ROLLBACK"]),
            State::Joined => undo(&self.writer(), &["ROLLBACK TO work", "RELEASE work"]),
            State::Ended => (),
        }
    }
}

fn run(connection: &Connection, command: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(command)?.raw_execute().map(drop)
}

/// Undoes all of the transaction if it can't do so with a part of it.
fn undo(connection: &Connection, commands: &[&str]) {
    for command in commands {
        if let Err(error) = run(connection, command) {
            // SQLite has undone it by itself after an error of the disk.
            tracing::warn!(%error, command, "undoing");
            if !connection.is_autocommit() && connection.execute_batch("ROLLBACK").is_err() {
                tracing::error!("a transaction cannot be undone");
            }
            return;
        }
    }
}

impl fmt::Debug for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transaction")
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}
