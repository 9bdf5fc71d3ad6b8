//! Two nodes of one installation, each a process of its own, behind one address that takes turns.

use std::io;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use daypass::app::App;
use daypass::audit::{Actor, Origin};
use daypass::base::{Clock, Secret};
use daypass::credentials::password;
use daypass::db::DatabaseUrl;
use daypass::directory::manage::{self, Added, NewUser};
use daypass::directory::{Role, StandardClaims, User, Username};
use daypass::server;
use daypass::settings::{Settings, Sources};
use daypass::telling::{self, Delivery};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::browser::Browser;
use crate::program::Program;
use crate::support::TestDatabase;

/// A password that is strong enough for anybody here.
pub(crate) const PASSWORD: &str = "seven herons cross the quiet canal";

/// Which node answers the next request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Now this one, now that one.
    Either,
    A,
    B,
}

/// An installation that two programs serve.
pub(crate) struct Nodes {
    pub(crate) issuer: Url,
    turn: Arc<Turns>,
    _programs: [Program; 2],
    place: Place,
}

/// Settings and a database, with nobody serving them yet.
pub(crate) struct Place {
    folder: TempDir,
    issuer: Url,
    database: TestDatabase,
    /// The lines of `daypass.toml` that all nodes share.
    shared: String,
}

impl Place {
    /// At an address that is listened at already.
    pub(crate) fn new(database: TestDatabase, port: u16, tables: &str) -> Self {
        let issuer = Url::parse(&format!("http://localhost:{port}")).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let url = match &database.url {
            DatabaseUrl::Postgres(url) => url.clone(),
            DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        };
        let head = format!(
            "issuer = 'http://localhost:{port}'\ndata_dir = '{}'\ndatabase_url = '{url}'\n\
             master_key = '{}'\nworkers = 2\nhash_threads = 1\n",
            folder.path().join("data").display(),
            crate::world::MASTER_KEY,
        );
        let shared = format!(
            "{head}\n[log]\nfilter = 'error'\n\
             [methods.password]\nsecond_factor_required = false\n{tables}"
        );
        Self { folder, issuer, database, shared }
    }

    /// Where it is, as everybody knows it.
    pub(crate) const fn issuer(&self) -> &Url {
        &self.issuer
    }

    /// The one node that there is, at the address that everybody knows.
    pub(crate) fn start(&self) -> Program {
        Program::start(&self.settings_file(self.issuer.port().unwrap()))
    }

    /// What is in the outbox.
    pub(crate) async fn deliveries(&self) -> Vec<Delivery> {
        telling::list(self.database.db.read(), false, 1000).await.unwrap()
    }

    /// The settings of a node that listens at a port of its own.
    pub(crate) fn settings_file(&self, port: u16) -> PathBuf {
        let file = self.folder.path().join(format!("node-{port}.toml"));
        let text = format!("listen = ['127.0.0.1:{port}']\n{}", self.shared);
        std::fs::write(&file, text).unwrap();
        file
    }

    /// The installation inside this process, by the clock that the programs have; whoever opens it closes it.
    pub(crate) async fn open(&self) -> App {
        server::install_crypto_provider();
        let sources = Sources { file: Some(self.settings_file(free_port())), ..Sources::default() };
        App::open(Settings::load(&sources).unwrap(), Clock::system()).await.unwrap()
    }

    /// Runs a command on a host of this installation.
    pub(crate) fn command(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_daypass"))
            .arg("--config")
            .arg(self.settings_file(free_port()))
            .args(arguments)
            .env_clear()
            .output()
            .unwrap()
    }

    /// Runs a statement that no operation has.
    pub(crate) async fn execute(&self, statement: &str) {
        self.database.execute(statement).await;
    }
}

impl Nodes {
    /// Starts both, with these tables in their settings, once the people are there.
    pub(crate) async fn start(
        database: TestDatabase,
        tables: &str,
        people: impl AsyncFnOnce(&App),
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let place = Place::new(database, listener.local_addr().unwrap().port(), tables);
        let app = place.open().await;
        people(&app).await;
        app.close().await.unwrap();
        let ports = [free_port(), free_port()];
        let start = |port: u16| Program::start(&place.settings_file(port));
        let programs = [start(ports[0]), start(ports[1])];
        let turn = Arc::new(Turns { ports, way: AtomicUsize::new(0), next: AtomicUsize::new(0) });
        tokio::spawn(take_turns(listener, Arc::clone(&turn)));
        Self { issuer: place.issuer.clone(), turn, _programs: programs, place }
    }

    /// From now on.
    pub(crate) fn turn_to(&self, turn: Turn) {
        let way = match turn {
            Turn::Either => 0,
            Turn::A => 1,
            Turn::B => 2,
        };
        self.turn.way.store(way, Ordering::SeqCst);
    }

    /// A browser that has never been here.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.issuer)
    }

    /// Runs a command on a host of this installation.
    pub(crate) fn command(&self, arguments: &[&str]) -> Output {
        self.place.command(arguments)
    }

    /// A file for a command.
    pub(crate) fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.place.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

/// Let go again at once: the system does not give it to anybody else for a while.
pub(crate) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Adds somebody with a password and these roles.
pub(crate) async fn add_person(app: &App, name: &str, roles: &[Role]) -> User {
    let user = add_newcomer(app, name, roles).await;
    let prepared = password::prepare(app.tools(), &user, &Secret::new(PASSWORD)).await.unwrap();
    let work = app.db().begin().await.unwrap();
    let (origin, by) = (Origin::local("test"), Actor::Machine);
    password::save(&work, &origin, &by, prepared.unwrap()).await.unwrap();
    work.commit().await.unwrap();
    user
}

/// Adds somebody who has no way to sign in yet.
pub(crate) async fn add_newcomer(app: &App, name: &str, roles: &[Role]) -> User {
    let new = NewUser {
        username: Username::parse(name).unwrap(),
        display_name: None,
        claims: StandardClaims::default(),
        roles: roles.to_vec(),
    };
    let (origin, work) = (Origin::local("test"), app.db().begin().await.unwrap());
    let added = manage::add(&work, &origin, &Actor::Machine, new).await.unwrap();
    work.commit().await.unwrap();
    let Added::Added(user) = added else { panic!("{name} was not added") };
    *user
}

/// Signs somebody in with the password of all.
pub(crate) async fn sign_in(browser: &Browser, name: &str) {
    browser.post("/signin", &[("username", name), ("return_to", "/")]).await;
    let form = [("username", name), ("password", PASSWORD), ("return_to", "/")];
    let home = browser.post("/signin/password", &form).await;
    assert_eq!(home.h1(), "Your account", "{home:?}");
}

/// Whose turn it is.
struct Turns {
    ports: [u16; 2],
    way: AtomicUsize,
    next: AtomicUsize,
}

impl Turns {
    fn port(&self) -> u16 {
        match self.way.load(Ordering::SeqCst) {
            0 => self.ports[self.next.fetch_add(1, Ordering::SeqCst) % 2],
            one => self.ports[one - 1],
        }
    }
}

async fn take_turns(listener: TcpListener, turns: Arc<Turns>) {
    while let Ok((client, _)) = listener.accept().await {
        let port = turns.port();
        tokio::spawn(carry(client, port));
    }
}

/// Carries one request to a node and its answer back. A connection is good for one, so that no node is
/// stuck to.
async fn carry(client: TcpStream, port: u16) -> io::Result<()> {
    let mut client = BufReader::new(client);
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") {
        let begins = head.len();
        if client.read_line(&mut head).await? == 0 {
            return Ok(());
        }
        if let Some((name, value)) = head[begins..].split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    client.read_exact(&mut body).await?;
    let mut node = TcpStream::connect(("127.0.0.1", port)).await?;
    let head = head.trim_end();
    node.write_all(format!("{head}\r\nconnection: close\r\n\r\n").as_bytes()).await?;
    node.write_all(&body).await?;
    tokio::io::copy(&mut node, &mut client).await?;
    client.shutdown().await
}
