//! Registering and disabling clients.

use std::collections::HashSet;

use super::client::{AuthMethod, Client, ClientMetadata, InvalidMetadata, Source, validate_id};
use super::settings::{ClientSettings, development_client};
use super::store;
use crate::audit::{self, Actor, Category, Event, Origin};
use crate::base::{ClientId, Digest, Fallible, Fault, Secret};
use crate::db::{Database, Work};
use crate::oidc::issuer::Issuer;

/// A client that somebody wants to add from the command line.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// The id it shall have.
    pub id: ClientId,
    /// Its metadata.
    pub metadata: ClientMetadata,
}

/// The answer to [`add`].
#[derive(Debug)]
pub enum Added {
    /// It was added; this is the only time its secret is known (none for a public client).
    Added(Option<Secret>),
    /// There is such a client already, enabled or not.
    IdTaken,
    /// The metadata cannot be accepted.
    Refused(InvalidMetadata),
}

/// Adds a client that is kept in the database, with a fresh secret unless it is public.
pub async fn add(work: &Work, origin: &Origin, by: Actor, client: &NewClient) -> Fallible<Added> {
    if let Err(why) = validate_id(&client.id).and_then(|()| client.metadata.validate()) {
        return Ok(Added::Refused(why));
    }
    let public = client.metadata.token_endpoint_auth_method == AuthMethod::None;
    let secret = (!public).then(|| work.random().token());
    let digest = secret.as_ref().map(Secret::digest);
    if !store::insert(work, &client.id, &client.metadata, digest, Source::Cli).await? {
        return Ok(Added::IdTaken);
    }
    let event = Event::new(Category::ApplicationManagement, "Add application");
    audit::record(work, origin, event.by(by).for_client(client.id.clone())).await?;
    Ok(Added::Added(secret))
}

/// The answer to [`disable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disabled {
    /// It gets nothing any more.
    Disabled,
    /// There is no such client.
    NotFound,
    /// It is kept in the settings file and has to be removed there.
    KeptInSettings,
}

/// Disables a client that is kept in the database.
pub async fn disable(work: &Work, origin: &Origin, by: Actor, id: &ClientId) -> Fallible<Disabled> {
    match store::find(work.connection(), id).await? {
        None => Ok(Disabled::NotFound),
        Some(client) if client.source == Source::Settings => Ok(Disabled::KeptInSettings),
        Some(_) => {
            store::disable(work, id).await?;
            let event = Event::new(Category::ApplicationManagement, "Update application")
                .with_reason("Disabled");
            audit::record(work, origin, event.by(by).for_client(id.clone())).await?;
            Ok(Disabled::Disabled)
        }
    }
}

/// Every client, by id, disabled ones too.
pub async fn list(database: &Database) -> Fallible<Vec<Client>> {
    store::list(database.read()).await
}

/// One client, enabled or not.
pub async fn show(database: &Database, id: &ClientId) -> Fallible<Option<Client>> {
    store::find(database.read(), id).await
}

/// The answer to [`sync`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Synced {
    /// The database says what the settings say.
    Synced,
    /// The settings name a client that is already kept in the database by the command line.
    KeptInDatabase(ClientId),
}

/// Makes the database follow the settings file: adds, overwrites, disables.
///
/// While the issuer is this machine the example app is there too, unless the settings name it.
///
/// # Errors
///
/// A fault if a secret cannot be read or can be guessed, or if the settings contradict themselves.
pub async fn sync(
    database: &Database,
    issuer: &Issuer,
    settings: &[ClientSettings],
) -> Fallible<Synced> {
    let mut wanted = Vec::new();
    for client in settings {
        wanted.push(prepare(client)?);
    }
    let mut kept: HashSet<_> = wanted.iter().map(|client| client.id.clone()).collect();
    if kept.len() < wanted.len() {
        return Err(Fault::new("two clients in the settings have the same id"));
    }
    let development = development_client()?;
    if issuer.is_loopback() && kept.insert(development.id.clone()) {
        wanted.push(prepare(&development)?);
    }
    let work = database.begin().await?;
    for client in &wanted {
        if !write(&work, client).await? {
            return Ok(Synced::KeptInDatabase(client.id.clone()));
        }
    }
    store::disable_settings_clients_but(&work, &kept).await?;
    work.commit().await?;
    Ok(Synced::Synced)
}

/// A client of the settings file, ready to be written.
struct Prepared {
    id: ClientId,
    metadata: ClientMetadata,
    digest: Option<Digest>,
}

fn prepare(client: &ClientSettings) -> Fallible<Prepared> {
    let named = |why: InvalidMetadata| Fault::new(format!("client {}: {why}", client.id));
    client.validate().map_err(named)?;
    Ok(Prepared {
        id: client.id.clone(),
        metadata: client.metadata().map_err(named)?,
        digest: client.read_secret()?.as_ref().map(Secret::digest),
    })
}

/// `false` if the client is not the settings file's to write.
async fn write(work: &Work, client: &Prepared) -> Fallible<bool> {
    let Prepared { id, metadata, digest } = client;
    match store::find(work.connection(), id).await? {
        None => store::insert(work, id, metadata, *digest, Source::Settings).await,
        Some(known) if known.source != Source::Settings => Ok(false),
        Some(known)
            if known.enabled && known.metadata == *metadata && known.secret_digest == *digest =>
        {
            Ok(true)
        }
        Some(_) => store::overwrite(work, id, metadata, *digest).await.map(|()| true),
    }
}
