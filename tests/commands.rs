//! What an operator does on the host when the web is not reachable: users, groups, passes and apps.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::{Command, Output};

use serde_json::{Value, json};
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

#[test]
fn an_operator_sets_up_a_front_desk_that_issues_for_its_people_alone() {
    let host = Host::new();
    for name in ["desk", "ana", "eve"] {
        host.says(&["user", "add", name]);
    }
    for name in ["Berlin", "Front desk"] {
        host.says(&["group", "add", name]);
    }
    assert!(host.complains(3, &["group", "add", "BERLIN"]).contains("already"));
    let joins = ["group", "add-member", "berlin", "ana"];
    assert!(host.says(&joins).contains("ana is in Berlin."));
    assert!(host.says(&joins).contains("already"));
    host.says(&["group", "add-member", "front desk", "desk"]);
    let issue = |person| ["pass", "issue", person, "--on-behalf-of", "desk"];
    assert!(host.complains(3, &issue("ana")).contains("not allowed"));

    host.complains(2, &["group", "delegate", "Berlin", "berlin"]);
    let delegate = |quota| ["group", "delegate", "front desk", "berlin", "--daily-quota", quota];
    host.complains(2, &delegate("0"));
    assert!(host.says(&delegate("1")).contains("1 a day each"));
    assert!(host.complains(3, &delegate("2")).contains("already"));
    let shown = host.json(&["group", "show", "Berlin", "--json"]);
    assert_eq!(shown["members"], json!(["ana"]));
    let delegation = &shown["delegations"][0];
    assert_eq!(
        (&delegation["issuers"], &delegation["people"]),
        (&json!("Front desk"), &json!("Berlin"))
    );
    assert_eq!((&delegation["daily_quota"], &delegation["recovery"]), (&json!(1), &json!(false)));

    host.says(&issue("ana"));
    assert!(host.complains(3, &issue("ana")).contains("used up"));
    assert!(host.complains(3, &issue("eve")).contains("not allowed"));
    for beyond in [
        &["group", "add-member", "Berlin", "eve", "--on-behalf-of", "desk"][..],
        &["group", "delete", "Berlin", "--on-behalf-of", "desk"],
        &["user", "disable", "eve", "--on-behalf-of", "desk"],
    ] {
        assert!(host.complains(3, beyond).contains("not allowed"), "{beyond:?}");
    }

    let end = ["group", "end-delegation", "front desk", "berlin"];
    host.says(&end);
    assert!(host.complains(3, &end).contains("no delegation"));
    assert!(host.says(&["group", "remove-member", "berlin", "ana"]).contains("is not in"));
    host.says(&["group", "delete", "berlin"]);
    assert!(host.complains(3, &["group", "show", "berlin"]).contains("no group"));
    let left = host.json(&["group", "list", "--json"]);
    assert_eq!((left.as_array().unwrap().len(), &left[0]["name"]), (1, &json!("Front desk")));
    assert_eq!(host.json(&["audit", "verify", "--json"])["intact"], true);
}

#[test]
fn whoever_administers_may_go_but_never_the_last_one() {
    let host = Host::new();
    host.says(&["user", "add", "ada"]);
    let said = host.says(&["user", "roles", "ada", "--add", "global-reader"]);
    assert!(said.contains("ada: Global Reader"), "{said}");
    let herself =
        ["user", "roles", "ada", "--add", "global-administrator", "--on-behalf-of", "ada"];
    assert!(host.complains(3, &herself).contains("not allowed"));
    let roles_of = |name| host.json(&["user", "show", name, "--json"])["roles"].clone();
    assert_eq!(roles_of("ada"), json!(["global-reader"]));

    for last in [
        &["user", "roles", "admin", "--remove", "global-administrator"][..],
        &["user", "disable", "admin"],
        &["user", "delete", "admin"],
    ] {
        assert!(host.complains(3, last).contains("nobody would be left"), "{last:?}");
    }
    assert_eq!(roles_of("admin"), json!(["global-administrator"]));
    let both = ["--add", "global-administrator", "--remove", "global-reader"];
    host.says(&[&["user", "roles", "ada"][..], &both].concat());
    assert_eq!(roles_of("ada"), json!(["global-administrator"]));

    host.says(&["user", "delete", "admin"]);
    assert!(host.complains(3, &["user", "show", "admin"]).contains("no user admin"));
    assert!(host.complains(3, &["user", "delete", "ada"]).contains("nobody would be left"));
    // What they did and what was done to them stays in the log.
    assert!(host.says(&["audit", "list"]).contains("deleted the user admin"));
}

#[test]
fn people_who_do_not_exist_are_not_mixed_with_those_who_do_unless_it_is_said() {
    let host = Host::new();
    let seed = ["seed", "--users", "60"];
    assert!(host.says(&seed).contains("Added 60 people"));
    let count = || host.json(&["user", "list", "--json"]).as_array().unwrap().len();
    assert_eq!(count(), 61);
    assert!(host.complains(3, &seed).contains("--yes"));
    assert_eq!(count(), 61);
    host.says(&[&seed[..], &["--yes"]].concat());
    assert_eq!(count(), 121);
    assert_eq!(host.json(&["audit", "verify", "--json"])["intact"], true);
}

#[test]
fn an_operator_changes_the_secret_of_an_app_and_switches_it_off_and_on() {
    let host = Host::new();
    let add = |id, kind: &[&str]| {
        let uri = "https://expenses.example/callback";
        host.json(&[&["client", "add", id, "--redirect-uri", uri, "--json"][..], kind].concat())
    };
    let rotate = ["client", "rotate-secret", "expenses", "--json"];
    assert!(host.complains(3, &rotate).contains("no client expenses"));
    let first = add("expenses", &[])["client_secret"].clone();
    add("notes", &["--public"]);

    let second = host.json(&rotate)["client_secret"].clone();
    assert!(second.as_str().unwrap().len() >= 32, "{second}");
    assert_ne!(first, second);
    assert!(host.complains(3, &["client", "rotate-secret", "notes"]).contains("public"));
    let database = std::fs::read(host.0.path().join("data/daypass.sqlite")).unwrap();
    for secret in [&first, &second] {
        let secret = secret.as_str().unwrap().as_bytes();
        assert!(!database.windows(secret.len()).any(|window| window == secret));
    }

    let enabled = || host.json(&["client", "show", "expenses", "--json"])["enabled"].clone();
    host.says(&["client", "disable", "expenses"]);
    assert_eq!(enabled(), false);
    host.says(&["client", "enable", "expenses"]);
    assert_eq!(enabled(), true);
    host.says(&["client", "delete", "expenses"]);
    for after in ["show", "enable", "disable", "delete"] {
        let complaint = host.complains(3, &["client", after, "expenses"]);
        assert!(complaint.contains("no client expenses"), "{after}: {complaint}");
    }
}

/// A file in the host's folder.
fn file(host: &Host, name: &str, content: &Value) -> String {
    std::fs::write(host.0.path().join(name), content.to_string()).unwrap();
    name.to_owned()
}

#[test]
fn an_operator_makes_every_kind_of_app_by_options_or_by_a_file() {
    let host = Host::new();
    let show = |id| host.json(&["client", "show", id, "--json"]);
    host.says(&["client", "add", "worker", "--grant-type", "client_credentials"]);
    assert_eq!(show("worker")["redirect_uris"], json!([]));
    assert_eq!(show("worker")["grant_types"], json!(["client_credentials"]));
    let complaint = host.complains(2, &["client", "add", "app"]);
    assert!(complaint.contains("redirect URI"), "{complaint}");

    let keys = json!({ "keys": [{
        "kty": "OKP", "crv": "Ed25519", "kid": "1", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    }] });
    let keys = file(&host, "jwks.json", &keys);
    let uri = ["--redirect-uri", "https://bank.example/cb"];
    let bank = [&["client", "add", "bank", "--profile", "fapi2"][..], &uri].concat();
    assert!(host.complains(2, &bank).contains("jwks"));
    let added = host.says(&[&bank[..], &["--jwks", &keys]].concat());
    assert!(added.contains("its own keys"), "{added}");
    assert_eq!(show("bank")["token_endpoint_auth_method"], "private_key_jwt");
    assert_eq!(show("bank")["id_token_signed_response_alg"], "PS256");
    assert_eq!(show("bank")["jwks"]["keys"][0]["kid"], "1");
    let by_place = ["client", "add", "shop", "--auth-method", "private_key_jwt"];
    let place = ["--jwks-uri", "https://shop.example/jwks"];
    host.says(&[&by_place[..], &uri, &place].concat());
    assert_eq!(show("shop")["jwks_uri"], "https://shop.example/jwks");

    let metadata = file(
        &host,
        "metadata.json",
        &json!({
            "client_name": "Files", "redirect_uris": ["https://files.example/cb"],
            "response_types": ["code"], "subject_type": "pairwise", "scope": "openid groups",
            "minimum_acr": "mfa", "contacts": [], "logo_uri": null
        }),
    );
    let second = "https://files.example/second";
    let files = ["client", "add", "files", "--metadata", &metadata, "--redirect-uri", second];
    host.says(&files);
    let shown = show("files");
    assert_eq!(shown["redirect_uris"], json!(["https://files.example/cb", second]));
    assert_eq!(
        (&shown["client_name"], &shown["scope"]),
        (&json!("Files"), &json!("openid groups"))
    );
    assert_eq!(
        (&shown["subject_type"], &shown["minimum_acr"]),
        (&json!("pairwise"), &json!("mfa"))
    );
    for (wrong, says) in [
        (json!({ "redirect_urls": ["https://a.example/"] }), "redirect_urls"),
        (json!({ "response_types": ["token"] }), "response_types"),
        (json!({ "client_id": "other" }), "client_id"),
        (json!({ "scope": 1 }), "metadata.json"),
        (json!([]), "JSON object"),
    ] {
        let metadata = file(&host, "metadata.json", &wrong);
        let complaint = host.complains(2, &["client", "add", "wrong", "--metadata", &metadata]);
        assert!(complaint.contains(says), "{complaint}");
    }
}

#[test]
fn an_operator_looks_after_streams_of_shared_signals() {
    let host = Host::new();
    host.says(&["user", "add", "ada"]);
    assert_eq!(host.says(&["signals", "list"]), "There are no streams.\n");
    assert_eq!(host.json(&["signals", "list", "--json"]), json!([]));
    let unknown = "019ab000-0000-7000-8000-000000000000";
    for command in [["show", unknown], ["delete", unknown]] {
        let complaint = host.complains(3, &[&["signals"][..], &command].concat());
        assert!(complaint.contains("there is no stream"), "{complaint}");
    }
    let send = |event, user, member| {
        let call = ["signals", "send", "--stream", unknown, "--event", event, "--user", user];
        [&call[..], &["--member", member]].concat()
    };
    let event = "device-compliance-change";
    let member = "current_status=compliant";
    assert!(host.complains(3, &send(event, "ada", member)).contains("there is no stream"));
    assert!(host.complains(3, &send(event, "eve", member)).contains("there is no user"));
    assert!(host.complains(2, &send("verification", "ada", member)).contains("session-revoked"));
    assert!(host.complains(2, &send(event, "ada", "compliant")).contains("NAME=VALUE"));
    assert_eq!(host.run(&["signals", "show", "7"]).status.code(), Some(2));
    let in_ada = ["--on-behalf-of", "ada", "signals", "list"];
    let in_ada = [&in_ada[2..], &in_ada[..2]].concat();
    assert!(host.complains(3, &in_ada).contains("not allowed"));
}

#[test]
fn an_operator_issues_tokens_by_which_apps_register_themselves() {
    let host = Host::new();
    let issue = ["client", "registration-token", "issue", "--name", "For the wiki", "--uses", "3"];
    let told = host.says(&issue);
    assert!(told.contains("registration.mode is off"), "{told}");
    let token = told.lines().next().unwrap().split_whitespace().last().unwrap().to_owned();
    let database = std::fs::read(host.0.path().join("data/daypass.sqlite")).unwrap();
    assert!(!database.windows(token.len()).any(|window| window == token.as_bytes()));

    let list = ["client", "registration-token", "list", "--json"];
    let listed = host.json(&list);
    assert_eq!(listed[0]["name"], "For the wiki");
    assert_eq!((&listed[0]["uses_left"], &listed[0]["good"]), (&json!(3), &json!(true)));
    assert!(!listed.to_string().contains(&token), "{listed}");
    let id = listed[0]["id"].as_str().unwrap();
    host.says(&["client", "registration-token", "delete", id]);
    assert_eq!(host.json(&list), json!([]));
    host.complains(3, &["client", "registration-token", "delete", id]);
    host.complains(2, &["client", "registration-token", "issue", "--uses", "0"]);
    host.complains(2, &["client", "registration-token", "issue", "--expires-in", "2years"]);
}

#[test]
fn an_operator_sets_every_standard_claim_of_a_user() {
    let host = Host::new();
    let known = json!({
        "given_name": "Ada", "family_name": "King", "middle_name": "B", "nickname": "A",
        "profile": "https://ada.example", "picture": "https://ada.example/1.png",
        "website": "https://ada.example", "gender": "female", "birthdate": "1815-12-10",
        "zoneinfo": "Europe/London", "locale": "en-GB", "email": "ada@example.org",
        "email_verified": true, "phone_number": "+44 20 7946 0018", "phone_number_verified": false,
        "address": { "locality": "London", "country": "GB" }
    });
    let mut with_name = known.clone();
    with_name["name"] = json!("Ada Lovelace");
    host.says(&["user", "add", "ada", "--claims", &file(&host, "ada.json", &with_name)]);
    let shown = host.json(&["user", "show", "ada", "--json"]);
    assert_eq!((&shown["claims"], &shown["display_name"]), (&known, &json!("Ada Lovelace")));

    let set = |claims: &Value| {
        let claims = file(&host, "change.json", claims);
        ["user", "set-claims", "ada", "--claims", &claims].map(str::to_owned)
    };
    let change = json!({ "nickname": null, "locale": "pt", "address": { "country": "PT" } });
    host.says(&set(&change).each_ref().map(String::as_str));
    let claims = host.json(&["user", "show", "ada", "--json"])["claims"].clone();
    assert_eq!((claims.get("nickname"), &claims["locale"]), (None, &json!("pt")));
    assert_eq!(claims["address"], json!({ "locality": "London", "country": "PT" }));
    assert_eq!(claims["given_name"], "Ada");
    for (wrong, says) in [
        (json!({ "birthdate": "10.12.1815" }), "birthdate"),
        (json!({ "email_verified": "yes" }), "email_verified"),
        (json!({ "shoe_size": 38 }), "shoe_size"),
        (json!({ "sub": "1" }), "sub"),
        (json!({ "address": "London" }), "address"),
        (json!({ "address": { "planet": "Earth" } }), "address.planet"),
        (json!({ "name": "" }), "name"),
    ] {
        let complaint = host.complains(2, &set(&wrong).each_ref().map(String::as_str));
        assert!(complaint.contains(says), "{wrong}: {complaint}");
    }
}

#[test]
fn a_password_is_set_by_the_host_alone_as_the_policy_allows_and_on_the_record() {
    let host = Host::new();
    host.says(&["user", "add", "ada", "--role", "global-administrator"]);
    host.says(&["user", "add", "eve"]);
    let password = "brackish umbrella tundra vow";
    let set = |name: &str, password: &str| {
        let file = host.0.path().join("password");
        std::fs::write(&file, format!("{password}\n")).unwrap();
        ["user", "set-password", name, "--password-file", "password"].map(str::to_owned)
    };
    let set_it = set("eve", password);
    let set_it = set_it.each_ref().map(String::as_str);

    let in_a_name = [&["--config", "/dev/null"][..], &set_it, &["--on-behalf-of", "ada"]].concat();
    assert!(host.complains(3, &in_a_name).contains("only the host"));
    assert_eq!(host.json(&["user", "show", "eve", "--json"])["methods"]["password"], false);
    let said = host.says(&set_it);
    assert!(said.contains("signed out everywhere") && said.contains("second factor"), "{said}");
    assert_eq!(host.json(&["user", "show", "eve", "--json"])["methods"]["password"], true);
    host.says(&set_it);

    let list = host.says(&["audit", "list"]);
    for said in ["registered a password for eve", "reset the password of eve"] {
        assert!(list.contains(said), "{list}");
    }
    let database = std::fs::read(host.0.path().join("data/daypass.sqlite")).unwrap();
    assert!(!database.windows(password.len()).any(|window| window == password.as_bytes()));
    for (name, password, says) in [
        ("eve", "short", "12 characters"),
        ("eve", "eve-eve-eve-eve", ""),
        ("bob", password, "bob"),
    ] {
        let complaint = host.complains(3, &set(name, password).each_ref().map(String::as_str));
        assert!(complaint.contains(says), "{complaint}");
    }
    host.complains(2, &["user", "set-password", "eve", "--password-file", "nothing"]);
    std::fs::write(host.0.path().join("daypass.toml"), "[methods.password]\nenabled = false\n")
        .unwrap();
    assert!(host.complains(3, &set_it).contains("the policy has no passwords"));
}
