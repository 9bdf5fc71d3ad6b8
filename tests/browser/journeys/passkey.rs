//! A new person: pass, passkey, app; from then on the passkey alone.

use anyhow::Result;
use daypass_browser_tests::{Chrome, VirtualAuthenticator, until};

use crate::stage::{ANA, Stage, claims, enter_pass, known_as, say_username};

/// As a person copies it from paper: small letters, a gap, a dash, a space too many.
fn as_people_type(pass: &str) -> String {
    let letters: Vec<char> = pass.to_lowercase().chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    format!(" {} ", groups.join(" -"))
}

#[tokio::test]
async fn a_pass_leads_to_a_passkey_and_the_passkey_to_the_app() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    let pass = stage.issue(&[])?;
    let chrome = Chrome::start().await?;
    let device = VirtualAuthenticator::add(&chrome).await?;

    stage.start_sign_in(&chrome).await?;
    assert_eq!(chrome.text("main .to").await?, "to continue to Payroll");
    assert_eq!(chrome.driver().title().await?, "Sign in · Contoso");
    assert_eq!(chrome.focus().await?, "username");
    chrome.look("username").await?;
    say_username(&chrome, ANA).await?;

    chrome.wait_for_path("/signin/pass").await?;
    assert_eq!(chrome.focus().await?, "pass");
    chrome.look("pass").await?;
    enter_pass(&chrome, &as_people_type(&pass)).await?;

    chrome.wait_for_path("/security-info/register").await?;
    assert_eq!(chrome.text("#step").await?, "Step 2 of 3");
    chrome.look("register-choose").await?;
    chrome.press("choose-passkey").await?;
    chrome.wait_for_path("/security-info/register/passkey").await?;
    chrome.wait_for("#passkey").await?;
    chrome.look("register-passkey").await?;
    assert_eq!(device.credentials().await?, []);
    chrome.press("passkey").await?;

    chrome.wait_for_path("/security-info/register/recovery-codes").await?;
    assert_eq!(device.credentials().await?.len(), 1);
    chrome.look("recovery-codes-offer").await?;
    chrome.press("make").await?;
    chrome.wait_for("#codes").await?;
    assert_eq!(chrome.texts("#codes li").await?.len(), 10);
    chrome.look("recovery-codes").await?;
    chrome.press("next").await?;

    chrome.wait_for_path("/security-info/register/done").await?;
    assert_eq!(chrome.text("h1").await?, "You're set");
    chrome.look("register-done").await?;
    assert_eq!(chrome.text("#continue").await?, "Continue to Payroll");
    chrome.press("continue").await?;

    chrome.wait_for_path("/consent").await?;
    chrome.look("consent").await?;
    chrome.press("allow").await?;
    let by_pass = claims(&chrome).await?;
    assert!(by_pass["amr"].contains("\"tap\""), "{by_pass:?}");
    assert!(chrome.shows("signed-in-by-pass").await?);
    assert_eq!(known_as(&chrome).await?, ANA);
    assert_eq!(chrome.text("#name").await?, "Ana Pereira");

    sign_out_of_the_app(&chrome).await?;
    sign_in_from_the_autofill(&stage, &chrome).await?;
    sign_out_of_the_app(&chrome).await?;
    sign_in_with_the_button(&stage, &chrome).await
}

/// Nobody types anything: the browser offers the passkey where the username goes.
async fn sign_in_from_the_autofill(stage: &Stage, chrome: &Chrome) -> Result<()> {
    chrome.open(&stage.app.url("/signin")).await?;
    signed_in_by_passkey(chrome).await
}

async fn sign_in_with_the_button(stage: &Stage, chrome: &Chrome) -> Result<()> {
    chrome.without_passkeys_in_autofill().await?;
    stage.start_sign_in(chrome).await?;
    chrome.press("passkey").await?;
    signed_in_by_passkey(chrome).await
}

/// A passkey that cannot leave its device: phishing-resistant, in hardware; nothing of the pass.
async fn signed_in_by_passkey(chrome: &Chrome) -> Result<()> {
    let claims = claims(chrome).await?;
    assert_eq!(claims["acr"], "phrh");
    assert_eq!(claims["amr"], r#"["hwk","pop","user","mfa"]"#);
    assert!(!chrome.shows("signed-in-by-pass").await?);
    Ok(())
}

/// The app ends its own session, and Daypass's with the ID token it holds: nobody is asked.
async fn sign_out_of_the_app(chrome: &Chrome) -> Result<()> {
    chrome.press("sign-out").await?;
    chrome.wait_for_path("/signed-out").await?;
    let said = chrome.text("#message").await?;
    assert_eq!(said, "You are signed out of this app and of the sign-in service.");
    Ok(())
}

/// Somebody else has the device in hand and cannot unlock it.
#[tokio::test]
async fn a_device_that_is_not_unlocked_neither_registers_nor_signs_in() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    let chrome = Chrome::start().await?;
    chrome.without_passkeys_in_autofill().await?;
    let device = VirtualAuthenticator::add(&chrome).await?;

    stage.sign_in_by_pass(&chrome).await?;
    device.set_user_verified(false).await?;
    chrome.press("choose-passkey").await?;
    chrome.press("passkey").await?;
    assert_told(&chrome, "No passkey was created.").await?;
    chrome.look("register-passkey-cancelled").await?;
    assert_eq!(device.credentials().await?, []);

    device.set_user_verified(true).await?;
    chrome.press("passkey").await?;
    chrome.wait_for_path("/security-info/register/recovery-codes").await?;
    chrome.press("skip").await?;
    chrome.press("continue").await?;
    chrome.wait_for_path("/consent").await?;
    chrome.press("allow").await?;
    chrome.wait_for("#claims").await?;
    sign_out_of_the_app(&chrome).await?;

    device.set_user_verified(false).await?;
    stage.start_sign_in(&chrome).await?;
    chrome.press("passkey").await?;
    assert_told(&chrome, "No passkey was used.").await?;
    assert_eq!(chrome.path().await?, "/signin");
    assert!(chrome.shows("username").await?, "there is no other way");
    Ok(())
}

/// Waits until the page says what became of the ceremony.
async fn assert_told(chrome: &Chrome, what: &str) -> Result<()> {
    let told = until(what, async || {
        let said = chrome.text("#passkey-status").await.ok()?;
        said.starts_with(what).then_some(())
    });
    told.await
}
