//! The console's first page counts sign-ins by hour, method and result.

use sea_orm_migration::prelude::*;
use sea_orm_migration::{MigrationName, async_trait};

/// The overview.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000007_overview"
    }
}

const INDEX: &str = "audit_events_by_category_at_method_result";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut index = Index::create();
        index.name(INDEX).table(Alias::new("audit_events"));
        for column in ["category", "at", "method", "result"] {
            index.col(Alias::new(column));
        }
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = Index::drop().name(INDEX).table(Alias::new("audit_events")).to_owned();
        manager.drop_index(drop).await
    }
}
