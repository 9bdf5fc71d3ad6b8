//! Many short works in one transaction.

use std::sync::{Mutex, PoisonError};

use sea_orm::sea_query::SelectStatement;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement, StatementBuilder};
use tokio::sync::oneshot;

use super::connect::Database;
use super::work::Work;
use crate::base::{Fallible, Fault};

/// A write that decides nothing on its way: a first statement, and only if that changed a row, others.
///
/// What it is allowed to do must be said by the first statement's condition: whoever reads before it
/// reads outside its transaction.
pub(crate) struct ShortWork {
    locks: Vec<Statement>,
    first: Statement,
    then: Vec<Statement>,
}

impl ShortWork {
    /// What may change one row or none.
    pub(crate) const fn new(first: Statement) -> Self {
        Self { locks: Vec::new(), first, then: Vec::new() }
    }

    /// In whose words its statements are written.
    pub(crate) const fn backend(&self) -> DbBackend {
        self.first.db_backend
    }

    /// What PostgreSQL locks before, in the order in which every work locks it. SQLite has one writer.
    pub(crate) fn lock(&mut self, rows: &SelectStatement) {
        if self.first.db_backend == DbBackend::Postgres {
            self.locks.push(StatementBuilder::build(rows, &self.first.db_backend));
        }
    }

    /// What follows if the first changed something.
    pub(crate) fn then_run(&mut self, write: Statement) {
        self.then.push(write);
    }

    async fn run(&self, work: &Work) -> Fallible<bool> {
        if work.connection().run(&self.first).await? == 0 {
            return Ok(false);
        }
        for statement in &self.then {
            work.connection().run(statement).await?;
        }
        Ok(true)
    }
}

/// Short works that wait for SQLite's writer.
#[derive(Debug, Default)]
pub(super) struct Queue(Mutex<Vec<Waiting>>);

struct Waiting {
    work: ShortWork,
    answer: oneshot::Sender<Fallible<bool>>,
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Waiting")
    }
}

impl Queue {
    /// Whether it is the first one that waits.
    fn push(&self, waiting: Waiting) -> bool {
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        queue.push(waiting);
        queue.len() == 1
    }

    fn take(&self) -> Vec<Waiting> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Database {
    /// Does a short work; `false` if its first statement changed nothing, and so nothing was written.
    ///
    /// After it returns `true`, the writes survive `kill -9`. On SQLite whatever waits for the writer at the
    /// same time shares one transaction and its `fsync`.
    pub(crate) async fn run(&self, work: ShortWork) -> Fallible<bool> {
        if work.first.db_backend != DbBackend::Sqlite {
            return self.run_alone(&work).await;
        }
        let (answer, answered) = oneshot::channel();
        if self.queue().push(Waiting { work, answer }) {
            // In a task of its own: whoever hangs up takes nobody else's work with them.
            tokio::spawn(run_waiting(self.clone()));
        }
        answered.await.map_err(|_| Fault::new("the program ends"))?
    }

    async fn run_alone(&self, short: &ShortWork) -> Fallible<bool> {
        let work = self.begin().await?;
        for lock in &short.locks {
            work.connection().query_all_raw(lock.clone()).await?;
        }
        let done = short.run(&work).await?;
        if done {
            work.commit().await?;
        }
        Ok(done)
    }
}

/// Waits for the writer's turn, then runs all that has come to wait meanwhile.
async fn run_waiting(database: Database) {
    let begun = database.begin().await;
    // Requests that have come by now get as far as waiting, too: the more there are, the less each costs.
    tokio::task::yield_now().await;
    let (works, answers): (Vec<_>, Vec<_>) =
        database.queue().take().into_iter().map(|it| (it.work, it.answer)).unzip();
    let work = match begun {
        Ok(work) => work,
        // The writer's turn did not come: trying again would make them all wait once more.
        Err(fault) => {
            let why = fault.to_string();
            let refuse =
                |answer: oneshot::Sender<_>| drop(answer.send(Err(Fault::new(why.clone()))));
            return answers.into_iter().for_each(refuse);
        }
    };
    // Nobody listens any more to the answer of a request that was given up.
    match together(work, &works).await {
        Ok(done) => {
            answers.into_iter().zip(done).for_each(|(answer, done)| drop(answer.send(Ok(done))));
        }
        // One of them failed, and all were undone: each for itself, so that none suffers for another's.
        Err(_) => {
            for (work, answer) in works.into_iter().zip(answers) {
                drop(answer.send(database.run_alone(&work).await));
            }
        }
    }
}

/// Which of them changed something.
async fn together(work: Work, works: &[ShortWork]) -> Fallible<Vec<bool>> {
    let mut done = Vec::with_capacity(works.len());
    for short in works {
        done.push(short.run(&work).await?);
    }
    work.commit().await?;
    Ok(done)
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;
    use sea_orm::Value;
    use tempfile::TempDir;

    use super::*;
    use crate::base::Clock;
    use crate::db::{DatabaseUrl, SqliteSync};

    const NOW: i64 = 1_000;

    async fn open(folder: &TempDir) -> Database {
        let url = DatabaseUrl::Sqlite(folder.path().join("daypass.sqlite"));
        Database::open(&url, SqliteSync::Full, Clock::system()).await.unwrap()
    }

    fn sql(sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
        Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)
    }

    /// Claims a digest unless somebody has it, and takes down another that belongs to it.
    fn claim(number: u8) -> ShortWork {
        let mut work = ShortWork::new(sql(
            "INSERT INTO spent (digest, forget_at) SELECT ?, ? \
             WHERE NOT EXISTS (SELECT 1 FROM spent WHERE digest = ?)",
            [vec![number].into(), NOW.into(), vec![number].into()],
        ));
        let of_it = vec![number, number];
        work.then_run(sql("INSERT INTO spent VALUES (?, ?)", [of_it.into(), NOW.into()]));
        work
    }

    async fn count(database: &Database) -> i64 {
        let question = sql("SELECT count(*) AS counted FROM spent", []);
        let row = database.read().query_one_raw(question).await.unwrap().unwrap();
        row.try_get("", "counted").unwrap()
    }

    #[tokio::test]
    async fn whoever_comes_together_is_told_apart() {
        let folder = TempDir::new().unwrap();
        let database = open(&folder).await;
        // Every number comes twice.
        let works = (0..80).map(|number| database.run(claim(number / 2)));
        let done = join_all(works).await;
        for pair in done.chunks(2) {
            let done = pair.iter().filter(|done| *done.as_ref().unwrap()).count();
            assert_eq!(done, 1, "{pair:?}");
        }
        assert_eq!(count(&database).await, 80);
    }

    #[tokio::test]
    async fn whoever_fails_spoils_nothing_for_the_others() {
        let folder = TempDir::new().unwrap();
        let database = open(&folder).await;
        let mut bad = claim(200);
        bad.then_run(sql("INSERT INTO spent VALUES (?, NULL)", [vec![0_u8; 3].into()]));
        let (bad, good) = tokio::join!(
            database.run(bad),
            join_all((0..40).map(|number| database.run(claim(number))))
        );
        assert!(bad.is_err());
        assert!(good.iter().all(|done| *done.as_ref().unwrap()), "{good:?}");
        assert_eq!(count(&database).await, 80);
    }
}
