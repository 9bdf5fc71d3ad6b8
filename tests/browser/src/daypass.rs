//! The real program, as an operator runs it.

use std::net::SocketAddr;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;

use crate::build;
use crate::process::{Process, free_address};
use crate::wait::until;

/// A Daypass with a fresh data folder, on a port of its own, first run done.
#[derive(Debug)]
pub struct Daypass {
    process: Process,
    address: SocketAddr,
    first: FirstAdministrator,
    settings: Vec<(String, String)>,
    data: TempDir,
}

/// What the first run prints for the person who started it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstAdministrator {
    /// Where to sign in.
    pub sign_in_at: String,
    /// The username of the first Global Administrator.
    pub username: String,
    /// Their one-time Temporary Access Pass, as it is shown.
    pub pass: String,
}

impl Daypass {
    /// Starts it as a first run with no settings but its address and its data folder.
    pub async fn start() -> Result<Self> {
        Self::start_with(&[]).await
    }

    /// Starts it as a first run with further `DAYPASS_…` settings.
    pub async fn start_with(settings: &[(&str, &str)]) -> Result<Self> {
        let data = tempfile::Builder::new().prefix("daypass-data-").tempdir()?;
        let address = free_address()?;
        let settings = settings.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        let settings = settings.collect::<Vec<_>>();
        let mut process = Process::start("daypass", &mut command(address, &data, &settings)?)?;
        let first = FirstAdministrator {
            pass: process.wait_for_line("the first pass", |line| after(line, "Pass: "))?,
            username: process.wait_for_line("a username", |line| after(line, "Username: "))?,
            sign_in_at: process.wait_for_line("its address", |line| after(line, "Sign in at: "))?,
        };
        let mut daypass = Self { process, address, first, settings, data };
        daypass.wait_until_ready().await?;
        Ok(daypass)
    }

    /// The issuer: `http://localhost:PORT`, as passkeys are not made for a bare IP address.
    pub fn issuer(&self) -> String {
        issuer(self.address)
    }

    /// The address of one of its pages; `path` begins with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.issuer())
    }

    /// What the first run printed.
    pub fn first_administrator(&self) -> &FirstAdministrator {
        &self.first
    }

    /// Runs the program's own command line on the same data and settings; what it printed.
    pub fn run(&self, arguments: &[&str]) -> Result<String> {
        let mut command = command(self.address, &self.data, &self.settings)?;
        let output = command.args(arguments).output()?;
        ensure!(
            output.status.success(),
            "daypass {}: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Runs a command that ends in `--json`, and reads its answer.
    pub fn run_json(&self, arguments: &[&str]) -> Result<Value> {
        let printed = self.run(arguments)?;
        serde_json::from_str(&printed).with_context(|| format!("not JSON: {printed}"))
    }

    /// Kills it as a power cut would and starts it again on the same data and address.
    pub async fn crash_and_restart(&mut self) -> Result<()> {
        self.process.kill();
        let mut command = command(self.address, &self.data, &self.settings)?;
        self.process = Process::start("daypass", &mut command)?;
        self.wait_until_ready().await
    }

    async fn wait_until_ready(&mut self) -> Result<()> {
        let url = format!("http://{}/health/ready", self.address);
        let ready = until("daypass to be ready", async || {
            let answer = reqwest::get(&url).await.ok()?;
            answer.status().is_success().then_some(())
        });
        let ready = ready.await;
        ready.with_context(|| format!("daypass printed:\n{}", self.process.transcript()))
    }
}

fn issuer(address: SocketAddr) -> String {
    format!("http://localhost:{}", address.port())
}

/// The program with its settings in the environment, and nobody else's.
fn command(address: SocketAddr, data: &TempDir, settings: &[(String, String)]) -> Result<Command> {
    let mut command = Command::new(&build::programs()?.daypass);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("DAYPASS_") {
            command.env_remove(name);
        }
    }
    command
        .current_dir(data.path())
        .env("DAYPASS_ISSUER", issuer(address))
        .env("DAYPASS_LISTEN", address.to_string())
        .env("DAYPASS_DATA_DIR", data.path())
        .env("DAYPASS_LOG_FORMAT", "human")
        .envs(settings.iter().map(|(name, value)| (name, value)));
    Ok(command)
}

/// What stands on the line after `label`.
fn after(line: &str, label: &str) -> Option<String> {
    Some(line.split_once(label)?.1.trim().to_owned())
}
