//! Tokens that are bound to a key (RFC 9449), and pushed authorization requests (RFC 9126).

use sea_orm_migration::prelude::*;
use sea_orm_migration::{MigrationName, async_trait};

use super::parts::{bytes, index, instant, maybe_text, owned, table, text};

/// Keys that tokens are bound to, and pushed requests.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000008_bound_tokens"
    }
}

/// The thumbprint of the key that a proof must be made with.
const BOUND: [&str; 2] = ["authorization_codes", "refresh_tokens"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in BOUND {
            let column = maybe_text("dpop_jkt");
            let alter = Table::alter().table(Alias::new(table)).add_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        manager.create_table(pushed_requests()).await?;
        manager.create_index(index("pushed_requests", &["expires_at"])).await?;
        manager.create_index(index("pushed_requests", &["client_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = Table::drop().table(Alias::new("pushed_requests")).to_owned();
        manager.drop_table(drop).await?;
        for table in BOUND {
            let column = Alias::new("dpop_jkt");
            let alter = Table::alter().table(Alias::new(table)).drop_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}

fn pushed_requests() -> TableCreateStatement {
    let mut table = table("pushed_requests");
    table
        // SHA-256 of the reference in the `request_uri`.
        .col(bytes("digest").primary_key())
        .col(text("client_id"))
        // The authorization request, form-encoded, without the client's credentials.
        .col(text("parameters"))
        // Until then it may be opened for the first time.
        .col(instant("expires_at"))
        .foreign_key(&mut owned("pushed_requests", "client_id", "clients"));
    table
}
