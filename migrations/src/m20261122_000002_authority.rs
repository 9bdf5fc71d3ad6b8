//! Who may do what to whom: delegations, requests for a second approver, and finding people.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, small_integer, text, text_null, uuid,
    uuid_null,
};
use sea_orm_migration::sea_orm::DbBackend;
use sea_orm_migration::{MigrationName, async_trait};

use super::parts::{index, owned, table};

/// Authority.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261122_000002_authority"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // Without this a failing migration leaves half its tables on SQLite.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in added_columns() {
            manager.alter_table(alter(table).add_column(column).to_owned()).await?;
        }
        for table in
            [user_search_terms(), onboarded_users(), delegations(), delegation_uses(), requests()]
        {
            manager.create_table(table).await?;
        }
        order_by_bytes(manager).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        for statement in MOVE {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(Alias::new(*name)).to_owned()).await?;
        }
        for index in USER_INDEXES {
            let drop = Index::drop().name(index).table(Alias::new("users")).to_owned();
            manager.drop_index(drop).await?;
        }
        for (table, column) in added_columns() {
            let name = column.get_column_name();
            manager.alter_table(alter(table).drop_column(Alias::new(name)).to_owned()).await?;
        }
        Ok(())
    }
}

const TABLES: [&str; 5] =
    ["user_search_terms", "onboarded_users", "delegations", "delegation_uses", "pass_requests"];

const USER_INDEXES: [&str; 2] =
    ["users_by_has_method_username_folded", "users_by_enabled_username_folded"];

/// What is there already; names and first names of people are found once their profile is saved again.
const MOVE: [&str; 4] = [
    "UPDATE users SET has_method = true WHERE id IN (SELECT user_id FROM passkeys) \
     OR id IN (SELECT user_id FROM authenticator_apps) OR id IN (SELECT user_id FROM passwords)",
    "INSERT INTO onboarded_users (user_id, since) \
     SELECT id, created_at FROM users WHERE has_method = true \
     OR id IN (SELECT user_id FROM sessions)",
    "INSERT INTO user_search_terms (facet, term, user_id) \
     SELECT 0, username_folded, id FROM users",
    "INSERT INTO user_search_terms (facet, term, user_id) \
     SELECT 1, username_folded, id FROM users WHERE has_method = false",
];

fn added_columns() -> Vec<(&'static str, ColumnDef)> {
    vec![
        // Kept up to date with the tables of methods: a filter that counts would read them all.
        ("users", boolean("has_method").default(false).to_owned()),
        ("passes", text_null("reason")),
        ("passes", text_null("ticket")),
    ]
}

/// The beginnings by which a person is found, once for each list they are looked for in.
fn user_search_terms() -> TableCreateStatement {
    let mut table = table("user_search_terms");
    table
        .col(small_integer("facet"))
        .col(text("term"))
        .col(uuid("user_id"))
        .primary_key(
            Index::create()
                .col(Alias::new("facet"))
                .col(Alias::new("term"))
                .col(Alias::new("user_id")),
        )
        .foreign_key(&mut owned("user_search_terms", "user_id", "users"));
    table
}

/// Whoever ever had a method or used a pass: passes for newcomers are not for them.
fn onboarded_users() -> TableCreateStatement {
    let mut table = table("onboarded_users");
    table.col(uuid("user_id").primary_key()).col(big_integer("since")).foreign_key(&mut owned(
        "onboarded_users",
        "user_id",
        "users",
    ));
    table
}

fn delegations() -> TableCreateStatement {
    let mut table = table("delegations");
    table
        .col(uuid("id").primary_key())
        .col(uuid("issuers_id"))
        .col(uuid("people_id"))
        .col(integer("daily_quota"))
        // Whether for people who have signed in before, too.
        .col(boolean("recovery"))
        .col(big_integer("created_at"))
        .foreign_key(&mut owned("delegations", "issuers_id", "groups"))
        .foreign_key(&mut owned("delegations", "people_id", "groups"));
    table
}

/// How many passes an issuer made by a delegation on its last day; days since 1970, UTC.
fn delegation_uses() -> TableCreateStatement {
    let mut table = table("delegation_uses");
    table
        .col(uuid("delegation_id"))
        .col(uuid("issuer_id"))
        .col(big_integer("day"))
        .col(integer("issued"))
        .primary_key(Index::create().col(Alias::new("delegation_id")).col(Alias::new("issuer_id")))
        .foreign_key(&mut owned("delegation_uses", "delegation_id", "delegations"))
        .foreign_key(&mut owned("delegation_uses", "issuer_id", "users"));
    table
}

fn requests() -> TableCreateStatement {
    let mut table = table("pass_requests");
    table
        .col(uuid("id").primary_key())
        .col(uuid("user_id"))
        .col(uuid("requested_by"))
        .col(text("requester_name"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("starts_at"))
        .col(big_integer("lifetime_millis"))
        .col(boolean("one_time"))
        .col(text_null("reason"))
        .col(text_null("ticket"))
        .col(text("state"))
        .col(uuid_null("decided_by"))
        .col(text_null("decider_name"))
        .col(big_integer_null("decided_at"))
        .col(text_null("note"))
        .foreign_key(&mut owned("pass_requests", "user_id", "users"))
        .foreign_key(&mut owned("pass_requests", "requested_by", "users"));
    table
}

/// Prefixes are ranges of bytes, as SQLite has them; PostgreSQL orders by its locale unless told.
async fn order_by_bytes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for (table, column) in
        [("users", "username_folded"), ("groups", "name_folded"), ("user_search_terms", "term")]
    {
        let statement =
            format!("ALTER TABLE {table} ALTER COLUMN {column} TYPE text COLLATE \"C\"");
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("users", &["has_method", "username_folded"]),
        index("users", &["enabled", "username_folded"]),
        index("user_search_terms", &["user_id", "facet", "term"]),
        index("delegations", &["issuers_id", "people_id"]).unique().to_owned(),
        index("delegations", &["people_id"]),
        index("delegation_uses", &["issuer_id"]),
        index("pass_requests", &["state", "id"]),
        index("pass_requests", &["requested_by", "user_id"]),
        index("pass_requests", &["user_id"]),
        index("pass_requests", &["expires_at"]),
    ]
}

fn alter(name: &'static str) -> TableAlterStatement {
    Table::alter().table(Alias::new(name)).to_owned()
}
