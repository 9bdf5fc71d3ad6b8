//! An app that signs its people in through Daypass.

use std::net::SocketAddr;
use std::process::Command;

use anyhow::Result;

use crate::build;
use crate::process::Process;

/// The example program `relying_party`, running.
#[derive(Debug)]
pub struct RelyingParty {
    url: String,
    _process: Process,
}

impl RelyingParty {
    /// Starts it on an address from [`free_address`](crate::free_address).
    ///
    /// The address comes first because the client's redirect URI, which is registered before the
    /// app can start, is made of it.
    pub fn start(
        issuer: &str,
        client_id: &str,
        client_secret: &str,
        address: SocketAddr,
    ) -> Result<Self> {
        let mut command = Command::new(&build::programs()?.relying_party);
        command
            .env("RP_ISSUER", issuer)
            .env("RP_CLIENT_ID", client_id)
            .env("RP_CLIENT_SECRET", client_secret)
            .env("RP_LISTEN", address.to_string());
        let mut process = Process::start("relying_party", &mut command)?;
        let url = process.wait_for_line("its address", |line| {
            let url = line.split_once("Listening on ")?.1.trim();
            Some(url.trim_end_matches('/').to_owned())
        })?;
        Ok(Self { url, _process: process })
    }

    /// The address of one of its pages; `path` begins with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}
