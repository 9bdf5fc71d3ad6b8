//! What the stories share: an installation, an app, people with passes, and the steps of a sign-in.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use daypass_browser_tests::{
    Chrome, Daypass, RelyingParty, VirtualAuthenticator, free_address, until,
};
use thirtyfour::By;
use thirtyfour::prelude::ElementQueryable;
use totp_rs::{Builder, Secret, Totp};

/// Ana's username in every story.
pub(crate) const ANA: &str = "ana@contoso.example";
/// A password that the policy takes.
pub(crate) const PASSWORD: &str = "harvest-violet-teapot-49";

/// Contoso's Daypass and its app Payroll, which signs its people in through it.
pub(crate) struct Stage {
    pub(crate) daypass: Daypass,
    pub(crate) app: RelyingParty,
}

impl Stage {
    pub(crate) async fn set() -> Result<Self> {
        Self::set_with(&[]).await
    }

    /// The same with further settings of Daypass.
    pub(crate) async fn set_with(settings: &[(&str, &str)]) -> Result<Self> {
        let contoso = [("DAYPASS_ORGANISATION_NAME", "Contoso")];
        let daypass = Daypass::start_with(&[&contoso, settings].concat()).await?;
        let app = payroll(&daypass)?;
        Ok(Self { daypass, app })
    }

    /// Adds Ana, who has nothing yet.
    pub(crate) fn add_ana(&self) -> Result<()> {
        self.daypass.run(&["user", "add", ANA, "--display-name", "Ana Pereira"])?;
        Ok(())
    }

    /// Issues Ana a pass; its code.
    pub(crate) fn issue(&self, options: &[&str]) -> Result<String> {
        self.issue_to(ANA, options)
    }

    /// Issues somebody a pass; its code.
    pub(crate) fn issue_to(&self, username: &str, options: &[&str]) -> Result<String> {
        let issued =
            self.daypass.run_json(&[&["pass", "issue", username, "--json"], options].concat())?;
        let code = issued.get("temporary_access_pass").and_then(|code| code.as_str());
        Ok(code.context("no pass in the answer")?.to_owned())
    }

    /// The first administrator at a page of the console, with a passkey on this browser's device.
    pub(crate) async fn administrator(&self, chrome: &Chrome, path: &str) -> Result<()> {
        let first = self.daypass.first_administrator().clone();
        self.settle_in(chrome, path, &first.username, &first.pass).await
    }

    /// Adds somebody with these roles, who ends at this page with a passkey on this browser's device.
    pub(crate) async fn add_at(
        &self,
        chrome: &Chrome,
        path: &str,
        username: &str,
        roles: &[&str],
    ) -> Result<()> {
        let roles = roles.iter().flat_map(|role| ["--role", role]);
        let arguments: Vec<_> = ["user", "add", username].into_iter().chain(roles).collect();
        self.daypass.run(&arguments)?;
        let pass = self.issue_to(username, &[])?;
        self.settle_in(chrome, path, username, &pass).await
    }

    /// A first sign-in by a pass, from a page and back to it.
    pub(crate) async fn settle_in(
        &self,
        chrome: &Chrome,
        path: &str,
        username: &str,
        pass: &str,
    ) -> Result<()> {
        chrome.open(&self.daypass.url(path)).await?;
        say_username(chrome, username).await?;
        enter_pass(chrome, pass).await?;
        chrome.wait_for_path("/security-info/register").await?;
        register_passkey(chrome).await?;
        chrome.press("skip").await?;
        chrome.press("continue").await?;
        chrome.wait_for_path(path).await
    }

    /// Opens the app and chooses to sign in; ends at the question for the username.
    pub(crate) async fn start_sign_in(&self, chrome: &Chrome) -> Result<()> {
        chrome.open(&self.app.url("/")).await?;
        chrome.press("sign-in").await?;
        chrome.wait_for_path("/signin").await
    }

    /// Signs Ana in by a new pass, from the app to the registration she owes.
    pub(crate) async fn sign_in_by_pass(&self, chrome: &Chrome) -> Result<()> {
        let pass = self.issue(&[])?;
        self.start_sign_in(chrome).await?;
        say_username(chrome, ANA).await?;
        chrome.wait_for_path("/signin/pass").await?;
        enter_pass(chrome, &pass).await?;
        chrome.wait_for_path("/security-info/register").await
    }

    /// Ana in the app, with a passkey on this browser's device and no recovery codes.
    pub(crate) async fn ana_with_passkey(&self, chrome: &Chrome) -> Result<()> {
        self.sign_in_by_pass(chrome).await?;
        register_passkey(chrome).await?;
        chrome.press("skip").await?;
        chrome.press("continue").await?;
        chrome.wait_for_path("/consent").await?;
        chrome.press("allow").await?;
        chrome.wait_for("#claims").await
    }
}

fn payroll(daypass: &Daypass) -> Result<RelyingParty> {
    let address = free_address()?;
    let (redirect, signed_out) =
        (format!("http://{address}/callback"), format!("http://{address}/signed-out"));
    let added = daypass.run_json(&[
        "client",
        "add",
        "payroll",
        "--name",
        "Payroll",
        "--redirect-uri",
        &redirect,
        "--post-logout-redirect-uri",
        &signed_out,
        "--json",
    ])?;
    let secret = added.get("client_secret").and_then(|secret| secret.as_str());
    let secret = secret.context("no client secret in the answer")?;
    RelyingParty::start(&daypass.issuer(), "payroll", secret, address)
}

pub(crate) async fn say_username(chrome: &Chrome, username: &str) -> Result<()> {
    chrome.fill("username", username).await?;
    chrome.press("next").await
}

pub(crate) async fn enter_pass(chrome: &Chrome, pass: &str) -> Result<()> {
    chrome.fill("pass", pass).await?;
    chrome.press("sign-in").await
}

/// From the wizard's choice to the offer of recovery codes.
pub(crate) async fn register_passkey(chrome: &Chrome) -> Result<()> {
    chrome.press("choose-passkey").await?;
    chrome.wait_for_path("/security-info/register/passkey").await?;
    chrome.press("passkey").await?;
    chrome.wait_for_path("/security-info/register/recovery-codes").await
}

/// From the wizard's choice to the offer of recovery codes; the app on the phone.
pub(crate) async fn register_authenticator_app_and_password(
    chrome: &Chrome,
) -> Result<AuthenticatorApp> {
    chrome.press("choose-totp").await?;
    let mut phone = scan(chrome).await?;
    chrome.fill("code", &phone.next_code().await?).await?;
    chrome.press("next").await?;
    chrome.wait_for_path("/security-info/register/password").await?;
    chrome.fill("password", PASSWORD).await?;
    chrome.press("next").await?;
    chrome.wait_for_path("/security-info/register/recovery-codes").await?;
    Ok(phone)
}

/// Reads the key of the page that sets up an authenticator app, as who cannot scan it does.
pub(crate) async fn scan(chrome: &Chrome) -> Result<AuthenticatorApp> {
    chrome.wait_for_path("/security-info/register/totp").await?;
    chrome.driver().find(By::Css("#by-hand summary")).await?.click().await?;
    AuthenticatorApp::with_key(&chrome.text("#secret").await?)
}

/// The claims in the app's ID token, as the app shows them.
pub(crate) async fn claims(chrome: &Chrome) -> Result<BTreeMap<String, String>> {
    table(chrome, "claims").await
}

/// Fails unless a claim of the app's ID token has this value.
pub(crate) async fn assert_claim(chrome: &Chrome, name: &str, value: &str) -> Result<()> {
    let claims = claims(chrome).await?;
    assert_eq!(claims.get(name).map(String::as_str), Some(value), "{name} among {claims:?}");
    Ok(())
}

/// Whom the app takes the person for, by what the userinfo endpoint tells it.
pub(crate) async fn known_as(chrome: &Chrome) -> Result<String> {
    let userinfo = table(chrome, "userinfo").await?;
    Ok(userinfo.get("preferred_username").cloned().unwrap_or_default())
}

async fn table(chrome: &Chrome, id: &str) -> Result<BTreeMap<String, String>> {
    chrome.wait_for(&format!("#{id}")).await?;
    let names = chrome.texts(&format!("#{id} tr[data-claim] th")).await?;
    let values = chrome.texts(&format!("#{id} tr[data-claim] .value")).await?;
    Ok(names.into_iter().zip(values).collect())
}

#[expect(clippy::disallowed_methods, reason = "the clock on the wall of whoever signs in")]
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

/// An app on a phone whose clock is right.
pub(crate) struct AuthenticatorApp {
    totp: Totp,
    last_step: u64,
}

/// How long a code lives, in seconds (RFC 6238 §4).
const STEP: u64 = 30;

impl AuthenticatorApp {
    fn with_key(shown: &str) -> Result<Self> {
        let key: String = shown.split_whitespace().collect();
        let totp = Builder::new().with_secret(Secret::try_from_base32(&key)?).build()?;
        Ok(Self { totp, last_step: 0 })
    }

    /// A code that was not used before.
    ///
    /// The next one is known, and taken, half a minute early; for the one after it this waits.
    pub(crate) async fn next_code(&mut self) -> Result<String> {
        let after_last = self.last_step + 1;
        let step = until("the next code", async || {
            let now = now().duration_since(UNIX_EPOCH).ok()?.as_secs() / STEP;
            (after_last <= now + 1).then(|| after_last.max(now))
        });
        self.last_step = step.await?;
        Ok(self.totp.generate(self.last_step * STEP).to_string())
    }
}

/// A browser on a device with a passkey store that is not asked before a button is pressed.
pub(crate) async fn desk() -> Result<(Chrome, VirtualAuthenticator)> {
    let chrome = Chrome::start().await?;
    chrome.without_passkeys_in_autofill().await?;
    let device = VirtualAuthenticator::add(&chrome).await?;
    Ok((chrome, device))
}

/// Clicks the first element that matches a CSS selector, as soon as it can be clicked.
pub(crate) async fn choose(chrome: &Chrome, css: &str) -> Result<()> {
    let step = || format!("choose {css}");
    let found = chrome.driver().query(By::Css(css)).and_clickable().first().await;
    found.with_context(step)?.click().await.with_context(step)
}

/// The code of the pass that the page shows.
pub(crate) async fn code(chrome: &Chrome) -> Result<String> {
    chrome.wait_for("#pass-code").await?;
    Ok(chrome.text("#pass-code").await?.split_whitespace().collect())
}

/// Fails unless the page's notice begins like this.
pub(crate) async fn assert_notice(chrome: &Chrome, begins: &str) -> Result<()> {
    chrome.wait_for("#notice").await?;
    let said = chrome.text("#notice").await?;
    assert!(said.starts_with(begins), "{said}");
    Ok(())
}
