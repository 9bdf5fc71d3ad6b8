//! Apps, and what an administrator should see of the installation itself.

use anyhow::Result;
use daypass_browser_tests::Chrome;
use thirtyfour::By;

use crate::stage::{Stage, assert_notice, choose, desk};

#[tokio::test]
async fn an_app_is_registered_changed_and_given_a_new_secret() -> Result<()> {
    let stage = Stage::set().await?;
    let (admin, _key) = desk().await?;
    stage.administrator(&admin, "/admin/clients").await?;
    admin.look("apps").await?;
    let secret = register(&admin).await?;
    change(&admin).await?;

    admin.press("secret").await?;
    admin.wait_for("#confirm").await?;
    admin.look("app-new-secret").await?;
    admin.press("confirm").await?;
    admin.wait_for("#client-secret").await?;
    assert_ne!(admin.text("#client-secret").await?, secret);
    admin.press("continue").await?;
    admin.press("state").await?;
    admin.wait_for("#notice").await?;
    assert_eq!(admin.text("#state").await?, "Enable");
    admin.press("delete").await?;
    admin.wait_for("#confirm").await?;
    admin.look("app-delete").await?;
    admin.press("confirm").await?;
    admin.wait_for_path("/admin/clients").await?;
    admin.wait_for("#notice").await?;
    assert!(!admin.text("main").await?.contains("Wiki"));
    Ok(())
}

/// Registers the wiki; its secret, which is shown once.
async fn register(admin: &Chrome) -> Result<String> {
    admin.press("new").await?;
    admin.wait_for("#save").await?;
    admin.look("app-new").await?;
    admin.fill("id", "wiki").await?;
    admin.fill("name", "Wiki").await?;
    admin.fill("redirect_uris", "somewhere").await?;
    admin.press("save").await?;
    admin.wait_for("#redirect_uris-error").await?;
    assert_eq!(admin.value("redirect_uris").await?, "somewhere");
    admin.look("app-new-error").await?;
    admin.fill("redirect_uris", "https://wiki.contoso.example/signed-in").await?;
    admin.press("save").await?;
    admin.wait_for("#client-secret").await?;
    let secret = admin.text("#client-secret").await?;
    admin.look("app-secret").await?;
    admin.press("continue").await?;
    admin.wait_for("#facts").await?;
    assert!(!admin.driver().source().await?.contains(&secret));
    admin.look("app").await?;
    Ok(secret)
}

async fn change(admin: &Chrome) -> Result<()> {
    admin.press("edit").await?;
    admin.wait_for("#save").await?;
    admin.driver().find(By::Css("form summary")).await?.click().await?;
    admin.fill("logo_uri", "logo.png").await?;
    admin.look("app-edit-more").await?;
    admin.fill("logo_uri", "").await?;
    admin.fill("groups", "Nobody's group").await?;
    choose(admin, "#refuse_passes").await?;
    admin.press("save").await?;
    admin.wait_for("#groups-error").await?;
    admin.look("app-edit-error").await?;
    admin.fill("groups", "").await?;
    admin.press("save").await?;
    admin.wait_for("#notice").await?;
    admin.look("app-changed").await
}

#[tokio::test]
async fn an_app_is_tried_out_and_shows_what_it_would_get() -> Result<()> {
    let stage = Stage::set().await?;
    let (admin, _key) = desk().await?;
    stage.administrator(&admin, "/admin/clients").await?;
    admin.open(&stage.daypass.url("/admin/clients/example-relying-party")).await?;
    admin.press("try").await?;
    admin.wait_for("#begin").await?;
    admin.look("app-try").await?;
    admin.press("begin").await?;
    admin.wait_for("#allow").await?;
    admin.press("allow").await?;
    admin.wait_for("#id-token-facts").await?;
    assert!(admin.text("#id-token-facts").await?.contains("The one that was sent."));
    admin.look("app-tried").await?;
    admin.press("again").await?;
    admin.wait_for("#begin").await?;
    admin.press("begin").await?;
    admin.wait_for("#deny").await?;
    admin.press("deny").await?;
    admin.wait_for("#advice").await?;
    admin.look("app-tried-refused").await
}

#[tokio::test]
async fn settings_are_seen_and_a_signing_key_is_rotated() -> Result<()> {
    let stage = Stage::set().await?;
    let (admin, _key) = desk().await?;
    stage.administrator(&admin, "/admin/settings").await?;
    let before = admin.texts("tbody tr").await?.len();
    admin.look("settings").await?;
    admin.press("rotate").await?;
    admin.wait_for("#confirm").await?;
    admin.look("rotate-key").await?;
    admin.press("confirm").await?;
    assert_notice(&admin, "A new key is made.").await?;
    assert_eq!(admin.texts("tbody tr").await?.len(), before + 1);
    admin.look("settings-rotated").await
}
