//! Daypass's database schema: one list of migrations for SQLite and PostgreSQL alike.
//!
//! Rules: instants are 64-bit epoch milliseconds, digests and sealed secrets are bytes, names are
//! stored beside a folded copy that carries the unique index. A migration that has been released is
//! never edited; the schema grows by expanding, moving, and only then contracting.

mod m20261122_000001_foundation;
mod m20261122_000002_authority;
mod m20261122_000003_policy;
mod m20261122_000004_inventory;
mod m20261122_000005_telling;
mod m20261122_000006_bulk;
mod m20261122_000007_overview;
mod m20261122_000008_bound_tokens;
mod m20261122_000009_sign_outs;
mod m20261122_000010_devices;
mod m20261122_000011_registration;
mod m20261123_000012_signals;
mod m20261123_000013_receipts;
mod m20261123_000014_whole_numbers;
mod m20261123_000015_fewer_entries;
mod parts;

use sea_orm_migration::{MigrationTrait, MigratorTrait, async_trait};

/// Every migration, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_foundation::Migration),
            Box::new(m20261122_000002_authority::Migration),
            Box::new(m20261122_000003_policy::Migration),
            Box::new(m20261122_000004_inventory::Migration),
            Box::new(m20261122_000005_telling::Migration),
            Box::new(m20261122_000006_bulk::Migration),
            Box::new(m20261122_000007_overview::Migration),
            Box::new(m20261122_000008_bound_tokens::Migration),
            Box::new(m20261122_000009_sign_outs::Migration),
            Box::new(m20261122_000010_devices::Migration),
            Box::new(m20261122_000011_registration::Migration),
            Box::new(m20261123_000012_signals::Migration),
            Box::new(m20261123_000013_receipts::Migration),
            Box::new(m20261123_000014_whole_numbers::Migration),
            Box::new(m20261123_000015_fewer_entries::Migration),
        ]
    }
}

pub use sea_orm_migration;
