//! The whole first sign-in without a mouse.

use anyhow::Result;
use daypass_browser_tests::{Chrome, VirtualAuthenticator};
use thirtyfour::Key;

use crate::stage::{ANA, Stage, known_as};

/// Where the focus goes, one Tab after another.
async fn tabs(chrome: &Chrome, stops: &[&str]) -> Result<()> {
    for stop in stops {
        chrome.type_keys(Key::Tab).await?;
        assert_eq!(chrome.focus().await?, *stop, "among {stops:?} at {}", chrome.path().await?);
    }
    Ok(())
}

async fn enter(chrome: &Chrome) -> Result<()> {
    chrome.type_keys(Key::Enter).await
}

#[tokio::test]
async fn a_first_sign_in_needs_no_mouse() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    let pass = stage.issue(&[])?;
    let chrome = Chrome::start().await?;
    chrome.without_passkeys_in_autofill().await?;
    let _device = VirtualAuthenticator::add(&chrome).await?;

    chrome.open(&stage.app.url("/")).await?;
    tabs(&chrome, &["sign-in"]).await?;
    enter(&chrome).await?;

    chrome.wait_for_path("/signin").await?;
    chrome.wait_for("#passkey").await?;
    assert_eq!(chrome.focus().await?, "username");
    tabs(&chrome, &["next", "passkey"]).await?;
    chrome.open(chrome.driver().current_url().await?.as_str()).await?;
    chrome.type_keys(ANA).await?;
    enter(&chrome).await?;

    chrome.wait_for_path("/signin/pass").await?;
    assert_eq!(chrome.focus().await?, "pass");
    tabs(&chrome, &["reveal", "sign-in", "other-way"]).await?;
    chrome.open(chrome.driver().current_url().await?.as_str()).await?;
    chrome.type_keys(pass.as_str()).await?;
    // Hidden from the person behind, and shown again, nothing of it lost.
    tabs(&chrome, &["reveal"]).await?;
    enter(&chrome).await?;
    assert_eq!(chrome.attribute("pass", "type").await?.as_deref(), Some("password"));
    enter(&chrome).await?;
    assert_eq!(chrome.attribute("pass", "type").await?.as_deref(), Some("text"));
    assert_eq!(chrome.value("pass").await?, pass);
    tabs(&chrome, &["sign-in"]).await?;
    enter(&chrome).await?;

    chrome.wait_for_path("/security-info/register").await?;
    tabs(&chrome, &["choose-passkey", "choose-totp", "sign-out"]).await?;
    chrome.open(chrome.driver().current_url().await?.as_str()).await?;
    tabs(&chrome, &["choose-passkey"]).await?;
    enter(&chrome).await?;

    chrome.wait_for_path("/security-info/register/passkey").await?;
    chrome.wait_for("#passkey").await?;
    tabs(&chrome, &["passkey"]).await?;
    enter(&chrome).await?;

    chrome.wait_for_path("/security-info/register/recovery-codes").await?;
    tabs(&chrome, &["make", "skip"]).await?;
    enter(&chrome).await?;
    chrome.wait_for_path("/security-info/register/done").await?;
    tabs(&chrome, &["continue"]).await?;
    enter(&chrome).await?;
    chrome.wait_for_path("/consent").await?;
    tabs(&chrome, &["switch", "allow", "deny"]).await?;
    let keys = chrome.driver().action_chain();
    keys.key_down(Key::Shift).send_keys(Key::Tab).key_up(Key::Shift).perform().await?;
    assert_eq!(chrome.focus().await?, "allow");
    enter(&chrome).await?;
    assert_eq!(known_as(&chrome).await?, ANA);
    Ok(())
}
