//! What strangers send, handed to the code that reads it first.
//!
//! A target takes any bytes. It fails by panicking: when what it calls does, when that answers with a
//! fault although nothing is broken, or when somebody gets what nobody may get without a credential.
//! No target writes anything that the next one would find.

#![allow(
    clippy::expect_used,
    unreachable_pub,
    reason = "a target fails by panicking; a library has it, and a test"
)]

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use daypass::audit::Origin;
use daypass::base::{Clock, Sealer, Timestamp};
use daypass::db::{Database, DatabaseUrl, SqliteSync};
use daypass::oidc::authorization::{Begun, begin};
use daypass::oidc::clients::{ApplicationType, ClientSettings, RedirectUri, identify};
use daypass::oidc::dpop::{Made, Proof};
use daypass::oidc::registration::RegistrationPolicy;
use daypass::oidc::{
    Call, ClaimsRequest, Issuer, Lifetimes, Parameters, Provider, ProviderSettings, path, token,
};
use daypass::outgoing::{Guard, Outgoing};
use serde_json::json;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use url::Url;

/// Takes any bytes, or panics.
pub type Target = fn(&[u8]);

/// Every target with its name, which is also that of its corpus.
pub const ALL: [(&str, Target); 6] = [
    ("authorization_request", authorization_request),
    ("token_request", token_request),
    ("client_assertion", client_assertion),
    ("dpop_proof", dpop_proof),
    ("claims_parameter", claims_parameter),
    ("redirect_uri", redirect_uri),
];

/// The query of an authorization request, by a browser in which nobody is signed in.
pub fn authorization_request(data: &[u8]) {
    let parameters = Parameters::parse(&String::from_utf8_lossy(data));
    let origin = Origin::local("fuzz");
    let begun = wait(begin(provider(), &origin, None, &parameters)).expect("nothing is broken");
    let Begun::Respond(response) = begun else { return };
    let names = response.parameters();
    assert!(!names.iter().any(|(name, _)| *name == "code"), "a code for nobody");
    let registered = REDIRECT_URIS.contains(&response.redirect_uri());
    assert!(registered || is_native(response.redirect_uri()), "an open redirect");
    assert!(!response.location().contains(['\r', '\n']), "a header of somebody else's");
}

/// A token request: the `Authorization` header, a line's end, the form.
pub fn token_request(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (header, body) = text.split_once('\n').unwrap_or(("", &text));
    let call = Call { authorization: (!header.is_empty()).then_some(header), proofs: Vec::new() };
    let origin = Origin::local("fuzz");
    let answer = wait(token::answer(provider(), &origin, &call, &Parameters::parse(body)));
    let refused = answer.expect("nothing is broken").expect_err("tokens for nobody");
    assert!(refused.description.is_ascii());
}

/// A client assertion, as it is or as three lines of which it is made.
pub fn client_assertion(data: &[u8]) {
    let assertion = compact(&String::from_utf8_lossy(data));
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let body = [("client_assertion_type", kind), ("client_assertion", assertion.as_str())];
    let (call, body) = (Call::default(), Parameters::from_pairs(body));
    let identified = identify(provider(), &call, &body);
    wait(identified).expect("nothing is broken").expect_err("a client without its key");
}

/// A DPoP proof, as it is or as three lines of which it is made.
pub fn dpop_proof(data: &[u8]) {
    let proof = compact(&String::from_utf8_lossy(data));
    let made = Made { method: "POST", path: path::TOKEN, access_token: None };
    if let Ok(read) = Proof::read(provider(), &[&proof], made) {
        let key = read.expect("a proof was there").key().as_str().to_owned();
        let bytes = URL_SAFE_NO_PAD.decode(key).expect("a thumbprint in base64url");
        assert_eq!(bytes.len(), 32);
    }
    assert!(Proof::read(provider(), &[&proof, &proof], made).is_err(), "two at once");
}

/// The `claims` parameter, which is stored as it was understood.
pub fn claims_parameter(data: &[u8]) {
    let Ok(request) = ClaimsRequest::parse(&String::from_utf8_lossy(data)) else { return };
    let stored = serde_json::to_string(&request).expect("what was read can be written");
    let again: ClaimsRequest = serde_json::from_str(&stored).expect("what was written can be read");
    assert_eq!(again, request);
    assert!(request.userinfo().chain(request.id_token()).all(|name| !name.is_empty()));
}

/// A redirect URI that somebody registers, a line's end, the one of a request.
pub fn redirect_uri(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (registered, requested) = text.split_once('\n').unwrap_or((&text, ""));
    let Ok(uri) = RedirectUri::parse(registered) else { return };
    assert!(uri.matches(registered, ApplicationType::Web));
    assert!(uri.matches(registered, ApplicationType::Native));
    assert_eq!(uri.matches(requested, ApplicationType::Web), registered == requested);
    if uri.matches(requested, ApplicationType::Native) && registered != requested {
        let (known, sent) = (url(registered), url(requested));
        assert_eq!(known.host(), sent.host());
        assert_eq!((known.path(), known.query()), (sent.path(), sent.query()));
        assert!(sent.username().is_empty() && sent.fragment().is_none());
    }
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("what matches is a URI")
}

/// Three lines become header, payload and signature of a compact JWS: bytes alone hardly ever get as far
/// as the checks of what is inside.
fn compact(text: &str) -> String {
    match text.splitn(3, '\n').collect::<Vec<_>>()[..] {
        [header, payload, signature] => {
            [header, payload, signature].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
        }
        _ => text.to_owned(),
    }
}

const REDIRECT_URIS: [&str; 3] =
    ["https://payroll.example/cb", "https://spa.example/cb", "https://ledger.example/cb"];

/// RFC 8252 §7.3.
fn is_native(uri: &str) -> bool {
    Url::parse(uri).is_ok_and(|uri| uri.host_str() == Some("127.0.0.1") && uri.path() == "/cb")
}

/// A provider with clients of every kind, opened once.
struct Installation {
    runtime: Runtime,
    provider: Provider,
    _folder: TempDir,
}

static INSTALLATION: LazyLock<Installation> = LazyLock::new(|| {
    let runtime = Runtime::new().expect("a runtime");
    let folder = TempDir::new().expect("a folder");
    let file = DatabaseUrl::Sqlite(folder.path().join("daypass.sqlite"));
    let provider = runtime.block_on(open(&file));
    Installation { runtime, provider, _folder: folder }
});

fn provider() -> &'static Provider {
    &INSTALLATION.provider
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    INSTALLATION.runtime.block_on(future)
}

async fn open(file: &DatabaseUrl) -> Provider {
    let clock = Clock::stopped_at(Timestamp::from_seconds(1_795_334_400));
    let database = Database::open(file, SqliteSync::Normal, clock).await.expect("a database");
    let issuer = Issuer::new(&url("https://id.contoso.example"));
    // It may not call anybody: no client here has its keys elsewhere.
    let outgoing = Outgoing::new(Guard::default());
    let settings = ProviderSettings {
        lifetimes: Lifetimes::default(),
        registration: RegistrationPolicy::default(),
        ui_locales: vec!["en"],
    };
    Provider::open(&database, &Sealer::new(&[7; 32]), issuer, &outgoing, settings, &clients())
        .await
        .expect("a provider")
}

/// Nobody has the private key, nor knows the secret.
fn clients() -> Vec<ClientSettings> {
    let [payroll, spa, ledger] = REDIRECT_URIS;
    let key = json!({
        "kty": "OKP", "crv": "Ed25519", "kid": "1",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    });
    let secret = daypass::base::Random.token();
    serde_json::from_value(json!([
        { "id": "payroll", "secret": secret.expose(), "redirect_uris": [payroll] },
        { "id": "spa", "public": true, "redirect_uris": [spa] },
        {
            "id": "native", "public": true, "native": true,
            "redirect_uris": ["http://127.0.0.1/cb"]
        },
        {
            "id": "ledger", "token_endpoint_auth_method": "private_key_jwt",
            "redirect_uris": [ledger], "jwks": { "keys": [key] }
        }
    ]))
    .expect("clients as in the settings file")
}
