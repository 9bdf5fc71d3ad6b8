//! What a running installation is made of, and how it comes to be.

mod first_run;
mod master_key;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::base::{Clock, Fallible, Fault, Sealer};
use crate::credentials::passkey::relying_party;
use crate::credentials::{Hasher, Tools};
use crate::db::Database;
use crate::oidc::Issuer;
use crate::oidc::clients::{Catalogue, Synced, sync};
use crate::oidc::keys::KeyRing;
use crate::settings::Settings;

/// A running installation. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct App(Arc<Parts>);

struct Parts {
    settings: Settings,
    issuer: Issuer,
    db: Database,
    sealer: Sealer,
    keys: KeyRing,
    clients: Catalogue,
    tools: Tools,
}

impl App {
    /// Opens the installation: master key, database with its schema, keys, first administrator.
    ///
    /// Whatever is missing is made; opening twice at once is safe.
    pub async fn open(settings: Settings, clock: Clock) -> Fallible<Self> {
        master_key::make_data_dir(&settings.data_dir)?;
        let sealer = Sealer::new(*master_key::of(&settings)?.expose());
        let db = Database::open(&settings.database_url, settings.sqlite_sync, clock).await?;
        let issuer = Issuer::new(&settings.issuer);
        let keys = KeyRing::open(&db, &sealer).await?;
        if let Synced::KeptInDatabase(id) = sync(&db, &issuer, &settings.clients).await? {
            return Err(Fault::new(format!(
                "client {id} is in the settings file, but was added with `daypass client` before"
            )));
        }
        let clients = Catalogue::new(db.clone());
        let tools = Tools {
            db: db.clone(),
            hasher: Hasher::new(settings.hash_threads, settings.hash_queue)?,
            sealer: sealer.clone(),
            webauthn: relying_party(&settings.issuer, &settings.organisation.name)?,
            policy: Arc::new(settings.methods.clone()),
            clock: db.clock().clone(),
        };
        Ok(Self(Arc::new(Parts { settings, issuer, db, sealer, keys, clients, tools })))
    }

    /// The settings it was opened with.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Who we are on the wire.
    pub fn issuer(&self) -> &Issuer {
        &self.0.issuer
    }

    /// The signing keys.
    pub fn keys(&self) -> &KeyRing {
        &self.0.keys
    }

    /// The relying parties.
    pub fn clients(&self) -> &Catalogue {
        &self.0.clients
    }

    /// What signing in and registering needs.
    pub fn tools(&self) -> &Tools {
        &self.0.tools
    }

    /// The database.
    pub fn db(&self) -> &Database {
        &self.0.db
    }

    /// The clock that everything goes by.
    pub fn clock(&self) -> &Clock {
        self.0.db.clock()
    }

    /// Seals what the database or a cookie carries for us.
    pub fn sealer(&self) -> &Sealer {
        &self.0.sealer
    }

    /// Closes the database. Whoever still uses a clone gets faults from now on.
    pub async fn close(&self) -> Fallible<()> {
        self.0.db.clone().close().await
    }
}
