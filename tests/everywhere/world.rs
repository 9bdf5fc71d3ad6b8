//! Nodes of one installation inside this process, and the people in it.

use std::path::PathBuf;
use std::process::{Command, Output};

use daypass::app::App;
use daypass::audit::{Actor, Origin};
use daypass::base::Clock;
use daypass::base::Secret;
use daypass::credentials::pass::{self, Claimed, IssueRequest, Issued, PassBrowser};
use daypass::credentials::{self, Proof};
use daypass::db::{DatabaseUrl, Work};
use daypass::directory;
use daypass::directory::manage::{self, Added, Changed, NewUser};
use daypass::directory::{StandardClaims, User, Username};
use daypass::server;
use daypass::sessions::{self, Session, Started};
use daypass::settings::{Settings, Sources};
use tempfile::TempDir;

use crate::client::Client;
use crate::support::TestDatabase;

/// Nodes on one database, by clocks that stand still: what is told apart is told apart by order alone.
pub(crate) struct World {
    pub(crate) nodes: Vec<App>,
    /// The clock of them all, unless they were given others.
    pub(crate) clock: Clock,
    settings_file: PathBuf,
    _folder: TempDir,
    _database: TestDatabase,
}

impl World {
    /// So many nodes on a database, with a few clients.
    pub(crate) async fn of(database: TestDatabase, nodes: usize) -> Self {
        let clients: String = Client::ALL.iter().map(Client::settings).collect();
        Self::with(database, nodes, &clients).await
    }

    /// The same with these tables in the settings.
    pub(crate) async fn with(database: TestDatabase, nodes: usize, tables: &str) -> Self {
        let clocks = vec![database.clock.clone(); nodes];
        Self::open(database, &clocks, tables).await
    }

    /// A node by each of these clocks, with a few clients.
    pub(crate) async fn by(database: TestDatabase, clocks: &[Clock]) -> Self {
        let clients: String = Client::ALL.iter().map(Client::settings).collect();
        Self::open(database, clocks, &clients).await
    }

    async fn open(database: TestDatabase, clocks: &[Clock], tables: &str) -> Self {
        server::install_crypto_provider();
        let folder = tempfile::tempdir().unwrap();
        let settings_file = folder.path().join("daypass.toml");
        std::fs::write(&settings_file, settings(&folder, &database, tables)).unwrap();
        let sources = Sources { file: Some(settings_file.clone()), ..Sources::default() };
        let settings = Settings::load(&sources).unwrap();
        let clock = database.clock.clone();
        let mut opened = Vec::new();
        for clock in clocks {
            opened.push(App::open(settings.clone(), clock.clone()).await.unwrap());
        }
        Self { nodes: opened, clock, settings_file, _folder: folder, _database: database }
    }

    /// Runs a command on a host of this installation.
    pub(crate) fn command(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_daypass"))
            .arg("--config")
            .arg(&self.settings_file)
            .args(arguments)
            .env_clear()
            .output()
            .unwrap()
    }

    /// Adds somebody.
    pub(crate) async fn person(&self, name: &str) -> User {
        let new = NewUser {
            username: Username::parse(name).unwrap(),
            display_name: None,
            claims: StandardClaims::default(),
            roles: Vec::new(),
        };
        let added = committed(&self.nodes[0], async |work| {
            manage::add(work, &origin(), &Actor::Machine, new).await.unwrap()
        })
        .await;
        let Added::Added(user) = added else { panic!("{name} was not added") };
        *user
    }
}

/// Where everything here is done.
pub(crate) fn origin() -> Origin {
    Origin::local("test")
}

/// Runs something in a transaction of a node's and commits it.
pub(crate) async fn committed<T>(node: &App, change: impl AsyncFnOnce(&Work) -> T) -> T {
    let work = node.db().begin().await.unwrap();
    let outcome = change(&work).await;
    work.commit().await.unwrap();
    outcome
}

/// Signs somebody in, as if they had just typed their password; `None` while they are disabled.
pub(crate) async fn sign_in(node: &App, user: &User) -> Option<Started> {
    let lifetimes = node.settings().session;
    committed(node, async |work| {
        // As the sign-in does: whoever is being signed out everywhere is waited for.
        credentials::hold(work, node.tools(), Some(user.id)).await.unwrap();
        let now = directory::find_user(work.connection(), user.id).await.unwrap().unwrap();
        if !now.enabled {
            return None;
        }
        let proofs = [Proof::of_password_at(now.id, work.now(), now.generation)];
        let started = sessions::start(work, &origin(), &now, &proofs, None, false, lifetimes).await;
        Some(started.unwrap())
    })
    .await
}

/// Signs somebody in with a pass.
pub(crate) async fn sign_in_with_pass(node: &App, user: &User, code: &Secret) -> Started {
    let (tools, lifetimes) = (node.tools(), node.settings().session);
    let checked = pass::check(tools, user.username.as_str(), code.expose()).await.unwrap().unwrap();
    committed(node, async |work| {
        let held = credentials::hold(work, tools, checked.user()).await.unwrap();
        let claimed = pass::claim(work, &origin(), &held, checked, PassBrowser::Other).await;
        let Claimed::Accepted(proof) = claimed.unwrap() else { panic!("the pass was refused") };
        let now = directory::find_user(work.connection(), user.id).await.unwrap().unwrap();
        sessions::start(work, &origin(), &now, &[proof], None, false, lifetimes).await.unwrap()
    })
    .await
}

/// Issues somebody a pass; what stood on another one ends.
pub(crate) async fn issue_pass(node: &App, user: &User) -> Secret {
    let (tools, request) = (node.tools(), IssueRequest::default());
    match pass::issue(tools, &origin(), &Actor::Machine, user.id, request).await.unwrap() {
        Issued::Issued { code, .. } => code.secret().clone(),
        other => panic!("no pass was issued: {other:?}"),
    }
}

/// Signs somebody out everywhere.
pub(crate) async fn sign_out_everywhere(node: &App, user: &User) {
    committed(node, async |work| {
        sessions::end_all(work, &origin(), Actor::Machine, user).await.unwrap();
    })
    .await;
}

/// Signs somebody out everywhere but here, where they have a new session then; `None` if theirs had ended.
pub(crate) async fn sign_out_elsewhere(node: &App, user: &User, here: &Session) -> Option<Started> {
    committed(node, async |work| {
        let ended = sessions::end_others(work, &origin(), user, here).await.unwrap();
        ended.map(|ended| ended.here)
    })
    .await
}

/// Disabling somebody ends everything of theirs, and enabling them brings nothing back.
pub(crate) async fn off_and_on(node: &App, user: &User) {
    let (origin, by) = (origin(), Actor::Machine);
    committed(node, async |work| {
        let disabled = manage::disable(work, &origin, &by, user.id).await.unwrap();
        assert_eq!(disabled, Changed::Changed);
    })
    .await;
    committed(node, async |work| {
        assert_eq!(manage::enable(work, &origin, &by, user.id).await.unwrap(), Changed::Changed);
    })
    .await;
}

/// A throw-away master key; the database is there before the installation, which would not make one then.
pub(crate) const MASTER_KEY: &str = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";

fn settings(folder: &TempDir, database: &TestDatabase, tables: &str) -> String {
    let url = match &database.url {
        DatabaseUrl::Postgres(url) => url.clone(),
        DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
    };
    let data = folder.path().join("data");
    format!(
        "issuer = 'http://localhost:8080'\ndata_dir = '{}'\ndatabase_url = '{url}'\n\
         master_key = '{MASTER_KEY}'\nsqlite_sync = 'normal'\nhash_threads = 1\n{tables}",
        data.display(),
    )
}
