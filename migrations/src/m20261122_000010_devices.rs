//! Devices without a browser are connected by a code, and grants say for which resources they are.

use sea_orm_migration::prelude::*;
use sea_orm_migration::{MigrationName, async_trait};

use crate::parts::{
    bytes, count, index, instant, maybe_instant, maybe_text, maybe_uuid, owned, table, text,
};

/// Device codes and resource indicators.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000010_devices"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(device_codes()).await?;
        manager.create_index(index("device_codes", &["user_code_digest"]).unique().take()).await?;
        for columns in [["client_id"], ["grant_id"], ["expires_at"]] {
            manager.create_index(index("device_codes", &columns)).await?;
        }
        // Space separated, as scopes are: no URI has a space in it.
        manager.alter_table(grants().add_column(maybe_text("resources")).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(grants().drop_column(Alias::new("resources")).take()).await?;
        manager.drop_table(Table::drop().table(Alias::new("device_codes")).take()).await
    }
}

fn device_codes() -> TableCreateStatement {
    let mut table = table("device_codes");
    table
        .col(bytes("digest").primary_key())
        .col(bytes("user_code_digest"))
        .col(text("client_id"))
        .col(text("scope"))
        .col(maybe_text("resources"))
        // From where the device asked, for the person who decides.
        .col(maybe_text("ip_address"))
        .col(maybe_text("user_agent"))
        .col(instant("requested_at"))
        .col(instant("expires_at"))
        // Seconds that the device leaves between two polls.
        .col(count("poll_interval"))
        .col(maybe_instant("polled_at"))
        .col(maybe_instant("decided_at"))
        .col(maybe_uuid("decided_by"))
        // Set by whoever allowed it; what was decided without one was denied.
        .col(maybe_uuid("grant_id"))
        .col(maybe_instant("redeemed_at"))
        .foreign_key(&mut owned("device_codes", "client_id", "clients"))
        .foreign_key(&mut owned("device_codes", "grant_id", "grants"));
    table
}

fn grants() -> TableAlterStatement {
    Table::alter().table(Alias::new("grants")).take()
}
