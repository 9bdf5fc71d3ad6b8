//! What every operation of the protocol needs.

use std::sync::Arc;
use std::time::Duration;

use super::clients::{self, Catalogue, ClientKeys, ClientSettings, Synced};
use super::document::Document;
use super::issuer::Issuer;
use super::keys::KeyRing;
use super::metadata::ProviderMetadata;
use super::registration::RegistrationPolicy;
use crate::base::{Fallible, Fault, MacKey, Purpose, Sealer};
use crate::db::Database;
use crate::outgoing::Outgoing;
use crate::sessions::Acr;

/// How long what is issued is good for; never beyond the end of the pass it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// Access tokens.
    pub access_token: Duration,
    /// ID tokens.
    pub id_token: Duration,
    /// Refresh tokens, from their last use on.
    pub refresh_token: Duration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            access_token: Duration::from_mins(10),
            id_token: Duration::from_hours(1),
            refresh_token: Duration::from_hours(30 * 24),
        }
    }
}

/// What the settings say of a provider.
#[derive(Clone, Debug)]
pub struct ProviderSettings {
    /// How long what is issued is good for.
    pub lifetimes: Lifetimes,
    /// Whether clients may register themselves.
    pub registration: RegistrationPolicy,
    /// The languages of its pages (BCP 47), the preferred first.
    pub ui_locales: Vec<&'static str>,
}

/// The provider: who we are, our keys, our clients. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Where everything is kept.
    pub database: Database,
    /// Seals what the browser carries for us.
    pub sealer: Sealer,
    /// Who we are.
    pub issuer: Issuer,
    /// What we sign with.
    pub keys: Arc<KeyRing>,
    /// Who may ask us.
    pub clients: Arc<Catalogue>,
    /// What clients sign with.
    pub client_keys: Arc<ClientKeys>,
    /// For calls to clients.
    pub outgoing: Outgoing,
    /// From which each refresh token's successor follows.
    pub(super) successors: MacKey,
    /// How long what we issue is good for.
    pub lifetimes: Lifetimes,
    /// Whether clients may register themselves.
    pub registration: RegistrationPolicy,
    /// What we say about ourselves.
    pub discovery: Document,
}

impl Provider {
    /// Makes ready: the settings' clients written to the database, keys loaded or made, documents
    /// prepared.
    ///
    /// # Errors
    ///
    /// A fault if the clients in the settings cannot be accepted, or if a key does not open.
    pub async fn open(
        database: &Database,
        sealer: &Sealer,
        issuer: Issuer,
        outgoing: &Outgoing,
        settings: ProviderSettings,
        clients: &[ClientSettings],
    ) -> Fallible<Self> {
        let ProviderSettings { lifetimes, registration, ui_locales } = settings;
        if let Synced::KeptInDatabase(id) = clients::sync(database, &issuer, clients).await? {
            return Err(Fault::new(format!(
                "client {id} is in the settings, but the command line added one of that name: \
                 rename one of them"
            )));
        }
        let keys = Arc::new(KeyRing::open(database, sealer).await?);
        let discovery = Document::of(&ProviderMetadata::of(
            &issuer,
            &Acr::ALL.map(Acr::as_str),
            registration.mode,
            &ui_locales,
        ))?;
        Ok(Self {
            database: database.clone(),
            sealer: sealer.clone(),
            issuer,
            keys,
            clients: Arc::new(Catalogue::new(database.clone())),
            client_keys: Arc::new(ClientKeys::new(outgoing.clone(), database.clock().clone())),
            outgoing: outgoing.clone(),
            successors: sealer.mac_key(Purpose::RefreshToken)?,
            lifetimes,
            registration,
            discovery,
        })
    }
}
