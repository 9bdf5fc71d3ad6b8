//! Registering, changing and deleting clients.

use std::collections::HashSet;

use super::client::{Client, Source};
use super::metadata::{AuthMethod, ClientMetadata, InvalidMetadata, validate_id};
use super::settings::{ClientSettings, development_client};
use super::store;
use crate::audit::{self, Actor, Category, Event, Origin};
use crate::base::{ClientId, Digest, Fallible, Fault, Secret};
use crate::db::{ConnectionTrait, Database, Work};
use crate::directory::authority::{self, Denied, Task};
use crate::oidc::issuer::Issuer;

/// A client that somebody wants to add.
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
    /// The caller may not.
    NotAllowed(Denied),
}

/// Adds a client that is kept in the database, with a fresh secret if it authenticates by one.
pub async fn add(work: &Work, origin: &Origin, by: &Actor, client: &NewClient) -> Fallible<Added> {
    if let Err(denied) = permit(work, by).await? {
        return Ok(Added::NotAllowed(denied));
    }
    if let Err(why) = validate_id(&client.id).and_then(|()| client.metadata.validate()) {
        return Ok(Added::Refused(why));
    }
    let secret = fresh_secret(work, &client.metadata);
    let digest = secret.as_ref().map(Secret::digest);
    if !store::insert(work, &client.id, &client.metadata, digest, Source::Database).await? {
        return Ok(Added::IdTaken);
    }
    record(work, origin, by, &client.id, "Add application", None).await?;
    Ok(Added::Added(secret))
}

fn fresh_secret(work: &Work, metadata: &ClientMetadata) -> Option<Secret> {
    metadata.token_endpoint_auth_method.has_secret().then(|| work.random().token())
}

/// What came of changing a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is different now.
    Changed,
    /// There is no such client.
    NotFound,
    /// It is kept in the settings file and has to be changed there.
    KeptInSettings,
    /// It registered itself, and only itself changes what is registered.
    RegisteredItself,
    /// The metadata cannot be accepted.
    Refused(InvalidMetadata),
    /// The caller may not.
    NotAllowed(Denied),
}

/// Changes what is registered of a client. Whether it has a secret stays as it is.
pub async fn update(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    id: &ClientId,
    metadata: &ClientMetadata,
) -> Fallible<Changed> {
    let client = match ours(work, by, id).await? {
        Ok(client) => client,
        Err(refused) => return Ok(refused),
    };
    if let Err(why) = metadata.validate() {
        return Ok(Changed::Refused(why));
    }
    if client.is_public() != (metadata.token_endpoint_auth_method == AuthMethod::None)
        || client.has_secret() != metadata.token_endpoint_auth_method.has_secret()
    {
        return Ok(Changed::Refused(InvalidMetadata::AuthMethod));
    }
    store::update_metadata(work, id, metadata).await?;
    record(work, origin, by, id, "Update application", None).await?;
    Ok(Changed::Changed)
}

/// The answer to [`rotate_secret`].
#[derive(Debug)]
pub enum Rotated {
    /// The new secret, which is told once; the old one is no good any more.
    Rotated(Secret),
    /// It has none: it is public, or it authenticates with its own keys.
    HasNone,
    /// It was not changed.
    Refused(Changed),
}

/// Gives a client a new secret in place of the one it has.
pub async fn rotate_secret(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    id: &ClientId,
) -> Fallible<Rotated> {
    let client = match ours(work, by, id).await? {
        Ok(client) => client,
        Err(refused) => return Ok(Rotated::Refused(refused)),
    };
    let Some(secret) = fresh_secret(work, &client.metadata) else { return Ok(Rotated::HasNone) };
    store::set_secret(work, id, Some(secret.digest())).await?;
    let activity = "Update application – Certificates and secrets management";
    record(work, origin, by, id, activity, None).await?;
    Ok(Rotated::Rotated(secret))
}

/// Disables a client that is kept in the database: what it holds is dead.
pub async fn disable(work: &Work, origin: &Origin, by: &Actor, id: &ClientId) -> Fallible<Changed> {
    set_enabled(work, origin, by, id, false).await
}

/// Enables a client that was disabled. What it held then is good again, as far as it has not ended.
pub async fn enable(work: &Work, origin: &Origin, by: &Actor, id: &ClientId) -> Fallible<Changed> {
    set_enabled(work, origin, by, id, true).await
}

async fn set_enabled(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    id: &ClientId,
    enabled: bool,
) -> Fallible<Changed> {
    if let Err(refused) = changeable(work, by, id).await? {
        return Ok(refused);
    }
    store::set_enabled(work, id, enabled).await?;
    let reason = if enabled { "Enabled" } else { "Disabled" };
    record(work, origin, by, id, "Update application", Some(reason)).await?;
    Ok(Changed::Changed)
}

/// Deletes a client and with it every consent, grant, code and token it has.
pub async fn delete(work: &Work, origin: &Origin, by: &Actor, id: &ClientId) -> Fallible<Changed> {
    if let Err(refused) = changeable(work, by, id).await? {
        return Ok(refused);
    }
    store::delete(work, id).await?;
    record(work, origin, by, id, "Delete application", None).await?;
    Ok(Changed::Changed)
}

async fn permit(work: &Work, by: &Actor) -> Fallible<Result<(), Denied>> {
    authority::permit_task(work.connection(), by, Task::ManageClients).await
}

/// What somebody of the organisation registered. Who registered themselves may be disabled and deleted;
/// else a rule of the organisation's would stand on what the client may change the next moment.
async fn ours(work: &Work, by: &Actor, id: &ClientId) -> Fallible<Result<Client, Changed>> {
    Ok(match changeable(work, by, id).await? {
        Ok(client) if client.registered_itself() => Err(Changed::RegisteredItself),
        found => found,
    })
}

async fn changeable(work: &Work, by: &Actor, id: &ClientId) -> Fallible<Result<Client, Changed>> {
    if let Err(denied) = permit(work, by).await? {
        return Ok(Err(Changed::NotAllowed(denied)));
    }
    Ok(match store::find(work.connection(), id).await? {
        None => Err(Changed::NotFound),
        Some(client) if client.source == Source::Settings => Err(Changed::KeptInSettings),
        Some(client) => Ok(client),
    })
}

async fn record(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    id: &ClientId,
    activity: &'static str,
    reason: Option<&'static str>,
) -> Fallible<()> {
    let mut event =
        Event::new(Category::ApplicationManagement, activity).by(by.clone()).for_client(id.clone());
    if let Some(reason) = reason {
        event = event.with_reason(reason);
    }
    audit::record(work, origin, event).await
}

/// Every client, by id, disabled ones too.
pub async fn list(database: &Database) -> Fallible<Vec<Client>> {
    store::list(database.read()).await
}

/// One client, enabled or not.
pub async fn show(database: &Database, id: &ClientId) -> Fallible<Option<Client>> {
    store::find(database.read(), id).await
}

/// Those of these clients that are enabled.
pub async fn find_enabled(
    connection: &impl ConnectionTrait,
    ids: &[ClientId],
) -> Fallible<Vec<Client>> {
    let all = store::find_all(connection, ids).await?;
    Ok(all.into_iter().filter(|client| client.enabled).collect())
}

/// The answer to [`sync`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Synced {
    /// The database says what the settings say.
    Synced,
    /// The settings name a client that is already kept in the database.
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
