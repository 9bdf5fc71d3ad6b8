//! OpenID Shared Signals Framework 1.0, CAEP 1.0, RFC 8935, RFC 8936.

mod events;
mod poll;
mod push;
mod streams;

use daypass::app::App;
use daypass::audit::{self, Category, Filter, Record};
use daypass::base::StreamId;
use daypass::jobs;
use daypass::telling::{self, Delivery, Lane};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::{Browser, Request};
use crate::installation::{Answer, Installation, SECRET, basic, header, payload};
use crate::support::TestDatabase;

pub(super) const PUSH: &str = "urn:ietf:rfc:8935";
pub(super) const POLL: &str = "urn:ietf:rfc:8936";
pub(super) const SESSION_REVOKED: &str =
    "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
pub(super) const CREDENTIAL_CHANGE: &str =
    "https://schemas.openid.net/secevent/caep/event-type/credential-change";
pub(super) const CLAIMS_CHANGE: &str =
    "https://schemas.openid.net/secevent/caep/event-type/token-claims-change";
pub(super) const COMPLIANCE_CHANGE: &str =
    "https://schemas.openid.net/secevent/caep/event-type/device-compliance-change";
pub(super) const ACCOUNT_DISABLED: &str =
    "https://schemas.openid.net/secevent/risc/event-type/account-disabled";
pub(super) const ACCOUNT_ENABLED: &str =
    "https://schemas.openid.net/secevent/risc/event-type/account-enabled";
pub(super) const ACCOUNT_PURGED: &str =
    "https://schemas.openid.net/secevent/risc/event-type/account-purged";
pub(super) const VERIFICATION: &str =
    "https://schemas.openid.net/secevent/ssf/event-type/verification";
pub(super) const STREAM_UPDATED: &str =
    "https://schemas.openid.net/secevent/ssf/event-type/stream-updated";

/// Receivers: two that may do everything, one that may only read, one that knows people by subjects of
/// its own, one that also signs people in.
const RECEIVERS: &str = r#"
[outgoing]
allow_private = true
timeout = "1s"

[[clients]]
id = "siem"
secret = "s+ecret with %41 & = characters"
grant_types = ["client_credentials"]
scope = "ssf.read ssf.manage"

[[clients]]
id = "other"
secret = "s+ecret with %41 & = characters"
grant_types = ["client_credentials"]
scope = "ssf.read ssf.manage"

[[clients]]
id = "reader"
secret = "s+ecret with %41 & = characters"
grant_types = ["client_credentials"]
scope = "ssf.read"

[[clients]]
id = "apart"
secret = "s+ecret with %41 & = characters"
redirect_uris = ["https://apart.example/cb"]
grant_types = ["authorization_code", "client_credentials"]
scope = "openid ssf.read ssf.manage"
subject_type = "pairwise"
consent = "skip"

[[clients]]
id = "app"
secret = "s+ecret with %41 & = characters"
redirect_uris = ["https://app.example/cb"]
grant_types = ["authorization_code", "refresh_token", "client_credentials"]
scope = "openid email groups ssf.read ssf.manage"
consent = "skip"
"#;

pub(super) async fn on_each_database(story: impl AsyncFn(Installation)) {
    story(Installation::start_and(RECEIVERS).await).await;
    if let Some(database) = TestDatabase::postgresql().await {
        story(Installation::start_on_with(database, RECEIVERS).await).await;
    }
}

/// A receiver that holds an access token of its own.
pub(super) struct Ssf<'a> {
    pub(super) installation: &'a Installation,
    pub(super) token: String,
}

impl<'a> Ssf<'a> {
    pub(super) async fn of(installation: &'a Installation, client: &str) -> Self {
        Self::with_scope(installation, client, "ssf.read ssf.manage").await
    }

    pub(super) async fn with_scope(
        installation: &'a Installation,
        client: &str,
        scope: &str,
    ) -> Self {
        let form = [("grant_type", "client_credentials"), ("scope", scope)];
        let answer = installation.post_as(client, "/oauth2/token", &form).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.json()["scope"], json!(scope));
        Self { installation, token: answer.member("access_token") }
    }

    pub(super) async fn get(&self, place: &str) -> Answer {
        let place = self.installation.at(place);
        Answer::of(self.installation.http.get(place).bearer_auth(&self.token)).await
    }

    pub(super) async fn delete(&self, id: &str) -> Answer {
        let place = self.installation.at(&format!("/ssf/streams?stream_id={id}"));
        Answer::of(self.installation.http.delete(place).bearer_auth(&self.token)).await
    }

    pub(super) async fn send(&self, method: Method, place: &str, body: &Value) -> Answer {
        let request = self.installation.http.request(method, self.installation.at(place));
        Answer::of(request.bearer_auth(&self.token).json(body)).await
    }

    pub(super) async fn post(&self, place: &str, body: &Value) -> Answer {
        self.send(Method::POST, place, body).await
    }

    /// Makes a stream and answers its id.
    pub(super) async fn stream(&self, configuration: &Value) -> String {
        let made = self.post("/ssf/streams", configuration).await;
        assert_eq!(made.status, 201, "{}", made.text);
        made.member("stream_id")
    }

    pub(super) async fn polled(&self, events: &[&str]) -> String {
        let delivery = json!({ "method": POLL });
        self.stream(&json!({ "delivery": delivery, "events_requested": events })).await
    }

    pub(super) async fn pushed(&self, port: u16, events: &[&str]) -> String {
        let endpoint = format!("http://127.0.0.1:{port}/events?tenant=7");
        let delivery = json!({ "method": PUSH, "endpoint_url": endpoint });
        self.stream(&json!({ "delivery": delivery, "events_requested": events })).await
    }

    pub(super) async fn set_status(&self, id: &str, status: &str) {
        let answer = self.post("/ssf/status", &json!({ "stream_id": id, "status": status })).await;
        assert_eq!((answer.status, answer.json()["status"].clone()), (200, json!(status)));
    }

    /// What an immediate poll answers.
    pub(super) async fn poll(&self, id: &str, mut body: Value) -> Value {
        body["returnImmediately"] = json!(true);
        let answer = self.post(&format!("/ssf/poll/{id}"), &body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// The claims of whatever waits, oldest first, all of it acknowledged.
    pub(super) async fn fetch(&self, id: &str) -> Vec<Value> {
        let polled = self.poll(id, json!({})).await;
        let sets: Vec<_> = tokens(&polled);
        let ack: Vec<_> = sets.iter().map(|set| payload(set)["jti"].clone()).collect();
        self.poll(id, json!({ "maxEvents": 0, "ack": ack })).await;
        sets.iter().map(|set| payload(set)).collect()
    }
}

/// The tokens of a poll's answer, oldest first.
pub(super) fn tokens(polled: &Value) -> Vec<String> {
    let mut sets: Vec<_> = polled["sets"].as_object().unwrap().iter().collect();
    sets.sort_by_key(|(jti, _)| *jti);
    sets.iter().map(|(_, set)| set.as_str().unwrap().to_owned()).collect()
}

/// Does what is due, as the server would within a second.
pub(super) async fn told(app: &App) {
    jobs::run_due(app).await.unwrap();
}

pub(super) async fn lane(app: &App, id: &str) -> Vec<Delivery> {
    let lane = Lane::Signals(id.parse::<StreamId>().unwrap());
    telling::of_lane(app.db().read(), &lane, 1000).await.unwrap()
}

/// The event of a token, which has exactly one.
#[track_caller]
pub(super) fn event<'c>(claims: &'c Value, uri: &str) -> &'c Value {
    let events = claims["events"].as_object().unwrap();
    assert_eq!(events.keys().collect::<Vec<_>>(), [uri], "{claims}");
    &events[uri]
}

/// Checks a token as RFC 8417 and the CAEP Interoperability Profile have it, and answers its claims.
pub(super) async fn checked(installation: &Installation, audience: &str, token: &str) -> Value {
    let head = header(token);
    assert_eq!((&head["typ"], &head["alg"]), (&json!("secevent+jwt"), &json!("RS256")));
    let jwks = Answer::of(installation.http.get(installation.at("/oauth2/keys"))).await;
    let jwks: JwkSet = serde_json::from_str(&jwks.text).unwrap();
    let key = DecodingKey::from_jwk(jwks.find(head["kid"].as_str().unwrap()).unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.set_audience(&[audience]);
    validation.set_issuer(&[&installation.issuer]);
    let claims: Value = jsonwebtoken::decode(token, &key, &validation).unwrap().claims;
    let names: Vec<_> = claims.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["iss", "aud", "iat", "jti", "txn", "sub_id", "events"], "no sub, no exp");
    assert!(claims["iat"].as_i64().unwrap() <= installation.clock.now().seconds());
    claims
}

/// Signs somebody in to an app, and answers the claims of the ID token.
pub(super) async fn signed_in(installation: &Installation, browser: &Browser, id: &str) -> Value {
    let redirect_uri = format!("https://{id}.example/cb");
    let scope = if id == "app" { "openid email groups" } else { "openid" };
    let code = browser.code_for(&Request::of(id, &redirect_uri).with("scope", scope)).await;
    let form =
        [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", &redirect_uri)];
    let tokens = installation.token(Some(&basic(id, SECRET)), &form).await;
    assert_eq!(tokens.status, 200, "{}", tokens.text);
    payload(&tokens.member("id_token"))
}

/// The audit records of an activity, newest first.
pub(super) async fn records(app: &App, activity: &str) -> Vec<Record> {
    let filter = Filter {
        category: Some(Category::ApplicationManagement),
        activity: Some(activity.to_owned()),
        ..Filter::default()
    };
    audit::list(app.db().read(), &filter, 100).await.unwrap()
}
