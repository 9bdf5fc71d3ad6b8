//! Other people's public keys: clients' and those of proofs.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse, ThumbprintHash,
};
use jsonwebtoken::{DecodingKey, crypto};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::algorithm::Algorithm;
use super::signer;

/// A public key that somebody else signs with, and the algorithms that it may be used for.
#[derive(Clone, Debug)]
pub struct PublicKey {
    id: Option<String>,
    algorithms: &'static [Algorithm],
    key: DecodingKey,
    thumbprint: String,
}

impl PublicKey {
    /// From a JWK (RFC 7517); `None` if it verifies nothing that Daypass knows.
    pub fn from_jwk(jwk: &Jwk) -> Option<Self> {
        signer::install();
        if matches!(&jwk.common.public_key_use, Some(wanted) if *wanted != PublicKeyUse::Signature)
        {
            return None;
        }
        let of_kind: &[Algorithm] = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => &[Algorithm::Rs256, Algorithm::Ps256],
            AlgorithmParameters::EllipticCurve(ec) if ec.curve == EllipticCurve::P256 => {
                &[Algorithm::Es256]
            }
            AlgorithmParameters::OctetKeyPair(okp) if okp.curve == EllipticCurve::Ed25519 => {
                &[Algorithm::EdDsa]
            }
            _ => return None,
        };
        // RFC 7517 §4.4: meant for one algorithm, a key is used for no other.
        let algorithms = match jwk.common.key_algorithm {
            None => of_kind,
            // The library does not know the name that RFC 9864 gave it. Nothing else signs by such a key.
            Some(KeyAlgorithm::UNKNOWN_ALGORITHM) if of_kind == [Algorithm::EdDsa] => of_kind,
            Some(meant) => {
                let meant = named(meant)?;
                of_kind.iter().position(|it| *it == meant).and_then(|at| of_kind.get(at..=at))?
            }
        };
        let key = DecodingKey::from_jwk(jwk).ok()?;
        let thumbprint = jwk.thumbprint(ThumbprintHash::SHA256).ok()?;
        Some(Self { id: jwk.common.key_id.clone(), algorithms, key, thumbprint })
    }

    /// Whether a token whose header names this `kid` and `alg` may be signed by it.
    pub fn fits(&self, id: Option<&str>, algorithm: Algorithm) -> bool {
        let same_id = match (id, &self.id) {
            (Some(wanted), Some(own)) => wanted == own,
            _ => true,
        };
        same_id && self.algorithms.contains(&algorithm)
    }

    /// Whether this is its `kid`.
    pub fn is(&self, id: &str) -> bool {
        self.id.as_deref() == Some(id)
    }

    /// Its SHA-256 thumbprint in base64url (RFC 7638).
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// The claims of a compact JWS that it signed by this algorithm. Time, issuer and audience are the
    /// caller's to ask.
    pub fn verify<T: DeserializeOwned>(&self, algorithm: Algorithm, token: &str) -> Option<T> {
        let named = UnverifiedHeader::read(token)?.algorithm;
        if named != algorithm || !self.algorithms.contains(&algorithm) {
            return None;
        }
        let [_, payload, signature] = parts_of(token)?;
        let (signed, _) = token.rsplit_once('.')?;
        // RFC 7515 §5.2, 8. Not the library's `decode`, to which some names of algorithms are unknown.
        let good = crypto::verify(signature, signed.as_bytes(), &self.key, algorithm.library());
        if good.ok()? { from_base64url(payload) } else { None }
    }
}

/// The three parts of a compact JWS (RFC 7515 §7.1).
fn parts_of(token: &str) -> Option<[&str; 3]> {
    let mut parts = token.split('.');
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}

fn from_base64url<T: DeserializeOwned>(encoded: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(encoded).ok()?).ok()
}

const fn named(algorithm: KeyAlgorithm) -> Option<Algorithm> {
    match algorithm {
        KeyAlgorithm::RS256 => Some(Algorithm::Rs256),
        KeyAlgorithm::PS256 => Some(Algorithm::Ps256),
        KeyAlgorithm::ES256 => Some(Algorithm::Es256),
        KeyAlgorithm::EdDSA => Some(Algorithm::EdDsa),
        _ => None,
    }
}

/// What a compact JWS says of itself, before anything of it is believed.
pub fn unverified_claims<T: DeserializeOwned>(token: &str) -> Option<T> {
    let [_, payload, _] = parts_of(token)?;
    from_base64url(payload)
}

/// What the header of a compact JWS says, before anything of it is believed.
#[derive(Clone, Debug)]
pub struct UnverifiedHeader {
    /// `alg`.
    pub algorithm: Algorithm,
    /// `typ`.
    pub typ: Option<String>,
    /// `kid`.
    pub key_id: Option<String>,
    /// `jwk`.
    pub jwk: Option<Jwk>,
}

/// RFC 7515 §4.1: the members that matter here.
#[derive(Deserialize)]
struct Written {
    alg: String,
    typ: Option<String>,
    kid: Option<String>,
    jwk: Option<Jwk>,
    crit: Option<IgnoredAny>,
}

impl UnverifiedHeader {
    /// Reads a header; `None` for an algorithm that Daypass does not know, `none` among them, and for
    /// extensions that must be understood (RFC 7515 §4.1.11).
    pub fn read(token: &str) -> Option<Self> {
        let [header, ..] = parts_of(token)?;
        let Written { alg, typ, kid, jwk, crit } = from_base64url(header)?;
        if crit.is_some() {
            return None;
        }
        Some(Self { algorithm: Algorithm::in_header(&alg)?, typ, key_id: kid, jwk })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// RFC 7515 Appendix A.3.
    fn p256() -> Value {
        json!({
            "kty": "EC", "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
        })
    }

    fn key(change: impl FnOnce(&mut Value)) -> Option<PublicKey> {
        let mut jwk = p256();
        change(&mut jwk);
        PublicKey::from_jwk(&serde_json::from_value(jwk).ok()?)
    }

    #[test]
    fn a_key_is_used_for_what_it_is_meant_for() {
        assert!(key(|_| ()).unwrap().fits(Some("any"), Algorithm::Es256));
        assert!(!key(|_| ()).unwrap().fits(None, Algorithm::Ps256));
        assert!(key(|jwk| jwk["use"] = json!("sig")).is_some());
        assert!(key(|jwk| jwk["alg"] = json!("ES256")).is_some());
        let named = key(|jwk| jwk["kid"] = json!("1")).unwrap();
        assert!(named.fits(Some("1"), Algorithm::Es256) && named.fits(None, Algorithm::Es256));
        assert!(!named.fits(Some("2"), Algorithm::Es256));
        for (member, other) in [
            ("use", "enc"),
            ("alg", "ES384"),
            ("alg", "RS256"),
            ("alg", "ECDH-ES"),
            ("crv", "P-384"),
            ("crv", "secp256k1"),
            ("kty", "OKP"),
            ("kty", "AKP"),
            ("x", "!"),
        ] {
            assert!(key(|jwk| jwk[member] = json!(other)).is_none(), "{member} {other}");
        }
        let shared = json!({ "kty": "oct", "k": "AAAA" });
        assert!(PublicKey::from_jwk(&serde_json::from_value(shared).unwrap()).is_none());
    }

    #[test]
    fn ed25519_goes_by_both_of_its_names() {
        let jwk = |alg: &str| {
            let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
            let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "alg": alg });
            PublicKey::from_jwk(&serde_json::from_value(jwk).unwrap())
        };
        assert!(jwk("Ed25519").unwrap().fits(None, Algorithm::EdDsa));
        assert!(jwk("EdDSA").is_some() && jwk("ES256").is_none());
    }

    #[test]
    fn a_header_is_read_if_nothing_in_it_is_in_doubt() {
        let read = |token: &str| UnverifiedHeader::read(token).map(|header| header.algorithm);
        let token = |header: &str| format!("{}.e30.AA", URL_SAFE_NO_PAD.encode(header));
        for header in [r#"{"alg":"EdDSA"}"#, r#"{"alg":"Ed25519","crit":null,"jku":"x"}"#] {
            assert_eq!(read(&token(header)), Some(Algorithm::EdDsa), "{header}");
            assert_eq!(read(&format!("{}.AA", token(header))), None);
            assert_eq!(read(token(header).trim_end_matches(".AA")), None);
        }
        for refused in [
            r#"{"alg":"none"}"#,
            r#"{"alg":"ed25519"}"#,
            r#"{"alg":"HS256"}"#,
            r#"{"alg":"EdDSA","alg":"ES256"}"#,
            r#"{"alg":"EdDSA","crit":["b64"],"b64":false}"#,
            r#"{"alg":"EdDSA","crit":[]}"#,
            r#"{"alg":["EdDSA"]}"#,
            r#"{"alg":"EdDSA","kid":1}"#,
            r"{}",
            "",
        ] {
            assert_eq!(read(&token(refused)), None, "{refused}");
        }
    }

    #[test]
    fn a_thumbprint_counts_the_necessary_members_only() {
        let bare = key(|_| ()).unwrap();
        assert_eq!(bare.thumbprint(), "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
        let adorned = key(|jwk| {
            jwk["kid"] = json!("1");
            jwk["alg"] = json!("ES256");
            jwk["x5t"] = json!("x");
        });
        assert_eq!(adorned.unwrap().thumbprint(), bare.thumbprint());
    }
}
