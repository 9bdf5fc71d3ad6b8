//! The typed settings of an installation, made of each room's own policy.
//!
//! Read once at start: defaults, then `daypass.toml`, then `DAYPASS_…` variables, then options of the
//! command line. An unknown key or variable is refused, and so is a value that cannot be meant; the
//! refusal names the setting and where it was written. `docs/configuration.md` lists them all.

mod brand;
mod document;
mod effective;
mod issuer;
mod sources;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::Zeroizing;

pub use brand::{Accent, Logo, Organisation};
pub use effective::Line;
pub use issuer::InvalidIssuer;
pub use sources::{InvalidSettings, Place, Sources};

use crate::credentials::{AdmissionPolicy, MethodsPolicy};
use crate::db::{DatabaseUrl, SqliteSync};
use crate::oidc;
use crate::oidc::clients::ClientSettings;
use crate::oidc::registration::RegistrationPolicy;
use crate::outgoing::Guard;
use crate::places::Places;
use crate::sessions::Lifetimes;
use crate::signals::SignalsPolicy;
use crate::telling::{MailSettings, WebhookSettings};

/// The settings of an installation, checked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The origin under which everybody knows this installation; every address is made from it.
    pub issuer: Url,
    /// Where to listen.
    pub listen: Listen,
    /// Where the master key, the SQLite file and development certificates live.
    pub data_dir: PathBuf,
    /// Which database.
    pub database_url: DatabaseUrl,
    /// How hard SQLite makes sure of a commit.
    pub sqlite_sync: SqliteSync,
    /// The master key, where it is not kept in the data directory.
    pub master_key: Option<MasterKey>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Threads that serve requests.
    pub workers: usize,
    /// Threads that hash passes and passwords.
    pub hash_threads: usize,
    /// How many hashes may wait for a thread before a sign-in is told to come back.
    pub hash_queue: usize,
    /// How the log is written.
    pub log: Log,
    /// Whose sign-in this is.
    pub organisation: Organisation,
    /// Whether this process speaks TLS itself.
    pub tls: Tls,
    /// How many may try to sign in.
    pub sign_in: AdmissionPolicy,
    /// How long browsers stay signed in.
    pub session: Lifetimes,
    /// How long tokens live.
    pub tokens: oidc::Lifetimes,
    /// After how long of signing a key gets a successor by itself.
    pub signing_key_age: Option<Duration>,
    /// Which sign-in methods there are, and their rules.
    pub methods: MethodsPolicy,
    /// How long audit records are kept; for ever if nothing is said.
    pub audit_keep: Option<Duration>,
    /// The SMTP server letters go through, if there is one.
    pub mail: Option<MailSettings>,
    /// Where addresses are, if there is a file that says so.
    pub places: Option<Places>,
    /// What calls to other servers may do.
    pub outgoing: Guard,
    /// Who is told what happened.
    pub webhooks: Vec<WebhookSettings>,
    /// Whether clients may register themselves.
    pub registration: RegistrationPolicy,
    /// Whether there is a transmitter of shared signals.
    pub signals: SignalsPolicy,
    /// Relying parties that are written in the settings file.
    pub clients: Vec<ClientSettings>,
}

impl Settings {
    /// Reads and checks the settings.
    pub fn load(sources: &Sources) -> Result<Self, InvalidSettings> {
        effective::load(sources).map(|(settings, _)| settings)
    }

    /// Every setting with its effective value and where it was written; secrets hidden.
    pub fn listing(sources: &Sources) -> Result<Vec<Line>, InvalidSettings> {
        effective::load(sources).map(|(_, listing)| listing)
    }
}

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// On this machine only: 127.0.0.1 and, where there is IPv6, `[::1]`.
    Loopback(u16),
    /// On exactly these addresses.
    At(Vec<SocketAddr>),
}

/// Whether this process speaks TLS itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Plain http: for this machine, or behind a proxy that speaks TLS.
    Off,
    /// With this certificate chain and private key (PEM files).
    Files {
        /// The certificate chain, our own first.
        certificate: PathBuf,
        /// Its private key.
        key: PathBuf,
    },
    /// With a self-signed certificate of our own, for development.
    Development,
}

/// How the log is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// For people or for programs.
    pub format: LogFormat,
    /// What is written, in `tracing`'s words: `info,daypass=debug`.
    pub filter: String,
}

/// The form of the log's lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
}

/// The 32 bytes under which secrets are sealed in the database. Blind in `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    /// From its bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// From 32 bytes written as base64, with or without padding.
    pub fn parse(text: &str) -> Option<Self> {
        use base64::Engine as _;
        use base64::engine::general_purpose::STANDARD_NO_PAD;
        let bytes = Zeroizing::new(STANDARD_NO_PAD.decode(text.trim().trim_end_matches('=')).ok()?);
        <[u8; 32]>::try_from(bytes.as_slice()).ok().map(Self::new)
    }

    /// The bytes. Whoever calls this answers for where they go.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(…)")
    }
}
