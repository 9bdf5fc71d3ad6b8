use std::fs;
use std::time::Duration;

use tempfile::TempDir;

use super::sources::leaves;
use super::*;

/// A folder with a settings file of this text.
struct Folder(TempDir);

impl Folder {
    fn with(text: &str) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("daypass.toml"), text).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn sources(&self, variables: &[(&str, &str)]) -> Sources {
        Sources {
            file: Some(self.file("daypass.toml")),
            environment: variables
                .iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
            dev_tls: false,
        }
    }
}

fn loaded(text: &str, variables: &[(&str, &str)]) -> Settings {
    Settings::load(&Folder::with(text).sources(variables)).unwrap()
}

/// The refusal, without the folder's path.
fn refusal(text: &str, variables: &[(&str, &str)]) -> String {
    let folder = Folder::with(text);
    let error = Settings::load(&folder.sources(variables)).unwrap_err().to_string();
    error.replace(&format!("{}/", folder.0.path().display()), "")
}

fn refused_by_file(text: &str, beginning: &str) {
    let error = refusal(text, &[]);
    assert!(error.starts_with(beginning), "{error:?} should start with {beginning:?}");
}

fn refused_by_variable(name: &str, value: &str, ending: &str) {
    let error = refusal("", &[(name, value)]);
    assert!(error.starts_with(name) && error.contains(ending), "{error:?}");
}

const KEY: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

#[test]
fn an_empty_file_is_an_installation_on_this_machine() {
    let settings = loaded("", &[("HOME", "/"), ("DAYPASS_CONFIG", "elsewhere.toml")]);
    assert_eq!(settings.issuer.as_str(), "http://localhost:8080/");
    assert_eq!(settings.listen, Listen::Loopback(8080));
    assert_eq!(settings.database_url, "sqlite:data/daypass.sqlite".parse().unwrap());
    assert_eq!(settings.tls, Tls::Off);
    assert_eq!(settings.organisation.name, "Daypass");
    assert_eq!(settings.session.idle, Duration::from_hours(12));
    assert_eq!(settings.tokens.refresh_token, Duration::from_hours(30 * 24));
}

#[test]
fn a_variable_overrules_the_file_and_the_file_the_default() {
    let text = "data_dir = 'a'\n[session]\nidle = '1h'\nabsolute = '2h'\n";
    let settings = loaded(text, &[("DAYPASS_SESSION_IDLE", "30m"), ("DAYPASS_WORKERS", "3")]);
    assert_eq!(settings.data_dir, PathBuf::from("a"));
    assert_eq!(settings.session.idle, Duration::from_mins(30));
    assert_eq!(settings.session.absolute, Duration::from_hours(2));
    assert_eq!(settings.workers, 3);
}

#[test]
fn what_follows_from_another_setting_follows() {
    let settings = loaded("issuer = 'http://localhost:9000/'\ndata_dir = '/var/x'", &[]);
    assert_eq!(settings.listen, Listen::Loopback(9000));
    assert_eq!(settings.database_url, "sqlite:/var/x/daypass.sqlite".parse().unwrap());
    let settings = loaded("issuer = 'https://id.example.com'", &[]);
    assert_eq!(settings.listen, Listen::Loopback(8080));
    let settings = loaded("listen = '0.0.0.0:80'", &[]);
    assert_eq!(settings.listen, Listen::At(vec!["0.0.0.0:80".parse().unwrap()]));
}

#[test]
fn lists_are_separated_by_commas_in_variables() {
    let variables = [
        ("DAYPASS_LISTEN", "127.0.0.1:1, [::1]:2"),
        ("DAYPASS_TRUSTED_PROXIES", "10.0.0.0/8,192.0.2.1"),
    ];
    let settings = loaded("", &variables);
    let Listen::At(addresses) = settings.listen else { panic!("{:?}", settings.listen) };
    assert_eq!(addresses.len(), 2);
    assert_eq!(settings.trusted_proxies[1].to_string(), "192.0.2.1/32");
}

#[test]
fn an_unknown_key_is_refused_with_its_line() {
    refused_by_file("\nissuerr = 'x'", "daypass.toml:2: issuerr: unknown field `issuerr`");
    refused_by_file("[log]\n\ncolour = 1", "daypass.toml:3: log.colour: unknown field `colour`");
    refused_by_file("[logs]\nformat = 'json'", "daypass.toml:1: logs: unknown field `logs`");
}

#[test]
fn a_value_of_the_wrong_kind_is_refused_with_its_line() {
    refused_by_file("workers = 'two'", "daypass.toml:1: workers: invalid type");
    refused_by_file("\n[log]\nformat = 'xml'", "daypass.toml:3: log.format: unknown variant");
    refused_by_file("listen = 'localhost'", "daypass.toml:1: listen: an IP address and port");
    refused_by_file(
        "[session]\nidle = '3'",
        "daypass.toml:2: session.idle: \"3\" is not a duration",
    );
    refused_by_file("database_url = 'mysql://x'", "daypass.toml:1: database_url: a database URL");
    refused_by_file("trusted_proxies = ['x']", "daypass.toml:1: trusted_proxies");
    refused_by_file("issuer = \nworkers = 1", "daypass.toml:1: ");
}

#[test]
fn a_value_that_cannot_be_meant_is_refused_with_its_line() {
    for (text, beginning) in [
        ("\nissuer = 'http://id.example.com'", "daypass.toml:2: issuer: must start with https://"),
        ("issuer = 'https://id.example.com/x'", "daypass.toml:1: issuer: must be only scheme"),
        ("issuer = 'https://192.0.2.1'", "daypass.toml:1: issuer: must name its host"),
        ("master_key = 'short'", "daypass.toml:1: master_key: must be 32 bytes"),
        ("workers = 0", "daypass.toml:1: workers: must be between 1 and 1024"),
        ("hash_threads = 0", "daypass.toml:1: hash_threads: must be between"),
        ("hash_queue = 0", "daypass.toml:1: hash_queue: must be between"),
        ("[log]\nfilter = 'a=b=c'", "daypass.toml:2: log.filter: "),
        ("[organisation]\nname = ''", "daypass.toml:2: organisation.name: must be one line"),
        ("[organisation]\nname = 'a\\nb'", "daypass.toml:2: organisation.name: must be one line"),
        ("[organisation]\naccent = 'teal'", "daypass.toml:2: organisation.accent: must be a col"),
        ("[organisation]\nlogo = 'a.gif'", "daypass.toml:2: organisation.logo: must be an .svg"),
        ("[organisation]\nlogo = '/no.svg'", "daypass.toml:2: organisation.logo: /no.svg: "),
        ("[session]\nidle = '8days'", "daypass.toml:2: session.idle: must not be longer"),
        ("[tokens]\naccess_token = '0s'", "daypass.toml:2: tokens.access_token: must be between"),
        ("[tokens]\nid_token = '2days'", "daypass.toml:2: tokens.id_token: must be between"),
        ("[tls]\ncertificate = 'c'", "tls.key: must be set with tls.certificate"),
        ("[tls]\nkey = 'k'", "tls.certificate: must be set with tls.key"),
        ("[tls]\nkey = 'k'\ncertificate = 'c'", "issuer: must start with https://"),
    ] {
        refused_by_file(&text.replace("'a\\nb'", "\"a\\nb\""), beginning);
    }
}

#[test]
fn how_many_may_try_to_sign_in_is_bounded_and_may_be_unlimited() {
    let at_once = "[sign_in]\nat_once = 0";
    refused_by_file(at_once, "daypass.toml:2: sign_in.at_once: must be between 1 and 100000");
    let window = "[sign_in]\nfailures_window = '9s'";
    refused_by_file(
        window,
        "daypass.toml:2: sign_in.failures_window: must be between 10s and 1day",
    );
    let settings = loaded("", &[("DAYPASS_SIGN_IN_FAILURES_PER_ADDRESS", "0")]);
    assert_eq!(settings.sign_in.failures_per_address, 0);
}

#[test]
fn a_client_that_cannot_be_meant_is_refused_with_its_line() {
    let client = "[[clients]]\nid = 'app'\nredirect_uris = ['https://app.example/cb']\n";
    refused_by_file(client, "daypass.toml:2: clients[0].id: ");
    let public = format!("{client}public = true\n");
    assert_eq!(loaded(&public, &[]).clients.len(), 1);
    let without_pkce = format!("{public}require_pkce = false\n");
    refused_by_file(&without_pkce, "daypass.toml:2: clients[0].id: a public client must use PKCE");
    refused_by_file(&format!("{public}{public}"), "daypass.toml:6: clients[1].id: another client");
    refused_by_file(&format!("{public}color = 1"), "daypass.toml:5: clients[0].color: unknown");
}

#[test]
fn a_sign_in_method_that_cannot_be_meant_is_refused_with_its_line() {
    refused_by_file(
        "[methods.pass]\nlength = 7",
        "daypass.toml:2: methods.pass.length: is 7; it must be 8 to 48",
    );
    refused_by_file("[methods.pass]\nlenght = 8", "daypass.toml:2: methods.pass.lenght: unknown");
    refused_by_variable("DAYPASS_METHODS_PASSKEY_MAXIMUM", "0", "methods.passkey.maximum: is 0");
}

#[test]
fn an_issuer_without_a_name_has_no_passkeys() {
    assert!(loaded("", &[]).methods.passkey.enabled);
    assert!(!loaded("issuer = 'http://127.0.0.1:8080'", &[]).methods.passkey.enabled);
}

#[test]
fn an_unknown_variable_is_refused_by_name() {
    refused_by_variable("DAYPASS_ISSUR", "x", "no such setting; is DAYPASS_ISSUER meant?");
    refused_by_variable("DAYPASS_ZZZ", "x", "no such setting; docs/configuration.md");
    refused_by_variable("DAYPASS_CLIENTS", "x", "clients are set in the settings file");
    refused_by_variable("DAYPASS_ISSUER_FILE", "x", "no such setting");
}

#[test]
fn a_variable_with_a_value_that_cannot_be_meant_is_refused_by_name() {
    refused_by_variable("DAYPASS_WORKERS", "two", "is not a number");
    refused_by_variable("DAYPASS_WORKERS", "0", "workers: must be between 1 and 1024");
    refused_by_variable("DAYPASS_ISSUER", "http://x.example", "issuer: must start with https://");
    refused_by_variable("DAYPASS_SESSION_IDLE", "12", "is not a duration");
    refused_by_variable("DAYPASS_LOG_FORMAT", "xml", "unknown variant");
}

#[test]
fn an_empty_variable_is_one_that_is_not_set() {
    assert_eq!(loaded("workers = 7", &[("DAYPASS_WORKERS", "")]).workers, 7);
}

#[test]
fn a_secret_may_be_in_a_file_of_its_own() {
    let folder = Folder::with("");
    fs::write(folder.file("key"), format!("{KEY}\n")).unwrap();
    let key_file = folder.file("key").display().to_string();
    let settings =
        Settings::load(&folder.sources(&[("DAYPASS_MASTER_KEY_FILE", &key_file)])).unwrap();
    assert_eq!(settings.master_key.unwrap().expose(), b"01234567890123456789012345678901");

    let both = [("DAYPASS_MASTER_KEY_FILE", key_file.as_str()), ("DAYPASS_MASTER_KEY", KEY)];
    let error = Settings::load(&folder.sources(&both)).unwrap_err().to_string();
    assert!(error.contains("set only one of them"), "{error}");
    refused_by_variable("DAYPASS_MASTER_KEY_FILE", "/no/such/file", "/no/such/file: ");
}

#[test]
fn a_file_that_was_named_must_exist() {
    let sources = Sources { file: Some("/no/daypass.toml".into()), ..Sources::default() };
    let error = Settings::load(&sources).unwrap_err().to_string();
    assert!(error.starts_with("/no/daypass.toml: "), "{error}");
}

#[test]
fn development_tls_is_for_this_machine_only() {
    let with_tls = |text: &str| {
        let folder = Folder::with(text);
        Settings::load(&Sources { dev_tls: true, ..folder.sources(&[]) })
    };
    let settings = with_tls("").unwrap();
    assert_eq!(settings.issuer.as_str(), "https://localhost:8080/");
    assert_eq!((settings.listen, settings.tls), (Listen::Loopback(8080), Tls::Development));
    assert!(with_tls("issuer = 'https://id.example.com'").is_err());
    assert!(with_tls("[tls]\ncertificate = 'c'\nkey = 'k'").is_err());
}

#[test]
fn the_listing_says_what_holds_and_where_it_was_set_but_no_secret() {
    let text = format!("workers = 5\nmaster_key = '{KEY}'\n");
    let variables = [("DAYPASS_DATABASE_URL", "postgres://daypass:hunter2@db/daypass")];
    let folder = Folder::with(&text);
    let listing: Vec<String> = Settings::listing(&folder.sources(&variables))
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    let listing = listing.join("\n");
    let file = folder.file("daypass.toml").display().to_string();
    for line in [
        format!("workers = 5  # {file}:1"),
        format!("master_key = \"(hidden)\"  # {file}:2"),
        "database_url = \"postgres://…\"  # DAYPASS_DATABASE_URL".to_owned(),
        "issuer = \"http://localhost:8080\"  # default".to_owned(),
    ] {
        assert!(listing.lines().any(|listed| listed == line), "{line:?} is not in\n{listing}");
    }
    assert!(!listing.contains("hunter2") && !listing.contains(KEY), "{listing}");
}

#[test]
fn no_secret_shows_itself_in_debug() {
    let settings = loaded(
        &format!("master_key = '{KEY}'\ndatabase_url = 'postgres://daypass:hunter2@db/daypass'"),
        &[],
    );
    let shown = format!("{settings:?}");
    assert!(!shown.contains("hunter2") && !shown.contains("01234"), "{shown}");
}

#[test]
fn every_variable_sets_one_setting() {
    let mut variables: Vec<String> = leaves().iter().map(super::sources::Leaf::variable).collect();
    let count = variables.len();
    variables.sort();
    variables.dedup();
    assert!(variables.len() == count && count > 20, "{variables:?}");
}

fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn the_example_file_holds_every_setting_at_its_default() {
    let text = fs::read_to_string(repository("daypass.example.toml")).unwrap();
    // What is commented out with no space is a setting, the rest is prose.
    let uncommented: String = text
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(setting) if !setting.starts_with(' ') => format!("{setting}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let folder = Folder::with(&text);
    Settings::load(&folder.sources(&[])).unwrap();
    let table: toml::Table = uncommented.parse().unwrap();
    let value = serde_json::to_value(&table).unwrap();
    for leaf in leaves() {
        let pointer = format!("/{}", leaf.path.join("/"));
        assert!(value.pointer(&pointer).is_some(), "{} is missing", leaf.path.join("."));
    }
    toml::from_str::<super::document::Document>(&uncommented).unwrap();
}

#[test]
fn the_documentation_lists_every_setting_with_its_variable() {
    let text = fs::read_to_string(repository("docs/configuration.md")).unwrap();
    for leaf in leaves() {
        let (key, variable) = (leaf.path.join("."), leaf.variable());
        let listed = text.lines().any(|line| {
            line.contains(&format!("`{key}`")) && line.contains(&format!("`{variable}`"))
        });
        assert!(listed, "{key} ({variable}) is missing");
    }
}

const WEBHOOK: &str = "[[webhooks]]\nname = 'siem'\nurl = 'https://siem.example/'\nsecret = 'whsec_QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE='\n";

#[test]
fn whom_to_tell_is_set_and_what_cannot_be_meant_is_refused() {
    let settings = loaded(
        &format!("[mail]\nhost = 'mail.example'\nfrom = 'sign-in@contoso.example'\n{WEBHOOK}"),
        &[("DAYPASS_MAIL_PORT", "465"), ("DAYPASS_AUDIT_KEEP_DAYS", "0")],
    );
    assert_eq!(settings.mail.unwrap().port, 465);
    assert_eq!((settings.webhooks.len(), settings.audit_keep), (1, None));
    assert!(loaded("", &[]).mail.is_none() && !loaded("", &[]).outgoing.allow_private);

    refused_by_file("[mail]\nhost = 'mail.example'\n", "mail.from: must be set with mail.host");
    refused_by_file("[mail]\nfrom = 'a@b.example'\n", "daypass.toml:2: mail.from: needs mail.host");
    refused_by_file("[mail]\nhost = 'x'\nfrom = 'nobody'\n", "daypass.toml:3: mail.from: must be");
    refused_by_file("[audit]\nkeep_days = 1\n", "daypass.toml:2: audit.keep_days: must be 0");
    refused_by_file("[outgoing]\nallow = true\n", "daypass.toml:2:");
    let twice = format!("{WEBHOOK}{WEBHOOK}");
    refused_by_file(&twice, "daypass.toml:6: webhooks[1].name: another webhook has the same");
    refused_by_variable("DAYPASS_WEBHOOKS", "x", "webhooks are set in the settings file");
    refused_by_variable("DAYPASS_MAIL_PORT", "many", "is not a number");
}
