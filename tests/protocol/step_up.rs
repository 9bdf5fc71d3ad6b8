//! A stronger sign-in than there was: `acr_values` (OIDC Core §3.1.2.1, RFC 9470 §5) and essential `acr`
//! (OIDC Core §5.5.1.1) lead to what is missing and to nothing else.

use serde_json::json;
use totp_rs::{Algorithm, Builder, Secret, Totp};

use crate::browser::{Browser, Landed, Page, Request};
use crate::installation::{Installation, payload};

/// Sets up an authenticator app for whoever is signed in.
async fn set_up_an_app(installation: &Installation, browser: &Browser) -> Totp {
    let page = browser.visit("/security-info/register/totp").await.page();
    let (action, hidden) = page.form("form[method=post]:has(#code)");
    let app = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_secret(Secret::try_from_base32(secret(&page)).unwrap())
        .build_noncompliant();
    let code = shown(installation, &app);
    let mut fields: Vec<_> = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    fields.push(("code", &code));
    let landed = browser.submit(&action, &fields).await;
    assert_eq!(landed.page().status, 200);
    // The next code is another one.
    installation.pass(30);
    app
}

fn secret(page: &Page) -> String {
    let document = scraper::Html::parse_document(&page.text);
    let place = scraper::Selector::parse("#secret").unwrap();
    let text: String = document.select(&place).next().unwrap().text().collect();
    text.split_whitespace().collect()
}

fn shown(installation: &Installation, app: &Totp) -> String {
    app.generate(u64::try_from(installation.clock.now().seconds()).unwrap()).to_string()
}

fn wants(acr_values: &str) -> Request {
    Request::payroll().with("acr_values", acr_values)
}

#[actix_web::test]
async fn a_second_factor_is_asked_for_and_the_password_is_not() {
    let essential = r#"{"id_token":{"acr":{"essential":true,"values":["mfa"]}}}"#;
    for request in [wants("phrh mfa"), Request::payroll().with("claims", essential)] {
        let installation = Installation::start().await;
        installation.person("ana").await;
        // Signed in by password alone, as long as there is no app.
        let browser = Browser::of(&installation, "ana").await;
        let code = browser.code_for(&Request::payroll()).await;
        let before = payload(&installation.exchange(&code).await.member("id_token"));
        assert_eq!(before["acr"], json!("pwd"));
        let elsewhere = Browser::of(&installation, "ana").await;
        let app = set_up_an_app(&installation, &elsewhere).await;

        let page = browser.authorize(&request).await.page();
        assert_eq!(page.path, "/signin/totp", "{}", page.text);
        let return_to = page.return_to().to_owned();
        let code = shown(&installation, &app);
        let form = [("code", code.as_str()), ("return_to", return_to.as_str())];
        let back = browser.submit("/signin/totp", &form).await.away();

        let after = installation.exchange(&back.parameters["code"]).await.member("id_token");
        let after = payload(&after);
        assert_eq!(after["acr"], json!("mfa"));
        assert_eq!(after["amr"], json!(["pwd", "otp", "mfa"]));
        // The session goes on, and the password was proved when it was.
        assert_eq!(after["sid"], before["sid"]);
        assert_eq!(after["auth_time"], before["auth_time"]);
    }
}

#[actix_web::test]
async fn a_password_that_was_changed_meanwhile_is_no_first_factor() {
    let installation = Installation::start().await;
    let ana = installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let elsewhere = Browser::of(&installation, "ana").await;
    let app = set_up_an_app(&installation, &elsewhere).await;
    let page = browser.authorize(&wants("mfa")).await.page();
    assert_eq!(page.path, "/signin/totp");
    let return_to = page.return_to().to_owned();
    installation.pass(1);
    installation.change_password(&ana, "orbiting kettle turns blue").await;
    let code = shown(&installation, &app);
    let form = [("code", code.as_str()), ("return_to", return_to.as_str())];
    let page = browser.submit("/signin/totp", &form).await.page();
    assert_eq!(page.path, "/signin", "{}", page.text);
}

#[actix_web::test]
async fn the_password_counts_in_the_session_that_goes_on_when_all_others_end() {
    for installation in Installation::on_each_database().await {
        installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        let elsewhere = Browser::of(&installation, "ana").await;
        let app = set_up_an_app(&installation, &elsewhere).await;
        let before = browser.code_for(&Request::payroll()).await;
        let before = payload(&installation.exchange(&before).await.member("id_token"));

        // In one and the same instant.
        assert_eq!(browser.submit("/my-sign-ins/sign-out-elsewhere", &[]).await.page().status, 200);
        let page = browser.authorize(&wants("mfa")).await.page();
        assert_eq!(page.path, "/signin/totp", "{}", page.text);
        let code = shown(&installation, &app);
        let form = [("code", code.as_str()), ("return_to", page.return_to())];
        let back = browser.submit("/signin/totp", &form).await.away();

        let after = installation.exchange(&back.parameters["code"]).await.member("id_token");
        let after = payload(&after);
        assert_eq!(after["amr"], json!(["pwd", "otp", "mfa"]));
        assert_eq!(after["auth_time"], before["auth_time"]);
        assert_ne!(after["sid"], before["sid"]);
        assert_eq!(elsewhere.visit("/my-sign-ins").await.page().path, "/signin");
    }
}

#[actix_web::test]
async fn what_nobody_insists_on_is_asked_for_once() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    installation.pass(1);

    let page = browser.authorize(&wants("phr")).await.page();
    assert_eq!((page.path.as_str(), page.parameters["reason"].as_str()), ("/signin", "stronger"));
    let return_to = page.return_to().to_owned();
    installation.pass(1);
    let back = browser.sign_in("ana", &return_to).await.away();
    let id_token = installation.exchange(&back.parameters["code"]).await.member("id_token");
    assert_eq!(payload(&id_token)["acr"], json!("pwd"));

    // Silently it is told what there is, and a level that nobody knows means nothing.
    for request in [wants("phr").with("prompt", "none"), wants("1 2")] {
        assert!(matches!(browser.authorize(&request).await, Landed::Away(away)
            if away.parameters.contains_key("code")));
    }
}

#[actix_web::test]
async fn nobody_makes_their_own_account() {
    let installation = Installation::start().await;
    let browser = Browser::new(&installation);
    for prompt in ["create", "login create"] {
        let landed = browser.authorize(&Request::payroll().with("prompt", prompt)).await;
        landed.is_error("invalid_request");
    }
}
