//! The program itself, as an operator starts it, and as a power cut or an impatient supervisor ends it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

/// The last line that a start writes to the terminal ends with this.
const LAST_WORDS: &str = "daypass pass issue admin";

/// A start that says nothing for so long hangs.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running `daypass`; killed when it is dropped.
pub(crate) struct Program {
    child: Child,
    said: Vec<String>,
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
        let output = lines_of(child.stdout.take().unwrap());
        // Made before anything is waited for, so that a failed start ends the process, too.
        let mut program = Self { child, said: Vec::new() };
        while !program.said.last().is_some_and(|line| line.ends_with(LAST_WORDS)) {
            let line = output.recv_timeout(PATIENCE);
            program
                .said
                .push(line.unwrap_or_else(|end| panic!("{end} after it said {:?}", program.said)));
        }
        program
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

/// What a process writes, line by line, from a thread that reads until it ends.
fn lines_of(output: ChildStdout) -> Receiver<String> {
    let (tell, hear) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            // Nobody listens any more once it serves; it is read all the same, or it would block.
            drop(tell.send(line));
        }
    });
    hear
}
