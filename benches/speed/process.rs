//! What the system knows of a process: its processor time and its memory.

use std::fs;
use std::process::{Child, Command};
use std::time::Duration;

/// A process that was started here, ended when this is dropped.
pub(crate) struct Process(Child);

impl Process {
    /// Starts it.
    pub(crate) fn start(command: &mut Command) -> Self {
        Self(command.spawn().unwrap())
    }

    /// Its input and output, if they were asked for.
    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    /// The processor time of all its threads so far.
    pub(crate) fn cpu(&self) -> Duration {
        self.threads(|_| true)
    }

    /// The processor time of its threads whose names begin like this.
    pub(crate) fn cpu_of(&self, name: &str) -> Duration {
        self.threads(|comm| comm.starts_with(name))
    }

    /// No thread of a server ends while it is measured, so their sum is the whole, to the nanosecond.
    fn threads(&self, wanted: impl Fn(&str) -> bool) -> Duration {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.0.id())).unwrap();
        tasks
            .flatten()
            .filter_map(|task| {
                let comm = fs::read_to_string(task.path().join("comm")).ok()?;
                wanted(&comm).then(|| on_cpu(&task.path().join("schedstat")))
            })
            .sum()
    }

    /// A line of its status that counts KiB (`VmRSS`, `VmHWM`), in MiB.
    pub(crate) fn mebibytes(&self, field: &str) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with(field)).unwrap();
        let kibibytes: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kibibytes / 1024.0
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The processor time of the calling thread so far.
pub(crate) fn own_cpu() -> Duration {
    on_cpu("/proc/thread-self/schedstat".as_ref())
}

/// The first number of `schedstat`: nanoseconds on a processor.
fn on_cpu(schedstat: &std::path::Path) -> Duration {
    let text = fs::read_to_string(schedstat).unwrap_or_default();
    Duration::from_nanos(text.split(' ').next().unwrap_or_default().parse().unwrap_or(0))
}
