//! The configuration document and the management of streams (Shared Signals Framework §7, §8.1).

use daypass::base::ClientId;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::{ACCOUNT_DISABLED, POLL, PUSH, SESSION_REVOKED, Ssf, on_each_database, records};
use crate::browser::{Browser, Request};
use crate::installation::{Answer, Installation, SECRET, basic};
use crate::key_holder::{KeyHolder, ath};

/// Where whoever manages streams sends something about them.
const MANAGED: [(Method, &str); 7] = [
    (Method::POST, "/ssf/streams"),
    (Method::PATCH, "/ssf/streams"),
    (Method::PUT, "/ssf/streams"),
    (Method::POST, "/ssf/status"),
    (Method::POST, "/ssf/subjects/add"),
    (Method::POST, "/ssf/subjects/remove"),
    (Method::POST, "/ssf/verify"),
];

const UNKNOWN: &str = "019ab000-0000-7000-8000-000000000000";

#[actix_web::test]
async fn the_transmitter_says_where_everything_is() {
    let installation = Installation::start().await;
    let place = installation.at("/.well-known/ssf-configuration");
    let answer = Answer::of(installation.http.get(place)).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    let at = |path| json!(installation.at(path));
    assert_eq!(
        answer.json(),
        json!({
            "spec_version": "1_0",
            "issuer": installation.issuer,
            "jwks_uri": at("/oauth2/keys"),
            "delivery_methods_supported": [PUSH, POLL],
            "configuration_endpoint": at("/ssf/streams"),
            "status_endpoint": at("/ssf/status"),
            "add_subject_endpoint": at("/ssf/subjects/add"),
            "remove_subject_endpoint": at("/ssf/subjects/remove"),
            "verification_endpoint": at("/ssf/verify"),
            "authorization_schemes": [{ "spec_urn": "urn:ietf:rfc:6749" }],
            "default_subjects": "ALL",
        })
    );
}

#[actix_web::test]
async fn switched_off_there_is_nothing() {
    let receiver = "[[clients]]\nid = 'siem'\nsecret = 's+ecret with %41 & = characters'\n\
                    grant_types = ['client_credentials']\nscope = 'ssf.read ssf.manage'\n";
    let tables = format!("{receiver}[signals]\nenabled = false\n");
    let installation = Installation::start_and(&tables).await;
    let siem = Ssf::of(&installation, "siem").await;
    for place in ["/.well-known/ssf-configuration", "/ssf/streams", "/ssf/status?stream_id=1"] {
        assert_eq!(siem.get(place).await.status, 404, "{place}");
    }
    assert_eq!(siem.post("/ssf/streams", &json!({})).await.status, 404);
}

#[actix_web::test]
async fn a_stream_is_made_read_changed_replaced_and_deleted() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let requested = json!([SESSION_REVOKED, "urn:example:unknown"]);
        let delivery = json!({
            "method": PUSH,
            "endpoint_url": "http://127.0.0.1:9/events",
            "authorization_header": "Bearer my-own-word",
        });
        let body = json!({ "delivery": delivery, "events_requested": requested });
        let made = siem.post("/ssf/streams", &body).await;
        assert_eq!((made.status, made.header("cache-control")), (201, "no-store"));
        let mut expected = made.json();
        assert_eq!(expected["iss"], json!(installation.issuer));
        assert_eq!(expected["aud"], json!("siem"));
        assert_eq!(expected["events_requested"], requested);
        assert_eq!(expected["events_delivered"], json!([SESSION_REVOKED]));
        assert_eq!(expected["delivery"], delivery);
        assert_eq!(expected["min_verification_interval"], json!(10));
        assert!(expected.get("description").is_none());
        let id = made.member("stream_id");

        let one = siem.get(&format!("/ssf/streams?stream_id={id}")).await;
        assert_eq!((one.status, one.json()), (200, expected.clone()));
        assert_eq!(siem.get("/ssf/streams").await.json(), json!([expected]));

        // What only we may say may come along, as it is.
        let mut change = expected.clone();
        change.as_object_mut().unwrap().remove("delivery");
        change["description"] = json!("Ours");
        let changed = siem.send(Method::PATCH, "/ssf/streams", &change).await;
        expected["description"] = json!("Ours");
        assert_eq!((changed.status, changed.json()), (200, expected.clone()));

        let replacement = json!({
            "stream_id": id,
            "delivery": { "method": POLL },
            "events_requested": [ACCOUNT_DISABLED],
        });
        let replaced = siem.send(Method::PUT, "/ssf/streams", &replacement).await;
        assert_eq!(replaced.status, 200, "{}", replaced.text);
        let replaced = replaced.json();
        let poll = installation.at(&format!("/ssf/poll/{id}"));
        assert_eq!(replaced["delivery"], json!({ "method": POLL, "endpoint_url": poll }));
        assert_eq!(replaced["events_delivered"], json!([ACCOUNT_DISABLED]));
        assert!(replaced.get("description").is_none(), "what is missing is deleted");

        let deleted = siem.delete(&id).await;
        assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
        assert_eq!(siem.get(&format!("/ssf/streams?stream_id={id}")).await.status, 404);
        assert_eq!(siem.get("/ssf/streams").await.json(), json!([]));
        for (activity, times) in
            [("Add signals stream", 1), ("Update signals stream", 2), ("Delete signals stream", 1)]
        {
            let records = records(&installation.app, activity).await;
            assert_eq!(records.len(), times, "{activity}");
            assert!(records.iter().all(|it| it.client_id == Some(ClientId::new("siem"))));
            assert!(!format!("{records:?}").contains("my-own-word"), "a secret is in the record");
        }
    })
    .await;
}

#[actix_web::test]
async fn nothing_said_about_delivery_means_polled() {
    let installation = Installation::start_and(super::RECEIVERS).await;
    let siem = Ssf::of(&installation, "siem").await;
    let made = siem.post("/ssf/streams", &json!({})).await;
    assert_eq!((made.status, made.json()["delivery"]["method"].clone()), (201, json!(POLL)));
    assert_eq!(made.json()["events_delivered"], json!([]));
}

#[actix_web::test]
async fn what_cannot_be_a_stream_is_refused_and_changes_nothing() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let push = |url: &str, header: Value| {
            json!({ "delivery": { "method": PUSH, "endpoint_url": url, "authorization_header": header } })
        };
        let long = "x".repeat(3000);
        for body in [
            json!([]),
            json!("text"),
            json!({ "delivery": "push" }),
            json!({ "delivery": {} }),
            json!({ "delivery": { "method": PUSH } }),
            json!({ "delivery": { "method": "urn:ietf:rfc:1149" } }),
            json!({ "events_requested": SESSION_REVOKED }),
            json!({ "events_requested": vec![SESSION_REVOKED; 51] }),
            json!({ "events_requested": [long] }),
            json!({ "description": "two\nlines" }),
            push("http://siem.example/events", json!("Bearer my-own-word")),
            push("https://siem.example/#events", json!("Bearer my-own-word")),
            push("https://user:word@siem.example/", json!("Bearer my-own-word")),
            push("https://169.254.169.254/latest", json!("Bearer my-own-word")),
            push("file:///etc/passwd", json!("Bearer my-own-word")),
            push("events", json!("Bearer my-own-word")),
            push(&format!("https://siem.example/{long}"), json!("Bearer my-own-word")),
            push("https://siem.example/", json!("Bearer a\r\nX-Evil: 1")),
            push("https://siem.example/", json!("")),
            push("https://siem.example/", json!(7)),
            push("https://siem.example/", json!("x".repeat(4001))),
        ] {
            siem.post("/ssf/streams", &body).await.is_error(400, "invalid_request");
        }
        assert_eq!(siem.get("/ssf/streams").await.json(), json!([]));
    })
    .await;
}

#[actix_web::test]
async fn a_body_that_is_no_json_or_too_large_is_refused() {
    let installation = Installation::start_and(super::RECEIVERS).await;
    let siem = Ssf::of(&installation, "siem").await;
    let id = siem.polled(&[]).await;
    let poll = format!("/ssf/poll/{id}");
    let large = format!("{{\"description\":\"{}\"}}", "x".repeat(70_000));
    for (method, place) in MANAGED.into_iter().chain([(Method::POST, poll.as_str())]) {
        for (kind, body) in [
            ("application/json", "{"),
            ("application/json", ""),
            ("application/json", large.as_str()),
            ("text/plain", "{}"),
        ] {
            let request = installation.http.request(method.clone(), installation.at(place));
            let request = request.bearer_auth(&siem.token).header("content-type", kind);
            Answer::of(request.body(body.to_owned())).await.is_error(400, "invalid_request");
        }
    }
}

#[actix_web::test]
async fn a_change_must_agree_with_what_only_we_may_say() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let id = siem.polled(&[SESSION_REVOKED]).await;
        let before = siem.get("/ssf/streams").await.json();
        for (name, value) in [
            ("iss", json!("https://other.example")),
            ("aud", json!("other")),
            ("aud", json!(["siem", "other"])),
            ("events_supported", json!([SESSION_REVOKED])),
            ("events_delivered", json!([])),
            ("min_verification_interval", json!(1)),
            ("delivery", json!({ "method": POLL, "endpoint_url": "https://siem.example/poll" })),
            ("delivery", json!({ "method": PUSH, "endpoint_url": "http://siem.example" })),
            ("description", json!("two\nlines")),
        ] {
            let mut body = json!({ "stream_id": id, "delivery": { "method": POLL } });
            body[name] = value;
            for method in [Method::PATCH, Method::PUT] {
                let answer = siem.send(method, "/ssf/streams", &body).await;
                answer.is_error(400, "invalid_request");
            }
        }
        for method in [Method::PATCH, Method::PUT] {
            siem.send(method, "/ssf/streams", &json!({})).await.is_error(400, "invalid_request");
        }
        let no_delivery = json!({ "stream_id": id, "events_requested": [] });
        siem.send(Method::PUT, "/ssf/streams", &no_delivery).await.is_error(400, "invalid_request");
        assert_eq!(siem.get("/ssf/streams").await.json(), before);
        let several = json!({ "stream_id": id, "aud": ["siem"] });
        assert_eq!(siem.send(Method::PATCH, "/ssf/streams", &several).await.status, 200);
    })
    .await;
}

#[actix_web::test]
async fn the_status_is_kept_with_its_reason_and_others_are_refused() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let id = siem.polled(&[]).await;
        let place = format!("/ssf/status?stream_id={id}");
        assert_eq!(siem.get(&place).await.json(), json!({ "stream_id": id, "status": "enabled" }));
        let paused = json!({ "stream_id": id, "status": "paused", "reason": "Holidays" });
        assert_eq!(siem.post("/ssf/status", &paused).await.json(), paused);
        assert_eq!(siem.get(&place).await.json(), paused);
        for status in ["disabled", "enabled"] {
            siem.set_status(&id, status).await;
            let expected = json!({ "stream_id": id, "status": status });
            assert_eq!(siem.get(&place).await.json(), expected);
        }
        for body in [
            json!({ "stream_id": id, "status": "Enabled" }),
            json!({ "stream_id": id }),
            json!({ "status": "enabled" }),
            json!({ "stream_id": id, "status": "paused", "reason": "a\tb" }),
        ] {
            siem.post("/ssf/status", &body).await.is_error(400, "invalid_request");
        }
        siem.get("/ssf/status").await.is_error(400, "invalid_request");
        let twice = format!("{place}&stream_id={id}");
        siem.get(&twice).await.is_error(400, "invalid_request");
        siem.delete("").await.is_error(400, "invalid_request");
    })
    .await;
}

#[actix_web::test]
async fn another_receivers_stream_is_one_that_never_was() {
    on_each_database(async |installation| {
        let (siem, other) =
            (Ssf::of(&installation, "siem").await, Ssf::of(&installation, "other").await);
        let theirs = siem.polled(&[SESSION_REVOKED]).await;
        let subject = json!({ "format": "iss_sub", "iss": installation.issuer, "sub": "x" });
        for id in [theirs.as_str(), UNKNOWN, "no-id"] {
            other.get(&format!("/ssf/streams?stream_id={id}")).await.is_error(404, "not_found");
            other.get(&format!("/ssf/status?stream_id={id}")).await.is_error(404, "not_found");
            other.delete(id).await.is_error(404, "not_found");
            let body = json!({
                "stream_id": id, "status": "disabled", "subject": subject,
                "delivery": { "method": POLL },
            });
            for method in [Method::PATCH, Method::PUT] {
                other.send(method, "/ssf/streams", &body).await.is_error(404, "not_found");
            }
            for place in ["/ssf/status", "/ssf/subjects/add", "/ssf/subjects/remove", "/ssf/verify"]
            {
                other.post(place, &body).await.is_error(404, "not_found");
            }
            let poll = format!("/ssf/poll/{id}");
            other.post(&poll, &json!({})).await.is_error(404, "not_found");
        }
        assert_eq!(other.get("/ssf/streams").await.json(), json!([]));
        let status = siem.get(&format!("/ssf/status?stream_id={theirs}")).await.json();
        assert_eq!(status["status"], json!("enabled"));
    })
    .await;
}

#[actix_web::test]
async fn a_receiver_has_ten_streams_and_no_more_however_many_it_asks_for_at_once() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let body = json!({});
        let racers = (0..20).map(|_| siem.post("/ssf/streams", &body));
        let answers = join_all(racers).await;
        let made = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(made, 10);
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            answer.is_error(409, "too_many_streams");
        }
        assert_eq!(siem.get("/ssf/streams").await.json().as_array().unwrap().len(), 10);
        Ssf::of(&installation, "other").await.polled(&[]).await;
    })
    .await;
}

#[actix_web::test]
async fn whoever_may_only_read_changes_nothing_and_sees_no_secret() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let delivery = json!({
            "method": PUSH,
            "endpoint_url": "https://siem.example/events",
            "authorization_header": "Bearer my-own-word",
        });
        let id = siem.stream(&json!({ "delivery": delivery })).await;
        let reading = Ssf::with_scope(&installation, "siem", "ssf.read").await;
        let one = reading.get(&format!("/ssf/streams?stream_id={id}")).await;
        assert_eq!(one.status, 200);
        assert!(!one.text.contains("my-own-word") && !one.text.contains("authorization_header"));
        assert!(!reading.get("/ssf/streams").await.text.contains("my-own-word"));
        assert_eq!(reading.get(&format!("/ssf/status?stream_id={id}")).await.status, 200);
        let managing = Ssf::with_scope(&installation, "siem", "ssf.manage").await;
        assert!(managing.get("/ssf/streams").await.text.contains("Bearer my-own-word"));

        let body = json!({ "stream_id": id, "status": "disabled", "delivery": delivery });
        for (method, place) in MANAGED {
            let refused = reading.send(method, place, &body).await;
            refused.is_error(403, "insufficient_scope");
            assert!(refused.header("www-authenticate").contains("scope=\"ssf.manage\""));
        }
        reading.delete(&id).await.is_error(403, "insufficient_scope");
        let none = Ssf { installation: &installation, token: without_scope(&installation).await };
        none.get("/ssf/streams").await.is_error(403, "insufficient_scope");
    })
    .await;
}

async fn without_scope(installation: &Installation) -> String {
    let form = [("grant_type", "client_credentials")];
    installation.post_as("siem", "/oauth2/token", &form).await.member("access_token")
}

#[actix_web::test]
async fn scopes_of_clients_are_for_those_who_are_registered_for_them() {
    let installation = Installation::start_and(super::RECEIVERS).await;
    let asked = async |client: &str, scope: &str| {
        let form = [("grant_type", "client_credentials"), ("scope", scope)];
        installation.post_as(client, "/oauth2/token", &form).await
    };
    asked("daemon", "ssf.read").await.is_error(400, "invalid_scope");
    asked("reader", "ssf.read ssf.manage").await.is_error(400, "invalid_scope");
    asked("siem", "ssf.read openid").await.is_error(400, "invalid_scope");
    assert_eq!(asked("reader", "ssf.read").await.status, 200);
}

#[actix_web::test]
async fn nobody_without_a_good_token_of_a_clients_own_gets_in() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let id = siem.polled(&[]).await;
        let place = installation.at("/ssf/streams");
        let nobody = Answer::of(installation.http.get(&place)).await;
        assert_eq!((nobody.status, nobody.text.as_str()), (401, ""));
        assert!(nobody.header("www-authenticate").starts_with("Bearer realm="));
        let in_query = format!("{place}?access_token={}", siem.token);
        assert_eq!(Answer::of(installation.http.get(in_query)).await.status, 401);

        installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        let redirect_uri = "https://app.example/cb";
        let request = Request::of("app", redirect_uri).with("scope", "openid ssf.manage ssf.read");
        let code = browser.code_for(&request).await;
        let form =
            [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", redirect_uri)];
        let of_ana = installation.token(Some(&basic("app", SECRET)), &form).await;
        assert_eq!(of_ana.json()["scope"], json!("openid"), "nobody can grant it");

        let elsewhere = [
            ("grant_type", "client_credentials"),
            ("scope", ""),
            ("resource", "https://api.example"),
        ];
        let elsewhere = installation.post_as("daemon", "/oauth2/token", &elsewhere).await;
        let given_back = Ssf::of(&installation, "siem").await.token;
        assert_eq!(installation.revoke("siem", &given_back).await.status, 200);
        for token in [
            "nonsense".to_owned(),
            format!("{}x", siem.token),
            of_ana.member("access_token"),
            of_ana.member("id_token"),
            elsewhere.member("access_token"),
            given_back,
        ] {
            let caller = Ssf { installation: &installation, token };
            for answer in [
                caller.get("/ssf/streams").await,
                caller.get(&format!("/ssf/status?stream_id={id}")).await,
                caller.post("/ssf/streams", &json!({})).await,
                caller.delete(&id).await,
                caller.post(&format!("/ssf/poll/{id}"), &json!({})).await,
            ] {
                answer.is_error(401, "invalid_token");
                assert!(answer.header("www-authenticate").contains("error=\"invalid_token\""));
            }
        }
        installation.pass(600);
        siem.get("/ssf/streams").await.is_error(401, "invalid_token");
    })
    .await;
}

#[actix_web::test]
async fn a_token_that_is_bound_needs_its_key() {
    let installation = Installation::start_and(super::RECEIVERS).await;
    let key = KeyHolder::ec();
    let form = [("grant_type", "client_credentials"), ("scope", "ssf.read ssf.manage")];
    let proof = key.proof(&installation, "POST", "/oauth2/token").by(&key);
    let authorization = basic("siem", SECRET);
    let headers = [("authorization", authorization.as_str()), ("dpop", proof.as_str())];
    let token = installation.post("/oauth2/token", &headers, &form).await.member("access_token");

    let bearer = Ssf { installation: &installation, token: token.clone() };
    bearer.get("/ssf/streams").await.is_error(401, "invalid_token");
    let proof = key.proof(&installation, "GET", "/ssf/streams").with("ath", ath(&token)).by(&key);
    let request = async |proof: &str| {
        let place = format!("/ssf/streams?stream_id={UNKNOWN}");
        let request = installation.http.get(installation.at(&place));
        let request = request.header("authorization", format!("DPoP {token}"));
        Answer::of(request.header("dpop", proof)).await
    };
    request(&proof).await.is_error(404, "not_found");
    request(&proof).await.is_error(401, "invalid_dpop_proof");
}
