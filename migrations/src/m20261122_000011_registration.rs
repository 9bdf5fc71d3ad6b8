//! Clients register themselves: their access tokens, the tokens that let them, and how often they did.

use sea_orm_migration::prelude::*;
use sea_orm_migration::{MigrationName, async_trait};

use crate::parts::{bytes, count, id, index, instant, owned, table, text};

/// Dynamic client registration.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000011_registration"
    }
}

/// The new tables, those that others point at first.
const TABLES: [&str; 3] = ["client_registrations", "registration_tokens", "registration_counts"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [client_registrations(), registration_tokens(), registration_counts()] {
            manager.create_table(table).await?;
        }
        manager.create_index(index("clients", &["source"])).await?;
        manager.create_index(index("registration_tokens", &["expires_at"])).await?;
        manager.create_index(index("registration_counts", &["hour"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by_source =
            Index::drop().name("clients_by_source").table(Alias::new("clients")).to_owned();
        manager.drop_index(by_source).await?;
        for name in TABLES.into_iter().rev() {
            manager.drop_table(Table::drop().table(Alias::new(name)).to_owned()).await?;
        }
        Ok(())
    }
}

fn client_registrations() -> TableCreateStatement {
    let mut table = table("client_registrations");
    table
        .col(text("client_id").primary_key())
        // Of the registration access token (RFC 7592 §1.3).
        .col(bytes("token_digest"))
        .foreign_key(&mut owned("client_registrations", "client_id", "clients"));
    table
}

fn registration_tokens() -> TableCreateStatement {
    let mut table = table("registration_tokens");
    table
        .col(id())
        .col(bytes("digest").unique_key())
        .col(text("name"))
        .col(instant("created_at"))
        .col(instant("expires_at"))
        .col(count("uses_left"));
    table
}

fn registration_counts() -> TableCreateStatement {
    let mut table = table("registration_counts");
    table
        // An address, or the network that somebody has for themselves.
        .col(text("address"))
        // When it began.
        .col(instant("hour"))
        .col(count("registrations"))
        .primary_key(Index::create().col(Alias::new("address")).col(Alias::new("hour")));
    table
}
