//! What is told, of whom, and to whom (CAEP 1.0 §3, RISC 1.0 §2).

use daypass::audit::{Actor, Origin};
use daypass::base::UserId;
use daypass::credentials::pass;
use daypass::directory::{User, groups, manage};
use daypass::oidc::{backchannel, grants};
use daypass::sessions;
use futures_util::future::join_all;
use serde_json::{Map, Value, json};

use super::{
    ACCOUNT_DISABLED, ACCOUNT_ENABLED, ACCOUNT_PURGED, CLAIMS_CHANGE, COMPLIANCE_CHANGE,
    CREDENTIAL_CHANGE, SESSION_REVOKED, Ssf, checked, event, lane, on_each_database, records,
    signed_in, tokens, told,
};
use crate::browser::Browser;
use crate::installation::Installation;
use crate::receivers::{Manner, Receiver};

const RACERS: usize = 20;

fn user(installation: &Installation, sub: &Value) -> Value {
    json!({ "format": "iss_sub", "iss": installation.issuer, "sub": sub })
}

fn session(installation: &Installation, sub: &Value, sid: &Value) -> Value {
    json!({
        "format": "complex",
        "user": user(installation, sub),
        "session": { "format": "opaque", "id": sid },
    })
}

async fn end_all(installation: &Installation, user: &User) {
    let origin = Origin::local("test");
    installation
        .committed(async |work| {
            sessions::end_all(work, &origin, Actor::Machine, user).await.unwrap();
        })
        .await;
}

async fn done(
    installation: &Installation,
    change: impl AsyncFnOnce(&daypass::db::Work, &Origin, &Actor) -> manage::Changed,
) {
    let changed = installation
        .committed(async |work| change(work, &Origin::local("test"), &Actor::Machine).await)
        .await;
    assert_eq!(changed, manage::Changed::Changed);
}

#[actix_web::test]
async fn signing_out_revokes_one_session_and_signing_out_everywhere_all_of_them() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let id = siem.polled(&[SESSION_REVOKED]).await;
        let ana = installation.person("ana").await;
        let (browser, elsewhere) =
            (Browser::of(&installation, "ana").await, Browser::of(&installation, "ana").await);
        let at_app = signed_in(&installation, &browser, "app").await;
        signed_in(&installation, &elsewhere, "app").await;

        browser.submit("/signout", &[]).await.page();
        told(&installation.app).await;
        told(&installation.app).await;
        let [claims] = siem.fetch(&id).await.try_into().unwrap();
        assert_eq!(claims["sub_id"], session(&installation, &at_app["sub"], &at_app["sid"]));
        let said = event(&claims, SESSION_REVOKED);
        assert_eq!(said["event_timestamp"], json!(installation.clock.now().seconds()));
        assert!(!said["reason_admin"]["en"].as_str().unwrap().is_empty());

        end_all(&installation, &ana).await;
        told(&installation.app).await;
        let polled = siem.poll(&id, json!({})).await;
        let claims = checked(&installation, "siem", &tokens(&polled)[0]).await;
        assert_eq!(claims["sub_id"], user(&installation, &at_app["sub"]));
        event(&claims, SESSION_REVOKED);
        assert_eq!(tokens(&polled).len(), 1);
    })
    .await;
}

#[actix_web::test]
async fn it_stands_in_the_outbox_under_the_sign_outs_id_with_all_else_that_comes_of_it() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let (one, two) =
            (siem.polled(&[SESSION_REVOKED]).await, siem.pushed(9, &[SESSION_REVOKED]).await);
        let ana = installation.person("ana").await;
        told(&installation.app).await;
        end_all(&installation, &ana).await;
        let pending =
            daypass::directory::sign_outs::pending(installation.app.db().read(), 10).await.unwrap();
        backchannel::fan_out(installation.app.telling()).await.unwrap();
        for id in [one, two] {
            let delivery = lane(&installation.app, &id).await.remove(0);
            assert_eq!(delivery.event_id.uuid(), pending[0].id.uuid());
            assert_eq!(delivery.topic, "signal.session-revoked");
        }
    })
    .await;
}

#[actix_web::test]
async fn of_twenty_who_take_a_sign_out_on_each_stream_hears_it_once() {
    on_each_database(async |installation| {
        let mut hook = Receiver::start(Manner::Answer(202)).await;
        let siem = Ssf::of(&installation, "siem").await;
        let polled = siem.polled(&[SESSION_REVOKED]).await;
        siem.pushed(hook.port, &[SESSION_REVOKED]).await;
        let ana = installation.person("ana").await;
        told(&installation.app).await;
        hook.take();
        siem.fetch(&polled).await;
        end_all(&installation, &ana).await;
        let nodes = [installation.another_node().await, installation.another_node().await];
        let racers = (0..RACERS).map(|number| daypass::jobs::run_due(&nodes[number % 2]));
        join_all(racers).await.into_iter().for_each(Result::unwrap);
        assert_eq!(hook.take().len(), 1);
        assert_eq!(siem.fetch(&polled).await.len(), 1);
    })
    .await;
}

#[actix_web::test]
async fn what_was_committed_is_told_by_whoever_comes_after_a_crash() {
    on_each_database(async |installation| {
        let mut hook = Receiver::start(Manner::Answer(202)).await;
        let siem = Ssf::of(&installation, "siem").await;
        siem.pushed(hook.port, &[SESSION_REVOKED, CREDENTIAL_CHANGE]).await;
        let ana = installation.person("ana").await;
        end_all(&installation, &ana).await;
        let next = installation.another_node().await;
        backchannel::fan_out(next.telling()).await.unwrap();
        next.telling().follow().await.unwrap();
        assert!(hook.take().is_empty());
        let last = installation.another_node().await;
        last.telling().deliver().await.unwrap();
        let told_by_last = hook.take().len();
        told(&installation.app).await;
        assert!(hook.take().is_empty());
        assert_eq!(told_by_last, 2, "a password and a sign-out");
    })
    .await;
}

#[actix_web::test]
async fn whoever_did_not_ask_for_it_gets_nothing() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let id = siem.polled(&[ACCOUNT_ENABLED]).await;
        let ana = installation.person("ana").await;
        end_all(&installation, &ana).await;
        done(&installation, async |work, origin, by| {
            manage::disable(work, origin, by, ana.id).await.unwrap()
        })
        .await;
        told(&installation.app).await;
        assert!(lane(&installation.app, &id).await.is_empty());
    })
    .await;
}

#[actix_web::test]
async fn a_receiver_knows_people_by_its_own_subjects() {
    on_each_database(async |installation| {
        let apart = Ssf::of(&installation, "apart").await;
        let id = apart.polled(&[SESSION_REVOKED]).await;
        installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        let known = signed_in(&installation, &browser, "apart").await;
        let public = signed_in(&installation, &browser, "app").await;
        assert_ne!(known["sub"], public["sub"]);
        browser.submit("/signout", &[]).await.page();
        told(&installation.app).await;
        let [claims] = apart.fetch(&id).await.try_into().unwrap();
        assert_eq!(claims["sub_id"]["user"]["sub"], known["sub"]);
        assert!(!claims.to_string().contains(public["sub"].as_str().unwrap()));
    })
    .await;
}

#[actix_web::test]
async fn somebody_who_was_left_out_is_left_out_until_they_are_taken_in_again() {
    on_each_database(async |installation| {
        let apart = Ssf::of(&installation, "apart").await;
        let id = apart.polled(&[SESSION_REVOKED]).await;
        let ana = installation.person("ana").await;
        let bob = installation.person("bob").await;
        let browser = Browser::of(&installation, "ana").await;
        let sub = signed_in(&installation, &browser, "apart").await["sub"].clone();
        let subject = user(&installation, &sub);
        told(&installation.app).await;
        apart.fetch(&id).await;
        let choose = async |what: &str, subject: &Value| {
            let body = json!({ "stream_id": id, "subject": subject, "verified": true });
            apart.post(&format!("/ssf/subjects/{what}"), &body).await
        };
        for _ in 0..2 {
            let removed = choose("remove", &subject).await;
            assert_eq!((removed.status, removed.text.as_str()), (204, ""));
        }
        for person in [&ana, &bob] {
            end_all(&installation, person).await;
        }
        told(&installation.app).await;
        let [claims] = apart.fetch(&id).await.try_into().unwrap();
        assert_ne!(claims["sub_id"]["sub"], sub);

        let complex = json!({ "format": "complex", "user": subject });
        let added = choose("add", &complex).await;
        assert_eq!((added.status, added.text.as_str()), (200, ""));
        end_all(&installation, &ana).await;
        told(&installation.app).await;
        assert_eq!(apart.fetch(&id).await[0]["sub_id"], subject);

        // Nobody learns whether there is somebody.
        let nobody = user(&installation, &json!("nobody"));
        assert_eq!(choose("add", &nobody).await.status, 200);
        assert_eq!(choose("remove", &nobody).await.status, 204);
        let elsewhere = json!({ "format": "iss_sub", "iss": "https://x.example", "sub": sub });
        for refused in [
            json!("ana"),
            json!({}),
            json!({ "format": "email", "email": "ana@contoso.example" }),
            json!({ "format": "iss_sub", "sub": sub }),
            elsewhere,
            json!({ "format": "complex", "session": { "format": "opaque", "id": "1" } }),
            json!({ "format": "complex", "user": subject, "device": subject }),
        ] {
            for what in ["add", "remove"] {
                choose(what, &refused).await.is_error(400, "invalid_request");
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn accounts_that_are_disabled_enabled_and_deleted_are_told() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let ana = installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        let sub = signed_in(&installation, &browser, "app").await["sub"].clone();
        told(&installation.app).await;
        let events = [ACCOUNT_DISABLED, ACCOUNT_ENABLED, ACCOUNT_PURGED, SESSION_REVOKED];
        let id = siem.polled(&events).await;
        let mut all = Vec::new();
        for act in ["disable", "enable", "delete"] {
            done(&installation, async |work, origin, by| {
                match act {
                    "disable" => manage::disable(work, origin, by, ana.id).await,
                    "enable" => manage::enable(work, origin, by, ana.id).await,
                    _ => manage::delete(work, origin, by, ana.id).await,
                }
                .unwrap()
            })
            .await;
            told(&installation.app).await;
            let mut kinds = Vec::new();
            for claims in siem.fetch(&id).await {
                assert_eq!(claims["sub_id"], user(&installation, &sub));
                let (uri, said) = claims["events"].as_object().unwrap().iter().next().unwrap();
                if uri != SESSION_REVOKED {
                    assert_eq!(said["initiating_entity"], json!("admin"));
                }
                kinds.push(uri.clone());
            }
            kinds.sort();
            all.push(kinds);
        }
        assert_eq!(all[0], [SESSION_REVOKED, ACCOUNT_DISABLED]);
        assert_eq!(all[1], [ACCOUNT_ENABLED]);
        assert_eq!(all[2], [SESSION_REVOKED, ACCOUNT_PURGED]);
    })
    .await;
}

#[actix_web::test]
async fn whose_session_with_an_app_ended_is_told_to_that_app_alone() {
    on_each_database(async |installation| {
        let (siem, app) =
            (Ssf::of(&installation, "siem").await, Ssf::of(&installation, "app").await);
        let (theirs, own) =
            (siem.polled(&[SESSION_REVOKED]).await, app.polled(&[SESSION_REVOKED]).await);
        let ana = installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        let sub = signed_in(&installation, &browser, "app").await["sub"].clone();
        told(&installation.app).await;
        for receiver in [(&siem, &theirs), (&app, &own)] {
            receiver.0.fetch(receiver.1).await;
        }
        installation
            .committed(async |work| {
                let client = daypass::base::ClientId::new("app");
                let origin = Origin::local("test");
                let by = ana.actor();
                let revoked = grants::revoke_app(work, &origin, &by, ana.person(), &client).await;
                revoked.unwrap().unwrap();
            })
            .await;
        told(&installation.app).await;
        assert!(siem.fetch(&theirs).await.is_empty());
        let [claims] = app.fetch(&own).await.try_into().unwrap();
        assert_eq!(claims["sub_id"], user(&installation, &sub));

        signed_in(&installation, &browser, "app").await;
        done(&installation, async |work, origin, by| {
            manage::delete(work, origin, by, ana.id).await.unwrap()
        })
        .await;
        told(&installation.app).await;
        assert_eq!(app.fetch(&own).await.len(), 1, "once, although the app held a grant");
    })
    .await;
}

#[actix_web::test]
async fn credentials_are_told_by_kind_and_by_who_changed_them() {
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let ana = installation.newcomer("ana").await;
        let id = siem.polled(&[CREDENTIAL_CHANGE]).await;
        installation.issue_pass(&ana).await;
        let origin = Origin::local("test");
        installation
            .committed(async |work| {
                pass::delete(work, &origin, &Actor::Machine, ana.id).await.unwrap();
            })
            .await;
        installation.change_password(&ana, "green ladders sing at noon").await;
        installation.change_password(&ana, "brown bottles hum at dusk").await;
        told(&installation.app).await;
        let told: Vec<_> = siem
            .fetch(&id)
            .await
            .iter()
            .map(|claims| {
                let said = event(claims, CREDENTIAL_CHANGE);
                let text = |name: &str| said[name].as_str().unwrap().to_owned();
                assert!(!said["reason_admin"]["en"].as_str().unwrap().is_empty());
                (text("credential_type"), text("change_type"), text("initiating_entity"))
            })
            .collect();
        let expected = [
            ("temporary-access-pass", "create", "admin"),
            ("temporary-access-pass", "delete", "admin"),
            ("password", "create", "user"),
            ("password", "update", "user"),
        ];
        let expected: Vec<_> = expected
            .map(|(kind, change, by)| (kind.to_owned(), change.to_owned(), by.to_owned()))
            .into();
        assert_eq!(told, expected);
    })
    .await;
}

#[actix_web::test]
async fn changed_claims_are_told_to_those_who_hold_a_grant_that_reaches_them() {
    on_each_database(async |installation| {
        let (siem, app) =
            (Ssf::of(&installation, "siem").await, Ssf::of(&installation, "app").await);
        let (theirs, own) =
            (siem.polled(&[CLAIMS_CHANGE]).await, app.polled(&[CLAIMS_CHANGE]).await);
        let ana = installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        update(&installation, &ana, "before@contoso.example").await;
        told(&installation.app).await;
        assert!(app.fetch(&own).await.is_empty(), "the app does not know ana yet");

        signed_in(&installation, &browser, "app").await;
        update(&installation, &ana, "after@contoso.example").await;
        told(&installation.app).await;
        let [claims] = app.fetch(&own).await.try_into().unwrap();
        let said = event(&claims, CLAIMS_CHANGE);
        let email = json!({ "email": "after@contoso.example" });
        assert_eq!(said["claims"], email, "nothing of the profile, which it did not ask for");

        let group = in_a_group(&installation, ana.id, "Payroll").await;
        told(&installation.app).await;
        let [claims] = app.fetch(&own).await.try_into().unwrap();
        assert_eq!(event(&claims, CLAIMS_CHANGE)["claims"], json!({ "groups": ["Payroll"] }));
        installation
            .committed(async |work| {
                let (origin, by) = (Origin::local("test"), Actor::Machine);
                groups::remove_member(work, &origin, &by, group, ana.id).await.unwrap();
            })
            .await;
        told(&installation.app).await;
        let [claims] = app.fetch(&own).await.try_into().unwrap();
        assert_eq!(event(&claims, CLAIMS_CHANGE)["claims"], json!({ "groups": [] }));

        end_all(&installation, &ana).await;
        update(&installation, &ana, "later@contoso.example").await;
        told(&installation.app).await;
        assert!(app.fetch(&own).await.is_empty(), "what it held is dead");
        assert!(siem.fetch(&theirs).await.is_empty());
    })
    .await;
}

async fn update(installation: &Installation, user: &User, email: &str) {
    let claims = serde_json::from_value(json!({ "email": email })).unwrap();
    done(installation, async |work, origin, by| {
        manage::update_profile(work, origin, by, user.id, None, claims).await.unwrap()
    })
    .await;
}

async fn in_a_group(
    installation: &Installation,
    user: UserId,
    name: &str,
) -> daypass::base::GroupId {
    let (origin, by) = (Origin::local("test"), Actor::Machine);
    installation
        .committed(async |work| {
            let added = groups::create(work, &origin, &by, name).await.unwrap();
            let groups::Created::Created(group) = added else { panic!("{added:?}") };
            groups::add_member(work, &origin, &by, group.id, user).await.unwrap();
            group.id
        })
        .await
}

#[actix_web::test]
async fn an_administrator_sends_what_nothing_else_does() {
    use daypass::signals::{EventType, Trigger, Triggered};
    on_each_database(async |installation| {
        let siem = Ssf::of(&installation, "siem").await;
        let id = siem.polled(&[COMPLIANCE_CHANGE]).await;
        let ana = installation.person("ana").await;
        let send = async |stream: &str, event: EventType, by: &Actor| {
            let members = Map::from_iter([
                ("previous_status".to_owned(), json!("compliant")),
                ("current_status".to_owned(), json!("not-compliant")),
            ]);
            let trigger = Trigger { stream: stream.parse().unwrap(), event, user: &ana, members };
            let origin = Origin::local("test");
            installation
                .committed(async |work| {
                    installation.app.signals().send(work, &origin, by, &trigger).await.unwrap()
                })
                .await
        };
        let compliance = EventType::DeviceComplianceChange;
        let sent = send(&id, compliance, &Actor::Machine).await;
        assert!(matches!(sent, Triggered::Sent(_)));
        let polled = siem.poll(&id, json!({})).await;
        let claims = checked(&installation, "siem", &tokens(&polled)[0]).await;
        let said = event(&claims, COMPLIANCE_CHANGE);
        assert_eq!(said["current_status"], json!("not-compliant"));
        assert_eq!(said["initiating_entity"], json!("admin"));
        let records = records(&installation.app, "Send signal").await;
        assert_eq!(records[0].reason.as_deref(), Some("device-compliance-change"));
        assert_eq!(records[0].target_id, Some(ana.id));

        let unwanted = send(&id, EventType::SessionRevoked, &Actor::Machine).await;
        assert_eq!(unwanted, Triggered::NotWanted);
        let gone = "019ab000-0000-7000-8000-000000000000";
        assert_eq!(send(gone, compliance, &Actor::Machine).await, Triggered::NotFound);
        let refused = send(&id, compliance, &ana.actor()).await;
        assert!(matches!(refused, Triggered::NotAllowed(_)));
        siem.set_status(&id, "disabled").await;
        assert_eq!(send(&id, compliance, &Actor::Machine).await, Triggered::Disabled);
    })
    .await;
}
