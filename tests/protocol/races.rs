//! What is good once, tried by twenty at once: RFC 6749 §4.1.2, §10.4, §10.5.

use std::collections::BTreeSet;
use std::rc::Rc;

use daypass::audit::{Actor, Origin};
use daypass::sessions;

use crate::browser::{Browser, Request};
use crate::installation::{Answer, Installation};
use crate::support::TestDatabase;

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

/// On SQLite there is one writer, and nothing happens between a transaction's beginning and its end.
#[actix_web::test]
async fn what_is_exchanged_while_everything_is_ended_comes_to_nothing() {
    let Some(database) = TestDatabase::postgresql().await else { return };
    let installation = Rc::new(Installation::start_on(database).await);
    let ana = installation.person("ana").await;
    let browser = Browser::of(&installation, "ana").await;
    let offline = Request::payroll().with("scope", "openid offline_access");
    let code = browser.code_for(&offline).await;
    let held = installation.exchange(&browser.code_for(&offline).await).await;
    let refresh_token = held.member("refresh_token");
    let signing_out = installation.app.db().begin().await.unwrap();
    sessions::end_all(&signing_out, &Origin::local("test"), Actor::Machine, &ana).await.unwrap();

    let (one, other) = (Rc::clone(&installation), Rc::clone(&installation));
    let exchange = actix_web::rt::spawn(async move { one.exchange(&code).await });
    let refresh = actix_web::rt::spawn(async move { other.refresh(&refresh_token).await });
    while !exchange.is_finished() && !refresh.is_finished() && waiting(&installation).await < 2 {
        tokio::task::yield_now().await;
    }
    let early = exchange.is_finished() || refresh.is_finished();
    signing_out.commit().await.unwrap();

    assert!(!early, "tokens were issued before signing out everywhere had ended");
    exchange.await.unwrap().is_error(400, "invalid_grant");
    refresh.await.unwrap().is_error(400, "invalid_grant");
}

/// How many transactions of this database wait for another.
async fn waiting(installation: &Installation) -> i64 {
    use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
    let waiting = "SELECT count(*) AS counted FROM pg_stat_activity \
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let statement = Statement::from_string(DbBackend::Postgres, waiting);
    let row = installation.app.db().read().query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "counted").unwrap()
}
