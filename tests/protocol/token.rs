//! Exchanging a code: RFC 6749 §4.1.3, §5; RFC 7636 §4.6; OIDC Core §3.1.3.

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::json;

use crate::browser::{Browser, Request};
use crate::installation::{
    Answer, Installation, SECRET, VERIFIER, basic, exchange_form, header, payload,
};

#[actix_web::test]
async fn a_code_becomes_tokens() {
    let installation = Installation::start().await;
    let ana = installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let code = browser.code_for(&Request::payroll().with("scope", "openid email")).await;

    let answer = installation.exchange(&code).await;

    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-store");
    let tokens = answer.json();
    assert_eq!(tokens["token_type"], json!("Bearer"));
    assert_eq!(tokens["expires_in"], json!(600));
    assert_eq!(tokens["scope"], json!("openid email"));
    assert_eq!(answer.member("refresh_token").len(), 43);

    // RFC 9068 §2.
    let access_token = answer.member("access_token");
    assert_eq!(header(&access_token)["typ"], json!("at+jwt"));
    assert_eq!(header(&access_token)["alg"], json!("ES256"));
    let claims = payload(&access_token);
    assert_eq!(claims["iss"], json!(installation.issuer));
    assert_eq!(claims["sub"], json!(ana.subject));
    assert_eq!(claims["client_id"], json!("payroll"));
    assert_eq!(claims["scope"], json!("openid email"));
    assert_eq!(claims["exp"], json!(installation.clock.now().seconds() + 600));
    assert_eq!(claims["iat"], json!(installation.clock.now().seconds()));
    assert!(claims["jti"].as_str().unwrap().len() > 20);
    assert_eq!(claims["sid"], payload(&answer.member("id_token"))["sid"]);
}

#[actix_web::test]
async fn a_client_without_refresh_tokens_gets_none() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let request = Request::of("kiosk", "https://kiosk.example/cb");
    let code = browser.code_for(&request.with("scope", "openid offline_access")).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", "https://kiosk.example/cb"),
    ];
    let tokens = installation.token(Some(&basic("kiosk", SECRET)), &form).await.json();
    assert!(tokens.get("refresh_token").is_none());
    assert_eq!(tokens["scope"], json!("openid"), "offline_access means nothing without one");
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let refused = installation.token(Some(&basic("kiosk", SECRET)), &refresh).await;
    refused.is_error(400, "unauthorized_client");
}

#[actix_web::test]
async fn a_plain_oauth_request_gets_no_id_token_and_no_userinfo() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let code = browser.code_for(&Request::payroll().with("scope", "email")).await;
    let tokens = installation.exchange(&code).await;
    assert!(tokens.json().get("id_token").is_none());
    let refused = installation.userinfo(&tokens.member("access_token")).await;
    refused.is_error(403, "insufficient_scope");
    assert!(refused.header("www-authenticate").contains("error=\"insufficient_scope\""));
}

#[actix_web::test]
async fn a_code_is_good_once_and_its_reuse_ends_all_that_came_of_it() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let code = browser.code_for(&Request::payroll()).await;
    let tokens = installation.exchange(&code).await;
    let refreshed = installation.refresh(&tokens.member("refresh_token")).await;
    assert_eq!(installation.userinfo(&refreshed.member("access_token")).await.status, 200);

    installation.pass(30);
    installation.exchange(&code).await.is_error(400, "invalid_grant");

    for dead in [&tokens, &refreshed] {
        installation.userinfo(&dead.member("access_token")).await.is_error(401, "invalid_token");
        installation.refresh(&dead.member("refresh_token")).await.is_error(400, "invalid_grant");
    }
}

#[actix_web::test]
async fn late_reuse_is_seen_long_after_the_code_has_expired() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let code = browser.code_for(&Request::payroll()).await;
    let tokens = installation.exchange(&code).await;
    installation.pass(5 * 60);
    installation.exchange(&code).await.is_error(400, "invalid_grant");
    installation.userinfo(&tokens.member("access_token")).await.is_error(401, "invalid_token");
}

#[actix_web::test]
async fn a_code_lives_for_a_minute() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let code = browser.code_for(&Request::payroll()).await;
    let late = browser.code_for(&Request::payroll()).await;
    installation.pass(59);
    assert_eq!(installation.exchange(&code).await.status, 200);
    installation.pass(1);
    installation.exchange(&late).await.is_error(400, "invalid_grant");
}

#[actix_web::test]
async fn a_code_fits_its_client_and_redirect_uri_and_is_not_spent_by_a_mistake() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let code = browser.code_for(&Request::payroll()).await;
    let payroll = basic("payroll", SECRET);
    let form = |redirect_uri| {
        [("grant_type", "authorization_code"), ("code", &*code), ("redirect_uri", redirect_uri)]
    };
    for other in ["https://payroll.example/cb?tenant=%41", "https://payroll.example/cb/"] {
        installation.token(Some(&payroll), &form(other)).await.is_error(400, "invalid_grant");
    }
    let wiki = basic("wiki", SECRET);
    let of_payroll = form("https://payroll.example/cb");
    installation.token(Some(&wiki), &of_payroll).await.is_error(400, "invalid_grant");
    assert_eq!(installation.exchange(&code).await.status, 200);
    // Nor does a stranger's reuse end what is not theirs.
    installation.token(Some(&wiki), &of_payroll).await.is_error(400, "invalid_grant");
}

#[actix_web::test]
async fn a_code_with_a_challenge_needs_its_verifier_and_one_without_takes_none() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let code = browser.code_for(&Request::spa()).await;
    let form = |verifier: Option<&'static str>| {
        let mut form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.clone()),
            ("redirect_uri", "https://spa.example/cb".to_owned()),
            ("client_id", "spa".to_owned()),
        ];
        form.extend(verifier.map(|verifier| ("code_verifier", verifier.to_owned())));
        form
    };
    let wrong = "wrong-wrong-wrong-wrong-wrong-wrong-wrong-wrong";
    for verifier in [None, Some(wrong), Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")] {
        let request = installation.http.post(installation.at("/oauth2/token"));
        Answer::of(request.form(&form(verifier))).await.is_error(400, "invalid_grant");
    }
    let request = installation.http.post(installation.at("/oauth2/token"));
    assert_eq!(Answer::of(request.form(&form(Some(VERIFIER)))).await.status, 200);

    let plain = browser.code_for(&Request::payroll()).await;
    let downgraded = [exchange_form(&plain).as_slice(), &[("code_verifier", VERIFIER)]].concat();
    let payroll = basic("payroll", SECRET);
    installation.token(Some(&payroll), &downgraded).await.is_error(400, "invalid_grant");
}

#[actix_web::test]
async fn malformed_requests_are_refused() {
    let installation = Installation::start().await;
    let payroll = basic("payroll", SECRET);
    let good = exchange_form("x");
    for (form, error) in [
        (vec![("code", "x")], "invalid_request"),
        (vec![("grant_type", "password"), ("username", "ana")], "unsupported_grant_type"),
        (vec![("grant_type", "authorization_code"), ("code", "x")], "invalid_request"),
        (vec![good[0], good[2]], "invalid_request"),
        (vec![good[0], good[1], good[1], good[2]], "invalid_request"),
        (vec![good[0], good[0], good[1], good[2]], "invalid_request"),
        (vec![("grant_type", "refresh_token")], "invalid_request"),
        (good.to_vec(), "invalid_grant"),
    ] {
        installation.token(Some(&payroll), &form).await.is_error(400, error);
    }
    let post =
        || installation.http.post(installation.at("/oauth2/token")).header(AUTHORIZATION, &payroll);
    let json = post().header(CONTENT_TYPE, "application/json").body("{}");
    Answer::of(json).await.is_error(400, "invalid_request");
    let form = "application/x-www-form-urlencoded";
    let not_text = post().header(CONTENT_TYPE, form).body(vec![0xFF_u8, 0xFE]);
    Answer::of(not_text).await.is_error(400, "invalid_request");
    let large = post().header(CONTENT_TYPE, form).body("a".repeat(100_000));
    Answer::of(large).await.is_error(400, "invalid_request");
    let twice = post().header(AUTHORIZATION, &payroll).form(&good);
    Answer::of(twice).await.is_error(400, "invalid_request");
    let by_get = Answer::of(installation.http.get(installation.at("/oauth2/token?code=x"))).await;
    assert_eq!(by_get.status, 405);
}
