//! A client gives a token back (RFC 7009).
//!
//! Either kind of token ends its whole grant: whoever gives one back does not want the others. A token
//! that a client got for itself stands on no grant; it is remembered as spent until it expires.

use super::call::Call;
use super::clients::{Client, identify};
use super::error::{Error, ErrorCode};
use super::grants::{Standing, refresh_token, store};
use super::parameters::Parameters;
use super::provider::Provider;
use super::token::{is_access_token, read as read_access_token, spend_access_token};
use crate::audit::{self, Category, Event, Origin, Person};
use crate::base::{Fallible, Secret};
use crate::db::Work;

/// Ends what a token stands on, or answers with the error for the client.
///
/// A token that is unknown, expired or revoked already is no error (RFC 7009 §2.2).
pub async fn revoke(
    provider: &Provider,
    origin: &Origin,
    call: &Call<'_>,
    body: &Parameters,
) -> Fallible<Result<(), Error>> {
    let client = match identify(provider, call, body).await? {
        Ok(client) => client,
        Err(error) => return Ok(Err(error)),
    };
    let token = match read(body) {
        Ok(token) => token,
        Err(error) => return Ok(Err(error)),
    };
    if is_access_token(token) {
        revoke_access_token(provider, origin, &client, token).await
    } else {
        revoke_refresh_token(provider, origin, &client, token).await
    }
}

/// What kind a token is shows in itself, so no hint is needed and none is wrong (RFC 7009 §2.1).
fn read(body: &Parameters) -> Result<&str, Error> {
    body.one("token_type_hint")?;
    body.one("token")?.ok_or_else(|| Error::invalid_request("token is missing"))
}

async fn revoke_access_token(
    provider: &Provider,
    origin: &Origin,
    client: &Client,
    token: &str,
) -> Fallible<Result<(), Error>> {
    let Ok(claims) = read_access_token(provider, token) else { return Ok(Ok(())) };
    if claims.client_id != client.id {
        return Ok(Err(not_theirs()));
    }
    let work = provider.database.begin().await?;
    match &claims.of_the_person {
        None => spend_access_token(&work, &claims).await?,
        Some(person) => {
            if let Some(standing) = store::find(work.connection(), person.grant).await? {
                end(&work, origin, &standing).await?;
            }
        }
    }
    work.commit().await?;
    Ok(Ok(()))
}

async fn revoke_refresh_token(
    provider: &Provider,
    origin: &Origin,
    client: &Client,
    token: &str,
) -> Fallible<Result<(), Error>> {
    let digest = Secret::new(token).digest();
    // Nonsense costs no turn at the one writer.
    let known = refresh_token::store::find(provider.database.read(), digest).await?;
    let Some(known) = known else { return Ok(Ok(())) };
    if known.standing.grant.client != client.id {
        return Ok(Err(not_theirs()));
    }
    let work = provider.database.begin().await?;
    if let Some(standing) = store::find(work.connection(), known.standing.grant.id).await? {
        end(&work, origin, &standing).await?;
    }
    work.commit().await?;
    Ok(Ok(()))
}

/// Ends a grant with all that came of it; of many at once, one leaves the record.
async fn end(work: &Work, origin: &Origin, standing: &Standing) -> Fallible<()> {
    let grant = &standing.grant;
    if !store::end(work, grant.id).await? {
        return Ok(());
    }
    let event = Event::new(Category::ApplicationManagement, "Revoke token")
        .on(Person::new(grant.user, standing.person.username.as_str()))
        .for_client(grant.client.clone());
    audit::record(work, origin, event).await
}

/// RFC 7009 §2.1: a request for another client's token is refused, and the client is told.
fn not_theirs() -> Error {
    let description = "The token was issued to another client";
    Error::new(ErrorCode::UnauthorizedClient, description)
}
