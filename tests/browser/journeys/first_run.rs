//! J1: one command, no configuration, and its first administrator signs in.

use anyhow::Result;
use daypass_browser_tests::{Chrome, Daypass, VirtualAuthenticator};

use crate::stage::{enter_pass, register_passkey, say_username};

#[tokio::test]
async fn the_first_administrator_signs_in_with_the_pass_that_was_printed() -> Result<()> {
    let daypass = Daypass::start().await?;
    let administrator = daypass.first_administrator().clone();
    let chrome = Chrome::start().await?;
    chrome.without_passkeys_in_autofill().await?;
    let device = VirtualAuthenticator::add(&chrome).await?;

    chrome.open(&administrator.sign_in_at).await?;
    chrome.wait_for_path("/signin").await?;
    say_username(&chrome, &administrator.username).await?;
    chrome.wait_for_path("/signin/pass").await?;
    enter_pass(&chrome, &administrator.pass).await?;

    // Until something lasting is registered, nothing else opens.
    chrome.wait_for_path("/security-info/register").await?;
    for path in ["/consent?return_to=/oauth2/authorize", "/my-sign-ins", "/security-info", "/"] {
        chrome.open(&daypass.url(path)).await?;
        chrome.wait_for_path("/security-info/register").await?;
    }

    register_passkey(&chrome).await?;
    assert_eq!(device.credentials().await?.len(), 1);
    chrome.press("make").await?;
    chrome.press("next").await?;
    chrome.wait_for_path("/security-info/register/done").await?;
    assert_eq!(chrome.text("#continue").await?, "Continue");
    chrome.press("continue").await?;

    chrome.wait_for_path("/").await?;
    assert_eq!(chrome.text("h1").await?, "Your account");
    chrome.press("sign-out").await?;
    chrome.wait_for_path("/signout").await?;
    chrome.press("sign-out").await?;
    chrome.wait_for_path("/signed-out").await?;

    chrome.press("sign-in").await?;
    chrome.wait_for_path("/signin").await?;
    chrome.press("passkey").await?;
    chrome.wait_for_path("/").await?;
    assert_eq!(chrome.text("h1").await?, "Your account");
    Ok(())
}
