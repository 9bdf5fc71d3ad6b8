//! What the script of `docs/certification` makes is a provider that the suite can begin with.

use std::path::Path;

use serde_json::Value;

use crate::browser::{Browser, parameters, program};
use crate::tenant::{SUITE, Tenant};

/// Every claim that a scope asks for and the suite looks for (OIDC Core §5.1).
const CLAIMS: [&str; 20] = [
    "sub",
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
    "address",
];

fn served() -> Tenant {
    let mut tenant = Tenant::make(Path::new(env!("CARGO_BIN_EXE_daypass")));
    tenant.serve();
    tenant
}

fn lists(document: &Value, member: &str, values: &[&str]) -> bool {
    let listed = document[member].as_array().unwrap();
    values.iter().all(|value| listed.contains(&Value::from(*value)))
}

#[tokio::test]
async fn the_tenant_tells_the_suite_what_it_wants_to_know_over_tls() {
    let tenant = served();
    let plan = tenant.json("suite-oidc.json");
    let url = plan["server"]["discoveryUrl"].as_str().unwrap();
    let http = program(&tenant);
    let document: Value = http.get(url).send().await.unwrap().json().await.unwrap();

    assert_eq!(document["issuer"], tenant.issuer);
    for (name, value) in document.as_object().unwrap() {
        assert_ne!(value.as_array().map(Vec::len), Some(0), "{name} is empty");
        let is_address = name.ends_with("_endpoint") || name.ends_with("_uri");
        let https = value.as_str().is_some_and(|it| it.starts_with(&tenant.issuer));
        assert!(!is_address || https, "{name}: {value}");
    }
    for (member, values) in [
        ("id_token_signing_alg_values_supported", &["RS256", "PS256", "ES256"][..]),
        ("token_endpoint_auth_signing_alg_values_supported", &["PS256", "ES256"]),
        ("dpop_signing_alg_values_supported", &["PS256", "ES256"]),
        ("response_modes_supported", &["query", "form_post"]),
        ("code_challenge_methods_supported", &["S256"]),
        ("grant_types_supported", &["authorization_code", "refresh_token"]),
        ("scopes_supported", &["openid", "profile", "email", "address", "phone", "offline_access"]),
        ("claims_supported", &CLAIMS),
    ] {
        assert!(lists(&document, member, values), "{member}: {}", document[member]);
    }
    let keys = document["jwks_uri"].as_str().unwrap();
    let keys: Value = http.get(keys).send().await.unwrap().json().await.unwrap();
    assert!(keys["keys"].as_array().unwrap().iter().any(|key| key["alg"] == "RS256"));
    reqwest::Client::new().get(url).send().await.expect_err("a certificate of nobody's authority");
}

#[tokio::test]
async fn the_tenants_person_signs_in_by_password_and_has_every_claim() {
    let tenant = served();
    let client = &tenant.json("suite-oidc.json")["client"];
    let browser = Browser::signed_in(&tenant).await;
    let scope = "openid%20profile%20email%20address%20phone";
    let request = format!(
        "{}/oauth2/authorize?response_type=code&client_id=basic1&scope={scope}&state=s&\
         redirect_uri={SUITE}/test/a/daypass/callback",
        tenant.issuer
    );
    let back = browser.sent_on_from(&request).await;
    assert!(back.as_str().starts_with(&format!("{SUITE}/test/a/daypass/callback?")), "{back}");

    let http = program(&tenant);
    let code = parameters(&back)["code"].clone();
    let callback = format!("{SUITE}/test/a/daypass/callback");
    let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", &callback)];
    let exchange = http
        .post(format!("{}/oauth2/token", tenant.issuer))
        .basic_auth(client["client_id"].as_str().unwrap(), client["client_secret"].as_str())
        .form(&form);
    let tokens: Value = exchange.send().await.unwrap().json().await.unwrap();
    assert!(tokens["refresh_token"].is_string(), "{tokens}");

    let access_token = tokens["access_token"].as_str().unwrap();
    let userinfo = http.get(format!("{}/oauth2/userinfo", tenant.issuer)).bearer_auth(access_token);
    let userinfo: Value = userinfo.send().await.unwrap().json().await.unwrap();
    let missing: Vec<_> = CLAIMS.iter().filter(|claim| userinfo.get(**claim).is_none()).collect();
    assert!(missing.is_empty(), "{missing:?} of {userinfo}");
    assert_eq!(userinfo["address"].as_object().unwrap().len(), 6);
}
