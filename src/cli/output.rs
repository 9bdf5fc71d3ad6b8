//! The only place that writes to the terminal.

use std::io::{self, Write as _};

use super::{Failure, Outcome};

/// Writes a line (or several) to standard output.
pub(crate) fn say(text: &str) -> Outcome {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        // As in `daypass user list | head`: whoever reads has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::NotRead),
        written => Ok(written?),
    }
}

/// Writes a value as JSON to standard output.
pub(crate) fn say_json(value: &impl serde::Serialize) -> Outcome {
    say(&serde_json::to_string_pretty(value)?)
}

/// Writes a complaint to standard error. If even that is closed, nobody wants to know.
pub(super) fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "daypass: {text}");
}
