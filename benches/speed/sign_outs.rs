//! What ending everything costs whoever has little and whoever has much, and how soon all apps know.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

use daypass::app::App;
use daypass::audit::{Actor, Origin};
use daypass::base::{Clock, UserId};
use daypass::credentials::Proof;
use daypass::directory::manage::{self, Added, NewUser};
use daypass::directory::{StandardClaims, User, Username};
use daypass::oidc::authorization::{Begun, begin};
use daypass::oidc::{Call, Parameters, token};
use daypass::server;
use daypass::sessions;
use daypass::settings::{Settings, Sources};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use tempfile::TempDir;

use super::browser::{Browser, request};
use super::http::Connection;
use super::installation::{Installation, SECRET};
use super::measure::median;
use super::table::{Aim, Table};

/// Sessions of somebody who has much, and grants to one app from each of them: as many as there can be.
const SESSIONS: usize = 200;
const GRANTS_OF_A_SESSION: usize = 50;
/// An odd number, for the median.
const TIMES: usize = 51;
/// Apps that are told at once, and how often they are.
const APPS: usize = 1_000;
const ROUNDS: usize = 3;
/// Threads of the server that they all have.
const RECEIVERS: usize = 2;
/// By then a telling has failed.
const PATIENCE: Duration = Duration::from_mins(2);

/// The transaction that ends everything, and the telling of it.
pub(crate) fn sign_outs(_: &Installation, table: &mut Table) {
    let [few, many] = server::block_on(ending_times());
    let what = "signing out everywhere, of 10,000 grants to 1";
    table.add(what, many / few, "×", Aim::AtMost(2.0));
    table.add("  of 10,000 grants, durable", many, "ms", Aim::None);
    let [wall, cpu] = telling_times();
    table.add("1,000 apps told after a sign-out", wall, "s", Aim::AtMost(5.0));
    table.add("  the server's CPU for each of them", cpu, "ms", Aim::None);
}

/// How long it takes of somebody with one grant and of somebody with ten thousand, in milliseconds.
async fn ending_times() -> [f64; 2] {
    let folder = TempDir::new().unwrap();
    let app = alone(&folder).await;
    let people = [somebody(&app, "few", 1, 1).await, {
        somebody(&app, "many", SESSIONS, GRANTS_OF_A_SESSION).await
    }];
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..TIMES {
        for (person, times) in people.iter().zip(&mut times) {
            raise_from_the_dead(&app, person.id).await;
            times.push(ending_time(&app, person).await);
        }
    }
    app.close().await.unwrap();
    times.map(median)
}

async fn ending_time(app: &App, person: &User) -> f64 {
    let (begun, origin) = (Instant::now(), Origin::local("bench"));
    let work = app.db().begin().await.unwrap();
    sessions::end_all(&work, &origin, Actor::Machine, person).await.unwrap();
    work.commit().await.unwrap();
    begun.elapsed().as_secs_f64() * 1000.0
}

/// An installation without a server, with one app.
pub(crate) async fn alone(folder: &TempDir) -> App {
    server::install_crypto_provider();
    let file = folder.path().join("daypass.toml");
    let settings = format!(
        "data_dir = {:?}\n[[clients]]\nid = 'app'\nsecret = {SECRET:?}\nconsent = 'skip'\n\
         redirect_uris = ['https://app.example/callback']\n\
         id_token_signed_response_alg = 'ES256'\naccess_token_signed_response_alg = 'ES256'\n",
        folder.path().join("data").display()
    );
    std::fs::write(&file, settings).unwrap();
    let sources = Sources { file: Some(file), ..Sources::default() };
    App::open(Settings::load(&sources).unwrap(), Clock::system()).await.unwrap()
}

/// Somebody with so many sessions, and in each of them so many grants with a refresh token each.
async fn somebody(app: &App, name: &str, sessions: usize, grants: usize) -> User {
    let user = newcomer(app, name).await;
    for _ in 0..sessions {
        tokens(app, &user).await;
    }
    // Each is the copy of a real one; making them all in earnest takes minutes.
    let copies = grants - 1;
    let numbers = format!(
        "WITH RECURSIVE number(n) AS (SELECT 1 WHERE {copies} > 0 UNION ALL \
         SELECT n + 1 FROM number WHERE n < {copies})"
    );
    let columns = columns(app, "grants", "id").await;
    execute(
        app,
        &format!(
            "INSERT INTO grants (id, {columns}) {numbers} \
             SELECT randomblob(16), {columns} FROM grants, number WHERE user_id = {}",
            blob(user.id)
        ),
    )
    .await;
    execute(
        app,
        &format!(
            "INSERT INTO refresh_tokens (digest, grant_id, issued_at, expires_at) \
             SELECT randomblob(32), id, granted_at, granted_at + 2592000000 FROM grants \
             WHERE user_id = {} AND id NOT IN (SELECT grant_id FROM refresh_tokens)",
            blob(user.id)
        ),
    )
    .await;
    assert_eq!(count(app, user.id).await, i64::try_from(sessions * grants).unwrap());
    user
}

pub(crate) async fn newcomer(app: &App, name: &str) -> User {
    let new = NewUser {
        username: Username::parse(name).unwrap(),
        display_name: None,
        claims: StandardClaims::default(),
        roles: Vec::new(),
    };
    let (origin, work) = (Origin::local("bench"), app.db().begin().await.unwrap());
    let added = manage::add(&work, &origin, &Actor::Machine, new).await.unwrap();
    work.commit().await.unwrap();
    let Added::Added(user) = added else { unreachable!("nobody else is there") };
    *user
}

/// A session, a code in it, and the access token for that code.
pub(crate) async fn tokens(app: &App, user: &User) -> String {
    let (origin, work) = (Origin::local("bench"), app.db().begin().await.unwrap());
    let proofs = [Proof::of_password_at(user.id, work.now(), user.generation)];
    let lifetimes = app.settings().session;
    let started = sessions::start(&work, &origin, user, &proofs, None, false, lifetimes);
    let session = started.await.unwrap().session;
    work.commit().await.unwrap();
    let redirect_uri = "https://app.example/callback";
    let request = Parameters::from_pairs([
        ("client_id", "app"),
        ("redirect_uri", redirect_uri),
        ("response_type", "code"),
        ("scope", "openid profile"),
    ]);
    let begun = begin(app.provider(), &origin, Some(&session), &request).await.unwrap();
    let Begun::Respond(response) = begun else { unreachable!("nothing is asked") };
    let (_, code) = response.parameters().first().unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", redirect_uri),
    ];
    let authorization = authorization();
    let call = Call { authorization: Some(&authorization), proofs: Vec::new() };
    let form = Parameters::from_pairs(form);
    let answer = token::answer(app.provider(), &origin, &call, &form).await.unwrap().unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&answer.expose().unwrap()).unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}

/// How the app of [`alone`] authenticates.
pub(crate) fn authorization() -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    format!("Basic {}", STANDARD.encode(format!("app:{SECRET}")))
}

/// Makes everything good again that has ended, and leaves no work for whoever commits next.
async fn raise_from_the_dead(app: &App, user: UserId) {
    for table in ["sessions", "grants"] {
        let person = blob(user);
        execute(
            app,
            &format!(
                "UPDATE {table} SET generation = \
                 (SELECT generation FROM users WHERE id = {person}) WHERE user_id = {person}"
            ),
        )
        .await;
    }
    execute(app, "DELETE FROM sign_outs").await;
    app.db().read().execute_unprepared("PRAGMA wal_checkpoint(FULL)").await.unwrap();
}

async fn execute(app: &App, statement: &str) {
    let work = app.db().begin().await.unwrap();
    work.connection().execute_unprepared(statement).await.unwrap();
    work.commit().await.unwrap();
}

fn blob(user: UserId) -> String {
    format!("x'{}'", user.uuid().simple())
}

/// The columns of a table but for one.
async fn columns(app: &App, table: &str, but: &str) -> String {
    let question = format!(
        "SELECT group_concat(name, ', ') FROM pragma_table_info('{table}') WHERE name <> '{but}'"
    );
    ask(app, question).await.try_get_by_index(0).unwrap()
}

async fn count(app: &App, user: UserId) -> i64 {
    let question = format!("SELECT count(*) FROM grants WHERE user_id = {}", blob(user));
    ask(app, question).await.try_get_by_index(0).unwrap()
}

async fn ask(app: &App, question: String) -> sea_orm::QueryResult {
    let statement = Statement::from_string(DbBackend::Sqlite, question);
    app.db().read().query_one_raw(statement).await.unwrap().unwrap()
}

/// From the press of the button to the last app that has heard of it, in seconds by the clock on the
/// wall, and the server's processor time for each app in milliseconds.
fn telling_times() -> [f64; 2] {
    let (tell, told) = mpsc::channel();
    let port = receive(&tell);
    let installation = Installation::with(&apps(port), 0);
    let server = installation.serve();
    let turns: Vec<[f64; 2]> = (0..ROUNDS)
        .map(|round| {
            let username = &installation.app_users[round];
            let mut connection = Connection::to(installation.address).unwrap();
            let cookies =
                Browser::fresh(&installation, &mut connection).sign_in_by_password(username);
            for number in 0..APPS {
                let target = format!(
                    "/oauth2/authorize?response_type=code&client_id=app{number}\
                     &redirect_uri=https%3A%2F%2Fapp.example%2Fcallback&scope=openid"
                );
                connection.send(&request(&installation, "GET", &target, &cookies, None));
                assert_eq!(connection.status(), 303);
            }
            let target = "/my-sign-ins/sign-out-everywhere";
            let press = request(&installation, "POST", target, &cookies, Some(""));
            let (begun, before) = (Instant::now(), server.cpu());
            connection.send(&press);
            all_have_heard(&told);
            let cpu = server.cpu().saturating_sub(before);
            let each = cpu.as_secs_f64() * 1000.0 / APPS as f64;
            [begun.elapsed().as_secs_f64(), each]
        })
        .collect();
    [0, 1].map(|at| median(turns.iter().map(|turn| turn[at])))
}

fn all_have_heard(told: &Receiver<()>) {
    for _ in 0..APPS {
        told.recv_timeout(PATIENCE).unwrap();
    }
}

/// The lines of the settings that name the apps.
fn apps(port: u16) -> String {
    let app = |number: usize| {
        format!(
            "[[clients]]\nid = 'app{number}'\nsecret = {SECRET:?}\nconsent = 'skip'\n\
             redirect_uris = ['https://app.example/callback']\n\
             backchannel_logout_uri = 'http://127.0.0.1:{port}/app{number}'\n"
        )
    };
    let apps: Vec<_> = (0..APPS).map(app).collect();
    format!("[outgoing]\nallow_private = true\n{}", apps.concat())
}

/// Receives logout tokens until this program ends; says of each that it came.
fn receive(tell: &Sender<()>) -> u16 {
    let listener = Arc::new(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap());
    let port = listener.local_addr().unwrap().port();
    for _ in 0..RECEIVERS {
        let (listener, tell) = (Arc::clone(&listener), tell.clone());
        std::thread::spawn(move || {
            while let Ok((connection, _)) = listener.accept() {
                if answer(connection).is_ok() && tell.send(()).is_err() {
                    return;
                }
            }
        });
    }
    port
}

/// A connection for each, as apps are servers of their own.
fn answer(connection: TcpStream) -> std::io::Result<()> {
    let mut stream = BufReader::new(connection);
    let (mut length, mut line) = (0, String::new());
    while stream.read_line(&mut line)? > 2 {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
        line.clear();
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    stream.get_mut().write_all(b"HTTP/1.1 204 So\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
}
