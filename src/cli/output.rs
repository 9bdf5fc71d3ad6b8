//! The only place that writes to the terminal.

use std::io::{self, Write as _};

use super::Outcome;

/// Writes a line (or several) to standard output.
pub(crate) fn say(text: &str) -> Outcome {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}

/// Writes a value as JSON to standard output.
pub(crate) fn say_json(value: &impl serde::Serialize) -> Outcome {
    say(&serde_json::to_string_pretty(value)?)
}

/// Writes a complaint to standard error. If even that is closed, nobody wants to know.
pub(super) fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "daypass: {text}");
}
