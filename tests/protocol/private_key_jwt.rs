//! Clients that authenticate by assertions of their own: OIDC Core §9; RFC 7521 §4.2, RFC 7523 §3.

use aws_lc_rs::hmac;
use daypass::audit::{Actor, Origin};
use daypass::base::ClientId;
use daypass::oidc::clients;
use serde_json::{Value, json};

use crate::browser::{Browser, Request};
use crate::installation::{Answer, Installation, SECRET, basic};
use crate::key_holder::{Jwt, KeyHolder, OTHER, assertion};
use crate::key_server::KeyServer;
use crate::races::race;

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn by_assertion(assertion: &str) -> [(&str, &str); 2] {
    [("client_assertion_type", JWT_BEARER), ("client_assertion", assertion)]
}

/// Comes with an assertion and a refresh token that nobody knows.
async fn come(installation: &Installation, assertion: &str) -> Answer {
    let form = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    installation.token(None, &[by_assertion(assertion).as_slice(), &form].concat()).await
}

#[track_caller]
fn got_in(answer: &Answer) {
    answer.is_error(400, "invalid_grant");
}

#[track_caller]
fn kept_out(answer: &Answer) {
    answer.is_error(401, "invalid_client");
}

fn good(installation: &Installation) -> Jwt {
    assertion(installation, "ledger", "ES256")
}

fn signed(assertion: &Jwt) -> String {
    assertion.by(KeyHolder::of("ES256"))
}

#[actix_web::test]
async fn a_client_signs_in_any_way_that_it_has_a_key_for() {
    let installation = Installation::start().await;
    installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    for algorithm in ["ES256", "PS256", "EdDSA", "RS256"] {
        let code = browser.code_for(&Request::of("ledger", "https://ledger.example/cb")).await;
        let signed = assertion(&installation, "ledger", algorithm).by(KeyHolder::of(algorithm));
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", "https://ledger.example/cb"),
        ];
        let form = [by_assertion(&signed).as_slice(), &form].concat();
        let tokens = installation.token(None, &form).await;
        assert_eq!(tokens.status, 200, "{algorithm}: {}", tokens.text);
        assert_eq!(tokens.member("token_type"), "Bearer");
    }
}

fn seconds(installation: &Installation) -> f64 {
    f64::from(u32::try_from(installation.clock.now().seconds()).unwrap())
}

#[actix_web::test]
async fn the_audience_is_the_issuer_or_an_endpoint_and_clocks_may_differ_a_little() {
    let installation = Installation::start().await;
    let issuer = installation.issuer.as_str();
    let endpoint = installation.at("/oauth2/token");
    for good in [
        good(&installation).with("aud", endpoint.as_str()),
        good(&installation).with("aud", json!([issuer])),
        good(&installation).with("aud", json!(["https://else.example", endpoint])),
        good(&installation).with("nbf", installation.clock.now().seconds() + 8),
        good(&installation).moved("iat", 8),
        good(&installation).without("iat"),
        good(&installation).moved("exp", 3_500),
        good(&installation).moved("exp", -65),
        // RFC 7519 §2: a NumericDate may have a fraction.
        good(&installation).with("exp", seconds(&installation) + 30.5),
        good(&installation).without_head("kid"),
        good(&installation).head("typ", "client-authentication+jwt"),
        good(&installation).with("unknown", json!({ "is": ["ignored"] })),
    ] {
        got_in(&come(&installation, &signed(&good)).await);
    }
}

#[actix_web::test]
async fn an_assertion_that_is_not_for_us_now_is_refused() {
    let installation = Installation::start().await;
    let now = installation.clock.now().seconds();
    for bad in [
        good(&installation).with("exp", now - 300),
        good(&installation).with("exp", now - 10),
        good(&installation).with("exp", now + 3_611),
        good(&installation).with("exp", "soon"),
        good(&installation).with("nbf", now + 11),
        good(&installation).with("iat", now + 11),
        good(&installation).with("aud", "https://else.example"),
        good(&installation).with("aud", format!("{}/", installation.issuer)),
        good(&installation).with("aud", json!([])),
        good(&installation).with("iss", "payroll"),
        good(&installation).with("sub", "payroll"),
        good(&installation).with("sub", "nobody"),
        good(&installation).with("sub", "led\0ger"),
        good(&installation).with("jti", ""),
        good(&installation).with("jti", 7),
        good(&installation).without("iss"),
        good(&installation).without("sub"),
        good(&installation).without("aud"),
        good(&installation).without("exp"),
        good(&installation).without("jti"),
    ] {
        kept_out(&come(&installation, &signed(&bad)).await);
    }
    got_in(&come(&installation, &signed(&good(&installation))).await);
}

#[actix_web::test]
async fn an_assertion_that_the_clients_own_key_did_not_sign_is_refused() {
    let installation = Installation::start().await;
    let good = || good(&installation);
    kept_out(&come(&installation, &good().by(&OTHER)).await);
    kept_out(&come(&installation, &good().without_head("kid").by(&OTHER)).await);
    kept_out(&come(&installation, &good().head("kid", "unknown").by(KeyHolder::of("ES256"))).await);
    // A key that comes along is not the client's.
    kept_out(&come(&installation, &good().head("jwk", OTHER.jwk()).by(&OTHER)).await);
    let crit = good().head("crit", json!(["b64"])).head("b64", false);
    kept_out(&come(&installation, &signed(&crit)).await);
    // RFC 7517 §4.4: a key for RS256 signs no PS256, nor the other way round.
    for (kid, algorithm) in [("RS256", "PS256"), ("PS256", "RS256")] {
        let other_way = good().head("alg", algorithm).head("kid", kid);
        kept_out(&come(&installation, &other_way.by(KeyHolder::of(algorithm))).await);
    }
    for none in ["none", "None", "nOnE", ""] {
        kept_out(&come(&installation, &good().head("alg", none).signed(b"")).await);
    }
    // The public key is known to everybody: as a shared secret it must be worth nothing.
    let public = KeyHolder::of("RS256").jwk();
    for secret in [public.to_string(), public["n"].as_str().unwrap().to_owned(), String::new()] {
        for kid in ["RS256", "ES256"] {
            let confused = good().head("alg", "HS256").head("kid", kid);
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
            let tag = hmac::sign(&key, confused.message().as_bytes());
            kept_out(&come(&installation, &confused.signed(tag.as_ref())).await);
        }
    }
    let right = signed(&good());
    let (head, signature) = right.rsplit_once('.').unwrap();
    for broken in [head, &format!("{head}."), &format!("{right}x"), signature, "", "a.b.c", "..."] {
        assert!([400, 401].contains(&come(&installation, broken).await.status), "{broken}");
    }
    got_in(&come(&installation, &right).await);
}

#[actix_web::test]
async fn an_assertion_is_good_once_wherever_it_is_used() {
    let installation = Installation::start().await;
    let once = signed(&good(&installation));
    got_in(&come(&installation, &once).await);
    kept_out(&come(&installation, &once).await);
    kept_out(&installation.post("/oauth2/par", &[], &by_assertion(&once)).await);

    // Signed anew it is still the same; another client's may have the same name.
    let named = |client| assertion(&installation, client, "ES256").with("jti", "the same");
    got_in(&come(&installation, &signed(&named("ledger"))).await);
    kept_out(&come(&installation, &signed(&named("ledger").moved("exp", 1))).await);
    let other = installation.post("/oauth2/par", &[], &by_assertion(&signed(&named("bank")))).await;
    other.is_error(400, "invalid_request");
}

/// One that ends as late as may be is taken until the very end, and remembered until then.
#[actix_web::test]
async fn an_assertion_is_remembered_for_as_long_as_it_is_good() {
    let installation = Installation::start().await;
    let longest = signed(&good(&installation).moved("exp", 3_550));
    got_in(&come(&installation, &longest).await);
    installation.pass(3_619);
    daypass::jobs::clear_away(&installation.app).await.unwrap();
    kept_out(&come(&installation, &longest).await);
}

#[actix_web::test]
async fn a_client_authenticates_in_its_one_way() {
    let installation = Installation::start().await;
    let once = signed(&good(&installation));
    let form = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let with = |more: &[(&'static str, &'static str)]| {
        let mut all = [by_assertion(&once).as_slice(), &form].concat();
        all.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        all.extend(more);
        all
    };
    // RFC 6749 §2.3: in two ways at once.
    let secret = with(&[("client_secret", SECRET)]);
    installation.token(None, &secret).await.is_error(400, "invalid_request");
    let header = basic("ledger", SECRET);
    installation.token(Some(&header), &with(&[])).await.is_error(400, "invalid_request");
    // RFC 7521 §4.2: client_id names the same client, if it is there.
    let other = with(&[("client_id", "bank")]);
    installation.token(None, &other).await.is_error(400, "invalid_request");
    let kind = with(&[("client_assertion_type", "urn:ietf:params:oauth:grant-type:saml2-bearer")]);
    kept_out(&installation.token(None, &kind).await);
    let untyped = with(&[("client_assertion_type", "")]);
    installation.token(None, &untyped).await.is_error(400, "invalid_request");
    let missing = with(&[("client_assertion", "")]);
    installation.token(None, &missing).await.is_error(400, "invalid_request");
    let twice = [with(&[]), by_assertion(&once).to_vec()].concat();
    installation.token(None, &twice).await.is_error(400, "invalid_request");
    // Another way than the one it is registered for.
    kept_out(&installation.token(Some(&header), &form).await);
    let posted = [form.as_slice(), &[("client_id", "ledger"), ("client_secret", SECRET)]].concat();
    kept_out(&installation.token(None, &posted).await);
    let bare = [form.as_slice(), &[("client_id", "ledger")]].concat();
    kept_out(&installation.token(None, &bare).await);
    for other in ["payroll", "spa", "post"] {
        let signed = signed(&assertion(&installation, other, "ES256"));
        kept_out(&come(&installation, &signed).await);
    }
    // None of it has used up the assertion.
    got_in(&installation.token(None, &with(&[("client_id", "ledger")])).await);
}

#[actix_web::test]
async fn a_disabled_clients_assertion_is_worth_nothing() {
    let installation = Installation::start().await;
    let mut ledger = clients::show(installation.app.db(), &ClientId::new("ledger")).await.unwrap();
    let metadata = ledger.take().unwrap().metadata;
    let id = ClientId::new("archive");
    let (origin, by) = (Origin::local("test"), Actor::Machine);
    let archive = clients::NewClient { id: id.clone(), metadata };
    installation
        .committed(async |work| {
            clients::add(work, &origin, &by, &archive).await.unwrap();
            clients::disable(work, &origin, &by, &id).await.unwrap();
        })
        .await;
    let archives = || signed(&assertion(&installation, "archive", "ES256"));
    kept_out(&come(&installation, &archives()).await);
    installation
        .committed(async |work| {
            clients::enable(work, &origin, &by, &id).await.unwrap();
        })
        .await;
    got_in(&come(&installation, &archives()).await);
}

#[actix_web::test]
async fn twenty_uses_of_one_assertion_at_once_are_one() {
    for installation in Installation::on_each_database().await {
        let once = signed(&good(&installation));
        let answers =
            race(&installation, &once, async |it, assertion| come(it, assertion).await).await;
        let (through, refused): (Vec<_>, Vec<_>) =
            answers.iter().partition(|answer| answer.status == 400);
        assert_eq!(through.len(), 1);
        got_in(through[0]);
        refused.into_iter().for_each(kept_out);
    }
}

fn remote(installation: &Installation, key: &KeyHolder, kid: &str) -> String {
    assertion(installation, "remote", "ES256").head("kid", kid).by(key)
}

fn named(key: &KeyHolder, kid: &str) -> Value {
    let mut jwk = key.jwk();
    jwk["kid"] = json!(kid);
    jwk
}

#[actix_web::test]
async fn a_client_rotates_its_keys_and_we_notice() {
    let (old, new) = (KeyHolder::ec(), KeyHolder::ec());
    let server = KeyServer::start(&[named(&old, "old")]).await;
    let installation = Installation::start_and(&server.client()).await;
    for _ in 0..3 {
        got_in(&come(&installation, &remote(&installation, &old, "old")).await);
    }
    assert_eq!(server.asked(), 1, "remembered");

    server.gives(&[named(&new, "new")]);
    installation.pass(14);
    kept_out(&come(&installation, &remote(&installation, &new, "new")).await);
    assert_eq!(server.asked(), 1, "anybody can make up a kid");
    installation.pass(1);
    got_in(&come(&installation, &remote(&installation, &new, "new")).await);
    kept_out(&come(&installation, &remote(&installation, &old, "old")).await);
    assert_eq!(server.asked(), 2);

    // Without a kid too a key is dropped ten minutes after it was taken away.
    let without_kid =
        |key: &KeyHolder| assertion(&installation, "remote", "ES256").without_head("kid").by(key);
    server.gives(&[named(&old, "old")]);
    installation.pass(599);
    got_in(&come(&installation, &without_kid(&new)).await);
    installation.pass(1);
    kept_out(&come(&installation, &without_kid(&new)).await);
    got_in(&come(&installation, &without_kid(&old)).await);
    assert_eq!(server.asked(), 3);
}

#[actix_web::test]
async fn keys_of_other_kinds_in_a_set_are_passed_over() {
    let key = KeyHolder::ec();
    let server = KeyServer::start(&[
        json!({ "kty": "AKP", "alg": "ML-DSA-44", "pub": "AA", "kid": "k" }),
        json!({ "kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA", "kid": "k" }),
        json!({ "kty": "oct", "k": "AAAA", "kid": "k" }),
        json!({ "kty": "RSA", "use": "enc", "alg": "RSA-OAEP-512", "n": "AA", "e": "AQAB" }),
        json!({ "kty": "OKP", "crv": "X25519", "x": "AA", "kid": "k" }),
        named(&key, "k"),
    ])
    .await;
    let installation = Installation::start_and(&server.client()).await;
    got_in(&come(&installation, &remote(&installation, &key, "k")).await);
}

#[actix_web::test]
async fn an_address_that_holds_no_keys_keeps_its_client_out_and_nothing_else() {
    let key = KeyHolder::ec();
    let elsewhere = KeyServer::start(&[named(&key, "k")]).await;
    let to = format!("location: http://127.0.0.1:{}/keys\r\n", elsewhere.port());
    let huge = json!({ "keys": [named(&key, "k")], "x": "x".repeat(70_000) }).to_string();
    for (status, header, body) in [
        ("302 Found", to.as_str(), ""),
        ("200 OK", "", "<html>"),
        ("200 OK", "", "[]"),
        ("200 OK", "", r#"{"keys":{}}"#),
        ("200 OK", "", r#"{"keys":[]}"#),
        ("200 OK", "", huge.as_str()),
        ("404 Not Found", "", huge.as_str()),
        ("500 Oh", "", ""),
        ("200 OK", "content-length: 7\r\n", ""),
        ("nonsense", "", ""),
    ] {
        let server = KeyServer::start(&[]).await;
        server.says(status, header, body);
        let installation = Installation::start_and(&server.client()).await;
        kept_out(&come(&installation, &remote(&installation, &key, "k")).await);
        assert!(server.asked() > 0, "{status}");
        // It was a moment's failure.
        server.gives(&[named(&key, "k")]);
        installation.pass(15);
        got_in(&come(&installation, &remote(&installation, &key, "k")).await);
    }
    assert_eq!(elsewhere.asked(), 0, "no redirect is followed");
}

#[actix_web::test]
async fn an_address_that_never_answers_makes_nobody_else_wait() {
    let key = KeyHolder::ec();
    let server = KeyServer::start(&[named(&key, "k")]).await;
    let installation = std::rc::Rc::new(Installation::start_and(&server.client()).await);
    got_in(&come(&installation, &remote(&installation, &key, "k")).await);
    server.is_asked().await;

    server.falls_silent();
    installation.pass(15);
    let stranger = std::rc::Rc::clone(&installation);
    let waiting = actix_web::rt::spawn(async move {
        let made_up = remote(&stranger, &KeyHolder::ec(), "made up");
        come(&stranger, &made_up).await
    });
    server.is_asked().await;
    // Neither another client nor itself, by the keys that are known.
    got_in(&come(&installation, &signed(&good(&installation))).await);
    got_in(&come(&installation, &remote(&installation, &key, "k")).await);
    server.hangs_up();
    kept_out(&waiting.await.unwrap());
    // What was known stays known.
    got_in(&come(&installation, &remote(&installation, &key, "k")).await);
}

#[actix_web::test]
async fn addresses_inside_are_not_called_unless_the_settings_say_so() {
    let key = KeyHolder::ec();
    let server = KeyServer::start(&[named(&key, "k")]).await;
    let tables = server.client().replace("allow_private = true", "");
    let installation = Installation::start_and(&tables).await;
    kept_out(&come(&installation, &remote(&installation, &key, "k")).await);
    assert_eq!(server.asked(), 0);
}
