//! What happened, as an administrator reads it; and the person's own word that it was not them.

use anyhow::{Context, Result};
use daypass_browser_tests::{Chrome, VirtualAuthenticator};

use crate::mailbox::Mailbox;
use crate::stage::{ANA, Stage, choose, desk, enter_pass, say_username};

#[tokio::test]
async fn the_overview_and_the_logs_tell_what_happened() -> Result<()> {
    let stage = Stage::set().await?;
    stage.add_ana()?;
    let phone = Chrome::start().await?;
    let _device = VirtualAuthenticator::add(&phone).await?;
    stage.start_sign_in(&phone).await?;
    say_username(&phone, ANA).await?;
    stage.issue(&[])?;
    enter_pass(&phone, "K7MX-4PQD").await?;
    phone.wait_for("#pass-error").await?;
    stage.ana_with_passkey(&phone).await?;
    let (admin, _key) = desk().await?;
    stage.administrator(&admin, "/admin").await?;
    admin.look("overview").await?;
    assert_eq!(admin.text("#without-method .figure-number").await?, "0");

    admin.press("nav-sign-ins").await?;
    admin.wait_for("#log").await?;
    admin.look("sign-in-log").await?;
    admin.fill("person", ANA).await?;
    choose(&admin, "#result option[value='failure']").await?;
    admin.press("apply").await?;
    admin.wait_for("#clear").await?;
    assert_eq!(admin.texts("#log tbody tr").await?.len(), 1);
    choose(&admin, "#log tbody a").await?;
    admin.wait_for("#sentence").await?;
    admin.look("log-record").await?;
    admin.press("back").await?;
    admin.fill("person", "nobody-of-that-name").await?;
    admin.press("apply").await?;
    admin.wait_for("#nothing").await?;
    admin.look("sign-in-log-nothing").await?;
    read_the_audit_log(&admin).await
}

async fn read_the_audit_log(admin: &Chrome) -> Result<()> {
    admin.press("nav-audit").await?;
    admin.wait_for_path("/admin/logs/audit").await?;
    admin.wait_for("#log").await?;
    admin.look("audit-log").await?;
    admin.fill("address", "nowhere").await?;
    admin.press("apply").await?;
    admin.wait_for("#address-error").await?;
    admin.look("audit-log-error").await?;
    admin.press("clear").await?;
    admin.wait_for("#export-csv").await?;
    for (id, begins) in [("export-csv", "id,"), ("export-json", "[")] {
        let file = download(admin, id).await?;
        assert!(file.trim_start_matches('\u{feff}').starts_with(begins), "{id}: {file:.80}");
        assert!(file.contains(ANA), "{id}");
    }
    choose(admin, "#log tbody a").await?;
    admin.wait_for("#sentence").await?;
    admin.look("audit-record").await
}

/// What a link to a file leads to.
async fn download(admin: &Chrome, id: &str) -> Result<String> {
    let address = admin.attribute(id, "href").await?.context("a link")?;
    let fetch =
        "const done = arguments[1]; fetch(arguments[0]).then((it) => it.text()).then(done);";
    let text = admin.driver().execute_async(fetch, vec![address.into()]).await?;
    Ok(text.convert()?)
}

#[tokio::test]
async fn who_did_not_ask_for_a_pass_ends_it_from_the_letter() -> Result<()> {
    let mailbox = Mailbox::open().await?;
    let port = mailbox.port();
    let stage = Stage::set_with(&[
        ("DAYPASS_MAIL_HOST", "127.0.0.1"),
        ("DAYPASS_MAIL_PORT", &port),
        ("DAYPASS_MAIL_TLS", "none"),
        ("DAYPASS_MAIL_FROM", "Contoso <sign-in@contoso.example>"),
    ])
    .await?;
    let add = ["user", "add", ANA, "--display-name", "Ana Pereira", "--email", ANA];
    stage.daypass.run(&add)?;
    let pass = stage.issue(&[])?;
    let link = stage.daypass.url(&mailbox.link().await?);
    let phone = Chrome::start().await?;
    phone.open(&link).await?;
    phone.wait_for("#not-me").await?;
    phone.look("not-me").await?;
    phone.press("not-me").await?;
    phone.wait_for("#sign-in").await?;
    phone.look("not-me-done").await?;
    phone.open(&link).await?;
    phone.wait_for("h1").await?;
    phone.look("not-me-again").await?;
    phone.open(&stage.daypass.url("/not-me?token=nonsense")).await?;
    phone.look("not-me-unknown").await?;

    stage.start_sign_in(&phone).await?;
    say_username(&phone, ANA).await?;
    enter_pass(&phone, &pass).await?;
    phone.wait_for("#pass-error").await?;
    Ok(())
}
