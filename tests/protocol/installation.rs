//! A whole installation on loopback with a clock that stands still, and its relying parties.

use std::net::TcpListener;
use std::rc::Rc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use daypass::app::App;
use daypass::audit::{self, Actor, Category, Filter, Origin};
use daypass::base::{Clock, Digest, Secret, Timestamp};
use daypass::credentials::{pass, password};
use daypass::db::{DatabaseUrl, Work};
use daypass::directory::manage::{self, Added, NewUser};
use daypass::directory::{StandardClaims, User, Username};
use daypass::server;
use daypass::settings::{Settings, Sources};
use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde_json::Value;
use tempfile::TempDir;

use crate::key_holder;
use crate::support::TestDatabase;

/// What everybody's password is.
pub(crate) const PASSWORD: &str = "blue kettle orbits quietly";
/// The secret of every client that has one.
pub(crate) const SECRET: &str = "s+ecret with %41 & = characters";
/// A code verifier (RFC 7636 Appendix B).
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// The relying parties. `payroll` needs no consent, `wiki` does; `spa` is public.
const CLIENTS: &str = r#"
[[clients]]
id = "payroll"
name = "Payroll"
secret = "s+ecret with %41 & = characters"
redirect_uris = ["https://payroll.example/cb", "https://payroll.example/cb?tenant=%41"]
post_logout_redirect_uris = ["https://payroll.example/bye"]
consent = "skip"

[[clients]]
id = "post"
secret = "s+ecret with %41 & = characters"
token_endpoint_auth_method = "client_secret_post"
redirect_uris = ["https://post.example/cb"]
post_logout_redirect_uris = ["https://post.example/bye"]
consent = "skip"
id_token_signed_response_alg = "ES256"

[[clients]]
id = "spa"
public = true
redirect_uris = ["https://spa.example/cb"]
consent = "skip"
id_token_signed_response_alg = "EdDSA"

[[clients]]
id = "wiki"
name = "Wiki"
secret = "s+ecret with %41 & = characters"
redirect_uris = ["https://wiki.example/cb"]
scope = "openid profile email"

[[clients]]
id = "kiosk"
secret = "s+ecret with %41 & = characters"
redirect_uris = ["https://kiosk.example/cb"]
refresh_tokens = false
scope = "openid profile email"
consent = "skip"

[[clients]]
id = "vault"
secret = "s+ecret with %41 & = characters"
redirect_uris = ["https://vault.example/cb"]
consent = "skip"
require_pkce = true

[[clients]]
id = "native"
public = true
native = true
redirect_uris = ["http://127.0.0.1/cb"]
consent = "skip"

[[clients]]
id = "tv"
name = "Living room"
public = true
grant_types = ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"]
scope = "openid profile offline_access"
resources = ["https://api.example", "urn:media"]

[[clients]]
id = "strict-tv"
public = true
grant_types = ["urn:ietf:params:oauth:grant-type:device_code"]
minimum_acr = "phr"

[[clients]]
id = "lasting-tv"
public = true
grant_types = ["urn:ietf:params:oauth:grant-type:device_code"]
pass_sign_ins = false

[[clients]]
id = "printer"
name = "Printer"
secret = "s+ecret with %41 & = characters"
grant_types = ["urn:ietf:params:oauth:grant-type:device_code"]
scope = "openid email"

[[clients]]
id = "travel"
secret = "s+ecret with %41 & = characters"
redirect_uris = ["https://travel.example/cb"]
consent = "skip"
resources = ["https://api.example", "urn:mail"]

[[clients]]
id = "daemon"
secret = "s+ecret with %41 & = characters"
grant_types = ["client_credentials"]
resources = ["https://api.example", "urn:mail"]

[[clients]]
id = "api"
secret = "s+ecret with %41 & = characters"
grant_types = ["client_credentials"]
serves = ["https://api.example"]
"#;

/// A running installation. Its folder goes when it is dropped.
pub(crate) struct Installation {
    pub(crate) app: App,
    pub(crate) clock: Clock,
    pub(crate) issuer: String,
    /// Asks as a program does: no cookies, no redirects.
    pub(crate) http: reqwest::Client,
    _folder: TempDir,
    _database: Option<TestDatabase>,
}

impl Installation {
    /// Why sign-ins failed, as the record has it.
    pub(crate) async fn failed_sign_ins(&self) -> Vec<String> {
        let filter = Filter { category: Some(Category::SignIn), ..Filter::default() };
        let records = audit::list(self.app.db().read(), &filter, 100).await.unwrap();
        let failed = records.into_iter().filter(|record| !record.succeeded);
        failed.filter_map(|record| record.reason).collect()
    }

    /// On SQLite.
    pub(crate) async fn start() -> Self {
        Self::start_with("", "", None).await
    }

    /// On SQLite, with more tables in the settings file.
    pub(crate) async fn start_and(tables: &str) -> Self {
        Self::start_with("", tables, None).await
    }

    /// On another database.
    pub(crate) async fn start_on(database: TestDatabase) -> Self {
        Self::start_on_with(database, "").await
    }

    /// On another database, with these tables of settings.
    pub(crate) async fn start_on_with(database: TestDatabase, tables: &str) -> Self {
        let settings = match &database.url {
            DatabaseUrl::Postgres(url) => format!("database_url = '{url}'"),
            DatabaseUrl::Sqlite(path) => format!("database_url = 'sqlite:{}'", path.display()),
        };
        Self::start_with(&settings, tables, Some(database)).await
    }

    /// On SQLite, and on PostgreSQL where there is one.
    pub(crate) async fn on_each_database() -> Vec<Rc<Self>> {
        let mut all = vec![Rc::new(Self::start().await)];
        if let Some(database) = TestDatabase::postgresql().await {
            all.push(Rc::new(Self::start_on(database).await));
        }
        all
    }

    async fn start_with(settings: &str, tables: &str, database: Option<TestDatabase>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("daypass.toml");
        let data = folder.path().join("data");
        let text = format!(
            "issuer = '{issuer}'\ndata_dir = '{}'\nsqlite_sync = 'normal'\nworkers = 2\n\
             hash_threads = 1\n{settings}\n\
             [methods.password]\nsecond_factor_required = false\n{CLIENTS}\n{}\n{tables}",
            data.display(),
            key_holder::clients(),
        );
        std::fs::write(&file, text).unwrap();
        let sources = Sources { file: Some(file), ..Sources::default() };
        let settings = Settings::load(&sources).unwrap();
        let clock = Clock::stopped_at(Timestamp::parse_rfc3339("2026-11-22T08:00:00Z").unwrap());
        server::install_crypto_provider();
        let app = App::open(settings, clock.clone()).await.unwrap();
        let serving = server::start(app.clone(), vec![listener], None).unwrap();
        actix_web::rt::spawn(serving);
        let http =
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { app, clock, issuer, http, _folder: folder, _database: database }
    }

    /// What a second node, or the same one after a crash, makes of the same database.
    pub(crate) async fn another_node(&self) -> App {
        App::open(self.app.settings().clone(), self.clock.clone()).await.unwrap()
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Adds somebody who has a password and every claim there is.
    pub(crate) async fn person(&self, name: &str) -> User {
        let user = self.newcomer(name).await;
        self.change_password(&user, PASSWORD).await;
        user
    }

    /// Gives somebody a password.
    pub(crate) async fn change_password(&self, user: &User, new: &str) {
        let tools = self.app.tools();
        let prepared = password::prepare(tools, user, &Secret::new(new)).await.unwrap();
        self.committed(async |work| {
            password::save(work, &Origin::local("test"), &user.actor(), prepared.unwrap())
                .await
                .unwrap();
        })
        .await;
    }

    /// Adds somebody who has no way to sign in yet.
    pub(crate) async fn newcomer(&self, name: &str) -> User {
        let new = NewUser {
            username: Username::parse(name).unwrap(),
            display_name: Some("Ana Silva".to_owned()),
            claims: every_claim(),
            roles: Vec::new(),
        };
        let added = self
            .committed(async |work| {
                manage::add(work, &Origin::local("test"), &Actor::Machine, new).await.unwrap()
            })
            .await;
        let Added::Added(user) = added else { panic!("{name} was not added") };
        *user
    }

    /// Issues a pass for an hour.
    pub(crate) async fn issue_pass(&self, user: &User) -> String {
        let origin = Origin::local("test");
        let request = pass::IssueRequest::default();
        let issued =
            pass::issue(self.app.tools(), &origin, &Actor::Machine, user.id, request).await;
        match issued.unwrap() {
            pass::Issued::Issued { code, .. } => code.grouped().expose().to_owned(),
            other => panic!("no pass was issued: {other:?}"),
        }
    }

    /// Runs something in a transaction and commits it.
    pub(crate) async fn committed<T>(&self, change: impl AsyncFnOnce(&Work) -> T) -> T {
        let work = self.app.db().begin().await.unwrap();
        let outcome = change(&work).await;
        work.commit().await.unwrap();
        outcome
    }

    /// The address of a path.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.issuer)
    }

    /// Posts a form to an endpoint at which clients authenticate: as a confidential client by its
    /// secret, as a public one by its name.
    pub(crate) async fn post_as(&self, client: &str, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.http.post(self.at(path));
        let mut form = form.to_vec();
        let request = if client.ends_with("tv") || client == "spa" {
            form.push(("client_id", client));
            request
        } else {
            request.header(AUTHORIZATION, basic(client, SECRET))
        };
        Answer::of(request.form(&form)).await
    }

    /// Asks what a token is worth.
    pub(crate) async fn introspect(&self, client: &str, token: &str) -> Answer {
        self.post_as(client, "/oauth2/introspect", &[("token", token)]).await
    }

    /// Gives a token back.
    pub(crate) async fn revoke(&self, client: &str, token: &str) -> Answer {
        self.post_as(client, "/oauth2/revoke", &[("token", token)]).await
    }

    /// Posts a form to the token endpoint.
    pub(crate) async fn token(&self, authorization: Option<&str>, form: &[(&str, &str)]) -> Answer {
        let mut request = self.http.post(self.at("/oauth2/token")).form(form);
        if let Some(authorization) = authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        Answer::of(request).await
    }

    /// Posts a form somewhere, with headers.
    pub(crate) async fn post(
        &self,
        place: &str,
        headers: &[(&str, &str)],
        form: &[(&str, &str)],
    ) -> Answer {
        let request = self.http.post(self.at(place)).form(form);
        let request = headers.iter().fold(request, |it, (name, value)| it.header(*name, *value));
        Answer::of(request).await
    }

    /// Exchanges a code as `payroll` does.
    pub(crate) async fn exchange(&self, code: &str) -> Answer {
        self.token(Some(&basic("payroll", SECRET)), &exchange_form(code)).await
    }

    /// Refreshes as `payroll` does.
    pub(crate) async fn refresh(&self, refresh_token: &str) -> Answer {
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        self.token(Some(&basic("payroll", SECRET)), &form).await
    }

    /// Asks userinfo with an access token.
    pub(crate) async fn userinfo(&self, access_token: &str) -> Answer {
        Answer::of(self.http.get(self.at("/oauth2/userinfo")).bearer_auth(access_token)).await
    }
}

/// The form by which `payroll` exchanges a code.
pub(crate) fn exchange_form(code: &str) -> [(&str, &str); 3] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", "https://payroll.example/cb"),
    ]
}

/// HTTP Basic as RFC 6749 §2.3.1 has it: id and secret form-encoded.
pub(crate) fn basic(id: &str, secret: &str) -> String {
    use base64::engine::general_purpose::STANDARD;
    let encoded =
        |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret))))
}

/// The S256 challenge of a verifier.
pub(crate) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Digest::of(verifier.as_bytes()).as_bytes())
}

fn every_claim() -> StandardClaims {
    serde_json::from_value(serde_json::json!({
        "given_name": "Ana", "family_name": "Silva", "middle_name": "M", "nickname": "An",
        "profile": "https://contoso.example/ana", "picture": "https://contoso.example/ana.png",
        "website": "https://ana.example", "email": "ana@contoso.example", "email_verified": true,
        "gender": "female", "birthdate": "1990-02-28", "zoneinfo": "Europe/Lisbon",
        "locale": "pt-PT", "phone_number": "+351 555 0100", "phone_number_verified": false,
        "address": { "formatted": "Rua A 1\nLisboa", "locality": "Lisboa", "country": "PT" }
    }))
    .unwrap()
}

/// What a program got.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{} is not JSON", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// A text member of the JSON.
    pub(crate) fn member(&self, name: &str) -> String {
        self.json()[name]
            .as_str()
            .unwrap_or_else(|| panic!("no {name} in {}", self.text))
            .to_owned()
    }

    /// Checks that it is an OAuth error of this status and code, and what goes for all of them.
    #[track_caller]
    pub(crate) fn is_error(&self, status: u16, code: &str) {
        assert_eq!(
            (self.status, self.json()["error"].as_str()),
            (status, Some(code)),
            "{}",
            self.text
        );
        assert_eq!(self.header("cache-control"), "no-store");
        let description = self.member("error_description");
        assert!(description.chars().all(|c| matches!(c, ' '..='!' | '#'..='[' | ']'..='~')));
    }
}

/// The payload of a JWT, unchecked.
pub(crate) fn payload(token: &str) -> Value {
    part(token, 1)
}

/// The header of a JWT, unchecked.
pub(crate) fn header(token: &str) -> Value {
    part(token, 0)
}

fn part(token: &str, at: usize) -> Value {
    let encoded = token.split('.').nth(at).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(encoded).unwrap()).unwrap()
}
