//! Userinfo: OIDC Core §5.1, §5.3, §5.4, §5.5; RFC 6750.

use std::collections::BTreeSet;

use daypass::audit::{Actor, Origin};
use daypass::directory::{Role, groups, manage};
use daypass::oidc::keys::{Algorithm, TokenType};
use serde_json::{Value, json};

use crate::browser::{Browser, Request};
use crate::installation::{Answer, Installation, SECRET, basic, exchange_form, header, payload};

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
async fn a_claim_beyond_what_the_client_is_registered_for_is_not_shown_by_name_either() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    // Registered for openid, profile and email.
    let claims = r#"{"userinfo":{"phone_number":null,"name":null},"id_token":{"address":null}}"#;
    let request = Request::of("wiki", "https://wiki.example/cb").with("claims", claims);
    let page = browser.authorize(&request).await.page();
    assert!(page.text.contains("see your name"), "{}", page.text);
    for beyond in ["see your phone number", "see your postal address"] {
        assert!(!page.text.contains(beyond), "{}", page.text);
    }
    let allow = [("return_to", page.return_to()), ("decision", "allow")];
    let code = browser.submit("/consent", &allow).await.away().parameters.remove("code").unwrap();

    let mut form = exchange_form(&code).to_vec();
    form.retain(|(name, _)| *name != "redirect_uri");
    form.push(("redirect_uri", "https://wiki.example/cb"));
    let tokens = installation.token(Some(&basic("wiki", SECRET)), &form).await;
    assert!(payload(&tokens.member("id_token")).get("address").is_none());
    let userinfo = installation.userinfo(&tokens.member("access_token")).await.json();
    assert_eq!(names(&userinfo), BTreeSet::from(["name", "sub"]));
}

/// Whoever has stolen a signing key can say more than we did.
#[actix_web::test]
async fn a_token_that_says_more_than_its_grant_is_no_good() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let tokens = installation.exchange(&browser.code_for(&Request::payroll()).await).await;
    let issued = payload(&tokens.member("access_token"));
    let signed = |claims: &Value| {
        let (keys, now) = (installation.app.keys(), installation.clock.now());
        let token = keys.sign(Algorithm::Es256, TokenType::AccessToken, claims, now).unwrap();
        token.expose().to_owned()
    };
    assert_eq!(installation.userinfo(&signed(&issued)).await.status, 200);
    for (name, value) in [("scope", "openid email"), ("client_id", "wiki")] {
        let mut more = issued.clone();
        more[name] = json!(value);
        installation.userinfo(&signed(&more)).await.is_error(401, "invalid_token");
    }
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

#[actix_web::test]
async fn a_client_that_asked_for_it_gets_a_signed_answer() {
    let clients = "[[clients]]\nid = 'signed'\nsecret = 's+ecret with %41 & = characters'\n\
                   redirect_uris = ['https://signed.example/cb']\nconsent = 'skip'\n\
                   userinfo_signed_response_alg = 'RS256'\n";
    let installation = Installation::start_and(clients).await;
    let ana = installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let request = Request::of("signed", "https://signed.example/cb").with("scope", "openid email");
    let code = browser.code_for(&request).await;
    let mut form = exchange_form(&code);
    form[2].1 = "https://signed.example/cb";
    let tokens = installation.token(Some(&basic("signed", SECRET)), &form).await;

    let answer = installation.userinfo(&tokens.member("access_token")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/jwt");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(header(&answer.text)["alg"], json!("RS256"));
    let said = json!({
        "iss": installation.issuer, "aud": "signed", "sub": ana.subject,
        "email": "ana@contoso.example", "email_verified": true
    });
    assert_eq!(payload(&answer.text), said);
    let (keys, now) = (installation.app.keys(), installation.clock.now());
    assert_eq!(keys.verify::<Value>(TokenType::IdToken, &answer.text, now), Some(said));
    let hint = request.with("id_token_hint", &answer.text);
    browser.authorize(&hint).await.is_error("invalid_request");
}

#[actix_web::test]
async fn groups_and_roles_are_told_as_they_are_now_to_who_is_registered_for_them() {
    let clients = "[[clients]]\nid = 'files'\nsecret = 's+ecret with %41 & = characters'\n\
                   redirect_uris = ['https://files.example/cb']\nconsent = 'skip'\n\
                   scope = 'openid groups roles'\n";
    let installation = Installation::start_and(clients).await;
    let ana = installation.person("ana").await;
    let (origin, by) = (Origin::local("test"), Actor::Machine);
    let staff = installation
        .committed(async |work| {
            let role = Role::AuthenticationAdministrator;
            manage::assign_role(work, &origin, &by, ana.id, role).await.unwrap();
            let mut made = Vec::new();
            for name in ["Staff", "Finance"] {
                let created = groups::create(work, &origin, &by, name).await.unwrap();
                let groups::Created::Created(group) = created else { panic!("{created:?}") };
                groups::add_member(work, &origin, &by, group.id, ana.id).await.unwrap();
                made.push(group.id);
            }
            made[0]
        })
        .await;
    let browser = Browser::of(&installation, "ana").await;
    let tokens = async |request: &Request| {
        let code = browser.code_for(request).await;
        let mut form = exchange_form(&code);
        form[2].1 = "https://files.example/cb";
        installation.token(Some(&basic("files", SECRET)), &form).await
    };
    let files = Request::of("files", "https://files.example/cb");

    let by_scope = tokens(&files.clone().with("scope", "openid groups roles")).await;
    assert!(payload(&by_scope.member("id_token")).get("groups").is_none());
    let access_token = by_scope.member("access_token");
    let told = installation.userinfo(&access_token).await.json();
    assert_eq!(told["groups"], json!(["Finance", "Staff"]));
    assert_eq!(told["roles"], json!(["Authentication Administrator"]));
    let claims = r#"{"id_token":{"groups":null},"userinfo":{"roles":null}}"#;
    let by_name = tokens(&files.clone().with("claims", claims)).await;
    let id_token = payload(&by_name.member("id_token"));
    assert_eq!(id_token["groups"], json!(["Finance", "Staff"]));
    assert!(id_token.get("roles").is_none());
    let told = installation.userinfo(&by_name.member("access_token")).await.json();
    assert_eq!(names(&told), BTreeSet::from(["roles", "sub"]));

    installation
        .committed(async |work| {
            let role = Role::AuthenticationAdministrator;
            manage::remove_role(work, &origin, &by, ana.id, role).await.unwrap();
            groups::remove_member(work, &origin, &by, staff, ana.id).await.unwrap();
        })
        .await;
    let told = installation.userinfo(&access_token).await.json();
    assert_eq!(told, json!({ "sub": ana.subject, "groups": ["Finance"] }));
    // Registered for no scope: for what OpenID Connect defines, and no more.
    let payroll = Request::payroll();
    browser
        .authorize(&payroll.clone().with("scope", "openid groups"))
        .await
        .is_error("invalid_scope");
    let by_name = payroll.with("claims", r#"{"userinfo":{"groups":null,"name":null}}"#);
    let told = claims_for(&installation, &by_name).await;
    assert_eq!(names(&told), BTreeSet::from(["name", "sub"]));
}
