//! OpenID Connect Discovery 1.0, RFC 8414, RFC 7517.

use std::collections::BTreeSet;
use std::time::Duration;

use daypass::audit::{Actor, Origin};
use daypass::oidc::keys::{Algorithm, TokenType, rotate, rotate_aged};
use serde_json::{Value, json};

use crate::browser::{Browser, Request};
use crate::installation::{Answer, Installation};

const DISCOVERY: &str = "/.well-known/openid-configuration";

#[actix_web::test]
async fn the_document_says_what_is_true_under_both_addresses() {
    let installation = Installation::start().await;
    let answer = Answer::of(installation.http.get(installation.at(DISCOVERY))).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/json");
    let document = answer.json();
    assert_eq!(document["issuer"], json!(installation.issuer));
    for (member, path) in [
        ("authorization_endpoint", "/oauth2/authorize"),
        ("token_endpoint", "/oauth2/token"),
        ("userinfo_endpoint", "/oauth2/userinfo"),
        ("jwks_uri", "/oauth2/keys"),
        ("end_session_endpoint", "/oauth2/logout"),
        ("pushed_authorization_request_endpoint", "/oauth2/par"),
        ("device_authorization_endpoint", "/oauth2/device_authorization"),
        ("introspection_endpoint", "/oauth2/introspect"),
        ("revocation_endpoint", "/oauth2/revoke"),
    ] {
        assert_eq!(document[member], json!(installation.at(path)));
    }
    assert_eq!(document["response_types_supported"], json!(["code"]));
    assert_eq!(
        document["grant_types_supported"],
        json!([
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "urn:ietf:params:oauth:grant-type:device_code"
        ])
    );
    assert_eq!(
        document["introspection_endpoint_auth_methods_supported"],
        json!(["client_secret_basic", "client_secret_post", "private_key_jwt"])
    );
    assert_eq!(document["response_modes_supported"], json!(["query", "form_post"]));
    assert_eq!(document["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(
        document["id_token_signing_alg_values_supported"],
        json!(["RS256", "PS256", "ES256", "EdDSA"])
    );
    assert_eq!(
        document["dpop_signing_alg_values_supported"],
        json!(["ES256", "PS256", "EdDSA", "Ed25519"])
    );
    assert_eq!(document["request_parameter_supported"], json!(false));
    assert_eq!(document["request_uri_parameter_supported"], json!(false));
    assert_eq!(document["authorization_response_iss_parameter_supported"], json!(true));
    assert!(!answer.text.contains("[]"), "no empty arrays");
    let rfc8414 = installation.at("/.well-known/oauth-authorization-server");
    assert_eq!(Answer::of(installation.http.get(rfc8414)).await.text, answer.text);
}

#[actix_web::test]
async fn a_program_that_knows_the_document_is_told_that_it_has_not_changed() {
    let installation = Installation::start().await;
    for path in [DISCOVERY, "/oauth2/keys"] {
        let first = Answer::of(installation.http.get(installation.at(path))).await;
        let etag = first.header("etag").to_owned();
        assert_eq!(first.header("cache-control"), "public, max-age=300");
        for known in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".to_owned()] {
            let request = installation.http.get(installation.at(path));
            let again = Answer::of(request.header("if-none-match", &known)).await;
            assert_eq!((again.status, again.text.as_str()), (304, ""), "{known}");
            assert_eq!(again.header("etag"), etag);
        }
        let request = installation.http.get(installation.at(path)).header("if-none-match", "\"x\"");
        assert_eq!(Answer::of(request).await.text, first.text);
    }
}

#[actix_web::test]
async fn the_key_set_holds_one_public_key_for_each_algorithm_with_distinct_ids() {
    let installation = Installation::start().await;
    let jwks = Answer::of(installation.http.get(installation.at("/oauth2/keys"))).await.json();
    let keys = jwks["keys"].as_array().unwrap();
    let kinds: BTreeSet<_> = keys
        .iter()
        .map(|key| (key["kty"].as_str().unwrap(), key["alg"].as_str().unwrap()))
        .collect();
    assert_eq!(
        kinds,
        BTreeSet::from([("RSA", "RS256"), ("RSA", "PS256"), ("EC", "ES256"), ("OKP", "EdDSA"),])
    );
    let ids: BTreeSet<_> = keys.iter().map(|key| key["kid"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), keys.len());
    let public = ["kty", "use", "alg", "kid", "n", "e", "crv", "x", "y"];
    for key in keys {
        assert_eq!(key["use"], json!("sig"));
        let members = key.as_object().unwrap();
        assert!(members.keys().all(|name| public.contains(&name.as_str())), "{key}");
        assert!(
            members.values().all(|value| matches!(value, Value::String(t) if !t.contains('=')))
        );
    }
}

#[actix_web::test]
async fn scripts_of_any_origin_may_call_what_reads_no_cookie() {
    let installation = Installation::start().await;
    for path in [
        DISCOVERY,
        "/oauth2/keys",
        "/oauth2/token",
        "/oauth2/userinfo",
        "/oauth2/device_authorization",
        "/oauth2/introspect",
        "/oauth2/revoke",
        "/oauth2/register/x",
    ] {
        let asked = installation.http.request(reqwest::Method::OPTIONS, installation.at(path));
        let asked = asked
            .header("origin", "https://spa.example")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization");
        let allowed = Answer::of(asked).await;
        assert_eq!(allowed.status, 204, "{path}");
        assert_eq!(allowed.header("access-control-allow-origin"), "*");
        assert!(allowed.header("access-control-allow-headers").contains("Authorization"));
        assert_eq!(allowed.header("access-control-allow-credentials"), "");
    }
    let refused = installation.userinfo("x").await;
    assert_eq!(refused.header("access-control-allow-origin"), "*", "errors too");
    let page = installation.http.get(installation.at("/oauth2/authorize"));
    assert_eq!(Answer::of(page).await.header("access-control-allow-origin"), "");
}

#[actix_web::test]
async fn a_rotated_key_is_published_before_it_signs_and_after_it_retired() {
    let installation = Installation::start().await;
    let app = &installation.app;
    let kids = || {
        let jwks: Value = serde_json::from_slice(&app.keys().jwks().body()).unwrap();
        let keys = jwks["keys"].as_array().unwrap().clone();
        keys.iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    let before = kids();
    let origin = Origin::local("test");
    let signed = |typ| {
        let token = app.keys().sign(Algorithm::Es256, typ, &json!({}), installation.clock.now());
        token.unwrap().expose().to_owned()
    };
    let verified = |typ, token: &str| {
        app.keys().verify::<Value>(typ, token, installation.clock.now()).is_some()
    };
    let (access, id) = (TokenType::AccessToken, TokenType::IdToken);
    let (access_token, id_token) = (signed(access), signed(id));
    let rotated =
        rotate(app.db(), app.sealer(), &origin, &Actor::Machine, Algorithm::Es256, false).await;
    let new = rotated.unwrap().unwrap().id.to_string();
    app.keys().reload().await.unwrap();
    assert_eq!(kids().len(), before.len() + 1);
    assert!(kids().contains(&new));
    let signed_with = || {
        let token = signed(access);
        crate::installation::header(&token)["kid"].as_str().unwrap().to_owned()
    };
    assert_ne!(signed_with(), new);

    installation.pass(60 * 60);
    assert_eq!(signed_with(), new);
    app.keys().reload().await.unwrap();
    assert!(kids().is_superset(&before), "what the old key signed can still be checked");

    installation.pass(48 * 60 * 60 - 1);
    assert!(verified(access, &access_token) && verified(id, &id_token));
    installation.pass(1);
    app.keys().reload().await.unwrap();
    assert_eq!(kids().len(), before.len());
    assert!(!verified(access, &access_token), "nothing it signed for access is good any more");
    assert!(verified(id, &id_token), "as a hint it still says which session it came from");
    installation.pass(366 * 24 * 60 * 60);
    assert!(!verified(id, &id_token));
}

#[actix_web::test]
async fn a_key_that_has_leaked_is_neither_published_nor_believed_from_then_on() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let code = browser.code_for(&Request::payroll()).await;
    let tokens = installation.exchange(&code).await;
    let access_token = tokens.member("access_token");
    assert_eq!(installation.userinfo(&access_token).await.status, 200);

    let (app, origin) = (&installation.app, Origin::local("test"));
    let rotated =
        rotate(app.db(), app.sealer(), &origin, &Actor::Machine, Algorithm::Es256, true).await;
    app.keys().reload().await.unwrap();

    let jwks = Answer::of(installation.http.get(installation.at("/oauth2/keys"))).await.json();
    let of_that_kind: Vec<_> =
        jwks["keys"].as_array().unwrap().iter().filter(|key| key["alg"] == "ES256").collect();
    assert_eq!(of_that_kind.len(), 1);
    assert_eq!(of_that_kind[0]["kid"], json!(rotated.unwrap().unwrap().id));
    assert_eq!(installation.userinfo(&access_token).await.status, 401);
    let renewed = installation.refresh(&tokens.member("refresh_token")).await;
    assert_eq!(installation.userinfo(&renewed.member("access_token")).await.status, 200);
}

#[actix_web::test]
async fn keys_get_successors_when_they_are_old_enough_and_not_before() {
    let installation = Installation::start().await;
    let (db, sealer) = (installation.app.db(), installation.app.sealer());
    let age = Duration::from_hours(90 * 24);
    let rotated = async || rotate_aged(db, sealer, age).await.unwrap().len();
    assert_eq!(rotated().await, 0);
    installation.pass(90 * 24 * 60 * 60);
    // Several nodes at once make one key of each kind between them.
    let made = futures_util::future::join_all((0..4).map(|_| rotated())).await;
    assert_eq!(made.iter().sum::<usize>(), Algorithm::ALL.len());
    assert_eq!(rotated().await, 0);
    installation.app.keys().reload().await.unwrap();

    // Published at once, signing an hour later, and the old ones gone after a year.
    let jwks = async || {
        let answer = Answer::of(installation.http.get(installation.at("/oauth2/keys"))).await;
        answer.json()["keys"].as_array().unwrap().len()
    };
    assert_eq!(jwks().await, 2 * Algorithm::ALL.len());
    installation.pass(60 * 60 + 48 * 60 * 60);
    installation.app.keys().reload().await.unwrap();
    assert_eq!(jwks().await, Algorithm::ALL.len());
    installation.pass(367 * 24 * 60 * 60);
    assert_eq!(rotated().await, Algorithm::ALL.len());
    let known = daypass::oidc::keys::list(db).await.unwrap();
    assert_eq!(known.len(), 2 * Algorithm::ALL.len());
}
