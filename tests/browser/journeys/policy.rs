//! The authentication methods policy, changed in the console while a pass is out.

use anyhow::Result;
use daypass_browser_tests::Chrome;

use crate::stage::{ANA, Stage, assert_notice, choose, desk, enter_pass, say_username};

#[tokio::test]
async fn a_change_of_the_policy_bites_an_outstanding_pass_and_can_be_taken_back() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    let pass = stage.issue(&[])?;
    let (admin, _key) = desk().await?;
    stage.administrator(&admin, "/admin/policy").await?;
    admin.look("policy").await?;
    require_one_time(&admin).await?;

    let phone = Chrome::start().await?;
    stage.start_sign_in(&phone).await?;
    say_username(&phone, ANA).await?;
    enter_pass(&phone, &pass).await?;
    phone.wait_for("#pass-error").await?;
    let said = phone.text("#pass-error").await?;
    assert!(said.starts_with("Passes aren't allowed for your account."), "{said}");
    phone.look("pass-not-allowed").await?;

    take_it_back(&admin).await?;
    enter_pass(&phone, &pass).await?;
    phone.wait_for_path("/security-info/register").await
}

async fn require_one_time(admin: &Chrome) -> Result<()> {
    admin.press("edit-pass").await?;
    admin.wait_for("#save").await?;
    admin.look("policy-edit").await?;
    admin.fill("default_lifetime_minutes", "40000").await?;
    admin.fill("maximum_lifetime_minutes", "600").await?;
    admin.press("save").await?;
    admin.wait_for(".error").await?;
    assert_eq!(admin.value("default_lifetime_minutes").await?, "40000");
    admin.look("policy-edit-error").await?;
    admin.fill("default_lifetime_minutes", "60").await?;
    admin.fill("maximum_lifetime_minutes", "480").await?;
    choose(admin, "#one_time_required option[value='true']").await?;
    admin.fill("note", "The auditor asked for it").await?;
    admin.press("save").await?;
    assert_notice(admin, "Saved.").await?;
    admin.look("policy-saved").await
}

async fn take_it_back(admin: &Chrome) -> Result<()> {
    admin.press("history").await?;
    admin.wait_for("#version-1").await?;
    admin.look("policy-history").await?;
    choose(admin, "#version-1 a").await?;
    admin.wait_for("#made").await?;
    assert!(admin.text("main").await?.contains("The auditor asked for it"));
    admin.look("policy-version").await?;
    admin.press("history").await?;
    admin.press("settings").await?;
    admin.wait_for("#restore").await?;
    admin.look("policy-go-back").await?;
    admin.press("restore").await?;
    assert_notice(admin, "That version holds again").await
}

#[tokio::test]
async fn an_override_says_what_a_group_gets_and_why() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    for group in ["Berlin", "Contractors and everybody else who comes for some weeks only"] {
        stage.daypass.run(&["group", "add", group])?;
        stage.daypass.run(&["group", "add-member", group, ANA])?;
    }
    let (admin, _key) = desk().await?;
    stage.administrator(&admin, "/admin/policy/new-override").await?;
    admin.fill("group", "Nowhere").await?;
    admin.fill("length", "12").await?;
    admin.press("save").await?;
    admin.wait_for("#group-error").await?;
    assert_eq!(admin.value("length").await?, "12");
    admin.look("policy-override-error").await?;
    add_override(&stage, &admin, "Berlin", "12").await?;
    let long = "Contractors and everybody else who comes for some weeks only";
    add_override(&stage, &admin, long, "16").await?;
    admin.look("policy-overrides").await?;

    admin.press("effective").await?;
    admin.wait_for("#ask").await?;
    assert_eq!(length_of(&stage, &admin).await?, "12");
    admin.look("policy-effective").await?;
    admin.open(&stage.daypass.url("/admin/policy")).await?;
    choose(&admin, "[id^='up-']").await?;
    assert_notice(&admin, "Saved.").await?;
    assert_eq!(length_of(&stage, &admin).await?, "16");
    admin.open(&stage.daypass.url("/admin/policy/effective?username=nobody")).await?;
    admin.wait_for("#username-error").await?;
    admin.look("policy-effective-unknown").await
}

async fn add_override(stage: &Stage, admin: &Chrome, group: &str, length: &str) -> Result<()> {
    admin.open(&stage.daypass.url("/admin/policy")).await?;
    admin.press("new-override").await?;
    admin.fill("group", group).await?;
    admin.fill("length", length).await?;
    admin.press("save").await?;
    assert_notice(admin, "Saved.").await
}

/// How long a pass for Ana would be, as the page says.
async fn length_of(stage: &Stage, admin: &Chrome) -> Result<String> {
    let address = "/admin/policy/effective?username=ana%40contoso.example";
    admin.open(&stage.daypass.url(address)).await?;
    admin.wait_for("#person").await?;
    let labels = admin.texts("tbody th").await?;
    let values = admin.texts("tbody th + td").await?;
    let at = labels.iter().position(|label| label.starts_with("Length"));
    Ok(at.and_then(|at| values.get(at)).cloned().unwrap_or_default())
}
