//! ID tokens as a certified relying party sees them: OIDC Core §2, §3.1.3.7.

use openidconnect::core::{
    CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKeySet, CoreJwsSigningAlgorithm,
};
use openidconnect::{AccessToken, AccessTokenHash, ClientId, ClientSecret, IssuerUrl, Nonce};
use serde_json::json;

use crate::browser::{Browser, Request};
use crate::installation::{Answer, Installation, SECRET, VERIFIER, basic, header, payload};

async fn keys(installation: &Installation) -> CoreJsonWebKeySet {
    let jwks = Answer::of(installation.http.get(installation.at("/oauth2/keys"))).await;
    serde_json::from_str(&jwks.text).unwrap()
}

async fn tokens_of(installation: &Installation, client: &str) -> Answer {
    let browser = Browser::of(installation, "ana").await;
    let redirect_uri = format!("https://{client}.example/cb");
    let request = match client {
        "spa" => Request::spa(),
        _ => Request::of(client, &redirect_uri),
    };
    let code = browser.code_for(&request).await;
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", redirect_uri.as_str()),
    ];
    match client {
        "payroll" => return installation.token(Some(&basic("payroll", SECRET)), &form).await,
        "post" => form.extend([("client_id", "post"), ("client_secret", SECRET)]),
        _ => form.extend([("client_id", "spa"), ("code_verifier", VERIFIER)]),
    }
    installation.token(None, &form).await
}

#[actix_web::test]
async fn a_relying_party_library_accepts_every_algorithm() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    for (client, algorithm) in [
        ("payroll", CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256),
        ("post", CoreJwsSigningAlgorithm::EcdsaP256Sha256),
        ("spa", CoreJwsSigningAlgorithm::EdDsa),
    ] {
        let answer = tokens_of(&installation, client).await;
        let id_token: CoreIdToken =
            serde_json::from_value(answer.json()["id_token"].clone()).unwrap();
        let now = installation.clock.now().to_utc();
        let verifier = CoreIdTokenVerifier::new_confidential_client(
            ClientId::new(client.to_owned()),
            ClientSecret::new(SECRET.to_owned()),
            IssuerUrl::new(installation.issuer.clone()).unwrap(),
            keys(&installation).await,
        )
        .set_allowed_algs([algorithm.clone()])
        .set_time_fn(move || std::time::SystemTime::from(now).into());
        let nonce = Nonce::new("n-0S6_WzA2Mj".to_owned());
        let claims = id_token.claims(&verifier, &nonce).unwrap_or_else(|e| panic!("{client}: {e}"));
        let access_token = AccessToken::new(answer.member("access_token"));
        if algorithm != CoreJwsSigningAlgorithm::EdDsa {
            let key = id_token.signing_key(&verifier).unwrap();
            let hash = AccessTokenHash::from_token(&access_token, &algorithm, key).unwrap();
            assert_eq!(claims.access_token_hash(), Some(&hash));
        }
    }
}

#[actix_web::test]
async fn an_id_token_says_what_is_true_and_no_more() {
    let installation = Installation::start().await;
    let ana = installation.person("ana").await;
    let answer = tokens_of(&installation, "payroll").await;
    let id_token = answer.member("id_token");
    assert_eq!(header(&id_token)["alg"], json!("RS256"));
    assert!(header(&id_token)["kid"].is_string());
    let claims = payload(&id_token);
    let now = installation.clock.now().seconds();
    assert_eq!(claims["iss"], json!(installation.issuer));
    assert_eq!(claims["sub"], json!(ana.subject));
    assert_eq!(claims["aud"], json!("payroll"));
    assert_eq!(claims["iat"], json!(now));
    assert_eq!(claims["exp"], json!(now + 3600));
    assert_eq!(claims["auth_time"], json!(now));
    assert_eq!(claims["nonce"], json!("n-0S6_WzA2Mj"));
    assert_eq!(claims["acr"], json!("pwd"));
    assert_eq!(claims["amr"], json!(["pwd"]));
    assert!(claims["sid"].is_string() && claims["at_hash"].is_string());
    assert_eq!(claims.as_object().unwrap().len(), 11, "{claims}");
}

#[actix_web::test]
async fn an_essential_acr_is_answered_with_the_level_that_was_asked_for() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let essential = r#"{"id_token":{"acr":{"essential":true,"value":"bootstrap"}}}"#;
    let code = browser.code_for(&Request::payroll().with("claims", essential)).await;
    let claims = payload(&installation.exchange(&code).await.member("id_token"));
    assert_eq!((&claims["acr"], &claims["amr"]), (&json!("bootstrap"), &json!(["pwd"])));
}

#[actix_web::test]
async fn without_a_nonce_in_the_request_there_is_none_in_the_id_token() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let code = browser.code_for(&Request::payroll().without("nonce")).await;
    let claims = payload(&installation.exchange(&code).await.member("id_token"));
    assert!(claims.get("nonce").is_none());
}

#[actix_web::test]
async fn silent_sign_in_keeps_subject_session_and_auth_time() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let first = installation.exchange(&browser.code_for(&Request::payroll()).await).await;
    installation.pass(5);
    let silent = Request::payroll().with("prompt", "none");
    let second = installation.exchange(&browser.code_for(&silent).await).await;
    let (first, second) = (payload(&first.member("id_token")), payload(&second.member("id_token")));
    for same in ["sub", "sid", "auth_time"] {
        assert_eq!(first[same], second[same]);
    }
}
