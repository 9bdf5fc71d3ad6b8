//! Two administrators for one pass; and somebody who may see everything but a pass.

use anyhow::Result;

use crate::console::find_ana;
use crate::stage::{Stage, assert_notice, choose, code, desk};

#[tokio::test]
async fn a_second_administrator_approves_and_the_first_sees_the_pass_once() -> Result<()> {
    let stage = Stage::set_with(&[("DAYPASS_METHODS_PASS_APPROVAL", "always")]).await?;
    stage.add_ana()?;
    let (issuer, _key) = desk().await?;
    let role = "authentication-administrator";
    stage.add_at(&issuer, "/admin/requests", "issuer@contoso.example", &[role]).await?;
    issuer.look("console-requests-empty").await?;
    issuer.press("nav-users").await?;
    issuer.wait_for_path("/admin/users").await?;
    find_ana(&issuer).await?;
    issuer.press("issue-pass").await?;
    issuer.fill("reason", "New laptop, identity card seen at the counter").await?;
    issuer.fill("ticket", "INC-4711").await?;
    issuer.press("issue").await?;
    issuer.wait_for("#awaiting").await?;
    issuer.look("console-awaiting-approval").await?;
    issuer.press("requests").await?;
    issuer.wait_for_path("/admin/requests").await?;
    assert!(issuer.texts("[id^='approve-']").await?.is_empty(), "nobody approves their own");
    issuer.look("console-requests-asked").await?;

    let (approver, _other_key) = desk().await?;
    stage.add_at(&approver, "/admin/requests", "approver@contoso.example", &[role]).await?;
    assert!(approver.text("#waiting ~ ul").await?.contains("New laptop"));
    approver.look("console-requests-waiting").await?;
    choose(&approver, "[id^='approve-']").await?;
    assert_notice(&approver, "Approved.").await?;
    approver.look("console-requests-approved").await?;
    assert!(approver.texts("[id^='open-']").await?.is_empty(), "only who asked opens it");

    issuer.driver().refresh().await?;
    issuer.wait_for("[id^='open-']").await?;
    issuer.look("console-requests-to-open").await?;
    choose(&issuer, "[id^='open-']").await?;
    let pass = code(&issuer).await?;
    issuer.look("console-request-opened").await?;
    issuer.press("requests").await?;
    issuer.wait_for_path("/admin/requests").await?;
    assert!(issuer.texts("[id^='open-']").await?.is_empty(), "it is shown once");
    for browser in [&issuer, &approver] {
        browser.open(&stage.daypass.url("/admin/requests")).await?;
        assert!(!without_gaps(&browser.driver().source().await?).contains(&pass));
    }
    Ok(())
}

#[tokio::test]
async fn a_global_reader_sees_that_there_is_a_pass_and_never_the_pass() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    let pass = without_gaps(&stage.issue(&[])?);
    let (reader, _key) = desk().await?;
    let name = "reader@contoso.example";
    stage.add_at(&reader, "/admin/users", name, &["global-reader"]).await?;
    assert!(!reader.shows("new-user").await? && !reader.shows("issue-to-ticked").await?);
    assert!(!reader.shows("nav-bulk").await?, "nothing to do there for who may only read");
    reader.open(&stage.daypass.url("/admin/users?q=ana")).await?;
    choose(&reader, "#people h2 a").await?;
    reader.wait_for("#profile").await?;
    let ana = reader.path().await?;
    assert!(reader.text("main").await?.contains("Temporary Access Pass"));
    reader.look("console-person-for-a-reader").await?;
    for action in ["issue-pass", "delete-pass", "restore-access", "edit"] {
        assert!(!reader.shows(action).await?, "{action}");
    }
    let pages = [
        ana.as_str(),
        "/admin",
        "/admin/users?q=ana",
        "/admin/passes",
        "/admin/requests",
        "/admin/policy/effective?username=ana%40contoso.example",
        "/admin/logs/audit",
        "/admin/logs/sign-ins",
    ];
    for page in pages {
        reader.open(&stage.daypass.url(page)).await?;
        let source = without_gaps(&reader.driver().source().await?);
        assert!(source.contains("Contoso"), "{page}");
        assert!(!source.contains(&pass), "the pass stands on {page}");
    }
    for refused in ["/pass", "/restore-access", "/edit", "/pass/delete"] {
        reader.open(&stage.daypass.url(&format!("{ana}{refused}"))).await?;
        assert_eq!(reader.texts("form[method='post']").await?, [""; 0], "{refused}");
    }
    Ok(())
}

/// A code is written in groups, in markup of its own.
fn without_gaps(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}
