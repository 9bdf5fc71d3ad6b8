//! What is refused says so in plain words, beside its field, and keeps what was typed.

use std::time::Duration;

use anyhow::Result;
use daypass_browser_tests::{Chrome, VirtualAuthenticator};

use crate::stage::{ANA, Stage, enter_pass, now, say_username};

#[tokio::test]
async fn a_wrong_pass_keeps_the_username_and_takes_the_focus() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    let pass = stage.issue(&[])?;
    let chrome = Chrome::start().await?;

    stage.start_sign_in(&chrome).await?;
    let hint = chrome.attribute("username", "autocomplete").await?;
    assert_eq!(hint.as_deref(), Some("username webauthn"));
    say_username(&chrome, "ana @contoso").await?;
    chrome.wait_for("#username-error").await?;
    assert_eq!(chrome.value("username").await?, "ana @contoso");
    assert_eq!(chrome.focus().await?, "username");
    chrome.look("username-error").await?;
    say_username(&chrome, ANA).await?;

    let wrong = if pass.starts_with('K') { "M7MX-4PQD" } else { "K7MX-4PQD" };
    enter_pass(&chrome, wrong).await?;
    chrome.wait_for("#pass-error").await?;
    let said = chrome.text("#pass-error").await?;
    assert_eq!(said, "That pass isn't right. Check each character and try again.");
    assert_eq!(chrome.text("#who b").await?, ANA);
    assert_eq!(chrome.focus().await?, "pass");
    assert_eq!(chrome.value("pass").await?, "", "a secret came back in a page");
    assert_eq!(chrome.attribute("pass", "aria-invalid").await?.as_deref(), Some("true"));
    let describes = chrome.attribute("pass", "aria-describedby").await?.unwrap_or_default();
    assert!(describes.split(' ').any(|id| id == "pass-error"), "{describes}");
    let hint = chrome.attribute("pass", "autocomplete").await?;
    assert_eq!(hint.as_deref(), Some("one-time-code"));
    chrome.look("pass-wrong").await?;

    // The same form, the right pass: nothing has to be typed twice.
    enter_pass(&chrome, &pass).await?;
    chrome.wait_for_path("/security-info/register").await
}

#[tokio::test]
async fn a_pass_that_is_right_and_not_usable_says_why() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    let chrome = Chrome::start().await?;
    stage.start_sign_in(&chrome).await?;
    say_username(&chrome, ANA).await?;

    let tomorrow = now() + Duration::from_hours(24);
    let early =
        stage.issue(&["--starts", &humantime::format_rfc3339_seconds(tomorrow).to_string()])?;
    enter_pass(&chrome, &early).await?;
    chrome.wait_for("#pass-error").await?;
    let said = chrome.text("#pass-error").await?;
    assert!(said.starts_with("It starts tomorrow at "), "{said}");
    assert!(said.ends_with(". Come back then."), "{said}");
    chrome.look("pass-too-early").await?;

    let once = stage.issue(&["--one-time"])?;
    let owner = Chrome::start().await?;
    stage.start_sign_in(&owner).await?;
    say_username(&owner, ANA).await?;
    enter_pass(&owner, &once).await?;
    owner.wait_for_path("/security-info/register").await?;

    enter_pass(&chrome, &once).await?;
    chrome.wait_for("#pass-error").await?;
    let said = chrome.text("#pass-error").await?;
    assert!(said.starts_with("It was already used at "), "{said}");
    assert!(said.ends_with(". Ask your help desk for a new one."), "{said}");
    chrome.look("pass-used").await?;

    // The browser that used it may finish what it began, its session lost or not.
    owner.driver().delete_cookie("daypass-session").await?;
    stage.start_sign_in(&owner).await?;
    say_username(&owner, ANA).await?;
    enter_pass(&owner, &once).await?;
    owner.wait_for_path("/security-info/register").await
}

#[tokio::test]
async fn a_pass_that_was_guessed_at_too_often_is_dead() -> Result<()> {
    let stage = Stage::set_with(&[
        ("DAYPASS_METHODS_PASS_MAX_WRONG_TRIES", "1"),
        ("DAYPASS_ORGANISATION_HELP_DESK", "Call 4711 or come to room 1.04."),
    ])
    .await?;
    stage.add_ana()?;
    let pass = stage.issue(&[])?;
    let chrome = Chrome::start().await?;
    stage.start_sign_in(&chrome).await?;
    say_username(&chrome, ANA).await?;

    for (typed, answer) in [
        ("K7MX-4PQD", "That pass isn't right."),
        ("M7MX-4PQD", "Too many wrong tries. Either this pass no longer works"),
        (pass.as_str(), "Too many wrong tries. Either this pass no longer works"),
    ] {
        enter_pass(&chrome, typed).await?;
        chrome.wait_for("#pass-error").await?;
        let said = chrome.text("#pass-error").await?;
        assert!(said.starts_with(answer), "{typed}: {said}");
    }
    let help = chrome.text("#help-desk").await?;
    assert_eq!(help, "Help desk: Call 4711 or come to room 1.04.");
    chrome.look("pass-too-many-tries").await
}

#[tokio::test]
async fn pages_that_are_not_there_or_not_allowed_name_the_way_out() -> Result<()> {
    let stage = Stage::set().await?;
    let chrome = Chrome::start().await?;

    chrome.open(&stage.daypass.url("/nowhere")).await?;
    assert_eq!(chrome.text("h1").await?, "There is no such page");
    assert!(chrome.text("#reference").await?.len() > "Reference ".len());
    chrome.look("not-found").await?;
    chrome.press("continue").await?;
    chrome.wait_for_path("/signin").await?;

    // An unknown client is a page, never a redirect.
    let elsewhere = "/oauth2/authorize?client_id=nobody&redirect_uri=https%3A%2F%2Fevil.example%2F";
    chrome.open(&stage.daypass.url(elsewhere)).await?;
    assert_eq!(chrome.path().await?, "/oauth2/authorize");
    assert!(chrome.shows("continue").await?);
    chrome.look("error").await?;

    chrome.open(&stage.daypass.url("/signed-out")).await?;
    assert_eq!(chrome.text("h1").await?, "You're signed out");
    chrome.look("signed-out").await
}

#[tokio::test]
async fn who_does_not_consent_goes_back_to_the_app_unknown() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    let chrome = Chrome::start().await?;
    let _device = VirtualAuthenticator::add(&chrome).await?;
    stage.sign_in_by_pass(&chrome).await?;
    crate::stage::register_passkey(&chrome).await?;
    chrome.press("skip").await?;
    chrome.press("continue").await?;
    chrome.wait_for_path("/consent").await?;
    chrome.press("deny").await?;

    chrome.wait_for("#message").await?;
    assert!(!chrome.shows("claims").await?);
    // Asked again, the answer may be another.
    chrome.press("sign-in").await?;
    chrome.wait_for_path("/consent").await?;
    chrome.press("allow").await?;
    chrome.wait_for("#claims").await
}
