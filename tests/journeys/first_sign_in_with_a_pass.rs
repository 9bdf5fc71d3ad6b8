//! J3 and J4: somebody new comes with a pass, sets up a lasting method, and needs no pass again.

use crate::browser::{Browser, Page};
use crate::daypass::on_each_database;
use crate::passkey_device::PasskeyDevice;
use crate::relying_party::{RelyingParty, Tokens};
use crate::steps::{
    MINUTE, PASSWORD, decline_recovery_codes, enter_pass, enter_password, enter_username, onboard,
    onboard_with_two_factors, register_passkey, sign_in_with_pass,
};

#[tokio::test]
async fn somebody_new_opens_an_app_enters_a_pass_registers_a_passkey_and_is_back_in_the_app() {
    on_each_database(async |daypass| {
        let ana = daypass.add_user("ana@contoso.example").await;
        let pass = daypass.issue_one_time_pass(&ana).await;
        let (payroll, browser, device) =
            (daypass.payroll().await, daypass.browser(), PasskeyDevice::new());
        let begun = payroll.begin(&["profile"]);

        let asks_who = browser.open(&begun.url).await;
        assert!(asks_who.text_of("main").contains("to continue to Payroll"), "{asks_who:?}");
        let asks_for_pass = enter_username(&asks_who, "ana@contoso.example").await;
        assert!(asks_for_pass.text_of("#who").contains("ana@contoso.example"));
        let choosing = enter_pass(&asks_for_pass, &pass).await;
        assert_eq!(choosing.text_of("#step"), "Step 2 of 3");
        assert!(choosing.text_of("#pass-ends").contains("at 09:00"), "{choosing:?}");
        let offered = register_passkey(&choosing, &device).await;
        let done = decline_recovery_codes(&offered).await;
        assert_eq!(done.text_of("#continue"), "Continue to Payroll");
        let left = done.click_and_leave("#continue").await;

        let tokens = payroll.finish(begun, &left).await;
        assert_eq!(tokens.claim("sub"), ana.subject.as_str());
        assert_eq!(tokens.claim("acr"), "bootstrap");
        for value in ["tap", "otp", "mfa"] {
            assert!(tokens.amr_has(value), "{value} in {}", tokens.claims);
        }
        assert_eq!(tokens.claims["auth_time"], daypass.clock.now().seconds());
        let userinfo = payroll.checked_userinfo(&tokens).await;
        assert_eq!(
            userinfo.preferred_username().map(|name| name.as_str()),
            Some("ana@contoso.example")
        );
        assert_eq!(device.passkeys().await, 1);
    })
    .await;
}

#[tokio::test]
async fn afterwards_the_passkey_alone_signs_them_in_with_no_username() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        sign_out(&ana.browser).await;
        daypass.wait(MINUTE);
        let payroll = daypass.payroll().await;

        for browser in [ana.browser, daypass.browser()] {
            let begun = payroll.begin(&[]);
            let asks_who = browser.open(&begun.url).await;
            assert_eq!(asks_who.form_with("#next").value("username"), "");
            let left = ana.device.answer(&asks_who).await.leave().await;

            let tokens = payroll.finish(begun, &left).await;
            assert_eq!(tokens.claim("sub"), ana.user.subject.as_str());
            // The software authenticator says that its passkeys are synced.
            assert_eq!(tokens.claim("acr"), "phr");
            assert!(
                tokens.amr_has("swk") && tokens.amr_has("mfa") && !tokens.amr_has("tap"),
                "{}",
                tokens.claims
            );
            assert_eq!(tokens.claims["auth_time"], daypass.clock.now().seconds());
        }
    })
    .await;
}

#[tokio::test]
async fn a_browser_that_knows_somebody_by_their_passkey_asks_for_it_after_the_username() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        sign_out(&ana.browser).await;

        let asks_for_passkey =
            enter_username(&ana.browser.open("/").await, "ANA@contoso.example").await;
        assert_eq!(asks_for_passkey.h1(), "Sign in with your passkey");
        let home = ana.device.answer(&asks_for_passkey).await.submit().await;

        assert_eq!(home.h1(), "Your account");
    })
    .await;
}

#[tokio::test]
async fn authenticator_app_and_password_are_two_factors() {
    on_each_database(async |daypass| {
        let ben = onboard_with_two_factors(&daypass, "ben@contoso.example").await;
        sign_out(&ben.browser).await;
        daypass.wait(MINUTE);
        let payroll = daypass.payroll().await;
        let begun = payroll.begin(&[]);

        let asks_for_password =
            enter_username(&ben.browser.open(&begun.url).await, "ben@contoso.example").await;
        assert_eq!(asks_for_password.h1(), "Enter your password");
        let asks_for_code =
            asks_for_password.form_with("#sign-in").set("password", PASSWORD).submit().await;
        assert_eq!(asks_for_code.h1(), "Enter the code from your authenticator app");
        assert!(!knows_a_session(&ben.browser), "half a sign-in is none");
        let refused =
            asks_for_code.form_with("#sign-in").set("code", &ben.app.wrong_code()).submit().await;
        assert!(refused.error_of("code").is_some());
        let left = refused.form_with("#sign-in").set("code", &ben.app.code()).leave().await;

        let tokens = payroll.finish(begun, &left).await;
        assert_eq!(tokens.claim("acr"), "mfa");
        assert!(
            tokens.amr_has("pwd") && tokens.amr_has("otp") && tokens.amr_has("mfa"),
            "{}",
            tokens.claims
        );
        assert!(!tokens.amr_has("tap"), "{}", tokens.claims);
    })
    .await;
}

#[tokio::test]
async fn a_code_of_an_authenticator_app_signs_in_once() {
    on_each_database(async |daypass| {
        let ben = onboard_with_two_factors(&daypass, "ben@contoso.example").await;
        daypass.wait(MINUTE);
        let code = ben.app.code();

        let first = enter_two_factors(&daypass.browser(), &code).await;
        let second = enter_two_factors(&daypass.browser(), &code).await;

        assert_eq!(first.h1(), "Your account");
        assert!(second.error_of("code").is_some(), "{second:?}");
    })
    .await;
}

#[tokio::test]
async fn the_page_for_the_code_leads_nowhere_without_the_password() {
    on_each_database(async |daypass| {
        let ben = onboard_with_two_factors(&daypass, "ben@contoso.example").await;
        daypass.wait(MINUTE);
        let browser = daypass.browser();
        enter_username(&browser.open("/").await, "ben@contoso.example").await;

        let answer =
            browser.post("/signin/totp", &[("code", &ben.app.code()), ("return_to", "/")]).await;

        assert_eq!(answer.h1(), "Enter your password");
        assert!(!knows_a_session(&browser));
    })
    .await;
}

#[tokio::test]
async fn a_passkey_without_unlocking_the_device_does_not_sign_in() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        ana.device.falls_into_other_hands().await;
        let thief = daypass.browser();

        let answered = ana.device.try_answer(&thief.open("/").await).await;

        if let Ok(form) = answered {
            let refused = form.submit().await;
            assert!(refused.problem().is_some(), "{refused:?}");
        }
        assert!(!knows_a_session(&thief));
    })
    .await;
}

#[tokio::test]
async fn an_answer_of_a_passkey_signs_in_once() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let browser = daypass.browser();
        let answered = ana.device.answer(&browser.open("/").await).await;
        let overheard = browser.stolen();

        let home = answered.clone().submit().await;
        assert_eq!(home.h1(), "Your account");
        let fields = answered.fields();
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let replayed = overheard.post("/signin/passkey", &fields).await;

        assert!(replayed.problem().is_some(), "{replayed:?}");
        assert!(!knows_a_session(&overheard));
    })
    .await;
}

#[tokio::test]
async fn a_pass_says_so_even_for_somebody_who_has_a_passkey() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let pass = daypass.issue_pass(&ana.user).await;
        let (browser, payroll) = (daypass.browser(), daypass.payroll().await);
        let begun = payroll.begin(&[]);

        let asks_for_pass =
            enter_username(&browser.open(&begun.url).await, "ana@contoso.example").await;
        let left = asks_for_pass.form_with("#sign-in").set("pass", &pass).leave().await;

        let tokens = payroll.finish(begun, &left).await;
        assert_eq!(tokens.claim("acr"), "bootstrap");
        assert!(tokens.amr_has("tap"));
    })
    .await;
}

#[tokio::test]
async fn a_pass_may_be_typed_as_it_is_read_from_paper() {
    on_each_database(async |daypass| {
        let ana = daypass.add_user("ana@contoso.example").await;
        let pass = daypass.issue_pass(&ana).await;
        let spaced = format!("  {}  ", pass.to_lowercase().replace('-', " - "));

        for typed in [spaced, pass.replace('-', "")] {
            let choosing =
                sign_in_with_pass(&daypass.browser(), "Ana@Contoso.example", &typed).await;
            assert_eq!(choosing.h1(), "Set up how you'll sign in from now on", "{typed}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_app_that_asks_for_consent_gets_nothing_without_it() {
    on_each_database(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let wiki = daypass.wiki().await;

        let refused = ask_consent(&wiki, &ana.browser, "#deny").await;
        assert_eq!(refused.unwrap_err(), "access_denied");
        let allowed = ask_consent(&wiki, &ana.browser, "#allow").await.unwrap();
        assert_eq!(allowed.claim("sub"), ana.user.subject.as_str());
        let begun = wiki.begin(&["profile"]);
        let left = ana.browser.open_and_leave(&begun.url).await;
        wiki.finish(begun, &left).await;
    })
    .await;
}

async fn ask_consent(
    wiki: &RelyingParty,
    browser: &Browser,
    decision: &str,
) -> Result<Tokens, String> {
    let begun = wiki.begin(&["profile"]);
    let page = browser.open(&begun.url).await;
    assert_eq!(page.h1(), "Wiki would like to", "{page:?}");
    let left = page.form_with(decision).press_and_leave(decision).await;
    wiki.exchange(begun, &left).await
}

async fn enter_two_factors(browser: &Browser, code: &str) -> Page {
    let asks_for_code = enter_password(browser, "ben@contoso.example", PASSWORD).await;
    asks_for_code.form_with("#sign-in").set("code", code).submit().await
}

async fn sign_out(browser: &Browser) {
    let asked = browser.open("/").await.click("#sign-out").await;
    let signed_out = asked.form_with("#sign-out").submit().await;
    assert_eq!(signed_out.h1(), "You're signed out");
}

fn knows_a_session(browser: &Browser) -> bool {
    browser.cookie("daypass-session").is_some_and(|value| !value.is_empty())
}
