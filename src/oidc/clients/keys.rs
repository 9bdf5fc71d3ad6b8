//! The public keys of clients, by value or by reference.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jsonwebtoken::jwk::JwkSet;
use tokio::sync::Mutex;
use url::Url;

use super::client::Client;
use crate::base::{Clock, Timestamp};
use crate::oidc::keys::{PublicKey, UnverifiedHeader};
use crate::outgoing::{Call, Outgoing};

/// How long a fetched set is believed.
const FRESH_FOR: Duration = Duration::from_mins(10);
/// A set without the key that is looked for is fetched again no more often than this: clients rotate
/// their keys, and anybody can make up a `kid`.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(15);
/// More than any set needs, bytes.
const LONGEST_SET: usize = 64 * 1024;
/// How many sets are remembered; then all are forgotten and fetched again.
const CAPACITY: usize = 1_000;

/// Finds clients' public keys; what is at a `jwks_uri` is remembered for a while.
#[derive(Debug)]
pub struct ClientKeys {
    outgoing: Outgoing,
    clock: Clock,
    sets: RwLock<HashMap<Url, Arc<Entry>>>,
}

/// What is known of an address.
#[derive(Debug, Default)]
struct Entry {
    held: RwLock<Option<Held>>,
    /// Whoever holds this fetches for all who wait.
    turn: Mutex<()>,
}

#[derive(Clone, Debug)]
struct Held {
    keys: Arc<[PublicKey]>,
    fetched_at: Timestamp,
}

impl Entry {
    fn held(&self) -> Option<Held> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ClientKeys {
    /// Nothing is fetched before somebody asks.
    pub fn new(outgoing: Outgoing, clock: Clock) -> Self {
        Self { outgoing, clock, sets: RwLock::default() }
    }

    /// The keys of a client's one of which may have signed this; empty if there is none, or if they
    /// cannot be fetched.
    pub async fn for_token(&self, client: &Client, header: &UnverifiedHeader) -> Vec<PublicKey> {
        let fitting = |keys: &[PublicKey]| -> Vec<_> {
            let fits = |key: &&PublicKey| key.fits(header.key_id.as_deref(), header.algorithm);
            keys.iter().filter(fits).cloned().collect()
        };
        match (&client.metadata.jwks, &client.metadata.jwks_uri) {
            (Some(set), _) => fitting(&usable(set)),
            (None, Some(url)) => {
                let known = |keys: &[PublicKey]| !fitting(keys).is_empty();
                fitting(&self.at(url, known).await)
            }
            (None, None) => Vec::new(),
        }
    }

    /// The keys at an address; fetched again if they are old or if none of them is wanted.
    ///
    /// Whoever is content with what is known waits for nobody who is not: a stranger's made-up `kid`
    /// must not make the client wait for its own slow server.
    async fn at(&self, url: &Url, wanted: impl Fn(&[PublicKey]) -> bool) -> Arc<[PublicKey]> {
        let entry = self.entry(url);
        let good_enough = |held: Option<Held>| held.filter(|it| self.is_enough(it, &wanted));
        if let Some(held) = good_enough(entry.held()) {
            return held.keys;
        }
        let _turn = entry.turn.lock().await;
        let held = entry.held();
        if let Some(held) = good_enough(held.clone()) {
            return held.keys;
        }
        let known = held.map(|held| held.keys).unwrap_or_default();
        // A client whose keys cannot be fetched just now goes on with those that are known.
        let keys = self.fetch(url).await.unwrap_or(known);
        let held = Held { keys: Arc::clone(&keys), fetched_at: self.clock.now() };
        *entry.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held);
        keys
    }

    fn is_enough(&self, held: &Held, wanted: impl Fn(&[PublicKey]) -> bool) -> bool {
        let now = self.clock.now();
        let age = now.since(held.fetched_at);
        // A clock that was set back would let a set be believed until it has caught up.
        now >= held.fetched_at
            && (age < ASKED_AGAIN_AFTER || (age < FRESH_FOR && wanted(&held.keys)))
    }

    fn entry(&self, url: &Url) -> Arc<Entry> {
        let known = self.sets.read().unwrap_or_else(PoisonError::into_inner).get(url).cloned();
        known.unwrap_or_else(|| {
            let mut sets = self.sets.write().unwrap_or_else(PoisonError::into_inner);
            if sets.len() >= CAPACITY {
                sets.clear();
            }
            Arc::clone(sets.entry(url.clone()).or_default())
        })
    }

    async fn fetch(&self, url: &Url) -> Option<Arc<[PublicKey]>> {
        let host = url.host_str().unwrap_or_default();
        let call = Call::get(url.clone()).with_header("accept", "application/json");
        match self.outgoing.send(call.reading(LONGEST_SET)).await {
            Ok(answer) if answer.is_success() => {
                let set = serde_json::from_slice::<JwkSet>(&answer.body);
                set.map(|set| usable(&set).into())
                    .map_err(|_| tracing::warn!(host, "a client's jwks_uri holds no key set"))
                    .ok()
            }
            Ok(answer) => {
                tracing::warn!(host, status = answer.status, "a client's jwks_uri has no answer");
                None
            }
            Err(why) => {
                tracing::warn!(host, "a client's jwks_uri has no answer: {why}");
                None
            }
        }
    }
}

fn usable(set: &JwkSet) -> Vec<PublicKey> {
    set.keys.iter().filter_map(PublicKey::from_jwk).collect()
}
