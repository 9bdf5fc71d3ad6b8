//! Clients in memory, never older than a second.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::client::Client;
use super::store;
use crate::base::{ClientId, Fallible};
use crate::db::Database;

/// How old what we remember of a client may be.
const FRESH_FOR: Duration = Duration::from_secs(1);
/// How many clients are remembered; then all are forgotten and looked up again.
const CAPACITY: usize = 10_000;

/// Looks clients up, at most once a second each, however many requests ask for them.
///
/// For showing pages and recognising clients. Whoever issues something looks at the row itself.
#[derive(Debug)]
pub struct Catalogue {
    database: Database,
    entries: RwLock<HashMap<ClientId, Arc<Entry>>>,
}

#[derive(Debug)]
struct Entry {
    held: RwLock<Held>,
    /// Whoever holds this reads the row for all who wait.
    turn: Mutex<()>,
}

#[derive(Clone, Debug)]
struct Held {
    client: Option<Arc<Client>>,
    read_at: Instant,
}

impl Held {
    fn is_fresh(&self) -> bool {
        self.read_at.elapsed() < FRESH_FOR
    }
}

impl Catalogue {
    /// An empty catalogue.
    pub fn new(database: Database) -> Self {
        Self { database, entries: RwLock::default() }
    }

    /// A client that is known and enabled.
    pub async fn find(&self, id: &ClientId) -> Fallible<Option<Arc<Client>>> {
        match self.entry(id) {
            Some(entry) => self.refreshed(id, &entry).await,
            // Unknown ids are not remembered: anybody can make them up.
            None => self.first_look(id).await,
        }
    }

    /// What is remembered of a client that was just changed here.
    pub fn forget(&self, id: &ClientId) {
        self.entries.write().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    fn entry(&self, id: &ClientId) -> Option<Arc<Entry>> {
        self.entries.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    async fn refreshed(&self, id: &ClientId, entry: &Entry) -> Fallible<Option<Arc<Client>>> {
        let held = entry.held();
        if held.is_fresh() {
            return Ok(held.client);
        }
        let _turn = entry.turn.lock().await;
        let held = entry.held();
        if held.is_fresh() {
            return Ok(held.client);
        }
        // The age counts from before the read: what is read may already be changing.
        let read_at = Instant::now();
        let client = self.read(id).await?;
        *entry.held.write().unwrap_or_else(PoisonError::into_inner) =
            Held { client: client.clone(), read_at };
        Ok(client)
    }

    async fn first_look(&self, id: &ClientId) -> Fallible<Option<Arc<Client>>> {
        let read_at = Instant::now();
        let client = self.read(id).await?;
        if client.is_some() {
            let held = RwLock::new(Held { client: client.clone(), read_at });
            let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
            if entries.len() >= CAPACITY {
                entries.clear();
            }
            entries.insert(id.clone(), Arc::new(Entry { held, turn: Mutex::default() }));
        }
        Ok(client)
    }

    async fn read(&self, id: &ClientId) -> Fallible<Option<Arc<Client>>> {
        let client = store::find(self.database.read(), id).await?;
        Ok(client.filter(|client| client.enabled).map(Arc::new))
    }
}

impl Entry {
    fn held(&self) -> Held {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
