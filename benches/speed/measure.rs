//! Load, and what it costs the server.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::browser::{Browser, Way};
use super::http::Connection;
use super::installation::{CODES_AT_ONCE, Installation};
use super::process::Process;

/// Threads that ask.
const CLIENTS: usize = 2;
/// Kept connections on which each of them asks at once.
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

/// Asks the same over and over on kept connections; more of them than the server can keep up with,
/// so that it does not spend its time on falling asleep and waking up.
pub(crate) fn ask(
    server: &Process,
    address: SocketAddr,
    what: (&[u8], u16),
    duration: Duration,
) -> Cost {
    let (begun, before) = (Instant::now(), server.cpu());
    let done = thread::scope(|scope| {
        let clients: Vec<_> =
            (0..CLIENTS).map(|_| scope.spawn(move || ask_alone(address, what, duration))).collect();
        clients.into_iter().map(|client| client.join().unwrap()).sum()
    });
    Cost { done, wall: begun.elapsed(), cpu: server.cpu().saturating_sub(before) }
}

fn ask_alone(address: SocketAddr, (request, status): (&[u8], u16), duration: Duration) -> u64 {
    let mut connections: Vec<Connection> =
        (0..CONNECTIONS).map(|_| Connection::to(address).unwrap()).collect();
    let (begun, mut done) = (Instant::now(), 0);
    while begun.elapsed() < duration {
        for connection in &mut connections {
            connection.send(request);
        }
        for connection in &mut connections {
            assert_eq!(connection.status(), status);
        }
        done += CONNECTIONS as u64;
    }
    done
}

/// What something costs that is done in rounds, each with an answer in every connection, until the time
/// is up: `round` does one on one thread's connections and says how many answers it got.
pub(crate) fn in_rounds<C: Send>(
    server: &Process,
    threads: Vec<C>,
    duration: Duration,
    round: impl Fn(&mut C) -> u64 + Sync,
) -> Cost {
    let (begun, before) = (Instant::now(), server.cpu());
    let done = thread::scope(|scope| {
        let round = &round;
        let threads: Vec<_> = threads
            .into_iter()
            .map(|mut connections| {
                scope.spawn(move || {
                    let (begun, mut done) = (Instant::now(), 0);
                    while begun.elapsed() < duration {
                        done += round(&mut connections);
                    }
                    done
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    Cost { done, wall: begun.elapsed(), cpu: server.cpu().saturating_sub(before) }
}

/// What sign-ins cost, and how much of it their hashes.
pub(crate) struct SignIns {
    /// Whole sign-ins.
    pub(crate) whole: Cost,
    /// The processor time of the hashing threads, which is part of the whole.
    pub(crate) hashing: Duration,
}

impl SignIns {
    /// The processor time of all but the hashing threads for one sign-in, in milliseconds.
    pub(crate) fn rest(&self) -> f64 {
        let rest = self.whole.cpu.saturating_sub(self.hashing);
        rest.as_secs_f64() * 1000.0 / self.whole.done as f64
    }
}

/// Signs people in with passes, each in fresh browsers one after the other.
pub(crate) fn sign_in(
    installation: &Installation,
    server: &Process,
    duration: Duration,
) -> SignIns {
    measured(server, || meanwhile(installation, || thread::sleep(duration)).1)
}

/// Signs everybody in with some of their recovery codes: the same steps, but nothing to hash.
pub(crate) fn sign_in_with_codes(installation: &Installation, server: &Process) -> SignIns {
    measured(server, || {
        thread::scope(|scope| {
            for person in &installation.people {
                scope.spawn(|| {
                    let mut connection = Connection::to(installation.address).unwrap();
                    for code in person.codes() {
                        let browser = Browser::fresh(installation, &mut connection);
                        browser.sign_in(person, &Way::RecoveryCode(code));
                    }
                });
            }
        });
        (installation.people.len() * CODES_AT_ONCE) as u64
    })
}

fn measured(server: &Process, sign_ins: impl FnOnce() -> u64) -> SignIns {
    let (cpu, hashing, begun) = (server.cpu(), server.cpu_of("hash-"), Instant::now());
    let done = sign_ins();
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
                        Browser::fresh(installation, &mut connection).sign_in(person, &Way::Pass);
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
