use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};

use tempfile::TempDir;

use super::*;
use crate::base::{Clock, Timestamp};
use crate::settings::{Listen, Settings, Sources};

/// A server on a port of its own, on a thread of its own, until it is dropped.
struct Served {
    address: SocketAddr,
    handle: actix_web::dev::ServerHandle,
    thread: Option<std::thread::JoinHandle<()>>,
    _folder: TempDir,
}

impl Served {
    fn with(text: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("daypass.toml");
        let data_dir = folder.path().join("data");
        fs::write(&file, format!("workers = 1\ndata_dir = {:?}\n{text}", data_dir.display()))
            .unwrap();
        let settings = Settings::load(&Sources { file: Some(file), ..Sources::default() }).unwrap();
        let listeners = bind(&Listen::At(vec![(Ipv4Addr::LOCALHOST, 0).into()])).unwrap();
        let address = listeners[0].local_addr().unwrap();
        let (sender, receiver) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            block_on(async move {
                let clock = Clock::stopped_at(Timestamp::from_seconds(1_800_000_000));
                let app = App::open(settings, clock).await.unwrap();
                let server = start(app, listeners, None).unwrap();
                sender.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        Self { address, handle: receiver.recv().unwrap(), thread: Some(thread), _folder: folder }
    }

    /// Sends these bytes and reads until the server closes.
    fn exchange(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.to_lowercase()
    }

    fn get(&self, path: &str) -> String {
        self.exchange(&format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        block_on(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

fn correlation_id(answer: &str) -> &str {
    answer.lines().find_map(|line| line.strip_prefix("x-correlation-id: ")).unwrap()
}

#[test]
fn health_is_json_that_nobody_keeps() {
    let server = Served::with("");
    for (path, state) in [(health::LIVE, "live"), (health::READY, "ready")] {
        let answer = server.get(path);
        assert!(answer.starts_with("http/1.1 200"), "{answer}");
        assert!(answer.contains("content-type: application/json"), "{answer}");
        assert!(answer.contains("cache-control: no-store"), "{answer}");
        assert!(answer.ends_with(&format!("{{\"status\":\"{state}\"}}")), "{answer}");
    }
}

#[test]
fn every_answer_has_its_own_correlation_id_and_the_headers_that_keep_browsers_safe() {
    let server = Served::with("");
    let (first, second) = (server.get("/no-such-page"), server.get("/no-such-page"));
    assert_ne!(correlation_id(&first), correlation_id(&second));
    assert_eq!(correlation_id(&first).len(), 8);
    for header in [
        "x-content-type-options: nosniff",
        "x-frame-options: deny",
        "referrer-policy: same-origin",
        "cache-control: no-store",
        "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    ] {
        assert!(first.contains(&format!("{header}\r\n")), "{header} is not in\n{first}");
    }
    assert!(!first.contains("strict-transport-security"), "{first}");
    assert!(!first.contains("form-action"), "{first}");
}

#[test]
fn an_https_issuer_asks_browsers_to_stay_with_https() {
    let server = Served::with("issuer = 'https://id.example.com'");
    assert!(server.get("/health/live").contains("strict-transport-security: max-age=63072000"));
}

#[test]
fn static_files_keep_their_own_caching() {
    let server = Served::with("");
    let assets = Assets::new(
        &Settings::load(&Sources { file: None, ..Sources::default() }).unwrap().organisation,
    );
    let answer = server.get(&assets.css);
    assert!(answer.contains("cache-control: public, max-age=31536000, immutable"), "{answer}");
    assert!(!answer.contains("no-store"), "{answer}");
}

#[test]
fn a_request_that_is_no_request_is_refused_and_the_next_is_served() {
    let server = Served::with("");
    let answer = server.exchange("NONSENSE\r\n\r\n");
    assert!(answer.starts_with("http/1.1 400"), "{answer}");
    assert!(server.get(health::LIVE).starts_with("http/1.1 200"));
}

#[test]
fn stopping_lets_go_of_the_port() {
    let server = Served::with("");
    let address = server.address;
    drop(server);
    assert!(bind(&Listen::At(vec![address])).is_ok());
}

#[test]
fn a_port_in_use_is_named() {
    let held = bind(&Listen::At(vec![(Ipv4Addr::LOCALHOST, 0).into()])).unwrap();
    let address = held[0].local_addr().unwrap();
    for listen in [Listen::At(vec![address]), Listen::Loopback(address.port())] {
        let fault = bind(&listen).unwrap_err().to_string();
        assert!(fault.starts_with(&format!("{address} is in use by another program")), "{fault}");
    }
}

#[test]
fn this_machine_is_both_of_its_addresses_where_it_has_both() {
    let listeners = bind(&Listen::Loopback(0)).unwrap();
    let port = listeners[0].local_addr().unwrap().port();
    assert_eq!(listeners[0].local_addr().unwrap().ip(), Ipv4Addr::LOCALHOST);
    for listener in &listeners {
        let address = listener.local_addr().unwrap();
        assert!(address.ip().is_loopback() && address.port() == port, "{address}");
    }
}
