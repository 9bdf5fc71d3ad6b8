//! Statements whose text is made once.

use std::sync::OnceLock;

use sea_orm::{
    ActiveModelTrait, DbBackend, EntityTrait, Iterable as _, QueryTrait as _, Statement, Value,
    Values,
};

/// Where private use begins: nothing of ours is a single letter, least of all one of these.
const FIRST_MARKER: u32 = 0xF_0000;

/// A statement with `N` parameters, of which only the values differ from one time to the next: putting
/// the text of a long one together costs as much as running it.
pub(crate) struct Prepared<const N: usize> {
    make: fn(DbBackend, [Value; N]) -> Statement,
    sqlite: OnceLock<Template>,
    postgres: OnceLock<Template>,
}

struct Template {
    sql: String,
    values: Vec<Slot>,
}

enum Slot {
    Constant(Value),
    Parameter(usize),
}

impl<const N: usize> Prepared<N> {
    /// The statement that `make` builds. It is called once for a kind of database, with marks in the
    /// place of the parameters: it may put each of them anywhere and more than once, and must not look
    /// at them.
    pub(crate) const fn new(make: fn(DbBackend, [Value; N]) -> Statement) -> Self {
        Self { make, sqlite: OnceLock::new(), postgres: OnceLock::new() }
    }

    /// The statement with its values.
    pub(crate) fn with(&self, backend: DbBackend, parameters: &[Value; N]) -> Statement {
        let home = if backend == DbBackend::Sqlite { &self.sqlite } else { &self.postgres };
        let template = home.get_or_init(|| self.template(backend));
        let fill = |slot: &Slot| match slot {
            Slot::Constant(value) => Some(value.clone()),
            Slot::Parameter(at) => parameters.get(*at).cloned(),
        };
        let values = Values(template.values.iter().filter_map(fill).collect());
        Statement { sql: template.sql.clone(), values: Some(values), db_backend: backend }
    }

    fn template(&self, backend: DbBackend) -> Template {
        let statement = (self.make)(backend, std::array::from_fn(marker));
        let values = statement.values.map(|Values(values)| values).unwrap_or_default();
        Template { sql: statement.sql, values: values.into_iter().map(slot).collect() }
    }
}

/// The insertion of a whole row of one table, whose text is made once.
pub(crate) struct PreparedInsert {
    sqlite: OnceLock<String>,
    postgres: OnceLock<String>,
}

impl PreparedInsert {
    /// For one table: the first row makes the text for all.
    pub(crate) const fn new() -> Self {
        Self { sqlite: OnceLock::new(), postgres: OnceLock::new() }
    }

    /// The insertion of a row of which every column is set; one that leaves any to the database gets a
    /// text of its own.
    pub(crate) fn of<R: ActiveModelTrait>(&self, backend: DbBackend, mut row: R) -> Statement {
        let mut columns = <R::Entity as EntityTrait>::Column::iter();
        if columns.any(|column| row.is_not_set(column)) {
            return R::Entity::insert(row).build(backend);
        }
        let home = if backend == DbBackend::Sqlite { &self.sqlite } else { &self.postgres };
        let sql = home.get_or_init(|| R::Entity::insert(row.clone()).build(backend).sql);
        let columns = <R::Entity as EntityTrait>::Column::iter();
        let values = columns.filter_map(|column| row.take(column).into_value()).collect();
        Statement { sql: sql.clone(), values: Some(Values(values)), db_backend: backend }
    }
}

fn marker(at: usize) -> Value {
    let letter = u32::try_from(at).ok().and_then(|at| char::from_u32(FIRST_MARKER + at));
    Value::Char(letter)
}

fn slot(value: Value) -> Slot {
    match value {
        Value::Char(Some(letter)) if u32::from(letter) >= FIRST_MARKER => {
            Slot::Parameter((u32::from(letter) - FIRST_MARKER) as usize)
        }
        constant => Slot::Constant(constant),
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::ActiveValue::{NotSet, Set};
    use sea_orm::StatementBuilder;
    use sea_orm::sea_query::{Expr, ExprTrait as _, Query};

    use super::*;
    use crate::base::{Digest, Timestamp};
    use crate::db::entity::spent;

    static NAMED: Prepared<2> = Prepared::new(|backend, [name, least]| {
        let question = Query::select()
            .column("id")
            .from("people")
            .and_where(Expr::col("age").gt(least.clone()).or(Expr::col("height").gt(least)))
            .and_where(Expr::col("enabled").eq(true))
            .and_where(Expr::col("name").eq(name))
            .to_owned();
        StatementBuilder::build(&question, &backend)
    });

    #[test]
    fn every_parameter_stands_where_the_builder_put_it() {
        for backend in [DbBackend::Sqlite, DbBackend::Postgres] {
            for (name, least) in [("Ana", 3), ("Bob", 4)] {
                let parameters = [Value::from(name), Value::from(least)];
                let built = (NAMED.make)(backend, parameters.clone());
                assert_eq!(NAMED.with(backend, &parameters), built);
            }
        }
    }

    #[test]
    fn a_row_is_inserted_as_the_library_would() {
        static SPENT: PreparedInsert = PreparedInsert::new();
        for backend in [DbBackend::Sqlite, DbBackend::Postgres] {
            for (of, forget_at) in [("a", 1), ("b", 2)] {
                let forget_at = Timestamp::from_millis(forget_at);
                let mut row = spent::ActiveModel {
                    digest: Set(Digest::of(of.as_bytes())),
                    forget_at: Set(forget_at),
                };
                let built = spent::Entity::insert(row.clone()).build(backend);
                assert_eq!(SPENT.of(backend, row.clone()), built);
                row.forget_at = NotSet;
                let built = spent::Entity::insert(row.clone()).build(backend);
                assert_eq!(SPENT.of(backend, row), built);
            }
        }
    }
}
