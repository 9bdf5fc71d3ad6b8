//! The schema: up, down, up again, by several nodes at once, and what it holds survives.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;

use daypass::audit::{self, Category, Event};
use daypass::base::{Clock, GrantId};
use daypass::credentials::MethodsPolicy;
use daypass::credentials::pass::PassRefusal;
use daypass::db::{Database, DatabaseUrl, SqliteSync};
use daypass_migrations::Migrator;
use daypass_migrations::sea_orm_migration::MigratorTrait as _;
use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, Query};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend};

use crate::cast::{
    WRONG, committed, count, insert_session, issue, origin, redeem, refused, somebody,
};
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

    async fn indexes_over_fewer_rows_are_made_of_what_is_there(database: TestDatabase) {
        let connection = database.connection().await;
        Migrator::down(&connection, Some(1)).await.unwrap();
        let ada = somebody(&database.db, "ada", &[]).await;
        insert_session(&database.db, ada.id, None).await;
        database.execute(CLIENT).await;
        insert_grant(&database.db, Expr::col("id")).await;
        insert_grant(&database.db, Expr::cust("NULL")).await;
        database.execute("UPDATE audit_events SET sequence = 1").await;
        Migrator::up(&connection, None).await.unwrap();

        // No place of the chain twice, and as many without a place as may be.
        committed(&database.db, async |work| {
            for _ in 0..2 {
                audit::record(work, &origin(), Event::new(Category::SignIn, "Sign-in")).await?;
            }
            Ok(())
        })
        .await;
        let twice = "UPDATE audit_events SET sequence = 1 WHERE sequence IS NULL";
        assert!(connection.execute_unprepared(twice).await.is_err());
        // With the session goes the grant that is bound to it, and not the other.
        database.execute("DELETE FROM sessions").await;
        assert_eq!(count(&database.db, "grants").await, 1);
        Migrator::down(&connection, Some(1)).await.unwrap();
        assert_eq!(count(&database.db, "grants").await, 1);
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

const CLIENT: &str = "INSERT INTO clients (id, metadata, source, enabled, created_at, updated_at) \
    VALUES ('payroll', '{}', 'database', TRUE, 0, 0)";

/// Makes a grant from the only session there is; `bound_to` is the session that it ends with.
async fn insert_grant(db: &Database, bound_to: Expr) {
    let row = Query::select()
        .exprs([Expr::val(GrantId::fresh().uuid()), bound_to])
        .columns(["id", "user_id"])
        .exprs(["payroll", "openid", "pwd", "pwd"].map(Expr::val))
        .exprs([0_i64, 0].map(Expr::val))
        .from("sessions")
        .to_owned();
    let insert = Query::insert()
        .into_table("grants")
        .columns([
            "id",
            "session_id",
            "sid",
            "user_id",
            "client_id",
            "scope",
            "amr",
            "acr",
            "authenticated_at",
            "granted_at",
        ])
        .select_from(row)
        .unwrap()
        .to_owned();
    let work = db.begin().await.unwrap();
    work.connection().execute(&insert).await.unwrap();
    work.commit().await.unwrap();
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
