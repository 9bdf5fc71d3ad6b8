//! Demonstrating proof of possession (RFC 9449): tokens that are of use only to who holds a key.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::error::{Error, ErrorCode};
use super::keys::{Algorithm, PublicKey, UnverifiedHeader};
use super::provider::Provider;
use crate::base::{Digest, Fallible, Timestamp};
use crate::credentials::spend;

/// What proofs may be signed with. FAPI 2.0 Security Profile §5.4.1 leaves out RS256.
pub const ALGORITHMS: [Algorithm; 3] = [Algorithm::Es256, Algorithm::Ps256, Algorithm::EdDsa];

/// How old a proof may be, and how far its maker's clock may be ahead of ours (RFC 9449 §11.1).
const GOOD_FOR: Duration = Duration::from_mins(1);
/// A longer `jti` or `htu` is nobody's.
const LONGEST: usize = 2_000;

/// The SHA-256 thumbprint of a key, in base64url (RFC 7638): the `jkt` of what is bound to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Thumbprint(String);

impl Thumbprint {
    /// Reads a `dpop_jkt` parameter (RFC 9449 §10).
    pub fn parse(text: &str) -> Result<Self, Error> {
        match URL_SAFE_NO_PAD.decode(text) {
            Ok(bytes) if bytes.len() == 32 => Ok(Self(text.to_owned())),
            _ => Err(Error::invalid_request("dpop_jkt is not a SHA-256 thumbprint in base64url")),
        }
    }

    /// As it was stored.
    pub(super) const fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// As in `jkt`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The call that a proof was made for.
#[derive(Clone, Copy, Debug)]
pub struct Made<'a> {
    /// `htm`: GET or POST.
    pub method: &'a str,
    /// The endpoint's path under the issuer; `htu` names the whole address.
    pub path: &'a str,
    /// The access token that comes with it, if one does.
    pub access_token: Option<&'a str>,
}

/// A proof that was checked but for whether it was used before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    key: Thumbprint,
    jti: Digest,
    /// When it is too old whatever happens.
    ends_at: Timestamp,
}

/// RFC 9449 §4.2. Whatever else is in it does not matter.
#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: f64,
    ath: Option<String>,
}

impl Proof {
    /// Checks the proofs that came with a call, of which there may be one (RFC 9449 §4.3).
    ///
    /// # Errors
    ///
    /// `invalid_dpop_proof`, with the reason for the log alone.
    pub fn read(
        provider: &Provider,
        proofs: &[&str],
        made: Made<'_>,
    ) -> Result<Option<Self>, Error> {
        let proof = match proofs {
            [] => return Ok(None),
            [proof] => *proof,
            _ => return Err(refused("there is more than one")),
        };
        let (key, claims) = verified(proof).map_err(refused)?;
        let now = provider.database.clock().now();
        fits(&claims, made, &provider.issuer.at(made.path), now).map_err(refused)?;
        Ok(Some(Self {
            jti: Digest::of(format!("dpop:{}:{}", key.as_str(), claims.jti).as_bytes()),
            key,
            ends_at: now.plus(GOOD_FOR * 3),
        }))
    }

    /// The key that it was made with.
    pub const fn key(&self) -> &Thumbprint {
        &self.key
    }

    /// Takes it as used, for every node.
    ///
    /// # Errors
    ///
    /// `invalid_dpop_proof` if it was used before (RFC 9449 §11.1).
    pub async fn spend(&self, provider: &Provider) -> Fallible<Result<(), Error>> {
        let work = provider.database.begin().await?;
        if !spend(&work, self.jti, self.ends_at).await? {
            return Ok(Err(refused("it was used before")));
        }
        work.commit().await?;
        Ok(Ok(()))
    }
}

/// RFC 9449 §4.3, 3 to 7: a JWS of the right type by the public key that it brings along.
fn verified(proof: &str) -> Result<(Thumbprint, Claims), &'static str> {
    let header = UnverifiedHeader::read(proof).ok_or("it is no JWT of a known algorithm")?;
    if header.typ.as_deref() != Some("dpop+jwt") {
        return Err("its typ is not dpop+jwt");
    }
    if !ALGORITHMS.contains(&header.algorithm) {
        return Err("its algorithm is not one of those for proofs");
    }
    if holds_a_private_key(proof) {
        return Err("its jwk is a private key");
    }
    let key = header.jwk.as_ref().and_then(PublicKey::from_jwk).ok_or("it has no usable jwk")?;
    let claims = key
        .verify::<Claims>(header.algorithm, proof)
        .ok_or("its signature is wrong, or it lacks jti, htm, htu or iat")?;
    Ok((Thumbprint(key.thumbprint().to_owned()), claims))
}

/// RFC 9449 §4.3, 7. The library reads past what it does not know.
fn holds_a_private_key(proof: &str) -> bool {
    let header = proof.split('.').next().unwrap_or_default();
    let header = URL_SAFE_NO_PAD.decode(header).unwrap_or_default();
    let header: Value = serde_json::from_slice(&header).unwrap_or_default();
    let jwk = header.get("jwk").and_then(Value::as_object);
    jwk.is_none_or(|jwk| {
        ["d", "p", "q", "dp", "dq", "qi", "oth", "k"].iter().any(|it| jwk.contains_key(*it))
    })
}

/// RFC 9449 §4.3, 8 to 12.
fn fits(
    claims: &Claims,
    made: Made<'_>,
    address: &str,
    now: Timestamp,
) -> Result<(), &'static str> {
    if claims.jti.is_empty() || claims.jti.len() > LONGEST || claims.htu.len() > LONGEST {
        return Err("its jti or htu is empty or too long");
    }
    if claims.htm != made.method {
        return Err("it was made for another method");
    }
    if without_query(&claims.htu).is_none_or(|htu| Some(htu) != without_query(address)) {
        return Err("it was made for another address");
    }
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 have 31 bits")]
    let age = now.seconds() as f64 - claims.iat;
    if age.abs() > GOOD_FOR.as_secs_f64() || age.is_nan() {
        return Err("it is too old, or from the future");
    }
    let hash = made.access_token.map(hash_of);
    if hash.is_some() && hash != claims.ath {
        return Err("it was made for another access token");
    }
    Ok(())
}

/// RFC 9449 §4.3: compared after normalisation (RFC 3986 §6.2.2, §6.2.3), without query and fragment.
fn without_query(address: &str) -> Option<Url> {
    let mut url = Url::parse(address).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    Some(url)
}

/// RFC 9449 §4.2: `ath`.
fn hash_of(access_token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Digest::of(access_token.as_bytes()).as_bytes())
}

fn refused(detail: &'static str) -> Error {
    Error::new(
        ErrorCode::InvalidDpopProof,
        "The DPoP proof is malformed, too old or for another call",
    )
    .with_detail(format!("DPoP proof: {detail}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);
    const ADDRESS: &str = "https://id.contoso.example/oauth2/token";
    const MADE: Made<'_> = Made { method: "POST", path: "/oauth2/token", access_token: None };

    fn claims() -> Claims {
        Claims {
            jti: "1".to_owned(),
            htm: "POST".to_owned(),
            htu: ADDRESS.to_owned(),
            iat: 1_800_000_000.0,
            ath: None,
        }
    }

    fn accepts(change: impl Fn(&mut Claims), made: Made<'_>) -> bool {
        let mut claims = claims();
        change(&mut claims);
        fits(&claims, made, ADDRESS, NOW).is_ok()
    }

    #[test]
    fn a_proof_is_for_one_call_and_for_a_minute() {
        assert!(accepts(|_| (), MADE));
        for address in [
            "https://ID.contoso.example:443/oauth2/token",
            "HTTPS://id.contoso.example/oauth2/token?x=1#y",
            "https://id.contoso.example/oauth2/./token",
        ] {
            assert!(accepts(|claims| address.clone_into(&mut claims.htu), MADE), "{address}");
        }
        for address in ["http://id.contoso.example/oauth2/token", "/oauth2/token", "", "x"] {
            assert!(!accepts(|claims| address.clone_into(&mut claims.htu), MADE), "{address}");
        }
        for (offset, good) in [(60.0, true), (-60.0, true), (61.0, false), (-61.0, false)] {
            assert_eq!(accepts(|claims| claims.iat += offset, MADE), good, "{offset}");
        }
        assert!(!accepts(|claims| claims.iat = f64::NAN, MADE));
        assert!(!accepts(|claims| "post".clone_into(&mut claims.htm), MADE));
        assert!(!accepts(|claims| claims.jti.clear(), MADE));
    }

    #[test]
    fn with_an_access_token_its_hash_must_be_there() {
        let with_token = Made { access_token: Some("token"), ..MADE };
        assert!(!accepts(|_| (), with_token));
        assert!(!accepts(|claims| claims.ath = Some(hash_of("other")), with_token));
        assert!(accepts(|claims| claims.ath = Some(hash_of("token")), with_token));
    }

    #[test]
    fn a_thumbprint_has_32_bytes() {
        let good = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
        assert_eq!(Thumbprint::parse(good).unwrap().as_str(), good);
        for text in ["", "abc", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I=", "Ω"] {
            assert!(Thumbprint::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn query_and_fragment_do_not_count_and_the_path_does(
            query in "[a-z=&/?@%0-9]{0,12}", fragment in "[a-z#/]{0,8}", path in "[a-z]{1,8}"
        ) {
            let at = |address: &str| accepts(|claims| address.clone_into(&mut claims.htu), MADE);
            let same = format!("{ADDRESS}?{query}#{fragment}");
            prop_assert!(at(&same));
            for other in [
                format!("{ADDRESS}/{path}?{query}"),
                format!("{ADDRESS}{path}#{fragment}"),
                format!("https://{path}@id.contoso.example/oauth2/token"),
                format!("https://id.contoso.example.{path}/oauth2/token"),
            ] {
                prop_assert!(!at(&other));
            }
        }

        #[test]
        fn no_text_is_taken_for_a_proof(text in ".*|[A-Za-z0-9_-]{0,24}(\\.[A-Za-z0-9_-]{0,24}){2}") {
            prop_assert!(verified(&text).is_err());
        }

        #[test]
        fn what_is_in_the_header_is_not_enough(typ in "dpop\\+jwt|JWT", extra in "[a-z]{1,6}", value: u8) {
            let header = serde_json::json!({ "typ": typ, "alg": "ES256", "jwk": { extra: value } });
            let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
            let proof = format!("{}.{}.{}", part(&header.to_string()), part("{}"), part("x"));
            prop_assert!(verified(&proof).is_err());
        }
    }
}
