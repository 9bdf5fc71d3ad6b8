//! `kill -9` between a sign-out and what the apps are told of it.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use daypass::telling::State;
use serde_json::Value;

use crate::browser::Browser;
use crate::nodes::{Place, add_person, free_port, sign_in};
use crate::on_both_databases;
use crate::receivers::{Manner, Message, Receiver};
use crate::support::TestDatabase;

/// What should happen and has not for so long will not.
const PATIENCE: Duration = Duration::from_mins(1);

on_both_databases! {
    async fn a_crash_between_sign_out_and_telling(database: TestDatabase) {
        let mut quick = Receiver::start(Manner::Answer(200)).await;
        let mut slow = Receiver::start(Manner::Silent).await;
        let ports = [quick.port, slow.port, free_port()];
        let place = installation(database, ports).await;

        let program = place.start();
        sign_out_of_all(&place, "ana").await;
        let of_ana = [subject(&quick.next().await), subject(&slow.next().await)];
        assert_eq!(of_ana[0], of_ana[1]);
        until(async || delivered(&place).await == 1).await;
        program.kill();
        wait_is_over(&place).await;
        slow.behave(Manner::Answer(200));
        let mut absent = Receiver::start_at(ports[2], Manner::Answer(200)).await;
        let program = place.start();

        for late in [&mut slow, &mut absent] {
            assert_eq!(subject(&late.next().await), of_ana[0]);
        }
        until(async || delivered(&place).await == 3).await;
        let apps = [&mut quick, &mut slow, &mut absent];
        the_next_is_somebody_elses(&place, apps, &of_ana[0], 0).await;
        program.kill();
    }

    async fn a_crash_right_behind_the_answer(database: TestDatabase) {
        let mut apps = [
            Receiver::start(Manner::Silent).await,
            Receiver::start(Manner::Silent).await,
            Receiver::start(Manner::Silent).await,
        ];
        let place = installation(database, apps.each_ref().map(|app| app.port)).await;

        let program = place.start();
        sign_out_of_all(&place, "ana").await;
        program.kill();
        wait_is_over(&place).await;
        for app in &apps {
            app.behave(Manner::Answer(200));
        }
        let program = place.start();

        let mut of_ana = String::new();
        for app in &mut apps {
            of_ana = subject(&app.next().await);
        }
        until(async || delivered(&place).await == 3).await;
        // What may have come before the crash was not answered, and comes again.
        the_next_is_somebody_elses(&place, apps.each_mut(), &of_ana, 1).await;
        program.kill();
    }
}

/// Two people, and an app at each of these ports.
async fn installation(database: TestDatabase, ports: [u16; 3]) -> Place {
    let apps: Vec<_> = ports
        .iter()
        .enumerate()
        .map(|(number, port)| {
            format!(
                "[[clients]]\nid = 'app{number}'\nsecret = 'a-throw-away-secret-of-this-test'\n\
                 consent = 'skip'\nredirect_uris = ['https://app.example/cb']\n\
                 backchannel_logout_uri = 'http://127.0.0.1:{port}/logout'\n"
            )
        })
        .collect();
    let tables = format!("[outgoing]\nallow_private = true\n{}", apps.concat());
    let place = Place::new(database, free_port(), &tables);
    let app = place.open().await;
    for name in ["ana", "bob"] {
        add_person(&app, name, &[]).await;
    }
    app.close().await.unwrap();
    place
}

/// Signs somebody in to all apps and out everywhere; the answer was there, and nothing else is waited for.
async fn sign_out_of_all(place: &Place, name: &str) {
    let browser = Browser::new(place.issuer());
    sign_in(&browser, name).await;
    for number in 0..3 {
        let request = format!(
            "/oauth2/authorize?client_id=app{number}&redirect_uri=https://app.example/cb\
             &response_type=code&scope=openid"
        );
        browser.open_and_leave(request).await;
    }
    let page = browser.open("/my-sign-ins").await;
    let answer = page.form_with("#sign-out-everywhere").submit_only().await;
    assert!(answer.status.is_success() || answer.status.is_redirection(), "{answer:?}");
}

/// What was tried and not written down, and what failed, is due again: it would be after a while.
async fn wait_is_over(place: &Place) {
    let due = "UPDATE deliveries SET next_attempt_at = 0 WHERE next_attempt_at IS NOT NULL";
    place.execute(due).await;
}

async fn delivered(place: &Place) -> usize {
    let deliveries = place.deliveries().await;
    deliveries.iter().filter(|delivery| matches!(delivery.state, State::Delivered(_))).count()
}

async fn until(happened: impl AsyncFn() -> bool) {
    let waiting = async {
        while !happened().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap();
}

/// Whatever would be told once more comes before what has only just happened; `again` is how often it may.
async fn the_next_is_somebody_elses(
    place: &Place,
    apps: [&mut Receiver; 3],
    ana: &str,
    again: usize,
) {
    sign_out_of_all(place, "bob").await;
    for app in apps {
        let mut told = 0;
        while subject(&app.next().await) == ana {
            told += 1;
            assert!(told <= again, "told once more");
        }
    }
    until(async || delivered(place).await == 6).await;
}

/// Whom a logout token is about.
fn subject(message: &Message) -> String {
    let (_, token) = message.body.split_once("logout_token=").unwrap();
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let payload: Value = serde_json::from_slice(&payload).unwrap();
    payload["sub"].as_str().unwrap().to_owned()
}
