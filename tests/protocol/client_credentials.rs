//! A client that acts for itself: RFC 6749 §4.4, RFC 9068.

use serde_json::json;

use crate::installation::{Answer, Installation, header, payload};

async fn asked(installation: &Installation, client: &str, more: &[(&str, &str)]) -> Answer {
    let mut form = vec![("grant_type", "client_credentials")];
    form.extend(more);
    installation.post_as(client, "/oauth2/token", &form).await
}

#[actix_web::test]
async fn a_client_gets_a_token_about_itself_and_nothing_else() {
    let installation = Installation::start().await;
    let answer = asked(&installation, "daemon", &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("cache-control"), "no-store");
    let response = answer.json();
    let members: Vec<_> = response.as_object().unwrap().keys().collect();
    assert_eq!(members, ["access_token", "token_type", "expires_in"]);
    assert_eq!((&response["token_type"], &response["expires_in"]), (&json!("Bearer"), &json!(600)));

    let token = answer.member("access_token");
    assert_eq!(header(&token)["typ"], json!("at+jwt"));
    assert_eq!(header(&token)["alg"], json!("ES256"));
    let claims = payload(&token);
    let now = installation.clock.now().seconds();
    assert_eq!(claims["iss"], json!(installation.issuer));
    assert_eq!(claims["aud"], json!(installation.issuer));
    assert_eq!((&claims["sub"], &claims["client_id"]), (&json!("daemon"), &json!("daemon")));
    assert_eq!((&claims["iat"], &claims["exp"]), (&json!(now), &json!(now + 600)));
    for absent in ["scope", "auth_time", "acr", "amr", "sid", "grant", "cnf"] {
        assert!(claims.get(absent).is_none(), "{claims}");
    }
    let other = asked(&installation, "daemon", &[]).await.member("access_token");
    assert_ne!(payload(&other)["jti"], claims["jti"]);
}

#[actix_web::test]
async fn the_resource_decides_for_whom_it_is() {
    let installation = Installation::start().await;
    let audience = async |form: &[(&str, &str)]| {
        payload(&asked(&installation, "daemon", form).await.member("access_token"))["aud"].clone()
    };
    let (api, mail) = (("resource", "https://api.example"), ("resource", "urn:mail"));
    assert_eq!(audience(&[api]).await, json!("https://api.example"));
    assert_eq!(audience(&[mail, api]).await, json!(["https://api.example", "urn:mail"]));
    for refused in ["https://api.example/", "urn:other", "api", "https://api.example#x"] {
        asked(&installation, "daemon", &[("resource", refused)])
            .await
            .is_error(400, "invalid_target");
    }
    asked(&installation, "api", &[api]).await.is_error(400, "invalid_target");
}

#[actix_web::test]
async fn what_is_about_a_person_is_refused() {
    let installation = Installation::start().await;
    for scope in ["openid", "profile", "email", "offline_access", "read openid", "a\"b"] {
        asked(&installation, "daemon", &[("scope", scope)]).await.is_error(400, "invalid_scope");
    }
    let unknown = asked(&installation, "daemon", &[("scope", "read write")]).await;
    assert_eq!(unknown.status, 200);
    assert!(unknown.json().get("scope").is_none());
    let token = unknown.member("access_token");
    installation.userinfo(&token).await.is_error(401, "invalid_token");
}

#[actix_web::test]
async fn only_who_proves_to_be_a_registered_client_gets_one() {
    let installation = Installation::start().await;
    asked(&installation, "payroll", &[]).await.is_error(400, "unauthorized_client");
    asked(&installation, "tv", &[]).await.is_error(400, "unauthorized_client");
    asked(&installation, "nobody", &[]).await.is_error(401, "invalid_client");
    let named = [("grant_type", "client_credentials"), ("client_id", "daemon")];
    installation.token(None, &named).await.is_error(401, "invalid_client");
    let wrong = crate::installation::basic("daemon", "another secret of some length");
    installation.token(Some(&wrong), &named).await.is_error(401, "invalid_client");
}
