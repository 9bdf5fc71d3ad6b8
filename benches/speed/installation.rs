//! An installation with people in it, and its server.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use daypass::app::App;
use daypass::audit::{Actor, Origin};
use daypass::base::{Clock, Secret};
use daypass::credentials::pass::{IssueRequest, Issued, issue};
use daypass::credentials::recovery_code::{Generated, generate};
use daypass::credentials::{RecoveryCodePolicy, password};
use daypass::directory::manage::{Added, NewUser, add};
use daypass::directory::{StandardClaims, User, Username};
use daypass::server;
use daypass::settings::{Settings, Sources};
use tempfile::TempDir;

use super::http::Connection;
use super::process::Process;

/// How many browsers sign in at once, each for a person of its own.
pub(crate) const BROWSERS: usize = 64;

/// How many recovery codes a person uses in one measurement.
pub(crate) const CODES_AT_ONCE: usize = 10;

/// Everybody's password, which needs no encoding in a form.
pub(crate) const PASSWORD: &str = "blue-kettle-orbits-quietly";

/// The secret of the clients that have one.
pub(crate) const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// The clients of [`super::tokens`], which differ in what their access tokens are signed with.
const CLIENTS: &str = r#"
[[clients]]
id = "service"
secret = "0123456789abcdef0123456789abcdef"
redirect_uris = ["https://service.example/callback"]
consent = "skip"
id_token_signed_response_alg = "ES256"
grant_types = ["authorization_code", "refresh_token", "client_credentials"]

[[clients]]
id = "service-rs256"
secret = "0123456789abcdef0123456789abcdef"
grant_types = ["client_credentials"]
access_token_signed_response_alg = "RS256"
"#;

/// How many people use an app all day.
pub(crate) const APP_USERS: usize = 32;

/// Somebody with a pass that can be used again and again until it ends, and with recovery codes.
pub(crate) struct Person {
    /// Their username.
    pub(crate) username: String,
    /// Their pass.
    pub(crate) pass: String,
    codes: Mutex<Vec<String>>,
}

impl Person {
    /// Some of the codes that are not used yet.
    pub(crate) fn codes(&self) -> Vec<String> {
        let mut codes = self.codes.lock().unwrap();
        let kept = codes.len().checked_sub(CODES_AT_ONCE).unwrap();
        codes.split_off(kept)
    }
}

/// Settings, a database with people, and a port.
pub(crate) struct Installation {
    /// What it is called.
    pub(crate) issuer: String,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Who is in it.
    pub(crate) people: Vec<Person>,
    /// The usernames of people who sign in by password alone.
    pub(crate) app_users: Vec<String>,
    /// Threads that serve, and threads that hash.
    pub(crate) cores: usize,
    settings: PathBuf,
    _folder: TempDir,
}

impl Installation {
    /// Makes one in a temporary folder.
    pub(crate) fn make() -> Self {
        Self::with("", BROWSERS)
    }

    /// The same with these tables in the settings, and so many people who sign in by a pass.
    pub(crate) fn with(tables: &str, people: usize) -> Self {
        let folder = TempDir::new().unwrap();
        let port = free_port();
        let issuer = format!("http://localhost:{port}");
        let cores = std::thread::available_parallelism().unwrap().get();
        let settings = folder.path().join("daypass.toml");
        std::fs::write(
            &settings,
            format!(
                "issuer = {issuer:?}\nlisten = [\"127.0.0.1:{port}\"]\ndata_dir = {:?}\n\
                 sqlite_sync = \"full\"\nworkers = {cores}\nhash_threads = {cores}\n\
                 [[clients]]\nid = \"app\"\nname = \"An app\"\npublic = true\n\
                 redirect_uris = [\"https://app.example/callback\"]\n\
                 [methods.password]\nsecond_factor_required = false\n{CLIENTS}\n{tables}",
                folder.path().join("data").display()
            ),
        )
        .unwrap();
        let sources = Sources { file: Some(settings.clone()), ..Sources::default() };
        let (people, app_users) =
            server::block_on(populate(Settings::load(&sources).unwrap(), people));
        let address = (Ipv4Addr::LOCALHOST, port).into();
        Self { issuer, address, people, app_users, cores, settings, _folder: folder }
    }

    /// Starts the server and waits for its first answer.
    pub(crate) fn serve(&self) -> Process {
        let null = || Stdio::null();
        let server = Process::start(
            Command::new(env!("CARGO_BIN_EXE_daypass"))
                .arg("--config")
                .arg(&self.settings)
                .env_clear()
                .stdin(null())
                .stdout(null())
                .stderr(null()),
        );
        let mut connection = loop {
            match Connection::to(self.address) {
                Ok(connection) => break connection,
                Err(_) => std::thread::sleep(Duration::from_micros(200)),
            }
        };
        connection.send(&super::browser::get(self, "/.well-known/openid-configuration"));
        assert_eq!(connection.status(), 200);
        server
    }
}

/// Let go again at once: the system does not give it to anybody else for a while.
fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

async fn populate(settings: Settings, count: usize) -> (Vec<Person>, Vec<String>) {
    let app = App::open(settings, Clock::system()).await.unwrap();
    let (mut people, mut app_users) = (Vec::new(), Vec::new());
    for number in 0..APP_USERS {
        app_users.push(app_user(&app, format!("user{number}@example.com")).await);
    }
    for number in 0..count {
        people.push(somebody(&app, format!("person{number}@example.com")).await);
    }
    app.close().await.unwrap();
    (people, app_users)
}

/// Somebody who has a password and nothing else.
async fn app_user(app: &App, username: String) -> String {
    let origin = Origin::local("bench");
    let user = newcomer(app, &username).await;
    let prepared = password::prepare(app.tools(), &user, &Secret::new(PASSWORD)).await.unwrap();
    let work = app.db().begin().await.unwrap();
    password::save(&work, &origin, &user.actor(), prepared.unwrap()).await.unwrap();
    work.commit().await.unwrap();
    username
}

async fn newcomer(app: &App, username: &str) -> User {
    let new = NewUser {
        username: Username::parse(username).unwrap(),
        display_name: None,
        claims: StandardClaims::default(),
        roles: Vec::new(),
    };
    let work = app.db().begin().await.unwrap();
    let added = add(&work, &Origin::local("bench"), &Actor::Machine, new).await.unwrap();
    let Added::Added(user) = added else { unreachable!("nobody else is there") };
    work.commit().await.unwrap();
    *user
}

async fn somebody(app: &App, username: String) -> Person {
    let origin = Origin::local("bench");
    let user = newcomer(app, &username).await;
    let work = app.db().begin().await.unwrap();
    let policy = RecoveryCodePolicy { enabled: true, count: 50 };
    let generated = generate(&work, &origin, &policy, user.id).await.unwrap();
    let Generated::Generated(codes) = generated else { unreachable!("the policy allows them") };
    work.commit().await.unwrap();
    let request = IssueRequest {
        one_time: Some(false),
        lifetime: Some(Duration::from_hours(8)),
        ..IssueRequest::default()
    };
    let issued = issue(app.tools(), &origin, &Actor::Machine, user.id, request).await.unwrap();
    let Issued::Issued { code, .. } = issued else { unreachable!("the policy allows it") };
    let codes = codes.iter().map(|code| code.expose().to_owned()).collect();
    Person { username, pass: code.secret().expose().to_owned(), codes: Mutex::new(codes) }
}
