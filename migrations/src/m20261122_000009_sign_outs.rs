//! Sign-outs are facts that apps are told of; what they end is dead by a line that moves, not by its
//! rows being gone.

use sea_orm_migration::prelude::*;
use sea_orm_migration::{MigrationName, async_trait};

use super::parts::{
    boolean, id, index, instant, maybe_instant, maybe_text, maybe_uuid, table, text, uuid,
};

/// Sign-outs.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000009_sign_outs"
    }
}

/// What belongs to one generation of a person's sign-ins, and the person, who has the current one.
const OF_A_GENERATION: [&str; 3] = ["users", "sessions", "grants"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in OF_A_GENERATION {
            let alter = Table::alter().table(Alias::new(name)).add_column(generation()).to_owned();
            manager.alter_table(alter).await?;
        }
        manager.create_table(sign_outs()).await?;
        manager.create_index(index("sign_outs", &["fanned_out_at"])).await?;
        // Finds the lanes in which something is due.
        manager.create_index(index("deliveries", &["next_attempt_at"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let due = Index::drop()
            .name("deliveries_by_next_attempt_at")
            .table(Alias::new("deliveries"))
            .to_owned();
        manager.drop_index(due).await?;
        manager.drop_table(Table::drop().table(Alias::new("sign_outs")).to_owned()).await?;
        for name in OF_A_GENERATION {
            let column = Alias::new("generation");
            let alter = Table::alter().table(Alias::new(name)).drop_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}

fn generation() -> ColumnDef {
    ColumnDef::new(Alias::new("generation")).big_integer().not_null().default(0).to_owned()
}

fn sign_outs() -> TableCreateStatement {
    let mut table = table("sign_outs");
    table
        .col(id())
        // No foreign key: that somebody was deleted is told after they are gone.
        .col(uuid("user_id"))
        .col(text("subject"))
        // One session ended ...
        .col(maybe_uuid("sid"))
        // ... or everything of this generation ...
        .col(ColumnDef::new(Alias::new("generation")).big_integer().null().to_owned())
        // ... or what one app held from these sessions, whose grants are gone.
        .col(maybe_text("client_id"))
        .col(maybe_text("sids"))
        .col(boolean("whole"))
        .col(instant("at"))
        .col(maybe_instant("fanned_out_at"));
    table
}
