//! Fixed pages under a strict Content-Security-Policy, to prove the harness without Daypass.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use anyhow::Result;

/// A page: its path, its media type and its content.
pub(crate) type Page = (&'static str, &'static str, &'static str);

/// A server on loopback that ends when it is dropped.
pub(crate) struct PageServer {
    address: SocketAddr,
    closing: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl PageServer {
    /// Serves `pages`, and 404 for every other path.
    pub(crate) fn start(pages: &'static [Page]) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let closing = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&closing);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if told.load(Ordering::SeqCst) {
                    break;
                }
                // A browser also opens connections it may never use; none may hold up another.
                std::thread::spawn(move || answer(stream, pages));
            }
        });
        Ok(Self { address, closing, thread: Some(thread) })
    }

    /// The address of a page under `localhost`, which browsers hold to be secure.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.address.port())
    }
}

impl Drop for PageServer {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::SeqCst);
        // Wakes the thread, which waits for a connection.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn answer(mut stream: TcpStream, pages: &[Page]) -> Option<()> {
    let lines = BufReader::new(stream.try_clone().ok()?).lines();
    let head: Vec<String> =
        lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let path = head.first()?.split(' ').nth(1)?;
    let page = pages.iter().find(|(at, _, _)| *at == path);
    let (status, kind, body) = match page {
        Some((_, kind, body)) => ("200 OK", *kind, *body),
        None => ("404 Not Found", "text/plain", ""),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'self'; img-src data:\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body.as_bytes()).ok()
}
