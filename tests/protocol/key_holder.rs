//! Who holds a private key: its JWK, and JWTs signed by it of which every member can be changed.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RSA_PSS_SHA256, RsaEncoding, RsaKeyPair, RsaPublicKeyComponents,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use daypass::base::Digest;
use serde_json::{Map, Value, json};

use crate::installation::Installation;

/// How the clients with keys are registered. `ledger` and `bank` have the keys of [`KeyHolder::of`].
pub(crate) fn clients() -> String {
    let all = ["ES256", "PS256", "EdDSA", "RS256"].map(|it| KeyHolder::of(it).registered(it));
    let (keys, other) = (key_set(&all), key_set(&[OTHER.registered("ES256")]));
    format!(
        r#"
[[clients]]
id = "ledger"
token_endpoint_auth_method = "private_key_jwt"
redirect_uris = ["https://ledger.example/cb"]
consent = "skip"
jwks = {keys}

[[clients]]
id = "bank"
profile = "fapi2"
token_endpoint_auth_method = "private_key_jwt"
redirect_uris = ["https://bank.example/cb"]
consent = "skip"
id_token_signed_response_alg = "PS256"
jwks = {keys}

[[clients]]
id = "broker"
profile = "fapi2"
token_endpoint_auth_method = "private_key_jwt"
redirect_uris = ["https://broker.example/cb", "https://broker.example/cb?desk=1"]
id_token_signed_response_alg = "ES256"
jwks = {other}

[[clients]]
id = "sealed"
secret = "s+ecret with %41 & = characters"
redirect_uris = ["https://sealed.example/cb"]
consent = "skip"
dpop_bound_access_tokens = true

[[clients]]
id = "pusher"
secret = "s+ecret with %41 & = characters"
redirect_uris = ["https://pusher.example/cb"]
consent = "skip"
require_pushed_authorization_requests = true
"#
    )
}

/// A key set as a value of the settings file.
pub(crate) fn key_set(keys: &[Value]) -> String {
    toml::Value::try_from(json!({ "keys": keys })).unwrap().to_string()
}

static EC: LazyLock<KeyHolder> = LazyLock::new(KeyHolder::ec);
static ED: LazyLock<KeyHolder> = LazyLock::new(KeyHolder::ed);
static RSA: LazyLock<KeyHolder> = LazyLock::new(KeyHolder::rsa);
/// The key of `broker`, which no other client has.
pub(crate) static OTHER: LazyLock<KeyHolder> = LazyLock::new(KeyHolder::ec);

/// A private key.
pub(crate) struct KeyHolder(Pair);

enum Pair {
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
    Rsa(RsaKeyPair),
}

impl KeyHolder {
    /// The key of `ledger` and `bank` for an algorithm.
    pub(crate) fn of(algorithm: &str) -> &'static Self {
        match algorithm {
            "ES256" => &EC,
            "EdDSA" | "Ed25519" => &ED,
            "RS256" | "PS256" => &RSA,
            other => panic!("there is no key for {other}"),
        }
    }

    /// A new P-256 key.
    pub(crate) fn ec() -> Self {
        Self(Pair::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap()))
    }

    /// A new Ed25519 key.
    pub(crate) fn ed() -> Self {
        Self(Pair::Ed(Ed25519KeyPair::generate().unwrap()))
    }

    /// A new RSA key of 2048 bits.
    pub(crate) fn rsa() -> Self {
        Self(Pair::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()))
    }

    /// The public key, with its necessary members only.
    pub(crate) fn jwk(&self) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match &self.0 {
            Pair::Ec(pair) => {
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                json!({ "crv": "P-256", "kty": "EC", "x": text(x), "y": text(y) })
            }
            Pair::Ed(pair) => {
                json!({ "crv": "Ed25519", "kty": "OKP", "x": text(pair.public_key().as_ref()) })
            }
            Pair::Rsa(pair) => {
                let public = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
                json!({ "e": text(&public.e), "kty": "RSA", "n": text(&public.n) })
            }
        }
    }

    /// The public key as a client registers it, for one algorithm, whose name is the `kid` too.
    pub(crate) fn registered(&self, algorithm: &str) -> Value {
        let mut jwk = self.jwk();
        jwk["kid"] = json!(algorithm);
        jwk["alg"] = json!(algorithm);
        jwk["use"] = json!("sig");
        jwk
    }

    /// RFC 7638: the members in alphabetical order, as `jwk` has them.
    pub(crate) fn thumbprint(&self) -> String {
        URL_SAFE_NO_PAD.encode(Digest::of(self.jwk().to_string().as_bytes()).as_bytes())
    }

    /// What it signs with unless somebody says otherwise.
    fn algorithm(&self) -> &'static str {
        match &self.0 {
            Pair::Ec(_) => "ES256",
            Pair::Ed(_) => "EdDSA",
            Pair::Rsa(_) => "PS256",
        }
    }

    /// A DPoP proof for a call (RFC 9449 §4.2).
    pub(crate) fn proof(&self, installation: &Installation, method: &str, path: &str) -> Jwt {
        Jwt::default()
            .head("typ", "dpop+jwt")
            .head("alg", self.algorithm())
            .head("jwk", self.jwk())
            .with("jti", once())
            .with("htm", method)
            .with("htu", installation.at(path))
            .with("iat", installation.clock.now().seconds())
    }

    /// Signs as the algorithm in the header says; with an empty signature if it is none of ours.
    fn sign(&self, algorithm: &str, message: &[u8]) -> Vec<u8> {
        match (&self.0, algorithm) {
            (Pair::Ec(pair), _) => {
                pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()
            }
            (Pair::Ed(pair), _) => pair.sign(message).as_ref().to_vec(),
            (Pair::Rsa(pair), "RS256") => sign_by_rsa(pair, &RSA_PKCS1_SHA256, message),
            (Pair::Rsa(pair), _) => sign_by_rsa(pair, &RSA_PSS_SHA256, message),
        }
    }
}

fn sign_by_rsa(pair: &RsaKeyPair, padding: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(padding, &SystemRandom::new(), message, &mut signature).unwrap();
    signature
}

/// An assertion of a client's, good for a minute (RFC 7523 §3).
pub(crate) fn assertion(installation: &Installation, client: &str, algorithm: &str) -> Jwt {
    let now = installation.clock.now().seconds();
    Jwt::default()
        .head("alg", algorithm)
        .head("kid", algorithm)
        .with("iss", client)
        .with("sub", client)
        .with("aud", installation.issuer.as_str())
        .with("iat", now)
        .with("exp", now + 60)
        .with("jti", once())
}

/// The hash of an access token, as in `ath` (RFC 9449 §4.2).
pub(crate) fn ath(access_token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Digest::of(access_token.as_bytes()).as_bytes())
}

/// A text that no other test has.
fn once() -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    format!("jti-{}", LAST.fetch_add(1, Ordering::Relaxed))
}

/// A JWT before it is signed.
#[derive(Clone, Default)]
pub(crate) struct Jwt {
    header: Map<String, Value>,
    claims: Map<String, Value>,
}

impl Jwt {
    /// With this claim.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(name.to_owned(), value.into());
        self
    }

    /// Without a claim.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.claims.remove(name);
        self
    }

    /// With this member of the header.
    pub(crate) fn head(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header.insert(name.to_owned(), value.into());
        self
    }

    /// Without a member of the header.
    pub(crate) fn without_head(mut self, name: &str) -> Self {
        self.header.remove(name);
        self
    }

    /// With a time claim moved by so many seconds.
    pub(crate) fn moved(self, name: &str, seconds: i64) -> Self {
        let at = self.claims[name].as_i64().unwrap();
        self.with(name, at + seconds)
    }

    /// Signed.
    pub(crate) fn by(&self, key: &KeyHolder) -> String {
        let algorithm = self.header.get("alg").and_then(Value::as_str).unwrap_or_default();
        let message = self.message();
        self.signed(&key.sign(algorithm, message.as_bytes()))
    }

    /// With this signature, whatever it is.
    pub(crate) fn signed(&self, signature: &[u8]) -> String {
        format!("{}.{}", self.message(), URL_SAFE_NO_PAD.encode(signature))
    }

    /// What is signed.
    pub(crate) fn message(&self) -> String {
        let part = |map| URL_SAFE_NO_PAD.encode(serde_json::to_vec(map).unwrap());
        format!("{}.{}", part(&self.header), part(&self.claims))
    }
}
