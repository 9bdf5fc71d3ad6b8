//! What a running installation is made of, and how it comes to be.

mod first_run;
mod master_key;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use url::Url;

pub use first_run::FirstSignIn;

use crate::base::{Clock, Fallible, Sealer};
use crate::credentials::{Admission, Hasher, Policies, Tools, passkey};
use crate::db::Database;
use crate::oidc::clients::Catalogue;
use crate::oidc::keys::KeyRing;
use crate::oidc::{Issuer, Provider, ProviderSettings};
use crate::outgoing::Outgoing;
use crate::settings::Settings;
use crate::signals::Signals;
use crate::telling::{House, Tellers, Telling};

/// A running installation. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct App(Arc<Parts>);

struct Parts {
    settings: Settings,
    db: Database,
    sealer: Sealer,
    provider: Provider,
    tools: Tools,
    outgoing: Outgoing,
    signals: Arc<Signals>,
    telling: Arc<Telling>,
}

impl App {
    /// Opens the installation: master key, database with its schema, keys, first administrator.
    ///
    /// Whatever is missing is made; opening twice at once is safe.
    pub async fn open(settings: Settings, clock: Clock) -> Fallible<Self> {
        master_key::make_data_dir(&settings.data_dir)?;
        let sealer = Sealer::new(master_key::of(&settings)?.expose());
        let db = Database::open(&settings.database_url, settings.sqlite_sync, clock).await?;
        let issuer = Issuer::new(&settings.issuer);
        let outgoing = Outgoing::new(settings.outgoing.clone());
        let provider = Provider::open(
            &db,
            &sealer,
            issuer,
            &outgoing,
            ProviderSettings {
                lifetimes: settings.tokens,
                registration: settings.registration,
                ui_locales: settings.organisation.languages.iter().map(|it| it.tag()).collect(),
            },
            &settings.clients,
        )
        .await?;
        let tools = tools_of(&settings, &db, &sealer)?;
        let signals = Arc::new(Signals::open(&provider, settings.signals)?);
        let telling = Arc::new(telling_of(&settings, &provider, &signals)?);
        first_run::ensure_administrator(&db).await?;
        let parts = Parts { settings, db, sealer, provider, tools, outgoing, signals, telling };
        Ok(Self(Arc::new(parts)))
    }

    /// The settings it was opened with.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// What operations on credentials need.
    pub fn tools(&self) -> &Tools {
        &self.0.tools
    }

    /// Makes sure that somebody can sign in, and says how.
    pub async fn first_sign_in(&self) -> Fallible<FirstSignIn> {
        first_run::first_sign_in(&self.0.tools).await
    }

    /// What every operation of the protocol needs.
    pub fn provider(&self) -> &Provider {
        &self.0.provider
    }

    /// Who we are on the wire.
    pub fn issuer(&self) -> &Issuer {
        &self.0.provider.issuer
    }

    /// The signing keys.
    pub fn keys(&self) -> &KeyRing {
        &self.0.provider.keys
    }

    /// The relying parties.
    pub fn clients(&self) -> &Catalogue {
        &self.0.provider.clients
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

    /// The client for calls to other servers.
    pub fn outgoing(&self) -> &Outgoing {
        &self.0.outgoing
    }

    /// The transmitter of shared signals.
    pub fn signals(&self) -> &Signals {
        &self.0.signals
    }

    /// Tells people and programs what happened.
    pub fn telling(&self) -> &Arc<Telling> {
        &self.0.telling
    }

    /// Closes the database. Whoever still uses a clone gets faults from now on.
    pub async fn close(&self) -> Fallible<()> {
        self.0.db.clone().close().await
    }
}

fn telling_of(
    settings: &Settings,
    provider: &Provider,
    signals: &Arc<Signals>,
) -> Fallible<Telling> {
    let house = House {
        organisation: settings.organisation.name.clone(),
        help_desk: settings.organisation.help_desk.clone(),
        issuer: settings.issuer.clone(),
        languages: settings.organisation.languages.clone(),
        time_zone: settings.organisation.time_zone.clone(),
    };
    let (mail, webhooks) = (settings.mail.as_ref(), &settings.webhooks);
    let Provider { database, sealer, outgoing, .. } = provider;
    let tellers =
        Tellers { clients: Arc::new(provider.clone()), streams: Arc::<Signals>::clone(signals) };
    Telling::open(database, sealer, house, outgoing.clone(), mail, webhooks, tellers)
}

fn tools_of(settings: &Settings, db: &Database, sealer: &Sealer) -> Fallible<Tools> {
    // At an IP address the policy has no passkeys, and nobody asks this relying party.
    let origin = match settings.issuer.domain() {
        Some(_) => settings.issuer.clone(),
        None => Url::parse("http://localhost")?,
    };
    Ok(Tools {
        db: db.clone(),
        admission: Admission::new(settings.sign_in),
        hasher: Hasher::new(settings.hash_threads, settings.hash_queue)?,
        sealer: sealer.clone(),
        webauthn: passkey::relying_party(&origin, &settings.organisation.name)?,
        policies: Policies::of_settings(
            settings.methods.clone(),
            settings.issuer.domain().is_some(),
        ),
        clock: db.clock().clone(),
    })
}
