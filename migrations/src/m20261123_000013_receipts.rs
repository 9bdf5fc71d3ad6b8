//! Receipts: what a sign-out has ended stays to be told of for a month, after everything dead by it has
//! been cleared away; and what is left to do for somebody whose device is lost.

use sea_orm_migration::prelude::*;
use sea_orm_migration::{MigrationName, async_trait};

use crate::parts::{
    boolean, index, instant, maybe_instant, maybe_text, maybe_uuid, owned, table, text, uuid,
};

/// Receipts and recoveries.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261123_000013_receipts"
    }
}

/// The tables that grow an index: name and columns.
const INDEXES: [(&str, &[&str]); 3] = [
    ("sign_outs", &["user_id", "at"]),
    ("sign_outs", &["cleared_at"]),
    // Finds what came of telling about one sign-out.
    ("deliveries", &["event_id"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in sign_out_columns() {
            manager.alter_table(sign_outs().add_column(column).take()).await?;
        }
        for (table, columns) in INDEXES {
            manager.create_index(index(table, columns)).await?;
        }
        manager.create_table(sign_out_apps()).await?;
        manager.create_table(recoveries()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["recoveries", "sign_out_apps"] {
            manager.drop_table(Table::drop().table(Alias::new(name)).take()).await?;
        }
        for (table, columns) in INDEXES {
            let name = format!("{table}_by_{}", columns.join("_"));
            manager
                .drop_index(Index::drop().name(name).table(Alias::new(table)).to_owned())
                .await?;
        }
        for column in sign_out_columns() {
            let name = Alias::new(column.get_column_name());
            manager.alter_table(sign_outs().drop_column(name).take()).await?;
        }
        Ok(())
    }
}

fn sign_outs() -> TableAlterStatement {
    Table::alter().table(Alias::new("sign_outs")).take()
}

fn sign_out_columns() -> [ColumnDef; 6] {
    [
        // Who did it, and what ties it to the audit log.
        maybe_uuid("by_id"),
        maybe_text("by_name"),
        maybe_text("case_id"),
        ColumnDef::new(Alias::new("sessions_ended")).big_integer().null().take(),
        // Of an app whose grants are gone: when something was last issued from them.
        maybe_instant("last_issued_at"),
        // What is dead by it has been deleted.
        maybe_instant("cleared_at"),
    ]
}

/// Which apps a sign-out concerns, as it was known when they were to be told.
fn sign_out_apps() -> TableCreateStatement {
    let mut table = table("sign_out_apps");
    table
        .col(uuid("sign_out_id"))
        // No foreign key: that an app was deleted changes nothing of what it was told.
        .col(text("client_id"))
        .col(text("name"))
        .col(boolean("tellable"))
        // Null where nothing of the app's has ended.
        .col(maybe_instant("last_issued_at"))
        .primary_key(Index::create().col(Alias::new("sign_out_id")).col(Alias::new("client_id")))
        .foreign_key(&mut owned("sign_out_apps", "sign_out_id", "sign_outs"));
    table
}

/// What somebody whose device is lost has decided; what is done is seen from what is true.
fn recoveries() -> TableCreateStatement {
    let mut table = table("recoveries");
    table
        .col(uuid("user_id").primary_key())
        .col(instant("started_at"))
        // They have said that what is left of their methods was not on the device.
        .col(maybe_instant("reviewed_at"))
        // They have said that they need no other method.
        .col(maybe_instant("enough_at"))
        .foreign_key(&mut owned("recoveries", "user_id", "users"));
    table
}
