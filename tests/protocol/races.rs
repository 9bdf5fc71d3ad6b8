//! What is good once, tried by twenty at once: RFC 6749 §4.1.2, §10.4, §10.5.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::browser::{Browser, Request};
use crate::installation::{Answer, Installation};

const RACERS: usize = 20;

#[actix_web::test]
async fn of_twenty_exchanges_of_a_code_exactly_one_gets_through_and_the_family_dies() {
    for installation in Installation::on_each_database().await {
        installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        let code = browser.code_for(&Request::payroll()).await;
        let answers = race(&installation, &code, async |it, code| it.exchange(code).await).await;
        only_one_and_it_is_dead(&installation, &answers).await;
    }
}

#[actix_web::test]
async fn twenty_refreshes_at_once_get_one_and_the_same_refresh_token() {
    for installation in Installation::on_each_database().await {
        installation.person("ana").await;
        let browser = Browser::of(&installation, "ana").await;
        let code = browser.code_for(&Request::payroll()).await;
        let refresh_token = installation.exchange(&code).await.member("refresh_token");
        let answers =
            race(&installation, &refresh_token, async |it, token| it.refresh(token).await).await;
        let next: BTreeSet<_> =
            answers.iter().map(|answer| answer.member("refresh_token")).collect();
        assert_eq!(next.len(), 1);
        let next = next.into_iter().next().unwrap();
        assert_eq!(installation.refresh(&next).await.status, 200);
        // Whoever comes with the first one now is not one of the twenty.
        installation.refresh(&refresh_token).await.is_error(400, "invalid_grant");
    }
}

/// Tries the same at once, twenty times.
pub(crate) async fn race<T: 'static>(
    installation: &Rc<Installation>,
    secret: &str,
    tries: impl AsyncFn(&Installation, &str) -> T + Copy + 'static,
) -> Vec<T> {
    let racers: Vec<_> = (0..RACERS)
        .map(|_| {
            let (installation, secret) = (Rc::clone(installation), secret.to_owned());
            actix_web::rt::spawn(async move { tries(&installation, &secret).await })
        })
        .collect();
    let mut answers = Vec::new();
    for racer in racers {
        answers.push(racer.await.unwrap());
    }
    answers
}

async fn only_one_and_it_is_dead(installation: &Installation, answers: &[Answer]) {
    let (through, refused): (Vec<_>, Vec<_>) =
        answers.iter().partition(|answer| answer.status == 200);
    assert_eq!(through.len(), 1);
    for refused in refused {
        refused.is_error(400, "invalid_grant");
    }
    let winner = through[0];
    installation.userinfo(&winner.member("access_token")).await.is_error(401, "invalid_token");
    installation.refresh(&winner.member("refresh_token")).await.is_error(400, "invalid_grant");
}
