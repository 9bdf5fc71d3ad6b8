//! Many people and passes at once: a job, and a row for each line of it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::{MigrationName, async_trait};

use super::parts::index;

/// Bulk jobs.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000006_bulk"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(jobs()).await?;
        manager.create_table(rows()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["bulk_rows", "bulk_jobs"] {
            manager.drop_table(Table::drop().table(Alias::new(name)).to_owned()).await?;
        }
        Ok(())
    }
}

fn jobs() -> TableCreateStatement {
    let mut table = Table::create().table(Alias::new("bulk_jobs")).to_owned();
    table
        .col(column("id").uuid().not_null().primary_key())
        .col(column("created_at").big_integer().not_null())
        .col(column("created_by").uuid().not_null())
        .col(column("file_name").text().not_null())
        // SHA-256 of file and options: the same upload again is the same job.
        .col(column("digest").binary().not_null())
        // JSON.
        .col(column("options").text().not_null())
        .col(column("state").text().not_null())
        .col(column("row_count").integer().not_null())
        // SHA-256 of the key that the passes follow from; the key itself is not here.
        .col(column("key_digest").binary().null())
        // Until then the node that works on it has it for itself.
        .col(column("worked_until").big_integer().null())
        .foreign_key(
            ForeignKey::create()
                .name("bulk_jobs_created_by")
                .from(Alias::new("bulk_jobs"), Alias::new("created_by"))
                .to(Alias::new("users"), Alias::new("id"))
                .on_delete(ForeignKeyAction::Cascade),
        );
    table
}

fn rows() -> TableCreateStatement {
    let mut table = Table::create().table(Alias::new("bulk_rows")).to_owned();
    table
        .col(column("job_id").uuid().not_null())
        .col(column("number").integer().not_null())
        .col(column("username").text().not_null())
        // What the line says, as JSON; nothing if it cannot be read.
        .col(column("entry").text().null())
        .col(column("fate").text().not_null())
        .col(column("problem").text().null())
        // Nothing while it waits for its turn.
        .col(column("outcome").text().null())
        .col(column("user_id").uuid().null())
        .col(column("pass_id").uuid().null())
        .col(column("code_length").integer().null())
        .primary_key(Index::create().col(Alias::new("job_id")).col(Alias::new("number")))
        .foreign_key(
            ForeignKey::create()
                .name("bulk_rows_job_id")
                .from(Alias::new("bulk_rows"), Alias::new("job_id"))
                .to(Alias::new("bulk_jobs"), Alias::new("id"))
                .on_delete(ForeignKeyAction::Cascade),
        );
    table
}

fn indexes() -> [IndexCreateStatement; 3] {
    [
        index("bulk_jobs", &["created_by", "id"]),
        index("bulk_jobs", &["created_at"]),
        index("bulk_rows", &["job_id", "outcome", "fate", "number"]),
    ]
}

fn column(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name))
}
