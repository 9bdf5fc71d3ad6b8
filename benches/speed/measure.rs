//! Load, and what it costs the server.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::browser::Browser;
use super::http::Connection;
use super::installation::Installation;
use super::process::Process;

/// Kept connections that ask at once.
const CONNECTIONS: usize = 32;

/// Answers, the wall time they took, and the server's processor time.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    /// How many.
    pub(crate) done: u64,
    /// By the clock on the wall.
    pub(crate) wall: Duration,
    /// By the server's threads.
    pub(crate) cpu: Duration,
}

impl Cost {
    /// How many a processor of the server gives in a second.
    pub(crate) fn per_cpu_second(self) -> f64 {
        self.done as f64 / self.cpu.as_secs_f64()
    }

    /// How many there were in a second.
    pub(crate) fn per_second(self) -> f64 {
        self.done as f64 / self.wall.as_secs_f64()
    }
}

/// The middle of an odd number of figures.
pub(crate) fn median(figures: impl IntoIterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// Asks the same over and over on kept connections.
pub(crate) fn ask(
    server: &Process,
    address: SocketAddr,
    (request, status): (&[u8], u16),
    duration: Duration,
) -> Cost {
    let mut connections: Vec<Connection> =
        (0..CONNECTIONS).map(|_| Connection::to(address).unwrap()).collect();
    let mut round = || {
        for connection in &mut connections {
            connection.send(request);
        }
        for connection in &mut connections {
            assert_eq!(connection.status(), status);
        }
    };
    (0..20).for_each(|_| round());
    let (begun, before, mut done) = (Instant::now(), server.cpu(), 0);
    while begun.elapsed() < duration {
        round();
        done += CONNECTIONS as u64;
    }
    Cost { done, wall: begun.elapsed(), cpu: server.cpu().saturating_sub(before) }
}

/// What sign-ins cost, and how much of it their hashes.
pub(crate) struct SignIns {
    /// Whole sign-ins.
    pub(crate) whole: Cost,
    /// The processor time of the hashing threads, which is part of the whole.
    pub(crate) hashing: Duration,
}

/// Signs people in, each in fresh browsers one after the other.
pub(crate) fn sign_in(
    installation: &Installation,
    server: &Process,
    duration: Duration,
) -> SignIns {
    let (cpu, hashing, begun) = (server.cpu(), server.cpu_of("hash-"), Instant::now());
    let ((), done) = meanwhile(installation, || thread::sleep(duration));
    SignIns {
        whole: Cost { done, wall: begun.elapsed(), cpu: server.cpu().saturating_sub(cpu) },
        hashing: server.cpu_of("hash-").saturating_sub(hashing),
    }
}

/// Signs everybody in again and again while something else is done; counts the sign-ins.
pub(crate) fn meanwhile<T>(installation: &Installation, other: impl FnOnce() -> T) -> (T, u64) {
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let browsers: Vec<_> = installation
            .people
            .iter()
            .map(|person| {
                scope.spawn(|| {
                    let mut connection = Connection::to(installation.address).unwrap();
                    let mut done = 0;
                    while !stop.load(Ordering::Relaxed) {
                        Browser::fresh(installation, &mut connection).sign_in(person);
                        done += 1;
                    }
                    done
                })
            })
            .collect();
        let outcome = other();
        stop.store(true, Ordering::Relaxed);
        (outcome, browsers.into_iter().map(|browser| browser.join().unwrap()).sum())
    })
}
