//! A new person without passkeys: pass, authenticator app and password; from then on those two.

use anyhow::Result;
use daypass_browser_tests::Chrome;

use crate::stage::{
    ANA, AuthenticatorApp, PASSWORD, Stage, claims, enter_pass, say_username, scan,
};

#[tokio::test]
async fn a_pass_leads_to_an_authenticator_app_and_a_password() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    let pass = stage.issue(&[])?;
    let chrome = Chrome::start().await?;

    stage.start_sign_in(&chrome).await?;
    say_username(&chrome, ANA).await?;
    enter_pass(&chrome, &pass).await?;
    chrome.wait_for_path("/security-info/register").await?;
    chrome.press("choose-totp").await?;
    let mut phone = set_up_the_app(&chrome).await?;
    choose_a_password(&chrome).await?;
    chrome.press("skip").await?;

    chrome.wait_for_path("/security-info/register/done").await?;
    let next_time = chrome.text(".head p").await?;
    assert!(next_time.contains("password and the code from your authenticator app"));
    chrome.press("continue").await?;
    chrome.wait_for_path("/consent").await?;
    chrome.press("allow").await?;
    assert!(claims(&chrome).await?["amr"].contains("\"tap\""));
    chrome.press("sign-out").await?;
    chrome.wait_for_path("/signed-out").await?;

    // This browser remembers how it was set up and asks for the password at once.
    stage.start_sign_in(&chrome).await?;
    say_username(&chrome, ANA).await?;
    sign_in_with_password_and_code(&chrome, &mut phone, true).await?;

    // Another browser knows nothing: it asks for a pass first, like every new device.
    let elsewhere = Chrome::start().await?;
    stage.start_sign_in(&elsewhere).await?;
    say_username(&elsewhere, ANA).await?;
    elsewhere.wait_for_path("/signin/pass").await?;
    elsewhere.press("other-way").await?;
    elsewhere.wait_for_path("/signin/methods").await?;
    elsewhere.look("methods").await?;
    elsewhere.press("choose-password").await?;
    sign_in_with_password_and_code(&elsewhere, &mut phone, false).await
}

/// A wrong code first: the same key stays, so that nobody has to scan again.
async fn set_up_the_app(chrome: &Chrome) -> Result<AuthenticatorApp> {
    let mut phone = scan(chrome).await?;
    let key = chrome.text("#secret").await?;
    assert_eq!(chrome.attribute("code", "autocomplete").await?.as_deref(), Some("one-time-code"));
    assert_eq!(chrome.attribute("code", "inputmode").await?.as_deref(), Some("numeric"));
    chrome.look("register-totp").await?;

    chrome.fill("code", "000 000").await?;
    chrome.press("next").await?;
    chrome.wait_for("#code-error").await?;
    assert_eq!(chrome.focus().await?, "code");
    assert_eq!(chrome.value("code").await?, "");
    chrome.look("register-totp-wrong-code").await?;
    chrome.driver().find(thirtyfour::By::Css("#by-hand summary")).await?.click().await?;
    assert_eq!(chrome.text("#secret").await?, key);

    let code = phone.next_code().await?;
    let (first, last) = code.split_at(3);
    chrome.fill("code", &format!("{first} {last}")).await?;
    chrome.press("next").await?;
    Ok(phone)
}

async fn choose_a_password(chrome: &Chrome) -> Result<()> {
    chrome.wait_for_path("/security-info/register/password").await?;
    assert_eq!(chrome.text("#step").await?, "Step 3 of 4");
    assert_eq!(
        chrome.attribute("password", "autocomplete").await?.as_deref(),
        Some("new-password")
    );
    chrome.look("register-password").await?;

    chrome.fill("password", "contoso1234567").await?;
    chrome.press("next").await?;
    chrome.wait_for("#password-error").await?;
    assert_eq!(chrome.focus().await?, "password");
    assert_eq!(chrome.value("password").await?, "", "a secret came back in a page");
    chrome.look("register-password-weak").await?;

    chrome.fill("password", PASSWORD).await?;
    chrome.press("next").await?;
    chrome.wait_for_path("/security-info/register/recovery-codes").await
}

async fn sign_in_with_password_and_code(
    chrome: &Chrome,
    phone: &mut AuthenticatorApp,
    pictures: bool,
) -> Result<()> {
    chrome.wait_for_path("/signin/password").await?;
    if pictures {
        let hint = chrome.attribute("password", "autocomplete").await?;
        assert_eq!(hint.as_deref(), Some("current-password"));
        chrome.look("password").await?;
    }
    chrome.fill("password", PASSWORD).await?;
    chrome.press("sign-in").await?;

    chrome.wait_for_path("/signin/totp").await?;
    assert_eq!(chrome.focus().await?, "code");
    if pictures {
        let hint = chrome.attribute("code", "autocomplete").await?;
        assert_eq!(hint.as_deref(), Some("one-time-code"));
        chrome.look("totp").await?;
    }
    chrome.fill("code", &phone.next_code().await?).await?;
    chrome.press("sign-in").await?;

    let claims = claims(chrome).await?;
    assert_eq!(claims["acr"], "mfa");
    assert_eq!(claims["amr"], r#"["pwd","otp","mfa"]"#);
    Ok(())
}
