//! The program itself, as an operator starts it, and as a power cut or an impatient supervisor ends it.

use std::io::{BufRead as _, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

/// The last line that a start writes to the terminal ends with this.
const LAST_WORDS: &str = "daypass pass issue admin";

/// A running `daypass`; killed when it is dropped.
pub(crate) struct Program {
    child: Child,
    said: Vec<String>,
    _output: Lines<BufReader<ChildStdout>>,
}

impl Program {
    /// Starts it and waits until it says where to sign in, which it does once it listens.
    pub(crate) fn start(settings_file: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_daypass"));
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("DAYPASS_")) {
                command.env_remove(name);
            }
        }
        command.arg("--config").arg(settings_file).current_dir(settings_file.parent().unwrap());
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = Vec::new();
        while !said.last().is_some_and(|line: &String| line.ends_with(LAST_WORDS)) {
            let line = output.next().unwrap_or_else(|| panic!("it ended and had said {said:?}"));
            said.push(line.unwrap());
        }
        Self { child, said, _output: output }
    }

    /// What it wrote after a label: `Pass: K7MX-4PQD`.
    pub(crate) fn said(&self, label: &str) -> Option<&str> {
        self.said.iter().find_map(|line| line.strip_prefix(label)).map(str::trim)
    }

    /// Ends it with `SIGKILL`: it is asked nothing and tidies nothing up.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have been killed already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
