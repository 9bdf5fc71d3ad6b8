//! The real program over TLS, used by `openid-client` in Node: `make test-external`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "../support/tenant.rs"]
mod tenant;

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use tenant::{SUITE, Tenant};

const RESOURCE: &str = "https://api.example";

/// What `make test-external` says; it is wrong to run this without it.
fn said(name: &str) -> PathBuf {
    let said = std::env::var_os(name);
    PathBuf::from(said.unwrap_or_else(|| panic!("{name} is not set: run make test-external")))
}

/// All that the relying party has to know, as the suite would be told it.
fn description(tenant: &Tenant) -> Value {
    let daemon = json!({
        "grant_types": ["client_credentials"],
        "resources": [RESOURCE],
        "serves": [RESOURCE],
    });
    let daemon = tenant.add_client("daemon", &daemon);
    let device = json!({
        "token_endpoint_auth_method": "none",
        "grant_types": ["urn:ietf:params:oauth:grant-type:device_code"],
    });
    tenant.add_client("device", &device);
    let issue = ["client", "registration-token", "issue", "--name", "openid-client", "--uses", "9"];
    let token = tenant.says(&[&issue[..], &["--json"]].concat())["token"].clone();
    let (oidc, fapi) = (tenant.json("suite-oidc.json"), tenant.json("suite-fapi2.json"));
    let with_secret =
        |plan: &Value| json!({ "id": plan["client_id"], "secret": plan["client_secret"] });
    let with_key = |plan: &Value| {
        json!({
            "id": plan["client_id"],
            "jwk": plan["jwks"]["keys"][0],
            "metadata": { "id_token_signed_response_alg": "PS256" },
        })
    };
    let mut claims: Vec<_> =
        tenant.json("person.json").as_object().unwrap().keys().cloned().collect();
    claims.extend(["preferred_username", "updated_at"].map(str::to_owned));
    json!({
        "issuer": tenant.issuer,
        "callback": format!("{SUITE}/test/a/daypass/callback"),
        "signedOut": format!("{SUITE}/test/a/daypass/post_logout_redirect"),
        "registrationToken": token,
        "person": { "username": "ana", "password": tenant.read("password-ana"), "claims": claims },
        "clients": {
            "basic": with_secret(&oidc["client"]),
            "post": with_secret(&oidc["client_secret_post"]),
            "daemon": { "id": "daemon", "secret": daemon, "resources": [RESOURCE] },
            "device": { "id": "device" },
            "fapi": [with_key(&fapi["client"]), with_key(&fapi["client2"])],
        },
    })
}

#[test]
fn openid_client_does_with_us_what_it_does_with_every_certified_provider() {
    let mut tenant = Tenant::make(&said("DAYPASS_TEST_PROGRAM"));
    let file = tenant.path("tenant.json");
    std::fs::write(&file, description(&tenant).to_string()).unwrap();
    tenant.serve();

    let output = Command::new("node")
        .arg(said("DAYPASS_TEST_EXTERNAL").join("relying_party.mjs"))
        .arg(file)
        .env("NODE_EXTRA_CA_CERTS", tenant.path("ca.pem"))
        .output()
        .unwrap();

    let answer = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{answer}\n{complaint}");
    // A script that ends before its end has not failed either.
    assert!(answer.contains("signed out"), "{answer}\n{complaint}");
}
