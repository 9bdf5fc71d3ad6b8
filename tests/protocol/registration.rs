//! Dynamic client registration: RFC 7591, RFC 7592, OpenID Connect Dynamic Client Registration 1.0.

use std::rc::Rc;
use std::time::Duration;

use daypass::audit::{self, Actor, Category, Filter, Origin};
use daypass::base::ClientId;
use daypass::jobs;
use daypass::oidc::clients::{self, Changed};
use daypass::oidc::registration::{self, Issued, NewToken};
use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::{Browser, Request};
use crate::elsewhere::Elsewhere;
use crate::installation::{Answer, Installation, basic, payload};
use crate::support::TestDatabase;

const CALLBACK: &str = "https://new.example/cb";
const OPEN: &str = "[registration]\nmode = 'open'\n[outgoing]\nallow_private = true\n";
const BY_TOKEN: &str = "[registration]\nmode = 'token'\n";

async fn register(installation: &Installation, token: Option<&str>, metadata: &Value) -> Answer {
    let mut request = installation.http.post(installation.at("/oauth2/register")).json(metadata);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    Answer::of(request).await
}

fn usual() -> Value {
    json!({ "redirect_uris": [CALLBACK], "client_name": "New app" })
}

/// The usual metadata with other members.
fn with(members: Value) -> Value {
    let mut metadata = usual();
    let Value::Object(members) = members else { panic!("{members} is no object") };
    metadata.as_object_mut().unwrap().extend(members);
    metadata
}

/// A client that has registered itself.
struct Registered {
    id: String,
    secret: String,
    uri: String,
    token: String,
}

impl Registered {
    async fn usual(installation: &Installation) -> Self {
        Self::of(&register(installation, None, &usual()).await)
    }

    fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 201, "{}", answer.text);
        let secret = answer.json()["client_secret"].as_str().unwrap_or_default().to_owned();
        Self {
            id: answer.member("client_id"),
            secret,
            uri: answer.member("registration_client_uri"),
            token: answer.member("registration_access_token"),
        }
    }

    async fn manage(&self, installation: &Installation, method: Method) -> Answer {
        let request = installation.http.request(method, &self.uri).bearer_auth(&self.token);
        Answer::of(request).await
    }

    async fn put(&self, installation: &Installation, metadata: &Value) -> Answer {
        let request = installation.http.put(&self.uri).bearer_auth(&self.token).json(metadata);
        Answer::of(request).await
    }

    fn request(&self) -> Request {
        Request::of(&self.id, CALLBACK)
    }

    /// Somebody who is signed in allows it what it asks for.
    async fn allowed_by(&self, browser: &Browser) -> String {
        let page = browser.authorize(&self.request()).await.page();
        assert_eq!(page.path, "/consent", "{}", page.text);
        let allow = [("return_to", page.return_to()), ("decision", "allow")];
        let mut back = browser.submit("/consent", &allow).await.away();
        back.parameters.remove("code").unwrap()
    }

    async fn exchange(&self, installation: &Installation, code: &str) -> Answer {
        let form =
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
        installation.token(Some(&basic(&self.id, &self.secret)), &form).await
    }
}

async fn issue_token(installation: &Installation, uses: u32) -> String {
    let new = NewToken { name: "test".to_owned(), lifetime: Duration::from_hours(1), uses };
    let origin = Origin::local("test");
    let issued = installation
        .committed(async |work| {
            registration::issue(work, &origin, &Actor::Machine, new).await.unwrap()
        })
        .await;
    let Issued::Issued { token, .. } = issued else { panic!("no token was issued") };
    token.expose().to_owned()
}

#[actix_web::test]
async fn nobody_registers_itself_unless_the_settings_say_so() {
    let installation = Installation::start().await;
    let discovery = installation.at("/.well-known/openid-configuration");
    let document = Answer::of(installation.http.get(discovery)).await.json();
    assert_eq!(document.get("registration_endpoint"), None);
    assert_eq!(register(&installation, None, &usual()).await.status, 404);
    let token = issue_token(&installation, 1).await;
    assert_eq!(register(&installation, Some(&token), &usual()).await.status, 404);
    let own = installation.at("/oauth2/register/payroll");
    assert_eq!(Answer::of(installation.http.get(own).bearer_auth("x")).await.status, 404);
}

#[actix_web::test]
async fn a_client_registers_signs_people_in_and_takes_itself_back() {
    let installation = Installation::start_and(OPEN).await;
    installation.person("ana").await;
    let discovery = installation.at("/.well-known/openid-configuration");
    let document = Answer::of(installation.http.get(discovery)).await.json();
    assert_eq!(document["registration_endpoint"], json!(installation.at("/oauth2/register")));

    let sent = with(json!({
        "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
        "id_token_signed_response_alg": "ES256", "x_unknown": { "a": 1 },
        "initiate_login_uri": "https://new.example/start"
    }));
    let answer = register(&installation, None, &sent).await;
    let client = Registered::of(&answer);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let told = answer.json();
    for (name, value) in [
        ("client_secret_expires_at", json!(0)),
        ("client_id_issued_at", json!(installation.clock.now().seconds())),
        ("redirect_uris", json!([CALLBACK])),
        ("response_types", json!(["code"])),
        ("grant_types", json!(["authorization_code", "refresh_token"])),
        ("token_endpoint_auth_method", json!("client_secret_basic")),
        ("id_token_signed_response_alg", json!("ES256")),
        ("application_type", json!("web")),
        ("subject_type", json!("public")),
        ("initiate_login_uri", json!("https://new.example/start")),
    ] {
        assert_eq!(told[name], value, "{name} in {told}");
    }
    for ours in ["x_unknown", "consent", "profile", "pass_sign_ins", "require_pkce"] {
        assert_eq!(told.get(ours), None, "{ours} in {told}");
    }

    let browser = Browser::of(&installation, "ana").await;
    let page = browser.authorize(&client.request()).await.page();
    assert!(page.text.contains("New app registered itself"), "{}", page.text);
    let code = client.allowed_by(&browser).await;
    let tokens = client.exchange(&installation, &code).await;
    assert_eq!(payload(&tokens.member("id_token"))["aud"], json!(client.id));
    assert_eq!(installation.userinfo(&tokens.member("access_token")).await.status, 200);

    let known = client.manage(&installation, Method::GET).await;
    assert_eq!(known.status, 200, "{}", known.text);
    let known = known.json();
    assert_eq!(known["initiate_login_uri"], json!("https://new.example/start"));
    assert_eq!(known["registration_access_token"], json!(client.token));
    assert_eq!(known.get("client_secret"), None, "nobody knows it any more");

    assert_eq!(client.manage(&installation, Method::DELETE).await.status, 204);
    client.manage(&installation, Method::GET).await.is_error(401, "invalid_token");
    assert_eq!(installation.userinfo(&tokens.member("access_token")).await.status, 401);
    browser.authorize(&client.request()).await.is_error_page();
    let filter = Filter { category: Some(Category::ApplicationManagement), ..Filter::default() };
    let records = audit::list(installation.app.db().read(), &filter, 10).await.unwrap();
    let told: Vec<_> = records.iter().map(audit::Record::sentence).collect();
    assert!(told[0].contains("took back its registration"), "{told:?}");
    assert!(told.last().unwrap().contains("registered itself"), "{told:?}");
}

#[actix_web::test]
async fn what_cannot_be_registered_is_refused_with_what_is_wrong_with_it() {
    let installation = Installation::start_and(OPEN).await;
    let refused = async |metadata: Value, code: &str, says: &str| {
        let answer = register(&installation, None, &metadata).await;
        answer.is_error(400, code);
        assert!(answer.member("error_description").contains(says), "{}", answer.text);
    };
    let uri = "invalid_redirect_uri";
    refused(with(json!({ "redirect_uris": ["https://a.example/#x"] })), uri, "fragment").await;
    refused(json!({}), uri, "redirect URI").await;
    let metadata = "invalid_client_metadata";
    refused(with(json!({ "response_types": ["id_token token"] })), metadata, "response_types")
        .await;
    refused(with(json!({ "grant_types": ["implicit"] })), metadata, "grant_types").await;
    refused(with(json!({ "grant_types": ["client_credentials"] })), metadata, "administrator")
        .await;
    let starts = with(json!({ "initiate_login_uri": "http://new.example/start" }));
    refused(starts, metadata, "initiate_login_uri").await;
    refused(json!([]), metadata, "JSON object").await;

    let place = installation.at("/oauth2/register");
    let form = installation.http.post(&place).form(&[("redirect_uris", CALLBACK)]);
    Answer::of(form).await.is_error(400, "invalid_request");
    let long = with(json!({ "client_uri": format!("https://a.example/{}", "a".repeat(40_000)) }));
    register(&installation, None, &long).await.is_error(400, "invalid_request");
    let longer = with(json!({ "x": "a".repeat(100_000) }));
    register(&installation, None, &longer).await.is_error(400, "invalid_request");
    let all = clients::list(installation.app.db()).await.unwrap();
    assert!(all.iter().all(|client| !client.registered_itself()), "{all:?}");
}

#[actix_web::test]
async fn where_a_token_is_asked_for_only_a_good_one_registers_and_only_so_often() {
    let installation = Installation::start_and(BY_TOKEN).await;
    let without = register(&installation, None, &usual()).await;
    assert_eq!((without.status, without.text.as_str()), (401, ""));
    assert_eq!(without.header("www-authenticate"), "Bearer realm=\"Daypass\"");
    let wrong = register(&installation, Some("wrong"), &usual()).await;
    wrong.is_error(401, "invalid_token");
    assert!(wrong.header("www-authenticate").contains("error=\"invalid_token\""));

    let token = issue_token(&installation, 2).await;
    let unusable = with(json!({ "response_types": ["token"] }));
    let refused = register(&installation, Some(&token), &unusable).await;
    refused.is_error(400, "invalid_client_metadata");
    for _ in 0..2 {
        assert_eq!(register(&installation, Some(&token), &usual()).await.status, 201);
    }
    register(&installation, Some(&token), &usual()).await.is_error(401, "invalid_token");

    let late = issue_token(&installation, 1).await;
    installation.pass(60 * 60);
    register(&installation, Some(&late), &usual()).await.is_error(401, "invalid_token");
    let deleted = issue_token(&installation, 1).await;
    let (app, origin) = (&installation.app, Origin::local("test"));
    let id = registration::list(app.db()).await.unwrap()[0].id;
    installation
        .committed(async |work| {
            let gone = registration::remove(work, &origin, &Actor::Machine, id).await.unwrap();
            assert_eq!(gone, Ok(true));
        })
        .await;
    register(&installation, Some(&deleted), &usual()).await.is_error(401, "invalid_token");
}

#[actix_web::test]
async fn an_address_registers_so_many_an_hour_and_there_is_a_limit_for_all() {
    let settings = "[registration]\nmode = 'open'\nopen_per_hour = 2\nmost_clients = 3\n";
    let installation = Installation::start_and(settings).await;
    installation.pass(60 * 10);
    let first = Registered::usual(&installation).await;
    // A try counts too.
    let unknown = with(json!({ "sector_identifier_uri": "https://nowhere.invalid/list.json" }));
    register(&installation, None, &unknown).await.is_error(400, "invalid_client_metadata");
    let held_back = register(&installation, None, &usual()).await;
    held_back.is_error(429, "temporarily_unavailable");
    assert_eq!(held_back.header("retry-after"), "3000");
    // Who has a token is somebody that an administrator knows.
    let token = issue_token(&installation, 10).await;
    assert_eq!(register(&installation, Some(&token), &usual()).await.status, 201);

    installation.pass(60 * 50);
    Registered::usual(&installation).await;
    register(&installation, None, &usual()).await.is_error(503, "temporarily_unavailable");
    register(&installation, Some(&token), &usual()).await.is_error(503, "temporarily_unavailable");
    assert_eq!(first.manage(&installation, Method::DELETE).await.status, 204);
    assert_eq!(register(&installation, Some(&token), &usual()).await.status, 201);
}

#[actix_web::test]
async fn a_sector_has_to_list_every_redirect_uri() {
    let installation = Installation::start_and(OPEN).await;
    let other = "https://other.example/cb";
    let sector = Elsewhere::saying(&json!([other]));
    let metadata = json!({
        "redirect_uris": [CALLBACK, other], "subject_type": "pairwise",
        "sector_identifier_uri": sector.url
    });
    let missing = register(&installation, None, &metadata).await;
    missing.is_error(400, "invalid_client_metadata");
    sector.says(200, &json!({ "redirect_uris": [CALLBACK, other] }).to_string());
    register(&installation, None, &metadata).await.is_error(400, "invalid_client_metadata");
    sector.says(404, &json!([CALLBACK, other]).to_string());
    register(&installation, None, &metadata).await.is_error(400, "invalid_client_metadata");
    sector.says(200, &json!([CALLBACK, other, "https://third.example"]).to_string());
    let client = Registered::of(&register(&installation, None, &metadata).await);

    // And at every change.
    let third = "https://fourth.example/cb";
    let mut changed = metadata.clone();
    changed["client_id"] = json!(client.id);
    changed["redirect_uris"] = json!([CALLBACK, third]);
    client.put(&installation, &changed).await.is_error(400, "invalid_client_metadata");
    let guarded = Installation::start_and("[registration]\nmode = 'open'\n").await;
    register(&guarded, None, &metadata).await.is_error(400, "invalid_client_metadata");
}

#[actix_web::test]
async fn the_consent_page_shows_who_asks_and_widens_the_policy_for_the_logo_alone() {
    let installation = Installation::start_and(OPEN).await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let described = with(json!({
        "logo_uri": "https://cdn.example/logo.png", "policy_uri": "https://new.example/privacy",
        "tos_uri": "https://new.example/terms", "client_name": "<b>New</b>\u{202e} app"
    }));
    let client = Registered::of(&register(&installation, None, &described).await);
    let page = browser.authorize(&client.request()).await.page();
    for part in [
        "src=\"https://cdn.example/logo.png\"",
        "href=\"https://new.example/privacy\" rel=\"noopener noreferrer\"",
        "href=\"https://new.example/terms\" rel=\"noopener noreferrer\"",
    ] {
        assert!(page.text.contains(part), "{part} in {}", page.text);
    }
    assert!(!page.text.contains("<b>New</b>"), "{}", page.text);
    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.contains("img-src 'self' data: https://cdn.example;"), "{policy}");

    let plain = Registered::usual(&installation).await;
    let other = browser.authorize(&plain.request()).await.page();
    let usual = other.header("content-security-policy");
    assert_eq!(policy.replace(" https://cdn.example", ""), usual);
    let wiki = browser.authorize(&Request::wiki()).await.page();
    assert!(!wiki.text.contains("registered itself"), "{}", wiki.text);
}

#[actix_web::test]
async fn a_registration_is_replaced_as_a_whole_by_its_own_client_alone() {
    let installation = Installation::start_and(OPEN).await;
    let client = Registered::usual(&installation).await;
    let other = Registered::usual(&installation).await;
    let own = |members: Value| {
        let mut metadata = with(json!({ "client_id": client.id }));
        let Value::Object(members) = members else { panic!("{members} is no object") };
        metadata.as_object_mut().unwrap().extend(members);
        metadata
    };

    let crossed = installation.http.get(&client.uri).bearer_auth(&other.token);
    Answer::of(crossed).await.is_error(401, "invalid_token");
    let without = Answer::of(installation.http.get(&client.uri)).await;
    assert_eq!((without.status, without.text.as_str()), (401, ""));
    let settings = installation.at("/oauth2/register/payroll");
    let settings = installation.http.get(settings).bearer_auth(&client.token);
    Answer::of(settings).await.is_error(401, "invalid_token");

    let refused = async |metadata: Value, code: &str| {
        client.put(&installation, &metadata).await.is_error(400, code);
    };
    refused(usual(), "invalid_client_metadata").await;
    refused(own(json!({ "client_id": other.id })), "invalid_client_metadata").await;
    refused(own(json!({ "client_secret": "guessed" })), "invalid_client_metadata").await;
    refused(own(json!({ "client_id_issued_at": 1 })), "invalid_request").await;
    refused(own(json!({ "registration_access_token": "x" })), "invalid_request").await;
    refused(own(json!({ "redirect_uris": ["http://a.example/"] })), "invalid_redirect_uri").await;

    let described = json!({
        "client_uri": "https://new.example", "client_secret": client.secret, "logo_uri": null
    });
    let changed = client.put(&installation, &own(described)).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(changed.json()["client_uri"], json!("https://new.example/"));
    assert_eq!(changed.json().get("client_secret"), None);
    let public = own(json!({ "token_endpoint_auth_method": "none" }));
    let public = client.put(&installation, &public).await.json();
    assert_eq!(public.get("client_uri"), None, "what is not sent has its default");
    let secret = client.put(&installation, &own(json!({}))).await.member("client_secret");
    assert_ne!(secret, client.secret);
    let stored = clients::show(installation.app.db(), &ClientId::new(client.id.clone())).await;
    assert!(stored.unwrap().unwrap().registered_itself());
}

#[actix_web::test]
async fn whoever_becomes_another_app_is_asked_about_again() {
    let installation = Installation::start_and(OPEN).await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let client = Registered::usual(&installation).await;
    client.allowed_by(&browser).await;
    let granted = browser.authorize(&client.request()).await.away();
    assert!(granted.parameters.contains_key("code"));

    let mut renamed = usual();
    renamed["client_id"] = json!(client.id);
    renamed["client_name"] = json!("Payroll");
    assert_eq!(client.put(&installation, &renamed).await.status, 200);
    let page = browser.authorize(&client.request()).await.page();
    assert!(page.text.contains("Payroll registered itself"), "{}", page.text);
}

#[actix_web::test]
async fn an_administrator_disables_and_deletes_such_a_client_and_changes_nothing_else() {
    let installation = Installation::start_and(OPEN).await;
    let client = Registered::usual(&installation).await;
    let (id, origin) = (ClientId::new(client.id.clone()), Origin::local("test"));
    let metadata =
        clients::show(installation.app.db(), &id).await.unwrap().unwrap().metadata.clone();
    let by = Actor::Machine;
    installation
        .committed(async |work| {
            let updated = clients::update(work, &origin, &by, &id, &metadata).await.unwrap();
            assert_eq!(updated, Changed::RegisteredItself);
            let disabled = clients::disable(work, &origin, &by, &id).await.unwrap();
            assert_eq!(disabled, Changed::Changed);
        })
        .await;
    client.manage(&installation, Method::GET).await.is_error(403, "access_denied");
    client.manage(&installation, Method::DELETE).await.is_error(403, "access_denied");
    installation
        .committed(async |work| {
            let deleted = clients::delete(work, &origin, &by, &id).await.unwrap();
            assert_eq!(deleted, Changed::Changed);
        })
        .await;
    client.manage(&installation, Method::GET).await.is_error(401, "invalid_token");
}

#[actix_web::test]
async fn who_is_used_by_nobody_goes_after_a_while() {
    for installation in installations(OPEN).await {
        installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        let unused = Registered::usual(&installation).await;
        let used = Registered::usual(&installation).await;
        used.allowed_by(&browser).await;
        installation.pass(30 * 24 * 60 * 60 - 1);
        jobs::clear_away(&installation.app).await.unwrap();
        assert_eq!(unused.manage(&installation, Method::GET).await.status, 200);

        installation.pass(2);
        jobs::clear_away(&installation.app).await.unwrap();
        unused.manage(&installation, Method::GET).await.is_error(401, "invalid_token");
        assert_eq!(used.manage(&installation, Method::GET).await.status, 200);
        let payroll = ClientId::new("payroll");
        let kept = clients::show(installation.app.db(), &payroll).await.unwrap();
        assert!(kept.is_some(), "who was registered by somebody stays");
    }
}

#[actix_web::test]
async fn of_twenty_who_come_with_a_token_for_one_exactly_one_registers() {
    for installation in installations(BY_TOKEN).await {
        let token = issue_token(&installation, 1).await;
        let answers = race(&installation, Some(token)).await;
        let through = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(through, 1);
        for refused in answers.iter().filter(|answer| answer.status != 201) {
            refused.is_error(401, "invalid_token");
        }
        assert_eq!(registered(&installation).await, 1);
    }
}

#[actix_web::test]
async fn of_twenty_from_one_address_no_more_register_than_may() {
    let settings = "[registration]\nmode = 'open'\nopen_per_hour = 5\n";
    for installation in installations(settings).await {
        let answers = race(&installation, None).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 5);
        assert_eq!(answers.iter().filter(|answer| answer.status == 429).count(), 15);
        assert_eq!(registered(&installation).await, 5);
    }
}

#[actix_web::test]
async fn of_twenty_at_once_no_more_register_than_there_is_room_for() {
    let settings = "[registration]\nmode = 'open'\nopen_per_hour = 100\nmost_clients = 5\n";
    for installation in installations(settings).await {
        let answers = race(&installation, None).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 5);
        assert_eq!(answers.iter().filter(|answer| answer.status == 503).count(), 15);
        assert_eq!(registered(&installation).await, 5);
    }
}

async fn registered(installation: &Installation) -> usize {
    let all = clients::list(installation.app.db()).await.unwrap();
    all.iter().filter(|client| client.registered_itself()).count()
}

/// Twenty register at once.
async fn race(installation: &Rc<Installation>, token: Option<String>) -> Vec<Answer> {
    let racers: Vec<_> = (0..20)
        .map(|_| {
            let (installation, token) = (Rc::clone(installation), token.clone());
            actix_web::rt::spawn(async move {
                register(&installation, token.as_deref(), &usual()).await
            })
        })
        .collect();
    let mut answers = Vec::new();
    for racer in racers {
        answers.push(racer.await.unwrap());
    }
    answers
}

/// On SQLite, and on PostgreSQL where there is one.
async fn installations(settings: &str) -> Vec<Rc<Installation>> {
    let mut all = vec![Rc::new(Installation::start_and(settings).await)];
    if let Some(database) = TestDatabase::postgresql().await {
        all.push(Rc::new(Installation::start_on_with(database, settings).await));
    }
    all
}
