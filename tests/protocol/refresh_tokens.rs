//! Refreshing: RFC 6749 §6, RFC 9700 §4.14, OIDC Core §12.

use serde_json::json;

use crate::browser::{Browser, Request};
use crate::installation::{Answer, Installation, SECRET, basic, payload};

async fn tokens(installation: &Installation, browser: &Browser, scope: &str) -> Answer {
    let code = browser.code_for(&Request::payroll().with("scope", scope)).await;
    installation.exchange(&code).await
}

#[actix_web::test]
async fn a_refresh_token_is_renewed_with_every_use() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let first = tokens(&installation, &browser, "openid email").await;
    installation.pass(1);

    let second = installation.refresh(&first.member("refresh_token")).await;

    assert_eq!(second.status, 200, "{}", second.text);
    assert_eq!(second.header("cache-control"), "no-store");
    assert_ne!(second.member("refresh_token"), first.member("refresh_token"));
    assert_ne!(second.member("access_token"), first.member("access_token"));
    // OIDC Core §12.2.
    let (before, after) = (payload(&first.member("id_token")), payload(&second.member("id_token")));
    for same in ["iss", "sub", "aud", "auth_time", "sid"] {
        assert_eq!(before[same], after[same], "{same}");
    }
    assert_eq!(after["iat"].as_i64().unwrap(), before["iat"].as_i64().unwrap() + 1);
    assert!(after.get("nonce").is_none());
    assert_eq!(installation.refresh(&second.member("refresh_token")).await.status, 200);
}

#[actix_web::test]
async fn a_client_that_lost_the_answer_asks_again_and_gets_the_same_refresh_token() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let first = tokens(&installation, &browser, "openid").await.member("refresh_token");
    let lost = installation.refresh(&first).await.member("refresh_token");
    for _ in 0..2 {
        installation.pass(25);
        let again = installation.refresh(&first).await;
        assert_eq!(again.status, 200, "{}", again.text);
        assert_eq!(again.member("refresh_token"), lost);
        assert_eq!(installation.userinfo(&again.member("access_token")).await.status, 200);
    }
    assert_eq!(installation.refresh(&lost).await.status, 200);
}

#[actix_web::test]
async fn reuse_of_a_refresh_token_ends_the_whole_family() {
    // Used again by somebody else than who has the next one: after that one was used, or too late.
    for (next_is_used, later) in [(true, 1), (false, 60), (true, 60)] {
        let installation = Installation::start().await;
        installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        let first = tokens(&installation, &browser, "openid offline_access").await;
        let second = installation.refresh(&first.member("refresh_token")).await;
        let last = if next_is_used {
            installation.refresh(&second.member("refresh_token")).await
        } else {
            second
        };
        installation.pass(later);

        installation.refresh(&first.member("refresh_token")).await.is_error(400, "invalid_grant");

        installation.refresh(&last.member("refresh_token")).await.is_error(400, "invalid_grant");
        installation.userinfo(&last.member("access_token")).await.is_error(401, "invalid_token");
        let records = installation.failed_sign_ins().await;
        assert_eq!(
            records,
            ["A refresh token was used twice; everything that came of it was ended"]
        );
    }
}

#[actix_web::test]
async fn another_clients_refresh_token_is_refused_and_stays_good() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let first = tokens(&installation, &browser, "openid").await;
    let refresh_token = first.member("refresh_token");
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token.as_str())];
    let wiki = basic("wiki", SECRET);
    installation.token(Some(&wiki), &form).await.is_error(400, "invalid_grant");
    let renewed = installation.refresh(&refresh_token).await;
    assert_eq!(renewed.status, 200);
    // Even a spent one, tried by another client, ends nothing.
    installation.token(Some(&wiki), &form).await.is_error(400, "invalid_grant");
    assert_eq!(installation.refresh(&renewed.member("refresh_token")).await.status, 200);
}

#[actix_web::test]
async fn the_scope_can_be_narrowed_and_never_widened() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let mut refresh_token =
        tokens(&installation, &browser, "openid email").await.member("refresh_token");
    let payroll = basic("payroll", SECRET);
    for wider in ["openid phone", "unknown", "\""] {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token.as_str()),
            ("scope", wider),
        ];
        installation.token(Some(&payroll), &form).await.is_error(400, "invalid_scope");
    }
    for (scope, has_email) in [("openid", false), ("openid email", true)] {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token.as_str()),
            ("scope", scope),
        ];
        let renewed = installation.token(Some(&payroll), &form).await;
        assert_eq!(renewed.json()["scope"], json!(scope));
        let claims = installation.userinfo(&renewed.member("access_token")).await.json();
        assert_eq!(claims.get("email").is_some(), has_email);
        refresh_token = renewed.member("refresh_token");
    }
}

#[actix_web::test]
async fn a_refresh_token_that_is_not_used_expires() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let first = tokens(&installation, &browser, "openid offline_access").await;
    installation.pass(30 * 24 * 60 * 60 - 1);
    let second = installation.refresh(&first.member("refresh_token")).await;
    assert_eq!(second.status, 200, "{}", second.text);
    installation.pass(30 * 24 * 60 * 60);
    installation.refresh(&second.member("refresh_token")).await.is_error(400, "invalid_grant");
}
