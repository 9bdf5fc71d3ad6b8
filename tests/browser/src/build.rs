//! The programs under test, built by cargo from the workspace this package belongs to.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow, ensure};
use serde::Deserialize;

/// Where cargo put the programs under test.
#[derive(Debug, Clone)]
pub(crate) struct Programs {
    pub(crate) daypass: PathBuf,
    pub(crate) relying_party: PathBuf,
}

/// The programs, brought up to date once in a test run: a stale binary would test yesterday's code.
pub(crate) fn programs() -> Result<&'static Programs> {
    static PROGRAMS: OnceLock<Result<Programs, String>> = OnceLock::new();
    PROGRAMS
        .get_or_init(|| build().map_err(|error| format!("{error:#}")))
        .as_ref()
        .map_err(|error| anyhow!("{error}"))
}

/// The build's own folder, `target` unless cargo was told otherwise.
pub(crate) fn target_dir() -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    test.ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").exists())
        .map(Path::to_path_buf)
        .with_context(|| format!("{} is not in a target folder of cargo", test.display()))
}

/// The one kind of line that is of interest in cargo's `--message-format=json`.
#[derive(Deserialize)]
struct Artifact {
    target: Target,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

fn build() -> Result<Programs> {
    let output = Command::new(env!("CARGO"))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .args(["build", "--package", "daypass", "--bin", "daypass"])
        .args(["--example", "relying_party", "--message-format", "json-render-diagnostics"])
        .output()?;
    ensure!(output.status.success(), "cargo build: {}", String::from_utf8_lossy(&output.stderr));
    let messages = String::from_utf8(output.stdout)?;
    let built: Vec<Artifact> =
        messages.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let program = |name: &str| {
        built
            .iter()
            .filter(|artifact| artifact.target.name == name)
            .find_map(|artifact| artifact.executable.clone())
            .with_context(|| format!("cargo built no program called {name}"))
    };
    Ok(Programs { daypass: program("daypass")?, relying_party: program("relying_party")? })
}
