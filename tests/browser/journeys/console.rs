//! The help desk at work: finding somebody, a pass that is shown once, a lost device.

use anyhow::Result;
use daypass_browser_tests::{Chrome, VirtualAuthenticator, until};
use thirtyfour::By;

use crate::stage::{ANA, Stage, choose, code, enter_pass, register_passkey, say_username};

const REGISTER: &str = "/security-info/register";

/// The address of Ana's page, found as one types.
pub(crate) async fn find_ana(chrome: &Chrome) -> Result<String> {
    chrome.fill("q", "ana").await?;
    until("Ana alone to be found", async || {
        let found = chrome.texts("#people h2").await.ok()?;
        (found == ["Ana Pereira"]).then_some(())
    })
    .await?;
    assert_eq!(chrome.focus().await?, "q", "whoever types is not disturbed");
    chrome.driver().find(By::Css("#people h2 a")).await?.click().await?;
    chrome.wait_for("#issue-pass").await?;
    Ok(chrome.driver().current_url().await?.path().to_owned())
}

#[tokio::test]
async fn the_help_desk_adds_people_issues_passes_and_restores_access() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    for name in [
        "bo@contoso.example",
        "chidi@contoso.example",
        "a-very-long-name-that-somebody-has-in-this-organisation@contoso.example",
    ] {
        stage.daypass.run(&["user", "add", name])?;
    }
    let (desk, _desk_device) = crate::stage::desk().await?;
    stage.administrator(&desk, "/admin/users").await?;
    desk.look("console-users").await?;
    add_somebody(&stage, &desk).await?;
    desk.open(&stage.daypass.url("/admin/users")).await?;
    let ana = find_ana(&desk).await?;
    desk.look("console-person-new").await?;

    let pass = issue(&desk).await?;
    let phone = Chrome::start().await?;
    phone.without_passkeys_in_autofill().await?;
    let lost = VirtualAuthenticator::add(&phone).await?;
    sign_in(&stage, &phone, &pass).await?;
    register_passkey(&phone).await?;
    phone.press("skip").await?;
    phone.press("continue").await?;
    phone.wait_for_path("/my-sign-ins").await?;

    desk.open(&stage.daypass.url(&ana)).await?;
    desk.look("console-person").await?;
    edit(&desk).await?;
    desk.open(&stage.daypass.url("/admin/passes?state=used")).await?;
    desk.look("console-passes").await?;
    desk.open(&stage.daypass.url(&ana)).await?;
    desk.press("restore-access").await?;
    desk.wait_for("#restore").await?;
    desk.look("console-restore-access").await?;
    desk.press("restore").await?;
    let pass = code(&desk).await?;
    desk.look("console-restored").await?;

    phone.driver().refresh().await?;
    phone.wait_for_path("/signin").await?;
    lost.remove().await?;
    let _new_device = VirtualAuthenticator::add(&phone).await?;
    sign_in(&stage, &phone, &pass).await?;
    register_passkey(&phone).await?;
    phone.press("skip").await?;
    phone.press("continue").await?;
    phone.wait_for_path("/my-sign-ins").await
}

async fn sign_in(stage: &Stage, phone: &Chrome, pass: &str) -> Result<()> {
    phone.open(&stage.daypass.url("/my-sign-ins")).await?;
    say_username(phone, ANA).await?;
    if phone.path().await? == "/signin/passkey" {
        phone.press("other-way").await?;
        phone.press("choose-pass").await?;
    }
    phone.wait_for_path("/signin/pass").await?;
    enter_pass(phone, pass).await?;
    phone.wait_for_path(REGISTER).await
}

async fn add_somebody(stage: &Stage, desk: &Chrome) -> Result<()> {
    desk.open(&stage.daypass.url("/admin/users/new")).await?;
    desk.fill("username", "dara contoso").await?;
    desk.fill("email", "dara").await?;
    desk.press("add").await?;
    desk.wait_for("#username-error").await?;
    desk.look("console-new-user").await?;
    desk.fill("username", "dara@contoso.example").await?;
    desk.fill("email", "dara@contoso.example").await?;
    desk.press("add").await?;
    desk.wait_for("#issue").await
}

/// Issues a pass from the person's page; a slip of the hand is said beside its field.
async fn issue(desk: &Chrome) -> Result<String> {
    desk.press("issue-pass").await?;
    desk.wait_for("#issue").await?;
    assert!(!desk.shows("starts_at").await?, "what belongs to a choice is shown with it");
    desk.look("console-issue-pass").await?;
    choose(desk, "#start-later").await?;
    choose(desk, "#lifetime-other").await?;
    desk.press("issue").await?;
    desk.wait_for("#starts_at-error").await?;
    desk.look("console-issue-pass-error").await?;
    choose(desk, "#start-now").await?;
    choose(desk, "#lifetime option[value='60']").await?;
    desk.press("issue").await?;
    let pass = code(desk).await?;
    choose(desk, "#aloud summary").await?;
    desk.wait_for(".aloud li").await?;
    desk.look("console-pass-issued").await?;
    // The address of the page that showed it shows a new form.
    let here = desk.driver().current_url().await?;
    desk.open(here.as_str()).await?;
    desk.wait_for("#issue").await?;
    assert!(!desk.shows("pass-code").await?);
    assert!(desk.shows("replaces").await?);
    Ok(pass)
}

async fn edit(desk: &Chrome) -> Result<()> {
    desk.press("edit").await?;
    desk.wait_for("#save").await?;
    desk.fill("birthdate", "soon").await?;
    desk.press("save").await?;
    desk.wait_for("#birthdate-error").await?;
    desk.look("console-edit").await?;
    desk.fill("birthdate", "1986-02-28").await?;
    desk.fill("locality", "Lisboa").await?;
    desk.press("save").await?;
    desk.wait_for("#notice").await
}
