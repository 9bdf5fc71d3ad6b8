//! Devices without a browser: RFC 8628.

use std::rc::Rc;

use daypass::audit::{self, Actor, Category, Filter, Origin};
use daypass::base::Digest;
use daypass::jobs;
use daypass::sessions;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use serde_json::json;

use crate::browser::{Browser, Page};
use crate::installation::{Answer, Installation, payload};
use crate::support::TestDatabase;

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";
const RACERS: usize = 20;

/// A device that has got its codes.
struct Device {
    client: &'static str,
    device_code: String,
    user_code: String,
}

impl Device {
    async fn of(installation: &Installation, client: &'static str, scope: &str) -> Self {
        Self::asking(installation, client, &[("scope", scope)]).await
    }

    async fn asking(
        installation: &Installation,
        client: &'static str,
        form: &[(&str, &str)],
    ) -> Self {
        let codes = ask(installation, client, form).await;
        assert_eq!(codes.status, 200, "{}", codes.text);
        let (device_code, user_code) = (codes.member("device_code"), codes.member("user_code"));
        Self { client, device_code, user_code }
    }

    async fn poll(&self, installation: &Installation) -> Answer {
        self.poll_with(installation, &[]).await
    }

    async fn poll_with(&self, installation: &Installation, more: &[(&str, &str)]) -> Answer {
        let mut form = vec![("grant_type", GRANT_TYPE), ("device_code", self.device_code.as_str())];
        form.extend(more);
        installation.post_as(self.client, "/oauth2/token", &form).await
    }

    /// What comes of typing its code.
    async fn typed(&self, browser: &Browser) -> Page {
        browser.submit("/device", &[("user_code", &self.user_code)]).await.page()
    }

    async fn decided(&self, browser: &Browser, decision: &str) -> Page {
        let form = [("user_code", self.user_code.as_str()), ("decision", decision)];
        browser.submit("/device/decide", &form).await.page()
    }

    async fn allowed(&self, browser: &Browser) {
        let page = self.decided(browser, "allow").await;
        assert!(page.text.contains("Device connected"), "{} {}", page.status, page.text);
    }
}

async fn ask(installation: &Installation, client: &str, form: &[(&str, &str)]) -> Answer {
    installation.post_as(client, "/oauth2/device_authorization", form).await
}

#[actix_web::test]
async fn a_device_gets_codes_and_after_somebody_allowed_it_tokens() {
    let installation = Installation::start().await;
    let ana = installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;

    let codes = ask(&installation, "tv", &[("scope", "openid profile")]).await;
    assert_eq!(codes.status, 200, "{}", codes.text);
    assert_eq!(codes.header("cache-control"), "no-store");
    let told = codes.json();
    assert_eq!((&told["expires_in"], &told["interval"]), (&json!(600), &json!(5)));
    assert_eq!(codes.member("device_code").len(), 43);
    let user_code = codes.member("user_code");
    assert!(
        user_code.len() == 9
            && user_code.chars().enumerate().all(|(at, c)| match at {
                4 => c == '-',
                _ => "BCDFGHJKLMNPQRSTVWXZ".contains(c),
            }),
        "{user_code}"
    );
    assert_eq!(codes.member("verification_uri"), installation.at("/device"));
    let complete = installation.at(&format!("/device?user_code={user_code}"));
    assert_eq!(codes.member("verification_uri_complete"), complete);

    let device = Device { client: "tv", device_code: codes.member("device_code"), user_code };
    device.poll(&installation).await.is_error(400, "authorization_pending");
    let page = device.typed(&browser).await;
    assert_eq!(page.status, 200);
    for said in ["Living room", "ana", "see your name", &device.user_code, "127.0.0.1"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    device.allowed(&browser).await;
    let tokens = device.poll(&installation).await;
    assert_eq!(tokens.status, 200, "{}", tokens.text);
    assert_eq!(tokens.json()["scope"], json!("openid profile"));
    let id_token = payload(&tokens.member("id_token"));
    assert_eq!((&id_token["sub"], &id_token["aud"]), (&json!(ana.subject), &json!("tv")));
    assert!(id_token.get("nonce").is_none());
    let userinfo = installation.userinfo(&tokens.member("access_token")).await;
    assert_eq!(userinfo.json()["preferred_username"], json!("ana"));
    let refresh_token = tokens.member("refresh_token");
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token.as_str())];
    assert_eq!(installation.post_as("tv", "/oauth2/token", &form).await.status, 200);

    let filter = Filter::default();
    let records = audit::list(installation.app.db().read(), &filter, 100).await.unwrap();
    let connected = records.iter().find(|record| record.activity == "Connect device").unwrap();
    assert_eq!(connected.sentence(), "ana connected a device to tv for openid profile.");
    assert_eq!(connected.detail("device_ip_address"), Some("127.0.0.1"));
}

#[actix_web::test]
async fn the_address_with_the_code_fills_it_in_and_asks_who_is_there() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let device = Device::of(&installation, "tv", "openid").await;
    let place = format!("/device?user_code={}", device.user_code);
    let browser = Browser::new(&installation);
    let page = browser.visit(&place).await.page();
    assert_eq!((page.path.as_str(), page.return_to()), ("/signin", place.as_str()));
    let page = browser.sign_in("ana", &place).await.page();
    assert_eq!(page.path, "/device");
    assert!(page.text.contains(&format!("value=\"{}\"", device.user_code)), "{}", page.text);
    assert!(!page.text.contains("Living room"), "nothing is told before it is sent");
    device.poll(&installation).await.is_error(400, "authorization_pending");
}

#[actix_web::test]
async fn a_device_that_is_denied_is_told_so() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let device = Device::of(&installation, "tv", "openid").await;
    let page = device.decided(&browser, "deny").await;
    assert!(page.text.contains("Device not connected"), "{}", page.text);
    assert_eq!(device.decided(&browser, "deny").await.status, 200, "a double click");
    device.poll(&installation).await.is_error(400, "access_denied");
    let page = device.decided(&browser, "allow").await;
    assert_eq!(page.status, 422, "what is decided is decided");
    device.poll(&installation).await.is_error(400, "access_denied");

    let filter = Filter { category: Some(Category::SignIn), ..Filter::default() };
    let records = audit::list(installation.app.db().read(), &filter, 100).await.unwrap();
    assert_eq!(records[0].sentence(), "ana did not connect a device to tv.");
    assert_eq!(records[1].activity, "Sign-in", "once, however often they pressed");
}

#[actix_web::test]
async fn a_device_that_asks_too_often_has_to_slow_down_for_good() {
    let installation = Installation::start().await;
    let device = Device::of(&installation, "tv", "openid").await;
    let poll = async || device.poll(&installation).await;
    poll().await.is_error(400, "authorization_pending");
    installation.pass(5);
    poll().await.is_error(400, "authorization_pending");
    installation.pass(3);
    poll().await.is_error(400, "slow_down");
    installation.pass(5);
    poll().await.is_error(400, "slow_down");
    installation.pass(10);
    poll().await.is_error(400, "slow_down");
    installation.pass(20);
    poll().await.is_error(400, "authorization_pending");
}

#[actix_web::test]
async fn after_ten_minutes_it_is_over_before_and_after_the_decision() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let (late, idle) = (
        Device::of(&installation, "tv", "openid").await,
        Device::of(&installation, "tv", "openid").await,
    );
    installation.pass(599);
    late.allowed(&browser).await;
    installation.pass(1);
    assert_eq!(idle.typed(&browser).await.status, 422);
    assert_eq!(idle.decided(&browser, "allow").await.status, 422);
    idle.poll(&installation).await.is_error(400, "expired_token");
    late.poll(&installation).await.is_error(400, "expired_token");

    installation.pass(25 * 3_600);
    jobs::clear_away(&installation.app).await.unwrap();
    idle.poll(&installation).await.is_error(400, "invalid_grant");
}

#[actix_web::test]
async fn a_code_is_its_own_clients_and_nobody_elses_mistake_ends_anything() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let device = Device::of(&installation, "printer", "openid email").await;
    device.allowed(&browser).await;
    let form = [("grant_type", GRANT_TYPE), ("device_code", device.device_code.as_str())];
    installation.post_as("tv", "/oauth2/token", &form).await.is_error(400, "invalid_grant");
    installation
        .post_as("payroll", "/oauth2/token", &form)
        .await
        .is_error(400, "unauthorized_client");
    let named = [form[0], form[1], ("client_id", "printer")];
    installation.token(None, &named).await.is_error(401, "invalid_client");
    let by_user_code = [form[0], ("device_code", device.user_code.as_str())];
    let answer = installation.post_as("printer", "/oauth2/token", &by_user_code).await;
    answer.is_error(400, "invalid_grant");
    let nothing = installation.post_as("printer", "/oauth2/token", &form[..1]).await;
    nothing.is_error(400, "invalid_request");

    let tokens = device.poll(&installation).await;
    assert_eq!(tokens.status, 200, "{}", tokens.text);
    assert!(tokens.json().get("refresh_token").is_none(), "not registered for them");
}

#[actix_web::test]
async fn a_device_code_that_is_used_again_ends_what_came_of_it() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let device = Device::of(&installation, "tv", "openid").await;
    device.allowed(&browser).await;
    let tokens = device.poll(&installation).await;
    device.poll(&installation).await.is_error(400, "invalid_grant");
    installation.userinfo(&tokens.member("access_token")).await.is_error(401, "invalid_token");
    let refresh_token = tokens.member("refresh_token");
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token.as_str())];
    installation.post_as("tv", "/oauth2/token", &form).await.is_error(400, "invalid_grant");
    assert!(installation.failed_sign_ins().await[0].starts_with("A device code was used twice"));
}

#[actix_web::test]
async fn the_request_is_checked_as_an_authorization_request_is() {
    let installation = Installation::start().await;
    let asked = async |client, form: &[(&str, &str)]| ask(&installation, client, form).await;
    asked("payroll", &[("scope", "openid")]).await.is_error(400, "unauthorized_client");
    asked("nobody", &[("scope", "openid")]).await.is_error(401, "invalid_client");
    asked("tv", &[]).await.is_error(400, "invalid_scope");
    asked("tv", &[("scope", "openid email")]).await.is_error(400, "invalid_scope");
    asked("tv", &[("scope", "openid"), ("scope", "openid")]).await.is_error(400, "invalid_request");
    let beyond = [("scope", "openid"), ("resource", "urn:other")];
    asked("tv", &beyond).await.is_error(400, "invalid_target");
    let by_get = installation.http.get(installation.at("/oauth2/device_authorization"));
    assert_eq!(Answer::of(by_get).await.status, 405);
}

#[actix_web::test]
async fn resources_are_kept_and_narrowed() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let form =
        [("scope", "profile"), ("resource", "https://api.example"), ("resource", "urn:media")];
    let device = Device::asking(&installation, "tv", &form).await;
    device.allowed(&browser).await;
    let refused = device.poll_with(&installation, &[("resource", "urn:other")]).await;
    refused.is_error(400, "invalid_target");
    let tokens = device.poll_with(&installation, &[("resource", "urn:media")]).await;
    assert_eq!(payload(&tokens.member("access_token"))["aud"], json!("urn:media"));
    let refresh_token = tokens.member("refresh_token");
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token.as_str())];
    let tokens = installation.post_as("tv", "/oauth2/token", &form).await;
    let audience = &payload(&tokens.member("access_token"))["aud"];
    assert_eq!(audience, &json!(["https://api.example", "urn:media"]));
}

#[actix_web::test]
async fn codes_cannot_be_guessed_for_long_and_wrong_ones_say_nothing() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let device = Device::of(&installation, "tv", "openid").await;
    let wrong = async || browser.submit("/device", &[("user_code", "BBBB-BBBB")]).await.page();
    // Right ones are not counted, and make up for no wrong one.
    let first = wrong().await;
    assert_eq!(first.status, 422);
    for _ in 0..20 {
        assert_eq!(device.typed(&browser).await.status, 200);
    }
    for _ in 1..10 {
        assert_eq!(wrong().await.text, first.text);
    }
    assert!(wrong().await.text.contains("Too many wrong codes"));
    assert!(device.typed(&browser).await.text.contains("Too many wrong codes"));
    let page = device.decided(&browser, "allow").await;
    assert!(page.text.contains("Too many wrong codes"), "nor by the other form");
    installation.pass(60);
    assert_eq!(device.typed(&browser).await.status, 200);
}

#[actix_web::test]
async fn an_address_from_which_many_codes_are_wrong_has_to_wait_whoever_is_signed_in() {
    let installation = Installation::start().await;
    let mut browsers = Vec::new();
    for name in ["ana", "bo", "cy", "di", "ed", "fi", "gu", "hy", "io", "jo", "ky"] {
        installation.person(name).await;
        browsers.push(Browser::of(&installation, name).await);
    }
    let wrong = async |browser: &Browser| {
        browser.submit("/device", &[("user_code", "BBBB-BBBB")]).await.page().status
    };
    for browser in &browsers[..10] {
        for _ in 0..10 {
            assert_eq!(wrong(browser).await, 422);
        }
    }
    assert_eq!(wrong(&browsers[10]).await, 429);
    installation.pass(6);
    assert_eq!(wrong(&browsers[10]).await, 422, "a tenth of a minute for each");
}

#[actix_web::test]
async fn however_it_is_typed_it_is_the_same_code() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let device = Device::of(&installation, "tv", "openid").await;
    let code = &device.user_code;
    for typed in
        [code.to_lowercase(), code.replace('-', ""), format!(" {} ", code.replace('-', " "))]
    {
        let page = browser.submit("/device", &[("user_code", &typed)]).await.page();
        assert!(page.text.contains(code), "{typed}");
    }
}

#[actix_web::test]
async fn another_site_cannot_connect_a_device_for_anybody() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let device = Device::of(&installation, "tv", "openid").await;
    let form = [("user_code", device.user_code.as_str()), ("decision", "allow")];
    let forged = browser.submit_from_elsewhere("/device/decide", &form).await.page();
    assert_eq!(forged.status, 403);
    device.poll(&installation).await.is_error(400, "authorization_pending");
    let nobody = Browser::new(&installation).submit("/device/decide", &form).await.page();
    assert_eq!(nobody.path, "/signin");
    device.poll(&installation).await.is_error(400, "slow_down");
}

#[actix_web::test]
async fn the_apps_rules_are_asked_when_it_is_allowed() {
    let installation = Installation::start().await;
    let ana = installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let device = Device::of(&installation, "strict-tv", "openid").await;
    let page = device.decided(&browser, "allow").await;
    assert_eq!(page.status, 403);
    assert!(page.text.contains("stronger sign-in"), "{}", page.text);
    device.poll(&installation).await.is_error(400, "authorization_pending");
    assert_eq!(device.decided(&browser, "deny").await.status, 200, "no is always an answer");

    let pass = installation.issue_pass(&ana).await;
    let by_pass = Browser::new(&installation);
    by_pass.sign_in_with_pass("ana", &pass, "/").await;
    let device = Device::of(&installation, "lasting-tv", "openid").await;
    assert_eq!(device.decided(&by_pass, "allow").await.status, 403);
    device.allowed(&browser).await;
}

#[actix_web::test]
async fn what_the_client_may_not_ask_for_any_more_is_not_allowed() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    for change in [
        "UPDATE clients SET metadata = REPLACE(metadata, 'openid profile', 'openid') WHERE id = 'tv'",
        "UPDATE clients SET enabled = FALSE WHERE id = 'printer'",
    ] {
        let client = if change.contains("printer") { "printer" } else { "tv" };
        let scope = if client == "tv" { "openid profile" } else { "openid" };
        let device = Device::of(&installation, client, scope).await;
        assert_eq!(device.typed(&browser).await.status, 200);
        installation
            .committed(async |work| {
                work.connection().execute_unprepared(change).await.unwrap();
            })
            .await;
        assert_eq!(device.typed(&browser).await.status, 422, "{change}");
        assert_eq!(device.decided(&browser, "allow").await.status, 422, "{change}");
    }
}

#[actix_web::test]
async fn a_device_outlives_the_browser_and_falls_when_its_person_signs_out_everywhere() {
    let installation = Installation::start().await;
    let ana = installation.person("ana").await;
    let (origin, app) = (Origin::local("test"), &installation.app);
    let browser = Browser::of(&installation, "ana").await;
    let connected = async || {
        let device = Device::of(&installation, "tv", "openid").await;
        device.allowed(&browser).await;
        device
    };
    let (one, other) = (connected().await, connected().await);
    let tokens = one.poll(&installation).await;
    let session = sessions::list(app.db(), ana.id, app.settings().session).await.unwrap().remove(0);
    let id_token = payload(&tokens.member("id_token"));
    assert_ne!(id_token["sid"], json!(session.id), "a session of its own");
    installation
        .committed(async |work| sessions::end(work, &origin, &session, session.id).await.unwrap())
        .await;
    assert_eq!(installation.userinfo(&tokens.member("access_token")).await.status, 200);

    installation.pass(1);
    installation
        .committed(async |work| {
            sessions::end_all(work, &origin, Actor::Machine, &ana).await.unwrap();
        })
        .await;
    installation.userinfo(&tokens.member("access_token")).await.is_error(401, "invalid_token");
    other.poll(&installation).await.is_error(400, "invalid_grant");
}

#[actix_web::test]
async fn what_was_allowed_by_a_pass_ends_with_the_pass() {
    let installation = Installation::start().await;
    let ana = installation.person("ana").await;
    let pass = installation.issue_pass(&ana).await;
    let browser = Browser::new(&installation);
    browser.sign_in_with_pass("ana", &pass, "/").await;
    installation.pass(55 * 60);
    let device = Device::of(&installation, "tv", "openid offline_access").await;
    let page = device.typed(&browser).await;
    assert!(page.text.contains("It ends when your Temporary Access Pass does"), "{}", page.text);
    device.allowed(&browser).await;
    let tokens = device.poll(&installation).await;
    assert_eq!(tokens.json()["expires_in"], json!(300));
    installation.pass(300);
    installation.userinfo(&tokens.member("access_token")).await.is_error(401, "invalid_token");
    let refresh_token = tokens.member("refresh_token");
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token.as_str())];
    installation.post_as("tv", "/oauth2/token", &form).await.is_error(400, "invalid_grant");
}

#[actix_web::test]
async fn the_sweep_leaves_a_device_that_was_allowed_and_has_not_asked_yet() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let device = Device::of(&installation, "printer", "openid").await;
    installation.pass(1);
    device.allowed(&browser).await;
    installation.pass(590);
    jobs::clear_away(&installation.app).await.unwrap();
    assert_eq!(device.poll(&installation).await.status, 200);
}

#[actix_web::test]
async fn one_address_cannot_fill_the_table_with_devices_that_wait() {
    let installation = Installation::start().await;
    for _ in 0..100 {
        Device::of(&installation, "tv", "openid").await;
    }
    ask(&installation, "tv", &[("scope", "openid")]).await.is_error(400, "slow_down");
    Device::of(&installation, "printer", "openid").await;
    installation.pass(600);
    Device::of(&installation, "tv", "openid").await;
}

#[actix_web::test]
async fn of_twenty_exchanges_of_a_device_code_exactly_one_gets_through() {
    for installation in installations().await {
        installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        let device = Rc::new(Device::of(&installation, "tv", "openid").await);
        device.allowed(&browser).await;
        let racers: Vec<_> = (0..RACERS)
            .map(|_| {
                let (installation, device) = (Rc::clone(&installation), Rc::clone(&device));
                actix_web::rt::spawn(async move { device.poll(&installation).await })
            })
            .collect();
        let mut through = Vec::new();
        for racer in racers {
            match racer.await.unwrap() {
                answer if answer.status == 200 => through.push(answer),
                refused => refused.is_error(400, "invalid_grant"),
            }
        }
        assert_eq!(through.len(), 1);
        let access_token = through[0].member("access_token");
        installation.userinfo(&access_token).await.is_error(401, "invalid_token");
    }
}

#[actix_web::test]
async fn of_twenty_who_allow_it_one_grant_comes() {
    for installation in installations().await {
        for name in ["ana", "bo"] {
            installation.person(name).await;
        }
        let browsers =
            [Browser::of(&installation, "ana").await, Browser::of(&installation, "bo").await]
                .map(Rc::new);
        let device = Rc::new(Device::of(&installation, "tv", "openid").await);
        let racers: Vec<_> = (0..RACERS)
            .map(|at| {
                let (device, browser) = (Rc::clone(&device), Rc::clone(&browsers[at % 2]));
                actix_web::rt::spawn(async move {
                    (at % 2, device.decided(&browser, "allow").await.status)
                })
            })
            .collect();
        let mut winners = Vec::new();
        for racer in racers {
            let (person, status) = racer.await.unwrap();
            assert!([200, 422].contains(&status), "{status}");
            winners.extend((status == 200).then_some(person));
        }
        winners.dedup();
        assert_eq!(winners.len(), 1, "one person, however often they pressed");
        let filter = Filter::default();
        let records = audit::list(installation.app.db().read(), &filter, 500).await.unwrap();
        let grants = records.iter().filter(|record| record.activity == "Connect device").count();
        assert_eq!(grants, 1);
        assert_eq!(device.poll(&installation).await.status, 200);
    }
}

#[actix_web::test]
async fn the_database_holds_digests_of_the_codes_only() {
    let installation = Installation::start().await;
    let device = Device::of(&installation, "tv", "openid").await;
    let statement = "SELECT digest, user_code_digest FROM device_codes";
    let statement = Statement::from_string(DbBackend::Sqlite, statement);
    let row = installation.app.db().read().query_one_raw(statement).await.unwrap().unwrap();
    let plain = device.user_code.replace('-', "");
    for (column, text) in [("digest", device.device_code), ("user_code_digest", plain)] {
        let stored: Vec<u8> = row.try_get("", column).unwrap();
        assert_eq!(stored, Digest::of(text.as_bytes()).as_bytes());
    }
}

/// On SQLite, and on PostgreSQL where there is one.
async fn installations() -> Vec<Rc<Installation>> {
    let mut all = vec![Rc::new(Installation::start().await)];
    if let Some(database) = TestDatabase::postgresql().await {
        all.push(Rc::new(Installation::start_on(database).await));
    }
    all
}
