//! `prompt`, `max_age`, `id_token_hint` and the moment of authentication: OIDC Core §3.1.2.1, §3.1.2.3.

use serde_json::Value;

use crate::browser::{Browser, Request};
use crate::installation::{Installation, payload};

async fn id_token(installation: &Installation, code: &str) -> Value {
    payload(&installation.exchange(code).await.member("id_token"))
}

#[actix_web::test]
async fn prompt_login_asks_again_once_and_moves_auth_time() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let code = browser.code_for(&Request::payroll()).await;
    let first = id_token(&installation, &code).await;

    installation.pass(1);
    let page = browser.authorize(&Request::payroll().with("prompt", "login")).await.page();
    assert_eq!(
        (page.path.as_str(), page.parameters["reason"].as_str()),
        ("/signin", "reauthenticate")
    );
    let return_to = page.return_to().to_owned();
    // Coming back without having signed in does not help.
    assert_eq!(browser.visit(&return_to).await.page().path, "/signin");

    installation.pass(1);
    let back = browser.sign_in("ana", &return_to).await.away();
    let second = id_token(&installation, &back.parameters["code"]).await;
    assert_eq!(second["sub"], first["sub"]);
    assert!(second["auth_time"].as_i64() > first["auth_time"].as_i64());
}

#[actix_web::test]
async fn a_sign_in_answers_prompt_login_for_one_code_and_no_other() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    installation.pass(1);
    let page = browser.authorize(&Request::payroll().with("prompt", "login")).await.page();
    let first = page.return_to().to_owned();
    let second = browser.visit(&first).await.page().return_to().to_owned();
    installation.pass(1);
    let back = browser.sign_in("ana", &first).await.away();
    assert!(back.parameters.contains_key("code"));

    for address in [&first, &second] {
        let page = browser.visit(address).await.page();
        assert_eq!(
            (page.path.as_str(), page.parameters["reason"].as_str()),
            ("/signin", "reauthenticate")
        );
        assert_ne!(page.return_to(), address);
    }
    let fresh = browser.visit(&first).await.page().return_to().to_owned();
    installation.pass(1);
    let back = browser.sign_in("ana", &fresh).await.away();
    assert!(back.parameters.contains_key("code"), "asked once more, they may go on once more");
}

#[actix_web::test]
async fn select_account_asks_who_it_is_and_then_goes_on() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    installation.person("bob").await;
    let browser = Browser::of(&installation, "ana").await;
    installation.pass(1);
    let page = browser.authorize(&Request::payroll().with("prompt", "select_account")).await.page();
    assert_eq!(page.path, "/signin");
    installation.pass(1);
    let back = browser.sign_in("bob", page.return_to()).await.away();
    assert!(back.parameters.contains_key("code"));
}

#[actix_web::test]
async fn max_age_asks_again_only_when_the_sign_in_is_too_old() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let within = |max_age: &str| Request::payroll().with("max_age", max_age);
    let first = id_token(&installation, &browser.code_for(&within("15000")).await).await;
    installation.pass(2);
    let second = id_token(&installation, &browser.code_for(&within("10000")).await).await;
    assert_eq!(second["auth_time"], first["auth_time"]);

    let page = browser.authorize(&within("1")).await.page();
    assert_eq!(page.path, "/signin");
    let back = browser.sign_in("ana", page.return_to()).await.away();
    let third = id_token(&installation, &back.parameters["code"]).await;
    assert_eq!(third["auth_time"].as_i64().unwrap(), first["auth_time"].as_i64().unwrap() + 2);
}

#[actix_web::test]
async fn a_continuation_answers_no_other_request_and_not_for_ever() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let page = browser.authorize(&Request::payroll().with("prompt", "login")).await.page();
    let return_to = page.return_to().to_owned();
    assert!(browser.sign_in("ana", &return_to).await.away().parameters.contains_key("code"));

    installation.pass(1);
    let forged = return_to.replace("nonce=n-0S6_WzA2Mj", "nonce=another");
    assert_ne!(forged, return_to);
    assert_eq!(browser.visit(&forged).await.page().path, "/signin");
    installation.pass(60 * 60);
    assert_eq!(browser.visit(&return_to).await.page().path, "/signin");
}

#[actix_web::test]
async fn an_id_token_hint_means_one_person_even_when_it_has_expired() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    installation.person("bob").await;
    let ana = Browser::of(&installation, "ana").await;
    let code = ana.code_for(&Request::payroll()).await;
    let hint = installation.exchange(&code).await.member("id_token");
    installation.pass(2 * 60 * 60);

    let silent = Request::payroll().with("prompt", "none").with("id_token_hint", &hint);
    assert!(ana.authorize(&silent).await.away().parameters.contains_key("code"));
    let bob = Browser::of(&installation, "bob").await;
    bob.authorize(&silent).await.is_error("login_required");

    let asking = Request::payroll().with("id_token_hint", &hint);
    let page = bob.authorize(&asking).await.page();
    assert_eq!(page.path, "/signin");
    let return_to = page.return_to().to_owned();
    bob.sign_in("bob", &return_to).await.is_error("login_required");
    assert!(bob.sign_in("ana", &return_to).await.away().parameters.contains_key("code"));
}

#[actix_web::test]
async fn a_hint_that_was_issued_to_another_client_or_tampered_with_is_refused() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let ana = Browser::of(&installation, "ana").await;
    let tokens = installation.exchange(&ana.code_for(&Request::payroll()).await).await;
    let hint = tokens.member("id_token");
    let with = |hint: &str| Request::payroll().with("id_token_hint", hint);
    let of_another = Request::of("kiosk", "https://kiosk.example/cb").with("id_token_hint", &hint);
    ana.authorize(&of_another).await.is_error("invalid_request");
    let (head, signature) = hint.rsplit_once('.').unwrap();
    ana.authorize(&with(head)).await.is_error("invalid_request");
    ana.authorize(&with(&format!("{head}."))).await.is_error("invalid_request");
    let bent = if signature.starts_with('A') { "B" } else { "A" };
    let bent = format!("{head}.{bent}{}", &signature[1..]);
    ana.authorize(&with(&bent)).await.is_error("invalid_request");
    // An access token is no ID token (RFC 8725 §3.11).
    ana.authorize(&with(&tokens.member("access_token"))).await.is_error("invalid_request");
}

#[actix_web::test]
async fn a_subject_named_in_claims_is_the_only_one_answered_about() {
    let installation = Installation::start().await;
    let ana = installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let meaning = |subject: &str| {
        let claims = format!(r#"{{"id_token":{{"sub":{{"value":"{subject}"}}}}}}"#);
        Request::payroll().with("claims", &claims).with("prompt", "none")
    };
    browser.authorize(&meaning("somebody-else")).await.is_error("login_required");
    let back = browser.authorize(&meaning(ana.subject.as_str())).await.away();
    assert!(back.parameters.contains_key("code"));
}
