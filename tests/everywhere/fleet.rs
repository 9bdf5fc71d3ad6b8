//! Two hundred apps behind one port, each with its manner of taking a logout token.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What an app does with whoever tells it something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Manner {
    Good,
    /// Hears it and never says anything.
    Silent,
    /// Stops in the middle of its answer's head.
    HalfSilent,
    /// Fails twice before it is good.
    LaterGood,
    /// Sends the token elsewhere.
    Redirecting,
    /// Says yes, and never stops talking.
    EndlessBody,
    /// Never comes to the end of its answer's head.
    EndlessHead,
    /// Hangs up.
    Closing,
    /// Speaks something else.
    Babbling,
    /// Takes it for wrong (Back-Channel Logout §2.8).
    Refusing,
}

impl Manner {
    /// Two hundred, most of them good.
    pub(crate) const FLEET: &[(Self, usize)] = &[
        (Self::Silent, 8),
        (Self::HalfSilent, 8),
        (Self::LaterGood, 10),
        (Self::Redirecting, 8),
        (Self::EndlessBody, 6),
        (Self::EndlessHead, 4),
        (Self::Closing, 8),
        (Self::Babbling, 6),
        (Self::Refusing, 6),
        (Self::Good, 136),
    ];

    /// Two hundred, of which half never answer, and come first.
    pub(crate) const MOSTLY_SILENT: &[(Self, usize)] =
        &[(Self::Silent, 50), (Self::HalfSilent, 50), (Self::Good, 100)];

    /// Whether it holds a connection for as long as it is let.
    pub(crate) const fn hangs(self) -> bool {
        matches!(self, Self::Silent | Self::HalfSilent)
    }
}

/// The apps, and what they have heard.
pub(crate) struct Fleet {
    pub(crate) port: u16,
    pub(crate) apps: BTreeMap<String, Manner>,
    server: Arc<Server>,
}

struct Server {
    apps: BTreeMap<String, Manner>,
    heard: Mutex<BTreeMap<String, usize>>,
    hanging: AtomicUsize,
    /// Whether those that hang are let go.
    released: watch::Sender<bool>,
}

impl Fleet {
    /// They listen until the test's runtime ends.
    pub(crate) async fn start(manners: &[(Manner, usize)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let manners = manners.iter().flat_map(|(manner, count)| vec![*manner; *count]);
        let apps: BTreeMap<_, _> = manners
            .enumerate()
            .map(|(number, manner)| (format!("app{number:03}"), manner))
            .collect();
        let server = Arc::new(Server {
            apps: apps.clone(),
            heard: Mutex::default(),
            hanging: AtomicUsize::new(0),
            released: watch::channel(false).0,
        });
        let serving = Arc::clone(&server);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&serving).answer(connection));
            }
        });
        Self { port, apps, server }
    }

    /// The lines of `daypass.toml` that name them.
    pub(crate) fn settings(&self) -> String {
        let app = |id: &String| {
            format!(
                "[[clients]]\nid = '{id}'\nsecret = 'a-throw-away-secret-of-this-test'\n\
                 consent = 'skip'\nredirect_uris = ['https://{id}.example/cb']\n\
                 backchannel_logout_uri = 'http://127.0.0.1:{}/{id}'\n",
                self.port
            )
        };
        self.apps.keys().map(app).collect()
    }

    /// How often each of them was told something; also whoever is none of them.
    pub(crate) fn heard(&self) -> BTreeMap<String, usize> {
        self.server.heard.lock().unwrap().clone()
    }

    /// How many connections are held without an answer.
    pub(crate) fn hanging(&self) -> usize {
        self.server.hanging.load(Ordering::SeqCst)
    }

    /// Hangs up where nothing was said, now and from now on.
    pub(crate) fn let_go(&self) {
        self.server.released.send_replace(true);
    }
}

impl Server {
    async fn answer(self: Arc<Self>, connection: TcpStream) -> io::Result<()> {
        let mut stream = BufReader::new(connection);
        let Some(app) = request(&mut stream).await? else { return Ok(()) };
        let before = {
            let mut heard = self.heard.lock().unwrap();
            let count = heard.entry(app.clone()).or_default();
            *count += 1;
            *count - 1
        };
        let stream = stream.get_mut();
        match self.apps.get(&app) {
            Some(Manner::Good) | None => say(stream, "204 So", "").await,
            Some(Manner::LaterGood) if before >= 2 => say(stream, "200 So", "").await,
            Some(Manner::LaterGood) => say(stream, "500 So", "").await,
            Some(Manner::Silent) => self.hang().await,
            Some(Manner::HalfSilent) => {
                stream.write_all(b"HTTP/1.1 200 So\r\ncontent-le").await?;
                self.hang().await
            }
            Some(Manner::Redirecting) => {
                say(stream, "302 So", "location: /somebody-else\r\n").await
            }
            Some(Manner::EndlessBody) => {
                stream.write_all(b"HTTP/1.1 200 So\r\n\r\n").await?;
                endlessly(stream, &vec![b'x'; 65_536]).await
            }
            Some(Manner::EndlessHead) => {
                stream.write_all(b"HTTP/1.1 200 So\r\n").await?;
                endlessly(stream, b"x-and-another-thing: yes\r\n").await
            }
            Some(Manner::Closing) => Ok(()),
            Some(Manner::Babbling) => stream.write_all(b"220 mail.example ESMTP\r\n").await,
            Some(Manner::Refusing) => say(stream, "400 So", "").await,
        }
    }

    async fn hang(&self) -> io::Result<()> {
        self.hanging.fetch_add(1, Ordering::SeqCst);
        let released = self.released.subscribe().wait_for(|released| *released).await.is_ok();
        self.hanging.fetch_sub(1, Ordering::SeqCst);
        assert!(released, "the server is kept by who waits");
        Ok(())
    }
}

/// Reads a request to its end; which app it is for.
async fn request(stream: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") {
        let begins = head.len();
        if stream.read_line(&mut head).await? == 0 {
            return Ok(None);
        }
        if let Some((name, value)) = head[begins..].split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    let place = head.split(' ').nth(1).unwrap();
    Ok(Some(place.trim_start_matches('/').to_owned()))
}

async fn say(stream: &mut TcpStream, status: &str, more: &str) -> io::Result<()> {
    let answer =
        format!("HTTP/1.1 {status}\r\n{more}content-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).await
}

/// Until the other side has had enough.
async fn endlessly(stream: &mut TcpStream, what: &[u8]) -> io::Result<()> {
    loop {
        stream.write_all(what).await?;
    }
}
