//! A token request: who asks, and with what.

use super::exchange::exchange;
use super::issue::TokenResponse;
use super::refresh::refresh;
use crate::audit::Origin;
use crate::base::Fallible;
use crate::oidc::clients::{GrantType, Presented, authenticate};
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::parameters::Parameters;
use crate::oidc::provider::Provider;

/// Answers a token request with tokens or with the error for the client (RFC 6749 §5).
pub async fn answer(
    provider: &Provider,
    origin: &Origin,
    authorization: Option<&str>,
    body: &Parameters,
) -> Fallible<Result<TokenResponse, Error>> {
    let presented = match Presented::read(authorization, body) {
        Ok(presented) => presented,
        Err(error) => return Ok(Err(error)),
    };
    let client = match authenticate(provider, &presented).await? {
        Ok(client) => client,
        Err(error) => return Ok(Err(error)),
    };
    let grant_type = match grant_type(body) {
        Ok(grant_type) => grant_type,
        Err(error) => return Ok(Err(error)),
    };
    // RFC 6749 §5.2: the client must be registered for the grant type.
    if !client.allows(grant_type) {
        return Ok(Err(Error::new(
            ErrorCode::UnauthorizedClient,
            "This client is not registered for this grant type",
        )));
    }
    match grant_type {
        GrantType::AuthorizationCode => exchange(provider, origin, &client, body).await,
        GrantType::RefreshToken => refresh(provider, origin, &client, body).await,
        GrantType::ClientCredentials | GrantType::DeviceCode => Ok(Err(unsupported())),
    }
}

fn grant_type(body: &Parameters) -> Result<GrantType, Error> {
    match body.one("grant_type")? {
        Some(name) => GrantType::named(name).ok_or_else(unsupported),
        None => Err(Error::invalid_request("grant_type is missing")),
    }
}

fn unsupported() -> Error {
    Error::new(ErrorCode::UnsupportedGrantType, "There is no such grant type here")
}
