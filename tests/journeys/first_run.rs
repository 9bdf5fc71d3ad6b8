//! J1: one command, nothing configured, and the first administrator is in.

use ::daypass::app::{App, FirstSignIn};

use crate::browser::Browser;
use crate::daypass::{on_each_database, on_each_database_in_real_time};
use crate::passkey_device::PasskeyDevice;
use crate::steps::{decline_recovery_codes, register_passkey, sign_in_with_pass};

const CHOICE: &str = "Set up how you'll sign in from now on";

#[tokio::test]
async fn the_terminal_says_where_and_how_the_first_administrator_signs_in() {
    on_each_database_in_real_time(async |daypass| {
        let installation = daypass.leave_to_the_program().await;
        let program = installation.start();
        assert_eq!(
            program.said("Sign in at: ").unwrap().trim_end_matches('/'),
            installation.issuer.as_str().trim_end_matches('/')
        );
        let (username, pass) =
            (program.said("Username: ").unwrap(), program.said("Pass: ").unwrap());
        let browser = Browser::new(&installation.issuer);

        let choosing = sign_in_with_pass(&browser, username, pass).await;
        let done =
            decline_recovery_codes(&register_passkey(&choosing, &PasskeyDevice::new()).await).await;
        assert_eq!(done.click("#continue").await.h1(), "Your account");
        program.kill();

        let program = installation.start();
        assert_eq!(
            program.said("Pass: "),
            None,
            "nobody is let in any more by starting the program"
        );
        program.kill();
    })
    .await;
}

#[tokio::test]
async fn each_start_makes_a_fresh_pass_until_the_first_administrator_has_a_lasting_way_in() {
    on_each_database(async |daypass| {
        let (_, first) = pass_of(&daypass.app).await.unwrap();
        let (username, second) = pass_of(&daypass.open_again().await).await.unwrap();

        let refused = sign_in_with_pass(&daypass.browser(), &username, &first).await;
        assert!(refused.error_of("pass").is_some(), "{refused:?}");
        let choosing = sign_in_with_pass(&daypass.browser(), &username, &second).await;
        assert_eq!(choosing.h1(), CHOICE);
        let (username, third) = pass_of(&daypass.open_again().await).await.unwrap();
        let choosing = sign_in_with_pass(&daypass.browser(), &username, &third).await;
        register_passkey(&choosing, &PasskeyDevice::new()).await;

        assert!(pass_of(&daypass.open_again().await).await.is_none());
        assert!(pass_of(&daypass.app).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn the_pass_of_the_first_run_works_once() {
    on_each_database(async |daypass| {
        let (username, pass) = pass_of(&daypass.app).await.unwrap();

        let choosing = sign_in_with_pass(&daypass.browser(), &username, &pass).await;
        let refused = sign_in_with_pass(&daypass.browser(), &username, &pass).await;

        assert_eq!(choosing.h1(), CHOICE);
        assert!(
            refused.error_of("pass").unwrap().starts_with("It was already used"),
            "{refused:?}"
        );
    })
    .await;
}

/// Username and pass that a start would print.
async fn pass_of(app: &App) -> Option<(String, String)> {
    match app.first_sign_in().await.unwrap() {
        FirstSignIn::Settled => None,
        FirstSignIn::Pass { username, code, .. } => {
            Some((username.to_string(), code.grouped().expose().to_owned()))
        }
        other => panic!("{other:?}"),
    }
}
