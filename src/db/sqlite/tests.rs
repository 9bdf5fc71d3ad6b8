use futures_util::FutureExt as _;
use sea_orm::{ConnectionTrait as _, QueryResult, Value};
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
    let row = db.read().query_one_raw(sql("SELECT count(*) AS n FROM spent", [])).await.unwrap();
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
