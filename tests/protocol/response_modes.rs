//! OAuth 2.0 Form Post Response Mode.

use std::collections::BTreeMap;

use crate::browser::{Browser, Page, Request};
use crate::installation::Installation;

fn posted(page: &Page) -> (String, BTreeMap<String, String>) {
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(page.header("cache-control"), "no-store");
    let (action, fields) = page.form("form#form-post");
    (action, fields.into_iter().collect())
}

#[actix_web::test]
async fn code_and_errors_alike_are_posted_and_never_in_an_address() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let state = "\"><script>alert(1)</script>&amp;'";
    let request = Request::payroll().with("response_mode", "form_post").with("state", state);

    let (action, fields) = posted(&browser.authorize(&request).await.page());
    assert_eq!(action, "https://payroll.example/cb");
    assert_eq!(fields["state"], state);
    assert_eq!(fields["iss"], installation.issuer);
    assert_eq!(fields["code"].len(), 43);
    assert_eq!(fields.len(), 3);
    assert_eq!(installation.exchange(&fields["code"]).await.status, 200);

    for (request, error) in [
        (request.clone().without("response_type"), "invalid_request"),
        (request.clone().with("request", "e30"), "request_not_supported"),
        (request.clone().with("scope", "unknown"), "invalid_scope"),
    ] {
        let (action, fields) = posted(&browser.authorize(&request).await.page());
        assert_eq!(action, "https://payroll.example/cb");
        assert_eq!(fields["error"], error);
        assert_eq!(fields["state"], state);
        assert!(!fields.contains_key("code"));
    }
    let stranger = Browser::new(&installation);
    let (_, fields) = posted(&stranger.authorize(&request.with("prompt", "none")).await.page());
    assert_eq!(fields["error"], "login_required");
}

#[actix_web::test]
async fn the_page_posts_itself_under_a_policy_that_runs_nothing_inline() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let request = Request::payroll().with("response_mode", "form_post");
    let page = browser.authorize(&request).await.page();
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe-inline"), "{policy}");
    assert!(!policy.contains("form-action"), "it would stop the form: {policy}");
    assert!(page.text.contains("<button"), "who has no JavaScript presses a button");
}
