//! Client authentication at the token endpoint: RFC 6749 §2.3, §5.2; OIDC Core §9.

use crate::browser::{Browser, Request};
use crate::installation::{Installation, SECRET, VERIFIER, basic, exchange_form};

#[actix_web::test]
async fn each_client_authenticates_in_its_own_way() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;

    let code = browser.code_for(&Request::payroll()).await;
    assert_eq!(installation.exchange(&code).await.status, 200);

    let code = browser.code_for(&Request::of("post", "https://post.example/cb")).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", "https://post.example/cb"),
        ("client_id", "post"),
        ("client_secret", SECRET),
    ];
    assert_eq!(installation.token(None, &form).await.status, 200);

    let code = browser.code_for(&Request::spa()).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", "https://spa.example/cb"),
        ("client_id", "spa"),
        ("code_verifier", VERIFIER),
    ];
    assert_eq!(installation.token(None, &form).await.status, 200);
}

#[actix_web::test]
async fn who_is_not_the_client_is_refused_alike_whatever_is_wrong() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let code = browser.code_for(&Request::payroll()).await;
    let form = exchange_form(&code);
    let in_body = |id: &'static str, secret: &'static str| {
        [form.as_slice(), &[("client_id", id), ("client_secret", secret)]].concat()
    };
    let mut descriptions = Vec::new();
    for authorization in [
        basic("payroll", "wrong secret of some length"),
        basic("payroll", ""),
        basic("nobody", SECRET),
        basic("post", SECRET),
        basic("spa", SECRET),
    ] {
        let refused = installation.token(Some(&authorization), &form).await;
        refused.is_error(401, "invalid_client");
        assert!(refused.header("www-authenticate").starts_with("Basic realm="));
        descriptions.push(refused.member("error_description"));
    }
    for form in [in_body("payroll", SECRET), in_body("post", "wrong"), in_body("spa", SECRET)] {
        let refused = installation.token(None, &form).await;
        refused.is_error(401, "invalid_client");
        descriptions.push(refused.member("error_description"));
    }
    descriptions.dedup();
    assert_eq!(descriptions.len(), 1, "{descriptions:?}");

    let public = [form.as_slice(), &[("client_id", "payroll")]].concat();
    installation.token(None, &public).await.is_error(401, "invalid_client");
    installation.token(None, &form).await.is_error(401, "invalid_client");
    installation.token(Some("Bearer x"), &form).await.is_error(401, "invalid_client");
    installation.token(Some("Basic !"), &form).await.is_error(401, "invalid_client");
    assert_eq!(installation.exchange(&code).await.status, 200, "none of it has spent the code");
}

#[actix_web::test]
async fn two_ways_at_once_are_one_too_many() {
    let installation = Installation::start().await;
    let authorization = basic("payroll", SECRET);
    let two = [exchange_form("x").as_slice(), &[("client_secret", SECRET)]].concat();
    installation.token(Some(&authorization), &two).await.is_error(400, "invalid_request");
    let other = [exchange_form("x").as_slice(), &[("client_id", "wiki")]].concat();
    installation.token(Some(&authorization), &other).await.is_error(400, "invalid_request");
}
