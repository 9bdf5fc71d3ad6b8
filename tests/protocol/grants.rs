//! What a grant stands on, and with what it falls: sessions, passes, people.

use daypass::audit::{Actor, Origin};
use daypass::directory::manage;
use daypass::sessions;
use serde_json::json;

use crate::browser::{Browser, Request};
use crate::installation::{Answer, Installation, payload};
use crate::support::TestDatabase;

struct Held {
    tokens: Answer,
    offline: Answer,
}

async fn held(installation: &Installation, browser: &Browser) -> Held {
    let offline = Request::payroll().with("scope", "openid offline_access");
    Held {
        tokens: installation.exchange(&browser.code_for(&Request::payroll()).await).await,
        offline: installation.exchange(&browser.code_for(&offline).await).await,
    }
}

async fn is_dead(installation: &Installation, tokens: &Answer) {
    installation.userinfo(&tokens.member("access_token")).await.is_error(401, "invalid_token");
    installation.refresh(&tokens.member("refresh_token")).await.is_error(400, "invalid_grant");
}

async fn is_alive(installation: &Installation, tokens: &Answer) {
    assert_eq!(installation.userinfo(&tokens.member("access_token")).await.status, 200);
    assert_eq!(installation.refresh(&tokens.member("refresh_token")).await.status, 200);
}

#[actix_web::test]
async fn without_offline_access_everything_ends_with_the_session() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let held = held(&installation, &browser).await;
    browser.submit("/signout", &[]).await.page();
    is_dead(&installation, &held.tokens).await;
    is_alive(&installation, &held.offline).await;
}

#[actix_web::test]
async fn signing_out_everywhere_ends_everything_at_once() {
    let installation = Installation::start().await;
    let ana = installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let held = held(&installation, &browser).await;
    let code = browser.code_for(&Request::payroll().with("scope", "openid offline_access")).await;
    installation.pass(1);
    installation
        .committed(async |work| {
            sessions::end_all(work, &Origin::local("test"), Actor::Machine, &ana).await.unwrap();
        })
        .await;
    is_dead(&installation, &held.tokens).await;
    is_dead(&installation, &held.offline).await;
    installation.exchange(&code).await.is_error(400, "invalid_grant");
    assert_eq!(browser.authorize(&Request::payroll()).await.page().path, "/signin");
}

#[actix_web::test]
async fn a_disabled_persons_tokens_are_dead() {
    let installation = Installation::start().await;
    let ana = installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let held = held(&installation, &browser).await;
    let code = browser.code_for(&Request::payroll()).await;
    installation
        .committed(async |work| {
            manage::disable(work, &Origin::local("test"), &Actor::Machine, ana.id).await.unwrap();
        })
        .await;
    is_dead(&installation, &held.tokens).await;
    is_dead(&installation, &held.offline).await;
    installation.exchange(&code).await.is_error(400, "invalid_grant");
}

#[actix_web::test]
async fn nothing_outlives_the_pass() {
    let installation = Installation::start().await;
    let ana = installation.person("ana").await;
    let pass = installation.issue_pass(&ana).await;
    let browser = Browser::new(&installation);
    browser.sign_in_with_pass("ana", &pass, "/").await;
    installation.pass(60 * 60 - 100);

    let held = held(&installation, &browser).await;
    for tokens in [&held.tokens, &held.offline] {
        assert_eq!(tokens.json()["expires_in"], json!(100));
        let end = installation.clock.now().seconds() + 100;
        assert_eq!(payload(&tokens.member("access_token"))["exp"], json!(end));
        let id_token = payload(&tokens.member("id_token"));
        assert_eq!(id_token["exp"], json!(end));
        assert_eq!(id_token["acr"], json!("bootstrap"));
        assert_eq!(id_token["amr"], json!(["tap", "otp", "mfa"]));
    }
    installation.pass(99);
    assert_eq!(installation.userinfo(&held.offline.member("access_token")).await.status, 200);
    installation.pass(1);
    is_dead(&installation, &held.tokens).await;
    is_dead(&installation, &held.offline).await;
}

#[actix_web::test]
async fn replacing_the_pass_ends_what_was_obtained_by_it() {
    let installation = Installation::start().await;
    let ana = installation.person("ana").await;
    let pass = installation.issue_pass(&ana).await;
    let browser = Browser::new(&installation);
    browser.sign_in_with_pass("ana", &pass, "/").await;
    let held = held(&installation, &browser).await;
    installation.issue_pass(&ana).await;
    is_dead(&installation, &held.tokens).await;
    is_dead(&installation, &held.offline).await;
}

#[actix_web::test]
async fn an_app_that_signs_in_all_the_time_keeps_what_it_uses_and_fills_no_table() {
    let mut installations = vec![Installation::start().await];
    if let Some(database) = TestDatabase::postgresql().await {
        installations.push(Installation::start_on(database).await);
    }
    for installation in installations {
        installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        let elsewhere = Browser::of(&installation, "ana").await;
        let of_elsewhere = held(&installation, &elsewhere).await;
        let unused = held(&installation, &browser).await;
        let mut used = held(&installation, &browser).await.offline;
        for _ in 0..40 {
            installation.pass(1);
            used = installation.refresh(&used.member("refresh_token")).await;
            for _ in 0..10 {
                browser.code_for(&Request::payroll()).await;
            }
        }

        // Room for fifty is made by one in sixteen: that none of two hundred did is as good as impossible.
        let kept = count_of_grants(&installation).await;
        assert!((50..250).contains(&kept), "{kept}");
        is_dead(&installation, &unused.tokens).await;
        is_dead(&installation, &unused.offline).await;
        is_alive(&installation, &used).await;
        is_alive(&installation, &of_elsewhere.offline).await;
    }
}

async fn count_of_grants(installation: &Installation) -> i64 {
    use sea_orm::{ConnectionTrait as _, Statement};
    let connection = installation.app.db().read();
    let question = "SELECT count(*) AS counted FROM grants";
    let question = Statement::from_string(connection.get_database_backend(), question);
    let row = connection.query_one_raw(question).await.unwrap().unwrap();
    row.try_get("", "counted").unwrap()
}
