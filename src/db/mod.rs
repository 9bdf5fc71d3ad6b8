//! Which database, and how it is written to.
//!
//! One code for SQLite and PostgreSQL. A write goes through [`Work`]: one transaction with one
//! instant and one source of randomness. On SQLite there is one writing connection, which requests
//! queue for fairly, and separate readers, and every statement runs on the thread that asks; on
//! PostgreSQL one pool serves both. A [`ShortWork`] decides nothing on its way, so that many of them
//! share a transaction; the text of a long statement is made once ([`Prepared`]).

mod connect;
mod connection;
pub(crate) mod entity;
mod prepared;
mod short_work;
mod sqlite;
mod values;
mod work;

pub use connect::{Database, DatabaseUrl, InvalidDatabaseUrl, SqliteSync};
pub use connection::{PatientReader, Reader, Writer};
pub(crate) use prepared::{Prepared, PreparedInsert};
/// What reads run on: [`Database::read`], [`Database::browse`] or [`Work::connection`].
pub use sea_orm::ConnectionTrait;
/// A question that another `store.rs` builds into its own.
pub(crate) use sea_orm::sea_query::SelectStatement;
pub(crate) use short_work::ShortWork;
pub use sqlite::{Sqlite, Transaction};
pub(crate) use values::SelectValues;
pub use work::Work;
