//! The pages in other languages than English, one of which runs from right to left.

use anyhow::Result;
use daypass_browser_tests::{Chrome, VirtualAuthenticator};

use crate::stage::{ANA, Stage, choose, enter_pass, register_passkey, say_username};

#[tokio::test]
async fn every_language_fits_its_pages() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    stage.issue(&[])?;
    for language in ["de", "fr", "es", "ar"] {
        let chrome = Chrome::start().await?;
        let address = format!("/oauth2/authorize?client_id=none&ui_locales={language}");
        chrome.open(&stage.daypass.url(&address)).await?;
        assert_eq!(language_of(&chrome).await?, language);
        chrome.look(&format!("{language}-error")).await?;
        chrome.open(&stage.daypass.url("/signin")).await?;
        assert_ne!(language_of(&chrome).await?, language, "an error page kept its language");
        choose(&chrome, &format!("#language-{language}")).await?;
        chrome.wait_for(&format!("html[lang={language}]")).await?;
        chrome.look(&format!("{language}-username")).await?;
        say_username(&chrome, ANA).await?;
        chrome.wait_for_path("/signin/pass").await?;
        enter_pass(&chrome, "WRONG2345").await?;
        chrome.wait_for("#pass-error").await?;
        assert_eq!(language_of(&chrome).await?, language);
        chrome.look(&format!("{language}-pass-wrong")).await?;
        chrome.press("other-way").await?;
        chrome.wait_for_path("/signin/methods").await?;
        chrome.look(&format!("{language}-methods")).await?;
    }
    Ok(())
}

#[tokio::test]
async fn somebody_new_is_led_from_right_to_left_all_the_way() -> Result<()> {
    let stage = Stage::set_with(&[("DAYPASS_ORGANISATION_LANGUAGES", "en, ar")]).await?;
    stage.add_ana()?;
    let chrome = Chrome::start().await?;
    let _device = VirtualAuthenticator::add(&chrome).await?;
    chrome.open(&stage.daypass.url("/signin")).await?;
    choose(&chrome, "#language-ar").await?;
    chrome.wait_for("html[lang=ar][dir=rtl]").await?;

    stage.sign_in_by_pass(&chrome).await?;
    chrome.look("ar-register-choose").await?;
    register_passkey(&chrome).await?;
    chrome.press("make").await?;
    chrome.wait_for("#codes").await?;
    chrome.look("ar-recovery-codes").await?;
    chrome.press("next").await?;
    chrome.wait_for_path("/security-info/register/done").await?;
    chrome.look("ar-register-done").await?;
    chrome.press("continue").await?;
    chrome.wait_for_path("/consent").await?;
    chrome.look("ar-consent").await?;
    chrome.press("allow").await?;
    chrome.wait_for("#claims").await?;

    for (page, name) in [
        ("/", "ar-home"),
        ("/security-info", "ar-security-info"),
        ("/my-sign-ins", "ar-my-sign-ins"),
        ("/lost-device", "ar-lost-device"),
        ("/device", "ar-device"),
        ("/signout", "ar-signout"),
    ] {
        chrome.open(&stage.daypass.url(page)).await?;
        assert_eq!(language_of(&chrome).await?, "ar", "{page}");
        chrome.look(name).await?;
    }

    // What was chosen before the sign-in is not in the profile; what is chosen after it, is.
    chrome.open(&stage.daypass.url("/my-sign-ins")).await?;
    choose(&chrome, "#language-en").await?;
    chrome.wait_for("html[lang=en][dir=ltr]").await?;
    chrome.wait_for_path("/my-sign-ins").await?;
    let shown = stage.daypass.run_json(&["user", "show", ANA, "--json"])?;
    assert!(shown.to_string().contains("\"locale\":\"en\""), "{shown}");
    Ok(())
}

async fn language_of(chrome: &Chrome) -> Result<String> {
    let language = chrome.driver().execute("return document.documentElement.lang", vec![]).await?;
    Ok(language.convert()?)
}
