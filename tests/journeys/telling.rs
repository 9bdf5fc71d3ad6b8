//! Telling people and programs: what is said, to whom, how often, and what "This wasn't me" does.

use std::time::Duration;

use ::daypass::audit::{Actor, Origin};
use ::daypass::directory::manage::{self, Added, NewUser};
use ::daypass::directory::{StandardClaims, User, Username};
use ::daypass::telling::{self, State};

use crate::browser::Browser;
use crate::daypass::{Daypass, on_each_database, on_each_database_in_real_time};
use crate::passkey_device::PasskeyDevice;
use crate::receivers::{MailServer, Manner, Receiver};
use crate::steps::{
    HOUR, MINUTE, decline_recovery_codes, enter_username, is_signed_in, register_passkey,
    sign_in_with_pass, sign_in_with_passkey,
};

const LOOPBACK: &str = "[outgoing]\nallow_private = true\ntimeout = \"1s\"\n";
const DAY: Duration = Duration::from_hours(24);

async fn add_with_email(daypass: &Daypass, username: &str, email: &str) -> User {
    add(daypass, username, email, None).await
}

async fn add(daypass: &Daypass, username: &str, email: &str, locale: Option<&str>) -> User {
    let (email, locale) = (Some(email.to_owned()), locale.map(str::to_owned));
    let claims = StandardClaims { email, locale, ..StandardClaims::default() };
    let new = NewUser {
        username: Username::parse(username).unwrap(),
        display_name: Some("Ana".to_owned()),
        claims,
        roles: Vec::new(),
    };
    let work = daypass.app.db().begin().await.unwrap();
    let added = manage::add(&work, &Origin::local("a test"), &Actor::Machine, new).await.unwrap();
    work.commit().await.unwrap();
    let Added::Added(user) = added else { panic!("{added:?}") };
    *user
}

async fn told(daypass: &Daypass) {
    daypass.app.telling().run_due().await.unwrap();
}

/// What became of each delivery in a lane, oldest first.
async fn states(daypass: &Daypass, lane: &str) -> Vec<(State, i64)> {
    let mut listed = telling::list(daypass.app.db().read(), false, 1000).await.unwrap();
    listed.retain(|delivery| delivery.lane == lane);
    listed.reverse();
    listed.into_iter().map(|delivery| (delivery.state, delivery.attempts)).collect()
}

#[tokio::test]
async fn a_person_is_told_of_their_pass_and_methods_and_can_end_it_all() {
    on_each_database(async |daypass| {
        let mail = MailServer::start().await;
        let mut siem = Receiver::start(Manner::Answer(204)).await;
        let settings = format!("{}\n{LOOPBACK}\n{}", mail.settings(), siem.settings("siem"));
        let daypass = daypass.restart_with(&settings).await;
        let ana = add_with_email(&daypass, "ana", "ana@mail.example").await;
        let pass = daypass.issue_pass(&ana).await;
        let (browser, device) = (daypass.browser(), PasskeyDevice::new());
        let choosing = sign_in_with_pass(&browser, "ana", &pass).await;
        decline_recovery_codes(&register_passkey(&choosing, &device).await).await;

        told(&daypass).await;

        let letters = mail.take();
        let plain = pass.replace('-', "");
        assert!(letters.iter().all(|letter| letter.to == "ana@mail.example"));
        assert!(letters.iter().all(|it| !it.text.contains(&pass) && !it.text.contains(&plain)));
        let subjects = ["was issued for you", "was used to sign in", "A passkey was added"];
        assert_eq!(letters.len(), subjects.len(), "{letters:?}");
        for subject in subjects {
            assert!(letters.iter().any(|letter| letter.text.contains(subject)), "{subject}");
        }
        let topics: Vec<_> =
            siem.take().iter().map(|message| message.json()["type"].clone()).collect();
        assert_eq!(topics.len(), 3, "{topics:?}");

        // A mail scanner opens the link: nothing happens. Ana presses the button: everything ends.
        let link = letters.iter().find(|it| it.text.contains("issued")).unwrap().link();
        let stranger = daypass.browser();
        let asking = stranger.open(&link).await;
        assert_eq!(asking.h1(), "Was this not you?", "{asking:?}");
        assert_eq!(asking.text_of("#what"), "A Temporary Access Pass was issued for you.");
        assert!(is_signed_in(&browser).await);
        let done = asking.form_with("#not-me").submit().await;
        assert_eq!(done.h1(), "You're signed out everywhere");
        assert!(!is_signed_in(&browser).await && !is_signed_in(&stranger).await);
        let refused = sign_in_with_pass(&daypass.browser(), "ana", &pass).await;
        assert!(refused.error_of("pass").is_some(), "the pass is gone: {refused:?}");

        // Once more does no more, even if Ana has signed in again.
        daypass.wait(MINUTE);
        sign_in_with_passkey(&browser, &device).await;
        let again = stranger.open(&link).await.form_with("#not-me").submit().await;
        assert_eq!(again.h1(), "That is done already");
        assert!(is_signed_in(&browser).await);

        told(&daypass).await;
        let reported = siem.take();
        let reported = reported.iter().find(|it| it.json()["type"] == "not_me.reported").unwrap();
        assert_eq!(reported.json()["data"]["activityDisplayName"], "Suspicious activity reported");
        assert!(mail.take().iter().any(|it| it.text.contains("signed out everywhere")));
    })
    .await;
}

#[tokio::test]
async fn a_letter_speaks_the_language_of_the_profile_it_goes_to() {
    on_each_database(async |daypass| {
        let mail = MailServer::start().await;
        let daypass = daypass.restart_with(&mail.settings()).await;
        let ana = add(&daypass, "ana", "ana@mail.example", Some("de-CH")).await;
        let ben = add_with_email(&daypass, "ben", "ben@mail.example").await;
        daypass.issue_pass(&ana).await;
        daypass.issue_pass(&ben).await;

        told(&daypass).await;

        let letters = mail.take();
        assert_eq!(letters.len(), 2, "{letters:?}");
        let to = |address| letters.iter().find(|letter| letter.to == address).unwrap();
        let (german, english) = (to("ana@mail.example"), to("ben@mail.example"));
        assert!(german.text.contains("Guten Tag Ana,"), "{german:?}");
        assert!(german.text.contains("<html lang=\"de\" dir=\"ltr\">"), "{german:?}");
        assert!(english.text.contains("Hello Ana,"), "{english:?}");
        assert!(english.text.contains("<html lang=\"en\" dir=\"ltr\">"), "{english:?}");
    })
    .await;
}

#[tokio::test]
async fn a_link_that_is_old_or_bent_or_forged_does_nothing() {
    on_each_database(async |daypass| {
        let mail = MailServer::start().await;
        let daypass = daypass.restart_with(&mail.settings()).await;
        let ana = add_with_email(&daypass, "ana", "ana@mail.example").await;
        let pass = daypass.issue_pass(&ana).await;
        told(&daypass).await;
        let link = mail.take().first().unwrap().link();
        let browser = daypass.browser();

        let bent = link.replace("token=", "token=A");
        for wrong in ["/not-me", "/not-me?token=", "/not-me?token=nonsense", bent.as_str()] {
            let page = browser.open(wrong).await;
            assert_eq!(
                (page.status.as_u16(), page.h1().as_str()),
                (404, "This link doesn't work any more")
            );
        }
        let asking = browser.open(&link).await;
        let forged = asking.form_with("#not-me").forge("token", "nonsense").submit().await;
        assert_eq!(forged.status, 404);
        assert_eq!(sign_in_with_pass(&browser, "ana", &pass).await.status, 200);
        daypass.wait(7 * DAY);
        assert_eq!(asking.form_with("#not-me").submit().await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_webhook_that_fails_gets_the_same_message_again_and_then_never_more() {
    on_each_database(async |daypass| {
        let mut siem = Receiver::start(Manner::Answer(500)).await;
        let daypass = daypass.restart_with(&format!("{LOOPBACK}\n{}", siem.settings("siem"))).await;
        let ana = daypass.add_user("ana").await;
        daypass.issue_pass(&ana).await;

        told(&daypass).await;
        told(&daypass).await;
        let first = siem.take();
        assert_eq!(first.len(), 1, "before the pause is over it is not tried again");
        daypass.wait(MINUTE);
        siem.behave(Manner::Answer(200));
        told(&daypass).await;
        daypass.wait(DAY);
        told(&daypass).await;

        let second = siem.take();
        assert_eq!(second.len(), 1, "what was delivered is not delivered again");
        let (first, second) = (&first[0], &second[0]);
        assert_eq!(
            (first.header("webhook-id"), &first.body),
            (second.header("webhook-id"), &second.body)
        );
        assert_ne!(first.header("webhook-timestamp"), second.header("webhook-timestamp"));
        assert!(first.header("webhook-signature").starts_with("v1,"));
        assert_ne!(first.header("webhook-signature"), second.header("webhook-signature"));
        let data = first.json()["data"].clone();
        assert_eq!(data["activityDisplayName"], "Admin registered security info");
        assert_eq!(data["resultReason"], "Admin registered temporary access pass method for user");
        assert_eq!(data["targetResources"][0]["userPrincipalName"], "ana");
    })
    .await;
}

#[tokio::test]
async fn who_never_answers_well_is_given_up_after_a_day_and_can_be_tried_again() {
    on_each_database(async |daypass| {
        let mut siem = Receiver::start(Manner::Answer(503)).await;
        let daypass = daypass.restart_with(&format!("{LOOPBACK}\n{}", siem.settings("siem"))).await;
        let ana = daypass.add_user("ana").await;
        daypass.issue_pass(&ana).await;

        for _ in 0..40 {
            told(&daypass).await;
            daypass.wait(HOUR);
        }
        let tries = siem.take().len();
        assert!((8..20).contains(&tries), "{tries}");
        let states = states(&daypass, "webhook:siem").await;
        assert!(matches!(states.as_slice(), [(State::GivenUp(_), _)]), "{states:?}");

        siem.behave(Manner::Answer(200));
        let work = daypass.app.db().begin().await.unwrap();
        telling::retry(&work, None).await.unwrap();
        work.commit().await.unwrap();
        told(&daypass).await;
        assert_eq!(siem.take().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn receivers_that_are_silent_redirect_or_swamp_hold_up_nobody() {
    on_each_database(async |daypass| {
        let silent = Receiver::start(Manner::Silent).await;
        let mut good = Receiver::start(Manner::Answer(200)).await;
        let mut elsewhere = Receiver::start(Manner::Answer(200)).await;
        let away = format!("http://127.0.0.1:{}/secret", elsewhere.port);
        let redirecting = Receiver::start(Manner::Redirect(away)).await;
        let huge = Receiver::start(Manner::Huge).await;
        let gone = Receiver::start(Manner::Answer(410)).await;
        let settings: Vec<_> = [
            (&silent, "silent"),
            (&redirecting, "redirecting"),
            (&huge, "huge"),
            (&gone, "gone"),
            (&good, "good"),
        ]
        .map(|(receiver, name)| receiver.settings(name))
        .to_vec();
        let daypass = daypass.restart_with(&format!("{LOOPBACK}\n{}", settings.join("\n"))).await;
        let ana = daypass.add_user("ana").await;
        daypass.issue_pass(&ana).await;

        let telling = daypass.app.telling();
        let everything = telling.run_due();
        let heard = good.next();
        // The good one has its message while the silent one is still being waited for.
        let (heard, everything) = tokio::join!(heard, everything);
        everything.unwrap();

        assert_eq!(heard.json()["type"], "pass.issued");
        let one = async |name: &str| states(&daypass, &format!("webhook:{name}")).await.remove(0).0;
        assert!(matches!(one("good").await, State::Delivered(_)));
        assert!(
            matches!(one("huge").await, State::Delivered(_)),
            "it said 200; the rest is not read"
        );
        assert!(matches!(one("silent").await, State::Waiting(_)));
        assert!(matches!(one("redirecting").await, State::Waiting(_)));
        assert!(matches!(one("gone").await, State::GivenUp(_)));
        assert!(elsewhere.take().is_empty(), "a redirect is not followed");
    })
    .await;
}

#[tokio::test]
async fn loopback_is_not_called_unless_it_is_allowed() {
    on_each_database(async |daypass| {
        let mut siem = Receiver::start(Manner::Answer(200)).await;
        let daypass = daypass.restart_with(&siem.settings("siem")).await;
        let ana = daypass.add_user("ana").await;
        daypass.issue_pass(&ana).await;

        told(&daypass).await;

        assert!(siem.take().is_empty());
        let listed = telling::list(daypass.app.db().read(), false, 1).await.unwrap();
        assert!(listed[0].last_error.as_deref().unwrap().contains("may not be called"));
    })
    .await;
}

#[tokio::test]
async fn several_nodes_tell_each_thing_once() {
    on_each_database(async |daypass| {
        let mail = MailServer::start().await;
        let mut siem = Receiver::start(Manner::Answer(200)).await;
        let settings = format!("{}\n{LOOPBACK}\n{}", mail.settings(), siem.settings("siem"));
        let daypass = daypass.restart_with(&settings).await;
        for number in 0..12 {
            let name = format!("person-{number}");
            let user = add_with_email(&daypass, &name, &format!("{name}@mail.example")).await;
            daypass.issue_pass(&user).await;
        }
        let nodes =
            [daypass.open_again().await, daypass.open_again().await, daypass.open_again().await];

        let turns = nodes.iter().map(|node| node.telling().run_due());
        for turn in futures_util::future::join_all(turns).await {
            turn.unwrap();
        }
        told(&daypass).await;

        let mut letters: Vec<_> = mail.take().into_iter().map(|letter| letter.to).collect();
        letters.sort();
        letters.dedup();
        assert_eq!(letters.len(), 12);
        let mut ids: Vec<_> =
            siem.take().iter().map(|message| message.header("webhook-id").to_owned()).collect();
        assert_eq!(ids.len(), 12);
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 12);
    })
    .await;
}

#[tokio::test]
async fn a_mailbox_that_does_not_exist_is_not_tried_again() {
    on_each_database(async |daypass| {
        let mail = MailServer::start().await;
        let daypass = daypass.restart_with(&mail.settings()).await;
        let bo = add_with_email(&daypass, "bo", "nobody@mail.example").await;
        let cy = add_with_email(&daypass, "cy", "not an address").await;
        daypass.issue_pass(&bo).await;
        daypass.issue_pass(&cy).await;

        told(&daypass).await;

        let states = states(&daypass, "mail").await;
        assert!(matches!(states.as_slice(), [(State::GivenUp(_), 1)]), "{states:?}");
        let refused = daypass.app.telling().send_test("nobody@mail.example").await.unwrap();
        assert!(refused.unwrap_err().contains("no such mailbox"));
        daypass.app.telling().send_test("ana@mail.example").await.unwrap().unwrap();
        assert_eq!(mail.take().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_was_committed_is_told_after_a_crash_right_behind_the_answer() {
    on_each_database_in_real_time(async |daypass| {
        let mut siem = Receiver::start(Manner::Answer(200)).await;
        let daypass = daypass.restart_with(&format!("{LOOPBACK}\n{}", siem.settings("siem"))).await;
        let ana = daypass.add_user("ana").await;
        let pass = daypass.issue_pass(&ana).await;
        let installation = daypass.leave_to_the_program().await;
        let browser = Browser::new(&installation.issuer);

        let program = installation.start();
        let asks_for_pass = enter_username(&browser.open("/").await, "ana").await;
        let acknowledged =
            asks_for_pass.form_with("#sign-in").set("pass", &pass).submit_only().await;
        program.kill();
        assert_eq!(acknowledged.status, 303);
        let program = installation.start();

        let mut heard = siem.next().await;
        while heard.json()["type"] != "pass.used" {
            heard = siem.next().await;
        }
        assert_eq!(heard.json()["data"]["targetResources"][0]["userPrincipalName"], "ana");
        program.kill();
    })
    .await;
}
