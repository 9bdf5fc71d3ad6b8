//! Child processes that cannot outlive the test that started them.

use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::wait::PATIENCE;

/// An address on loopback that nothing listens on at this moment.
///
/// For programs that must know their own address before they bind it, as an issuer does.
pub fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?)
}

/// A program under test and all it has printed; killed by its own process id when dropped.
#[derive(Debug)]
pub(crate) struct Process {
    name: &'static str,
    child: Child,
    lines: Receiver<String>,
    printed: Vec<String>,
}

impl Process {
    /// Starts `command`, reading its standard output and standard error from now on.
    pub(crate) fn start(name: &'static str, command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| {
                format!("{name} cannot be started; `make test` installs what is missing")
            })?;
        let (sender, lines) = channel();
        if let Some(stdout) = child.stdout.take() {
            read_lines(stdout, sender.clone());
        }
        if let Some(stderr) = child.stderr.take() {
            read_lines(stderr, sender);
        }
        Ok(Self { name, child, lines, printed: Vec::new() })
    }

    /// Blocks until a printed line satisfies `find`, looking first at those already printed.
    pub(crate) fn wait_for_line<T>(
        &mut self,
        what: &str,
        find: impl Fn(&str) -> Option<T>,
    ) -> Result<T> {
        if let Some(found) = self.printed.iter().find_map(|line| find(line)) {
            return Ok(found);
        }
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(line) = self.lines.recv_timeout(left) else {
                bail!(
                    "{} never printed {what}; it printed:\n{}",
                    self.name,
                    self.printed.join("\n")
                );
            };
            let found = find(&line);
            self.printed.push(line);
            if let Some(found) = found {
                return Ok(found);
            }
        }
    }

    /// Everything printed so far, for the message of a failure.
    pub(crate) fn transcript(&mut self) -> String {
        self.printed.extend(self.lines.try_iter());
        self.printed.join("\n")
    }

    /// Ends the program as a power cut would: no warning, no clean-up.
    pub(crate) fn kill(&mut self) {
        // Both fail only when the process has ended already, which is what is wanted.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Reads to the end on a thread of its own, so that the pipe never fills and stalls the program.
fn read_lines(stream: impl Read + Send + 'static, lines: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if lines.send(line).is_err() {
                break;
            }
        }
    });
}
