//! From what is written to what holds: every value checked, every default that follows from another.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use url::Url;

use super::document::{self, Document};
use super::sources::{Place, Sources, Written, leaves};
use super::{InvalidSettings, Listen, Log, Logo, MasterKey, Organisation, Settings, Tls, issuer};
use crate::credentials::{AdmissionPolicy, MethodsPolicy};
use crate::db::DatabaseUrl;
use crate::language::{Language, Zone};
use crate::oidc;
use crate::oidc::Issuer;
use crate::oidc::clients::ClientSettings;
use crate::oidc::registration::RegistrationPolicy;
use crate::outgoing::Guard;
use crate::places::Places;
use crate::sessions::Lifetimes;
use crate::signals::SignalsPolicy;
use crate::telling::{MailSettings, WebhookSettings};

/// One setting as it holds.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its dotted path in the file.
    pub key: String,
    /// Its value; `null` where there is none, `(hidden)` for a secret.
    pub value: serde_json::Value,
    /// Where it was written.
    pub place: Place,
    /// The variable that sets it.
    pub variable: String,
}

/// As a line of the settings file, with its place behind it.
impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            serde_json::Value::Null => write!(f, "{} is not set", self.key)?,
            value => write!(f, "{} = {value}", self.key)?,
        }
        write!(f, "  # {}", self.place)
    }
}

/// Reads, checks and completes the settings, and lists them.
pub(super) fn load(sources: &Sources) -> Result<(Settings, Vec<Line>), InvalidSettings> {
    let mut written = Written::read(sources)?;
    let issuer = issuer_of(&mut written, sources.dev_tls)?;
    let listen = listen_of(&written, &issuer);
    let settings = Settings {
        listen,
        database_url: database_of(&written.document),
        sqlite_sync: written.document.sqlite_sync,
        master_key: master_key_of(&written)?,
        trusted_proxies: written.document.trusted_proxies.clone(),
        workers: within(&written, "workers", written.document.workers, 1024)?,
        hash_threads: within(&written, "hash_threads", written.document.hash_threads, 256)?,
        hash_queue: within(&written, "hash_queue", written.document.hash_queue, 100_000)?,
        log: log_of(&written)?,
        organisation: organisation_of(&written)?,
        tls: tls_of(&written, &issuer, sources.dev_tls)?,
        sign_in: sign_in_of(&written)?,
        session: session_of(&written)?,
        tokens: tokens_of(&written)?,
        signing_key_age: signing_key_age_of(&written)?,
        methods: methods_of(&mut written, &issuer)?,
        audit_keep: audit_keep_of(&written)?,
        mail: mail_of(&written)?,
        places: places_of(&written)?,
        outgoing: outgoing_of(&written)?,
        webhooks: webhooks_of(&written)?,
        registration: registration_of(&written)?,
        signals: SignalsPolicy { enabled: written.document.signals.enabled },
        clients: clients_of(&written)?,
        data_dir: written.document.data_dir.clone(),
        issuer,
    };
    let listing = listing_of(&mut written, &settings);
    Ok((settings, listing))
}

fn issuer_of(written: &mut Written, dev_tls: bool) -> Result<Url, InvalidSettings> {
    let issuer =
        issuer::parse(&written.document.issuer).map_err(|error| written.refuse("issuer", error))?;
    if !dev_tls {
        return Ok(issuer);
    }
    if !issuer::is_loopback(&issuer) {
        let problem = "--dev-tls is for an issuer on localhost; other hosts need tls.certificate";
        return Err(written.refuse("issuer", problem));
    }
    let issuer = issuer::over_tls(&issuer).map_err(|error| written.refuse("issuer", error))?;
    written.overrule("issuer", "--dev-tls");
    Ok(issuer)
}

/// An issuer on this machine says by its port where to listen.
fn listen_of(written: &Written, issuer: &Url) -> Listen {
    if !written.document.listen.is_empty() {
        return Listen::At(written.document.listen.clone());
    }
    Listen::Loopback(if issuer::is_loopback(issuer) { issuer::port(issuer) } else { 8080 })
}

fn database_of(document: &Document) -> DatabaseUrl {
    document
        .database_url
        .clone()
        .unwrap_or_else(|| DatabaseUrl::Sqlite(document.data_dir.join("daypass.sqlite")))
}

fn master_key_of(written: &Written) -> Result<Option<MasterKey>, InvalidSettings> {
    let Some(text) = &written.document.master_key else { return Ok(None) };
    match MasterKey::parse(text.expose()) {
        Some(key) => Ok(Some(key)),
        None => Err(written.refuse(
            "master_key",
            "must be 32 bytes as base64, as `openssl rand -base64 32` makes",
        )),
    }
}

fn within(
    written: &Written,
    key: &str,
    value: usize,
    maximum: usize,
) -> Result<usize, InvalidSettings> {
    if (1..=maximum).contains(&value) {
        return Ok(value);
    }
    Err(written.refuse(key, format!("must be between 1 and {maximum}")))
}

fn log_of(written: &Written) -> Result<Log, InvalidSettings> {
    let document::Log { format, filter } = written.document.log.clone();
    tracing_subscriber::EnvFilter::builder()
        .parse(&filter)
        .map_err(|error| written.refuse("log.filter", error))?;
    Ok(Log { format, filter })
}

fn organisation_of(written: &Written) -> Result<Organisation, InvalidSettings> {
    let document::Organisation { name, logo, accent, help_desk, languages, time_zone } =
        &written.document.organisation;
    let logo = logo.as_deref().map(Logo::read).transpose();
    let accent = accent.as_deref().map(str::parse).transpose();
    Ok(Organisation {
        name: line_of_text(written, "organisation.name", name, 100)?,
        logo: logo.map_err(|why| written.refuse("organisation.logo", why))?,
        accent: accent.map_err(|why| written.refuse("organisation.accent", why))?,
        help_desk: help_desk
            .as_deref()
            .map(|text| line_of_text(written, "organisation.help_desk", text, 500))
            .transpose()?,
        languages: languages_of(written, languages)?,
        time_zone: Zone::named(time_zone).ok_or_else(|| {
            let why = format!("{time_zone:?} is no time zone such as Europe/Lisbon");
            written.refuse("organisation.time_zone", why)
        })?,
    })
}

fn languages_of(written: &Written, tags: &[String]) -> Result<Vec<Language>, InvalidSettings> {
    let key = "organisation.languages";
    let known = || Language::all().map(Language::tag).collect::<Vec<_>>().join(", ");
    let mut languages = Vec::new();
    for tag in tags {
        let language = Language::of_tag(tag).ok_or_else(|| {
            written.refuse(key, format!("{tag:?} is none of the languages we speak: {}", known()))
        })?;
        if languages.contains(&language) {
            return Err(written.refuse(key, format!("names {tag:?} twice")));
        }
        languages.push(language);
    }
    if languages.is_empty() {
        return Err(written.refuse(key, format!("must name one at least, of {}", known())));
    }
    Ok(languages)
}

fn line_of_text(
    written: &Written,
    key: &str,
    text: &str,
    maximum: usize,
) -> Result<String, InvalidSettings> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 || length > maximum || text.chars().any(char::is_control) {
        return Err(written.refuse(key, format!("must be one line of 1 to {maximum} characters")));
    }
    Ok(text.to_owned())
}

fn tls_of(written: &Written, issuer: &Url, dev_tls: bool) -> Result<Tls, InvalidSettings> {
    let document::Tls { certificate, key } = written.document.tls.clone();
    match (certificate, key) {
        (None, None) if dev_tls => Ok(Tls::Development),
        (None, None) => Ok(Tls::Off),
        (Some(_), Some(_)) if dev_tls => {
            Err(written.refuse("tls.certificate", "--dev-tls makes its own; use one of the two"))
        }
        (Some(_), Some(_)) if issuer.scheme() != "https" => {
            Err(written.refuse("issuer", "must start with https:// where tls.certificate is set"))
        }
        (Some(certificate), Some(key)) => Ok(Tls::Files { certificate, key }),
        (Some(_), None) => Err(written.refuse("tls.key", "must be set with tls.certificate")),
        (None, Some(_)) => Err(written.refuse("tls.certificate", "must be set with tls.key")),
    }
}

fn clients_of(written: &Written) -> Result<Vec<ClientSettings>, InvalidSettings> {
    let clients = written.document.clients.clone();
    for (number, client) in clients.iter().enumerate() {
        let key = format!("clients[{number}].id");
        client.validate().map_err(|error| written.refuse(&key, error))?;
        if clients.iter().take(number).any(|other| other.id == client.id) {
            return Err(written.refuse(&key, "another client has the same id"));
        }
    }
    Ok(clients)
}

/// 0 days is for ever: nobody means to keep nothing.
fn audit_keep_of(written: &Written) -> Result<Option<Duration>, InvalidSettings> {
    match written.document.audit.keep_days {
        0 => Ok(None),
        days @ 7..=36_500 => Ok(Some(DAY * days)),
        _ => Err(written.refuse("audit.keep_days", "must be 0 (for ever) or between 7 and 36500")),
    }
}

/// Without a host there is no e-mail, and nothing else under the heading may be meant.
fn mail_of(written: &Written) -> Result<Option<MailSettings>, InvalidSettings> {
    let document::Mail { host, port, tls, username, password, password_file, from } =
        written.document.mail.clone();
    let Some(host) = host else {
        let orphan = [
            ("mail.from", from.is_some()),
            ("mail.username", username.is_some()),
            ("mail.password", password.is_some()),
            ("mail.password_file", password_file.is_some()),
        ];
        return match orphan.iter().find(|(_, set)| *set) {
            Some((key, _)) => Err(written.refuse(key, "needs mail.host")),
            None => Ok(None),
        };
    };
    let host = line_of_text(written, "mail.host", &host, 253)?;
    let Some(from) = from else {
        return Err(written.refuse("mail.from", "must be set with mail.host"));
    };
    let extra_ca = written.document.outgoing.extra_ca.clone();
    let mail = MailSettings { host, port, tls, username, password, password_file, from, extra_ca };
    mail.validate().map_err(|(key, why)| written.refuse(key, why))?;
    Ok(Some(mail))
}

fn places_of(written: &Written) -> Result<Option<Places>, InvalidSettings> {
    let database = written.document.places.database.as_deref().map(Places::read).transpose();
    database.map_err(|why| written.refuse("places.database", why))
}

fn outgoing_of(written: &Written) -> Result<Guard, InvalidSettings> {
    let document::Outgoing { allow_private, allowed_networks, extra_ca, timeout } =
        written.document.outgoing.clone();
    lasting(written, "outgoing.timeout", timeout, Duration::from_mins(1))?;
    Ok(Guard { allow_private, allowed_networks, extra_ca, timeout })
}

fn webhooks_of(written: &Written) -> Result<Vec<WebhookSettings>, InvalidSettings> {
    let webhooks = written.document.webhooks.clone();
    for (number, webhook) in webhooks.iter().enumerate() {
        let key = |name: &str| format!("webhooks[{number}].{name}");
        webhook.validate().map_err(|(name, why)| written.refuse(&key(name), why))?;
        if webhooks.iter().take(number).any(|other| other.name == webhook.name) {
            return Err(written.refuse(&key("name"), "another webhook has the same name"));
        }
    }
    Ok(webhooks)
}

/// An IP address cannot be a WebAuthn relying party (WebAuthn §5.1.3): no passkeys are offered there.
fn methods_of(written: &mut Written, issuer: &Url) -> Result<MethodsPolicy, InvalidSettings> {
    let methods = &written.document.methods;
    methods
        .validate()
        .map_err(|error| written.refuse(&format!("methods.{}", error.field), error.problem))?;
    if issuer.domain().is_none() {
        written.document.methods.passkey.enabled = false;
        written.overrule("methods.passkey.enabled", "the issuer is an IP address");
    }
    Ok(written.document.methods.clone())
}

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_hours(24);

fn sign_in_of(written: &Written) -> Result<AdmissionPolicy, InvalidSettings> {
    let document::SignIn { at_once, failures_per_address, failures_window } =
        written.document.sign_in;
    let at_once = within(written, "sign_in.at_once", at_once, 100_000)?;
    if failures_per_address > 100_000 {
        return Err(written.refuse("sign_in.failures_per_address", "must be at most 100000"));
    }
    // Shorter than this, a single failure would be forgotten within no time at all.
    let window = (10 * SECOND)..=DAY;
    if !window.contains(&failures_window) {
        return Err(written.refuse("sign_in.failures_window", "must be between 10s and 1day"));
    }
    Ok(AdmissionPolicy { at_once, failures_per_address, failures_window })
}

fn session_of(written: &Written) -> Result<Lifetimes, InvalidSettings> {
    let document::Session { idle, absolute } = written.document.session;
    lasting(written, "session.idle", idle, 365 * DAY)?;
    lasting(written, "session.absolute", absolute, 365 * DAY)?;
    if idle > absolute {
        return Err(written.refuse("session.idle", "must not be longer than session.absolute"));
    }
    Ok(Lifetimes { idle, absolute })
}

fn tokens_of(written: &Written) -> Result<oidc::Lifetimes, InvalidSettings> {
    let document::Tokens { access_token, id_token, refresh_token, .. } = written.document.tokens;
    lasting(written, "tokens.access_token", access_token, DAY)?;
    lasting(written, "tokens.id_token", id_token, DAY)?;
    lasting(written, "tokens.refresh_token", refresh_token, 365 * DAY)?;
    Ok(oidc::Lifetimes { access_token, id_token, refresh_token })
}

fn signing_key_age_of(written: &Written) -> Result<Option<Duration>, InvalidSettings> {
    let age = written.document.tokens.signing_key_age;
    if age.is_zero() {
        return Ok(None);
    }
    // A key is published an hour before it signs, and for two days after it has.
    if !(7 * DAY..=3650 * DAY).contains(&age) {
        let problem = "must be between 7days and 3650days, or 0s for never";
        return Err(written.refuse("tokens.signing_key_age", problem));
    }
    Ok(Some(age))
}

fn registration_of(written: &Written) -> Result<RegistrationPolicy, InvalidSettings> {
    let document::Registration { mode, open_per_hour, most_clients, unused_after } =
        written.document.registration;
    for (key, value) in
        [("registration.open_per_hour", open_per_hour), ("registration.most_clients", most_clients)]
    {
        if !(1..=100_000).contains(&value) {
            return Err(written.refuse(key, "must be between 1 and 100000"));
        }
    }
    // Who has just registered gets the time to be tried out.
    if !(DAY..=3650 * DAY).contains(&unused_after) {
        let problem = "must be between 1day and 3650days";
        return Err(written.refuse("registration.unused_after", problem));
    }
    Ok(RegistrationPolicy { mode, open_per_hour, most_clients, unused_after })
}

fn lasting(
    written: &Written,
    key: &str,
    duration: Duration,
    maximum: Duration,
) -> Result<(), InvalidSettings> {
    if (SECOND..=maximum).contains(&duration) {
        return Ok(());
    }
    let maximum = humantime::format_duration(maximum);
    Err(written.refuse(key, format!("must be between 1s and {maximum}")))
}

/// The document with what follows filled in, leaf by leaf.
fn listing_of(written: &mut Written, settings: &Settings) -> Vec<Line> {
    Issuer::new(&settings.issuer).as_str().clone_into(&mut written.document.issuer);
    written.document.database_url = Some(settings.database_url.clone());
    written.document.listen = match &settings.listen {
        Listen::Loopback(port) => {
            vec![([127, 0, 0, 1], *port).into(), (std::net::Ipv6Addr::LOCALHOST, *port).into()]
        }
        Listen::At(addresses) => addresses.clone(),
    };
    let document = serde_json::to_value(&written.document).unwrap_or_default();
    let mut lines: BTreeMap<bool, Vec<Line>> = BTreeMap::new();
    for leaf in leaves() {
        let pointer = format!("/{}", leaf.path.join("/"));
        let key = leaf.path.join(".");
        // As in a settings file, what stands under no heading comes first.
        lines.entry(leaf.path.len() > 1).or_default().push(Line {
            value: document.pointer(&pointer).cloned().unwrap_or_default(),
            place: written.place(&key),
            variable: leaf.variable(),
            key,
        });
    }
    lines.into_values().flatten().collect()
}
