//! An access token for a client that acts for itself (RFC 6749 §4.4).

use super::answer::Request;
use super::issue::{TokenResponse, of_client};
use crate::base::Fallible;
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::parameters::Parameters;
use crate::oidc::resource::Resources;
use crate::oidc::scope::Scopes;

/// Nobody signs in, so there is no ID token; the client can come again, so there is no refresh token
/// (RFC 6749 §4.4.3). Nothing is written.
pub(super) fn issue_to_client(request: Request<'_>) -> Fallible<Result<TokenResponse, Error>> {
    let Request { provider, client, key, body, .. } = request;
    let allowed = &client.metadata.resources;
    match refuse_scopes(body).and_then(|()| Resources::asked(body, allowed)) {
        Ok(resources) => of_client(provider, client, &resources, key).map(Ok),
        Err(error) => Ok(Err(error)),
    }
}

/// Every scope that Daypass knows is about a person; others are left out, as everywhere.
fn refuse_scopes(body: &Parameters) -> Result<(), Error> {
    let refused = || {
        let description = "A client that acts for itself can have no scope about a person";
        Error::new(ErrorCode::InvalidScope, description)
    };
    let asked = Scopes::parse(body.one("scope")?.unwrap_or_default()).map_err(|_| refused())?;
    if asked.is_empty() { Ok(()) } else { Err(refused()) }
}
