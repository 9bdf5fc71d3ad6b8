//! Authorization requests that are pushed beforehand: RFC 9126.

use futures_util::future::join_all;
use reqwest::Method;

use crate::browser::{Browser, Landed, Page, Request};
use crate::installation::{
    Answer, Installation, SECRET, VERIFIER, basic, challenge, exchange_form, payload,
};
use crate::key_holder::KeyHolder;

const PAR: &str = "/oauth2/par";

/// Pushes a request as the client does, whose secret is the usual one.
async fn push(installation: &Installation, client: &str, request: &Request) -> Answer {
    let authorization = basic(client, SECRET);
    installation.post(PAR, &[("authorization", &authorization)], &request.pairs()).await
}

/// The address to which the client sends the browser.
async fn pushed(installation: &Installation, client: &str, request: &Request) -> String {
    let answer = push(installation, client, request).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    place(client, &answer.member("request_uri"))
}

fn place(client: &str, request_uri: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", client)
        .append_pair("request_uri", request_uri)
        .finish();
    format!("/oauth2/authorize?{query}")
}

fn code(landed: Landed) -> String {
    landed.away().parameters.remove("code").expect("no code")
}

/// Says yes or no on the consent page.
async fn answer(browser: &Browser, page: &Page, decision: &str) -> Landed {
    assert_eq!(page.path, "/consent", "{}", page.text);
    browser.submit("/consent", &[("return_to", page.return_to()), ("decision", decision)]).await
}

#[actix_web::test]
async fn a_pushed_request_is_answered_as_if_the_browser_had_brought_it() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let request = Request::payroll()
        .with("scope", "email openid")
        .with("code_challenge", &challenge(VERIFIER))
        .with("code_challenge_method", "S256");
    let answer = push(&installation, "payroll", &request).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-store");
    let json = answer.json();
    assert_eq!(json.as_object().unwrap().len(), 2, "{json}");
    assert_eq!(json["expires_in"], 90);
    let uri = answer.member("request_uri");
    let reference = uri.strip_prefix("urn:ietf:params:oauth:request_uri:").unwrap();
    assert_eq!(reference.len(), 43, "32 bytes nobody guesses");

    let browser = Browser::new(&installation);
    let page = browser.visit(&place("payroll", &uri)).await.page();
    assert_eq!(page.path, "/signin");
    let away = browser.sign_in("ana", page.return_to()).await.away();
    assert_eq!(away.uri, "https://payroll.example/cb");
    assert_eq!(away.parameters["state"], "af0ifjsldkj");
    assert_eq!(away.parameters["iss"], installation.issuer);
    let form = [exchange_form(&away.parameters["code"]).as_slice(), &[("code_verifier", VERIFIER)]]
        .concat();
    let tokens = installation.token(Some(&basic("payroll", SECRET)), &form).await;
    assert_eq!(payload(&tokens.member("id_token"))["nonce"], "n-0S6_WzA2Mj");
    let claims = installation.userinfo(&tokens.member("access_token")).await.json();
    assert_eq!(claims["email"], "ana@contoso.example");
}

#[actix_web::test]
async fn a_reference_is_good_for_its_client_and_for_one_answer() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let ours = pushed(&installation, "payroll", &Request::payroll()).await;
    for other in ["post", "pusher", "bank"] {
        let theirs = ours.replace("client_id=payroll", &format!("client_id={other}"));
        browser.visit(&theirs).await.is_error_page();
    }
    for broken in ["nobody", ""] {
        let broken = ours.replace("client_id=payroll", &format!("client_id={broken}"));
        browser.visit(&broken).await.is_error_page();
    }
    browser.visit(&format!("{ours}x")).await.is_error_page();
    browser.visit(&place("payroll", "urn:ietf:params:oauth:request_uri:")).await.is_error_page();
    let twice = format!("{ours}&{}", ours.split_once('&').unwrap().1);
    browser.visit(&twice).await.is_error_page();
    assert_eq!(installation.exchange(&code(browser.visit(&ours).await)).await.status, 200);
    browser.visit(&ours).await.is_error_page();
    Browser::new(&installation).visit(&ours).await.is_error_page();
}

#[actix_web::test]
async fn it_must_be_opened_soon_and_then_the_person_may_take_their_time() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let late = pushed(&installation, "payroll", &Request::payroll()).await;
    let early = pushed(&installation, "payroll", &Request::payroll()).await;
    installation.pass(89);
    // Opened by somebody's preview first, and by the person twice: none of it is an answer.
    Browser::new(&installation).visit(&early).await.page();
    let browser = Browser::new(&installation);
    browser.visit(&early).await.page();
    let page = browser.visit(&early).await.page();
    installation.pass(1);
    Browser::new(&installation).visit(&late).await.is_error_page();
    Browser::new(&installation).visit(&early).await.is_error_page();
    installation.pass(30 * 60);
    daypass::jobs::clear_away(&installation.app).await.unwrap();
    let away = browser.sign_in("ana", page.return_to()).await;
    assert_eq!(installation.exchange(&code(away)).await.status, 200);
    browser.visit(page.return_to()).await.is_error_page();

    let left = pushed(&installation, "payroll", &Request::payroll()).await;
    let abandoned = Browser::new(&installation);
    let page = abandoned.visit(&left).await.page();
    installation.pass(60 * 60);
    abandoned.sign_in("ana", page.return_to()).await.is_error_page();
}

#[actix_web::test]
async fn twenty_browsers_that_come_with_one_reference_make_one_code() {
    for installation in Installation::on_each_database().await {
        installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        for anew in [false, true] {
            let prompt = if anew { "login" } else { "" };
            let request = Request::payroll().with("prompt", prompt);
            let mut place = pushed(&installation, "payroll", &request).await;
            if anew {
                // Signed in again, and going on from there twenty times.
                place = browser.visit(&place).await.page().return_to().to_owned();
                browser.sign_in("ana", "/").await;
            }
            let landed = join_all((0..20).map(|_| browser.visit(&place))).await;
            let (codes, others): (Vec<_>, Vec<_>) =
                landed.into_iter().partition(|landed| matches!(landed, Landed::Away(_)));
            assert_eq!(codes.len(), 1);
            code(codes.into_iter().next().unwrap());
            for other in others {
                let page = other.page();
                assert!(page.status == 400 || page.path == "/signin", "{}", page.text);
            }
        }
    }
}

#[actix_web::test]
async fn a_refusal_is_an_answer_too() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let place = pushed(&installation, "wiki", &Request::wiki()).await;
    let page = browser.visit(&place).await.page();
    let denied = answer(&browser, &page, "deny").await.away();
    assert_eq!(denied.parameters["error"], "access_denied");
    assert_eq!(denied.parameters["state"], "af0ifjsldkj");
    assert_eq!(denied.parameters["iss"], installation.issuer);
    browser.visit(&place).await.is_error_page();
    browser.visit(page.return_to()).await.is_error_page();
    answer(&browser, &page, "deny").await.is_error_page();
    answer(&browser, &page, "allow").await.is_error_page();

    let place = pushed(&installation, "wiki", &Request::wiki()).await;
    let page = browser.visit(&place).await.page();
    assert!(code(answer(&browser, &page, "allow").await).len() > 20);
    browser.visit(&place).await.is_error_page();

    let silent = Request::payroll().with("prompt", "none");
    let place = pushed(&installation, "payroll", &silent).await;
    let stranger = Browser::new(&installation);
    stranger.visit(&place).await.is_error("login_required");
    stranger.visit(&place).await.is_error_page();
}

#[actix_web::test]
async fn what_could_never_be_answered_is_refused_at_once() {
    let installation = Installation::start().await;
    let request = Request::payroll;
    let uri = "urn:ietf:params:oauth:request_uri:x";
    for (bad, error) in [
        (request().with("request_uri", uri), "invalid_request"),
        (request().with("request_uri", "https://payroll.example/request"), "invalid_request"),
        (request().with("request", "a.b.c"), "request_not_supported"),
        (request().without("redirect_uri"), "invalid_request"),
        (request().with("redirect_uri", "https://payroll.example/other"), "invalid_request"),
        (request().with("redirect_uri", "https://else.example/cb"), "invalid_request"),
        (request().and("redirect_uri", "https://payroll.example/cb"), "invalid_request"),
        (request().without("response_type"), "invalid_request"),
        (request().with("response_type", "code id_token"), "unsupported_response_type"),
        (request().with("response_type", "token"), "unsupported_response_type"),
        (request().with("response_mode", "fragment"), "invalid_request"),
        (request().with("scope", "unknown"), "invalid_scope"),
        (request().with("code_challenge", &challenge(VERIFIER)), "invalid_request"),
        (
            request().with("code_challenge", VERIFIER).with("code_challenge_method", "plain"),
            "invalid_request",
        ),
        (request().with("prompt", "none login"), "invalid_request"),
        (request().with("max_age", "soon"), "invalid_request"),
        (request().with("claims", "{"), "invalid_request"),
        (request().with("dpop_jkt", "short"), "invalid_request"),
        (request().with("client_id", "wiki"), "invalid_request"),
        (request().and("client_id", "payroll"), "invalid_request"),
        (request().and("state", "again"), "invalid_request"),
        (request().with("state", "a\0b"), "invalid_request"),
        (request().with("state", &"s".repeat(40_000)), "invalid_request"),
    ] {
        let answer = push(&installation, "payroll", &bad).await;
        assert_eq!(answer.status, 400, "{}: {}", bad.place(), answer.text);
        answer.is_error(400, error);
    }
    // RFC 9126 §2.1: the client is named by its credentials, if by nothing else.
    let unnamed = push(&installation, "payroll", &request().without("client_id")).await;
    assert_eq!(unnamed.status, 201, "{}", unnamed.text);
}

#[actix_web::test]
async fn only_clients_that_authenticate_push_and_only_by_post() {
    let installation = Installation::start().await;
    let nobodys = Request::payroll().with("client_id", "nobody");
    push(&installation, "nobody", &nobodys).await.is_error(401, "invalid_client");
    let public = installation.post(PAR, &[], &Request::spa().pairs()).await;
    public.is_error(400, "unauthorized_client");
    installation.post(PAR, &[], &[]).await.is_error(401, "invalid_client");
    for method in [Method::GET, Method::PUT, Method::DELETE, Method::HEAD] {
        let request = installation.http.request(method.clone(), installation.at(PAR));
        let answer = Answer::of(request.header("authorization", basic("payroll", SECRET))).await;
        assert_eq!(answer.status, 405, "{method}");
        let allowed: Vec<_> = answer.header("allow").split(", ").collect();
        assert!(allowed.contains(&"POST") && !allowed.contains(&"GET"), "{allowed:?}");
    }
    let json = installation.http.post(installation.at(PAR)).json(&["client_id"]);
    Answer::of(json.header("authorization", basic("payroll", SECRET)))
        .await
        .is_error(400, "invalid_request");
}

#[actix_web::test]
async fn what_stands_beside_the_reference_does_not_count() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let place = pushed(&installation, "payroll", &Request::payroll()).await;
    let more = "&state=other&nonce=other&scope=openid+phone&prompt=none+login&response_type=token\
                &redirect_uri=https%3A%2F%2Felse.example&response_mode=form_post&request=a.b.c\
                &code_challenge=x&dpop_jkt=x&max_age=x";
    let away = browser.visit(&format!("{place}{more}")).await.away();
    assert_eq!(away.uri, "https://payroll.example/cb");
    assert_eq!(away.parameters["state"], "af0ifjsldkj");
    let tokens = installation.exchange(&away.parameters["code"]).await;
    assert_eq!(payload(&tokens.member("id_token"))["nonce"], "n-0S6_WzA2Mj");
    assert_eq!(tokens.member("scope"), "openid");

    // Nor through the sign-in page.
    let place = pushed(&installation, "payroll", &Request::payroll().without("state")).await;
    let browser = Browser::new(&installation);
    let page = browser.visit(&format!("{place}&state=other&login_hint=bob")).await.page();
    assert!(!page.return_to().contains("other") && !page.return_to().contains("bob"));
    let away = browser.sign_in("ana", page.return_to()).await.away();
    assert!(!away.parameters.contains_key("state"));
}

#[actix_web::test]
async fn the_sign_in_page_knows_whom_the_client_means_and_its_language() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::new(&installation);
    let request = Request::payroll().with("login_hint", "ana").with("ui_locales", "tlh de");
    let place = pushed(&installation, "payroll", &request).await;
    let page = browser.visit(&place).await.page();
    assert!(page.text.contains("value=\"ana\""), "{}", page.text);
    assert!(page.text.contains("<html lang=\"de\""), "{}", page.text);
    // Nothing else of it is in the browser's hands.
    assert!(!page.return_to().contains("af0ifjsldkj"), "{}", page.return_to());
    assert!(code(browser.sign_in("ana", page.return_to()).await).len() > 20);
}

#[actix_web::test]
async fn a_client_that_must_push_gets_nothing_otherwise() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let request = Request::of("pusher", "https://pusher.example/cb");
    browser.authorize(&request).await.is_error("invalid_request");
    let elsewhere = request.clone().with("request_uri", "https://pusher.example/request");
    browser.authorize(&elsewhere).await.is_error("invalid_request");
    let place = pushed(&installation, "pusher", &request).await;
    assert!(code(browser.visit(&place).await).len() > 20);
}

#[actix_web::test]
async fn a_long_state_and_nonce_come_back_whole() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let (state, nonce) = ("s!$&'()*+,;=:@/?%41 ".repeat(20), "n~".repeat(192));
    let request = Request::payroll().with("state", &state).with("nonce", &nonce);
    let place = pushed(&installation, "payroll", &request).await;
    let away = browser.visit(&place).await.away();
    assert_eq!(away.parameters["state"], state);
    let tokens = installation.exchange(&away.parameters["code"]).await;
    assert_eq!(payload(&tokens.member("id_token"))["nonce"], nonce);
}

#[actix_web::test]
async fn a_pushed_wish_to_sign_in_again_is_granted_once() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    for wish in [("prompt", "login"), ("max_age", "0"), ("prompt", "select_account")] {
        installation.pass(5);
        let request = Request::payroll().with(wish.0, wish.1);
        let place = pushed(&installation, "payroll", &request).await;
        let page = browser.visit(&place).await.page();
        assert_eq!(page.path, "/signin", "{wish:?}");
        let going_on = page.return_to().to_owned();
        assert_eq!(browser.visit(&going_on).await.page().path, "/signin", "{wish:?}");
        installation.pass(5);
        let tokens = installation.exchange(&code(browser.sign_in("ana", &going_on).await)).await;
        let claims = payload(&tokens.member("id_token"));
        assert_eq!(claims["auth_time"], installation.clock.now().seconds());
        browser.visit(&going_on).await.is_error_page();
        browser.visit(&place).await.is_error_page();
    }
    // The client cannot say for itself that it has been granted.
    let own = Request::payroll().with("prompt", "login").with("continuation", "x");
    let place = pushed(&installation, "payroll", &own).await;
    assert_eq!(browser.visit(&place).await.page().path, "/signin");
}

#[actix_web::test]
async fn a_proof_at_the_push_binds_the_code_to_its_key() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let (key, other) = (KeyHolder::ec(), KeyHolder::ec());
    let payroll = basic("payroll", SECRET);
    let push_with = async |key: &KeyHolder, path: &str, request: &Request| {
        let proof = key.proof(&installation, "POST", path).by(key);
        let headers = [("authorization", payroll.as_str()), ("dpop", proof.as_str())];
        installation.post(PAR, &headers, &request.pairs()).await
    };
    let announced = |key: &KeyHolder| Request::payroll().with("dpop_jkt", &key.thumbprint());
    push_with(&key, "/oauth2/token", &Request::payroll()).await.is_error(400, "invalid_dpop_proof");
    push_with(&key, PAR, &announced(&other)).await.is_error(400, "invalid_dpop_proof");
    for request in [Request::payroll(), announced(&key)] {
        let answer = push_with(&key, PAR, &request).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let place = place("payroll", &answer.member("request_uri"));
        let code = code(browser.visit(&place).await);
        installation.exchange(&code).await.is_error(400, "invalid_grant");
        for (held, status) in [(&other, 400), (&key, 200)] {
            let proof = held.proof(&installation, "POST", "/oauth2/token").by(held);
            let headers = [("authorization", payroll.as_str()), ("dpop", proof.as_str())];
            let answer = installation.post("/oauth2/token", &headers, &exchange_form(&code)).await;
            assert_eq!(answer.status, status, "{}", answer.text);
        }
    }
    // A proof is used up by the push as by anything else.
    let proof = key.proof(&installation, "POST", PAR).by(&key);
    let headers = [("authorization", payroll.as_str()), ("dpop", proof.as_str())];
    let pairs = Request::payroll();
    assert_eq!(installation.post(PAR, &headers, &pairs.pairs()).await.status, 201);
    installation.post(PAR, &headers, &pairs.pairs()).await.is_error(400, "invalid_dpop_proof");
}

/// What was pushed is kept as it was sent but for what authenticates the client.
#[actix_web::test]
async fn no_credential_is_kept_with_the_request() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let request = Request::of("post", "https://post.example/cb").with("client_secret", SECRET);
    let answer = installation.post(PAR, &[], &request.pairs()).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let browser = Browser::of(&installation, "ana").await;
    let away = browser.visit(&place("post", &answer.member("request_uri"))).await.away();
    assert_eq!(away.uri, "https://post.example/cb");
    let form = away.parameters.values().any(|value| value.contains(SECRET));
    assert!(!form, "{away:?}");
}
