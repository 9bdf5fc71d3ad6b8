//! One headless browser with a profile of its own.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, LoggingPrefsLogLevel, TypingData};

use crate::process::Process;
use crate::wait::until;

/// A Chromium of one's own: nothing is shared with another test, and nothing is left behind.
///
/// Dropping it ends the session, which closes the browser; then its driver is killed, then the
/// profile is removed.
#[derive(Debug)]
pub struct Chrome {
    driver: WebDriver,
    port: u16,
    _chromedriver: Process,
    _profile: TempDir,
}

/// What makes Chromium start the same way everywhere and speak to nobody but the test.
const FLAGS: [&str; 13] = [
    "--headless=new",
    // Chromium's sandbox starts neither as root nor in most containers, and every page opened here
    // is our own.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--lang=en-US",
    // A page that wants anything from elsewhere fails, and the console says so.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];

impl Chrome {
    /// Starts chromedriver on a port it chooses itself, and a browser behind it.
    pub async fn start() -> Result<Self> {
        let mut chromedriver =
            Process::start("chromedriver", Command::new("chromedriver").arg("--port=0"))?;
        let port = chromedriver.wait_for_line("its port", port_of)?;
        let profile = tempfile::Builder::new().prefix("daypass-chrome-").tempdir()?;

        let mut capabilities = DesiredCapabilities::chrome();
        for flag in FLAGS {
            capabilities.add_arg(flag)?;
        }
        capabilities.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities)
            .await
            .with_context(|| format!("no browser; chromedriver: {}", chromedriver.transcript()))?;
        Ok(Self { driver, port, _chromedriver: chromedriver, _profile: profile })
    }

    /// The `WebDriver` session, for whatever has no word of its own here.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Opens an address and waits until its page has loaded.
    pub async fn open(&self, url: &str) -> Result<()> {
        self.driver.goto(url).await.with_context(|| format!("open {url}"))
    }

    /// Replaces what stands in the field with this id.
    pub async fn fill(&self, id: &str, text: &str) -> Result<()> {
        let step = || format!("fill in #{id}");
        let field = self.driver.query(By::Id(id)).and_displayed().first().await;
        let field = field.with_context(step)?;
        field.clear().await.with_context(step)?;
        field.send_keys(text).await.with_context(step)
    }

    /// Clicks the button or link with this id, as soon as it can be clicked.
    pub async fn press(&self, id: &str) -> Result<()> {
        let step = || format!("press #{id}");
        let button = self.driver.query(By::Id(id)).and_clickable().first().await;
        button.with_context(step)?.click().await.with_context(step)
    }

    /// The visible text of the first element that matches a CSS selector, once there is one.
    pub async fn text(&self, css: &str) -> Result<String> {
        let step = || format!("read {css}");
        let element = self.driver.query(By::Css(css)).first().await.with_context(step)?;
        element.text().await.with_context(step)
    }

    /// The texts of all elements that match a CSS selector at this moment.
    pub async fn texts(&self, css: &str) -> Result<Vec<String>> {
        let step = || format!("read every {css}");
        let mut texts = Vec::new();
        for element in self.driver.find_all(By::Css(css)).await.with_context(step)? {
            texts.push(element.text().await.with_context(step)?);
        }
        Ok(texts)
    }

    /// An attribute of the element with this id; `None` if it has none of that name.
    pub async fn attribute(&self, id: &str, name: &str) -> Result<Option<String>> {
        let step = || format!("read {name} of #{id}");
        let element = self.driver.query(By::Id(id)).first().await.with_context(step)?;
        element.attr(name).await.with_context(step)
    }

    /// What stands in the field with this id.
    pub async fn value(&self, id: &str) -> Result<String> {
        let step = || format!("read the value of #{id}");
        let field = self.driver.query(By::Id(id)).first().await.with_context(step)?;
        Ok(field.value().await.with_context(step)?.unwrap_or_default())
    }

    /// Whether an element with this id can be seen at this moment.
    pub async fn shows(&self, id: &str) -> Result<bool> {
        match self.driver.find_all(By::Id(id)).await?.first() {
            Some(element) => Ok(element.is_displayed().await?),
            None => Ok(false),
        }
    }

    /// The id of the element that has the focus; empty if that has none.
    pub async fn focus(&self) -> Result<String> {
        Ok(self.driver.active_element().await?.id().await?.unwrap_or_default())
    }

    /// Presses keys where the focus is.
    pub async fn type_keys(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.driver.action_chain().send_keys(keys).perform().await?)
    }

    /// Waits until the first element that matches a CSS selector can be seen.
    pub async fn wait_for(&self, css: &str) -> Result<()> {
        loop {
            match self.driver.query(By::Css(css)).and_displayed().first().await {
                Ok(_) => return Ok(()),
                // The browser went to another page in between: look there. Each look has its own end.
                Err(error)
                    if matches!(
                        error.as_inner(),
                        WebDriverErrorInner::StaleElementReference(_)
                    ) => {}
                Err(error) => {
                    return Err(anyhow::Error::from(error)
                        .context(format!("waited for {css}"))
                        .context(self.whereabouts().await));
                }
            }
        }
    }

    /// The path the browser is at.
    pub async fn path(&self) -> Result<String> {
        Ok(self.driver.current_url().await?.path().to_owned())
    }

    /// Switches JavaScript off, as some people do, from the next page on.
    pub async fn without_javascript(&self) -> Result<()> {
        self.command("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await
    }

    /// Makes the browser one that has no passkeys in the autofill of a field, from the next page on.
    ///
    /// Otherwise a virtual authenticator answers the autofill by itself, before anybody could press
    /// a button.
    pub async fn without_passkeys_in_autofill(&self) -> Result<()> {
        let source = "PublicKeyCredential.isConditionalMediationAvailable = async () => false;";
        self.command("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await
    }

    async fn command(&self, method: &str, parameters: Value) -> Result<()> {
        self.driver.cdp().send_raw(method, parameters).await?;
        Ok(())
    }

    /// Waits until the browser has come to this path, whatever host and query it has there.
    pub async fn wait_for_path(&self, path: &str) -> Result<()> {
        let what = format!("the path {path}");
        let arrived = until(&what, async || {
            let url = self.driver.current_url().await.ok()?;
            (url.path() == path).then_some(())
        });
        match arrived.await {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(self.whereabouts().await)),
        }
    }

    /// Takes what the console has shown as errors since last asked, Content-Security-Policy's too.
    pub async fn console_errors(&self) -> Result<Vec<String>> {
        let entries = self.driver.browser_log().await?;
        let errors = entries.into_iter().filter(|entry| entry.level == "SEVERE");
        Ok(errors.map(|entry| entry.message).collect())
    }

    async fn whereabouts(&self) -> String {
        let url = self.driver.current_url().await.map(String::from).unwrap_or_default();
        let title = self.driver.title().await.unwrap_or_default();
        let heading = self.driver.find(By::Css("h1")).await;
        let heading = match heading {
            Ok(heading) => heading.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        };
        format!("the browser is at {url}, titled \"{title}\", headed \"{heading}\"")
    }
}

impl Drop for Chrome {
    /// Ends the session over a connection of its own, and blocks until that is done.
    ///
    /// What `WebDriver` does when dropped waits for a connection that only the runtime blocked by
    /// the waiting could serve: two minutes, and then a browser nobody closes.
    fn drop(&mut self) {
        let session = self.driver.session_id().to_string();
        // Fails only for a session that was ended before.
        drop(self.driver.clone().leak());
        drop(end_session(self.port, &session));
    }
}

/// WebDriver §8.2, delete session.
fn end_session(port: u16, session: &str) -> io::Result<()> {
    let mut chromedriver = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    chromedriver.set_read_timeout(Some(Duration::from_secs(10)))?;
    let request = format!("DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
    chromedriver.write_all(request.as_bytes())?;
    // The status line comes when the browser has gone; the connection stays open regardless.
    BufReader::new(chromedriver).read_line(&mut String::new())?;
    Ok(())
}

/// The port in `ChromeDriver was started successfully on port 41279.`
fn port_of(line: &str) -> Option<u16> {
    line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok()
}
