//! The chain over the audit log, and the outbox of what people and programs are told.

use sea_orm_migration::prelude::*;
use sea_orm_migration::{MigrationName, async_trait};

use super::parts::{big, bytes, maybe_bytes, maybe_text, text};

/// Audit chain and outbox.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000005_telling"
    }
}

/// What `audit_events` grows by.
const COLUMNS: [&str; 3] = ["details", "sequence", "digest"];

/// Partial indexes, in words that both databases understand.
const PARTIAL_INDEXES: [(&str, &str); 3] = [
    // What waits to be sealed: nearly always nothing.
    (
        "audit_events_unsealed",
        "CREATE INDEX audit_events_unsealed ON audit_events (id) WHERE sequence IS NULL",
    ),
    // The two logs are paged apart, and one has a hundred times the rows of the other.
    (
        "audit_events_sign_ins",
        "CREATE INDEX audit_events_sign_ins ON audit_events (at, id) WHERE category = 'SignIn'",
    ),
    (
        "audit_events_audit",
        "CREATE INDEX audit_events_audit ON audit_events (at, id) WHERE category <> 'SignIn'",
    ),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [maybe_text("details"), maybe_big("sequence"), maybe_bytes("digest")] {
            manager.alter_table(audit_events().add_column(column).take()).await?;
        }
        let sequence = Index::create()
            .name("audit_events_by_sequence")
            .table(Alias::new("audit_events"))
            .col(Alias::new("sequence"))
            .unique()
            .take();
        manager.create_index(sequence).await?;
        for (_, statement) in PARTIAL_INDEXES {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        for table in [audit_marks(), telling_cursors(), deliveries()] {
            manager.create_table(table).await?;
        }
        // Finds what is due in a lane; what is delivered or given up is due never again.
        let due = Index::create()
            .name("deliveries_by_lane_next_attempt_at")
            .table(Alias::new("deliveries"))
            .col(Alias::new("lane"))
            .col(Alias::new("next_attempt_at"))
            .take();
        manager.create_index(due).await?;
        let made = Index::create()
            .name("deliveries_by_created_at")
            .table(Alias::new("deliveries"))
            .col(Alias::new("created_at"))
            .take();
        manager.create_index(made).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["deliveries", "telling_cursors", "audit_marks"] {
            manager.drop_table(Table::drop().table(Alias::new(table)).take()).await?;
        }
        let indexes = PARTIAL_INDEXES.iter().map(|(name, _)| *name);
        for index in indexes.chain(["audit_events_by_sequence"]) {
            let connection = manager.get_connection();
            connection.execute_unprepared(&format!("DROP INDEX {index}")).await?;
        }
        for column in COLUMNS {
            manager.alter_table(audit_events().drop_column(Alias::new(column)).take()).await?;
        }
        Ok(())
    }
}

/// Where the chain ends, and where what is kept of it begins; each vouched for under the master key.
fn audit_marks() -> TableCreateStatement {
    Table::create()
        .table(Alias::new("audit_marks"))
        .col(text("name").primary_key())
        .col(big("sequence"))
        .col(bytes("digest"))
        .col(bytes("seal"))
        .take()
}

/// Up to which audit record everything that is to be told stands in the outbox.
fn telling_cursors() -> TableCreateStatement {
    Table::create()
        .table(Alias::new("telling_cursors"))
        .col(text("name").primary_key())
        .col(big("sequence"))
        .take()
}

fn deliveries() -> TableCreateStatement {
    Table::create()
        .table(Alias::new("deliveries"))
        .col(ColumnDef::new(Alias::new("id")).uuid().not_null().primary_key())
        // What waits in one lane waits for no other.
        .col(text("lane"))
        .col(text("destination"))
        .col(text("topic"))
        .col(ColumnDef::new(Alias::new("event_id")).uuid().not_null())
        .col(text("payload"))
        .col(big("created_at"))
        .col(ColumnDef::new(Alias::new("attempts")).integer().not_null().default(0))
        .col(maybe_big("next_attempt_at"))
        .col(maybe_big("delivered_at"))
        .col(maybe_big("given_up_at"))
        .col(maybe_text("last_error"))
        .take()
}

fn audit_events() -> TableAlterStatement {
    Table::alter().table(Alias::new("audit_events")).take()
}

fn maybe_big(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).big_integer().null().take()
}
