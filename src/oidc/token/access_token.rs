//! Access tokens: JWTs (RFC 9068) that also name their grant.

use serde::{Deserialize, Serialize};

use crate::base::{
    ClientId, Digest, Fallible, GrantId, Random, Secret, SessionId, Subject, Timestamp,
};
use crate::credentials::{is_spent as is_digest_spent, spend};
use crate::db::{ConnectionTrait, Work};
use crate::oidc::dpop::{Made, Proof, Thumbprint};
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::grants::{Standing, store};
use crate::oidc::issuer::Issuer;
use crate::oidc::provider::Provider;
use crate::oidc::resource::{Resource, Resources};
use crate::oidc::scope::{Scope, Scopes};

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
    #[serde(default, skip_serializing_if = "Scopes::is_empty")]
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
    /// RFC 8707 §2.2: the resources that were asked for. RFC 9068 §3: without any, the default one, which
    /// is our own userinfo; it belongs to an OpenID Connect request in any case.
    pub(in crate::oidc) fn of(issuer: &Issuer, scopes: &Scopes, resources: &Resources) -> Self {
        let ours = resources.is_empty() || scopes.contains(Scope::OpenId);
        let resources = resources.iter().map(Resource::as_str);
        let mut all: Vec<String> =
            resources.chain(ours.then_some(issuer.as_str())).map(str::to_owned).collect();
        match (all.pop(), all.is_empty()) {
            (Some(one), true) => Self::One(one),
            (last, _) => {
                all.extend(last);
                Self::Many(all)
            }
        }
    }

    /// Whether this is one of them.
    pub fn names(&self, identifier: &str) -> bool {
        match self {
            Self::One(audience) => audience == identifier,
            Self::Many(audiences) => audiences.iter().any(|audience| audience == identifier),
        }
    }
}

/// What every access token says of itself.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    pub(super) issuer: &'a Issuer,
    pub(super) scopes: &'a Scopes,
    pub(super) resources: &'a Resources,
    pub(super) key: Option<&'a Thumbprint>,
    pub(super) now: Timestamp,
    pub(super) expires_at: Timestamp,
}

impl AccessTokenClaims {
    /// For a client that a person authorized.
    pub(super) fn of_grant(terms: Terms<'_>, standing: &Standing) -> Self {
        let grant = &standing.grant;
        let of_the_person = OfThePerson {
            auth_time: grant.authenticated_at.seconds(),
            acr: grant.acr.clone(),
            amr: grant.amr.split_ascii_whitespace().map(str::to_owned).collect(),
            sid: grant.sid,
            grant: grant.id,
        };
        let subject = standing.person.subject.clone();
        Self::new(terms, subject, grant.client.clone(), Some(of_the_person))
    }

    /// For a client that acts for itself: it is the subject (RFC 9068 §2.2).
    pub(super) fn of_client(terms: Terms<'_>, client: &ClientId) -> Self {
        Self::new(terms, Subject::new(client.as_str()), client.clone(), None)
    }

    fn new(
        terms: Terms<'_>,
        sub: Subject,
        client_id: ClientId,
        of_the_person: Option<OfThePerson>,
    ) -> Self {
        let Terms { issuer, scopes, resources, key, now, expires_at } = terms;
        Self {
            iss: issuer.as_str().to_owned(),
            aud: Audience::of(issuer, scopes, resources),
            sub,
            client_id,
            exp: expires_at.seconds(),
            iat: now.seconds(),
            // Two tokens for one person within a second must differ.
            jti: Random.token().expose().to_owned(),
            scope: scopes.clone(),
            cnf: key.cloned().map(|jkt| Confirmation { jkt }),
            of_the_person,
        }
    }
}

/// An access token that is good now, with the grant it belongs to.
pub(in crate::oidc) struct Good {
    pub(in crate::oidc) claims: AccessTokenClaims,
    pub(in crate::oidc) standing: Standing,
}

/// Checks an access token that comes to us: signature, issuer, audience, time, and the grant in the
/// database, so that it is dead at once when the grant, the session, the pass or the person is.
///
/// The inner error says why, for the log.
pub(in crate::oidc) async fn check(
    provider: &Provider,
    token: &str,
) -> Fallible<Result<Good, &'static str>> {
    let claims = match read(provider, token) {
        Ok(claims) => claims,
        Err(why) => return Ok(Err(why)),
    };
    // RFC 9068 §4: it is meant for us.
    if !claims.aud.names(provider.issuer.as_str()) {
        return Ok(Err("for another audience"));
    }
    let Some(person) = &claims.of_the_person else {
        return Ok(Err("nobody signed in for it"));
    };
    let standing = standing_of(provider, &claims, person.grant).await?;
    Ok(standing.map(|standing| Good { claims, standing }))
}

/// Whether a token is an access token by its looks: refresh tokens have no dots.
pub(in crate::oidc) fn is_access_token(token: &str) -> bool {
    token.contains('.')
}

/// The claims of an access token that we issued and that has not expired, whoever it is meant for and
/// whether or not what it stands on still stands.
pub(in crate::oidc) fn read(
    provider: &Provider,
    token: &str,
) -> Result<AccessTokenClaims, &'static str> {
    let now = provider.database.clock().now();
    let claims: Option<AccessTokenClaims> = provider.keys.verify_access_token(token, now);
    let claims = claims.ok_or("not one of ours")?;
    if claims.iss != provider.issuer.as_str() {
        return Err("another issuer's");
    }
    if Timestamp::from_seconds(claims.exp) <= now {
        return Err("expired");
    }
    Ok(claims)
}

/// The grant that an access token stands on, if it still stands: one read.
pub(in crate::oidc) async fn standing_of(
    provider: &Provider,
    claims: &AccessTokenClaims,
    grant: GrantId,
) -> Fallible<Result<Standing, &'static str>> {
    let Some(standing) = store::find(provider.database.read(), grant).await? else {
        return Ok(Err("its grant was ended"));
    };
    // Whatever is signed: a token is part of its grant.
    if claims.client_id != standing.grant.client || !claims.scope.is_within(&standing.grant.scopes)
    {
        return Ok(Err("more than its grant"));
    }
    let now = provider.database.clock().now();
    Ok(standing.ended(now).map_or(Ok(standing), |why| Err(why.as_str())))
}

/// Voids an access token that stands on no grant, until it expires anyway.
pub(in crate::oidc) async fn spend_access_token(
    work: &Work,
    claims: &AccessTokenClaims,
) -> Fallible<()> {
    spend(work, revoked(&claims.jti), Timestamp::from_seconds(claims.exp)).await?;
    Ok(())
}

/// Whether [`spend_access_token`] was done to it.
pub(in crate::oidc) async fn is_spent(
    connection: &impl ConnectionTrait,
    claims: &AccessTokenClaims,
) -> Fallible<bool> {
    is_digest_spent(connection, revoked(&claims.jti)).await
}

fn revoked(jti: &str) -> Digest {
    Digest::of(format!("access token:{jti}").as_bytes())
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
