//! A mail server on loopback that keeps the last letter.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use anyhow::Result;
use daypass_browser_tests::until;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Takes every letter; ends with the test's runtime.
pub(crate) struct Mailbox {
    address: SocketAddr,
    last: Arc<Mutex<String>>,
}

impl Mailbox {
    pub(crate) async fn open() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let last = Arc::<Mutex<String>>::default();
        let kept = Arc::clone(&last);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(take(connection, Arc::clone(&kept)));
            }
        });
        Ok(Self { address, last })
    }

    pub(crate) fn port(&self) -> String {
        self.address.port().to_string()
    }

    /// The address behind *This wasn't me* in the last letter, once one has come.
    pub(crate) async fn link(&self) -> Result<String> {
        until("a letter with a link", async || {
            let text = self.last.lock().ok()?.replace("=\r\n", "").replace("=3D", "=");
            let at = text.find("/not-me?token=")?;
            let link = text.get(at..)?.split_whitespace().next()?;
            Some(link.trim_end_matches('"').to_owned())
        })
        .await
    }
}

/// SMTP (RFC 5321) as far as one letter needs it.
async fn take(connection: TcpStream, last: Arc<Mutex<String>>) -> Result<()> {
    let mut stream = BufReader::new(connection);
    stream.get_mut().write_all(b"220 test\r\n").await?;
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        let answer: &[u8] = match line.get(..4) {
            Some("DATA") => {
                stream.get_mut().write_all(b"354 go on\r\n").await?;
                let mut text = String::new();
                while !text.ends_with("\r\n.\r\n") && stream.read_line(&mut text).await? > 0 {}
                if let Ok(mut last) = last.lock() {
                    *last = text;
                }
                b"250 taken\r\n"
            }
            Some("QUIT") => b"221 bye\r\n",
            _ => b"250 ok\r\n",
        };
        stream.get_mut().write_all(answer).await?;
        line.clear();
    }
    Ok(())
}
