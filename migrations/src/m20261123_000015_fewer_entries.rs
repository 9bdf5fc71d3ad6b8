//! What is written with every code gets no entry in an index that never finds it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::{MigrationName, async_trait};

/// Indexes over fewer rows.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261123_000015_fewer_entries"
    }
}

/// An index that had all rows of its table, in words that both databases understand.
struct Narrowed {
    kind: &'static str,
    name: &'static str,
    over: &'static str,
    /// Which rows it has from now on.
    only: &'static str,
}

const NARROWED: [Narrowed; 6] = [
    // A grant that ends with its session is found by that, one that lives on by where it came from.
    Narrowed {
        kind: "INDEX",
        name: "grants_by_session_id",
        over: "grants (session_id)",
        only: "session_id IS NOT NULL",
    },
    Narrowed {
        kind: "INDEX",
        name: "grants_by_sid",
        over: "grants (sid)",
        only: "session_id IS NULL",
    },
    // Few stand on a pass.
    Narrowed {
        kind: "INDEX",
        name: "grants_by_pass_id",
        over: "grants (pass_id)",
        only: "pass_id IS NOT NULL",
    },
    // What people did to themselves, as signing in is, is found by whom it was done to.
    Narrowed {
        kind: "INDEX",
        name: "audit_events_by_actor_id_at",
        over: "audit_events (actor_id, at)",
        only: "target_id IS NULL OR target_id <> actor_id",
    },
    // What is not sealed yet has an index of its own.
    Narrowed {
        kind: "UNIQUE INDEX",
        name: "audit_events_by_sequence",
        over: "audit_events (sequence)",
        only: "sequence IS NOT NULL",
    },
    // Sign-ins are counted by their method; a code for somebody who is signed in has none.
    Narrowed {
        kind: "INDEX",
        name: "audit_events_by_category_at_method_result",
        over: "audit_events (category, at, method, result)",
        only: "category = 'SignIn' AND method IS NOT NULL",
    },
];

/// The audit log is looked through by category; sign-ins, which are most records, have one.
const BY_CATEGORY: &str = "CREATE INDEX audit_events_audit_by_category \
    ON audit_events (category, at, id) WHERE category <> 'SignIn'";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for Narrowed { kind, name, over, only } in &NARROWED {
            replace(manager, name, &format!("CREATE {kind} {name} ON {over} WHERE {only}")).await?;
        }
        manager.get_connection().execute_unprepared(BY_CATEGORY).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = "DROP INDEX audit_events_audit_by_category";
        manager.get_connection().execute_unprepared(drop).await?;
        for Narrowed { kind, name, over, .. } in &NARROWED {
            replace(manager, name, &format!("CREATE {kind} {name} ON {over}")).await?;
        }
        Ok(())
    }
}

async fn replace(manager: &SchemaManager<'_>, name: &str, creation: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    connection.execute_unprepared(&format!("DROP INDEX {name}")).await?;
    connection.execute_unprepared(creation).await?;
    Ok(())
}
