//! The settings as they are written: what `daypass.toml` may hold, with every default.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::LogFormat;
use crate::base::Secret;
use crate::credentials::{AdmissionPolicy, MethodsPolicy};
use crate::db::{DatabaseUrl, SqliteSync};
use crate::language::Language;
use crate::oidc::clients::ClientSettings;
use crate::oidc::registration::{Mode, RegistrationPolicy};
use crate::outgoing::Guard;
use crate::signals::SignalsPolicy;
use crate::telling::{MailTls, WebhookSettings};

/// One `daypass.toml`. Serialised, its leaves are the list of what a variable may set.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Document {
    pub(super) issuer: String,
    #[serde(deserialize_with = "one_or_many")]
    pub(super) listen: Vec<SocketAddr>,
    pub(super) data_dir: PathBuf,
    #[serde(with = "database_url")]
    pub(super) database_url: Option<DatabaseUrl>,
    pub(super) sqlite_sync: SqliteSync,
    #[serde(serialize_with = "hidden")]
    pub(super) master_key: Option<Secret>,
    #[serde(deserialize_with = "networks")]
    pub(super) trusted_proxies: Vec<IpNet>,
    pub(super) workers: usize,
    pub(super) hash_threads: usize,
    pub(super) hash_queue: usize,
    pub(super) log: Log,
    pub(super) organisation: Organisation,
    pub(super) tls: Tls,
    pub(super) sign_in: SignIn,
    pub(super) session: Session,
    pub(super) tokens: Tokens,
    pub(super) methods: MethodsPolicy,
    pub(super) audit: Audit,
    pub(super) mail: Mail,
    pub(super) places: Places,
    pub(super) outgoing: Outgoing,
    pub(super) registration: Registration,
    pub(super) signals: Signals,
    #[serde(skip_serializing)]
    pub(super) webhooks: Vec<WebhookSettings>,
    #[serde(skip_serializing)]
    pub(super) clients: Vec<ClientSettings>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Audit {
    pub(super) keep_days: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Mail {
    pub(super) host: Option<String>,
    pub(super) port: u16,
    pub(super) tls: MailTls,
    pub(super) username: Option<String>,
    #[serde(serialize_with = "hidden")]
    pub(super) password: Option<Secret>,
    pub(super) password_file: Option<PathBuf>,
    pub(super) from: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Places {
    pub(super) database: Option<PathBuf>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Outgoing {
    pub(super) allow_private: bool,
    #[serde(deserialize_with = "networks")]
    pub(super) allowed_networks: Vec<IpNet>,
    pub(super) extra_ca: Option<PathBuf>,
    #[serde(with = "human_duration")]
    pub(super) timeout: Duration,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Registration {
    pub(super) mode: Mode,
    pub(super) open_per_hour: u32,
    pub(super) most_clients: u32,
    #[serde(with = "human_duration")]
    pub(super) unused_after: Duration,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Signals {
    pub(super) enabled: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Log {
    pub(super) format: LogFormat,
    pub(super) filter: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Organisation {
    pub(super) name: String,
    pub(super) logo: Option<PathBuf>,
    pub(super) accent: Option<String>,
    pub(super) help_desk: Option<String>,
    pub(super) languages: Vec<String>,
    pub(super) time_zone: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Tls {
    pub(super) certificate: Option<PathBuf>,
    pub(super) key: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SignIn {
    pub(super) at_once: usize,
    pub(super) failures_per_address: u32,
    #[serde(with = "human_duration")]
    pub(super) failures_window: Duration,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Session {
    #[serde(with = "human_duration")]
    pub(super) idle: Duration,
    #[serde(with = "human_duration")]
    pub(super) absolute: Duration,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Tokens {
    #[serde(with = "human_duration")]
    pub(super) access_token: Duration,
    #[serde(with = "human_duration")]
    pub(super) id_token: Duration,
    #[serde(with = "human_duration")]
    pub(super) refresh_token: Duration,
    #[serde(with = "human_duration")]
    pub(super) signing_key_age: Duration,
}

impl Default for Document {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            issuer: "http://localhost:8080".to_owned(),
            listen: Vec::new(),
            data_dir: PathBuf::from("data"),
            database_url: None,
            sqlite_sync: SqliteSync::default(),
            master_key: None,
            trusted_proxies: Vec::new(),
            workers: cores,
            hash_threads: cores,
            hash_queue: 128,
            log: Log::default(),
            organisation: Organisation::default(),
            tls: Tls::default(),
            sign_in: SignIn::default(),
            session: Session::default(),
            tokens: Tokens::default(),
            methods: MethodsPolicy::default(),
            audit: Audit::default(),
            mail: Mail::default(),
            places: Places::default(),
            outgoing: Outgoing::default(),
            registration: Registration::default(),
            signals: Signals::default(),
            webhooks: Vec::new(),
            clients: Vec::new(),
        }
    }
}

impl Default for Audit {
    fn default() -> Self {
        Self { keep_days: 400 }
    }
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            host: None,
            port: 587,
            tls: MailTls::Starttls,
            username: None,
            password: None,
            password_file: None,
            from: None,
        }
    }
}

impl Default for Outgoing {
    fn default() -> Self {
        let guard = Guard::default();
        Self {
            allow_private: guard.allow_private,
            allowed_networks: guard.allowed_networks,
            extra_ca: guard.extra_ca,
            timeout: guard.timeout,
        }
    }
}

impl Default for Registration {
    fn default() -> Self {
        let RegistrationPolicy { mode, open_per_hour, most_clients, unused_after } =
            RegistrationPolicy::default();
        Self { mode, open_per_hour, most_clients, unused_after }
    }
}

impl Default for Signals {
    fn default() -> Self {
        let SignalsPolicy { enabled } = SignalsPolicy::default();
        Self { enabled }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Human, filter: "info".to_owned() }
    }
}

impl Default for Organisation {
    fn default() -> Self {
        Self {
            name: "Daypass".to_owned(),
            logo: None,
            accent: None,
            help_desk: None,
            languages: Language::all().map(|language| language.tag().to_owned()).collect(),
            time_zone: "UTC".to_owned(),
        }
    }
}

impl Default for SignIn {
    fn default() -> Self {
        let AdmissionPolicy { at_once, failures_per_address, failures_window } =
            AdmissionPolicy::default();
        Self { at_once, failures_per_address, failures_window }
    }
}

impl Default for Session {
    fn default() -> Self {
        Self { idle: Duration::from_hours(12), absolute: Duration::from_hours(7 * 24) }
    }
}

impl Default for Tokens {
    fn default() -> Self {
        Self {
            access_token: Duration::from_mins(10),
            id_token: Duration::from_hours(1),
            refresh_token: Duration::from_hours(30 * 24),
            signing_key_age: Duration::from_hours(90 * 24),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(SocketAddr),
    Many(Vec<SocketAddr>),
}

fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<SocketAddr>, D::Error> {
    match OneOrMany::deserialize(deserializer) {
        Ok(OneOrMany::One(address)) => Ok(vec![address]),
        Ok(OneOrMany::Many(addresses)) => Ok(addresses),
        Err(_) => Err(D::Error::custom("an IP address and port such as 127.0.0.1:8080")),
    }
}

fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    Vec::<String>::deserialize(deserializer)?
        .iter()
        .map(|text| {
            text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).map_err(
                |_| D::Error::custom(format!("{text:?} is not a network such as 10.0.0.0/8")),
            )
        })
        .collect()
}

#[expect(clippy::ref_option, reason = "serde calls it so")]
fn hidden<S: Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(|_| "(hidden)").serialize(serializer)
}

mod database_url {
    use super::{DatabaseUrl, Deserialize, Deserializer, Serialize, Serializer};
    use serde::de::Error as _;

    /// As `Debug` shows it: without a password.
    #[expect(clippy::ref_option, reason = "serde calls it so")]
    pub(super) fn serialize<S: Serializer>(
        url: &Option<DatabaseUrl>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        url.as_ref().map(|url| format!("{url:?}")).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<DatabaseUrl>, D::Error> {
        String::deserialize(deserializer)?.parse().map(Some).map_err(D::Error::custom)
    }
}

mod human_duration {
    use super::{Deserialize, Deserializer, Duration, Serializer};
    use serde::de::Error as _;

    pub(super) fn serialize<S: Serializer>(
        duration: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&humantime::format_duration(*duration))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        let text = String::deserialize(deserializer)?;
        humantime::parse_duration(&text)
            .map_err(|_| D::Error::custom(format!("{text:?} is not a duration such as 12h or 10m")))
    }
}
