//! An access token for a client that acts for itself (RFC 6749 §4.4).

use super::access_token::AccessTokenClaims;
use super::answer::Request;
use super::issue::TokenResponse;
use crate::base::Fallible;
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::keys::{Algorithm, TokenType};
use crate::oidc::parameters::Parameters;
use crate::oidc::resource::Resources;
use crate::oidc::scope::Scopes;

/// Nobody signs in, so there is no ID token; the client can come again, so there is no refresh token
/// (RFC 6749 §4.4.3). Nothing is written.
pub(super) fn issue_to_client(request: Request<'_>) -> Fallible<Result<TokenResponse, Error>> {
    let Request { provider, client, key, body, .. } = request;
    let resources = match read(body).and_then(|()| {
        Resources::asked(body, &client.metadata.resources)
    }) {
        Ok(resources) => resources,
        Err(error) => return Ok(Err(error)),
    };
    let now = provider.database.clock().now();
    let expires_at = now.plus(provider.lifetimes.access_token);
    let issuer = &provider.issuer;
    let claims = AccessTokenClaims::of_client(issuer, client, &resources, key, now, expires_at);
    let access_token =
        provider.keys.sign(Algorithm::Es256, TokenType::AccessToken, &claims, now)?;
    Ok(Ok(TokenResponse::of_client(access_token, key, expires_at.since(now))))
}

/// Every scope that Daypass knows is about a person; others are left out, as everywhere.
fn read(body: &Parameters) -> Result<(), Error> {
    let refused = || {
        let description = "A client that acts for itself can have no scope about a person";
        Error::new(ErrorCode::InvalidScope, description)
    };
    let asked = Scopes::parse(body.one("scope")?.unwrap_or_default()).map_err(|_| refused())?;
    if asked.is_empty() { Ok(()) } else { Err(refused()) }
}
