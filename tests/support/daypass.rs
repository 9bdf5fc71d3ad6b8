//! A Daypass of its own for each story: the real application on a loopback port, with a stopped clock.

use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use daypass::app::App;
use daypass::audit::{Actor, Origin};
use daypass::base::{Clock, Timestamp};
use daypass::credentials::pass::{self, IssueRequest, Issued};
use daypass::db::DatabaseUrl;
use daypass::directory::manage::{self, Added, NewUser};
use daypass::directory::{Role, StandardClaims, User, Username};
use daypass::server;
use daypass::settings::{Listen, Settings, Sources};
use tempfile::TempDir;
use url::Url;

use super::browser::Browser;
use super::program::Program;
use super::relying_party::RelyingParty;
use super::support::TestDatabase;

/// Where the relying parties of the stories want people back. Nothing listens there: the browser stops before it.
pub(crate) const CALLBACK: &str = "http://127.0.0.1:9/callback";
/// A throw-away master key; the database is there before the installation, which would not make one then.
const MASTER_KEY: &str = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";
/// The secret of the confidential relying party.
pub(crate) const SECRET: &str = "a-throw-away-secret-of-this-test";

/// A running Daypass.
pub(crate) struct Daypass {
    pub(crate) app: App,
    pub(crate) clock: Clock,
    pub(crate) issuer: Url,
    server: Option<(ServerHandle, JoinHandle<()>)>,
    home: Arc<Home>,
}

/// What outlives a restart: its folder and its database.
struct Home {
    data: TempDir,
    database: TestDatabase,
}

/// Tells a story once on every database there is to test with.
pub(crate) async fn on_each_database(story: impl AsyncFn(Daypass)) {
    for database in TestDatabase::databases().await {
        // A Monday morning.
        let clock = Clock::stopped_at(Timestamp::parse_rfc3339("2026-11-23T08:00:00Z").unwrap());
        story(Daypass::start(database, clock).await).await;
    }
}

/// Tells a story on every database by the system's clock: the program itself has no other.
pub(crate) async fn on_each_database_in_real_time(story: impl AsyncFn(Daypass)) {
    for database in TestDatabase::databases().await {
        story(Daypass::start(database, Clock::system()).await).await;
    }
}

/// A folder with settings and a database, for the program to run on.
pub(crate) struct Installation {
    pub(crate) issuer: Url,
    home: Arc<Home>,
}

impl Installation {
    /// Starts the program and waits until it serves.
    pub(crate) fn start(&self) -> Program {
        Program::start(&self.home.settings_file())
    }
}

impl Home {
    fn settings_file(&self) -> PathBuf {
        self.data.path().join("daypass.toml")
    }
}

impl Daypass {
    async fn start(database: TestDatabase, clock: Clock) -> Self {
        let home = Home { data: tempfile::tempdir().unwrap(), database };
        Self::open(Arc::new(home), clock, 0, "").await
    }

    /// Stops, and starts again with further lines in `daypass.toml`: same database, same address.
    pub(crate) async fn restart_with(self, settings: &str) -> Self {
        let clock = self.clock.clone();
        self.go_on(clock, settings).await
    }

    /// From now on another node answers at the same address, by a clock of its own.
    pub(crate) async fn at_a_node_by(self, clock: &Clock) -> Self {
        self.go_on(clock.clone(), "").await
    }

    async fn go_on(mut self, clock: Clock, settings: &str) -> Self {
        self.stop();
        self.app.close().await.unwrap();
        let port = self.issuer.port().unwrap();
        Self::open(Arc::clone(&self.home), clock, port, settings).await
    }

    /// Stops, and leaves settings and database to the program itself.
    pub(crate) async fn leave_to_the_program(mut self) -> Installation {
        self.stop();
        self.app.close().await.unwrap();
        Installation { issuer: self.issuer.clone(), home: Arc::clone(&self.home) }
    }

    /// What a second node, or the same one after a restart, makes of the same database.
    pub(crate) async fn open_again(&self) -> App {
        App::open(self.app.settings().clone(), self.clock.clone()).await.unwrap()
    }

    async fn open(home: Arc<Home>, clock: Clock, port: u16, more_settings: &str) -> Self {
        let listeners = server::bind(&Listen::Loopback(port)).unwrap();
        let port = listeners[0].local_addr().unwrap().port();
        let settings = settings(&home, port, more_settings);
        let issuer = settings.issuer.clone();
        let app = App::open(settings, clock.clone()).await.unwrap();
        let server = Some(serve(app.clone(), listeners));
        Self { app, clock, issuer, server, home }
    }

    fn stop(&mut self) {
        let Some((handle, thread)) = self.server.take() else { return };
        // The command is sent when `stop` is called; whoever waits for it is the thread.
        drop(handle.stop(false));
        thread.join().unwrap();
    }

    /// Runs a command on the host of this installation.
    pub(crate) fn command(&self, arguments: &[&str]) -> std::process::Output {
        std::process::Command::new(env!("CARGO_BIN_EXE_daypass"))
            .arg("--config")
            .arg(self.home.settings_file())
            .args(arguments)
            .env_clear()
            .output()
            .unwrap()
    }

    /// A browser that has never been here.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.issuer)
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, duration: Duration) {
        self.clock.advance(duration);
    }

    /// Adds a person who has no way to sign in.
    pub(crate) async fn add_user(&self, username: &str) -> User {
        self.add_user_with(username, &[]).await
    }

    /// Adds a person with administrator roles who has no way to sign in.
    pub(crate) async fn add_user_with(&self, username: &str, roles: &[Role]) -> User {
        let new = NewUser {
            username: Username::parse(username).unwrap(),
            display_name: None,
            claims: StandardClaims::default(),
            roles: roles.to_vec(),
        };
        let work = self.app.db().begin().await.unwrap();
        let added = manage::add(&work, &host(), &Actor::Machine, new).await.unwrap();
        work.commit().await.unwrap();
        match added {
            Added::Added(user) => *user,
            other => panic!("{username}: {other:?}"),
        }
    }

    /// Issues a pass as the policy has it: for an hour, from now, as often as needed.
    pub(crate) async fn issue_pass(&self, user: &User) -> String {
        self.issue(user, IssueRequest::default()).await
    }

    /// Issues a pass that works once.
    pub(crate) async fn issue_one_time_pass(&self, user: &User) -> String {
        self.issue(user, IssueRequest { one_time: Some(true), ..IssueRequest::default() }).await
    }

    /// Issues a pass; the code as it stands on the slip.
    pub(crate) async fn issue(&self, user: &User, request: IssueRequest) -> String {
        match pass::issue(self.app.tools(), &host(), &Actor::Machine, user.id, request)
            .await
            .unwrap()
        {
            Issued::Issued { code, .. } => code.grouped().expose().to_owned(),
            other => panic!("{other:?}"),
        }
    }

    /// Deletes the person's pass, as an administrator does.
    pub(crate) async fn delete_pass(&self, user: &User) {
        let work = self.app.db().begin().await.unwrap();
        pass::delete(&work, &host(), &Actor::Machine, user.id).await.unwrap();
        work.commit().await.unwrap();
    }

    /// Keeps the person from signing in.
    pub(crate) async fn disable(&self, user: &User) {
        let work = self.app.db().begin().await.unwrap();
        manage::disable(&work, &host(), &Actor::Machine, user.id).await.unwrap();
        work.commit().await.unwrap();
    }

    /// Lets the person sign in again.
    pub(crate) async fn enable(&self, user: &User) {
        let work = self.app.db().begin().await.unwrap();
        manage::enable(&work, &host(), &Actor::Machine, user.id).await.unwrap();
        work.commit().await.unwrap();
    }

    /// *Payroll*: a confidential app the organisation has decided for.
    pub(crate) async fn payroll(&self) -> RelyingParty {
        RelyingParty::discover(&self.issuer, "payroll", Some(SECRET), CALLBACK, &self.clock).await
    }

    /// *Wiki*: a public app that asks for consent.
    pub(crate) async fn wiki(&self) -> RelyingParty {
        RelyingParty::discover(&self.issuer, "wiki", None, CALLBACK, &self.clock).await
    }
}

impl Drop for Daypass {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Runs the application in a thread of its own, as actix wants it.
fn serve(app: App, listeners: Vec<std::net::TcpListener>) -> (ServerHandle, JoinHandle<()>) {
    let (tell, hear) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = server::start(app, listeners, None).unwrap();
            tell.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    (hear.recv().unwrap(), thread)
}

fn settings(home: &Home, port: u16, more: &str) -> Settings {
    let data = home.data.path();
    let written = format!(
        r#"
issuer = "http://localhost:{port}"
data_dir = "{data}"
database_url = "{url}"
master_key = "{MASTER_KEY}"
workers = 2
hash_threads = 2

[log]
filter = "error"

{organisation}

[[clients]]
id = "payroll"
name = "Payroll"
redirect_uris = ["{CALLBACK}"]
secret = "{SECRET}"
consent = "skip"

[[clients]]
id = "wiki"
name = "Wiki"
redirect_uris = ["{CALLBACK}"]
public = true

{more}
"#,
        // What a story says of it takes the place of this.
        organisation =
            if more.contains("[organisation]") { "" } else { "[organisation]\nname = \"Contoso\"" },
        data = data.display(),
        url = written(&home.database.url),
    );
    let file = home.settings_file();
    std::fs::write(&file, written).unwrap();
    Settings::load(&Sources { file: Some(file), environment: Vec::new(), dev_tls: false }).unwrap()
}

/// The address of a database, as it is written in the settings.
fn written(url: &DatabaseUrl) -> String {
    match url {
        DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DatabaseUrl::Postgres(url) => url.clone(),
    }
}

fn host() -> Origin {
    Origin::local("a test")
}
