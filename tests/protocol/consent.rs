//! Consent: OIDC Core §3.1.2.4.

use daypass::audit::{Actor, Origin};
use daypass::oidc::Parameters;
use daypass::oidc::authorization::{Allowed, allow};
use daypass::sessions;

use crate::browser::{Browser, Page, Request};
use crate::installation::Installation;

fn answered<'a>(page: &'a Page, decision: &'a str) -> [(&'a str, &'a str); 2] {
    assert_eq!(page.path, "/consent", "{}", page.text);
    [("return_to", page.return_to()), ("decision", decision)]
}

#[actix_web::test]
async fn consent_is_asked_for_once_remembered_and_asked_again_for_more() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;

    let page = browser.authorize(&Request::wiki()).await.page();
    assert!(page.text.contains("Wiki"));
    let back = browser.submit("/consent", &answered(&page, "allow")).await.away();
    assert_eq!(back.uri, "https://wiki.example/cb");
    assert!(back.parameters.contains_key("code"));
    assert!(browser.authorize(&Request::wiki()).await.away().parameters.contains_key("code"));

    for more in [
        Request::wiki().with("scope", "openid email"),
        Request::wiki().with("claims", r#"{"userinfo":{"name":null}}"#),
    ] {
        let page = browser.authorize(&more).await.page();
        browser.submit("/consent", &answered(&page, "allow")).await.away();
        assert!(browser.authorize(&more).await.away().parameters.contains_key("code"));
    }
}

#[actix_web::test]
async fn who_does_not_allow_it_goes_back_with_access_denied() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let page = browser.authorize(&Request::wiki()).await.page();
    let denied = browser.submit("/consent", &answered(&page, "deny")).await;
    denied.is_error("access_denied");
    assert_eq!(browser.authorize(&Request::wiki()).await.page().path, "/consent");
}

#[actix_web::test]
async fn prompt_consent_asks_although_it_was_given_and_then_goes_on() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let page = browser.authorize(&Request::wiki()).await.page();
    browser.submit("/consent", &answered(&page, "allow")).await.away();

    installation.pass(1);
    let again = Request::wiki().with("prompt", "consent").with("scope", "openid offline_access");
    browser.authorize(&again).await.is_error("invalid_scope");
    let page = browser.authorize(&Request::wiki().with("prompt", "consent")).await.page();
    let return_to = page.return_to().to_owned();
    assert_eq!(browser.visit(&return_to).await.page().path, "/consent");
    let back = browser.submit("/consent", &answered(&page, "allow")).await.away();
    assert!(back.parameters.contains_key("code"));
}

#[actix_web::test]
async fn another_site_cannot_consent_for_anybody() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let page = browser.authorize(&Request::wiki()).await.page();
    let forged = browser.submit_from_elsewhere("/consent", &answered(&page, "allow")).await.page();
    assert_eq!(forged.status, 403);
    assert_eq!(browser.authorize(&Request::wiki()).await.page().path, "/consent");
}

#[actix_web::test]
async fn a_session_that_has_ended_allows_nothing_any_more() {
    let installation = Installation::start().await;
    let ana = installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    browser.authorize(&Request::wiki()).await.page();
    let (app, origin) = (&installation.app, Origin::local("test"));
    let session = sessions::list(app.db(), ana.id, app.settings().session).await.unwrap().remove(0);
    installation
        .committed(async |work| {
            sessions::end_all(work, &origin, Actor::Machine, &ana).await.unwrap();
        })
        .await;

    let place = Request::wiki().place();
    let (_, query) = place.split_once('?').unwrap();
    let parameters = Parameters::parse(query);
    let allowed = allow(app.provider(), &origin, &session, &parameters).await.unwrap();

    assert!(matches!(allowed, Allowed::SessionEnded), "{allowed:?}");
    let browser = Browser::of(&installation, "ana").await;
    assert_eq!(browser.authorize(&Request::wiki()).await.page().path, "/consent");
}
