//! Giving a token back: RFC 7009.

use daypass::audit::{self, Filter};
use serde_json::json;

use crate::browser::{Browser, Request};
use crate::installation::{Answer, Installation};

async fn tokens(installation: &Installation) -> Answer {
    let browser = Browser::of(installation, "ana").await;
    installation.exchange(&browser.code_for(&Request::payroll()).await).await
}

/// 200 with nothing in it.
#[track_caller]
fn is_done(answer: &Answer) {
    assert_eq!((answer.status, answer.text.as_str()), (200, ""));
    assert_eq!(answer.header("cache-control"), "no-store");
}

async fn revocations(installation: &Installation) -> usize {
    let filter = Filter::default();
    let records = audit::list(installation.app.db().read(), &filter, 100).await.unwrap();
    records.iter().filter(|record| record.activity == "Revoke token").count()
}

#[actix_web::test]
async fn either_token_takes_the_whole_grant_with_it() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    for given_back in ["refresh_token", "access_token"] {
        let tokens = tokens(&installation).await;
        let (access, refresh) = (tokens.member("access_token"), tokens.member("refresh_token"));
        let other = self::tokens(&installation).await;
        assert_eq!(installation.userinfo(&access).await.status, 200);

        is_done(&installation.revoke("payroll", &tokens.member(given_back)).await);
        installation.userinfo(&access).await.is_error(401, "invalid_token");
        installation.refresh(&refresh).await.is_error(400, "invalid_grant");
        assert_eq!(installation.userinfo(&other.member("access_token")).await.status, 200);

        is_done(&installation.revoke("payroll", &access).await);
        is_done(&installation.revoke("payroll", &refresh).await);
    }
    assert_eq!(revocations(&installation).await, 2, "once for each grant");
}

#[actix_web::test]
async fn a_token_of_another_client_is_left_alone_and_the_client_is_told() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let tokens = tokens(&installation).await;
    for token in ["access_token", "refresh_token"] {
        let refused = installation.revoke("travel", &tokens.member(token)).await;
        refused.is_error(400, "unauthorized_client");
    }
    assert_eq!(installation.userinfo(&tokens.member("access_token")).await.status, 200);
    assert_eq!(installation.refresh(&tokens.member("refresh_token")).await.status, 200);
    assert_eq!(revocations(&installation).await, 0);
}

#[actix_web::test]
async fn what_is_no_token_any_more_or_never_was_is_no_error() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let tokens = tokens(&installation).await;
    for nonsense in ["x", "a.b.c", "..", &tokens.member("id_token")] {
        is_done(&installation.revoke("payroll", nonsense).await);
    }
    installation.pass(600);
    is_done(&installation.revoke("payroll", &tokens.member("access_token")).await);
    let refreshed = installation.refresh(&tokens.member("refresh_token")).await;
    assert_eq!(refreshed.status, 200, "an expired token ends nothing");
}

#[actix_web::test]
async fn a_client_gives_back_a_token_that_it_got_for_itself() {
    let installation = Installation::start().await;
    let form = [("grant_type", "client_credentials"), ("resource", "https://api.example")];
    let token = async || {
        installation.post_as("daemon", "/oauth2/token", &form).await.member("access_token")
    };
    let (one, other) = (token().await, token().await);
    let lives = async |token: &str| {
        installation.introspect("api", token).await.json()["active"] == json!(true)
    };
    assert!(lives(&one).await && lives(&other).await);
    installation.revoke("payroll", &one).await.is_error(400, "unauthorized_client");
    assert!(lives(&one).await);

    is_done(&installation.revoke("daemon", &one).await);
    assert!(!lives(&one).await && lives(&other).await);
    is_done(&installation.revoke("daemon", &one).await);
}

#[actix_web::test]
async fn a_public_client_says_its_name_and_hints_do_not_matter() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    for hint in ["access_token", "refresh_token", "pct"] {
        let code = browser.code_for(&Request::spa()).await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", "https://spa.example/cb"),
            ("code_verifier", crate::installation::VERIFIER),
        ];
        let tokens = installation.post_as("spa", "/oauth2/token", &form).await;
        let token = tokens.member("refresh_token");
        let form = [("token", token.as_str()), ("token_type_hint", hint)];
        is_done(&installation.post_as("spa", "/oauth2/revoke", &form).await);
        let access_token = tokens.member("access_token");
        installation.userinfo(&access_token).await.is_error(401, "invalid_token");
    }
}

#[actix_web::test]
async fn who_is_nobody_or_gives_nothing_back_is_told() {
    let installation = Installation::start().await;
    installation.revoke("nobody", "x").await.is_error(401, "invalid_client");
    installation.revoke("payroll", "").await.is_error(400, "invalid_request");
    let named = [("token", "x"), ("client_id", "payroll")];
    let answer = Answer::of(installation.http.post(installation.at("/oauth2/revoke")).form(&named));
    answer.await.is_error(401, "invalid_client");
    let by_get = installation.http.get(installation.at("/oauth2/revoke?token=x"));
    assert_eq!(Answer::of(by_get).await.status, 405);
}
