//! Rule 8, where two nodes do two things at the same time.

use daypass::audit::Actor;
use daypass::base::Secret;
use daypass::credentials::{MethodsPolicy, Tools};
use daypass::db::Database;
use daypass::sessions::{self, Lifetimes};
use daypass::sign_in::{Advanced, Visit};

use crate::cast::{issue, origin, somebody};
use crate::support::TestDatabase;

/// On SQLite there is one writer, and nothing happens between a transaction's beginning and its end.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_is_signed_in_while_they_are_being_signed_out_everywhere() {
    let Some(database) = TestDatabase::postgresql().await else { return };
    let tools = database.tools(MethodsPolicy::default());
    let ada = somebody(&database.db, "ada", &[]).await;
    let (_, code) = issue(&tools, ada.id, false).await;
    let signing_out = database.db.begin().await.unwrap();
    sessions::end_all(&signing_out, &origin(), Actor::Machine, &ada).await.unwrap();

    let signing_in = tokio::spawn(sign_in(tools, code.secret().clone()));
    while !signing_in.is_finished() && !somebody_waits(&database.db).await {
        tokio::task::yield_now().await;
    }
    let early = signing_in.is_finished();
    signing_out.commit().await.unwrap();

    assert!(!early, "a session began before signing out everywhere had ended, and outlives it");
    assert!(signing_in.await.unwrap(), "whoever comes after it is let in");
}

async fn sign_in(tools: Tools, pass: Secret) -> bool {
    let origin = origin();
    let visit =
        Visit { tools: &tools, origin: &origin, previous: None, lifetimes: Lifetimes::default() };
    let browser = daypass::credentials::pass::PassBrowser::Other;
    matches!(visit.with_pass("ada", &pass, browser).await.unwrap(), Advanced::SignedIn { .. })
}

/// Whether a transaction of this database waits for another.
async fn somebody_waits(db: &Database) -> bool {
    use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
    let waiting = "SELECT count(*) AS counted FROM pg_stat_activity \
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let statement = Statement::from_string(DbBackend::Postgres, waiting);
    let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
    row.try_get::<i64>("", "counted").unwrap() > 0
}
