//! For whom an access token is meant: RFC 8707, RFC 9068 §3.

use serde_json::{Value, json};

use crate::browser::{Browser, Request};
use crate::installation::{Answer, Installation, payload};

const CALLBACK: &str = "https://travel.example/cb";
const API: (&str, &str) = ("resource", "https://api.example");
const MAIL: (&str, &str) = ("resource", "urn:mail");

fn travel() -> Request {
    Request::of("travel", CALLBACK)
}

fn audience(tokens: &Answer) -> Value {
    payload(&tokens.member("access_token"))["aud"].clone()
}

async fn exchanged(
    installation: &Installation,
    request: &Request,
    form: &[(&str, &str)],
) -> Answer {
    let browser = Browser::of(installation, "ana").await;
    let code = browser.code_for(request).await;
    let mut all = vec![
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
    ];
    all.extend(form);
    installation.post_as("travel", "/oauth2/token", &all).await
}

async fn refreshed(installation: &Installation, token: &str, form: &[(&str, &str)]) -> Answer {
    let mut all = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
    all.extend(form);
    installation.post_as("travel", "/oauth2/token", &all).await
}

#[actix_web::test]
async fn what_was_asked_for_is_the_audience_with_userinfo_for_openid() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let ours = installation.issuer.clone();

    let both = travel().and(API.0, API.1).and(MAIL.0, MAIL.1);
    let tokens = exchanged(&installation, &both, &[]).await;
    assert_eq!(audience(&tokens), json!([API.1, MAIL.1, ours]));
    assert_eq!(installation.userinfo(&tokens.member("access_token")).await.status, 200);

    let without_openid = travel().and(API.0, API.1).with("scope", "profile");
    let tokens = exchanged(&installation, &without_openid, &[]).await;
    assert_eq!(audience(&tokens), json!(API.1));
    let refused = installation.userinfo(&tokens.member("access_token")).await;
    refused.is_error(401, "invalid_token");

    assert_eq!(audience(&exchanged(&installation, &travel(), &[]).await), json!(ours));
}

#[actix_web::test]
async fn the_token_endpoint_narrows_and_never_widens() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let ours = installation.issuer.clone();
    let both = travel().and(API.0, API.1).and(MAIL.0, MAIL.1);

    let tokens = exchanged(&installation, &both, &[MAIL]).await;
    assert_eq!(audience(&tokens), json!([MAIL.1, ours]));
    let tokens = refreshed(&installation, &tokens.member("refresh_token"), &[API]).await;
    assert_eq!(audience(&tokens), json!([API.1, ours]), "all that was granted stays granted");
    let tokens = refreshed(&installation, &tokens.member("refresh_token"), &[]).await;
    assert_eq!(audience(&tokens), json!([API.1, MAIL.1, ours]));
    let tokens =
        refreshed(&installation, &tokens.member("refresh_token"), &[("scope", "openid"), MAIL])
            .await;
    assert_eq!(audience(&tokens), json!([MAIL.1, ours]));

    let only_api = travel().and(API.0, API.1);
    let tokens = exchanged(&installation, &only_api, &[]).await;
    let kept = tokens.member("refresh_token");
    refreshed(&installation, &kept, &[MAIL]).await.is_error(400, "invalid_target");
    assert_eq!(refreshed(&installation, &kept, &[]).await.status, 200, "nothing was used up");
}

#[actix_web::test]
async fn a_refused_resource_uses_up_no_code() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let code = browser.code_for(&travel().and(API.0, API.1)).await;
    let form = |resource| {
        [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", CALLBACK),
            ("resource", resource),
        ]
    };
    for refused in [MAIL.1, "urn:other", "x"] {
        let answer = installation.post_as("travel", "/oauth2/token", &form(refused)).await;
        answer.is_error(400, "invalid_target");
    }
    let answer = installation.post_as("travel", "/oauth2/token", &form(API.1)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[actix_web::test]
async fn a_resource_that_is_none_or_not_the_clients_goes_back_as_invalid_target() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    for refused in ["urn:other", "api", "https://api.example/#top", "/relative"] {
        browser.authorize(&travel().with("resource", refused)).await.is_error("invalid_target");
        let one_of_two = travel().and(API.0, API.1).and("resource", refused);
        browser.authorize(&one_of_two).await.is_error("invalid_target");
    }
    let none_registered = Request::payroll().with(API.0, API.1);
    browser.authorize(&none_registered).await.is_error("invalid_target");
}
