//! The databases every story is told on: SQLite always, PostgreSQL where `DAYPASS_TEST_POSTGRES` names a server.

use std::path::Path;

use sea_orm::ConnectionTrait as _;
use url::Url;
use uuid::Uuid;

/// A database of its own for one test; taken away with it.
pub(crate) enum Database {
    /// A file in the test's folder.
    Sqlite,
    /// A fresh database on the server.
    Postgres { server: Url, name: String },
}

/// A fresh database of each kind there is.
pub(crate) async fn databases() -> Vec<Database> {
    let mut databases = vec![Database::Sqlite];
    if let Some(server) = std::env::var_os("DAYPASS_TEST_POSTGRES") {
        let server = Url::parse(server.to_str().unwrap()).unwrap();
        let name = format!("daypass_{}", Uuid::new_v4().simple());
        run_on(&server, &format!("CREATE DATABASE {name}")).await;
        databases.push(Database::Postgres { server, name });
    }
    databases
}

impl Database {
    /// As the setting `database_url` wants it; `folder` is where a file may lie.
    pub(crate) fn url(&self, folder: &Path) -> String {
        match self {
            Self::Sqlite => format!("sqlite:{}", folder.join("daypass.sqlite").display()),
            Self::Postgres { server, name } => {
                let mut url = server.clone();
                url.set_path(name);
                url.to_string()
            }
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Self::Postgres { server, name } = self else { return };
        let (server, statement) = (server.clone(), format!("DROP DATABASE {name} WITH (FORCE)"));
        // A runtime of its own: the test's may be busy unwinding.
        let dropping = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(run_on(&server, &statement));
        });
        dropping.join().unwrap();
    }
}

async fn run_on(server: &Url, statement: &str) {
    let connection = sea_orm::Database::connect(server.as_str()).await.unwrap();
    connection.execute_unprepared(statement).await.unwrap();
    connection.close().await.unwrap();
}
