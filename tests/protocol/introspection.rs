//! What a token is worth: RFC 7662.

use std::collections::BTreeSet;

use daypass::audit::{Actor, Origin};
use daypass::{directory, sessions};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::browser::{Browser, Request};
use crate::installation::{Answer, Installation, payload};

const API: &str = "https://api.example";

fn inactive() -> Value {
    json!({ "active": false })
}

/// Tokens of `travel` for userinfo and for the API.
async fn tokens(installation: &Installation, scope: &str) -> Answer {
    let browser = Browser::of(installation, "ana").await;
    let request = Request::of("travel", "https://travel.example/cb");
    let code = browser.code_for(&request.with("scope", scope).with("resource", API)).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "https://travel.example/cb"),
    ];
    installation.post_as("travel", "/oauth2/token", &form).await
}

async fn of_the_daemon(installation: &Installation) -> String {
    let form = [("grant_type", "client_credentials"), ("resource", API)];
    installation.post_as("daemon", "/oauth2/token", &form).await.member("access_token")
}

#[actix_web::test]
async fn an_access_token_says_all_about_itself_to_its_client_and_to_its_resource() {
    let installation = Installation::start().await;
    let ana = installation.person("ana").await;
    let token = tokens(&installation, "openid profile").await.member("access_token");
    let claims = payload(&token);
    for client in ["travel", "api"] {
        let answer = installation.introspect(client, &token).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("content-type"), "application/json");
        let told = answer.json();
        assert_eq!(told["active"], json!(true));
        assert_eq!(told["username"], json!("ana"));
        assert_eq!(told["token_type"], json!("Bearer"));
        assert_eq!(told["sub"], json!(ana.subject));
        for name in ["scope", "client_id", "exp", "iat", "aud", "iss", "jti", "acr", "amr"] {
            assert_eq!(told[name], claims[name], "{name}");
        }
        assert_eq!(told["auth_time"], claims["auth_time"]);
        for ours in ["grant", "sid"] {
            assert!(told.get(ours).is_none());
        }
    }
    let plain = tokens(&installation, "openid").await.member("access_token");
    let told = installation.introspect("api", &plain).await.json();
    assert!(told.get("username").is_none(), "nobody allowed anybody to see a name");
}

#[actix_web::test]
async fn a_refresh_token_is_its_own_clients_business() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let token = tokens(&installation, "openid").await.member("refresh_token");
    let told = installation.introspect("travel", &token).await.json();
    let members: BTreeSet<_> = told.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        members,
        BTreeSet::from([
            "active",
            "scope",
            "client_id",
            "exp",
            "iat",
            "sub",
            "aud",
            "iss",
            "acr",
            "amr",
            "auth_time"
        ])
    );
    assert_eq!(told["exp"], json!(installation.clock.now().seconds() + 30 * 24 * 3_600));
    for client in ["api", "payroll"] {
        assert_eq!(installation.introspect(client, &token).await.json(), inactive());
    }
    let form = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
    assert_eq!(installation.post_as("travel", "/oauth2/token", &form).await.status, 200);
    assert_eq!(installation.introspect("travel", &token).await.json(), inactive(), "it was used");
}

#[actix_web::test]
async fn a_clients_own_token_is_known_to_it_and_to_its_resource() {
    let installation = Installation::start().await;
    let token = of_the_daemon(&installation).await;
    for client in ["daemon", "api"] {
        let told = installation.introspect(client, &token).await.json();
        assert_eq!((&told["active"], &told["sub"]), (&json!(true), &json!("daemon")));
        assert_eq!(told["aud"], json!(API));
        for of_people in ["username", "acr", "amr", "auth_time", "scope"] {
            assert!(told.get(of_people).is_none(), "{told}");
        }
    }
    assert_eq!(installation.introspect("payroll", &token).await.json(), inactive());
}

#[actix_web::test]
async fn whatever_is_not_ones_own_or_not_a_token_looks_the_same() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let issued = tokens(&installation, "openid").await;
    let token = issued.member("access_token");
    let (head, signature) = token.rsplit_once('.').unwrap();
    let bent = if signature.starts_with('A') { "B" } else { "A" };
    for client in ["payroll", "kiosk"] {
        let answer = installation.introspect(client, &token).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, r#"{"active":false}"#));
    }
    for nonsense in [
        "x".to_owned(),
        "..".to_owned(),
        format!("{head}."),
        format!("{head}.{bent}{}", &signature[1..]),
        issued.member("id_token"),
        "é".repeat(40),
    ] {
        let answer = installation.introspect("travel", &nonsense).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, r#"{"active":false}"#));
    }
    let for_us = installation
        .exchange(&Browser::of(&installation, "ana").await.code_for(&Request::payroll()).await)
        .await
        .member("access_token");
    assert_eq!(installation.introspect("api", &for_us).await.json(), inactive(), "for another");
}

#[actix_web::test]
async fn a_token_dies_with_all_that_it_stands_on_at_once() {
    let installation = Installation::start().await;
    let ana = installation.person("ana").await;
    let (origin, app) = (Origin::local("test"), &installation.app);
    let lives = async |token: &str| {
        installation.introspect("api", token).await.json()["active"] == json!(true)
    };

    // Time. Asked before, so that a signature that is remembered is not the answer.
    let token = tokens(&installation, "openid").await.member("access_token");
    installation.pass(599);
    assert!(lives(&token).await);
    installation.pass(1);
    assert!(!lives(&token).await);

    // The session.
    let token = tokens(&installation, "openid").await.member("access_token");
    assert!(lives(&token).await);
    let session = sessions::list(app.db(), ana.id, app.settings().session).await.unwrap().remove(0);
    installation
        .committed(async |work| sessions::end(work, &origin, &session, session.id).await.unwrap())
        .await;
    assert!(!lives(&token).await);

    // The person.
    let issued = tokens(&installation, "openid offline_access").await;
    let token = issued.member("access_token");
    assert!(lives(&token).await);
    installation
        .committed(async |work| {
            sessions::end_all(work, &origin, Actor::Machine, &ana).await.unwrap();
        })
        .await;
    assert!(!lives(&token).await);
    let refresh_token = issued.member("refresh_token");
    assert_eq!(installation.introspect("travel", &refresh_token).await.json(), inactive());
    let token = tokens(&installation, "openid").await.member("access_token");
    installation
        .committed(async |work| {
            directory::manage::disable(work, &origin, &Actor::Machine, ana.id).await.unwrap();
        })
        .await;
    assert!(!lives(&token).await);

    // The client.
    let token = of_the_daemon(&installation).await;
    assert!(lives(&token).await);
    installation
        .committed(async |work| {
            // As another start would, whose settings do not have it any more.
            let disable = "UPDATE clients SET enabled = FALSE WHERE id = 'daemon'";
            work.connection().execute_unprepared(disable).await.unwrap();
        })
        .await;
    assert!(!lives(&token).await);
}

#[actix_web::test]
async fn the_hint_is_only_a_hint() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let issued = tokens(&installation, "openid").await;
    for (token, hint) in [
        ("access_token", "refresh_token"),
        ("refresh_token", "access_token"),
        ("access_token", "something else"),
    ] {
        let token = issued.member(token);
        let form = [("token", token.as_str()), ("token_type_hint", hint)];
        let told = installation.post_as("travel", "/oauth2/introspect", &form).await.json();
        assert_eq!(told["active"], json!(true), "{hint}");
    }
}

#[actix_web::test]
async fn only_a_client_that_proves_who_it_is_may_ask() {
    let installation = Installation::start().await;
    installation.introspect("spa", "x").await.is_error(401, "invalid_client");
    installation.introspect("nobody", "x").await.is_error(401, "invalid_client");
    installation.introspect("travel", "").await.is_error(400, "invalid_request");
    let twice = [("token", "x"), ("token", "y")];
    let answer = installation.post_as("travel", "/oauth2/introspect", &twice).await;
    answer.is_error(400, "invalid_request");
    let anonymous = installation.http.post(installation.at("/oauth2/introspect"));
    Answer::of(anonymous.form(&[("token", "x")])).await.is_error(401, "invalid_client");
    let by_get = installation.http.get(installation.at("/oauth2/introspect?token=x"));
    assert_eq!(Answer::of(by_get).await.status, 405);
}
