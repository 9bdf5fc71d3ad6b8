//! Userinfo: OIDC Core §5.1, §5.3, §5.4, §5.5; RFC 6750.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::browser::{Browser, Request};
use crate::installation::{Answer, Installation, payload};

async fn claims_for(installation: &Installation, request: &Request) -> Value {
    let browser = Browser::of(installation, "ana").await;
    let tokens = installation.exchange(&browser.code_for(request).await).await;
    installation.userinfo(&tokens.member("access_token")).await.json()
}

fn names(claims: &Value) -> BTreeSet<&str> {
    claims.as_object().unwrap().keys().map(String::as_str).collect()
}

#[actix_web::test]
async fn each_scope_shows_its_claims_in_their_types() {
    let installation = Installation::start().await;
    let ana = installation.person("ana").await;
    let with = |scope: &str| Request::payroll().with("scope", scope);

    let bare = claims_for(&installation, &with("openid")).await;
    assert_eq!(bare, json!({ "sub": ana.subject }));
    let profile = claims_for(&installation, &with("openid profile")).await;
    assert_eq!(names(&profile).len(), 15, "{profile}");
    assert_eq!(profile["updated_at"], json!(ana.updated_at.seconds()));
    assert_eq!(profile["preferred_username"], json!("ana"));
    let email = claims_for(&installation, &with("openid email")).await;
    assert_eq!(
        email,
        json!({ "sub": ana.subject, "email": "ana@contoso.example", "email_verified": true })
    );
    let phone = claims_for(&installation, &with("openid phone")).await;
    assert_eq!(phone["phone_number_verified"], json!(false));
    let address = claims_for(&installation, &with("openid address")).await;
    assert_eq!(address["address"]["locality"], json!("Lisboa"));
    let all = claims_for(&installation, &with("phone address email profile openid")).await;
    assert_eq!(names(&all).len(), 20, "{all}");
}

#[actix_web::test]
async fn a_claim_asked_for_by_name_comes_where_it_was_asked_for() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let claims = r#"{"userinfo":{"name":{"essential":true}},"id_token":{"email":null}}"#;
    let request = Request::payroll().with("claims", claims);
    let browser = Browser::of(&installation, "ana").await;
    let tokens = installation.exchange(&browser.code_for(&request).await).await;
    let id_token = payload(&tokens.member("id_token"));
    assert_eq!(id_token["email"], json!("ana@contoso.example"));
    assert!(id_token.get("name").is_none());
    let userinfo = installation.userinfo(&tokens.member("access_token")).await.json();
    assert_eq!(names(&userinfo), BTreeSet::from(["name", "sub"]));
}

#[actix_web::test]
async fn the_token_comes_in_the_header_or_in_a_form_but_not_in_both() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let tokens = installation.exchange(&browser.code_for(&Request::payroll()).await).await;
    let token = tokens.member("access_token");
    let place = installation.at("/oauth2/userinfo");
    let form = [("access_token", token.as_str())];
    for request in [
        installation.http.get(&place).bearer_auth(&token),
        installation.http.get(&place).header("authorization", format!("bearer {token}")),
        installation.http.post(&place).bearer_auth(&token),
        installation.http.post(&place).form(&form),
    ] {
        let answer = Answer::of(request).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    let both = installation.http.post(&place).bearer_auth(&token).form(&form);
    Answer::of(both).await.is_error(400, "invalid_request");
    let in_query = installation.http.get(format!("{place}?access_token={token}"));
    assert_eq!(Answer::of(in_query).await.status, 401);
}

#[actix_web::test]
async fn what_is_not_a_good_access_token_of_ours_is_refused() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let tokens = installation.exchange(&browser.code_for(&Request::payroll()).await).await;
    let token = tokens.member("access_token");
    let (head, signature) = token.rsplit_once('.').unwrap();
    let bent = if signature.starts_with('A') { "B" } else { "A" };
    for bad in [
        "x".to_owned(),
        head.to_owned(),
        format!("{head}."),
        format!("{head}.{bent}{}", &signature[1..]),
        tokens.member("id_token"),
        tokens.member("refresh_token"),
    ] {
        let refused = installation.userinfo(&bad).await;
        refused.is_error(401, "invalid_token");
        assert!(refused.header("www-authenticate").starts_with("Bearer realm="));
        assert!(refused.header("www-authenticate").contains("error=\"invalid_token\""));
    }
    let nothing = Answer::of(installation.http.get(installation.at("/oauth2/userinfo"))).await;
    assert_eq!(nothing.status, 401);
    assert_eq!(nothing.header("www-authenticate"), "Bearer realm=\"Daypass\"");

    installation.pass(599);
    assert_eq!(installation.userinfo(&token).await.status, 200);
    installation.pass(1);
    installation.userinfo(&token).await.is_error(401, "invalid_token");
}

#[actix_web::test]
async fn another_installations_token_is_worth_nothing_here() {
    let (ours, theirs) = (Installation::start().await, Installation::start().await);
    theirs.person("ana").await;
    let browser = Browser::of(&theirs, "ana").await;
    let tokens = theirs.exchange(&browser.code_for(&Request::payroll()).await).await;
    ours.userinfo(&tokens.member("access_token")).await.is_error(401, "invalid_token");
}
