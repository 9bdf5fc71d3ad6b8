//! What tables, columns, indexes and foreign keys are made of, the same in every migration.
//!
//! Released migrations build upon these: whoever changes one changes the past. Add another instead.

use sea_orm_migration::prelude::*;

pub(crate) fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(Alias::new(name)).to_owned()
}

pub(crate) fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_by_{}", columns.join("_"))).table(Alias::new(table));
    for column in columns {
        index.col(Alias::new(*column));
    }
    index
}

/// A foreign key whose row goes when the row it points at goes.
pub(crate) fn owned(
    table: &'static str,
    column: &'static str,
    owner: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}"))
        .from(Alias::new(table), Alias::new(column))
        .to(Alias::new(owner), Alias::new("id"))
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

pub(crate) fn id() -> ColumnDef {
    uuid("id").primary_key().to_owned()
}

pub(crate) fn uuid(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).uuid().not_null().to_owned()
}

pub(crate) fn maybe_uuid(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).uuid().null().to_owned()
}

pub(crate) fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).text().not_null().to_owned()
}

pub(crate) fn maybe_text(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).text().null().to_owned()
}

pub(crate) fn bytes(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).binary().not_null().to_owned()
}

pub(crate) fn maybe_bytes(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).binary().null().to_owned()
}

pub(crate) fn boolean(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).boolean().not_null().to_owned()
}

pub(crate) fn big(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).big_integer().not_null().to_owned()
}

pub(crate) fn count(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).integer().not_null().default(0).to_owned()
}

pub(crate) fn instant(name: &'static str) -> ColumnDef {
    big(name)
}

pub(crate) fn maybe_instant(name: &'static str) -> ColumnDef {
    ColumnDef::new(Alias::new(name)).big_integer().null().to_owned()
}
