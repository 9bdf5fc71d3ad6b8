//! OpenID Connect RP-Initiated Logout 1.0.

use url::form_urlencoded;

use crate::browser::{Browser, Landed, Request};
use crate::installation::{Answer, Installation};

const BYE: &str = "https://payroll.example/bye";

async fn signed_in(installation: &Installation) -> (Browser, Answer) {
    let browser = Browser::of(installation, "ana").await;
    let tokens = installation.exchange(&browser.code_for(&Request::payroll()).await).await;
    (browser, tokens)
}

async fn logout(browser: &Browser, parameters: &[(&str, &str)]) -> Landed {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    browser.visit(&format!("/oauth2/logout?{query}")).await
}

async fn is_signed_in(browser: &Browser) -> bool {
    let silent = Request::payroll().with("prompt", "none");
    browser.authorize(&silent).await.away().parameters.contains_key("code")
}

#[actix_web::test]
async fn a_hint_of_this_session_signs_out_and_goes_where_it_is_registered() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let (browser, tokens) = signed_in(&installation).await;
    let hint = tokens.member("id_token");
    let state = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ abcABC0123456789";
    installation.pass(2 * 60 * 60);

    let parameters =
        [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE), ("state", state)];
    let away = logout(&browser, &parameters).await.away();

    assert_eq!(away.uri, BYE);
    assert_eq!(away.parameters["state"], state);
    assert_eq!(away.parameters.len(), 1);
    assert!(!is_signed_in(&browser).await);
    installation.refresh(&tokens.member("refresh_token")).await.is_error(400, "invalid_grant");
    // Once more, now that nobody is signed in.
    assert_eq!(logout(&browser, &parameters).await.away().uri, BYE);
}

#[actix_web::test]
async fn state_and_address_may_be_left_out() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let (browser, tokens) = signed_in(&installation).await;
    let hint = tokens.member("id_token");
    let page = logout(&browser, &[("id_token_hint", &hint), ("state", "x")]).await.page();
    assert_eq!((page.status, page.path.as_str()), (200, "/signed-out"));
    assert!(!is_signed_in(&browser).await);

    let (browser, tokens) = signed_in(&installation).await;
    let hint = tokens.member("id_token");
    let parameters = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE)];
    assert!(logout(&browser, &parameters).await.away().parameters.is_empty());
}

#[actix_web::test]
async fn by_post_from_another_site_it_works_as_well() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let (browser, tokens) = signed_in(&installation).await;
    let hint = tokens.member("id_token");
    let form = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE)];
    let away = browser.submit_from_elsewhere("/oauth2/logout", &form).await.away();
    assert_eq!(away.uri, BYE);
    assert!(!is_signed_in(&browser).await);
}

#[actix_web::test]
async fn what_does_not_fit_is_a_page_and_nobody_is_signed_out_or_sent_anywhere() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let (browser, tokens) = signed_in(&installation).await;
    let hint = tokens.member("id_token");
    let access_token = tokens.member("access_token");
    let (head, _) = hint.rsplit_once('.').unwrap();
    let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", head.split_once('.').unwrap().1);
    let stranger = Installation::start().await;
    stranger.person("ana").await;
    let foreign = signed_in(&stranger).await.1.member("id_token");
    let bye = ("post_logout_redirect_uri", BYE);
    let added = format!("{BYE}?foo=bar");
    let hint = ("id_token_hint", hint.as_str());
    for parameters in [
        vec![hint, ("post_logout_redirect_uri", "https://evil.example/")],
        vec![hint, ("post_logout_redirect_uri", &added)],
        vec![hint, ("post_logout_redirect_uri", "https://payroll.example/cb")],
        vec![hint, ("post_logout_redirect_uri", "https://post.example/bye")],
        vec![hint, bye, bye],
        vec![hint, bye, ("client_id", "post")],
        vec![bye],
        vec![bye, ("state", "x")],
        vec![bye, ("client_id", "nobody")],
        vec![("client_id", "payroll"), ("post_logout_redirect_uri", "https://evil.example/")],
        vec![("id_token_hint", &unsigned), bye],
        vec![("id_token_hint", &foreign), bye],
        vec![("id_token_hint", &access_token), bye],
        vec![("id_token_hint", "x")],
    ] {
        logout(&browser, &parameters).await.is_error_page();
        assert!(is_signed_in(&browser).await, "{parameters:?}");
    }
}

#[actix_web::test]
async fn without_a_hint_for_this_session_the_person_is_asked_first() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    installation.person("bob").await;
    let (_, of_another) = signed_in(&installation).await;
    let other_hint = of_another.member("id_token");
    for (parameters, then) in [
        (vec![], None),
        (vec![("state", "x")], None),
        (vec![("client_id", "payroll"), ("post_logout_redirect_uri", BYE)], Some(BYE)),
        (
            vec![("id_token_hint", other_hint.as_str()), ("post_logout_redirect_uri", BYE)],
            Some(BYE),
        ),
    ] {
        let browser = Browser::of(&installation, "bob").await;
        let page = logout(&browser, &parameters).await.page();
        assert_eq!((page.status, page.path.as_str()), (200, "/signout"), "{parameters:?}");
        assert!(is_signed_in(&browser).await);
        let (action, fields) = page.form("form");
        let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        match (browser.submit(&action, &fields).await, then) {
            (Landed::Page(page), None) => assert_eq!(page.path, "/signed-out"),
            (Landed::Away(away), Some(then)) => assert_eq!(away.uri, then),
            (landed, _) => panic!("{parameters:?} led to {landed:?}"),
        }
        assert!(!is_signed_in(&browser).await);
    }
}

#[actix_web::test]
async fn who_is_not_signed_in_is_told_so() {
    let installation = Installation::start().await;
    let browser = Browser::new(&installation);
    let page = logout(&browser, &[]).await.page();
    assert_eq!((page.status, page.path.as_str()), (200, "/signed-out"));
    let named = [("client_id", "payroll"), ("post_logout_redirect_uri", BYE)];
    assert_eq!(logout(&browser, &named).await.page().path, "/signed-out");
}
