//! Pushing (RFC 8935).

use daypass::telling::{self, State};
use futures_util::future::join_all;
use serde_json::json;

use super::{
    CREDENTIAL_CHANGE, PUSH, Ssf, VERIFICATION, checked, event, lane, on_each_database, told,
};
use crate::installation::{Answer, Installation, payload};
use crate::receivers::{Manner, Receiver};

const DAY: u64 = 24 * 60 * 60;

/// A receiver of this manner, its stream, and a verification event that waits to be pushed to it.
async fn waiting_for(installation: &Installation, manner: Manner) -> (Receiver, Ssf<'_>, String) {
    let hook = Receiver::start(manner).await;
    let siem = Ssf::of(installation, "siem").await;
    let id = siem.pushed(hook.port, &[]).await;
    verified(&siem, &id).await;
    (hook, siem, id)
}

async fn verified(receiver: &Ssf<'_>, id: &str) {
    let answer = receiver.post("/ssf/verify", &json!({ "stream_id": id, "state": "s" })).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
}

#[actix_web::test]
async fn a_token_is_pushed_with_the_streams_own_authorization() {
    on_each_database(async |installation| {
        let mut hook = Receiver::start(Manner::Answer(202)).await;
        let siem = Ssf::of(&installation, "siem").await;
        let delivery = json!({
            "method": PUSH,
            "endpoint_url": format!("http://127.0.0.1:{}/events?tenant=7", hook.port),
            "authorization_header": "Bearer of the receiver",
        });
        let id = siem.stream(&json!({ "delivery": delivery })).await;
        verified(&siem, &id).await;
        told(&installation.app).await;
        told(&installation.app).await;
        let messages = hook.take();
        assert_eq!(messages.len(), 1, "what was taken is not told twice");
        let message = &messages[0];
        assert_eq!(message.header("content-type"), "application/secevent+jwt");
        assert_eq!(message.header("accept"), "application/json");
        assert_eq!(message.header("authorization"), "Bearer of the receiver");
        let claims = checked(&installation, "siem", &message.body).await;
        assert_eq!(claims["sub_id"], json!({ "format": "opaque", "id": id }));
        assert_eq!(event(&claims, VERIFICATION), &json!({ "state": "s" }));
        let delivered = lane(&installation.app, &id).await.remove(0);
        assert!(matches!(delivered.state, State::Delivered(_)));
        assert!(!delivered.destination.contains("tenant"), "a query may hold secrets");
        assert!(!delivered.payload.contains("of the receiver"));
    })
    .await;
}

#[actix_web::test]
async fn without_an_authorization_header_there_is_none() {
    let installation = Installation::start_and(super::RECEIVERS).await;
    let (mut hook, ..) = waiting_for(&installation, Manner::Answer(202)).await;
    told(&installation.app).await;
    assert!(!hook.take()[0].has_header("authorization"));
}

#[actix_web::test]
async fn what_fails_is_tried_again_for_a_day_with_the_same_token() {
    on_each_database(async |installation| {
        let (mut hook, _, id) = waiting_for(&installation, Manner::Answer(503)).await;
        let mut tokens = Vec::new();
        for _ in 0..3 {
            told(&installation.app).await;
            tokens.extend(hook.take().into_iter().map(|message| message.body));
            installation.pass(60);
        }
        assert_eq!(tokens.len(), 3);
        tokens.dedup();
        assert_eq!(tokens.len(), 1, "the same jti, the same iat");
        let waiting = lane(&installation.app, &id).await.remove(0);
        assert!(matches!(waiting.state, State::Waiting(_)));
        assert_eq!(waiting.last_error.as_deref(), Some("answered 503"));

        installation.pass(DAY);
        told(&installation.app).await;
        let dead = lane(&installation.app, &id).await.remove(0);
        assert!(matches!(dead.state, State::GivenUp(_)));
        // An operator who has mended it has it tried again.
        hook.take();
        hook.behave(Manner::Answer(202));
        installation
            .committed(async |work| telling::retry(work, Some(dead.id)).await.unwrap())
            .await;
        told(&installation.app).await;
        assert_eq!(hook.take().len(), 1);
    })
    .await;
}

#[actix_web::test]
async fn a_refusal_of_this_very_token_is_final() {
    on_each_database(async |installation| {
        let refusal = json!({ "err": "invalid_audience", "description": "not mine" }).to_string();
        let (mut hook, _, id) = waiting_for(&installation, Manner::Say(400, refusal)).await;
        told(&installation.app).await;
        installation.pass(DAY / 2);
        told(&installation.app).await;
        assert_eq!(hook.take().len(), 1);
        let dead = lane(&installation.app, &id).await.remove(0);
        assert!(matches!(dead.state, State::GivenUp(_)));
        let why = "answered 400: invalid_audience not mine";
        assert_eq!(dead.last_error.as_deref(), Some(why));
    })
    .await;
}

#[actix_web::test]
async fn a_hostile_endpoint_holds_up_nobody_and_leads_nowhere() {
    on_each_database(async |installation| {
        let mut elsewhere = Receiver::start(Manner::Answer(202)).await;
        let to = format!("http://127.0.0.1:{}/x", elsewhere.port);
        let (redirects, huge, silent) = (
            Receiver::start(Manner::Redirect(to)).await,
            Receiver::start(Manner::Huge).await,
            Receiver::start(Manner::Silent).await,
        );
        let siem = Ssf::of(&installation, "siem").await;
        let mut streams = Vec::new();
        for hook in [&redirects, &huge, &silent] {
            streams.push(siem.pushed(hook.port, &[]).await);
        }
        let good = siem.pushed(elsewhere.port, &[]).await;
        streams.push(good.clone());
        for id in &streams {
            verified(&siem, id).await;
        }
        told(&installation.app).await;
        let arrived = elsewhere.take();
        assert_eq!(arrived.len(), 1, "no redirect is followed");
        assert_eq!(payload(&arrived[0].body)["sub_id"]["id"], json!(good));
        for (id, why) in streams.iter().zip(["answered 307", "", "no complete answer in time"]) {
            let delivery = lane(&installation.app, id).await.remove(0);
            assert_eq!(delivery.last_error.as_deref().unwrap_or_default(), why);
        }
    })
    .await;
}

#[actix_web::test]
async fn paused_it_is_held_and_told_in_order_when_it_flows_again() {
    on_each_database(async |installation| {
        let mut hook = Receiver::start(Manner::Answer(503)).await;
        let siem = Ssf::of(&installation, "siem").await;
        let id = siem.pushed(hook.port, &[CREDENTIAL_CHANGE]).await;
        verified(&siem, &id).await;
        told(&installation.app).await;
        assert_eq!(hook.take().len(), 1);

        // What is being tried again is held, too.
        siem.set_status(&id, "paused").await;
        let ana = installation.person("ana").await;
        installation.change_password(&ana, "green ladders sing at noon").await;
        hook.behave(Manner::Answer(202));
        for _ in 0..3 {
            installation.pass(DAY);
            told(&installation.app).await;
        }
        assert!(hook.take().is_empty());

        let siem = Ssf::of(&installation, "siem").await;
        siem.set_status(&id, "enabled").await;
        told(&installation.app).await;
        let told: Vec<_> = hook.take().iter().map(|message| payload(&message.body)).collect();
        assert_eq!(told.len(), 3, "{told:?}");
        event(&told[0], VERIFICATION);
        assert_eq!(event(&told[1], CREDENTIAL_CHANGE)["change_type"], json!("create"));
        assert_eq!(event(&told[2], CREDENTIAL_CHANGE)["change_type"], json!("update"));
        let jtis: Vec<_> = told.iter().map(|claims| claims["jti"].as_str().unwrap()).collect();
        assert!(jtis.is_sorted(), "{jtis:?}");
    })
    .await;
}

#[actix_web::test]
async fn disabled_it_loses_what_waits() {
    on_each_database(async |installation| {
        let (mut hook, siem, id) = waiting_for(&installation, Manner::Answer(503)).await;
        told(&installation.app).await;
        hook.take();
        siem.set_status(&id, "disabled").await;
        let lost = lane(&installation.app, &id).await.remove(0);
        assert!(matches!(lost.state, State::GivenUp(_)));
        // Not even an operator has it told.
        installation
            .committed(async |work| telling::retry(work, Some(lost.id)).await.unwrap())
            .await;
        told(&installation.app).await;
        assert!(hook.take().is_empty());
        let lost = lane(&installation.app, &id).await.remove(0);
        assert_eq!(lost.last_error.as_deref(), Some("the stream is disabled"));
    })
    .await;
}

#[actix_web::test]
async fn who_changes_to_polling_finds_what_waited_and_back_again() {
    on_each_database(async |installation| {
        let (mut hook, siem, id) = waiting_for(&installation, Manner::Answer(503)).await;
        told(&installation.app).await;
        hook.take();
        let patch = async |delivery| {
            let body = json!({ "stream_id": id, "delivery": delivery });
            let place = installation.at("/ssf/streams");
            let request = installation.http.patch(place).bearer_auth(&siem.token).json(&body);
            assert_eq!(Answer::of(request).await.status, 200);
        };
        patch(json!({ "method": super::POLL })).await;
        installation.pass(60);
        told(&installation.app).await;
        assert!(hook.take().is_empty());
        let polled = siem.poll(&id, json!({})).await;
        assert_eq!(super::tokens(&polled).len(), 1);
        hook.behave(Manner::Answer(200));
        let endpoint = format!("http://127.0.0.1:{}/events", hook.port);
        patch(json!({ "method": PUSH, "endpoint_url": endpoint })).await;
        told(&installation.app).await;
        assert_eq!(hook.take().len(), 1);
    })
    .await;
}

#[actix_web::test]
async fn of_twenty_nodes_that_deliver_at_once_one_pushes() {
    on_each_database(async |installation| {
        let (mut hook, ..) = waiting_for(&installation, Manner::Answer(202)).await;
        let nodes = [installation.another_node().await, installation.another_node().await];
        let racers = (0..20).map(|number| nodes[number % 2].telling().deliver());
        join_all(racers).await.into_iter().for_each(Result::unwrap);
        assert_eq!(hook.take().len(), 1);
    })
    .await;
}
