//! A client looks after its own registration (RFC 7592 §2).

use super::policy::Mode;
use super::register::{Refusal, record};
use super::request::{self, Sent, invalid};
use super::response::Registration;
use super::{sector, store};
use crate::audit::Origin;
use crate::base::{ClientId, Digest, Fallible, Secret};
use crate::db::{ConnectionTrait, Work};
use crate::oidc::clients::{self, Client, ClientMetadata};
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::provider::Provider;

/// What is registered (RFC 7592 §2.1). The secret is not in it: nobody knows it any more.
pub async fn show(
    provider: &Provider,
    id: &ClientId,
    token: Option<&Secret>,
) -> Fallible<Result<Registration, Refusal>> {
    let token = match presented(provider, token) {
        Ok(token) => token,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let own = own(provider.database.read(), id, token).await?;
    Ok(own.map(|client| Registration::new(provider, client, token.clone(), None)))
}

/// Replaces what is registered (RFC 7592 §2.2): members that are not sent get their defaults.
///
/// A client that comes to authenticate by a secret gets a fresh one. People whom it would now take
/// somewhere else, or who know it by another name, are asked for their consent again.
pub async fn update(
    provider: &Provider,
    origin: &Origin,
    id: &ClientId,
    token: Option<&Secret>,
    body: &[u8],
) -> Fallible<Result<Registration, Refusal>> {
    let token = match presented(provider, token) {
        Ok(token) => token,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let client = match own(provider.database.read(), id, token).await? {
        Ok(client) => client,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let metadata = match replacement(provider, &client, body).await {
        Ok(metadata) => metadata,
        Err(error) => return Ok(Err(error.into())),
    };
    let work = provider.database.begin().await?;
    // As it is now: the network has been asked meanwhile.
    let mut client = match own(work.connection(), id, token).await? {
        Ok(client) => client,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let secret = replace(&work, &client, &metadata).await?;
    record(&work, origin, id, "Update application").await?;
    work.commit().await?;
    provider.clients.forget(id);
    client.metadata = metadata;
    Ok(Ok(Registration::new(provider, client, token.clone(), secret)))
}

/// Deletes the client with everything it holds (RFC 7592 §2.3).
pub async fn delete(
    provider: &Provider,
    origin: &Origin,
    id: &ClientId,
    token: Option<&Secret>,
) -> Fallible<Result<(), Refusal>> {
    let token = match presented(provider, token) {
        Ok(token) => token,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let work = provider.database.begin().await?;
    if let Err(refusal) = own(work.connection(), id, token).await? {
        return Ok(Err(refusal));
    }
    clients::store::delete(&work, id).await?;
    record(&work, origin, id, "Delete application").await?;
    work.commit().await?;
    provider.clients.forget(id);
    Ok(Ok(()))
}

fn presented<'t>(provider: &Provider, token: Option<&'t Secret>) -> Result<&'t Secret, Refusal> {
    match (provider.registration.mode, token) {
        (Mode::Off, _) => Err(Refusal::Off),
        (_, None) => Err(Refusal::NoToken),
        (_, Some(token)) => Ok(token),
    }
}

/// The client whose registration access token this is.
async fn own(
    connection: &impl ConnectionTrait,
    id: &ClientId,
    token: &Secret,
) -> Fallible<Result<Client, Refusal>> {
    let registered = store::find_registration(connection, id).await?.unwrap_or(Digest::ZERO);
    // RFC 7592 §2.1: the same for a client that is not there, and for a wrong token.
    if !token.digest().matches(&registered) {
        return Ok(Err(refused(
            ErrorCode::InvalidToken,
            "The registration access token is not one for this client",
        )));
    }
    Ok(match clients::store::find(connection, id).await? {
        Some(client) if client.enabled => Ok(client),
        // RFC 7592 §2.1: 403 for a client that may not read its record.
        Some(_) => Err(refused(ErrorCode::AccessDenied, "An administrator disabled this client")),
        None => Err(refused(ErrorCode::InvalidToken, "There is no such client")),
    })
}

fn refused(code: ErrorCode, description: &'static str) -> Refusal {
    Refusal::Refused(Error::new(code, description))
}

/// What is to be registered from now on.
async fn replacement(
    provider: &Provider,
    client: &Client,
    body: &[u8],
) -> Result<ClientMetadata, Error> {
    let sent = Sent::read(body)?;
    check_whose(&sent, client)?;
    let metadata = request::of(&provider.issuer, &sent)?;
    sector::check(provider, &metadata).await?;
    Ok(metadata)
}

/// RFC 7592 §2.2: the client names itself, and sends nothing that is ours to say.
fn check_whose(sent: &Sent, client: &Client) -> Result<(), Error> {
    for name in [
        "registration_access_token",
        "registration_client_uri",
        "client_secret_expires_at",
        "client_id_issued_at",
    ] {
        if sent.has(name) {
            let description = format!("{name} is not the client's to change: leave it out");
            return Err(Error::invalid_request(description));
        }
    }
    let id: Option<String> = sent.one("client_id", "a string")?;
    if id.as_deref() != Some(client.id.as_str()) {
        return Err(invalid("client_id must be the client's own"));
    }
    let secret: Option<Secret> = sent.one("client_secret", "a string")?;
    if secret.is_some_and(|secret| !client.is_secret(&secret)) {
        return Err(invalid("client_secret must be the one that was issued, or be left out"));
    }
    Ok(())
}

async fn replace(
    work: &Work,
    before: &Client,
    metadata: &ClientMetadata,
) -> Fallible<Option<Secret>> {
    let id = &before.id;
    clients::store::update_metadata(work, id, metadata).await?;
    let has_secret = metadata.token_endpoint_auth_method.has_secret();
    let secret = (has_secret && !before.has_secret()).then(|| work.random().token());
    if has_secret != before.has_secret() {
        clients::store::set_secret(work, id, secret.as_ref().map(Secret::digest)).await?;
    }
    // What people allowed, they allowed the app as they knew it.
    let known = &before.metadata;
    if known.client_name != metadata.client_name || known.redirect_uris != metadata.redirect_uris {
        store::delete_consents(work, id).await?;
    }
    Ok(secret)
}
