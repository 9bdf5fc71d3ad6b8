//! The same doors for a browser that runs no scripts; only passkeys need one.

use anyhow::Result;
use daypass_browser_tests::Chrome;

use crate::stage::{
    ANA, PASSWORD, Stage, claims, enter_pass, register_authenticator_app_and_password, say_username,
};

#[tokio::test]
async fn a_pass_leads_to_the_app_without_a_script() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    let pass = stage.issue(&[])?;
    let chrome = Chrome::start().await?;
    chrome.without_javascript().await?;

    stage.start_sign_in(&chrome).await?;
    assert!(!chrome.shows("passkey").await?, "a button that can do nothing");
    assert!(chrome.text("noscript").await?.starts_with("Passkeys need JavaScript"));
    chrome.screenshot("username-without-javascript").await?;
    say_username(&chrome, ANA).await?;
    chrome.wait_for_path("/signin/pass").await?;
    assert!(!chrome.shows("reveal").await?, "a button that can do nothing");
    enter_pass(&chrome, &pass).await?;

    chrome.wait_for_path("/security-info/register").await?;
    chrome.press("choose-passkey").await?;
    chrome.wait_for_path("/security-info/register/passkey").await?;
    assert!(!chrome.shows("passkey").await?, "a button that can do nothing");
    assert!(chrome.text("noscript").await?.starts_with("Passkeys need JavaScript"));
    chrome.screenshot("register-passkey-without-javascript").await?;
    chrome.press("other-way").await?;
    chrome.wait_for_path("/security-info/register").await?;
    let mut phone = register_authenticator_app_and_password(&chrome).await?;
    chrome.press("make").await?;
    chrome.wait_for("#codes").await?;
    chrome.press("next").await?;
    chrome.press("continue").await?;
    chrome.wait_for_path("/consent").await?;
    chrome.press("allow").await?;
    assert!(claims(&chrome).await?["amr"].contains("\"tap\""));

    chrome.press("sign-out").await?;
    chrome.wait_for_path("/signed-out").await?;
    stage.start_sign_in(&chrome).await?;
    say_username(&chrome, ANA).await?;
    chrome.wait_for_path("/signin/password").await?;
    chrome.fill("password", PASSWORD).await?;
    chrome.press("sign-in").await?;
    chrome.wait_for_path("/signin/totp").await?;
    chrome.fill("code", &phone.next_code().await?).await?;
    chrome.press("sign-in").await?;
    assert_eq!(claims(&chrome).await?["acr"], "mfa");
    Ok(())
}
