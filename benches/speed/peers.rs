//! What Daypass is compared with: actix's "hello", and bare argon2id.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use actix_web::{App, HttpResponse, HttpServer, web};
use argon2::{Algorithm, Argon2, Block, Params, Version};

use super::process::{Process, own_cpu};

/// Tells this program to be the other server.
pub(crate) const ROLE: &str = "hello";

/// Serves "hello" on a port that it prints, until its input ends.
pub(crate) fn serve_hello() {
    let workers = std::thread::available_parallelism().unwrap().get();
    daypass::server::block_on(async move {
        let server = HttpServer::new(|| {
            App::new().route("/", web::get().to(|| async { HttpResponse::Ok().body("hello") }))
        })
        .workers(workers)
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .unwrap();
        println!("{}", server.addrs()[0]);
        let running = server.run();
        let handle = running.handle();
        std::thread::spawn(move || {
            let _ = std::io::stdin().read(&mut [0]);
            drop(handle.stop(false));
        });
        running.await.unwrap();
    });
}

/// Starts it, and says where it listens.
pub(crate) fn hello() -> (Process, SocketAddr) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg(ROLE).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut process = Process::start(&mut command);
    let mut line = String::new();
    let output = process.child().stdout.take().unwrap();
    BufReader::new(output).read_line(&mut line).unwrap();
    (process, line.trim().parse().unwrap())
}

/// Verifications per CPU second: a thread for each core, each with an arena that it keeps.
pub(crate) fn argon2id(threads: usize, duration: Duration) -> f64 {
    let threads: Vec<_> =
        (0..threads).map(|_| std::thread::spawn(move || hash_for(duration))).collect();
    let (mut hashes, mut cpu) = (0, Duration::ZERO);
    for thread in threads {
        let (done, spent) = thread.join().unwrap();
        hashes += done;
        cpu += spent;
    }
    f64::from(hashes) / cpu.as_secs_f64()
}

fn hash_for(duration: Duration) -> (u32, Duration) {
    // The parameters of `credentials::hash`.
    let params = Params::new(19_456, 2, 1, Some(32)).unwrap();
    let mut arena = vec![Block::new(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut hash = || {
        let mut tag = [0; 32];
        argon2
            .hash_password_into_with_memory(b"K7MX4PQD", b"0123456789abcdef", &mut tag, &mut arena)
            .unwrap();
        std::hint::black_box(tag);
    };
    hash();
    let (begun, before, mut hashes) = (Instant::now(), own_cpu(), 0);
    while begun.elapsed() < duration {
        hash();
        hashes += 1;
    }
    (hashes, own_cpu().saturating_sub(before))
}
