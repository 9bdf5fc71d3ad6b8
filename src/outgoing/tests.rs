//! Calls to receivers that behave badly.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use super::*;

/// A receiver on loopback that does this with every connection; it ends with the test's runtime.
struct Receiver {
    port: u16,
    connections: Arc<AtomicUsize>,
}

impl Receiver {
    async fn at<F: Future<Output = ()> + Send + 'static>(
        address: &str,
        port: u16,
        behave: impl Fn(TcpStream) -> F + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind((address, port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(behave(connection));
            }
        });
        Self { port, connections }
    }

    async fn that<F: Future<Output = ()> + Send + 'static>(
        behave: impl Fn(TcpStream) -> F + Send + 'static,
    ) -> Self {
        Self::at("127.0.0.1", 0, behave).await
    }

    async fn answering(answer: String) -> Self {
        Self::that(move |mut connection| {
            let answer = answer.clone();
            async move {
                request(&mut connection).await;
                // The caller may hang up before the end.
                drop(connection.write_all(answer.as_bytes()).await);
            }
        })
        .await
    }

    fn url(&self) -> Url {
        Url::parse(&format!("http://127.0.0.1:{}/hook", self.port)).unwrap()
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Reads a request without a body, or the head of one with.
async fn request(connection: &mut TcpStream) -> String {
    let mut text = Vec::new();
    while !text.windows(4).any(|end| end == b"\r\n\r\n") {
        let mut some = [0; 512];
        let length = connection.read(&mut some).await.unwrap_or(0);
        if length == 0 {
            break;
        }
        text.extend_from_slice(&some[..length]);
    }
    String::from_utf8(text).unwrap()
}

fn open() -> Guard {
    Guard { allow_private: true, ..Guard::default() }
}

fn answer(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn an_answer_is_read_when_it_is_asked_for() {
    let receiver = Receiver::answering(answer("hello")).await;
    let outgoing = Outgoing::new(open());
    let read = outgoing.send(Call::get(receiver.url()).reading(5)).await.unwrap();
    assert_eq!((read.status, read.body.as_slice()), (200, b"hello".as_slice()));
    let unread = outgoing.send(Call::post(receiver.url(), b"{}".to_vec())).await.unwrap();
    assert!(unread.is_success() && unread.body.is_empty());
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Receiver::answering(answer("secret")).await;
    let receiver = Receiver::answering(format!(
        "HTTP/1.1 302 Found\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n",
        elsewhere.url()
    ))
    .await;
    let answer = Outgoing::new(open()).send(Call::get(receiver.url()).reading(99)).await.unwrap();
    assert_eq!(answer.status, 302);
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn who_never_answers_or_never_ends_is_left() {
    let silent = Receiver::that(|mut connection| async move {
        request(&mut connection).await;
        std::future::pending::<()>().await;
    })
    .await;
    let endless = Receiver::that(|mut connection| async move {
        request(&mut connection).await;
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nx";
        connection.write_all(head.as_bytes()).await.unwrap();
        std::future::pending::<()>().await;
    })
    .await;
    let outgoing = Outgoing::new(Guard { timeout: Duration::from_millis(100), ..open() });
    for receiver in [silent, endless] {
        let answer = outgoing.send(Call::get(receiver.url()).reading(1000)).await;
        assert_eq!(answer, Err(Unanswered::TooSlow));
    }
}

#[tokio::test]
async fn a_huge_answer_is_not_swallowed_whether_it_says_its_length_or_not() {
    let body = "x".repeat(200_000);
    let told = Receiver::answering(answer(&body)).await;
    let untold =
        Receiver::answering(format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{body}")).await;
    for receiver in [told, untold] {
        let call = Call::get(receiver.url()).reading(100_000);
        assert_eq!(Outgoing::new(open()).send(call).await, Err(Unanswered::TooLong));
        let unread = Outgoing::new(open()).send(Call::get(receiver.url())).await.unwrap();
        assert_eq!(unread.status, 200);
    }
}

#[tokio::test]
async fn a_private_address_is_not_even_connected_to() {
    let receiver = Receiver::answering(answer("secret")).await;
    let strict = Outgoing::new(Guard::default());
    assert_eq!(strict.send(Call::get(receiver.url())).await, Err(Unanswered::NotAllowed));
    let by_name = Url::parse(&format!("https://localhost:{}/", receiver.port)).unwrap();
    assert_eq!(strict.send(Call::get(by_name)).await, Err(Unanswered::NotAllowed));
    assert_eq!(receiver.connections(), 0);
}

/// What `name` means depends on how often it was asked.
fn changing(answers: &'static [&'static str]) -> (Arc<AtomicUsize>, super::client::Lookup) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let lookup: super::client::Lookup = Arc::new(move |_| {
        let turn = count.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
        let found = answers[turn].split(' ').map(|text| text.parse::<IpAddr>().unwrap()).collect();
        Box::pin(async move { Ok(found) })
    });
    (asked, lookup)
}

#[tokio::test]
async fn a_name_that_changes_its_meaning_leads_nowhere_it_may_not() {
    let allowed = Receiver::answering(answer("")).await;
    let forbidden = Receiver::at("127.0.0.2", allowed.port, |connection| async move {
        drop(connection);
    })
    .await;
    let guard =
        Guard { allowed_networks: vec!["127.0.0.1/32".parse().unwrap()], ..Guard::default() };
    let url = Url::parse(&format!("http://localhost:{}/", allowed.port)).unwrap();

    // Checked once and connected to what was checked: there is no second look-up to lie to.
    let (asked, lookup) = changing(&["127.0.0.1", "127.0.0.2"]);
    let outgoing = Outgoing::looking_up(guard.clone(), lookup);
    assert!(outgoing.send(Call::get(url.clone())).await.unwrap().is_success());
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert_eq!(outgoing.send(Call::get(url.clone())).await, Err(Unanswered::NotAllowed));

    // Among several addresses the forbidden are left out.
    let (_, lookup) = changing(&["127.0.0.2 127.0.0.1 169.254.169.254"]);
    let outgoing = Outgoing::looking_up(guard, lookup);
    assert!(outgoing.send(Call::get(url)).await.unwrap().is_success());
    assert_eq!(forbidden.connections(), 0);
}

#[tokio::test]
async fn tls_is_believed_only_from_a_known_authority() {
    let key = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem");
    std::fs::write(&ca, key.cert.pem()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let private =
        rustls::pki_types::PrivateKeyDer::try_from(key.signing_key.serialize_der()).unwrap();
    let tls = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![key.cert.der().clone()], private)
        .unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || serve_tls(&listener, &Arc::new(tls)));
    let url = Url::parse(&format!("https://localhost:{port}/")).unwrap();

    let stranger = Outgoing::new(open()).send(Call::get(url.clone())).await;
    assert!(matches!(stranger, Err(Unanswered::Failed(_))), "{stranger:?}");
    let known = Outgoing::new(Guard { extra_ca: Some(ca), ..open() });
    assert!(known.send(Call::get(url)).await.unwrap().is_success());
}

/// Answers two connections, whatever becomes of the first.
fn serve_tls(listener: &std::net::TcpListener, tls: &Arc<rustls::ServerConfig>) {
    use std::io::{Read as _, Write as _};
    for connection in listener.incoming().take(2) {
        let mut socket = connection.unwrap();
        let mut session = rustls::ServerConnection::new(Arc::clone(tls)).unwrap();
        let mut stream = rustls::Stream::new(&mut session, &mut socket);
        let mut some = [0; 2048];
        if stream.read(&mut some).is_ok_and(|length| length > 0) {
            drop(stream.write_all(answer("").as_bytes()));
            drop(stream.flush());
        }
    }
}
