//! The inventory of passes is listed by state and by issuer, one page at a time.

use sea_orm_migration::prelude::*;
use sea_orm_migration::{MigrationName, async_trait};

/// The inventory of passes.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000004_inventory"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, columns) in INDEXES {
            let mut index = Index::create();
            index.name(name).table(Alias::new("passes"));
            for column in columns {
                index.col(Alias::new(*column));
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in INDEXES {
            let index = Index::drop().name(name).table(Alias::new("passes")).to_owned();
            manager.drop_index(index).await?;
        }
        Ok(())
    }
}

/// Each list goes by one instant; the id tells equal ones apart.
const INDEXES: [(&str, &[&str]); 4] = [
    ("passes_by_ends_at_id", &["ends_at", "id"]),
    ("passes_by_starts_at_id", &["starts_at", "id"]),
    ("passes_by_last_used_at_id", &["last_used_at", "id"]),
    ("passes_by_issued_by_ends_at_id", &["issued_by", "ends_at", "id"]),
];
