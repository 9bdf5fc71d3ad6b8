//! An access token for a client that acts for itself (RFC 6749 §4.4).

use super::issue::{TokenResponse, of_client};
use super::request::Request;
use crate::base::Fallible;
use crate::oidc::clients::Client;
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::parameters::Parameters;
use crate::oidc::resource::Resources;
use crate::oidc::scope::Scopes;

/// Nobody signs in, so there is no ID token; the client can come again, so there is no refresh token
/// (RFC 6749 §4.4.3). Nothing is written.
pub(super) fn issue_to_client(request: Request<'_>) -> Fallible<Result<TokenResponse, Error>> {
    let Request { provider, client, key, body, .. } = request;
    let allowed = &client.metadata.resources;
    let asked =
        scopes(client, body).and_then(|scopes| Ok((scopes, Resources::asked(body, allowed)?)));
    match asked {
        Ok((scopes, resources)) => of_client(provider, client, &scopes, &resources, key).map(Ok),
        Err(error) => Ok(Err(error)),
    }
}

/// What the client has in its own name. A scope about a person is refused; what Daypass does not know
/// is left out, as everywhere.
fn scopes(client: &Client, body: &Parameters) -> Result<Scopes, Error> {
    let refused = |description| Error::new(ErrorCode::InvalidScope, description);
    let about_a_person = "A client that acts for itself can have no scope about a person";
    let asked = Scopes::parse(body.one("scope")?.unwrap_or_default())
        .map_err(|_| refused(about_a_person))?;
    if !asked.of_people().is_empty() {
        return Err(refused(about_a_person));
    }
    if !asked.is_within(&client.metadata.scope) {
        return Err(refused("This client is not registered for the whole of this scope"));
    }
    Ok(asked)
}
