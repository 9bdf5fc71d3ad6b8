//! The public keys of clients, by value or by reference.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jsonwebtoken::jwk::JwkSet;
use tokio::sync::Mutex;
use tokio::time::Instant;
use url::Url;

use super::client::Client;
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
    sets: RwLock<HashMap<Url, Arc<Fetched>>>,
}

/// What was last found at an address; whoever holds it is fetching.
type Fetched = Mutex<Option<Set>>;

#[derive(Debug)]
struct Set {
    keys: Arc<[PublicKey]>,
    fetched_at: Instant,
}

impl ClientKeys {
    /// Nothing is fetched before somebody asks.
    pub fn new(outgoing: Outgoing) -> Self {
        Self { outgoing, sets: RwLock::default() }
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
    async fn at(&self, url: &Url, wanted: impl Fn(&[PublicKey]) -> bool) -> Arc<[PublicKey]> {
        let entry = self.entry(url);
        let mut set = entry.lock().await;
        if let Some(set) = set.as_ref() {
            let age = set.fetched_at.elapsed();
            if age < ASKED_AGAIN_AFTER || (age < FRESH_FOR && wanted(&set.keys)) {
                return Arc::clone(&set.keys);
            }
        }
        let known = set.as_ref().map(|set| Arc::clone(&set.keys)).unwrap_or_default();
        // A client whose keys cannot be fetched just now goes on with those that are known.
        let keys = self.fetch(url).await.unwrap_or(known);
        *set = Some(Set { keys: Arc::clone(&keys), fetched_at: Instant::now() });
        keys
    }

    fn entry(&self, url: &Url) -> Arc<Fetched> {
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
