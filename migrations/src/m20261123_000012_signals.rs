//! Streams of shared signals, and about whom their receivers do not want to hear.

use sea_orm_migration::prelude::*;
use sea_orm_migration::{MigrationName, async_trait};

use crate::parts::{
    id, index, instant, maybe_bytes, maybe_instant, maybe_text, owned, table, text, uuid,
};

/// Shared signals.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261123_000012_signals"
    }
}

/// The new tables, those that others point at first.
const TABLES: [&str; 2] = ["signal_streams", "signal_removed_subjects"];

/// What waits in a lane, among all that was ever told there; in words that both databases understand.
const WAITING: &str = "CREATE INDEX deliveries_waiting ON deliveries (lane, id) \
                       WHERE delivered_at IS NULL AND given_up_at IS NULL";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [streams(), removed_subjects()] {
            manager.create_table(table).await?;
        }
        manager.create_index(index("signal_streams", &["client_id"])).await?;
        manager.get_connection().execute_unprepared(WAITING).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX deliveries_waiting").await?;
        for name in TABLES.into_iter().rev() {
            manager.drop_table(Table::drop().table(Alias::new(name)).to_owned()).await?;
        }
        Ok(())
    }
}

fn streams() -> TableCreateStatement {
    let mut table = table("signal_streams");
    table
        .col(id())
        // The receiver.
        .col(text("client_id"))
        // enabled, paused or disabled, and why.
        .col(text("status"))
        .col(maybe_text("reason"))
        // Where it is pushed to; polled if there is no such place.
        .col(maybe_text("endpoint_url"))
        .col(maybe_bytes("sealed_authorization"))
        // As they were asked for: a JSON array of URIs.
        .col(text("events_requested"))
        .col(maybe_text("description"))
        // When a verification event was asked for last.
        .col(maybe_instant("verified_at"))
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .foreign_key(&mut owned("signal_streams", "client_id", "clients"));
    table
}

fn removed_subjects() -> TableCreateStatement {
    let mut table = table("signal_removed_subjects");
    table
        .col(uuid("stream_id"))
        // As the receiver knows them, whether there is such a person or not.
        .col(text("subject"))
        .primary_key(Index::create().col(Alias::new("stream_id")).col(Alias::new("subject")))
        .foreign_key(&mut owned("signal_removed_subjects", "stream_id", "signal_streams"));
    table
}
