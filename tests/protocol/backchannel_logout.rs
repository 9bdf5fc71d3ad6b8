//! OpenID Connect Back-Channel Logout 1.0.

use std::collections::BTreeSet;

use daypass::app::App;
use daypass::audit::{Actor, Origin};
use daypass::base::{ClientId, SessionId};
use daypass::credentials::pass;
use daypass::directory::{User, manage};
use daypass::jobs;
use daypass::oidc::{backchannel, grants};
use daypass::sessions;
use daypass::telling::{self, Delivery, Lane, State};
use futures_util::future::join_all;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation};
use serde_json::{Value, json};

use crate::browser::{Browser, Request};
use crate::installation::{Answer, Installation, SECRET, basic, header, payload};
use crate::receivers::{Manner, Message, Receiver};
use crate::support::TestDatabase;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
const DAY: u64 = 24 * 60 * 60;
const RACERS: usize = 20;

/// An app that is told.
struct Told {
    id: &'static str,
    receiver: Receiver,
}

impl Told {
    async fn start(id: &'static str, manner: Manner) -> Self {
        Self { id, receiver: Receiver::start(manner).await }
    }

    /// The lines of `daypass.toml` that name it.
    fn settings(&self, more: &str) -> String {
        client(self.id, self.receiver.port, more)
    }

    /// The logout tokens that have arrived since it was last asked.
    fn take(&mut self) -> Vec<String> {
        self.receiver.take().iter().map(logout_token).collect()
    }

    #[track_caller]
    fn take_one(&mut self) -> String {
        let mut tokens = self.take();
        assert_eq!(tokens.len(), 1, "{} got {tokens:?}", self.id);
        tokens.remove(0)
    }

    fn take_claims(&mut self) -> Vec<Value> {
        self.take().iter().map(|token| payload(token)).collect()
    }
}

fn client(id: &str, port: u16, more: &str) -> String {
    format!(
        "[[clients]]\nid = '{id}'\nsecret = '{SECRET}'\nconsent = 'skip'\n\
         redirect_uris = ['https://{id}.example/cb']\n\
         post_logout_redirect_uris = ['https://{id}.example/bye']\n\
         backchannel_logout_uri = 'http://127.0.0.1:{port}/logout?tenant=7'\n{more}\n"
    )
}

/// Back-Channel Logout §2.5: a form post with one parameter.
#[track_caller]
fn logout_token(message: &Message) -> String {
    assert_eq!(message.header("content-type"), "application/x-www-form-urlencoded");
    let mut form = url::form_urlencoded::parse(message.body.as_bytes());
    let (name, token) = form.next().unwrap();
    assert_eq!((name.as_ref(), form.next()), ("logout_token", None));
    token.into_owned()
}

const OUTGOING: &str = "[outgoing]\nallow_private = true\ntimeout = '1s'\n";

async fn on_each_database(story: impl AsyncFn(Option<TestDatabase>)) {
    story(None).await;
    if let Some(database) = TestDatabase::postgresql().await {
        story(Some(database)).await;
    }
}

async fn installation(apps: &[String], database: Option<TestDatabase>) -> Installation {
    let tables = format!("{OUTGOING}{}", apps.join("\n"));
    match database {
        Some(database) => Installation::start_on_with(database, &tables).await,
        None => Installation::start_and(&tables).await,
    }
}

/// What an app gets for somebody who is signed in in this browser.
async fn tokens(installation: &Installation, browser: &Browser, id: &str, scope: &str) -> Answer {
    let redirect_uri = format!("https://{id}.example/cb");
    let code = browser.code_for(&Request::of(id, &redirect_uri).with("scope", scope)).await;
    let form =
        [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", &redirect_uri)];
    let tokens = installation.token(Some(&basic(id, SECRET)), &form).await;
    assert_eq!(tokens.status, 200, "{}", tokens.text);
    tokens
}

/// The claims of the ID token that an app gets.
async fn id_token(installation: &Installation, browser: &Browser, id: &str) -> Value {
    payload(&tokens(installation, browser, id, "openid").await.member("id_token"))
}

async fn refused(installation: &Installation, id: &str, tokens: &Answer) {
    let refresh_token = tokens.member("refresh_token");
    let form = [("grant_type", "refresh_token"), ("refresh_token", &refresh_token)];
    installation.token(Some(&basic(id, SECRET)), &form).await.is_error(400, "invalid_grant");
    installation.userinfo(&tokens.member("access_token")).await.is_error(401, "invalid_token");
}

async fn told(app: &App) {
    jobs::run_due(app).await.unwrap();
}

async fn lane(app: &App, id: &str) -> Vec<Delivery> {
    let lane = Lane::Backchannel(ClientId::new(id));
    telling::of_lane(app.db().read(), &lane, 1000).await.unwrap()
}

async fn end_all(installation: &Installation, user: &User) {
    let origin = Origin::local("test");
    installation
        .committed(async |work| {
            sessions::end_all(work, &origin, Actor::Machine, user).await.unwrap();
        })
        .await;
}

/// Checks signature and claims as Back-Channel Logout §2.6 has it, and answers the claims.
async fn checked(installation: &Installation, id: &str, alg: &str, token: &str) -> Value {
    let head = header(token);
    assert_eq!((&head["typ"], &head["alg"]), (&json!("logout+jwt"), &json!(alg)));
    let jwks = Answer::of(installation.http.get(installation.at("/oauth2/keys"))).await;
    let jwks: JwkSet = serde_json::from_str(&jwks.text).unwrap();
    let key = DecodingKey::from_jwk(jwks.find(head["kid"].as_str().unwrap()).unwrap()).unwrap();
    let mut validation = Validation::new(alg.parse().unwrap());
    validation.validate_exp = false;
    validation.set_audience(&[id]);
    validation.set_issuer(&[&installation.issuer]);
    let claims: Value = jsonwebtoken::decode(token, &key, &validation).unwrap().claims;
    let now = installation.clock.now().seconds();
    assert_eq!((&claims["aud"], &claims["iat"]), (&json!(id), &json!(now)));
    assert_eq!(claims["exp"], json!(now + 120));
    assert_eq!(claims["events"], json!({ EVENT: {} }));
    assert!(claims["jti"].as_str().unwrap().len() > 20);
    let known = ["iss", "sub", "aud", "iat", "exp", "jti", "events", "sid"];
    assert!(claims.as_object().unwrap().keys().all(|name| known.contains(&name.as_str())));
    claims
}

#[actix_web::test]
async fn signing_out_by_one_app_tells_every_app_of_that_session_once() {
    on_each_database(async |database| {
        let mut mail = Told::start("mail", Manner::Answer(200)).await;
        let mut chat = Told::start("chat", Manner::Answer(204)).await;
        let mut other = Told::start("other", Manner::Answer(200)).await;
        let required =
            "backchannel_logout_session_required = true\nid_token_signed_response_alg = 'ES256'";
        let apps = [mail.settings(""), chat.settings(required), other.settings("")];
        let installation = installation(&apps, database).await;
        installation.person("ana").await;
        let (browser, elsewhere) =
            (Browser::of(&installation, "ana").await, Browser::of(&installation, "ana").await);
        let hint = tokens(&installation, &browser, "mail", "openid").await.member("id_token");
        let at_mail = payload(&hint);
        let at_chat = id_token(&installation, &browser, "chat").await;
        // Twice at one app is one sign-out; an app that wants to know nothing is told nothing.
        id_token(&installation, &browser, "chat").await;
        browser.code_for(&Request::payroll()).await;
        for app in ["mail", "other"] {
            id_token(&installation, &elsewhere, app).await;
        }

        let logout = format!("/oauth2/logout?id_token_hint={hint}");
        assert_eq!(browser.visit(&logout).await.page().path, "/signed-out");
        told(&installation.app).await;
        let (by_mail, by_chat) = (mail.take_one(), chat.take_one());
        installation.pass(DAY);
        told(&installation.app).await;

        assert!(mail.take().is_empty() && chat.take().is_empty(), "once is enough");
        assert!(other.take().is_empty(), "another browser's session goes on");
        assert!(lane(&installation.app, "payroll").await.is_empty());
        let claims = payload(&by_mail);
        assert_eq!((&claims["sub"], &claims["sid"]), (&at_mail["sub"], &at_mail["sid"]));
        assert_eq!(payload(&by_chat)["sid"], at_chat["sid"]);
        let delivered = lane(&installation.app, "mail").await.remove(0);
        assert!(matches!(delivered.state, State::Delivered(_)) && delivered.attempts == 1);
        assert!(!delivered.destination.contains("tenant"), "a query may hold secrets");
    })
    .await;
}

#[actix_web::test]
async fn the_token_is_well_formed_and_signed_as_the_apps_id_tokens_are() {
    let mut receivers = Vec::new();
    for (id, alg) in [("rsa", "RS256"), ("pss", "PS256"), ("ec", "ES256"), ("ed", "EdDSA")] {
        receivers.push((alg, Told::start(id, Manner::Answer(200)).await));
    }
    let settings = |(alg, app): &(&str, Told)| {
        app.settings(&format!("id_token_signed_response_alg = '{alg}'"))
    };
    let apps: Vec<_> = receivers.iter().map(settings).collect();
    let installation = installation(&apps, None).await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let mut id_tokens = Vec::new();
    for (_, app) in &receivers {
        id_tokens.push(id_token(&installation, &browser, app.id).await);
    }

    browser.submit("/signout", &[]).await.page();
    told(&installation.app).await;

    for ((alg, app), id_token) in receivers.iter_mut().zip(id_tokens) {
        let token = app.take_one();
        let claims = checked(&installation, app.id, alg, &token).await;
        assert_eq!((&claims["sub"], &claims["sid"]), (&id_token["sub"], &id_token["sid"]));
        // Back-Channel Logout §4: it is no ID token that could be handed back.
        let logout = format!("/oauth2/logout?id_token_hint={token}");
        browser.visit(&logout).await.is_error_page();
    }
}

#[actix_web::test]
async fn sign_out_everywhere_reaches_apps_of_every_session_and_offline_ones() {
    on_each_database(async |database| {
        let mut mail = Told::start("mail", Manner::Answer(200)).await;
        let mut each = Told::start("each", Manner::Answer(200)).await;
        let required = "backchannel_logout_session_required = true";
        let installation =
            installation(&[mail.settings(""), each.settings(required)], database).await;
        let ana = installation.person("ana").await;
        installation.person("bob").await;
        let (here, there) =
            (Browser::of(&installation, "ana").await, Browser::of(&installation, "ana").await);
        let offline = tokens(&installation, &here, "mail", "openid offline_access").await;
        let of_here = id_token(&installation, &here, "each").await;
        let of_there = id_token(&installation, &there, "each").await;
        let bob = Browser::of(&installation, "bob").await;
        let of_bob = tokens(&installation, &bob, "mail", "openid").await;
        // The browser that the offline app was signed in from is signed out before.
        here.submit("/signout", &[]).await.page();
        told(&installation.app).await;
        assert_eq!((mail.take().len(), each.take().len()), (1, 1));

        end_all(&installation, &ana).await;
        refused(&installation, "mail", &offline).await;
        assert_eq!(there.authorize(&Request::payroll()).await.page().path, "/signin");
        told(&installation.app).await;

        let claims = payload(&mail.take_one());
        assert_eq!((&claims["sub"], claims.get("sid")), (&of_here["sub"], None));
        let sids: BTreeSet<_> =
            each.take_claims().iter().map(|claims| claims["sid"].to_string()).collect();
        assert!(sids.contains(&of_there["sid"].to_string()), "{sids:?}");
        assert_eq!(installation.userinfo(&of_bob.member("access_token")).await.status, 200);
    })
    .await;
}

#[actix_web::test]
async fn an_app_that_fails_is_told_later_with_a_fresh_token_and_one_that_refuses_is_not() {
    on_each_database(async |database| {
        let mut failing = Told::start("failing", Manner::Answer(503)).await;
        let refusal = json!({ "error": "invalid_request", "error_description": "who is that?" });
        let mut refusing = Told::start("refusing", Manner::Say(400, refusal.to_string())).await;
        let apps = [failing.settings(""), refusing.settings("")];
        let installation = installation(&apps, database).await;
        installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        for app in ["failing", "refusing"] {
            id_token(&installation, &browser, app).await;
        }
        browser.submit("/signout", &[]).await.page();

        told(&installation.app).await;
        told(&installation.app).await;
        let first = failing.take_one();
        let waiting = lane(&installation.app, "failing").await.remove(0);
        assert!(matches!(waiting.state, State::Waiting(_)), "{waiting:?}");
        assert_eq!(waiting.last_error.as_deref(), Some("answered 503"));
        installation.pass(60);
        failing.receiver.behave(Manner::Answer(200));
        told(&installation.app).await;
        installation.pass(DAY);
        told(&installation.app).await;

        let second = failing.take_one();
        let (first, second) = (payload(&first), payload(&second));
        assert_eq!(first["sid"], second["sid"]);
        assert_ne!(first["jti"], second["jti"]);
        assert!(second["exp"].as_i64() >= first["exp"].as_i64().map(|exp| exp + 60));
        let delivered = lane(&installation.app, "failing").await.remove(0);
        assert!(matches!(delivered.state, State::Delivered(_)) && delivered.attempts == 2);
        refusing.take_one();
        let refused = lane(&installation.app, "refusing").await.remove(0);
        assert!(matches!(refused.state, State::GivenUp(_)));
        let words = "answered 400: invalid_request who is that?";
        assert_eq!(refused.last_error.as_deref(), Some(words));
    })
    .await;
}

#[actix_web::test]
async fn apps_that_are_silent_redirect_or_swamp_hold_up_nobody() {
    on_each_database(async |database| {
        let mut elsewhere = Receiver::start(Manner::Answer(200)).await;
        let away = format!("http://127.0.0.1:{}/secret", elsewhere.port);
        let silent = Told::start("silent", Manner::Silent).await;
        let redirecting = Told::start("redirecting", Manner::Redirect(away)).await;
        let huge = Told::start("huge", Manner::Huge).await;
        let mut good = Told::start("good", Manner::Answer(200)).await;
        let apps = [&silent, &redirecting, &huge, &good].map(|app| app.settings(""));
        let installation = installation(&apps, database).await;
        installation.person("ana").await;
        // More of them for the silent one than it may keep waiting at a time.
        for _ in 0..6 {
            let browser = Browser::of(&installation, "ana").await;
            for app in ["silent", "redirecting", "huge", "good"] {
                id_token(&installation, &browser, app).await;
            }
            browser.submit("/signout", &[]).await.page();
        }

        let heard = async {
            for _ in 0..6 {
                good.receiver.next().await;
            }
            lane(&installation.app, "silent").await
        };
        let (while_silent, ()) = tokio::join!(heard, told(&installation.app));

        let waited_for = while_silent.iter().filter(|delivery| delivery.attempts > 0).count();
        assert!(waited_for <= 4, "{waited_for} at once");
        assert!(while_silent.iter().all(|it| matches!(it.state, State::Waiting(_))));
        let all = async |id, right: fn(&State) -> bool| {
            lane(&installation.app, id).await.iter().all(|delivery| right(&delivery.state))
        };
        assert!(all("silent", |state| matches!(state, State::Waiting(_))).await);
        assert!(all("redirecting", |state| matches!(state, State::Waiting(_))).await);
        assert!(all("huge", |state| matches!(state, State::Delivered(_))).await);
        assert!(elsewhere.take().is_empty(), "a redirect is not followed");
    })
    .await;
}

#[actix_web::test]
async fn more_apps_than_are_called_at_once_are_all_told() {
    on_each_database(async |database| {
        let mut receiver = Receiver::start(Manner::Answer(200)).await;
        let ids: Vec<_> = (0..100).map(|number| format!("app-{number}")).collect();
        let apps: Vec<_> = ids.iter().map(|id| client(id, receiver.port, "")).collect();
        let installation = installation(&apps, database).await;
        let ana = installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        for id in &ids {
            let request = Request::of(id, &format!("https://{id}.example/cb"));
            browser.code_for(&request).await;
        }

        end_all(&installation, &ana).await;
        told(&installation.app).await;

        let messages = receiver.take();
        let audiences: BTreeSet<_> = messages
            .iter()
            .map(|message| payload(&logout_token(message))["aud"].to_string())
            .collect();
        assert_eq!((messages.len(), audiences.len()), (100, 100));
    })
    .await;
}

#[actix_web::test]
async fn a_pass_that_is_deleted_or_replaced_signs_out_of_what_was_obtained_by_it() {
    on_each_database(async |database| {
        let mut mail = Told::start("mail", Manner::Answer(200)).await;
        let installation = installation(&[mail.settings("")], database).await;
        let ana = installation.person("ana").await;
        let by_password = Browser::of(&installation, "ana").await;
        tokens(&installation, &by_password, "mail", "openid").await;
        for replaced in [true, false] {
            let pass = installation.issue_pass(&ana).await;
            let browser = Browser::new(&installation);
            browser.sign_in_with_pass("ana", &pass, "/").await;
            let held = tokens(&installation, &browser, "mail", "openid offline_access").await;
            if replaced {
                installation.issue_pass(&ana).await;
            } else {
                let origin = Origin::local("test");
                installation
                    .committed(async |work| {
                        pass::delete(work, &origin, &Actor::Machine, ana.id).await.unwrap();
                    })
                    .await;
            }
            refused(&installation, "mail", &held).await;

            told(&installation.app).await;

            let claims = payload(&mail.take_one());
            let id_token = payload(&held.member("id_token"));
            assert_eq!((&claims["sub"], &claims["sid"]), (&id_token["sub"], &id_token["sid"]));
        }
        assert_eq!(by_password.visit("/").await.page().status, 200);
    })
    .await;
}

#[actix_web::test]
async fn who_is_disabled_or_deleted_is_signed_out_of_every_app_and_stays_so() {
    on_each_database(async |database| {
        let mut mail = Told::start("mail", Manner::Answer(200)).await;
        let mut each = Told::start("each", Manner::Answer(200)).await;
        let required = "backchannel_logout_session_required = true";
        let apps = [mail.settings(""), each.settings(required)];
        let installation = installation(&apps, database).await;
        let origin = Origin::local("test");
        let ana = installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        let held = tokens(&installation, &browser, "mail", "openid offline_access").await;
        let unredeemed = Request::of("mail", "https://mail.example/cb");
        let unredeemed = browser.code_for(&unredeemed).await;
        installation
            .committed(async |work| {
                manage::disable(work, &origin, &Actor::Machine, ana.id).await.unwrap();
            })
            .await;
        told(&installation.app).await;
        let claims = payload(&mail.take_one());
        assert_eq!(claims.get("sid"), None);

        // In the very same instant: what has ended is not good again.
        installation
            .committed(async |work| {
                manage::enable(work, &origin, &Actor::Machine, ana.id).await.unwrap();
            })
            .await;
        refused(&installation, "mail", &held).await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", unredeemed.as_str()),
            ("redirect_uri", "https://mail.example/cb"),
        ];
        let late = installation.token(Some(&basic("mail", SECRET)), &form).await;
        late.is_error(400, "invalid_grant");
        assert_eq!(browser.authorize(&Request::payroll()).await.page().path, "/signin");

        browser.sign_in("ana", "/").await;
        let at_mail = id_token(&installation, &browser, "mail").await;
        let at_each = id_token(&installation, &browser, "each").await;
        installation
            .committed(async |work| {
                manage::delete(work, &origin, &Actor::Machine, ana.id).await.unwrap();
            })
            .await;
        told(&installation.app).await;
        let claims = payload(&mail.take_one());
        assert_eq!((&claims["sub"], claims.get("sid")), (&at_mail["sub"], None));
        assert_eq!(payload(&each.take_one())["sid"], at_each["sid"]);
    })
    .await;
}

#[actix_web::test]
async fn an_app_that_loses_its_grants_is_told_alone() {
    let mut mail = Told::start("mail", Manner::Answer(200)).await;
    let mut chat = Told::start("chat", Manner::Answer(200)).await;
    let installation = installation(&[mail.settings(""), chat.settings("")], None).await;
    let ana = installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let held = tokens(&installation, &browser, "mail", "openid").await;
    tokens(&installation, &browser, "chat", "openid").await;
    let mail_id = ClientId::new("mail");
    installation
        .committed(async |work| {
            let (origin, by) = (Origin::local("test"), ana.actor());
            let revoked = grants::revoke_app(work, &origin, &by, ana.person(), &mail_id).await;
            revoked.unwrap().unwrap();
        })
        .await;
    refused(&installation, "mail", &held).await;
    told(&installation.app).await;
    assert_eq!(payload(&mail.take_one()).get("sid"), None);
    assert!(chat.take().is_empty());
}

#[actix_web::test]
async fn whoever_replays_a_code_cannot_keep_its_app_from_being_told() {
    let mut mail = Told::start("mail", Manner::Answer(200)).await;
    let installation = installation(&[mail.settings("")], None).await;
    installation.person("ana").await;
    let redirect_uri = "https://mail.example/cb";
    for everywhere in [true, false] {
        let browser = Browser::of(&installation, "ana").await;
        let code = browser.code_for(&Request::of("mail", redirect_uri)).await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", redirect_uri),
        ];
        let held = installation.token(Some(&basic("mail", SECRET)), &form).await;
        let replayed = installation.token(Some(&basic("mail", SECRET)), &form).await;
        replayed.is_error(400, "invalid_grant");
        refused(&installation, "mail", &held).await;
        jobs::clear_away(&installation.app).await.unwrap();

        if everywhere {
            let page = browser.visit("/my-sign-ins").await.page();
            let (action, fields) = page.form("form:has(#sign-out-everywhere)");
            let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            browser.submit(&action, &fields).await.page();
        } else {
            browser.submit("/signout", &[]).await.page();
        }
        told(&installation.app).await;

        let id_token = payload(&held.member("id_token"));
        assert_eq!(payload(&mail.take_one())["sub"], id_token["sub"]);
    }
}

#[actix_web::test]
async fn who_signs_in_in_somebody_elses_browser_ends_that_session_for_its_apps() {
    let mut mail = Told::start("mail", Manner::Answer(200)).await;
    let installation = installation(&[mail.settings("")], None).await;
    for name in ["ana", "bob"] {
        installation.person(name).await;
    }
    let browser = Browser::of(&installation, "ana").await;
    let of_ana = id_token(&installation, &browser, "mail").await;
    // The same person again keeps the session.
    browser.sign_in("ana", "/").await;
    assert_eq!(id_token(&installation, &browser, "mail").await["sid"], of_ana["sid"]);
    told(&installation.app).await;
    assert!(mail.take().is_empty());

    browser.sign_in("bob", "/").await;
    told(&installation.app).await;
    assert_eq!(payload(&mail.take_one())["sid"], of_ana["sid"]);
}

#[actix_web::test]
async fn of_twenty_who_take_a_sign_out_on_one_does_and_each_app_hears_it_once() {
    on_each_database(async |database| {
        let mut mail = Told::start("mail", Manner::Answer(200)).await;
        let mut chat = Told::start("chat", Manner::Answer(200)).await;
        let installation = installation(&[mail.settings(""), chat.settings("")], database).await;
        let ana = installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        for app in ["mail", "chat"] {
            id_token(&installation, &browser, app).await;
        }
        let nodes = [installation.another_node().await, installation.another_node().await];
        end_all(&installation, &ana).await;

        let racers = (0..RACERS).map(|number| backchannel::fan_out(nodes[number % 2].telling()));
        let taken: usize = join_all(racers).await.into_iter().map(Result::unwrap).sum();
        let racers = (0..RACERS).map(|number| nodes[number % 2].telling().deliver());
        join_all(racers).await.into_iter().for_each(Result::unwrap);

        assert_eq!(taken, 1);
        mail.take_one();
        chat.take_one();
    })
    .await;
}

#[actix_web::test]
async fn what_was_committed_is_told_by_whoever_comes_after_a_crash() {
    on_each_database(async |database| {
        let mut mail = Told::start("mail", Manner::Answer(200)).await;
        let installation = installation(&[mail.settings("")], database).await;
        let ana = installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        id_token(&installation, &browser, "mail").await;

        // Ended right behind the commit: the next start takes the sign-out on.
        end_all(&installation, &ana).await;
        let next = installation.another_node().await;
        backchannel::fan_out(next.telling()).await.unwrap();
        assert!(mail.take().is_empty());
        // Ended right behind that: the one after it delivers.
        let last = installation.another_node().await;
        last.telling().deliver().await.unwrap();
        mail.take_one();
        told(&installation.app).await;
        assert!(mail.take().is_empty());
    })
    .await;
}

#[actix_web::test]
async fn clearing_away_comes_after_telling_and_leaves_nothing_dead_behind() {
    on_each_database(async |database| {
        let mut mail = Told::start("mail", Manner::Answer(200)).await;
        let only = "refresh_tokens = false";
        let mut brief = Told::start("brief", Manner::Answer(200)).await;
        let installation = installation(&[mail.settings(""), brief.settings(only)], database).await;
        let ana = installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        tokens(&installation, &browser, "mail", "openid offline_access").await;
        let at_brief = id_token(&installation, &browser, "brief").await;

        // Used up long ago, but somebody is still signed in to that app.
        for _ in 0..6 {
            installation.pass(5 * 60 * 60);
            assert_eq!(browser.visit("/").await.page().status, 200);
        }
        jobs::clear_away(&installation.app).await.unwrap();
        browser.submit("/signout", &[]).await.page();
        jobs::clear_away(&installation.app).await.unwrap();
        told(&installation.app).await;
        assert_eq!(payload(&brief.take_one())["sid"], at_brief["sid"]);
        mail.take_one();

        browser.sign_in("ana", "/").await;
        tokens(&installation, &browser, "brief", "openid").await;
        end_all(&installation, &ana).await;
        jobs::clear_away(&installation.app).await.unwrap();
        told(&installation.app).await;
        brief.take_one();
        mail.take_one();
        for table in ["grants", "sessions", "refresh_tokens"] {
            assert_eq!(count(&installation.app, table).await, 0, "{table}");
        }

        // What is said of it is kept for a month.
        assert!(count(&installation.app, "sign_out_apps").await > 0);
        installation.pass(31 * 24 * 60 * 60);
        jobs::clear_away(&installation.app).await.unwrap();
        for table in ["sign_outs", "sign_out_apps", "deliveries"] {
            assert_eq!(count(&installation.app, table).await, 0, "{table}");
        }
    })
    .await;
}

async fn count(app: &App, table: &str) -> i64 {
    use sea_orm::{ConnectionTrait as _, Statement};
    let connection = app.db().read();
    let question = format!("SELECT count(*) AS counted FROM {table}");
    let statement = Statement::from_string(connection.get_database_backend(), question);
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "counted").unwrap()
}

#[actix_web::test]
async fn a_session_that_was_ended_is_no_more_however_the_clocks_go() {
    let installation = Installation::start().await;
    let ana = installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let held = installation.exchange(&browser.code_for(&Request::payroll()).await).await;
    let sid: SessionId =
        payload(&held.member("id_token"))["sid"].as_str().unwrap().parse().unwrap();
    let (origin, person) = (Origin::local("test"), ana.person());
    let ended = installation
        .committed(async |work| {
            let by = Actor::Machine;
            let first = sessions::end_for(work, &origin, by.clone(), person.clone(), sid).await;
            let again = sessions::end_for(work, &origin, by, person, sid).await;
            (first.unwrap(), again.unwrap())
        })
        .await;
    assert_eq!(ended, (true, false), "it ends once");

    // A node whose clock is late by an hour.
    let late = daypass::base::Clock::stopped_at(
        installation.clock.now().minus(std::time::Duration::from_hours(1)),
    );
    let node = App::open(installation.app.settings().clone(), late).await.unwrap();
    let lifetimes = node.settings().session;
    assert!(sessions::list(node.db(), ana.id, lifetimes).await.unwrap().is_empty());
    refused(&installation, "payroll", &held).await;
}
