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

/// For reading what may take long: SQLite is asked on the pool for blocking work, and nobody else waits.
#[derive(Clone, Debug)]
pub struct PatientReader(pub(super) Reader);

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

impl PatientReader {
    async fn ask<T: Send + 'static>(
        sqlite: &Arc<Sqlite>,
        ask: impl FnOnce(&sqlite::Connection) -> Result<T, DbErr> + Send + 'static,
    ) -> Result<T, DbErr> {
        let sqlite = Arc::clone(sqlite);
        let answer = tokio::task::spawn_blocking(move || sqlite.read(ask));
        answer.await.map_err(|error| DbErr::Custom(error.to_string()))?
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for PatientReader {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.0.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.0.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let Reader::Sqlite(sqlite) = &self.0 else { return self.0.query_one_raw(statement).await };
        let row = Self::ask(sqlite, move |on| sqlite::query_one(on, &statement)).await?;
        Ok(row.map(Into::into))
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let Reader::Sqlite(sqlite) = &self.0 else { return self.0.query_all_raw(statement).await };
        let rows = Self::ask(sqlite, move |on| sqlite::query_all(on, &statement)).await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }
}

connection!(Reader, read);
connection!(Writer, write);
