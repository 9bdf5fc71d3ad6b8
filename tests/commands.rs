//! What an operator does on the host when the web is not reachable: users and passes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A folder in which `daypass` runs without any settings.
struct Host(TempDir);

impl Host {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_daypass"));
        command.args(arguments).current_dir(self.0.path()).env_clear();
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What a command says that does what it was asked.
    fn says(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.says(arguments)).unwrap()
    }

    /// How a command complains that does not, having said nothing on standard output.
    fn complains(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {output:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stderr).unwrap()
    }
}

#[test]
fn an_operator_adds_a_user_and_lets_them_in() {
    let host = Host::new();
    let role = "authentication-administrator";
    host.says(&["user", "add", "Ada", "--email", "ada@example.org", "--role", role]);

    let shown = host.json(&["user", "show", "ADA", "--json"]);
    assert_eq!(shown["username"], "Ada");
    assert_eq!(shown["email"], "ada@example.org");
    assert_eq!(shown["roles"][0], role);
    assert_eq!(shown["methods"]["pass"], Value::Null);

    let issued = host.json(&["pass", "issue", "ada", "--lifetime", "2h", "--one-time", "--json"]);
    let code = issued["temporary_access_pass"].as_str().unwrap();
    assert_eq!(code.len(), 8);
    assert_eq!((&issued["one_time"], &issued["usable"]), (&true.into(), &true.into()));

    let kept = host.says(&["pass", "show", "ada", "--json"]);
    assert!(!kept.contains(code));
    let database = std::fs::read(host.0.path().join("data/daypass.sqlite")).unwrap();
    assert!(!database.windows(code.len()).any(|window| window == code.as_bytes()));

    let replaced = host.json(&["pass", "issue", "ada", "--json"]);
    assert_ne!(replaced["id"], issued["id"]);
    host.says(&["pass", "delete", "ada"]);
    assert!(host.complains(3, &["pass", "show", "ada"]).contains("no pass"));
}

#[test]
fn a_pass_for_reading_aloud_stands_in_groups_beside_address_and_username() {
    let host = Host::new();
    let said = host.says(&["pass", "issue", "admin"]);
    let pass = said.lines().find_map(|line| line.strip_prefix("Temporary Access Pass:")).unwrap();
    assert_eq!(pass.trim().split('-').map(str::len).collect::<Vec<_>>(), [4, 4]);
    assert!(said.contains("http://localhost:8080") && said.contains("admin"));
}

#[test]
fn what_cannot_be_done_is_refused_in_words_and_with_the_right_code() {
    let host = Host::new();
    host.says(&["user", "add", "ada"]);

    assert!(host.complains(3, &["user", "add", "ADA"]).contains("already"));
    assert!(host.complains(3, &["user", "show", "nobody"]).contains("nobody"));
    assert!(host.complains(3, &["pass", "issue", "nobody"]).contains("nobody"));
    let range = host.complains(3, &["pass", "issue", "ada", "--lifetime", "9h"]);
    assert!(range.contains("1h") && range.contains("8h"), "{range}");
    host.complains(2, &["user", "add", "two words"]);
    assert!(host.complains(2, &["user", "add", "x", "--role", "king"]).contains("global-reader"));
    host.complains(2, &["pass", "issue", "ada", "--one-time", "--reusable"]);
    host.complains(2, &["pass", "issue", "ada", "--starts", "tomorrow"]);
}

#[test]
fn a_disabled_user_gets_no_pass_until_enabled_again() {
    let host = Host::new();
    host.says(&["user", "add", "ada"]);
    host.says(&["user", "disable", "ada"]);
    assert!(host.says(&["user", "disable", "ada"]).contains("already"));
    assert!(host.complains(3, &["pass", "issue", "ada"]).contains("disabled"));
    assert!(host.says(&["user", "list"]).contains("(disabled)"));

    host.says(&["user", "enable", "ada"]);
    host.says(&["pass", "issue", "ada"]);
    let listed = host.json(&["user", "list", "--prefix", "AD", "--json"]);
    let names: Vec<_> = listed.as_array().unwrap().iter().map(|user| &user["username"]).collect();
    assert_eq!(names, ["ada", "admin"]);
}

#[test]
fn whoever_stops_reading_is_left_in_peace() {
    let host = Host::new();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = host.command(&["user", "list"]).stdout(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(141));
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn an_operator_changes_the_policy_by_a_file_and_never_over_somebody_elses_head() {
    let host = Host::new();
    host.says(&["user", "add", "ada"]);
    let mut shown = host.json(&["policy", "show", "--json"]);
    assert_eq!(shown["version"], 0);
    assert!(host.says(&["policy", "history"]).contains("the settings hold"));

    shown["document"]["methods"]["pass"]["one_time_required"] = true.into();
    let file = host.0.path().join("policy.json");
    std::fs::write(&file, shown.to_string()).unwrap();
    let set = ["policy", "set", "policy.json", "--note", "The auditor asked"];
    assert!(host.says(&set).contains("Version 1 holds"));
    let stale = host.complains(3, &set);
    assert!(stale.contains("pass.one_time_required: false → true"), "{stale}");

    let history = host.json(&["policy", "history", "--json"]);
    assert_eq!(history[0]["note"], "The auditor asked");
    assert_eq!(history[0]["by"], "command line");
    assert_eq!(history[0]["changes"][0]["field"], "pass.one_time_required");
    let adas = host.json(&["policy", "show", "--user", "ada", "--json"]);
    assert_eq!(adas["methods"]["pass"]["one_time_required"], true);
    assert!(host.says(&["policy", "show", "--user", "ada"]).contains("as for everybody"));
    let refused = host.complains(3, &["pass", "issue", "ada", "--reusable"]);
    assert!(refused.contains("one-time passes only"), "{refused}");

    for (wrong, why) in [
        (r#"{"methods":{"pass":{"length":7}}}"#, "methods.pass.length is 7"),
        (r#"{"targets":{"pass":{"exclude":["Guests"]}}}"#, "there is no group Guests"),
        (r#"{"methods":{"pas":{}}}"#, "unknown field"),
    ] {
        std::fs::write(&file, wrong).unwrap();
        let complaint = host.complains(2, &["policy", "set", "policy.json"]);
        assert!(complaint.contains(why), "{complaint}");
    }
}

#[test]
fn an_operator_verifies_that_the_audit_log_is_whole() {
    let host = Host::new();
    host.says(&["user", "add", "ada"]);
    let before = host.json(&["audit", "verify", "--json"]);
    assert_eq!(before["intact"], true);
    let head = before["head"].as_str().unwrap().to_owned();
    host.says(&["pass", "issue", "ada"]);

    let words = host.says(&["audit", "verify", "--expect", &head]);
    assert!(words.starts_with("Intact: ") && words.contains("The chain ends at "), "{words}");
    let listed = host.says(&["audit", "list", "--user", "ada"]);
    assert!(listed.contains("issued a Temporary Access Pass for ada, reusable"), "{listed}");
    let csv = host.says(&["audit", "export", "--format", "csv"]);
    let lines = host.says(&["audit", "export"]);
    assert_eq!(csv.lines().count(), lines.lines().count() + 1);
    for line in lines.lines() {
        serde_json::from_str::<Value>(line).unwrap();
    }

    let (sequence, digest) = head.split_once(':').unwrap();
    let other = format!("{sequence}:{}", digest.chars().rev().collect::<String>());
    let complaint = host.complains(3, &["audit", "verify", "--expect", &other]);
    assert!(complaint.contains("does not lead through"), "{complaint}");
    host.complains(2, &["audit", "verify", "--expect", "nonsense"]);
}

#[test]
fn an_operator_hears_why_a_letter_cannot_be_sent() {
    let host = Host::new();
    let complaint = host.complains(3, &["mail", "test", "ada@example.org"]);
    assert!(complaint.contains("mail.host"), "{complaint}");
    assert_eq!(host.json(&["telling", "list", "--json"]), Value::Array(Vec::new()));
    host.complains(3, &["telling", "retry", "--all"]);
    host.complains(2, &["telling", "retry"]);
}
