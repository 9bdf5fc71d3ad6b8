//! A group's members issue passes for another group's members, and can do nothing else.

use anyhow::Result;
use daypass_browser_tests::Chrome;

use crate::stage::{ANA, Stage, assert_notice, code, desk, enter_pass, say_username};

const DESK: &str = "desk@contoso.example";

#[tokio::test]
async fn a_front_desk_is_set_up_and_issues_for_its_people_alone() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    stage.daypass.run(&["user", "add", DESK, "--display-name", "Dede Costa"])?;
    stage.daypass.run(&["user", "add", "eve@contoso.example"])?;
    let (admin, _key) = desk().await?;
    stage.administrator(&admin, "/admin/groups").await?;
    admin.look("console-groups-empty").await?;
    make_group(&stage, &admin, "Berlin", ANA).await?;
    make_group(&stage, &admin, "Front desk Berlin", DESK).await?;
    delegate(&stage, &admin).await?;

    let pass = stage.issue_to(DESK, &[])?;
    let (counter, _other_key) = desk().await?;
    stage.settle_in(&counter, "/admin/front-desk", DESK, &pass).await?;
    counter.look("front-desk").await?;
    for (username, page) in [
        ("nobody@contoso.example", "front-desk-unknown"),
        ("eve@contoso.example", "front-desk-not-theirs"),
    ] {
        counter.fill("username", username).await?;
        counter.press("next").await?;
        counter.wait_for("#username-error").await?;
        assert_eq!(counter.value("username").await?, username);
        counter.look(page).await?;
    }
    issue(&stage, &counter).await?;

    counter.open(&stage.daypass.url("/admin/users")).await?;
    assert!(!counter.shows("people").await?);
    counter.look("console-not-allowed").await
}

async fn make_group(stage: &Stage, admin: &Chrome, name: &str, member: &str) -> Result<()> {
    admin.open(&stage.daypass.url("/admin/groups")).await?;
    admin.fill("name", name).await?;
    admin.press("create").await?;
    assert_notice(admin, "").await?;
    assert_eq!(admin.text("h1").await?, name);
    admin.fill("username", "nobody@contoso.example").await?;
    admin.press("add-member").await?;
    admin.wait_for("#username-error").await?;
    admin.look("console-group-new").await?;
    admin.fill("username", member).await?;
    admin.press("add-member").await?;
    assert_notice(admin, "They are in the group").await
}

/// Lets the group that is open issue for Berlin, and looks at what else can be done with a group.
async fn delegate(stage: &Stage, admin: &Chrome) -> Result<()> {
    admin.fill("people", "Nowhere").await?;
    admin.press("delegate").await?;
    admin.wait_for("#people-error").await?;
    assert_eq!(admin.value("people").await?, "Nowhere");
    admin.look("console-group-error").await?;
    admin.fill("people", "berlin").await?;
    admin.fill("quota", "2").await?;
    admin.press("delegate").await?;
    admin.wait_for("#notice").await?;
    admin.wait_for("[id^='delegation-']").await?;
    admin.look("console-group").await?;
    admin.press("delete").await?;
    admin.wait_for("#confirm").await?;
    admin.look("console-group-delete").await?;
    admin.press("cancel").await?;
    admin.wait_for("[id^='delegation-']").await?;
    admin.open(&stage.daypass.url("/admin/groups")).await?;
    assert_eq!(admin.texts("#groups h2").await?, ["Berlin", "Front desk Berlin"]);
    admin.look("console-groups").await
}

/// Issues Ana a pass at the counter; it works.
async fn issue(stage: &Stage, counter: &Chrome) -> Result<()> {
    counter.fill("username", ANA).await?;
    counter.press("next").await?;
    counter.wait_for("#issue").await?;
    counter.look("front-desk-issue").await?;
    counter.press("issue").await?;
    let pass = code(counter).await?;
    counter.look("front-desk-issued").await?;
    counter.open(&stage.daypass.url("/admin/front-desk")).await?;
    assert_eq!(counter.text(".left-today").await?, "1 of 2 passes left today (UTC)");

    let phone = Chrome::start().await?;
    phone.open(&stage.daypass.url("/my-sign-ins")).await?;
    say_username(&phone, ANA).await?;
    enter_pass(&phone, &pass).await?;
    phone.wait_for_path("/security-info/register").await
}
