//! As little of HTTP/1.1 as a browser on a kept connection needs.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

/// A connection that stays open.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What came back.
pub(crate) struct Answer {
    /// The status code.
    pub(crate) status: u16,
    /// The status line and the headers.
    pub(crate) head: String,
    /// The body.
    pub(crate) body: String,
}

impl Connection {
    /// Connects.
    pub(crate) fn to(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a whole request.
    pub(crate) fn send(&mut self, request: &[u8]) {
        self.stream.write_all(request).unwrap();
    }

    /// Waits for an answer and reads it to its end; only its status is looked at.
    pub(crate) fn status(&mut self) -> u16 {
        let (head, end) = self.whole();
        let status = status(&self.buffer[..head]);
        self.buffer.drain(..end);
        status
    }

    /// Waits for an answer and reads it to its end.
    pub(crate) fn answer(&mut self) -> Answer {
        let (head, end) = self.whole();
        let status = status(&self.buffer[..head]);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (head, body) = (text(&self.buffer[..head]), text(&self.buffer[head..end]));
        self.buffer.drain(..end);
        Answer { status, head, body }
    }

    /// Reads until one answer is there: where its head and its body end.
    fn whole(&mut self) -> (usize, usize) {
        loop {
            if let Some(head) = end_of_head(&self.buffer) {
                let end = head + content_length(&self.buffer[..head]);
                if self.buffer.len() >= end {
                    return (head, end);
                }
            }
            self.more();
        }
    }

    fn more(&mut self) {
        let mut chunk = [0; 16 * 1024];
        let read = self.stream.read(&mut chunk).unwrap();
        assert!(read > 0, "the server closed the connection");
        self.buffer.extend_from_slice(&chunk[..read]);
    }
}

impl Answer {
    /// Every value of a header.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.head.lines().filter_map(move |line| {
            let (header, value) = line.split_once(": ")?;
            header.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

fn status(head: &[u8]) -> u16 {
    std::str::from_utf8(&head[9..12]).unwrap().parse().unwrap()
}

fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

/// Every answer of Daypass and of actix's "hello" says its length.
fn content_length(head: &[u8]) -> usize {
    head.split(|byte| *byte == b'\n')
        .filter_map(|line| std::str::from_utf8(line).ok()?.trim_end().split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, length)| length.parse().unwrap())
}
