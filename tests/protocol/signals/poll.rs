//! Polling (RFC 8936) and verification (Shared Signals Framework §8.1.4).

use std::collections::BTreeSet;

use daypass::base::StreamId;
use daypass::telling::State;
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use super::{SESSION_REVOKED, Ssf, VERIFICATION, checked, event, lane, on_each_database, tokens};
use crate::installation::{Answer, Installation, payload};

const INTERVAL: u64 = 10;

async fn verify(receiver: &Ssf<'_>, id: &str, state: &str) -> Answer {
    receiver.post("/ssf/verify", &json!({ "stream_id": id, "state": state })).await
}

/// Puts so many verification events into a stream.
async fn fill(installation: &Installation, receiver: &Ssf<'_>, id: &str, count: u64) {
    for number in 0..count {
        assert_eq!(verify(receiver, id, &number.to_string()).await.status, 204);
        installation.pass(INTERVAL);
    }
}

#[actix_web::test]
async fn a_verification_event_says_back_what_it_was_asked_with() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let id = siem.polled(&[SESSION_REVOKED]).await;
        let answer = verify(&siem, &id, "VGhpcyBpcyBhIHN0YXRl").await;
        assert_eq!((answer.status, answer.text.as_str()), (204, ""));
        let polled = siem.poll(&id, json!({})).await;
        assert!(polled.get("moreAvailable").is_none());
        let (jti, set) = polled["sets"].as_object().unwrap().iter().next().unwrap();
        let claims = checked(&installation, "siem", set.as_str().unwrap()).await;
        assert_eq!(claims["jti"], json!(jti));
        assert_eq!(claims["sub_id"], json!({ "format": "opaque", "id": id }));
        let said = event(&claims, VERIFICATION);
        assert_eq!(said, &json!({ "state": "VGhpcyBpcyBhIHN0YXRl" }));

        installation.pass(INTERVAL);
        let without = siem.post("/ssf/verify", &json!({ "stream_id": id })).await;
        assert_eq!(without.status, 204);
        let claims = siem.fetch(&id).await;
        assert_eq!(event(&claims[1], VERIFICATION), &json!({}));
    })
    .await;
}

#[actix_web::test]
async fn verification_too_soon_is_refused_with_a_word_on_when() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let id = siem.polled(&[]).await;
        let body = json!({ "stream_id": id });
        let answers = join_all((0..20).map(|_| siem.post("/ssf/verify", &body))).await;
        let sent = answers.iter().filter(|answer| answer.status == 204).count();
        assert_eq!(sent, 1, "of twenty at once one is answered");
        for refused in answers.iter().filter(|answer| answer.status != 204) {
            refused.is_error(429, "too_many_requests");
            assert_eq!(refused.header("retry-after"), "10");
        }
        installation.pass(INTERVAL - 1);
        assert_eq!(siem.post("/ssf/verify", &body).await.status, 429);
        installation.pass(1);
        assert_eq!(siem.post("/ssf/verify", &body).await.status, 204);
        let long = verify(&siem, &id, &"x".repeat(1001)).await;
        long.is_error(400, "invalid_request");
        siem.post("/ssf/verify", &json!({})).await.is_error(400, "invalid_request");
        siem.set_status(&id, "disabled").await;
        installation.pass(INTERVAL);
        siem.post("/ssf/verify", &body).await.is_error(400, "invalid_request");
    })
    .await;
}

#[actix_web::test]
async fn what_is_not_acknowledged_comes_again_and_what_is_never_does() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let id = siem.polled(&[]).await;
        fill(&installation, &siem, &id, 3).await;
        let siem = Ssf::of(&installation, "siem").await;

        let first = siem.poll(&id, json!({ "maxEvents": 2 })).await;
        assert_eq!((tokens(&first).len(), &first["moreAvailable"]), (2, &json!(true)));
        let again = siem.poll(&id, json!({ "maxEvents": 2 })).await;
        assert_eq!(first, again, "the same tokens, to the byte");
        let ids: Vec<_> = tokens(&first).iter().map(|set| payload(set)["jti"].clone()).collect();

        let next = siem.poll(&id, json!({ "ack": [ids[0], "unknown"] })).await;
        assert_eq!(tokens(&next).len(), 2);
        assert!(!next["sets"].as_object().unwrap().contains_key(ids[0].as_str().unwrap()));
        let refused = json!({
            "maxEvents": 0,
            "setErrs": { ids[1].as_str().unwrap(): { "err": "jwtAud", "description": "no\u{7}" } },
        });
        assert_eq!(siem.poll(&id, refused).await, json!({ "sets": {} }));
        assert_eq!(tokens(&siem.poll(&id, json!({})).await).len(), 1);

        let deliveries = lane(&installation.app, &id).await;
        let errors: Vec<_> = deliveries
            .iter()
            .filter(|it| matches!(it.state, State::GivenUp(_)))
            .map(|it| it.last_error.clone().unwrap())
            .collect();
        assert_eq!(errors, ["refused: jwtAud no"]);
        // Settled is settled: neither can be turned into the other.
        let turned = json!({ "maxEvents": 0, "ack": [ids[1]] });
        siem.poll(&id, turned).await;
        let deliveries = lane(&installation.app, &id).await;
        let given_up = deliveries.iter().filter(|it| matches!(it.state, State::GivenUp(_)));
        assert_eq!(given_up.count(), 1);
    })
    .await;
}

#[actix_web::test]
async fn an_acknowledgement_reaches_no_other_stream() {
    on_each_database(async |installation| {
        let (siem, other) =
            (Ssf::of(&installation, "siem").await, Ssf::of(&installation, "other").await);
        let (theirs, ours) = (siem.polled(&[]).await, other.polled(&[]).await);
        assert_eq!(verify(&siem, &theirs, "1").await.status, 204);
        let polled = siem.poll(&theirs, json!({})).await;
        let jti = payload(&tokens(&polled)[0])["jti"].clone();
        let error = json!({ "err": "jwtParse" });
        other.poll(&ours, json!({ "ack": [jti] })).await;
        other.poll(&ours, json!({ "setErrs": { jti.as_str().unwrap(): error } })).await;
        assert_eq!(siem.poll(&theirs, json!({})).await, polled);
    })
    .await;
}

#[actix_web::test]
async fn twenty_who_poll_and_acknowledge_at_once_lose_nothing() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let id = siem.polled(&[]).await;
        fill(&installation, &siem, &id, 12).await;
        let siem = Ssf::of(&installation, "siem").await;
        let racers = (0..20).map(|_| async {
            let mut got = BTreeSet::new();
            loop {
                let polled = siem.poll(&id, json!({ "maxEvents": 3 })).await;
                let sets = polled["sets"].as_object().unwrap().clone();
                if sets.is_empty() {
                    return got;
                }
                let ack: Vec<_> = sets.keys().collect();
                siem.poll(&id, json!({ "maxEvents": 0, "ack": ack })).await;
                got.extend(sets.keys().cloned());
            }
        });
        let got: BTreeSet<_> = join_all(racers).await.into_iter().flatten().collect();
        assert_eq!(got.len(), 12);
        assert!(tokens(&siem.poll(&id, json!({})).await).is_empty());
        let deliveries = lane(&installation.app, &id).await;
        assert!(deliveries.iter().all(|it| matches!(it.state, State::Delivered(_))));
    })
    .await;
}

#[actix_web::test]
async fn whoever_waits_is_answered_as_soon_as_there_is_something() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let id = siem.polled(&[]).await;
        let poll = format!("/ssf/poll/{id}");
        let nothing = json!({});
        let (waited, verified) = join(siem.post(&poll, &nothing), verify(&siem, &id, "now")).await;
        assert_eq!(verified.status, 204);
        let said = payload(&tokens(&waited.json())[0]);
        assert_eq!(event(&said, VERIFICATION)["state"], json!("now"));
    })
    .await;
}

#[actix_web::test]
async fn who_waits_for_nothing_is_answered_when_the_server_stops() {
    let installation = Installation::start_and(super::RECEIVERS).await;
    let siem = Ssf::of(&installation, "siem").await;
    let id = siem.polled(&[]).await;
    let (poll, nothing) = (format!("/ssf/poll/{id}"), json!({}));
    let stop = async { installation.app.signals().stop_waiting() };
    let (waited, ()) = join(siem.post(&poll, &nothing), stop).await;
    assert_eq!(waited.json(), json!({ "sets": {} }));
}

#[actix_web::test]
async fn a_stream_that_ends_while_somebody_waits_is_not_there_any_more() {
    let installation = Installation::start_and(super::RECEIVERS).await;
    let siem = Ssf::of(&installation, "siem").await;
    let id = siem.polled(&[]).await;
    let (poll, nothing) = (format!("/ssf/poll/{id}"), json!({}));
    let (waited, deleted) = join(siem.post(&poll, &nothing), siem.delete(&id)).await;
    assert_eq!((deleted.status, waited.status), (204, 404));
}

#[actix_web::test]
async fn a_poll_that_makes_no_sense_is_refused() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let id = siem.polled(&[]).await;
        let poll = format!("/ssf/poll/{id}");
        let many: Vec<Value> = (0..1001).map(|_| json!("x")).collect();
        for body in [
            json!([]),
            json!({ "maxEvents": -1 }),
            json!({ "maxEvents": "all" }),
            json!({ "returnImmediately": "yes" }),
            json!({ "ack": "x" }),
            json!({ "ack": many }),
            json!({ "setErrs": { "x": "y" } }),
            json!({ "setErrs": { "x": {} } }),
        ] {
            siem.post(&poll, &body).await.is_error(400, "invalid_request");
        }
        let pushed = siem.pushed(9, &[]).await;
        let answer = siem.post(&format!("/ssf/poll/{pushed}"), &json!({})).await;
        answer.is_error(404, "not_found");
        assert!(id.parse::<StreamId>().is_ok());
    })
    .await;
}

#[actix_web::test]
async fn paused_it_gives_nothing_and_loses_nothing_disabled_it_loses_everything() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let id = siem.polled(&[]).await;
        fill(&installation, &siem, &id, 1).await;
        siem.set_status(&id, "paused").await;
        assert_eq!(verify(&siem, &id, "while it is paused").await.status, 204);
        assert_eq!(siem.poll(&id, json!({})).await, json!({ "sets": {} }));
        siem.set_status(&id, "enabled").await;
        let states: Vec<_> = siem.fetch(&id).await;
        let states: Vec<_> =
            states.iter().map(|claims| event(claims, VERIFICATION)["state"].clone()).collect();
        assert_eq!(states, ["0", "while it is paused"], "in the order in which it happened");

        installation.pass(INTERVAL);
        assert_eq!(verify(&siem, &id, "lost").await.status, 204);
        siem.set_status(&id, "disabled").await;
        siem.set_status(&id, "enabled").await;
        assert!(siem.fetch(&id).await.is_empty());
    })
    .await;
}
