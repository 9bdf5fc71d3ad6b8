//! Making the tokens of a response.

use std::time::Duration;

use serde::Serialize;

use super::access_token::{AccessTokenClaims, Terms};
use super::id_token::IdTokenClaims;
use crate::base::{Fallible, Secret, Timestamp};
use crate::oidc::clients::Client;
use crate::oidc::dpop::Thumbprint;
use crate::oidc::grants::Standing;
use crate::oidc::grants::refresh_token::store::NewRefreshToken;
use crate::oidc::keys::TokenType;
use crate::oidc::provider::Provider;
use crate::oidc::resource::Resources;
use crate::oidc::scope::{Scope, Scopes};
use crate::oidc::subject::as_known_to;

/// A successful token response (RFC 6749 §5.1, OIDC Core §3.1.3.3).
#[derive(Debug)]
pub struct TokenResponse {
    pub(super) access_token: Secret,
    token_type: &'static str,
    pub(super) expires_in: Duration,
    refresh_token: Option<Secret>,
    pub(super) id_token: Option<Secret>,
    pub(super) scopes: Scopes,
}

impl TokenResponse {
    /// The response as JSON. Whoever calls this answers for where it goes.
    pub fn expose(&self) -> Fallible<Vec<u8>> {
        #[derive(Serialize)]
        struct Json<'a> {
            access_token: &'a str,
            token_type: &'static str,
            expires_in: u64,
            #[serde(skip_serializing_if = "Option::is_none")]
            refresh_token: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            id_token: Option<&'a str>,
            // RFC 6749 §3.3: there is no scope without a word in it.
            #[serde(skip_serializing_if = "Scopes::is_empty")]
            scope: &'a Scopes,
        }
        Ok(serde_json::to_vec(&Json {
            access_token: self.access_token.expose(),
            token_type: self.token_type,
            expires_in: self.expires_in.as_secs(),
            refresh_token: self.refresh_token.as_ref().map(Secret::expose),
            id_token: self.id_token.as_ref().map(Secret::expose),
            scope: &self.scopes,
        })?)
    }
}

/// A refresh token of the grant's family, to be stored. It lives as long as the grant does, so without
/// `offline_access` it ends with the session.
pub(super) fn new_refresh_token<'a>(
    provider: &Provider,
    now: Timestamp,
    token: &Secret,
    standing: &Standing,
    key: Option<&'a Thumbprint>,
) -> NewRefreshToken<'a> {
    NewRefreshToken {
        digest: token.digest(),
        grant: standing.grant.id,
        issued_at: now,
        expires_at: refresh_token_ends_at(provider, now, standing),
        key,
    }
}

/// When a refresh token ends that is used now.
pub(super) fn refresh_token_ends_at(
    provider: &Provider,
    now: Timestamp,
    standing: &Standing,
) -> Timestamp {
    capped(now.plus(provider.lifetimes.refresh_token), standing)
}

/// What tokens are made of.
pub(super) struct Issue<'a> {
    /// Who gets them.
    pub(super) client: &'a Client,
    /// What they stand on.
    pub(super) standing: &'a Standing,
    /// What they reach.
    pub(super) scopes: &'a Scopes,
    /// For which resources the access token is meant.
    pub(super) resources: &'a Resources,
    /// What the ID token passes through.
    pub(super) nonce: Option<&'a str>,
    /// The key that the access token is bound to.
    pub(super) key: Option<&'a Thumbprint>,
    /// What goes with them.
    pub(super) refresh_token: Option<Secret>,
    /// The present instant.
    pub(super) now: Timestamp,
}

impl Issue<'_> {
    /// Makes the access token and, for an OpenID Connect request, the ID token.
    pub(super) fn response(self, provider: &Provider) -> Fallible<TokenResponse> {
        let Self { client, standing, scopes, resources, key, now, .. } = self;
        let standing = &*as_known_to(provider, client, standing)?;
        let expires_at = capped(now.plus(provider.lifetimes.access_token), standing);
        let terms = Terms { issuer: &provider.issuer, scopes, resources, key, now, expires_at };
        let claims = AccessTokenClaims::of_grant(terms, standing);
        let access_token =
            provider.keys.sign(client.access_token_alg(), TokenType::AccessToken, &claims, now)?;
        let id_token = if scopes.contains(Scope::OpenId) {
            let algorithm = client.metadata.id_token_signed_response_alg;
            let expires_at = capped(now.plus(provider.lifetimes.id_token), standing);
            let claims = IdTokenClaims::new(&provider.issuer, standing, now, expires_at)
                .with_nonce(self.nonce)
                .with_at_hash(algorithm, &access_token);
            Some(provider.keys.sign(algorithm, TokenType::IdToken, &claims, now)?)
        } else {
            None
        };
        Ok(TokenResponse {
            access_token,
            token_type: token_type(key),
            expires_in: expires_at.since(now),
            refresh_token: self.refresh_token,
            id_token,
            scopes: scopes.clone(),
        })
    }
}

/// The access token of a client that acts for itself, and nothing else (RFC 6749 §4.4.3).
pub(super) fn of_client(
    provider: &Provider,
    client: &Client,
    scopes: &Scopes,
    resources: &Resources,
    key: Option<&Thumbprint>,
) -> Fallible<TokenResponse> {
    let now = provider.database.clock().now();
    let lifetime = provider.lifetimes.access_token;
    let (issuer, expires_at) = (&provider.issuer, now.plus(lifetime));
    let terms = Terms { issuer, scopes, resources, key, now, expires_at };
    let claims = AccessTokenClaims::of_client(terms, &client.id);
    Ok(TokenResponse {
        access_token: provider.keys.sign(
            client.access_token_alg(),
            TokenType::AccessToken,
            &claims,
            now,
        )?,
        token_type: token_type(key),
        expires_in: lifetime,
        refresh_token: None,
        id_token: None,
        scopes: scopes.clone(),
    })
}

/// RFC 6750 §6.1.1, RFC 9449 §5.
const fn token_type(key: Option<&Thumbprint>) -> &'static str {
    if key.is_some() { "DPoP" } else { "Bearer" }
}

/// Nothing outlives the pass.
fn capped(expires_at: Timestamp, standing: &Standing) -> Timestamp {
    standing.pass_ends_at.map_or(expires_at, |end| end.min(expires_at))
}
