//! Statements, what is bound to them, and the rows they answer with.

use std::collections::BTreeMap;

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection};
use sea_orm::{DbErr, ProxyExecResult, ProxyRow, RuntimeErr, Statement, Value, Values};

/// Runs a statement to its end; how many rows it changed.
pub(in crate::db) fn execute(
    connection: &Connection,
    statement: &Statement,
) -> Result<ProxyExecResult, DbErr> {
    let mut prepared = prepare(connection, statement).map_err(execution_error)?;
    let mut rows = prepared.raw_query();
    while rows.next().map_err(execution_error)?.is_some() {}
    Ok(ProxyExecResult::new(0, connection.changes()))
}

/// Runs several statements without values.
pub(in crate::db) fn execute_batch(
    connection: &Connection,
    sql: &str,
) -> Result<ProxyExecResult, DbErr> {
    connection.execute_batch(sql).map_err(execution_error)?;
    Ok(ProxyExecResult::new(0, connection.changes()))
}

/// The first row of an answer. A write has written all when its first row comes back.
pub(in crate::db) fn query_one(
    connection: &Connection,
    statement: &Statement,
) -> Result<Option<ProxyRow>, DbErr> {
    let rows = read(connection, statement, 1).map_err(query_error)?;
    Ok(rows.into_iter().next())
}

/// Every row of an answer.
pub(in crate::db) fn query_all(
    connection: &Connection,
    statement: &Statement,
) -> Result<Vec<ProxyRow>, DbErr> {
    read(connection, statement, usize::MAX).map_err(query_error)
}

fn read(
    connection: &Connection,
    statement: &Statement,
    limit: usize,
) -> rusqlite::Result<Vec<ProxyRow>> {
    let mut prepared = prepare(connection, statement)?;
    let declared: Vec<Declared> =
        prepared.columns().iter().map(|column| Declared::of(column.decl_type())).collect();
    let mut rows = prepared.raw_query();
    let mut read = Vec::new();
    while read.len() < limit
        && let Some(row) = rows.next()?
    {
        let mut values = BTreeMap::new();
        for (at, declared) in declared.iter().enumerate() {
            let name = row.as_ref().column_name(at)?.to_owned();
            values.insert(name, value(row.get_ref(at)?, *declared)?);
        }
        read.push(ProxyRow::new(values));
    }
    Ok(read)
}

fn prepare<'c>(
    connection: &'c Connection,
    statement: &Statement,
) -> rusqlite::Result<CachedStatement<'c>> {
    let mut prepared = connection.prepare_cached(&statement.sql)?;
    for (at, value) in statement.values.iter().flat_map(|Values(values)| values).enumerate() {
        prepared.raw_bind_parameter(at + 1, Bound(value))?;
    }
    Ok(prepared)
}

/// A value on its way into SQLite: instants are numbers, and UUIDs 16 bytes.
struct Bound<'v>(&'v Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self.0 {
            Value::Bool(value) => value.to_sql(),
            Value::Int(value) => value.to_sql(),
            Value::BigInt(value) => value.to_sql(),
            Value::Unsigned(value) => value.to_sql(),
            Value::BigUnsigned(value) => match value.map(i64::try_from).transpose() {
                Ok(value) => Ok(ToSqlOutput::Owned(value.into())),
                Err(error) => Err(rusqlite::Error::ToSqlConversionFailure(error.into())),
            },
            Value::String(value) => value.to_sql(),
            Value::Bytes(value) => value.to_sql(),
            Value::Uuid(value) => Ok(match value {
                Some(uuid) => ToSqlOutput::Borrowed(ValueRef::Blob(uuid.as_bytes())),
                None => ToSqlOutput::Borrowed(ValueRef::Null),
            }),
            // Which one is not said: it may be a secret.
            _ => {
                Err(rusqlite::Error::ToSqlConversionFailure("no column holds such a value".into()))
            }
        }
    }
}

/// What an answer's column is declared to hold: SQLite itself tells neither booleans from numbers nor
/// UUIDs from bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Declared {
    Boolean,
    Uuid,
    Other,
    /// Not a column but an expression.
    Nothing,
}

impl Declared {
    fn of(kind: Option<&str>) -> Self {
        match kind {
            Some("boolean") => Self::Boolean,
            Some("uuid_text") => Self::Uuid,
            Some(_) => Self::Other,
            None => Self::Nothing,
        }
    }
}

fn value(value: ValueRef<'_>, declared: Declared) -> rusqlite::Result<Value> {
    Ok(match (value, declared) {
        (ValueRef::Null, _) => Value::String(None),
        (ValueRef::Integer(number), Declared::Boolean) => Value::Bool(Some(number != 0)),
        (ValueRef::Integer(number), _) => Value::BigInt(Some(number)),
        (ValueRef::Real(number), _) => Value::Double(Some(number)),
        (ValueRef::Text(_), _) => Value::String(Some(value.as_str()?.to_owned())),
        // Of what only an expression gives, UUIDs alone have 16 bytes: digests have 32.
        (ValueRef::Blob(bytes), Declared::Uuid | Declared::Nothing) if bytes.len() == 16 => {
            Value::Uuid(uuid::Uuid::from_slice(bytes).ok())
        }
        (ValueRef::Blob(bytes), _) => Value::Bytes(Some(bytes.to_vec())),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(super) fn query_error(error: rusqlite::Error) -> DbErr {
    DbErr::Query(RuntimeErr::Internal(error.to_string()))
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn execution_error(error: rusqlite::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::Internal(error.to_string()))
}
