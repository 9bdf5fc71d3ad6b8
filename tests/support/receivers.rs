//! Who is told: a mail server and webhooks on loopback, which end with the test's runtime.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// How long a story waits for something that should come.
const PATIENCE: Duration = Duration::from_mins(1);

/// A letter as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) to: String,
    /// Head and body, with the transfer encoding of its parts undone.
    pub(crate) text: String,
}

impl Letter {
    /// The address behind *This wasn't me*.
    pub(crate) fn link(&self) -> String {
        let at = self.text.find("/not-me?token=").unwrap();
        let link: String = self.text[at..].chars().take_while(|c| !c.is_whitespace()).collect();
        link.trim_end_matches('"').to_owned()
    }
}

/// A mail server that takes every letter, but for one recipient.
pub(crate) struct MailServer {
    pub(crate) port: u16,
    letters: Arc<Mutex<Vec<Letter>>>,
}

impl MailServer {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let letters = Arc::default();
        let kept = Arc::clone(&letters);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(converse(connection, Arc::clone(&kept)));
            }
        });
        Self { port, letters }
    }

    /// The lines of `daypass.toml` that name it.
    pub(crate) fn settings(&self) -> String {
        format!(
            "[mail]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"Contoso <sign-in@contoso.example>\"\n",
            self.port
        )
    }

    /// What has arrived since it was last asked.
    pub(crate) fn take(&self) -> Vec<Letter> {
        std::mem::take(&mut self.letters.lock().unwrap())
    }
}

/// SMTP (RFC 5321) as far as one letter needs it.
async fn converse(connection: TcpStream, letters: Arc<Mutex<Vec<Letter>>>) -> Option<()> {
    let mut stream = BufReader::new(connection);
    stream.get_mut().write_all(b"220 test\r\n").await.ok()?;
    let mut to = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let answer = match line.split([' ', ':', '\r']).next()? {
            "RCPT" if line.contains("nobody@") => "550 no such mailbox",
            "RCPT" => {
                to = line.split(['<', '>']).nth(1)?.to_owned();
                "250 ok"
            }
            "DATA" => {
                stream.get_mut().write_all(b"354 go on\r\n").await.ok()?;
                let mut text = String::new();
                while !text.ends_with("\r\n.\r\n") {
                    stream.read_line(&mut text).await.ok()?;
                }
                let text = unquoted(&text);
                letters.lock().unwrap().push(Letter { to: to.clone(), text });
                "250 taken"
            }
            "QUIT" => return stream.get_mut().write_all(b"221 bye\r\n").await.ok(),
            _ => "250 ok",
        };
        stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
    }
}

/// Undoes quoted-printable (RFC 2045 §6.7), as far as ASCII goes.
fn unquoted(text: &str) -> String {
    text.replace("=\r\n", "").replace("=3D", "=").replace("=26", "&")
}

/// What a webhook got.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    head: String,
    pub(crate) body: String,
}

impl Message {
    pub(crate) fn header(&self, name: &str) -> &str {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).unwrap().1
    }

    #[allow(dead_code, reason = "what must not be there is not everybody's business")]
    pub(crate) fn has_header(&self, name: &str) -> bool {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.any(|(key, _)| key.eq_ignore_ascii_case(name))
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// What a webhook does with the next message.
#[derive(Clone, Debug)]
pub(crate) enum Manner {
    Answer(u16),
    #[allow(dead_code, reason = "whose words are looked at is not everybody's business")]
    Say(u16, String),
    Redirect(String),
    Huge,
    Silent,
}

/// A webhook's receiver.
pub(crate) struct Receiver {
    pub(crate) port: u16,
    manner: Arc<Mutex<Manner>>,
    arrived: mpsc::UnboundedReceiver<Message>,
}

impl Receiver {
    pub(crate) async fn start(manner: Manner) -> Self {
        Self::start_at(0, manner).await
    }

    /// At a port at which nobody has listened so far.
    pub(crate) async fn start_at(port: u16, manner: Manner) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (tell, arrived) = mpsc::unbounded_channel();
        let manner = Arc::new(Mutex::new(manner));
        let how = Arc::clone(&manner);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(receive(connection, tell.clone(), Arc::clone(&how)));
            }
        });
        Self { port, manner, arrived }
    }

    pub(crate) fn behave(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// The lines of `daypass.toml` that name it.
    pub(crate) fn settings(&self, name: &str) -> String {
        format!(
            "[[webhooks]]\nname = \"{name}\"\nurl = \"http://127.0.0.1:{}/hook\"\nsecret = \"{SECRET}\"\n",
            self.port
        )
    }

    /// What has arrived since it was last asked.
    pub(crate) fn take(&mut self) -> Vec<Message> {
        let mut messages = Vec::new();
        while let Ok(message) = self.arrived.try_recv() {
            messages.push(message);
        }
        messages
    }

    /// The next message, as soon as it is there.
    pub(crate) async fn next(&mut self) -> Message {
        tokio::time::timeout(PATIENCE, self.arrived.recv()).await.unwrap().unwrap()
    }
}

/// A throw-away secret.
pub(crate) const SECRET: &str = "whsec_QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";

async fn receive(
    connection: TcpStream,
    tell: mpsc::UnboundedSender<Message>,
    manner: Arc<Mutex<Manner>>,
) -> Option<()> {
    let mut stream = BufReader::new(connection);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).await.ok()? == 0 {
            return None;
        }
    }
    let mut message = Message { head, body: String::new() };
    let mut body = vec![0; message.header("content-length").parse().ok()?];
    stream.read_exact(&mut body).await.ok()?;
    message.body = String::from_utf8(body).ok()?;
    tell.send(message).ok()?;
    let manner = manner.lock().unwrap().clone();
    let answer = match manner {
        Manner::Answer(status) => format!("HTTP/1.1 {status} So\r\ncontent-length: 0\r\n\r\n"),
        Manner::Say(status, text) => {
            format!("HTTP/1.1 {status} So\r\ncontent-length: {}\r\n\r\n{text}", text.len())
        }
        Manner::Redirect(to) => {
            format!("HTTP/1.1 307 Elsewhere\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n")
        }
        Manner::Huge => format!("HTTP/1.1 200 So\r\n\r\n{}", "x".repeat(5_000_000)),
        Manner::Silent => std::future::pending().await,
    };
    stream.get_mut().write_all(answer.as_bytes()).await.ok()
}
