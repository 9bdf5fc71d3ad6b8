//! The authentication methods policy with its history, and who was asked to register what.

use sea_orm_migration::prelude::*;
use sea_orm_migration::{MigrationName, async_trait};

/// The authentication methods policy.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000003_policy"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // Without this a failing migration leaves half its tables on SQLite.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(policy_versions()).await?;
        manager.create_table(campaign_offers()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["campaign_offers", "policy_versions"] {
            manager.drop_table(Table::drop().table(Alias::new(name)).to_owned()).await?;
        }
        Ok(())
    }
}

fn policy_versions() -> TableCreateStatement {
    Table::create()
        .table(Alias::new("policy_versions"))
        // Counts from 1; whoever saves a version that is there already was too late.
        .col(column("version").big_integer().primary_key())
        // What nodes know a version by: a number may come again after a restored backup.
        .col(column("id").uuid().unique_key())
        // The whole policy, as JSON.
        .col(column("document").text())
        .col(column("at").big_integer())
        .col(ColumnDef::new(Alias::new("by_id")).uuid().null())
        .col(ColumnDef::new(Alias::new("by_name")).text().null())
        .col(column("note").text())
        .to_owned()
}

fn campaign_offers() -> TableCreateStatement {
    Table::create()
        .table(Alias::new("campaign_offers"))
        .col(column("user_id").uuid())
        .col(column("method").text())
        .col(column("offers").integer())
        .col(column("offered_at").big_integer())
        .primary_key(Index::create().col(Alias::new("user_id")).col(Alias::new("method")))
        .foreign_key(
            ForeignKey::create()
                .name("campaign_offers_user_id")
                .from(Alias::new("campaign_offers"), Alias::new("user_id"))
                .to(Alias::new("users"), Alias::new("id"))
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn column(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).not_null().to_owned()
}
