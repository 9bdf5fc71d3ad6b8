//! What a token is worth at this moment (RFC 7662).
//!
//! A client learns of tokens that were issued to it, and of those that are meant for a resource that it
//! is itself. Everything else looks like a token that never was.

use serde::Serialize;

use super::call::Call;
use super::clients::{self, Client, identify};
use super::error::{Error, ErrorCode};
use super::grants::{Standing, refresh_token};
use super::parameters::Parameters;
use super::provider::Provider;
use super::scope::{Scope, Scopes};
use super::subject::subject_for;
use super::token::{
    AccessTokenClaims, Audience, Confirmation, is_access_token, is_spent,
    read as read_access_token, standing_of,
};
use crate::base::{ClientId, Fallible, Secret, Subject};

/// The answer (RFC 7662 §2.2): with every other member missing if the token is not active.
#[derive(Debug, Default, Serialize)]
pub struct Introspection {
    active: bool,
    #[serde(flatten)]
    token: Option<ActiveToken>,
}

#[derive(Debug, Serialize)]
struct ActiveToken {
    #[serde(skip_serializing_if = "Scopes::is_empty")]
    scope: Scopes,
    client_id: ClientId,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'static str>,
    exp: i64,
    iat: i64,
    sub: Subject,
    aud: Audience,
    iss: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    amr: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cnf: Option<Confirmation>,
}

impl From<Option<ActiveToken>> for Introspection {
    fn from(token: Option<ActiveToken>) -> Self {
        Self { active: token.is_some(), token }
    }
}

/// Answers an introspection request with what the token is worth or with the error for the client.
///
/// Whether what the token stands on still stands is asked of the database every time.
pub async fn introspect(
    provider: &Provider,
    call: &Call<'_>,
    body: &Parameters,
) -> Fallible<Result<Introspection, Error>> {
    let client = match identify(provider, call, body).await? {
        Ok(client) => client,
        Err(error) => return Ok(Err(error)),
    };
    let token = match read(&client, body) {
        Ok(token) => token,
        Err(error) => return Ok(Err(error)),
    };
    let found = if is_access_token(token) {
        of_access_token(provider, &client, token).await?
    } else {
        of_refresh_token(provider, &client, token).await?
    };
    Ok(Ok(found.into()))
}

/// What kind a token is shows in itself, so the hint changes nothing (RFC 7662 §2.1).
fn read<'a>(client: &Client, body: &'a Parameters) -> Result<&'a str, Error> {
    // RFC 7662 §2.1, §4: whoever asks must have proved who they are, or tokens could be guessed here.
    if client.is_public() {
        let description = "A public client cannot introspect tokens";
        return Err(Error::new(ErrorCode::InvalidClient, description));
    }
    body.one("token_type_hint")?;
    body.one("token")?.ok_or_else(|| Error::invalid_request("token is missing"))
}

async fn of_access_token(
    provider: &Provider,
    client: &Client,
    token: &str,
) -> Fallible<Option<ActiveToken>> {
    let Ok(claims) = read_access_token(provider, token) else { return Ok(None) };
    if !is_for(client, &claims) {
        return Ok(None);
    }
    let username = match &claims.of_the_person {
        Some(person) => match standing_of(provider, &claims, person.grant).await? {
            Ok(standing) => username(&standing, &claims.scope),
            Err(_) => return Ok(None),
        },
        None if is_live(provider, &claims).await? => None,
        None => return Ok(None),
    };
    let token_type = Some(if claims.cnf.is_some() { "DPoP" } else { "Bearer" });
    let (acr, amr, auth_time) = match claims.of_the_person {
        Some(person) => (Some(person.acr), person.amr, Some(person.auth_time)),
        None => (None, Vec::new(), None),
    };
    Ok(Some(ActiveToken {
        scope: claims.scope,
        client_id: claims.client_id,
        username,
        token_type,
        exp: claims.exp,
        iat: claims.iat,
        sub: claims.sub,
        aud: claims.aud,
        iss: provider.issuer.as_str().to_owned(),
        jti: Some(claims.jti),
        acr,
        amr,
        auth_time,
        cnf: claims.cnf,
    }))
}

/// Whether a client may know of a token.
fn is_for(client: &Client, claims: &AccessTokenClaims) -> bool {
    claims.client_id == client.id
        || client.metadata.serves.iter().any(|resource| claims.aud.names(resource.as_str()))
}

/// Whether a token that stands on no grant is still good: its client is enabled and has not revoked it.
async fn is_live(provider: &Provider, claims: &AccessTokenClaims) -> Fallible<bool> {
    let connection = provider.database.read();
    if is_spent(connection, claims).await? {
        return Ok(false);
    }
    let client = clients::store::find(connection, &claims.client_id).await?;
    Ok(client.is_some_and(|client| client.enabled))
}

/// A person's name is for who was allowed to see it, as at userinfo.
fn username(standing: &Standing, scopes: &Scopes) -> Option<String> {
    scopes.contains(Scope::Profile).then(|| standing.person.username.clone())
}

/// A refresh token is nobody's business but its own client's.
async fn of_refresh_token(
    provider: &Provider,
    client: &Client,
    token: &str,
) -> Fallible<Option<ActiveToken>> {
    let now = provider.database.clock().now();
    let digest = Secret::new(token).digest();
    let found = refresh_token::store::find(provider.database.read(), digest).await?;
    let found = found.filter(|found| {
        found.standing.grant.client == client.id
            && found.redeemed_at.is_none()
            && found.expires_at > now
            && found.standing.ended(now).is_none()
    });
    let Some(found) = found else { return Ok(None) };
    let standing = found.standing;
    let username = username(&standing, &standing.grant.scopes);
    let grant = standing.grant;
    Ok(Some(ActiveToken {
        aud: Audience::of(&provider.issuer, &grant.scopes, &grant.resources),
        scope: grant.scopes,
        client_id: grant.client,
        username,
        token_type: None,
        exp: found.expires_at.seconds(),
        iat: found.issued_at.seconds(),
        sub: subject_for(provider, client, &standing.person.subject)?,
        iss: provider.issuer.as_str().to_owned(),
        jti: None,
        acr: Some(grant.acr),
        amr: grant.amr.split_ascii_whitespace().map(str::to_owned).collect(),
        auth_time: Some(grant.authenticated_at.seconds()),
        cnf: found.key.map(|jkt| Confirmation { jkt }),
    }))
}
