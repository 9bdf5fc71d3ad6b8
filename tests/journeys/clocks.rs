//! Nodes whose clocks are apart: what was before a sign-out and what comes after it is no matter of their time.

use std::time::Duration;

use ::daypass::base::Clock;

use crate::browser::Browser;
use crate::daypass::{Daypass, on_each_database};
use crate::relying_party::{RelyingParty, Tokens};
use crate::steps::{
    MINUTE, PASSWORD, enter_password, is_signed_in, onboard, onboard_with_two_factors,
    sign_in_with_passkey,
};

/// How far one clock is behind the other.
const APART: Duration = Duration::from_secs(30);

/// What signs somebody out, on the page of their sign-ins.
const BUTTONS: [&str; 2] = ["#sign-out-everywhere", "#sign-out-elsewhere"];

#[tokio::test]
async fn who_was_signed_out_everywhere_comes_back_where_the_clock_is_behind() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let ben = onboard_with_two_factors(&daypass, "ben@contoso.example").await;
        daypass.wait(MINUTE);
        let (here, behind) = clocks(&daypass);
        for browser in [&ana.browser, &ben.browser] {
            press(browser, "#sign-out-everywhere").await;
        }

        let daypass = daypass.at_a_node_by(&behind).await;
        let home = sign_in_with_passkey(&ana.browser, &ana.device).await;
        assert_eq!(home.h1(), "Your account", "{home:?}");
        let asks_for_code = enter_password(&ben.browser, "ben@contoso.example", PASSWORD).await;
        let home = asks_for_code.form_with("#sign-in").set("code", &ben.app.code()).submit().await;
        assert_eq!(home.h1(), "Your account", "{home:?}");
        let tokens =
            [of_payroll(&daypass, &ana.browser).await, of_wiki(&daypass, &ana.browser).await];
        let tokens = are_accepted(&daypass, tokens).await;

        let daypass = daypass.at_a_node_by(&here).await;
        assert!(is_signed_in(&ana.browser).await);
        assert!(is_signed_in(&ben.browser).await);
        are_accepted(&daypass, tokens).await;
    })
    .await;
}

#[tokio::test]
async fn who_signs_out_everywhere_else_where_the_clock_is_ahead_goes_on_where_it_is_behind() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        daypass.wait(MINUTE);
        let (_, behind) = clocks(&daypass);
        press(&ana.browser, "#sign-out-elsewhere").await;

        let daypass = daypass.at_a_node_by(&behind).await;
        assert!(is_signed_in(&ana.browser).await);
        let tokens =
            [of_payroll(&daypass, &ana.browser).await, of_wiki(&daypass, &ana.browser).await];
        are_accepted(&daypass, tokens).await;
    })
    .await;
}

#[tokio::test]
async fn half_a_sign_in_from_before_is_worth_nothing_where_the_clock_is_ahead() {
    for button in BUTTONS {
        on_each_database(async |daypass| {
            let ben = onboard_with_two_factors(&daypass, "ben@contoso.example").await;
            daypass.wait(MINUTE);
            let (ahead, behind) = clocks(&daypass);
            let thief = daypass.browser();
            let asks_for_code = enter_password(&thief, "ben@contoso.example", PASSWORD).await;

            let daypass = daypass.at_a_node_by(&behind).await;
            press(&ben.browser, button).await;
            let _daypass = daypass.at_a_node_by(&ahead).await;
            let code = ben.app.code();
            let after = asks_for_code.form_with("#sign-in").set("code", &code).submit().await;

            assert_eq!(after.h1(), "Sign in", "{after:?}");
            assert!(!is_signed_in(&thief).await);
        })
        .await;
    }
}

/// The clock of the node there is, and one that is behind.
fn clocks(daypass: &Daypass) -> (Clock, Clock) {
    (daypass.clock.clone(), Clock::stopped_at(daypass.clock.now().minus(APART)))
}

async fn press(browser: &Browser, button: &str) {
    let done = browser.open("/my-sign-ins").await.form_with(button).submit().await;
    assert!(done.h1().starts_with("Signed out"), "{done:?}");
}

/// What an app is given that asks nobody.
async fn of_payroll(daypass: &Daypass, browser: &Browser) -> Tokens {
    let payroll = daypass.payroll().await;
    let begun = payroll.begin(&["offline_access"]);
    payroll.finish_in(browser, begun).await
}

/// What an app is given that asks for consent.
async fn of_wiki(daypass: &Daypass, browser: &Browser) -> Tokens {
    let wiki = daypass.wiki().await;
    let begun = wiki.begin(&["offline_access"]);
    let asked = browser.open(&begun.url).await;
    let left = asked.form_with("#allow").press_and_leave("#allow").await;
    wiki.finish(begun, &left).await
}

/// Uses what both apps were given; answers with what came of it.
async fn are_accepted(daypass: &Daypass, [payroll, wiki]: [Tokens; 2]) -> [Tokens; 2] {
    [
        is_accepted(&daypass.payroll().await, payroll).await,
        is_accepted(&daypass.wiki().await, wiki).await,
    ]
}

async fn is_accepted(app: &RelyingParty, tokens: Tokens) -> Tokens {
    assert!(app.userinfo(&tokens).await.is_ok());
    let next = app.refresh(&tokens).await.unwrap();
    assert!(app.userinfo(&next).await.is_ok());
    next
}
