//! Pairwise subjects: OIDC Core §8.

use serde_json::{Value, json};

use crate::browser::{Browser, Request};
use crate::installation::{Answer, Installation, SECRET, basic, payload};

/// `one` and `two` are of one sector, `other` of another.
const CLIENTS: &str = r#"
[[clients]]
id = "one"
secret = "s+ecret with %41 & = characters"
redirect_uris = ["https://contoso.example/one"]
consent = "skip"
subject_type = "pairwise"

[[clients]]
id = "two"
secret = "s+ecret with %41 & = characters"
redirect_uris = ["https://contoso.example/two"]
consent = "skip"
subject_type = "pairwise"

[[clients]]
id = "other"
secret = "s+ecret with %41 & = characters"
redirect_uris = ["https://other.example/cb", "https://another.example/cb"]
consent = "skip"
subject_type = "pairwise"
sector_identifier_uri = "https://sector.example/list.json"
"#;

fn place(client: &str) -> String {
    match client {
        "payroll" => "https://payroll.example/cb".to_owned(),
        "other" => "https://other.example/cb".to_owned(),
        of_contoso => format!("https://contoso.example/{of_contoso}"),
    }
}

async fn tokens(installation: &Installation, browser: &Browser, client: &str) -> Answer {
    let code = browser.code_for(&Request::of(client, &place(client))).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", &place(client)),
    ];
    let tokens = installation.token(Some(&basic(client, SECRET)), &form).await;
    assert_eq!(tokens.status, 200, "{}", tokens.text);
    tokens
}

#[actix_web::test]
async fn clients_of_one_sector_know_a_person_by_one_subject_and_others_by_others() {
    let installation = Installation::start_and(CLIENTS).await;
    let ana = installation.person("ana").await;
    installation.person("bob").await;
    let browser = Browser::of(&installation, "ana").await;
    let subject = |tokens: &Answer| payload(&tokens.member("id_token"))["sub"].clone();

    let one = tokens(&installation, &browser, "one").await;
    let known = subject(&one);
    assert_eq!(known.as_str().unwrap().len(), 43);
    assert_eq!(subject(&tokens(&installation, &browser, "two").await), known);
    let elsewhere = subject(&tokens(&installation, &browser, "other").await);
    assert_ne!(elsewhere, known);
    let public = subject(&tokens(&installation, &browser, "payroll").await);
    assert_eq!(public, json!(ana.subject));
    let of_bob = Browser::of(&installation, "bob").await;
    assert_ne!(subject(&tokens(&installation, &of_bob, "one").await), known);

    assert_eq!(payload(&one.member("access_token"))["sub"], known);
    let userinfo = installation.userinfo(&one.member("access_token")).await.json();
    assert_eq!(userinfo["sub"], known);
    let refreshed =
        [("grant_type", "refresh_token"), ("refresh_token", &one.member("refresh_token"))];
    let refreshed = installation.token(Some(&basic("one", SECRET)), &refreshed).await;
    assert_eq!(subject(&refreshed), known);
    for told in [&one.member("id_token"), &one.member("access_token")] {
        assert!(!payload(told).to_string().contains(ana.subject.as_str()), "{}", payload(told));
    }
}

#[actix_web::test]
async fn whom_a_client_means_it_says_by_the_subject_it_knows() {
    let installation = Installation::start_and(CLIENTS).await;
    let ana = installation.person("ana").await;
    installation.person("bob").await;
    let browser = Browser::of(&installation, "ana").await;
    let tokens = tokens(&installation, &browser, "one").await;
    let known = payload(&tokens.member("id_token"))["sub"].as_str().unwrap().to_owned();

    let silent = Request::of("one", &place("one")).with("prompt", "none");
    let hinted = silent.clone().with("id_token_hint", &tokens.member("id_token"));
    browser.code_for(&hinted).await;
    let named = |subject: &str| {
        let claims: Value = json!({ "id_token": { "sub": { "value": subject } } });
        silent.clone().with("claims", &claims.to_string())
    };
    browser.code_for(&named(&known)).await;
    // Whatever else she is called elsewhere.
    browser.authorize(&named(ana.subject.as_str())).await.is_error("login_required");
    let of_bob = Browser::of(&installation, "bob").await;
    of_bob.authorize(&hinted).await.is_error("login_required");
    of_bob.authorize(&named(&known)).await.is_error("login_required");
}
