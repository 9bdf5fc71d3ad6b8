//! What came of signing out everywhere, seen while it happens; and the way back after a lost device.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use daypass_browser_tests::{Chrome, VirtualAuthenticator, until};
use thirtyfour::By;

use crate::stage::{ANA, PASSWORD, Stage, desk, enter_pass, say_username};

/// What a test leaves in a page, to see whether it is still the same one.
const MARK: &str = "window.stillTheSame = true";
const IS_MARKED: &str = "return window.stillTheSame === true";

/// An app that is told of sign-outs: out of order at first, until it is mended.
struct Told {
    address: String,
    works: Arc<AtomicBool>,
}

impl Told {
    fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = format!("http://{}/logout", listener.local_addr()?);
        let works = Arc::new(AtomicBool::new(false));
        let manner = Arc::clone(&works);
        // It ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let manner = Arc::clone(&manner);
                // Each by itself: browsers open connections that they may need later.
                std::thread::spawn(move || drop(answer(stream, &manner)));
            }
        });
        Ok(Self { address, works })
    }

    fn mend(&self) {
        self.works.store(true, Ordering::SeqCst);
    }
}

fn answer(stream: TcpStream, works: &AtomicBool) -> Result<()> {
    let mut stream = BufReader::new(stream);
    let (mut length, mut request) = (0, String::new());
    stream.read_line(&mut request)?;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse()?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    // It is where people come back to as well, and that works.
    let status = if works.load(Ordering::SeqCst) || request.starts_with("GET") {
        "200 OK"
    } else {
        "503 Out of Order"
    };
    let page = "<!doctype html><html lang=en><title>Notes</title><p>Signed in";
    let length = page.len();
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{page}"
    );
    Ok(stream.into_inner().write_all(answer.as_bytes())?)
}

/// Contoso with Payroll, which can't be told, and with Notes, which can.
async fn stage() -> Result<(Stage, Told)> {
    let allowed = [("DAYPASS_OUTGOING_ALLOW_PRIVATE", "true")];
    let stage = Stage::set_with(&allowed).await?;
    stage.add_ana()?;
    let told = Told::start()?;
    let redirect = format!("{}/callback", told.address);
    stage.daypass.run(&[
        "client",
        "add",
        "notes",
        "--name",
        "Notes",
        "--redirect-uri",
        &redirect,
        "--public",
        "--backchannel-logout-uri",
        &told.address,
    ])?;
    Ok((stage, told))
}

/// Lets Notes have a grant: what it does with the code is its own affair.
async fn use_notes(stage: &Stage, told: &Told, chrome: &Chrome) -> Result<()> {
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let asked = format!(
        "/oauth2/authorize?response_type=code&client_id=notes&scope=openid\
         &redirect_uri={}/callback&code_challenge={challenge}&code_challenge_method=S256",
        told.address
    );
    chrome.open(&stage.daypass.url(&asked)).await?;
    chrome.press("allow").await?;
    chrome.wait_for_path("/logout/callback").await
}

#[tokio::test]
async fn the_receipt_follows_what_apps_are_told_while_it_is_looked_at() -> Result<()> {
    let (stage, told) = stage().await?;
    let (chrome, _device) = desk().await?;
    stage.ana_with_passkey(&chrome).await?;
    use_notes(&stage, &told, &chrome).await?;

    chrome.open(&stage.daypass.url("/my-sign-ins")).await?;
    assert!(chrome.text("#app-payroll").await?.contains("Its last access token ends"));
    chrome.look("my-sign-ins-with-apps").await?;
    chrome.press("sign-out-elsewhere").await?;
    chrome.wait_for("#receipt").await?;
    assert!(chrome.path().await?.starts_with("/my-sign-ins/ended/"));
    assert!(chrome.text("#told-payroll").await?.contains("Can't be told"));
    chrome.driver().execute(MARK, []).await?;
    chrome.wait_for("#told-notes .badge.trying").await?;
    assert!(chrome.text("#told-notes").await?.contains("it answered with an error"));
    chrome.look("receipt-trying-again").await?;

    told.mend();
    chrome.wait_for("#told-notes .badge.good").await?;
    let same: bool = chrome.driver().execute(IS_MARKED, []).await?.convert()?;
    assert!(same, "it was not loaded anew under the reader");
    assert_eq!(chrome.text("#told-count").await?, "1 of 2 apps told.");
    until("the page to be left alone", async || {
        let found = chrome.driver().find_all(By::Css("[data-refreshes]")).await.ok()?;
        found.is_empty().then_some(())
    })
    .await?;
    chrome.look("receipt-settled").await?;
    chrome.press("back").await?;
    chrome.wait_for("#ended-list").await?;
    chrome.look("my-sign-ins-with-receipts").await
}

#[tokio::test]
async fn the_receipt_goes_on_without_a_script() -> Result<()> {
    let (stage, told) = stage().await?;
    let (chrome, _device) = desk().await?;
    stage.ana_with_passkey(&chrome).await?;
    use_notes(&stage, &told, &chrome).await?;

    chrome.without_javascript().await?;
    chrome.open(&stage.daypass.url("/my-sign-ins")).await?;
    chrome.press("sign-out-everywhere").await?;
    chrome.wait_for_path("/signed-out/everywhere").await?;
    chrome.wait_for("#told-notes .badge.trying").await?;
    told.mend();
    chrome.wait_for("#told-notes .badge.good").await?;
    assert!(!chrome.shows("refresh").await?, "nothing changes any more");
    chrome.screenshot("receipt-without-javascript").await?;
    Ok(())
}

#[tokio::test]
async fn on_a_new_phone_everything_about_the_lost_one_is_done_in_order() -> Result<()> {
    let (stage, _told) = stage().await?;
    // The laptop stays; the phone is lost, with its passkey and with the password in it.
    let (laptop, _device) = desk().await?;
    stage.ana_with_passkey(&laptop).await?;
    laptop.open(&stage.daypass.url("/security-info/register/password")).await?;
    laptop.fill("password", PASSWORD).await?;
    laptop.press("next").await?;
    laptop.wait_for_path("/security-info").await?;

    let pass = stage.issue(&[])?;
    let (phone, _new_device) = desk().await?;
    phone.on_a_phone().await?;
    phone.open(&stage.daypass.url("/")).await?;
    say_username(&phone, ANA).await?;
    enter_pass(&phone, &pass).await?;
    phone.wait_for("#lost-device").await?;
    phone.press("lost-device").await?;
    phone.wait_for_path("/lost-device").await?;
    phone.look("lost-device").await?;
    phone.on_a_phone().await?;
    phone.press("start").await?;
    phone.wait_for("#remains").await?;
    assert!(phone.text("#remains").await?.starts_with("4 things remain"));
    phone.look("lost-device-steps").await?;
    phone.on_a_phone().await?;
    phone.press("sign-out-elsewhere").await?;
    phone.wait_for("#step-sign-out.done").await?;

    phone.press("add").await?;
    phone.press("choose-passkey").await?;
    phone.press("passkey").await?;
    phone.wait_for_path("/security-info/register/done").await?;
    phone.press("continue").await?;
    phone.wait_for("#step-add.done").await?;
    phone.driver().find(By::Css("input[name=lost]")).await?.click().await?;
    phone.look("lost-device-half-done").await?;
    phone.on_a_phone().await?;
    phone.press("remove").await?;
    phone.wait_for("#step-remove.done").await?;
    phone.press("change-password").await?;
    phone.wait_for_path("/security-info/password").await?;
    phone.fill("password", "nine otters under the wooden bridge").await?;
    phone.press("save").await?;
    phone.wait_for_path("/lost-device").await?;
    assert_eq!(phone.text("h1").await?, "Your account is yours again");
    phone.look("lost-device-done").await?;
    phone.press("finish").await?;
    phone.wait_for_path("/security-info").await?;

    laptop.driver().refresh().await?;
    laptop.wait_for_path("/signin").await
}

#[tokio::test]
async fn an_administrator_sees_the_receipt_under_the_person() -> Result<()> {
    let (stage, told) = stage().await?;
    let ana = Chrome::start().await?;
    let _device = VirtualAuthenticator::add(&ana).await?;
    stage.ana_with_passkey(&ana).await?;
    use_notes(&stage, &told, &ana).await?;
    let (chrome, _device) = desk().await?;
    stage.administrator(&chrome, "/admin").await?;

    chrome.open(&stage.daypass.url("/admin/users?q=ana")).await?;
    crate::stage::choose(&chrome, "#people a[href^='/admin/users/']").await?;
    chrome.wait_for("#sign-out-everywhere").await?;
    assert_eq!(chrome.text("h1").await?, "Ana Pereira");
    chrome.press("sign-out-everywhere").await?;
    chrome.press("confirm").await?;
    chrome.wait_for("#told-notes .badge.trying").await?;
    assert!(chrome.text("#told-notes").await?.contains("answered 503"));
    chrome.look("admin-receipt").await?;
    chrome.press("person").await?;
    chrome.wait_for("#ended-list").await?;
    chrome.look("admin-person-with-receipts").await?;
    chrome.press("restore-access").await?;
    chrome.press("restore").await?;
    chrome.wait_for("#receipt").await?;
    chrome.look("admin-restored-with-receipt").await
}
