//! Who tries too often, or all at once, is kept from costing anybody else their sign-in.

use std::time::Duration;

use ::daypass::audit::{self, Actor, Filter, Origin};
use ::daypass::directory::StandardClaims;
use ::daypass::directory::manage;

use crate::browser::{Browser, Page};
use crate::daypass::{Daypass, on_each_database};
use crate::receivers::MailServer;
use crate::steps::{
    enter_username, is_signed_in, onboard, sign_in_with_pass, sign_in_with_passkey,
};

const LIMIT: &str = "[sign_in]\nfailures_per_address = 3\nfailures_window = \"10m\"";

async fn records(daypass: &Daypass) -> usize {
    audit::list(daypass.app.db().read(), &Filter::default(), 1_000).await.unwrap().len()
}

/// Enters a recovery code that nobody has.
async fn guess(browser: &Browser, username: &str) -> Page {
    let asks_for_pass = enter_username(&browser.open("/").await, username).await;
    let asks_for_code =
        asks_for_pass.click("#other-way").await.click("#choose-recovery-code").await;
    asks_for_code.form_with("#sign-in").set("code", "0000-0000-0000-0000").submit().await
}

#[tokio::test]
async fn an_address_from_which_too_many_tries_failed_has_to_wait_whoever_they_aimed_at() {
    on_each_database(async |daypass| {
        let daypass = daypass.restart_with(LIMIT).await;
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let ben = daypass.add_user("ben@contoso.example").await;
        let pass = daypass.issue_pass(&ben).await;
        for username in ["ana@contoso.example", "eve@contoso.example", "ana@contoso.example"] {
            let refused = guess(&daypass.browser(), username).await;
            assert!(refused.error_of("code").is_some(), "{refused:?}");
        }
        let before = records(&daypass).await;

        let answers = [
            guess(&daypass.browser(), "ana@contoso.example").await,
            guess(&daypass.browser(), "eve@contoso.example").await,
            sign_in_with_passkey(&daypass.browser(), &ana.device).await,
            sign_in_with_pass(&daypass.browser(), "ben@contoso.example", &pass).await,
        ];

        for page in &answers {
            assert_eq!((page.status.as_u16(), page.header("retry-after")), (429, Some("201")));
            assert_eq!(page.h1(), "Too many failed sign-ins");
        }
        assert_eq!(records(&daypass).await, before, "it costs us no row");
        assert!(is_signed_in(&ana.browser).await, "who is signed in is left alone");
        daypass.wait(Duration::from_secs(201));
        let home = sign_in_with_passkey(&daypass.browser(), &ana.device).await;
        assert_eq!(home.h1(), "Your account");
    })
    .await;
}

#[tokio::test]
async fn an_office_behind_one_address_signs_in_as_often_as_it_likes() {
    on_each_database(async |daypass| {
        let daypass = daypass.restart_with(LIMIT).await;
        let ana = onboard(&daypass, "ana@contoso.example").await;
        for _ in 0..5 {
            let home = sign_in_with_passkey(&daypass.browser(), &ana.device).await;
            assert_eq!(home.h1(), "Your account");
        }
    })
    .await;
}

#[tokio::test]
async fn when_too_many_sign_in_at_once_the_next_one_is_told_at_once() {
    on_each_database(async |daypass| {
        let daypass = daypass.restart_with("[sign_in]\nat_once = 2").await;
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let pass = daypass.issue_pass(&ana.user).await;
        let before = records(&daypass).await;
        let under_way = [(); 2].map(|()| daypass.app.tools().admission.take_turn().unwrap());

        let answers = [
            guess(&daypass.browser(), "ana@contoso.example").await,
            sign_in_with_passkey(&daypass.browser(), &ana.device).await,
        ];

        for page in &answers {
            assert_eq!((page.status.as_u16(), page.header("retry-after")), (503, Some("2")));
            assert_eq!(page.h1(), "Many people are signing in");
        }
        assert_eq!(records(&daypass).await, before);
        let home = sign_in_with_pass(&daypass.browser(), "ana@contoso.example", &pass).await;
        assert_eq!(home.h1(), "Your account", "what is hashed has a queue of its own");
        drop(under_way);
        let home = sign_in_with_passkey(&daypass.browser(), &ana.device).await;
        assert_eq!(home.h1(), "Your account");
    })
    .await;
}

#[tokio::test]
async fn a_letters_button_waits_its_turn_and_bad_links_are_counted_against_nobody() {
    on_each_database(async |daypass| {
        let mail = MailServer::start().await;
        let settings = format!("{}\n{LIMIT}\nat_once = 1", mail.settings());
        let daypass = daypass.restart_with(&settings).await;
        let claims = StandardClaims {
            email: Some("ana@mail.example".to_owned()),
            ..StandardClaims::default()
        };
        let ana = daypass.add_user("ana@contoso.example").await;
        let work = daypass.app.db().begin().await.unwrap();
        let (origin, host) = (Origin::local("a test"), Actor::Machine);
        manage::update_profile(&work, &origin, &host, ana.id, None, claims).await.unwrap();
        work.commit().await.unwrap();
        let pass = daypass.issue_pass(&ana).await;
        daypass.app.telling().run_due().await.unwrap();
        let asking = daypass.browser().open(&mail.take().first().unwrap().link()).await;

        let under_way = daypass.app.tools().admission.take_turn().unwrap();
        let busy = asking.form_with("#not-me").submit().await;
        assert_eq!((busy.status.as_u16(), busy.header("retry-after")), (503, Some("2")));
        drop(under_way);
        // An image on any page may be a bad link: the people behind this address sign in all the same.
        for _ in 0..5 {
            assert_eq!(daypass.browser().open("/not-me?token=nonsense").await.status, 404);
        }
        let choosing = sign_in_with_pass(&daypass.browser(), "ana@contoso.example", &pass).await;
        assert_eq!(choosing.status, 200);
        let done = asking.form_with("#not-me").submit().await;
        assert_eq!(done.h1(), "You're signed out everywhere");
    })
    .await;
}
