//! What the journeys stand on, tried on pages whose faults are known.

use anyhow::Result;
use daypass_browser_tests::{Chrome, VirtualAuthenticator};
use serde_json::Value;

use crate::page_server::{Page, PageServer};

const STYLE: Page = (
    "/page.css",
    "text/css",
    ":root { color-scheme: light dark; font: 1rem/1.5 sans-serif }
     body { margin: 1rem; background: #fff; color: #111 }
     @media (prefers-color-scheme: dark) { body { background: #111; color: #eee } }
     .faint { color: #eee }
     .wide { width: 600px }",
);

const GOOD: Page = (
    "/good",
    "text/html; charset=utf-8",
    r#"<!doctype html>
<html lang="en">
<head>
  <meta name="viewport" content="width=device-width">
  <title>A good page</title>
  <link rel="stylesheet" href="/page.css">
  <link rel="icon" href="data:,">
</head>
<body>
  <main>
    <h1>A good page</h1>
    <form action="/thanks">
      <label for="username">Username</label> <input id="username" name="username">
      <button id="next">Next</button>
    </form>
  </main>
</body>
</html>"#,
);

/// Light text that only a dark ground bears, an unnamed picture, and a block wider than a phone.
const BAD: Page = (
    "/bad",
    "text/html; charset=utf-8",
    r#"<!doctype html>
<html lang="en">
<head>
  <meta name="viewport" content="width=device-width">
  <title>A bad page</title>
  <link rel="stylesheet" href="/page.css">
  <link rel="icon" href="data:,">
</head>
<body>
  <main>
    <h1>A bad page</h1>
    <p class="faint">Too faint to read</p>
    <img src="data:," width="10" height="10">
    <p class="wide" style="color: red">Too wide for a phone</p>
  </main>
</body>
</html>"#,
);

const PAGES: &[Page] = &[STYLE, GOOD, BAD];

/// Registers a discoverable passkey and answers `done`, or the name of what the browser threw.
const REGISTER: &str = r#"
    const done = arguments[arguments.length - 1];
    const bytes = (text) => new TextEncoder().encode(text);
    navigator.credentials.create({ publicKey: {
        rp: { id: "localhost", name: "Harness" },
        user: { id: bytes("ana"), name: "ana", displayName: "Ana" },
        challenge: bytes("a challenge for a throw-away passkey"),
        pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        timeout: 5000,
    }}).then(() => done("done"), (error) => done(error.name));
"#;

async fn register_passkey(chrome: &Chrome) -> Result<String> {
    Ok(chrome.driver().execute_async(REGISTER, []).await?.convert()?)
}

#[tokio::test]
async fn the_authenticator_registers_a_passkey_only_for_a_verified_person() -> Result<()> {
    let server = PageServer::start(PAGES)?;
    let chrome = Chrome::start().await?;
    chrome.open(&server.url("/good")).await?;
    let authenticator = VirtualAuthenticator::add(&chrome).await?;

    authenticator.set_user_verified(false).await?;
    assert_eq!(register_passkey(&chrome).await?, "NotAllowedError");
    assert_eq!(authenticator.credentials().await?, []);

    authenticator.set_user_verified(true).await?;
    assert_eq!(register_passkey(&chrome).await?, "done");
    let credentials = authenticator.credentials().await?;
    assert_eq!(credentials.len(), 1);
    assert!(credentials[0].is_resident_credential);
    assert_eq!(credentials[0].rp_id.as_deref(), Some("localhost"));

    authenticator.remove().await?;
    let second_device = VirtualAuthenticator::add(&chrome).await?;
    assert_eq!(second_device.credentials().await?, [], "a lost device keeps its passkeys");
    Ok(())
}

#[tokio::test]
async fn a_good_page_has_nothing_held_against_it() -> Result<()> {
    let server = PageServer::start(PAGES)?;
    let chrome = Chrome::start().await?;
    chrome.open(&server.url("/good")).await?;

    chrome.axe("the good page").await?;
    chrome.fits_a_phone("the good page").await?;
    assert_eq!(chrome.console_errors().await?, [""; 0]);

    chrome.fill("username", "ana").await?;
    chrome.press("next").await?;
    chrome.wait_for_path("/thanks").await?;
    assert_eq!(chrome.driver().current_url().await?.query(), Some("username=ana"));
    Ok(())
}

#[tokio::test]
async fn a_bad_page_is_told_its_faults() -> Result<()> {
    let server = PageServer::start(PAGES)?;
    let chrome = Chrome::start().await?;
    chrome.open(&server.url("/bad")).await?;

    let faults = chrome.axe("the bad page").await.unwrap_err().to_string();
    assert!(faults.contains("image-alt"), "{faults}");
    assert!(faults.contains("color-contrast") && faults.contains("Too faint"), "{faults}");

    let reflow = chrome.fits_a_phone("the bad page").await.unwrap_err().to_string();
    assert!(reflow.contains("wide on a phone"), "{reflow}");

    let console = chrome.console_errors().await?.join("\n");
    assert!(console.contains("Content Security Policy"), "{console}");
    Ok(())
}

#[tokio::test]
async fn screenshots_show_a_desk_a_phone_and_the_dark() -> Result<()> {
    let server = PageServer::start(PAGES)?;
    let chrome = Chrome::start().await?;
    chrome.open(&server.url("/good")).await?;

    let shots = chrome.screenshot("harness").await?;

    let (desktop, phone, dark) =
        (std::fs::read(shots.desktop)?, std::fs::read(shots.phone)?, std::fs::read(shots.dark)?);
    assert_eq!(png_width(&desktop), Some(1280));
    assert_eq!(png_width(&phone), Some(2 * 390));
    assert_eq!(png_width(&dark), Some(1280));
    assert_ne!(desktop, dark);
    let after = chrome.driver().execute("return matchMedia('(width: 390px)').matches", []).await?;
    assert_eq!(*after.json(), Value::Bool(false), "the page still looks like on a phone");
    Ok(())
}

/// The width in a PNG's header (PNG §11.2.1): four bytes, big-endian, at offset 16.
fn png_width(png: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(png.get(16..20)?.try_into().ok()?))
}
