//! What a signed-in person keeps in order: their methods, their sign-ins, and the way out of all.

use anyhow::Result;
use daypass_browser_tests::{Chrome, VirtualAuthenticator};
use thirtyfour::By;
use thirtyfour::prelude::ElementQueryable;

use crate::stage::{ANA, PASSWORD, Stage, enter_pass, say_username};

#[tokio::test]
async fn methods_are_added_renamed_changed_and_deleted() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    let chrome = Chrome::start().await?;
    let _device = VirtualAuthenticator::add(&chrome).await?;
    stage.ana_with_passkey(&chrome).await?;

    chrome.open(&stage.daypass.url("/")).await?;
    chrome.look("home").await?;
    chrome.press("security-info").await?;
    chrome.wait_for_path("/security-info").await?;
    chrome.look("security-info-with-pass").await?;
    chrome.press("delete-pass").await?;
    assert_notice(&chrome, "Your pass is deleted.").await?;

    rename_the_passkey(&chrome).await?;
    the_last_way_in_stays(&chrome).await?;
    add_and_change_a_password(&stage, &chrome).await?;
    make_recovery_codes(&chrome).await?;
    chrome.look("security-info").await?;

    press_first(&chrome, "a[id='delete-password']").await?;
    chrome.press("delete").await?;
    assert_notice(&chrome, "It's deleted. Nobody can sign in with it any more.").await?;
    assert!(!chrome.shows("method-password").await?);

    chrome.open(&stage.daypass.url("/security-info/register")).await?;
    chrome.look("register-from-inside").await?;
    chrome.press("cancel").await?;
    chrome.wait_for_path("/security-info").await
}

async fn rename_the_passkey(chrome: &Chrome) -> Result<()> {
    press_first(chrome, "a[id^='rename-']").await?;
    chrome.wait_for_path("/security-info/rename").await?;
    assert_eq!(chrome.focus().await?, "name");
    chrome.look("rename").await?;
    chrome.fill("name", " ").await?;
    chrome.press("save").await?;
    chrome.wait_for("#name-error").await?;
    chrome.look("rename-error").await?;
    chrome.fill("name", "Work <b>laptop</b>").await?;
    chrome.press("save").await?;
    assert_notice(chrome, "The new name is saved.").await?;
    assert_eq!(chrome.text(".row h3").await?, "Passkey: Work <b>laptop</b>");
    Ok(())
}

async fn the_last_way_in_stays(chrome: &Chrome) -> Result<()> {
    press_first(chrome, "a[id^='delete-']").await?;
    chrome.wait_for_path("/security-info/delete").await?;
    chrome.wait_for("#last-way-in").await?;
    chrome.look("delete-last-way-in").await?;
    chrome.press("cancel").await?;
    chrome.wait_for_path("/security-info").await
}

async fn add_and_change_a_password(stage: &Stage, chrome: &Chrome) -> Result<()> {
    chrome.press("choose-password").await?;
    chrome.wait_for_path("/security-info/register/password").await?;
    assert!(!chrome.shows("step").await?, "the wizard's steps outside the wizard");
    chrome.look("add-password").await?;
    chrome.fill("password", PASSWORD).await?;
    chrome.press("next").await?;
    assert_notice(chrome, "It's added. You can sign in with it from now on.").await?;

    chrome.press("change-password").await?;
    chrome.wait_for_path("/security-info/password").await?;
    let hint = chrome.attribute("password", "autocomplete").await?;
    assert_eq!(hint.as_deref(), Some("new-password"));
    chrome.look("change-password").await?;
    chrome.fill("password", "short").await?;
    chrome.press("save").await?;
    chrome.wait_for("#password-error").await?;
    chrome.look("change-password-weak").await?;
    chrome.fill("password", "teapot-violet-harvest-94").await?;
    chrome.press("save").await?;
    chrome.wait_for("#notice").await?;
    assert!(chrome.text("#notice").await?.starts_with("Your password is changed."));
    // The form of an address that is only for forms leads to the page the form is on.
    chrome.open(&stage.daypass.url("/security-info/pass/delete")).await?;
    chrome.wait_for_path("/security-info").await
}

async fn make_recovery_codes(chrome: &Chrome) -> Result<()> {
    chrome.press("choose-recovery-codes").await?;
    chrome.press("make").await?;
    chrome.press("next").await?;
    chrome.wait_for_path("/security-info").await?;
    assert!(chrome.text("#method-recovery-codes").await?.contains("10 left"));
    Ok(())
}

#[tokio::test]
async fn sessions_end_one_by_one_and_all_at_once() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    let chrome = Chrome::start().await?;
    let _device = VirtualAuthenticator::add(&chrome).await?;
    stage.ana_with_passkey(&chrome).await?;
    let elsewhere = Chrome::start().await?;
    let pass = stage.issue(&[])?;
    elsewhere.open(&stage.daypass.url("/my-sign-ins")).await?;
    say_username(&elsewhere, ANA).await?;
    enter_pass(&elsewhere, &pass).await?;
    elsewhere.wait_for_path("/my-sign-ins").await?;

    chrome.open(&stage.daypass.url("/my-sign-ins")).await?;
    assert_eq!(chrome.texts("li[id^='session-']").await?.len(), 2);
    chrome.look("my-sign-ins").await?;
    let other = chrome.driver().find_all(By::Css("li[id^='session-']:not(:has(.badge)) button"));
    other.await?.first().expect("the other session").click().await?;
    assert_notice(&chrome, "That session has ended.").await?;
    elsewhere.driver().refresh().await?;
    elsewhere.wait_for_path("/signin").await?;

    chrome.press("sign-out-everywhere").await?;
    chrome.wait_for_path("/signed-out/everywhere").await?;
    assert_eq!(chrome.text("h1").await?, "Signed out everywhere");
    assert!(chrome.text(".line").await?.starts_with("Payroll"));
    chrome.look("signed-out-everywhere").await?;
    // What the app holds is dead, although nobody could tell the app.
    chrome.open(&stage.app.url("/")).await?;
    chrome.wait_for("#userinfo-refused").await?;
    // The form's address, opened again, asks who is there and does nothing.
    chrome.open(&stage.daypass.url("/my-sign-ins/sign-out-everywhere")).await?;
    chrome.wait_for("h1").await?;
    Ok(())
}

#[tokio::test]
async fn a_recovery_code_lets_in_once_and_asks_for_something_new() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    let chrome = Chrome::start().await?;
    let device = VirtualAuthenticator::add(&chrome).await?;
    stage.sign_in_by_pass(&chrome).await?;
    crate::stage::register_passkey(&chrome).await?;
    chrome.press("make").await?;
    chrome.wait_for("#codes").await?;
    let codes = chrome.texts("#codes li").await?;
    chrome.press("next").await?;
    chrome.open(&stage.daypass.url("/signout")).await?;
    chrome.look("sign-out").await?;
    chrome.press("sign-out").await?;
    chrome.wait_for_path("/signed-out").await?;

    // The device is lost; this browser still asks for the passkey first.
    device.remove().await?;
    let _new_device = VirtualAuthenticator::add(&chrome).await?;
    chrome.open(&stage.daypass.url("/my-sign-ins")).await?;
    say_username(&chrome, ANA).await?;
    chrome.wait_for_path("/signin/passkey").await?;
    chrome.wait_for("#passkey").await?;
    chrome.look("passkey").await?;
    chrome.press("other-way").await?;
    chrome.press("choose-recovery-code").await?;
    chrome.wait_for_path("/signin/recovery-code").await?;
    chrome.look("recovery-code").await?;
    chrome.fill("code", "AAAA-BBBB-CCCC").await?;
    chrome.press("sign-in").await?;
    chrome.wait_for("#code-error").await?;
    assert_eq!(chrome.focus().await?, "code");
    chrome.look("recovery-code-wrong").await?;
    chrome.fill("code", &codes[0].to_lowercase().replace('-', " ")).await?;
    chrome.press("sign-in").await?;

    chrome.wait_for_path("/security-info/register").await?;
    assert!(!chrome.text("main").await?.contains("Your pass"), "there is no pass");
    chrome.look("register-after-recovery-code").await?;
    crate::stage::register_passkey(&chrome).await?;
    chrome.press("skip").await?;
    chrome.press("continue").await?;
    chrome.wait_for_path("/my-sign-ins").await
}

async fn press_first(chrome: &Chrome, css: &str) -> Result<()> {
    Ok(chrome.driver().query(By::Css(css)).and_clickable().first().await?.click().await?)
}

async fn assert_notice(chrome: &Chrome, text: &str) -> Result<()> {
    chrome.wait_for("#notice").await?;
    assert_eq!(chrome.text("#notice").await?, text);
    Ok(())
}
