//! The authorization request: RFC 6749 §4.1.1, §4.1.2.1; OIDC Core §3.1.2.1; RFC 9207; RFC 7636.

use crate::browser::{Browser, Request};
use crate::installation::{Installation, VERIFIER, challenge};

#[actix_web::test]
async fn a_visitor_signs_in_and_goes_back_to_the_app_with_a_code() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::new(&installation);
    let state = "~!@#$%^&*()_+`-={}|[]\\:\";'<>?,./ é".repeat(4);
    let request = Request::payroll().with("state", &state);

    let page = browser.authorize(&request).await.page();
    assert_eq!((page.status, page.path.as_str()), (200, "/signin"));
    let back = browser.sign_in("ana", page.return_to()).await.away();

    assert_eq!(back.uri, "https://payroll.example/cb");
    assert_eq!(back.parameters["state"], state);
    assert_eq!(back.parameters["iss"], installation.issuer);
    assert_eq!(back.parameters["code"].len(), 43);
    assert_eq!(back.parameters.len(), 3);
}

#[actix_web::test]
async fn who_is_signed_in_goes_back_at_once_however_the_request_is_worded() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    for request in [
        Request::payroll(),
        Request::payroll().without("nonce"),
        Request::payroll().with("scope", "profile unknown:scope openid"),
        Request::payroll().with("display", "popup"),
        Request::payroll().with("ui_locales", "se").with("claims_locales", "se"),
        Request::payroll().with("acr_values", "1 2"),
        Request::payroll().with("login_hint", "somebody@else.example"),
        Request::payroll().with("extra", "foobar").and("extra", "again"),
        Request::payroll().with("prompt", "none"),
        Request::payroll().with("prompt", "elevate"),
        Request::payroll().with("claims", r#"{"userinfo":{"shoe_size":{"essential":true}}}"#),
    ] {
        let back = browser.authorize(&request).await.away();
        assert!(back.parameters.contains_key("code"), "{back:?}");
    }
    // Nobody makes their own account here.
    let create = Request::payroll().with("prompt", "create");
    browser.authorize(&create).await.is_error("invalid_request");
    let without_state = browser.authorize(&Request::payroll().without("state")).await.away();
    assert!(!without_state.parameters.contains_key("state"));
}

#[actix_web::test]
async fn a_registered_query_is_kept_and_the_answer_added_to_it() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let request = Request::of("payroll", "https://payroll.example/cb?tenant=%41");
    let back = browser.authorize(&request).await.away();
    assert_eq!(back.parameters["tenant"], "A");
    assert!(back.parameters.contains_key("code"));
}

#[actix_web::test]
async fn a_request_by_post_is_taken_from_other_sites_and_finds_the_session() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let request = Request::payroll();
    let back = browser.submit_from_elsewhere("/oauth2/authorize", &request.pairs()).await.away();
    assert!(back.parameters.contains_key("code"));
}

#[actix_web::test]
async fn what_is_wrong_with_client_or_redirect_uri_is_a_page_and_never_a_redirect() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let usual = Request::payroll;
    let to = |uri| usual().with("redirect_uri", uri);
    for request in [
        usual().without("client_id"),
        usual().with("client_id", "nobody"),
        usual().with("client_id", "nobody\0"),
        usual().and("client_id", "payroll"),
        usual().without("redirect_uri"),
        usual().and("redirect_uri", "https://payroll.example/cb"),
        to("https://payroll.example/cb/"),
        to("https://payroll.example/cb/random"),
        to("https://payroll.example/cb?tenant=A"),
        to("https://payroll.example/cb?"),
        to("https://payroll.example/cb#x"),
        to("https://payroll.example/CB"),
        to("https://payroll.example:443/cb"),
        to("https://payroll.example/x/../cb"),
        to("https://payroll.example@evil.example/cb"),
        to("http://payroll.example/cb"),
        to("https://wiki.example/cb"),
        to("//payroll.example/cb"),
        to("javascript:alert(1)"),
        to("https://evil.example/").with("request", "eyJhbGciOiJub25lIn0.e30."),
        to("https://evil.example/").with("prompt", "none"),
        to("https://evil.example/").with("response_mode", "form_post"),
        Request::of("native", "http://localhost:9999/cb").with("code_challenge", "x"),
        Request::of("spa", "http://127.0.0.1:9999/cb"),
    ] {
        browser.authorize(&request).await.is_error_page();
    }
}

#[actix_web::test]
async fn a_native_app_chooses_its_loopback_port() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let request = Request::spa().with("client_id", "native");
    let request = request.with("redirect_uri", "http://127.0.0.1:51004/cb");
    let back = browser.authorize(&request).await.away();
    assert_eq!(back.uri, "http://127.0.0.1:51004/cb");
    assert!(back.parameters.contains_key("code"));
}

#[actix_web::test]
async fn every_other_mistake_is_told_to_the_client() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let usual = Request::payroll;
    for (request, error) in [
        (usual().without("response_type"), "invalid_request"),
        (usual().with("response_type", "token"), "unsupported_response_type"),
        (usual().with("response_type", "code id_token"), "unsupported_response_type"),
        (usual().and("response_type", "code"), "invalid_request"),
        (usual().with("response_mode", "fragment"), "invalid_request"),
        (usual().and("state", "again"), "invalid_request"),
        (usual().and("nonce", "again"), "invalid_request"),
        (usual().with("nonce", "a\0b"), "invalid_request"),
        (usual().without("scope"), "invalid_scope"),
        (usual().with("scope", "unknown"), "invalid_scope"),
        (usual().with("scope", "openid \"email\""), "invalid_scope"),
        (Request::wiki().with("scope", "openid phone"), "invalid_scope"),
        (usual().with("prompt", "none login"), "invalid_request"),
        (usual().with("max_age", "-1"), "invalid_request"),
        (usual().with("max_age", "soon"), "invalid_request"),
        (usual().with("claims", "{"), "invalid_request"),
        (usual().with("claims", r#"{"id_token":["acr"]}"#), "invalid_request"),
        (usual().with("id_token_hint", "eyJhbGciOiJub25lIn0.e30."), "invalid_request"),
        (usual().with("request", "eyJhbGciOiJub25lIn0.e30."), "request_not_supported"),
        (usual().with("request_uri", "https://payroll.example/r"), "request_uri_not_supported"),
        (usual().with("registration", "{}"), "registration_not_supported"),
        (usual().with("code_challenge_method", "S256"), "invalid_request"),
        (Request::spa().with("code_challenge_method", "plain"), "invalid_request"),
        (Request::spa().without("code_challenge_method"), "invalid_request"),
        (Request::spa().with("code_challenge", "short"), "invalid_request"),
        (
            Request::spa().without("code_challenge").without("code_challenge_method"),
            "invalid_request",
        ),
    ] {
        let place = request.place();
        let landed = browser.authorize(&request).await;
        println!("{place}");
        landed.is_error(error);
    }
    let away = browser.authorize(&usual().with("scope", "unknown")).await.away();
    assert_eq!(away.parameters["state"], "af0ifjsldkj");
    assert_eq!(away.parameters["iss"], installation.issuer);
}

#[actix_web::test]
async fn a_client_with_a_secret_must_use_pkce_only_where_its_settings_say_so() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let vault = Request::of("vault", "https://vault.example/cb");
    browser.authorize(&vault).await.is_error("invalid_request");
    let with_challenge =
        vault.with("code_challenge", &challenge(VERIFIER)).with("code_challenge_method", "S256");
    for request in [with_challenge, Request::payroll()] {
        assert!(browser.authorize(&request).await.away().parameters.contains_key("code"));
    }
}

#[actix_web::test]
async fn prompt_none_never_shows_anything() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let stranger = Browser::new(&installation);
    let state = "s".repeat(128);
    let silent = Request::payroll().with("prompt", "none").with("state", &state);
    let away = stranger.authorize(&silent).await.away();
    assert_eq!(away.parameters["error"], "login_required");
    assert_eq!(away.parameters["state"], state);

    let browser = Browser::of(&installation, "ana").await;
    let of_wiki = Request::wiki().with("prompt", "none");
    browser.authorize(&of_wiki).await.is_error("consent_required");
    installation.pass(100);
    browser.authorize(&silent.clone().with("max_age", "99")).await.is_error("login_required");
    let essential = r#"{"id_token":{"acr":{"essential":true,"values":["phr","phrh"]}}}"#;
    browser
        .authorize(&silent.clone().with("claims", essential))
        .await
        .is_error("unmet_authentication_requirements");
    assert!(browser.authorize(&silent).await.away().parameters.contains_key("code"));
}

#[actix_web::test]
async fn while_registration_is_owed_no_client_gets_a_code() {
    let installation = Installation::start().await;
    let newcomer = installation.newcomer("newcomer").await;
    let pass = installation.issue_pass(&newcomer).await;
    let browser = Browser::new(&installation);
    browser.sign_in_with_pass("newcomer", &pass, "/").await;

    let page = browser.authorize(&Request::payroll()).await.page();
    assert_eq!(page.path, "/security-info/register");
    assert!(page.return_to().starts_with("/oauth2/authorize?"));
    let silent = Request::payroll().with("prompt", "none");
    browser.authorize(&silent).await.is_error("interaction_required");
}

#[actix_web::test]
async fn a_disabled_client_gets_nothing_at_once() {
    use daypass::audit::{Actor, Origin};
    use daypass::base::ClientId;
    use daypass::oidc::clients::{self, Added, Changed, ClientMetadata, NewClient, RedirectUri};

    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let uri = "https://added.example/cb";
    let mut metadata = ClientMetadata::new("Added", vec![RedirectUri::parse(uri).unwrap()]);
    metadata.consent = clients::Consent::Skip;
    let client = NewClient { id: ClientId::new("added"), metadata };
    let origin = Origin::local("test");
    let added = installation
        .committed(async |work| {
            clients::add(work, &origin, &Actor::Machine, &client).await.unwrap()
        })
        .await;
    assert!(matches!(added, Added::Added(Some(_))));
    let request = Request::of("added", uri);
    assert!(browser.authorize(&request).await.away().parameters.contains_key("code"));

    let disabled = installation
        .committed(async |work| {
            clients::disable(work, &origin, &Actor::Machine, &client.id).await.unwrap()
        })
        .await;
    assert_eq!(disabled, Changed::Changed);
    browser.authorize(&request).await.is_error_page();
}

#[actix_web::test]
async fn a_request_that_is_too_long_is_a_page() {
    let installation = Installation::start().await;
    let browser = Browser::new(&installation);
    let request = Request::payroll().with("state", &"s".repeat(20_000));
    browser.authorize(&request).await.is_error_page();
}
