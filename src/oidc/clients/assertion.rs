//! Clients that authenticate by an assertion of their own (OIDC Core §9, RFC 7523).

use std::time::Duration;

use serde::Deserialize;

use super::client::Client;
use super::metadata::Profile;
use crate::base::{ClientId, Digest, Fallible, Timestamp};
use crate::credentials::spend;
use crate::oidc::issuer::path;
use crate::oidc::keys::{Algorithm, UnverifiedHeader, unverified_claims};
use crate::oidc::provider::Provider;

/// RFC 7523 §2.2.
pub(super) const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How far a client's clock may be off. FAPI 2.0 Security Profile §5.3.2.1: at least 10 s.
const SKEW: Duration = Duration::from_secs(10);
/// An assertion must not be good for longer: it is remembered until its end.
const LONGEST: Duration = Duration::from_hours(1);
/// One that ends as late as may be is still taken `SKEW` after that.
const REMEMBERED_FOR: Duration = LONGEST.saturating_add(SKEW).saturating_add(SKEW);

/// RFC 7523 §3.
#[derive(Deserialize)]
struct Claims {
    iss: ClientId,
    sub: ClientId,
    aud: Audience,
    exp: f64,
    nbf: Option<f64>,
    iat: Option<f64>,
    jti: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn names(&self, identifier: &str) -> bool {
        match self {
            Self::One(audience) => audience == identifier,
            Self::Many(audiences) => audiences.iter().any(|audience| audience == identifier),
        }
    }
}

/// Whose assertion it says it is; believed only once its signature is.
pub(super) fn unverified_client(assertion: &str) -> Option<ClientId> {
    #[derive(Deserialize)]
    struct Subject {
        sub: ClientId,
    }
    let unverified: Subject = unverified_claims(assertion)?;
    // As in parameters: no database takes a NUL.
    Some(unverified.sub).filter(|id| !id.as_str().contains('\0'))
}

/// Checks an assertion of this client's, and that it was not used before. The inner error says why not,
/// for the log.
pub(super) async fn check(
    provider: &Provider,
    client: &Client,
    assertion: &str,
) -> Fallible<Result<(), &'static str>> {
    let Some(header) = UnverifiedHeader::read(assertion) else {
        return Ok(Err("an assertion that is no JWT or whose algorithm is unknown"));
    };
    if !accepts(client, header.algorithm) {
        return Ok(Err("an assertion by an algorithm that this client may not use"));
    }
    let keys = provider.client_keys.for_token(client, &header).await;
    let claims = keys.iter().find_map(|key| key.verify::<Claims>(header.algorithm, assertion));
    let Some(claims) = claims else {
        return Ok(Err("an assertion without all claims, or that no key of the client's signed"));
    };
    let now = provider.database.clock().now();
    if let Err(why) = fits(provider, client, &claims, now) {
        return Ok(Err(why));
    }
    // RFC 7523 §3: used once. Everybody's jti is their own.
    let jti = Digest::of(format!("assertion:{}:{}", client.id, claims.jti).as_bytes());
    let work = provider.database.begin().await?;
    if !spend(&work, jti, now.plus(REMEMBERED_FOR)).await? {
        return Ok(Err("an assertion that was used before"));
    }
    work.commit().await?;
    Ok(Ok(()))
}

/// FAPI 2.0 Security Profile §5.4.1 leaves out RS256.
fn accepts(client: &Client, algorithm: Algorithm) -> bool {
    match client.metadata.token_endpoint_auth_signing_alg {
        Some(only) => algorithm == only,
        None => !(client.is_fapi2() && algorithm == Algorithm::Rs256),
    }
}

fn fits(
    provider: &Provider,
    client: &Client,
    claims: &Claims,
    now: Timestamp,
) -> Result<(), &'static str> {
    if claims.iss != client.id || claims.sub != client.id {
        return Err("an assertion about another client");
    }
    if !is_for_us(provider, client.metadata.profile, &claims.aud) {
        return Err("an assertion for another audience");
    }
    // RFC 7519 §2: NumericDate may have a fraction.
    let now = seconds(now);
    if claims.exp <= now - SKEW.as_secs_f64() {
        return Err("an assertion that has expired");
    }
    if claims.exp > now + (LONGEST + SKEW).as_secs_f64() {
        return Err("an assertion that is good for longer than an hour");
    }
    let ahead = now + SKEW.as_secs_f64();
    if claims.nbf.is_some_and(|nbf| nbf > ahead) || claims.iat.is_some_and(|iat| iat > ahead) {
        return Err("an assertion from the future");
    }
    if claims.jti.is_empty() {
        return Err("an assertion without a jti");
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "seconds since 1970 have 31 bits")]
fn seconds(at: Timestamp) -> f64 {
    at.seconds() as f64
}

/// FAPI 2.0 Security Profile §5.3.2.1: the issuer, as a single string. OIDC Core §9 has the token
/// endpoint, and RFC 9126 §2 any endpoint that it is sent to.
fn is_for_us(provider: &Provider, profile: Profile, audience: &Audience) -> bool {
    let issuer = provider.issuer.as_str();
    match (profile, audience) {
        (Profile::Fapi2, Audience::One(audience)) => audience == issuer,
        (Profile::Fapi2, Audience::Many(_)) => false,
        (Profile::Standard, audience) => {
            audience.names(issuer)
                || path::OF_CLIENTS.iter().any(|path| audience.names(&provider.issuer.at(path)))
        }
    }
}
