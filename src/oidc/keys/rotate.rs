//! Rotating signing keys, by command and by age.

use std::time::Duration;

use serde::Serialize;

use super::algorithm::Algorithm;
use super::generate::generate;
use super::ring::VERIFIED_AT_LONGEST;
use super::store::{self, StoredKey};
use crate::audit::{self, Actor, Category, Event, Origin};
use crate::base::{Fallible, Sealer, SigningKeyId, Timestamp};
use crate::db::Database;
use crate::directory::authority::{self, Denied, Task};

/// How long a new key is published before it signs: every node and relying party has seen it then.
const PUBLISHED_BEFORE_USE: Duration = Duration::from_hours(1);

/// What may be said about a key.
#[derive(Clone, Debug, Serialize)]
pub struct KeySummary {
    /// `kid`.
    pub id: SigningKeyId,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// When it was made, in milliseconds since the epoch.
    pub created_at: Timestamp,
    /// From when on it signs, in milliseconds since the epoch.
    pub active_from: Timestamp,
    /// Until when it signs, in milliseconds since the epoch.
    pub retired_at: Option<Timestamp>,
}

/// Every key, the newest first.
pub async fn list(database: &Database) -> Fallible<Vec<KeySummary>> {
    let keys = store::list(database.read()).await?;
    Ok(keys
        .into_iter()
        .map(|key| KeySummary {
            id: key.id,
            algorithm: key.algorithm,
            created_at: key.created_at,
            active_from: key.active_from,
            retired_at: key.retired_at,
        })
        .collect())
}

/// A key that was made to take over.
#[derive(Clone, Debug, Serialize)]
pub struct Rotated {
    /// The new key's `kid`.
    pub id: SigningKeyId,
    /// From when on it signs, in milliseconds since the epoch; until then the old key does.
    pub active_from: Timestamp,
}

/// Makes a successor for every key that has signed for so long, and lets go of those that nothing still
/// depends on. Several nodes may do it at once. Says which were made.
pub async fn rotate_aged(
    database: &Database,
    sealer: &Sealer,
    age: Duration,
) -> Fallible<Vec<Rotated>> {
    let mut made = Vec::new();
    for algorithm in Algorithm::ALL {
        let now = database.clock().now();
        if !is_aged(&store::list(database.read()).await?, algorithm, age, now) {
            continue;
        }
        // Before the work begins: making an RSA key would hold the write lock for long.
        let key = generate(algorithm, sealer).await?;
        let id = key.id.clone();
        let work = database.begin().await?;
        store::lock(&work).await?;
        if !is_aged(&store::list(work.connection()).await?, algorithm, age, work.now()) {
            continue;
        }
        let active_from = work.now().plus(PUBLISHED_BEFORE_USE);
        store::insert(&work, key, active_from).await?;
        store::retire_others(&work, algorithm, &id, active_from).await?;
        store::delete_retired_before(&work, work.now().minus(VERIFIED_AT_LONGEST)).await?;
        let event = Event::new(Category::KeyManagement, "Rotate signing key")
            .with_reason(format!("{} {id}, by age", algorithm.as_str()));
        audit::record(&work, &Origin::local("jobs"), event.by(Actor::Machine)).await?;
        work.commit().await?;
        made.push(Rotated { id, active_from });
    }
    Ok(made)
}

/// Whether the newest key of an algorithm has signed for so long.
fn is_aged(keys: &[StoredKey], algorithm: Algorithm, age: Duration, now: Timestamp) -> bool {
    let newest = keys.iter().find(|key| key.algorithm == algorithm);
    newest.is_some_and(|key| key.active_from.plus(age) <= now)
}

/// Why no key was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RotateRefusal {
    /// The caller may not.
    NotAllowed(Denied),
}

/// Makes a new key that takes over from the others of its algorithm.
///
/// `at_once` is for a key that has leaked: the new one signs from now on, and the others are removed.
/// What they signed is refused, and relying parties that have not fetched the key set again refuse the
/// new one's tokens until they do.
pub async fn rotate(
    database: &Database,
    sealer: &Sealer,
    origin: &Origin,
    by: &Actor,
    algorithm: Algorithm,
    at_once: bool,
) -> Fallible<Result<Rotated, RotateRefusal>> {
    // Before the key is made, so that nobody makes us work who may not.
    if let Err(denied) =
        authority::permit_task(database.read(), by, Task::ManageInstallation).await?
    {
        return Ok(Err(RotateRefusal::NotAllowed(denied)));
    }
    let key = generate(algorithm, sealer).await?;
    let id = key.id.clone();
    let work = database.begin().await?;
    store::lock(&work).await?;
    let active_from = if at_once { work.now() } else { work.now().plus(PUBLISHED_BEFORE_USE) };
    store::insert(&work, key, active_from).await?;
    let others = if at_once {
        store::delete_others(&work, algorithm, &id).await?;
        "; the others were removed"
    } else {
        store::retire_others(&work, algorithm, &id, active_from).await?;
        ""
    };
    let event = Event::new(Category::KeyManagement, "Rotate signing key")
        .with_reason(format!("{} {id}{others}", algorithm.as_str()));
    audit::record(&work, origin, event.by(by.clone())).await?;
    work.commit().await?;
    Ok(Ok(Rotated { id, active_from }))
}
