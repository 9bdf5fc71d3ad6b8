//! A database of its own for each test.

use daypass::base::{Clock, Sealer, Timestamp, UserId};
use daypass::credentials::{
    Admission, AdmissionPolicy, Hasher, MethodsPolicy, Policies, Tools, passkey,
};
use daypass::db::{Database, DatabaseUrl, SqliteSync};
use sea_orm::{ConnectionTrait as _, DatabaseConnection};
use tempfile::TempDir;
use url::Url;

/// Where the tests' PostgreSQL is: a URL whose user may create databases.
const POSTGRES: &str = "DAYPASS_TEST_POSTGRES";

/// A migrated, empty database with a stopped clock. It is removed when this is dropped.
pub(crate) struct TestDatabase {
    /// The database, open.
    pub(crate) db: Database,
    /// The clock of everything in it; it moves when the test says so.
    pub(crate) clock: Clock,
    /// Where it is, for opening it another time.
    pub(crate) url: DatabaseUrl,
    _home: Home,
}

/// What removes the database.
enum Home {
    Folder(TempDir),
    Server { base: String, name: String },
}

impl TestDatabase {
    /// A SQLite file in a temporary folder.
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("daypass.sqlite"));
        Self::open(url, Home::Folder(folder)).await
    }

    /// A fresh database on the tests' PostgreSQL, if there is one.
    pub(crate) async fn postgresql() -> Option<Self> {
        let Ok(base) = std::env::var(POSTGRES) else {
            eprintln!("not on PostgreSQL: {POSTGRES} is not set");
            return None;
        };
        let name = format!("daypass_test_{}", UserId::fresh().uuid().simple());
        let server = connect(&base).await;
        server.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        server.close().await.unwrap();
        let mut url = Url::parse(&base).unwrap();
        url.set_path(&name);
        let url = DatabaseUrl::Postgres(url.into());
        Some(Self::open(url, Home::Server { base, name }).await)
    }

    /// SQLite always, PostgreSQL where there is one.
    pub(crate) async fn databases() -> Vec<Self> {
        let mut databases = vec![Self::sqlite().await];
        databases.extend(Self::postgresql().await);
        databases
    }

    /// Whether several nodes may work on it side by side without waiting for one writer.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self.url, DatabaseUrl::Postgres(_))
    }

    /// A connection past everything that Daypass puts in front of it.
    pub(crate) async fn connection(&self) -> DatabaseConnection {
        Database::bare(&self.url).await.unwrap()
    }

    /// Runs a statement that no operation has.
    pub(crate) async fn execute(&self, statement: &str) {
        self.connection().await.execute_unprepared(statement).await.unwrap();
    }

    async fn open(url: DatabaseUrl, home: Home) -> Self {
        let clock = Clock::stopped_at(Timestamp::parse_rfc3339("2026-11-22T08:00:00Z").unwrap());
        // Nothing is lost if a test's database is.
        let db = Database::open(&url, SqliteSync::Normal, clock.clone()).await.unwrap();
        Self { db, clock, url, _home: home }
    }

    /// Tools on this database under this policy, as an installation at `http://localhost:8080`.
    pub(crate) fn tools(&self, policy: MethodsPolicy) -> Tools {
        let issuer = Url::parse("http://localhost:8080").unwrap();
        Tools {
            db: self.db.clone(),
            admission: Admission::new(AdmissionPolicy::default()),
            hasher: Hasher::new(2, 128).unwrap(),
            sealer: Sealer::new(&[42; 32]),
            webauthn: passkey::relying_party(&issuer, "Daypass").unwrap(),
            policies: Policies::of_settings(policy, true),
            clock: self.clock.clone(),
        }
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    Database::bare(&DatabaseUrl::Postgres(url.to_owned())).await.unwrap()
}

impl Drop for Home {
    fn drop(&mut self) {
        let Self::Server { base, name } = self else { return };
        let (base, statement) = (base.clone(), format!("DROP DATABASE {name} WITH (FORCE)"));
        // Dropping cannot wait for the test's own runtime.
        let dropper = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                connect(&base).await.execute_unprepared(&statement).await.unwrap();
            });
        });
        dropper.join().unwrap();
    }
}
