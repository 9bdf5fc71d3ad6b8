//! A token request: who asks, and with what.

use super::client_credentials::issue_to_client;
use super::device_code::redeem;
use super::exchange::exchange;
use super::issue::TokenResponse;
use super::refresh::refresh;
use super::request::Request;
use crate::audit::Origin;
use crate::base::Fallible;
use crate::oidc::call::Call;
use crate::oidc::clients::{Client, GrantType, identify};
use crate::oidc::dpop::{Made, Proof, Thumbprint};
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::issuer::path;
use crate::oidc::parameters::Parameters;
use crate::oidc::provider::Provider;

/// Answers a token request with tokens or with the error for the client (RFC 6749 §5).
pub async fn answer(
    provider: &Provider,
    origin: &Origin,
    call: &Call<'_>,
    body: &Parameters,
) -> Fallible<Result<TokenResponse, Error>> {
    let client = match identify(provider, call, body).await? {
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
    let key = match key(provider, &client, call).await? {
        Ok(key) => key,
        Err(error) => return Ok(Err(error)),
    };
    let request = Request { provider, origin, client: &client, key: key.as_ref(), body };
    match grant_type {
        GrantType::AuthorizationCode => exchange(request).await,
        GrantType::RefreshToken => refresh(request).await,
        GrantType::ClientCredentials => issue_to_client(request),
        GrantType::DeviceCode => redeem(request).await,
    }
}

/// The key of the proof that came along, which is used up by it (RFC 9449 §5).
async fn key(
    provider: &Provider,
    client: &Client,
    call: &Call<'_>,
) -> Fallible<Result<Option<Thumbprint>, Error>> {
    let made = Made { method: "POST", path: path::TOKEN, access_token: None };
    let proof = match Proof::read(provider, &call.proofs, made) {
        Ok(proof) => proof,
        Err(error) => return Ok(Err(error)),
    };
    let Some(proof) = proof else {
        // RFC 9449 §5.2, FAPI 2.0 Security Profile §5.3.2.1.
        return Ok(if client.must_bind_tokens() {
            Err(Error::new(ErrorCode::InvalidDpopProof, "This client must send a DPoP proof"))
        } else {
            Ok(None)
        });
    };
    Ok(proof.spend(provider).await?.map(|()| Some(proof.key().clone())))
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
