//! A tenant for the conformance suite, made and served by the script in `docs/certification`.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Where the suite is said to be; nobody goes there.
pub(crate) const SUITE: &str = "https://suite.example";

/// A folder with a tenant in it, and the server once it serves; both go when it is dropped.
pub(crate) struct Tenant {
    pub(crate) issuer: String,
    folder: TempDir,
    program: PathBuf,
    server: Option<Child>,
}

impl Tenant {
    /// Makes one; further commands may add to it before it serves.
    pub(crate) fn make(program: &Path) -> Self {
        // Let go again at once: the system does not give it to anybody else for a while.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let folder = TempDir::new().unwrap();
        let issuer = format!("https://localhost:{port}");
        let tenant = Self { issuer, folder, program: program.to_owned(), server: None };
        let made = tenant.script(&["--port", &port.to_string(), "--no-serve"]).output().unwrap();
        assert!(made.status.success(), "{made:?}");
        tenant
    }

    /// A file in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The text of a file in the folder.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap().trim().to_owned()
    }

    /// The JSON of a file in the folder.
    pub(crate) fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.read(name)).unwrap()
    }

    /// What `daypass` says that is run in the folder.
    pub(crate) fn says(&self, arguments: &[&str]) -> Value {
        let mut command = Command::new(&self.program);
        let output =
            command.args(arguments).current_dir(&self.folder).env_clear().output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Adds a client by its metadata and gives its secret.
    pub(crate) fn add_client(&self, id: &str, metadata: &Value) -> Option<String> {
        std::fs::write(self.path("metadata.json"), metadata.to_string()).unwrap();
        let add = ["client", "add", id, "--metadata", "metadata.json", "--skip-consent", "--json"];
        self.says(&add)["client_secret"].as_str().map(str::to_owned)
    }

    /// Serves, and comes back once it listens.
    pub(crate) fn serve(&mut self) {
        let mut server =
            self.script(&[]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(server.stdout.take().unwrap()).lines();
        self.server = Some(server);
        let address =
            said.find_map(|line| line.unwrap().strip_prefix("Sign in at: ").map(str::to_owned));
        assert_eq!(address, Some(format!("{}/", self.issuer)));
        // What it says later must not fill a pipe that nobody reads.
        std::thread::spawn(move || said.for_each(drop));
    }

    fn script(&self, options: &[&str]) -> Command {
        let script = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .map(|folder| folder.join("docs/certification/tenant.sh"))
            .find(|script| script.exists());
        let mut command = Command::new(script.unwrap());
        command.arg(self.folder.path()).arg("--daypass").arg(&self.program);
        command.args(["--suite", SUITE]).args(options);
        command
    }
}

impl Drop for Tenant {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            // It may have ended already.
            drop(server.kill());
            drop(server.wait());
        }
    }
}
