//! Access tokens: JWTs (RFC 9068) that also name their grant.

use serde::{Deserialize, Serialize};

use crate::base::{ClientId, Fallible, GrantId, Random, SessionId, Subject, Timestamp};
use crate::oidc::grants::{Standing, store};
use crate::oidc::issuer::Issuer;
use crate::oidc::keys::TokenType;
use crate::oidc::provider::Provider;
use crate::oidc::scope::Scopes;

/// The claims of an access token (RFC 9068 §2.2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessTokenClaims {
    iss: String,
    aud: String,
    /// Whom the token is about.
    pub sub: Subject,
    /// Who got it.
    pub client_id: ClientId,
    exp: i64,
    iat: i64,
    jti: String,
    /// What it reaches.
    pub scope: Scopes,
    auth_time: i64,
    acr: String,
    amr: Vec<String>,
    sid: SessionId,
    /// The grant it belongs to, with which it falls.
    pub grant: GrantId,
}

impl AccessTokenClaims {
    pub(super) fn new(
        issuer: &Issuer,
        standing: &Standing,
        scopes: &Scopes,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Self {
        let grant = &standing.grant;
        Self {
            iss: issuer.as_str().to_owned(),
            // RFC 9068 §3: the default resource, which is our own userinfo.
            aud: issuer.as_str().to_owned(),
            sub: standing.person.subject.clone(),
            client_id: grant.client.clone(),
            exp: expires_at.seconds(),
            iat: now.seconds(),
            // Two tokens for one person within a second must differ.
            jti: Random.token().expose().to_owned(),
            scope: scopes.clone(),
            auth_time: grant.authenticated_at.seconds(),
            acr: grant.acr.clone(),
            amr: grant.amr.split_ascii_whitespace().map(str::to_owned).collect(),
            sid: grant.sid,
            grant: grant.id,
        }
    }
}

/// An access token that is good now, with the grant it belongs to.
pub(in crate::oidc) struct Good {
    pub(in crate::oidc) claims: AccessTokenClaims,
    pub(in crate::oidc) standing: Standing,
}

/// Checks an access token: signature, issuer, audience, time, and the grant in the database, so that
/// it is dead at once when the grant, the session, the pass or the person is.
///
/// The inner error says why, for the log.
pub(in crate::oidc) async fn check(
    provider: &Provider,
    token: &str,
) -> Fallible<Result<Good, &'static str>> {
    let now = provider.database.clock().now();
    let claims: Option<AccessTokenClaims> =
        provider.keys.verify(TokenType::AccessToken, token, now);
    let Some(claims) = claims else {
        return Ok(Err("not one of ours"));
    };
    // RFC 9068 §4: issuer and audience are ours, and it has not expired.
    if claims.iss != provider.issuer.as_str() || claims.aud != provider.issuer.as_str() {
        return Ok(Err("another issuer's or for another audience"));
    }
    if Timestamp::from_seconds(claims.exp) <= now {
        return Ok(Err("expired"));
    }
    let Some(standing) = store::find(provider.database.read(), claims.grant).await? else {
        return Ok(Err("its grant was ended"));
    };
    // Whatever is signed: a token is part of its grant.
    if claims.client_id != standing.grant.client || !claims.scope.is_within(&standing.grant.scopes)
    {
        return Ok(Err("more than its grant"));
    }
    Ok(match standing.ended(now) {
        Some(why) => Err(why.as_str()),
        None => Ok(Good { claims, standing }),
    })
}
