//! Files that a command is given.

use std::io::Read as _;
use std::path::Path;

use serde_json::Value;

use super::Failure;

/// The text of a file; `-` is standard input.
pub(super) fn read(file: &Path) -> Result<String, Failure> {
    let read = if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(file)
    };
    read.map_err(|error| wrong(file, error))
}

/// The JSON in a file.
pub(super) fn read_json(file: &Path) -> Result<Value, Failure> {
    serde_json::from_str(&read(file)?).map_err(|error| wrong(file, error))
}

/// That something is wrong with what a file holds.
pub(super) fn wrong(file: &Path, problem: impl std::fmt::Display) -> Failure {
    Failure::Usage(format!("{}: {problem}", file.display()))
}
