//! SQLite, asked on the thread that has the question.
//!
//! A thread of its own for every connection, as most drivers have it, costs more than what is done
//! there: two wake-ups for a statement of ten microseconds. What waits for the disk or for another
//! process's lock goes to the pool for blocking work.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
pub(super) use rusqlite::Connection;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, ErrorCode};
use sea_orm::{
    DatabaseConnection, DbBackend, DbErr, ProxyDatabaseTrait, ProxyExecResult, ProxyRow,
    RuntimeErr, Statement, Value, Values,
};
use tokio::sync::{Mutex as Turns, OwnedMutexGuard, oneshot};
use tokio::task::spawn_blocking;

use super::connect::SqliteSync;
use crate::base::{Fallible, Fault};

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
/// How long a work waits for its turn before it fails.
const TURN: Duration = Duration::from_secs(30);

/// A SQLite file: one connection that writes, for which works queue, and others that read.
pub struct Sqlite {
    path: PathBuf,
    sync: SqliteSync,
    writer: Mutex<Connection>,
    turns: Arc<Turns<Vec<Ended>>>,
    /// How many wait for their turn.
    waiting: AtomicUsize,
    /// Whether somebody has promised to commit what waits for it.
    will_be_committed: AtomicBool,
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
            turns: Arc::default(),
            waiting: AtomicUsize::new(0),
            will_be_committed: AtomicBool::new(false),
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

    /// Begins to write, when all who came before have ended.
    pub(super) async fn begin(self: &Arc<Self>) -> Fallible<Transaction> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let place = Waiting(&self.waiting);
        let turn = tokio::time::timeout(TURN, Arc::clone(&self.turns).lock_owned()).await;
        drop(place);
        let turn = turn.map_err(|_| Fault::new("SQLite's writer is too busy"))?;
        let begun = Transaction { sqlite: Arc::clone(self), state: State::Ended, turn: Some(turn) };
        begun.open().await
    }

    /// Commits what waits for it, and folds the write-ahead log into the file.
    pub(super) async fn close(self: &Arc<Self>) -> Fallible<()> {
        let turn = Arc::clone(&self.turns).lock_owned().await;
        let sqlite = Arc::clone(self);
        let folded = spawn_blocking(move || {
            sqlite.commit(turn);
            locked(&sqlite.readers).clear();
            let writer = locked(&sqlite.writer);
            writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        });
        Ok(folded.await??)
    }

    /// Commits the works that have ended, and tells them; waits for the disk.
    fn commit(&self, mut turn: Turn) {
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
        if self.will_be_committed.swap(true, Ordering::Relaxed) {
            return;
        }
        let promise = Promise(Arc::clone(self));
        let mut turn = Box::pin(Arc::clone(&self.turns).lock_owned());
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
type Turn = OwnedMutexGuard<Vec<Ended>>;

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
        self.0.will_be_committed.store(false, Ordering::Relaxed);
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
    pub(super) async fn commit(mut self) -> Fallible<()> {
        if self.state == State::Joined {
            run(&self.writer(), "RELEASE work")?;
        }
        self.state = State::Ended;
        let Some(mut turn) = self.turn.take() else { return Err(Fault::new("committed twice")) };
        let (ended, committed) = oneshot::channel();
        turn.push(ended);
        let sqlite = Arc::clone(&self.sqlite);
        if turn.len() == 1 && sqlite.waiting.load(Ordering::Relaxed) == 0 {
            // Whoever hangs up meanwhile does not stop it halfway.
            spawn_blocking(move || sqlite.commit(turn));
        } else {
            sqlite.commit_in_turn();
            drop(turn);
        }
        committed.await?.map_err(Fault::new)
    }

    pub(super) fn write<T>(
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

/// Runs a statement to its end; how many rows it changed.
pub(super) fn execute(
    connection: &Connection,
    statement: &Statement,
) -> Result<ProxyExecResult, DbErr> {
    let mut prepared = prepare(connection, statement).map_err(execution_error)?;
    let mut rows = prepared.raw_query();
    while rows.next().map_err(execution_error)?.is_some() {}
    Ok(ProxyExecResult::new(0, connection.changes()))
}

/// Runs several statements without values.
pub(super) fn execute_batch(connection: &Connection, sql: &str) -> Result<ProxyExecResult, DbErr> {
    connection.execute_batch(sql).map_err(execution_error)?;
    Ok(ProxyExecResult::new(0, connection.changes()))
}

/// The first row of an answer. A write has written all when its first row comes back.
pub(super) fn query_one(
    connection: &Connection,
    statement: &Statement,
) -> Result<Option<ProxyRow>, DbErr> {
    let rows = read(connection, statement, 1).map_err(query_error)?;
    Ok(rows.into_iter().next())
}

/// Every row of an answer.
pub(super) fn query_all(
    connection: &Connection,
    statement: &Statement,
) -> Result<Vec<ProxyRow>, DbErr> {
    read(connection, statement, usize::MAX).map_err(query_error)
}

fn read(
    connection: &Connection,
    statement: &Statement,
    limit: usize,
) -> rusqlite::Result<Vec<ProxyRow>> {
    let mut prepared = prepare(connection, statement)?;
    let declared: Vec<Declared> =
        prepared.columns().iter().map(|column| Declared::of(column.decl_type())).collect();
    let mut rows = prepared.raw_query();
    let mut read = Vec::new();
    while read.len() < limit
        && let Some(row) = rows.next()?
    {
        let mut values = BTreeMap::new();
        for (at, declared) in declared.iter().enumerate() {
            let name = row.as_ref().column_name(at)?.to_owned();
            values.insert(name, value(row.get_ref(at)?, *declared)?);
        }
        read.push(ProxyRow::new(values));
    }
    Ok(read)
}

fn prepare<'c>(
    connection: &'c Connection,
    statement: &Statement,
) -> rusqlite::Result<CachedStatement<'c>> {
    let mut prepared = connection.prepare_cached(&statement.sql)?;
    for (at, value) in statement.values.iter().flat_map(|Values(values)| values).enumerate() {
        prepared.raw_bind_parameter(at + 1, Bound(value))?;
    }
    Ok(prepared)
}

/// A value on its way into SQLite: instants are numbers, and UUIDs 16 bytes.
struct Bound<'v>(&'v Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self.0 {
            Value::Bool(value) => value.to_sql(),
            Value::Int(value) => value.to_sql(),
            Value::BigInt(value) => value.to_sql(),
            Value::Unsigned(value) => value.to_sql(),
            Value::BigUnsigned(value) => match value.map(i64::try_from).transpose() {
                Ok(value) => Ok(ToSqlOutput::Owned(value.into())),
                Err(error) => Err(rusqlite::Error::ToSqlConversionFailure(error.into())),
            },
            Value::String(value) => value.to_sql(),
            Value::Bytes(value) => value.to_sql(),
            Value::Uuid(value) => Ok(match value {
                Some(uuid) => ToSqlOutput::Borrowed(ValueRef::Blob(uuid.as_bytes())),
                None => ToSqlOutput::Borrowed(ValueRef::Null),
            }),
            // Which one is not said: it may be a secret.
            _ => {
                Err(rusqlite::Error::ToSqlConversionFailure("no column holds such a value".into()))
            }
        }
    }
}

/// What an answer's column is declared to hold: SQLite itself tells neither booleans from numbers nor
/// UUIDs from bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Declared {
    Boolean,
    Uuid,
    Other,
    /// Not a column but an expression.
    Nothing,
}

impl Declared {
    fn of(kind: Option<&str>) -> Self {
        match kind {
            Some("boolean") => Self::Boolean,
            Some("uuid_text") => Self::Uuid,
            Some(_) => Self::Other,
            None => Self::Nothing,
        }
    }
}

fn value(value: ValueRef<'_>, declared: Declared) -> rusqlite::Result<Value> {
    Ok(match (value, declared) {
        (ValueRef::Null, _) => Value::String(None),
        (ValueRef::Integer(number), Declared::Boolean) => Value::Bool(Some(number != 0)),
        (ValueRef::Integer(number), _) => Value::BigInt(Some(number)),
        (ValueRef::Real(number), _) => Value::Double(Some(number)),
        (ValueRef::Text(_), _) => Value::String(Some(value.as_str()?.to_owned())),
        // Of what only an expression gives, UUIDs alone have 16 bytes: digests have 32.
        (ValueRef::Blob(bytes), Declared::Uuid | Declared::Nothing) if bytes.len() == 16 => {
            Value::Uuid(uuid::Uuid::from_slice(bytes).ok())
        }
        (ValueRef::Blob(bytes), _) => Value::Bytes(Some(bytes.to_vec())),
    })
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn query_error(error: rusqlite::Error) -> DbErr {
    DbErr::Query(RuntimeErr::Internal(error.to_string()))
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn execution_error(error: rusqlite::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::Internal(error.to_string()))
}

/// A connection whose user panicked is as good as before: its transaction was rolled back.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait as _, QueryResult};
    use tempfile::TempDir;

    use super::*;
    use crate::base::{Clock, UserId};
    use crate::db::{Database, DatabaseUrl, Reader};

    struct Opened {
        db: Database,
        url: DatabaseUrl,
        _folder: TempDir,
    }

    async fn open() -> Opened {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("daypass.sqlite"));
        let db = Database::open(&url, SqliteSync::Full, Clock::system()).await.unwrap();
        Opened { db, url, _folder: folder }
    }

    fn sql(sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
        Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)
    }

    /// What only the commit finds fault with.
    const BROKEN: &str = "PRAGMA defer_foreign_keys = ON; \
        INSERT INTO onboarded_users VALUES (x'00112233445566778899aabbccddeeff', 1)";

    fn spend(number: u8) -> Statement {
        sql("INSERT INTO spent VALUES (?, 1)", [vec![number].into()])
    }

    async fn spent(db: &Database) -> i64 {
        let row =
            db.read().query_one_raw(sql("SELECT count(*) AS n FROM spent", [])).await.unwrap();
        row.unwrap().try_get("", "n").unwrap()
    }

    #[tokio::test]
    async fn what_was_put_in_comes_out_as_what_the_columns_are_declared_to_hold() {
        let opened = open().await;
        let work = opened.db.begin().await.unwrap();
        let on = work.connection();
        on.execute_unprepared(
            "CREATE TABLE kept (id uuid_text, flag boolean, number integer, word text, bytes blob, empty text)",
        )
        .await
        .unwrap();
        let id = UserId::fresh();
        // Sixteen bytes are no UUID where the column says that they are bytes.
        let values: [Value; 6] = [
            id.into(),
            true.into(),
            i64::MAX.into(),
            "ä'--".into(),
            vec![7_u8; 16].into(),
            None::<String>.into(),
        ];
        on.execute_raw(sql("INSERT INTO kept VALUES (?, ?, ?, ?, ?, ?)", values)).await.unwrap();
        let rows = on.query_all_raw(sql("SELECT * FROM kept", [])).await.unwrap();
        let [row] = <[QueryResult; 1]>::try_from(rows).unwrap();
        assert_eq!(row.try_get::<UserId>("", "id").unwrap(), id);
        assert!(row.try_get::<bool>("", "flag").unwrap());
        assert_eq!(row.try_get::<i64>("", "number").unwrap(), i64::MAX);
        assert_eq!(row.try_get::<String>("", "word").unwrap(), "ä'--");
        assert_eq!(row.try_get::<Vec<u8>>("", "bytes").unwrap(), vec![7; 16]);
        assert_eq!(row.try_get::<Option<String>>("", "empty").unwrap(), None);

        let made_up = sql("SELECT max(id) AS id, count(*) AS number FROM kept", []);
        let row = on.query_one_raw(made_up).await.unwrap().unwrap();
        assert_eq!(row.try_get::<Option<UserId>>("", "id").unwrap(), Some(id));
        assert_eq!(row.try_get::<i64>("", "number").unwrap(), 1);
    }

    #[tokio::test]
    async fn what_sqlite_cannot_count_is_refused_and_not_said() {
        let opened = open().await;
        let reader = opened.db.read();
        for value in [Value::from(u64::MAX), Value::from(1.5_f32)] {
            let refused = reader.query_one_raw(sql("SELECT ?", [value])).await.unwrap_err();
            assert!(!refused.to_string().contains("1.5"), "{refused}");
        }
    }

    #[tokio::test]
    async fn readers_do_not_write() {
        let opened = open().await;
        let refused = opened.db.read().execute_raw(spend(1)).await.unwrap_err();
        assert!(refused.to_string().contains("readonly"), "{refused}");
        assert_eq!(spent(&opened.db).await, 0);
    }

    #[tokio::test]
    async fn a_work_that_is_given_up_is_as_if_it_had_never_been_and_the_next_one_begins() {
        let opened = open().await;
        let given_up = opened.db.begin().await.unwrap();
        given_up.connection().execute_raw(spend(1)).await.unwrap();
        drop(given_up);
        let next = opened.db.begin().await.unwrap();
        next.connection().execute_raw(spend(2)).await.unwrap();
        // Nobody else sees it before it is committed.
        assert_eq!(spent(&opened.db).await, 0);
        next.commit().await.unwrap();
        assert_eq!(spent(&opened.db).await, 1);
    }

    #[tokio::test]
    async fn a_commit_that_fails_says_so_and_leaves_nothing() {
        let opened = open().await;
        let work = opened.db.begin().await.unwrap();
        let on = work.connection();
        on.execute_raw(spend(1)).await.unwrap();
        on.execute_unprepared(BROKEN).await.unwrap();
        assert!(work.commit().await.is_err());
        let next = opened.db.begin().await.unwrap();
        next.commit().await.unwrap();
        assert_eq!(spent(&opened.db).await, 0);
    }

    #[tokio::test]
    async fn works_that_wait_for_each_other_are_committed_together_and_undone_by_themselves() {
        let opened = open().await;
        let works = (0..60).map(|number| {
            let db = opened.db.clone();
            tokio::spawn(async move {
                let work = db.begin().await.unwrap();
                work.connection().execute_raw(spend(number)).await.unwrap();
                // Every third is given up.
                if number % 3 == 0 {
                    return;
                }
                work.commit().await.unwrap();
                let found = sql("SELECT * FROM spent WHERE digest = ?", [vec![number].into()]);
                assert!(db.read().query_one_raw(found).await.unwrap().is_some());
            })
        });
        for work in works.collect::<Vec<_>>() {
            work.await.unwrap();
        }
        assert_eq!(spent(&opened.db).await, 40);
    }

    #[tokio::test]
    async fn a_shared_commit_that_fails_says_so_to_everybody() {
        let opened = open().await;
        let first = opened.db.begin().await.unwrap();
        first.connection().execute_raw(spend(1)).await.unwrap();
        first.connection().execute_unprepared(BROKEN).await.unwrap();
        let mut second = Box::pin(opened.db.begin());
        assert!(second.as_mut().now_or_never().is_none());
        let second = async {
            let second = second.await.unwrap();
            second.connection().execute_raw(spend(2)).await.unwrap();
            second.commit().await
        };
        let (first, second) = tokio::join!(first.commit(), second);
        assert!(first.is_err() && second.is_err(), "{first:?} {second:?}");
        assert_eq!(spent(&opened.db).await, 0);

        let next = opened.db.begin().await.unwrap();
        next.connection().execute_raw(spend(3)).await.unwrap();
        next.commit().await.unwrap();
        assert_eq!(spent(&opened.db).await, 1);
    }

    #[tokio::test]
    async fn whoever_finds_the_file_taken_by_another_process_waits_for_it() {
        let opened = open().await;
        let another = Database::bare(&opened.url).await.unwrap();
        another.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
        let Reader::Sqlite(sqlite) = opened.db.read() else { panic!("not on SQLite") };
        let turn = sqlite.begin();
        tokio::pin!(turn);
        // The first poll has found it taken.
        assert!(turn.as_mut().now_or_never().is_none());
        another.execute_unprepared("COMMIT").await.unwrap();
        turn.await.unwrap().commit().await.unwrap();
    }
}
