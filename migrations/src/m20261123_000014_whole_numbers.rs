//! Every whole number has 64 bits, on PostgreSQL as it always had on SQLite.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;
use sea_orm_migration::{MigrationName, async_trait};

/// Whole numbers.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261123_000014_whole_numbers"
    }
}

/// Which had 32 bits, or 16.
const COLUMNS: [(&str, &str); 14] = [
    ("user_search_terms", "facet"),
    ("passes", "uses"),
    ("passes", "failed_attempts"),
    ("throttles", "failures"),
    ("delegations", "daily_quota"),
    ("delegation_uses", "issued"),
    ("campaign_offers", "offers"),
    ("deliveries", "attempts"),
    ("bulk_jobs", "row_count"),
    ("bulk_rows", "number"),
    ("bulk_rows", "code_length"),
    ("device_codes", "poll_interval"),
    ("registration_tokens", "uses_left"),
    ("registration_counts", "registrations"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        change(manager, |column| column.big_integer()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        change(manager, |column| column.integer()).await
    }
}

async fn change(
    manager: &SchemaManager<'_>,
    to: fn(&mut ColumnDef) -> &mut ColumnDef,
) -> Result<(), DbErr> {
    // SQLite's integers have one size.
    if manager.get_database_backend() == DbBackend::Sqlite {
        return Ok(());
    }
    for (table, column) in COLUMNS {
        let mut column = ColumnDef::new(Alias::new(column));
        let change =
            Table::alter().table(Alias::new(table)).modify_column(to(&mut column)).to_owned();
        manager.alter_table(change).await?;
    }
    Ok(())
}
