//! Many at once: a file with rows that cannot be done, passes that are collected once, a selection.

use std::path::Path;

use anyhow::Result;
use daypass_browser_tests::{Chrome, until};
use thirtyfour::By;
use thirtyfour::prelude::ElementQueryable;

use crate::stage::{ANA, Stage, assert_notice, choose, desk};

/// What is wrong with a row, and how its reason begins.
const BAD: [(u32, &str, &str); 5] = [
    (100, "has spaces in it,,,", ""),
    (300, "person-299@contoso.example,,,", "This person is in the file already"),
    (500, "early@contoso.example,,tomorrow,", "The start “tomorrow” is not a time"),
    (700, "long@contoso.example,,,soon", "The lifetime"),
    (900, ",No Username,,", ""),
];

#[tokio::test]
async fn a_thousand_rows_with_five_bad_ones_say_what_becomes_of_each() -> Result<()> {
    let stage = Stage::set().await?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("starters.csv");
    std::fs::write(&file, a_thousand())?;
    let (admin, _key) = desk().await?;
    stage.administrator(&admin, "/admin/bulk").await?;
    admin.look("bulk").await?;
    let nonsense = folder.path().join("nonsense.csv");
    std::fs::write(&nonsense, "shoe size\n44\n")?;
    upload(&admin, &nonsense).await?;
    admin.wait_for("#file-error").await?;
    admin.look("bulk-unreadable").await?;

    choose(&admin, "#issue").await?;
    upload(&admin, &file).await?;
    admin.wait_for("#run").await?;
    assert_eq!(admin.text("#total").await?, "1000");
    assert_eq!(admin.text("#to-create").await?, "995");
    assert_eq!(admin.text("#nothing").await?, "5");
    admin.press("problems").await?;
    admin.wait_for("#row-900").await?;
    let rows = admin.texts("tbody tr").await?;
    assert_eq!(rows.len(), BAD.len(), "{rows:?}");
    for (number, _, why) in BAD {
        let reason = admin.text(&format!("#row-{number} .small")).await?;
        assert!(!reason.is_empty() && reason.starts_with(why), "row {number}: {reason}");
    }
    admin.look("bulk-preview-problems").await?;
    admin.press("all").await?;
    admin.wait_for("#next").await?;
    admin.look("bulk-preview").await?;

    admin.press("run").await?;
    wait_until_done(&admin).await?;
    assert_eq!(admin.text("#done").await?, "995");
    assert_eq!(admin.text("#failed").await?, "0");
    admin.look("bulk-done").await?;
    admin.open(&stage.daypass.url("/admin/bulk")).await?;
    admin.wait_for("#jobs").await?;
    admin.look("bulk-jobs").await?;
    choose(&admin, "#issue").await?;
    upload(&admin, &file).await?;
    assert_notice(&admin, "You sent this file before").await
}

fn a_thousand() -> String {
    let rows = (1..=1000).map(|number| {
        let bad = BAD.iter().find(|(row, _, _)| *row == number);
        bad.map_or_else(
            || format!("person-{number}@contoso.example,Person {number},,"),
            |(_, line, _)| (*line).to_owned(),
        )
    });
    let heading = "username,name,start,lifetime".to_owned();
    std::iter::once(heading).chain(rows).collect::<Vec<_>>().join("\n")
}

async fn upload(admin: &Chrome, file: &Path) -> Result<()> {
    let field = admin.driver().query(By::Id("file")).first().await?;
    field.send_keys(file.to_string_lossy()).await?;
    admin.press("upload").await
}

/// Long work may take long; it is stuck only when the page tells of no more progress.
async fn wait_until_done(admin: &Chrome) -> Result<()> {
    let mut seen = String::new();
    loop {
        let (is_over, done) = until("the job to get on", async || {
            // The page loads itself anew, perhaps while it is read: then it is read again.
            let is_over = admin.text("h1").await.ok()? == "Done";
            let done = admin.text("#done").await.ok()?;
            (is_over || done != seen).then_some((is_over, done))
        })
        .await?;
        if is_over {
            return Ok(());
        }
        seen = done;
    }
}

#[tokio::test]
async fn passes_of_a_file_are_collected_once() -> Result<()> {
    let stage = Stage::set().await?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("monday.csv");
    let rows = "username;name\nbo@contoso.example;Bo\nchidi@contoso.example;Chidi Anagonye\n\
                dara@contoso.example;\n";
    std::fs::write(&file, rows)?;
    let (admin, _key) = desk().await?;
    stage.administrator(&admin, "/admin/bulk").await?;
    upload(&admin, &file).await?;
    admin.wait_for("#run").await?;
    assert_eq!(admin.text("#run").await?, "Issue 3 passes, add 3 people");
    admin.look("bulk-preview-passes").await?;
    admin.press("run").await?;
    wait_until_done(&admin).await?;
    admin.wait_for("#slips").await?;
    admin.look("bulk-to-collect").await?;

    // The same page a second time, opened before the passes are collected.
    let first = admin.driver().window().await?;
    let here = admin.driver().current_url().await?;
    let second = admin.driver().new_tab().await?;
    admin.driver().switch_to_window(second).await?;
    admin.open(here.as_str()).await?;
    admin.driver().switch_to_window(first.clone()).await?;
    admin.press("slips").await?;
    admin.wait_for(".ticket-code").await?;
    assert_eq!(admin.texts(".ticket-code").await?.len(), 3);
    admin.look("bulk-slips").await?;
    admin.press("back").await?;
    admin.wait_for("#total").await?;
    assert!(!admin.shows("slips").await?);
    admin.look("bulk-collected").await?;

    let tabs = admin.driver().windows().await?;
    let second = tabs.into_iter().find(|tab| *tab != first);
    admin.driver().switch_to_window(second.expect("the second tab")).await?;
    admin.press("file").await?;
    assert_notice(&admin, "The results were collected before.").await
}

#[tokio::test]
async fn people_who_are_ticked_in_the_list_get_passes_together() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    stage.daypass.run(&["user", "add", "anke@contoso.example", "--display-name", "Anke"])?;
    stage.daypass.run(&["user", "add", "bo@contoso.example"])?;
    let (admin, _key) = desk().await?;
    stage.administrator(&admin, "/admin/users").await?;
    admin.press("issue-to-ticked").await?;
    assert_notice(&admin, "Nobody was ticked.").await?;

    admin.fill("q", "an").await?;
    until("the two to be found", async || {
        (admin.texts("#people h2").await.ok()?.len() == 2).then_some(())
    })
    .await?;
    for tick in admin.driver().find_all(By::Css("#people .pick")).await? {
        tick.click().await?;
    }
    admin.look("console-users-ticked").await?;
    admin.press("issue-to-ticked").await?;
    admin.wait_for("#run").await?;
    assert_eq!(admin.text("#to-issue").await?, "2");
    assert!(admin.text("tbody").await?.contains(ANA));
    admin.look("bulk-selection").await
}
