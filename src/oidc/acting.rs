//! A client that acts for itself, by the access token it comes with (RFC 6749 §4.4, RFC 9068 §4).

use super::clients::{Client, store};
use super::error::Error;
use super::provider::Provider;
use super::scope::Scopes;
use super::token::{Presentation, check_possession, invalid_token, is_spent, read};
use crate::base::Fallible;

/// A client that has proved who it is, and how far it reaches in its own name.
#[derive(Clone, Debug)]
pub struct ActingClient {
    /// Which client.
    pub client: Client,
    /// What its token was issued for, and what it is still registered for.
    pub scopes: Scopes,
}

/// The client whose access token this is, or `invalid_token` (RFC 6750 §3.1), or `invalid_dpop_proof`
/// (RFC 9449 §7.1).
///
/// A token that a person stands behind is none of a client's own. The client's row is read every time:
/// disabled, it is refused at once.
pub async fn acting_client(
    provider: &Provider,
    presentation: &Presentation<'_>,
) -> Fallible<Result<ActingClient, Error>> {
    let claims = match read(provider, presentation.token.expose()) {
        Ok(claims) => claims,
        Err(why) => return Ok(Err(invalid_token(why))),
    };
    // RFC 9068 §4: it is meant for us.
    if !claims.aud.names(provider.issuer.as_str()) {
        return Ok(Err(invalid_token("for another audience")));
    }
    if claims.of_the_person.is_some() {
        return Ok(Err(invalid_token("a person's, and no client's own")));
    }
    let connection = provider.database.read();
    if is_spent(connection, &claims).await? {
        return Ok(Err(invalid_token("given back")));
    }
    let client = store::find(connection, &claims.client_id).await?;
    let Some(client) = client.filter(|client| client.enabled) else {
        return Ok(Err(invalid_token("its client is gone")));
    };
    // Last, for it uses the proof up.
    if let Err(error) = check_possession(provider, presentation, claims.cnf.as_ref()).await? {
        return Ok(Err(error));
    }
    let scopes = claims.scope.intersection(&client.metadata.scope);
    Ok(Ok(ActingClient { client, scopes }))
}
