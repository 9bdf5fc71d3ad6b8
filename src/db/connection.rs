//! What statements run on: one face for a driver of ours and for sea-orm's.

use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, Statement,
};

use super::sqlite::{self, Sqlite, Transaction};

/// For reading outside a transaction.
#[derive(Clone, Debug)]
pub enum Reader {
    /// Whatever connection nobody is reading on.
    Sqlite(Arc<Sqlite>),
    /// The pool.
    Postgres(DatabaseConnection),
}

/// A transaction under way.
#[derive(Debug)]
pub enum Writer {
    /// On the one connection that writes.
    Sqlite(Transaction),
    /// On one of the pool's.
    Postgres(DatabaseTransaction),
}

macro_rules! connection {
    ($name:ident, $on_sqlite:ident) => {
        #[async_trait::async_trait]
        impl ConnectionTrait for $name {
            fn get_database_backend(&self) -> DbBackend {
                match self {
                    Self::Sqlite(_) => DbBackend::Sqlite,
                    Self::Postgres(_) => DbBackend::Postgres,
                }
            }

            async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
                match self {
                    Self::Sqlite(sqlite) => {
                        sqlite.$on_sqlite(|on| sqlite::execute(on, &statement)).map(Into::into)
                    }
                    Self::Postgres(postgres) => postgres.execute_raw(statement).await,
                }
            }

            async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
                match self {
                    Self::Sqlite(sqlite) => {
                        sqlite.$on_sqlite(|on| sqlite::execute_batch(on, sql)).map(Into::into)
                    }
                    Self::Postgres(postgres) => postgres.execute_unprepared(sql).await,
                }
            }

            async fn query_one_raw(
                &self,
                statement: Statement,
            ) -> Result<Option<QueryResult>, DbErr> {
                match self {
                    Self::Sqlite(sqlite) => {
                        let row = sqlite.$on_sqlite(|on| sqlite::query_one(on, &statement))?;
                        Ok(row.map(Into::into))
                    }
                    Self::Postgres(postgres) => postgres.query_one_raw(statement).await,
                }
            }

            async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
                match self {
                    Self::Sqlite(sqlite) => {
                        let rows = sqlite.$on_sqlite(|on| sqlite::query_all(on, &statement))?;
                        Ok(rows.into_iter().map(Into::into).collect())
                    }
                    Self::Postgres(postgres) => postgres.query_all_raw(statement).await,
                }
            }
        }
    };
}

impl Writer {
    /// Runs a statement that somebody may want to run again; how many rows it changed.
    pub(super) async fn run(&self, statement: &Statement) -> Result<u64, DbErr> {
        match self {
            Self::Sqlite(sqlite) => {
                sqlite.write(|on| sqlite::execute(on, statement)).map(|done| done.rows_affected)
            }
            Self::Postgres(postgres) => {
                postgres.execute_raw(statement.clone()).await.map(|done| done.rows_affected())
            }
        }
    }
}

connection!(Reader, read);
connection!(Writer, write);
