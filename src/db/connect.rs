//! Opening a database and bringing its schema up to date.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use daypass_migrations::Migrator;
use daypass_migrations::sea_orm_migration::MigratorTrait as _;
use sea_orm::{ConnectOptions, ConnectionTrait as _, DatabaseConnection, DbBackend};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::connection::{PatientReader, Reader};
use super::short_work::Queue;
use super::sqlite::{self, Sqlite};
use super::work::Work;
use crate::base::{Clock, Fallible, Fault, Random};

/// How many connections a node keeps to PostgreSQL at the most.
const POSTGRES_CONNECTIONS: u32 = 16;
/// Any number: PostgreSQL's advisory lock that serialises the nodes' migrations.
const MIGRATION_LOCK: i64 = 0x6461_7970_6173_7301;

/// Where the database is: `sqlite:PATH` or `postgres://…`. Blind in `Debug`: it may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL connection URL.
    Postgres(String),
}

/// A database URL that is neither SQLite's nor PostgreSQL's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a database URL starts with sqlite: or postgres://")]
pub struct InvalidDatabaseUrl;

impl FromStr for DatabaseUrl {
    type Err = InvalidDatabaseUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:"))
        {
            return if path.is_empty() {
                Err(InvalidDatabaseUrl)
            } else {
                Ok(Self::Sqlite(path.into()))
            };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(InvalidDatabaseUrl)
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}

/// How hard SQLite makes sure of a commit. There is no `off`: an acknowledged write survives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SqliteSync {
    /// Every commit is on the disk before it is acknowledged.
    #[default]
    Full,
    /// A power cut may take the last commits; a crash of the process does not.
    Normal,
}

/// An open database. Cheap to clone; clones share the connections.
#[derive(Clone, Debug)]
pub struct Database {
    connection: Reader,
    patient: PatientReader,
    clock: Clock,
    random: Random,
    roused: Arc<Notify>,
    queue: Arc<Queue>,
}

impl Database {
    /// Connects and applies the migrations that are missing, one node at a time.
    pub async fn open(url: &DatabaseUrl, sync: SqliteSync, clock: Clock) -> Fallible<Self> {
        let connection = match url {
            DatabaseUrl::Sqlite(path) => {
                make_file(path)?;
                let _alone = alone_with(path).await?;
                migrate_sqlite(path).await.map_err(|fault| {
                    fault.context(format!("opening the SQLite file {}", path.display()))
                })?;
                Reader::Sqlite(Arc::new(Sqlite::open(path, sync)?))
            }
            DatabaseUrl::Postgres(url) => {
                migrate_postgres(url).await?;
                Reader::Postgres(postgres(url, POSTGRES_CONNECTIONS).await?)
            }
        };
        let (random, roused, queue) = (Random, Arc::default(), Arc::default());
        let patient = PatientReader(connection.clone());
        Ok(Self { connection, patient, clock, random, roused, queue })
    }

    /// One connection past everything that this puts in front of it: the migrations run on it.
    pub async fn bare(url: &DatabaseUrl) -> Fallible<DatabaseConnection> {
        match url {
            DatabaseUrl::Sqlite(path) => sqlite::bare(path).await,
            DatabaseUrl::Postgres(url) => postgres(url, 1).await,
        }
    }

    /// For reading outside a transaction what is found at once.
    pub fn read(&self) -> &Reader {
        &self.connection
    }

    /// For reading outside a transaction what may take long: lists that people look through.
    pub fn browse(&self) -> &PatientReader {
        &self.patient
    }

    /// Begins a transaction, waiting for its turn. Dropping the [`Work`] rolls it back.
    pub async fn begin(&self) -> Fallible<Work> {
        Work::begin(&self.connection, &self.clock, self.random, Arc::clone(&self.roused)).await
    }

    /// In whose words statements are written.
    pub(crate) fn backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }

    pub(super) fn queue(&self) -> &Queue {
        &self.queue
    }

    /// Waits until a work of this node is committed that has something to be done soon.
    pub async fn roused(&self) {
        self.roused.notified().await;
    }

    /// The clock that stamps what is written.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Whether the database answers; for the readiness probe.
    pub async fn ping(&self) -> Fallible<()> {
        match &self.connection {
            Reader::Sqlite(sqlite) => Ok(sqlite.ping()?),
            Reader::Postgres(pool) => Ok(pool.ping().await?),
        }
    }

    /// Closes every connection; SQLite folds its write-ahead log into the file.
    pub async fn close(self) -> Fallible<()> {
        match self.connection {
            Reader::Sqlite(sqlite) => sqlite.close().await,
            Reader::Postgres(pool) => Ok(pool.close().await?),
        }
    }
}

/// Makes the file for its owner alone; the write-ahead log beside it gets the same permissions.
fn make_file(path: &Path) -> Fallible<()> {
    if path.as_os_str() == ":memory:" {
        return Ok(());
    }
    open_own(path).map(drop).map_err(|error| {
        Fault::from(error).context(format!("making the SQLite file {}", path.display()))
    })
}

/// Opens a file, which is made for its owner alone (0600) if it is not there.
fn open_own(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

async fn postgres(url: &str, connections: u32) -> Fallible<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .sqlx_logging(false);
    // The error's text may repeat the URL with its password: what failed is said, not with what.
    sea_orm::Database::connect(options)
        .await
        .map_err(|error| Fault::new(format!("PostgreSQL cannot be reached: {}", kind_of(&error))))
}

fn kind_of(error: &sea_orm::DbErr) -> String {
    match error {
        sea_orm::DbErr::Conn(sea_orm::RuntimeErr::SqlxError(cause)) => match cause.as_ref() {
            sea_orm::sqlx::Error::Io(io) => io.to_string(),
            sea_orm::sqlx::Error::Database(refusal) => refusal.message().to_owned(),
            sea_orm::sqlx::Error::Configuration(_) => "the URL is not one".to_owned(),
            _ => "no connection".to_owned(),
        },
        _ => "no connection".to_owned(),
    }
}

/// A file lock beside the database, until it is dropped: neither the migrations nor the first turn to
/// write-ahead logging are safe against another process that is doing the same.
async fn alone_with(path: &Path) -> Fallible<Option<File>> {
    if path.as_os_str() == ":memory:" {
        return Ok(None);
    }
    let lock = open_own(&path.with_extension("lock"))?;
    Ok(Some(tokio::task::spawn_blocking(move || lock.lock().map(|()| lock)).await??))
}

/// All that are missing or none.
async fn migrate_sqlite(path: &Path) -> Fallible<()> {
    let connection = sqlite::bare(path).await?;
    connection.execute_unprepared("BEGIN IMMEDIATE").await?;
    Migrator::up(&connection, None).await?;
    connection.execute_unprepared("COMMIT").await?;
    Ok(())
}

/// The advisory lock belongs to a connection, so this pool has only one and is closed afterwards.
async fn migrate_postgres(url: &str) -> Fallible<()> {
    let connection = postgres(url, 1).await?;
    let statement = |verb: &str| format!("SELECT pg_advisory_{verb}({MIGRATION_LOCK})");
    connection.execute_unprepared(&statement("lock")).await?;
    let migrated = Migrator::up(&connection, None).await;
    connection.execute_unprepared(&statement("unlock")).await?;
    connection.close().await?;
    Ok(migrated?)
}

impl Database {
    /// Which of the two databases this is, for operators.
    pub fn kind(&self) -> &'static str {
        match self.backend() {
            DbBackend::Sqlite => "SQLite",
            _ => "PostgreSQL",
        }
    }
}
