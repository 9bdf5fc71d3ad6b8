//! Where a client's `jwks_uri` is, on loopback.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore};

/// A server that gives out a key set, or something worse.
pub(crate) struct KeyServer {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    manner: Mutex<Manner>,
    asked: Mutex<usize>,
    /// One permit for every call that has arrived.
    arrived: Semaphore,
    hang_up: Notify,
}

#[derive(Clone)]
enum Manner {
    Answer(String),
    Silent,
}

impl KeyServer {
    /// With these keys.
    pub(crate) async fn start(keys: &[Value]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            manner: Mutex::new(Manner::Silent),
            asked: Mutex::default(),
            arrived: Semaphore::new(0),
            hang_up: Notify::new(),
        });
        let server = Self { port, shared: Arc::clone(&shared) };
        server.gives(keys);
        actix_web::rt::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                actix_web::rt::spawn(answer(connection, Arc::clone(&shared)));
            }
        });
        server
    }

    /// A client named `remote` whose keys are here, and leave to fetch them.
    pub(crate) fn client(&self) -> String {
        format!(
            "[[clients]]\nid = \"remote\"\ntoken_endpoint_auth_method = \"private_key_jwt\"\n\
             redirect_uris = [\"https://remote.example/cb\"]\nconsent = \"skip\"\n\
             jwks_uri = \"http://127.0.0.1:{}/keys\"\n\n[outgoing]\nallow_private = true\n",
            self.port
        )
    }

    /// On which port it listens.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// From now on it has these keys.
    pub(crate) fn gives(&self, keys: &[Value]) {
        self.says("200 OK", "", &json!({ "keys": keys }).to_string());
    }

    /// From now on it says this.
    pub(crate) fn says(&self, status: &str, header: &str, body: &str) {
        let length = body.len();
        self.becomes(Manner::Answer(format!(
            "HTTP/1.1 {status}\r\n{header}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )));
    }

    /// From now on it answers nothing until it hangs up.
    pub(crate) fn falls_silent(&self) {
        self.becomes(Manner::Silent);
    }

    /// Ends the calls that it has not answered.
    pub(crate) fn hangs_up(&self) {
        self.shared.hang_up.notify_waiters();
    }

    /// How often it was asked.
    pub(crate) fn asked(&self) -> usize {
        *self.shared.asked.lock().unwrap()
    }

    /// Waits until it is asked once more.
    pub(crate) async fn is_asked(&self) {
        self.shared.arrived.acquire().await.unwrap().forget();
    }

    fn becomes(&self, manner: Manner) {
        *self.shared.manner.lock().unwrap() = manner;
    }
}

async fn answer(mut connection: TcpStream, shared: Arc<Shared>) -> Option<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(connection.read_u8().await.ok()?);
    }
    // Before anybody knows that this call is here: hanging up must not miss it.
    let hung_up = shared.hang_up.notified();
    *shared.asked.lock().unwrap() += 1;
    let manner = shared.manner.lock().unwrap().clone();
    shared.arrived.add_permits(1);
    match manner {
        Manner::Answer(answer) => connection.write_all(answer.as_bytes()).await.ok(),
        Manner::Silent => {
            hung_up.await;
            None
        }
    }
}
