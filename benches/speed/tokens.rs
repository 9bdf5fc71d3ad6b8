//! What clients ask for all day: tokens, refreshed tokens, claims, introspection.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::browser::{Browser, request};
use super::http::{Answer, Connection};
use super::installation::{APP_USERS, Installation, SECRET};
use super::measure::{ask, in_rounds, median};
use super::process::Process;
use super::table::{Aim, Table};

const TURNS: usize = 5;
const TURN: Duration = Duration::from_millis(1200);
/// Threads that ask, and connections of each.
const THREADS: usize = 2;
const CONNECTIONS: usize = APP_USERS / THREADS;

const AUTHORIZE: &str = "/oauth2/authorize?response_type=code&client_id=service\
    &redirect_uri=https%3A%2F%2Fservice.example%2Fcallback&scope=openid%20profile%20email\
    &state=af0ifjsldkj-Qf3x0qYw&nonce=n-0S6_WzA2Mj-ZwN1c";

/// One browser with a live session, and the app that it uses.
struct App {
    connection: Connection,
    cookies: BTreeMap<String, String>,
    refresh_token: String,
}

/// Everything that clients ask for.
pub(crate) fn tokens(installation: &Installation, table: &mut Table) {
    let server = installation.serve();
    let turns: Vec<[f64; 8]> = (0..TURNS).map(|_| turn(installation, &server)).collect();
    let middle = |at: usize| median(turns.iter().map(|turn| turn[at]));
    let mut add = |what: &str, at: usize, aim| table.add(what, middle(at), "/s", aim);
    add("client_credentials (ES256), per CPU second", 0, Aim::AtLeast(15_000.0));
    add("client_credentials (RS256), per CPU second", 1, Aim::None);
    add("RSA-2048 signatures alone, per CPU second", 2, Aim::None);
    let ratio = median(turns.iter().map(|turn| turn[1] / turn[2]));
    table.add("client_credentials (RS256) / RSA-2048", ratio, "", Aim::AtLeast(0.85));
    let mut add = |what: &str, at: usize, aim| table.add(what, middle(at), "/s", aim);
    add("refresh with rotation, durable, per CPU second", 3, Aim::AtLeast(6_000.0));
    add("refreshes by the clock on the wall", 4, Aim::None);
    add("live session → code → token, per CPU second", 5, Aim::AtLeast(3_500.0));
    add("userinfo, per CPU second", 6, Aim::AtLeast(12_000.0));
    add("introspection, per CPU second", 7, Aim::AtLeast(12_000.0));
}

fn turn(installation: &Installation, server: &Process) -> [f64; 8] {
    let credentials = |id| {
        let form = "grant_type=client_credentials";
        let request = post(installation, "/oauth2/token", id, form);
        ask(server, installation.address, (&request, 200), TURN).per_cpu_second()
    };
    let refreshes = in_rounds(server, apps(installation), TURN, |apps| refresh(installation, apps));
    let flows = in_rounds(server, apps(installation), TURN, |apps| flow(installation, apps));
    let access_token = access_token(installation);
    let userinfo = userinfo(installation, &access_token);
    let introspect =
        post(installation, "/oauth2/introspect", "service", &format!("token={access_token}"));
    let cost =
        |request: &[u8]| ask(server, installation.address, (request, 200), TURN).per_cpu_second();
    [
        credentials("service"),
        credentials("service-rs256"),
        rsa_signatures(),
        refreshes.per_cpu_second(),
        refreshes.per_second(),
        flows.per_cpu_second(),
        cost(&userinfo),
        cost(&introspect),
    ]
}

/// Bare signatures, on one thread that does nothing else.
fn rsa_signatures() -> f64 {
    let key = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let random = SystemRandom::new();
    let (begun, mut done) = (Instant::now(), 0_u32);
    let mut signature = vec![0; key.public_modulus_len()];
    while begun.elapsed() < TURN {
        key.sign(&RSA_PKCS1_SHA256, &random, b"message", &mut signature).unwrap();
        done += 1;
    }
    f64::from(done) / begun.elapsed().as_secs_f64()
}

/// Signed-in people whose app has tokens, shared out over the threads.
fn apps(installation: &Installation) -> Vec<Vec<App>> {
    let mut people = installation.app_users.iter();
    (0..THREADS)
        .map(|_| people.by_ref().take(CONNECTIONS).map(|it| app(installation, it)).collect())
        .collect()
}

fn app(installation: &Installation, username: &str) -> App {
    let mut connection = Connection::to(installation.address).unwrap();
    let cookies = Browser::fresh(installation, &mut connection).sign_in_by_password(username);
    let mut app = App { connection, cookies, refresh_token: String::new() };
    app.authorize(installation);
    let code = app.code();
    app.exchange(installation, &code);
    app.refresh_token = member(&app.connection.answer(), "refresh_token");
    app
}

impl App {
    fn authorize(&mut self, installation: &Installation) {
        self.connection.send(&request(installation, "GET", AUTHORIZE, &self.cookies, None));
    }

    fn code(&mut self) -> String {
        let answer = self.connection.answer();
        let location = answer.all("location").next().unwrap_or_default();
        let (_, code) = location.split_once("code=").unwrap();
        code.split('&').next().unwrap_or_default().to_owned()
    }

    fn exchange(&mut self, installation: &Installation, code: &str) {
        let form = format!(
            "grant_type=authorization_code&code={code}\
             &redirect_uri=https%3A%2F%2Fservice.example%2Fcallback"
        );
        self.connection.send(&post(installation, "/oauth2/token", "service", &form));
    }
}

fn refresh(installation: &Installation, apps: &mut [App]) -> u64 {
    for app in apps.iter_mut() {
        let form = format!("grant_type=refresh_token&refresh_token={}", app.refresh_token);
        app.connection.send(&post(installation, "/oauth2/token", "service", &form));
    }
    for app in apps.iter_mut() {
        app.refresh_token = member(&app.connection.answer(), "refresh_token");
    }
    apps.len() as u64
}

fn flow(installation: &Installation, apps: &mut [App]) -> u64 {
    for app in apps.iter_mut() {
        app.authorize(installation);
    }
    for app in apps.iter_mut() {
        let code = app.code();
        app.exchange(installation, &code);
    }
    for app in apps.iter_mut() {
        assert_eq!(app.connection.status(), 200);
    }
    apps.len() as u64
}

fn access_token(installation: &Installation) -> String {
    let mut app = app(installation, &installation.app_users[0]);
    let form = format!("grant_type=refresh_token&refresh_token={}", app.refresh_token);
    app.connection.send(&post(installation, "/oauth2/token", "service", &form));
    member(&app.connection.answer(), "access_token")
}

fn member(answer: &Answer, name: &str) -> String {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    body[name].as_str().unwrap().to_owned()
}

/// A form that a program posts, with its secret in the header.
fn post(installation: &Installation, path: &str, client: &str, form: &str) -> Vec<u8> {
    let host = installation.issuer.trim_start_matches("http://");
    let basic = STANDARD.encode(format!("{client}:{SECRET}"));
    let length = form.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Basic {basic}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}"
    )
    .into_bytes()
}

fn userinfo(installation: &Installation, access_token: &str) -> Vec<u8> {
    let host = installation.issuer.trim_start_matches("http://");
    format!(
        "GET /oauth2/userinfo HTTP/1.1\r\nHost: {host}\r\n\
         Authorization: Bearer {access_token}\r\n\r\n"
    )
    .into_bytes()
}
