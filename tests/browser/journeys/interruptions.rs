//! Reload, back, a second tab: each ends somewhere sensible.

use anyhow::Result;
use daypass_browser_tests::{Chrome, VirtualAuthenticator};

use crate::stage::{
    ANA, PASSWORD, Stage, enter_pass, known_as, register_passkey, say_username, scan,
};

#[tokio::test]
async fn a_registration_goes_on_where_it_was_left() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    let chrome = Chrome::start().await?;
    stage.sign_in_by_pass(&chrome).await?;
    chrome.driver().refresh().await?;
    chrome.press("choose-totp").await?;
    let mut phone = scan(&chrome).await?;
    chrome.fill("code", &phone.next_code().await?).await?;
    chrome.press("next").await?;
    chrome.wait_for_path("/security-info/register/password").await?;
    assert_eq!(chrome.text("#step").await?, "Step 3 of 4");

    chrome.driver().refresh().await?;
    assert_eq!(chrome.text("#step").await?, "Step 3 of 4");

    // Back to the app and in again: half is done, the other half is asked for.
    chrome.open(&stage.app.url("/signin")).await?;
    chrome.wait_for_path("/security-info/register/password").await?;
    chrome.fill("password", PASSWORD).await?;
    chrome.press("next").await?;
    chrome.wait_for_path("/security-info/register/recovery-codes").await?;
    chrome.driver().refresh().await?;
    chrome.press("skip").await?;
    assert_eq!(chrome.text("#continue").await?, "Continue to Payroll");
    chrome.press("continue").await?;
    chrome.wait_for_path("/consent").await?;
    chrome.press("allow").await?;
    chrome.wait_for("#claims").await
}

#[tokio::test]
async fn back_after_a_sign_in_leads_to_the_app_again() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    let chrome = Chrome::start().await?;
    chrome.without_passkeys_in_autofill().await?;
    let _device = VirtualAuthenticator::add(&chrome).await?;
    stage.ana_with_passkey(&chrome).await?;

    // The consent is given: its page, come back to, can only be answered again.
    chrome.driver().back().await?;
    chrome.wait_for_path("/consent").await?;
    chrome.press("allow").await?;
    // The app has had this answer; it says so and names the way on.
    chrome.wait_for("#message").await?;
    chrome.press("sign-in").await?;
    chrome.wait_for("#claims").await?;

    // Back into the wizard: a method is there, so nothing is owed and nothing is lost.
    chrome.open(&stage.daypass.url("/security-info/register/passkey")).await?;
    chrome.press("cancel").await?;
    chrome.wait_for_path("/security-info").await
}

#[tokio::test]
async fn two_tabs_do_not_disturb_each_other() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    let pass = stage.issue(&[])?;
    let chrome = Chrome::start().await?;
    let driver = chrome.driver();
    let first = driver.window().await?;
    let _device = VirtualAuthenticator::add(&chrome).await?;
    stage.start_sign_in(&chrome).await?;
    say_username(&chrome, ANA).await?;
    chrome.wait_for_path("/signin/pass").await?;

    let second = driver.new_tab().await?;
    driver.switch_to_window(second.clone()).await?;
    stage.start_sign_in(&chrome).await?;
    say_username(&chrome, "bo@contoso.example").await?;
    chrome.wait_for_path("/signin/pass").await?;

    // The first tab still signs in whom it says it signs in, to where it was going.
    driver.switch_to_window(first).await?;
    assert_eq!(chrome.text("#who b").await?, ANA);
    enter_pass(&chrome, &pass).await?;
    chrome.wait_for_path("/security-info/register").await?;
    register_passkey(&chrome).await?;
    chrome.press("skip").await?;
    chrome.press("continue").await?;
    chrome.wait_for_path("/consent").await?;
    chrome.press("allow").await?;
    assert_eq!(known_as(&chrome).await?, ANA);

    // The second one finds out when it goes on.
    driver.switch_to_window(second).await?;
    enter_pass(&chrome, "K7MX-4PQD").await?;
    chrome.wait_for("#pass-error").await?;
    assert_eq!(chrome.text("#who b").await?, "bo@contoso.example");
    chrome.open(&stage.app.url("/")).await?;
    assert_eq!(known_as(&chrome).await?, ANA);
    Ok(())
}
