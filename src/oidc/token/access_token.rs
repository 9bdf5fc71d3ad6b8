//! Access tokens: JWTs (RFC 9068) that also name their grant.

use serde::{Deserialize, Serialize};

use crate::base::{ClientId, Fallible, GrantId, Random, Secret, SessionId, Subject, Timestamp};
use crate::oidc::dpop::{Made, Proof, Thumbprint};
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::grants::{Standing, store};
use crate::oidc::issuer::Issuer;
use crate::oidc::keys::TokenType;
use crate::oidc::provider::Provider;
use crate::oidc::scope::Scopes;

/// The claims of an access token (RFC 9068 §2.2). Those of an authentication are there if a person
/// signed in for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessTokenClaims {
    iss: String,
    /// For whom it is meant.
    pub aud: Audience,
    /// Whom the token is about.
    pub sub: Subject,
    /// Who got it.
    pub client_id: ClientId,
    /// When it ends, in seconds since the epoch.
    pub exp: i64,
    /// When it was made, in seconds since the epoch.
    pub iat: i64,
    /// Which token it is.
    pub jti: String,
    /// What it reaches.
    pub scope: Scopes,
    /// The key that it is bound to (RFC 9449 §6.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
    /// How the person signed in.
    #[serde(flatten)]
    pub of_the_person: Option<OfThePerson>,
}

/// The claims of an access token that a person stands behind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfThePerson {
    /// When they signed in, in seconds since the epoch.
    pub auth_time: i64,
    /// How strongly.
    pub acr: String,
    /// By which methods.
    pub amr: Vec<String>,
    sid: SessionId,
    /// The grant it belongs to, with which it falls.
    pub grant: GrantId,
}

/// The key that a token is bound to (RFC 7800 §3.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// Its thumbprint.
    pub jkt: Thumbprint,
}

/// For whom a token is meant (RFC 7519 §4.1.3): one text, or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Audience {
    /// RFC 9068 §3: the default resource, which is our own userinfo.
    pub fn issuer(issuer: &Issuer) -> Self {
        Self::One(issuer.as_str().to_owned())
    }

    /// Whether this is one of them.
    pub fn names(&self, identifier: &str) -> bool {
        match self {
            Self::One(audience) => audience == identifier,
            Self::Many(audiences) => audiences.iter().any(|audience| audience == identifier),
        }
    }
}

impl AccessTokenClaims {
    pub(super) fn of_grant(
        issuer: &Issuer,
        standing: &Standing,
        scopes: &Scopes,
        key: Option<&Thumbprint>,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Self {
        let grant = &standing.grant;
        Self {
            iss: issuer.as_str().to_owned(),
            aud: Audience::issuer(issuer),
            sub: standing.person.subject.clone(),
            client_id: grant.client.clone(),
            exp: expires_at.seconds(),
            iat: now.seconds(),
            // Two tokens for one person within a second must differ.
            jti: Random.token().expose().to_owned(),
            scope: scopes.clone(),
            cnf: key.cloned().map(|jkt| Confirmation { jkt }),
            of_the_person: Some(OfThePerson {
                auth_time: grant.authenticated_at.seconds(),
                acr: grant.acr.clone(),
                amr: grant.amr.split_ascii_whitespace().map(str::to_owned).collect(),
                sid: grant.sid,
                grant: grant.id,
            }),
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
    let issuer = provider.issuer.as_str();
    if claims.iss != issuer || !claims.aud.names(issuer) {
        return Ok(Err("another issuer's or for another audience"));
    }
    if Timestamp::from_seconds(claims.exp) <= now {
        return Ok(Err("expired"));
    }
    let Some(person) = &claims.of_the_person else {
        return Ok(Err("nobody signed in for it"));
    };
    let Some(standing) = store::find(provider.database.read(), person.grant).await? else {
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

/// An access token as somebody came with it.
#[derive(Clone, Debug)]
pub struct Presentation<'a> {
    /// The token.
    pub token: Secret,
    /// Whether it came by the scheme DPoP (RFC 9449 §7.1) rather than as a bearer token (RFC 6750).
    pub by_dpop: bool,
    /// Every proof that came along.
    pub proofs: Vec<&'a str>,
    /// By which method it came, and to which path under the issuer.
    pub method: &'a str,
    /// The endpoint's path.
    pub path: &'a str,
}

/// Checks that who came with a bound token holds its key, and that nobody treats it as one that needs
/// none (RFC 9449 §7.1, §7.2).
pub(in crate::oidc) async fn check_possession(
    provider: &Provider,
    presentation: &Presentation<'_>,
    bound: Option<&Confirmation>,
) -> Fallible<Result<(), Error>> {
    let Some(confirmation) = bound else {
        return Ok(if presentation.by_dpop {
            Err(invalid_token("not bound to a key, but sent by the scheme DPoP"))
        } else {
            Ok(())
        });
    };
    if !presentation.by_dpop {
        return Ok(Err(invalid_token("bound to a key, but sent as a bearer token")));
    }
    let Presentation { method, path, .. } = *presentation;
    let made = Made { method, path, access_token: Some(presentation.token.expose()) };
    match Proof::read(provider, &presentation.proofs, made) {
        Err(error) => Ok(Err(error)),
        Ok(Some(proof)) if *proof.key() == confirmation.jkt => proof.spend(provider).await,
        Ok(Some(_)) => Ok(Err(invalid_token("bound to another key than the proof's"))),
        Ok(None) => Ok(Err(Error::new(ErrorCode::InvalidDpopProof, "There is no DPoP proof"))),
    }
}

/// One sentence for every reason: which one it was is for the log.
pub(in crate::oidc) fn invalid_token(why: &'static str) -> Error {
    Error::new(ErrorCode::InvalidToken, "The access token is malformed, expired or revoked")
        .with_detail(format!("access token: {why}"))
}
