//! The schema: up, down, up again, by several nodes at once, and what it holds survives.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;

use daypass::base::Clock;
use daypass::credentials::MethodsPolicy;
use daypass::credentials::pass::PassRefusal;
use daypass::db::{Database, DatabaseUrl, SqliteSync};
use daypass_migrations::Migrator;
use daypass_migrations::sea_orm_migration::MigratorTrait as _;
use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, Query};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend};

use crate::cast::{WRONG, count, issue, redeem, refused, somebody};
use crate::on_both_databases;
use crate::support::TestDatabase;

on_both_databases! {
    async fn every_migration_can_be_taken_back_and_made_again(database: TestDatabase) {
        let connection = database.connection().await;
        assert!(has(&connection, "users").await);

        Migrator::down(&connection, None).await.unwrap();
        for table in ["users", "passes", "sessions", "grants", "audit_events"] {
            assert!(!has(&connection, table).await, "{table} is still there");
        }
        Migrator::up(&connection, None).await.unwrap();
        assert!(has(&connection, "users").await);
    }

    async fn what_is_cleared_away_by_its_time_is_found_by_an_index(database: TestDatabase) {
        let connection = database.connection().await;
        for (table, column) in [
            ("throttles", "forget_at"),
            ("spent", "forget_at"),
            ("sessions", "ends_at"),
            ("grants", "granted_at"),
            ("authorization_codes", "expires_at"),
            ("refresh_tokens", "expires_at"),
        ] {
            let index = format!("{table}_by_{column}");
            assert!(has(&connection, &index).await, "{index}");
        }
    }

    async fn several_nodes_may_start_at_once(database: TestDatabase) {
        let connection = database.connection().await;
        Migrator::down(&connection, None).await.unwrap();
        let nodes = (0..4).map(|_| {
            let (url, clock) = (database.url.clone(), database.clock.clone());
            tokio::spawn(async move { Database::open(&url, SqliteSync::Normal, clock).await })
        });
        for node in nodes.collect::<Vec<_>>() {
            assert!(node.await.unwrap().unwrap().ping().await.is_ok());
        }
    }

    async fn wrong_tries_survive_a_restart_and_count_on_every_node(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[]).await;
        let (_, code) = issue(&tools, ada.id, false).await;
        let mut other_node = tools.clone();
        other_node.db =
            Database::open(&database.url, SqliteSync::Normal, database.clock.clone()).await.unwrap();

        for number in 0..10 {
            let node = if number % 2 == 0 { &tools } else { &other_node };
            assert_eq!(refused(redeem(node, "ada", WRONG).await), PassRefusal::Wrong);
        }
        for node in [&tools, &other_node] {
            let refusal = refused(redeem(node, "ada", code.secret().expose()).await);
            assert_eq!(refusal, PassRefusal::TooManyTries);
        }
    }

    async fn a_user_who_goes_takes_along_what_is_theirs_but_not_the_record(database: TestDatabase) {
        let tools = database.tools(MethodsPolicy::default());
        let ada = somebody(&database.db, "ada", &[daypass::directory::Role::GlobalReader]).await;
        issue(&tools, ada.id, false).await;
        let records = count(&database.db, "audit_events").await;

        database.execute("DELETE FROM users").await;
        for table in ["passes", "role_assignments"] {
            assert_eq!(count(&database.db, table).await, 0, "{table}");
        }
        assert_eq!(count(&database.db, "audit_events").await, records);
    }
}

/// Whether there is a table or an index of this name.
async fn has(connection: &DatabaseConnection, name: &str) -> bool {
    let (catalogue, called) = match connection.get_database_backend() {
        DbBackend::Sqlite => ("sqlite_master", "name"),
        _ => ("pg_class", "relname"),
    };
    let question = Query::select()
        .column(called)
        .from(catalogue)
        .and_where(Expr::col(Alias::new(called)).eq(name))
        .to_owned();
    connection.query_one(&question).await.unwrap().is_some()
}

/// What is in it is sealed or hashed, but names, addresses and hashes are nobody else's to read.
#[tokio::test]
async fn a_sqlite_database_is_its_owners_alone_wherever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    let file = folder.path().join("elsewhere.sqlite");

    let url = DatabaseUrl::Sqlite(file.clone());
    let db = Database::open(&url, SqliteSync::Normal, Clock::system()).await.unwrap();
    db.begin().await.unwrap().commit().await.unwrap();

    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", entry.path().display());
    }
}
