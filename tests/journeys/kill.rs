//! Rule 12: what was acknowledged survives `kill -9` at any moment; rule 2: a crash does not make a pass usable twice.

use crate::browser::Browser;
use crate::daypass::on_each_database_in_real_time;
use crate::passkey_device::PasskeyDevice;
use crate::steps::{
    enter_username, is_signed_in, onboard, sign_in_with_pass, sign_in_with_passkey,
};

const CHOICE: &str = "Set up how you'll sign in from now on";

#[tokio::test]
async fn a_redeemed_pass_is_spent_and_its_session_alive_after_a_crash_right_behind_the_answer() {
    on_each_database_in_real_time(async |daypass| {
        let ana = daypass.add_user("ana@contoso.example").await;
        let pass = daypass.issue_one_time_pass(&ana).await;
        let installation = daypass.leave_to_the_program().await;
        let browser = Browser::new(&installation.issuer);

        let program = installation.start();
        let asks_for_pass = enter_username(&browser.open("/").await, "ana@contoso.example").await;
        let acknowledged =
            asks_for_pass.form_with("#sign-in").set("pass", &pass).submit_only().await;
        program.kill();
        assert_eq!(acknowledged.status, 303);
        let program = installation.start();

        assert_eq!(browser.open("/").await.h1(), CHOICE);
        let refused =
            sign_in_with_pass(&Browser::new(&installation.issuer), "ana@contoso.example", &pass)
                .await;
        assert!(
            refused.error_of("pass").unwrap().starts_with("It was already used"),
            "{refused:?}"
        );
        program.kill();
    })
    .await;
}

#[tokio::test]
async fn a_registered_passkey_is_there_after_a_crash_right_behind_the_answer() {
    on_each_database_in_real_time(async |daypass| {
        let ana = daypass.add_user("ana@contoso.example").await;
        let pass = daypass.issue_pass(&ana).await;
        let installation = daypass.leave_to_the_program().await;
        let (browser, device) = (Browser::new(&installation.issuer), PasskeyDevice::new());

        let program = installation.start();
        let choosing = sign_in_with_pass(&browser, "ana@contoso.example", &pass).await;
        let creating = choosing.click("#choose-passkey").await;
        let acknowledged = device.answer(&creating).await.submit_only().await;
        program.kill();
        assert_eq!(acknowledged.status, 303);
        let program = installation.start();

        assert!(is_signed_in(&browser).await, "the upgraded session lives");
        let home = sign_in_with_passkey(&Browser::new(&installation.issuer), &device).await;
        assert_eq!(home.h1(), "Your account");
        program.kill();
    })
    .await;
}

#[tokio::test]
async fn sign_out_everywhere_holds_after_a_crash_right_behind_the_answer() {
    on_each_database_in_real_time(async |daypass| {
        let ana = onboard(&daypass, "ana@contoso.example").await;
        let other = daypass.browser();
        sign_in_with_passkey(&other, &ana.device).await;
        let installation = daypass.leave_to_the_program().await;

        let program = installation.start();
        let listed = ana.browser.open("/my-sign-ins").await;
        let stolen = ana.browser.stolen();
        let acknowledged = listed.form_with("#sign-out-everywhere").submit_only().await;
        program.kill();
        assert_eq!(acknowledged.status, 303);
        let program = installation.start();

        for browser in [&ana.browser, &other, &stolen] {
            assert!(!is_signed_in(browser).await);
        }
        program.kill();
    })
    .await;
}
