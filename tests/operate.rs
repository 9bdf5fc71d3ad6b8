//! An operator's day: the real program, started in an empty folder.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};

use tempfile::TempDir;

/// A folder in which `daypass` is started with nothing but an issuer on a port of its own.
struct Machine {
    folder: TempDir,
    port: u16,
}

impl Machine {
    fn new() -> Self {
        // Let go again at once: the system does not give it to anybody else for a while.
        let port =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        Self { folder: TempDir::new().unwrap(), port }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_daypass"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("DAYPASS_ISSUER", format!("http://localhost:{}", self.port));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn serve(&self, arguments: &[&str]) -> Serving {
        let mut child =
            self.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Serving { child: Some(child), stdout }
    }
}

/// A running `daypass`, killed if the test does not end it.
struct Serving {
    child: Option<Child>,
    stdout: BufReader<ChildStdout>,
}

impl Serving {
    /// The rest of the line that begins like this; reads until it comes.
    fn line(&mut self, label: &str) -> String {
        let mut line = String::new();
        while self.stdout.read_line(&mut line).unwrap() > 0 {
            if let Some(rest) = line.trim_end().strip_prefix(label) {
                return rest.to_owned();
            }
            line.clear();
        }
        panic!("standard output ended without {label:?}");
    }

    /// Ends it as its supervisor would, and gives its exit status and what it logged.
    fn stop(mut self, signal: &str) -> (ExitStatus, String) {
        let mut child = self.child.take().unwrap();
        let kill = format!("kill -{signal} {}", child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        let mut log = String::new();
        child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (child.wait().unwrap(), log)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn get(port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn the_first_run_needs_nothing_and_says_how_to_sign_in() {
    let machine = Machine::new();

    let mut serving = machine.serve(&[]);
    let address = serving.line("Sign in at: ");
    let username = serving.line("Username: ");
    let pass = serving.line("Pass: ");
    let until = serving.line("Valid until: ");
    let ready = get(machine.port, "/health/ready");
    let (status, log) = serving.stop("TERM");

    assert_eq!(address, format!("http://localhost:{}/", machine.port));
    assert_eq!(username, "admin");
    let groups: Vec<&str> = pass.split('-').collect();
    assert!(groups.len() == 2 && groups.iter().all(|group| group.len() == 4), "{pass}");
    assert!(until.ends_with(" UTC"), "{until}");
    assert!(ready.starts_with("HTTP/1.1 200"), "{ready}");
    assert_eq!(status.code(), Some(0), "{log}");
    assert_eq!(mode(&machine.path("data")), 0o700);
    assert_eq!(mode(&machine.path("data/master.key")), 0o600);
    assert!(!log.contains(&pass) && !log.contains(&pass.replace('-', "")), "{log}");
}

#[test]
fn every_start_prints_a_new_pass_until_the_administrator_has_signed_in() {
    let machine = Machine::new();
    let mut passes = Vec::new();
    for signal in ["TERM", "INT"] {
        let mut serving = machine.serve(&["serve"]);
        passes.push(serving.line("Pass: "));
        let (status, log) = serving.stop(signal);
        assert_eq!(status.code(), Some(0), "{log}");
    }
    assert_ne!(passes[0], passes[1]);
}

#[test]
fn a_port_in_use_is_said_and_nothing_is_made() {
    let machine = Machine::new();
    let _held = TcpListener::bind((Ipv4Addr::LOCALHOST, machine.port)).unwrap();

    let output = machine.run(&[]);

    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains(&format!("127.0.0.1:{} is in use", machine.port)), "{said}");
    assert_eq!(text(&output.stdout), "");
    assert!(!machine.path("data").exists());
}

#[test]
fn settings_that_cannot_be_meant_end_with_2_before_anything_is_made() {
    let machine = Machine::new();
    fs::write(machine.path("daypass.toml"), "\nissuerr = 'x'\n").unwrap();
    for arguments in [&["config", "check"][..], &["serve"], &["health"]] {
        let output = machine.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = text(&output.stderr);
        assert!(said.contains("daypass.toml:2: issuerr: unknown field"), "{said}");
    }
    assert!(!machine.path("data").exists());
    assert_eq!(machine.run(&["no-such-command"]).status.code(), Some(2));
}

#[test]
fn the_settings_that_hold_can_be_read_as_text_and_as_json() {
    let machine = Machine::new();
    let output = machine.run(&["config", "check"]);
    assert_eq!(output.status.code(), Some(0));
    let line = format!("issuer = \"http://localhost:{}\"  # DAYPASS_ISSUER", machine.port);
    assert!(text(&output.stdout).lines().any(|said| said == line), "{}", text(&output.stdout));

    let output = machine.run(&["config", "check", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["session.idle"], "12h");
}

#[test]
fn a_request_is_found_in_the_log_by_its_correlation_id_and_leaves_no_query_there() {
    let machine = Machine::new();
    fs::write(machine.path("daypass.toml"), "[log]\nformat = 'json'\nfilter = 'debug'\n").unwrap();
    let mut serving = machine.serve(&[]);
    serving.line("Pass: ");
    let answer = get(machine.port, "/health/live?code=hunter2");
    let (_, log) = serving.stop("TERM");

    let id = answer.lines().find_map(|line| line.strip_prefix("x-correlation-id: ")).unwrap();
    let line = log
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .find(|line| line["correlation_id"] == id)
        .unwrap();
    assert_eq!(line["path"], "/health/live");
    assert_eq!(line["status"], 200);
    assert!(!log.contains("hunter2"), "{log}");
}

#[test]
fn health_tells_whether_the_server_is_there() {
    let machine = Machine::new();
    assert_eq!(machine.run(&["health"]).status.code(), Some(3));

    let mut serving = machine.serve(&[]);
    serving.line("Pass: ");
    let output = machine.run(&["health"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), "ready\n"));
    serving.stop("TERM");

    assert_eq!(machine.run(&["health"]).status.code(), Some(3));
}

#[test]
fn development_tls_serves_https_with_a_certificate_that_is_kept() {
    let machine = Machine::new();
    let mut certificates = Vec::new();
    for _ in 0..2 {
        let mut serving = machine.serve(&["--dev-tls"]);
        let address = serving.line("Sign in at: ");
        assert_eq!(address, format!("https://localhost:{}/", machine.port));
        let output = machine.run(&["--dev-tls", "health"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        serving.stop("TERM");
        certificates.push(fs::read(machine.path("data/development-certificate.pem")).unwrap());
    }
    assert_eq!(certificates[0], certificates[1]);
    assert_eq!(mode(&machine.path("data/development-key.pem")), 0o600);
}

#[test]
fn health_is_not_taken_in_by_another_certificate() {
    let machine = Machine::new();
    let mut serving = machine.serve(&["--dev-tls"]);
    serving.line("Pass: ");
    let other = Machine { folder: TempDir::new().unwrap(), port: machine.port };
    fs::create_dir(other.path("data")).unwrap();
    let key = rcgen::KeyPair::generate().unwrap();
    let names = vec!["localhost".to_owned()];
    let certificate = rcgen::CertificateParams::new(names).unwrap().self_signed(&key).unwrap();
    fs::write(other.path("data/development-certificate.pem"), certificate.pem()).unwrap();

    let output = other.run(&["--dev-tls", "health"]);

    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stdout));
    serving.stop("TERM");
}

#[test]
fn certificate_files_are_served_and_unusable_ones_are_named() {
    let machine = Machine::new();
    let key = rcgen::KeyPair::generate().unwrap();
    let names = vec!["localhost".to_owned()];
    let certificate = rcgen::CertificateParams::new(names).unwrap().self_signed(&key).unwrap();
    fs::write(machine.path("chain.pem"), certificate.pem()).unwrap();
    fs::write(machine.path("key.pem"), key.serialize_pem()).unwrap();
    let settings = |key: &str| {
        let tls = format!("[tls]\ncertificate = 'chain.pem'\nkey = '{key}'\n");
        fs::write(machine.path("daypass.toml"), tls).unwrap();
    };
    let https = format!("https://localhost:{}", machine.port);

    settings("key.pem");
    let mut command = machine.command(&[]);
    let mut child = command
        .env("DAYPASS_ISSUER", &https)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let mut serving = Serving { child: Some(child), stdout };
    serving.line("Pass: ");
    let health = machine.command(&["health"]).env("DAYPASS_ISSUER", &https).output().unwrap();
    assert_eq!(health.status.code(), Some(0), "{}", text(&health.stderr));
    serving.stop("TERM");

    settings("missing.pem");
    let output = machine.command(&[]).env("DAYPASS_ISSUER", &https).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("missing.pem"), "{}", text(&output.stderr));
}

#[test]
fn the_version_is_said() {
    let output = Machine::new().run(&["version"]);
    assert_eq!(text(&output.stdout), format!("daypass {}\n", env!("CARGO_PKG_VERSION")));
}
