//! Values kept in memory for a while, under a key nobody can guess.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The most a shelf holds. Anybody can begin a sign-in, so there has to be a limit.
const CAPACITY: usize = 10_000;

/// A map whose values expire, and the oldest of which make room when it is full.
pub(crate) struct Shelf<T> {
    lifetime: Duration,
    values: Mutex<HashMap<String, (Instant, T)>>,
}

impl<T> Shelf<T> {
    pub(crate) fn new(lifetime: Duration) -> Self {
        Self { lifetime, values: Mutex::default() }
    }

    fn values(&self) -> MutexGuard<'_, HashMap<String, (Instant, T)>> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn put(&self, key: String, value: T) {
        let mut values = self.values();
        if values.len() >= CAPACITY {
            values.retain(|_, (since, _)| since.elapsed() < self.lifetime);
        }
        if values.len() >= CAPACITY {
            let oldest = values.iter().min_by_key(|(_, (since, _))| *since);
            if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
                values.remove(&oldest);
            }
        }
        values.insert(key, (Instant::now(), value));
    }

    /// Changes a value that is still there; `None` if it is not.
    pub(crate) fn change<R>(&self, key: &str, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut values = self.values();
        let (since, value) = values.get_mut(key)?;
        (since.elapsed() < self.lifetime).then(|| change(value))
    }

    pub(crate) fn read<R>(&self, key: &str, read: impl FnOnce(&T) -> R) -> Option<R> {
        self.change(key, |value| read(value))
    }

    pub(crate) fn take(&self, key: &str) -> Option<T> {
        let (since, value) = self.values().remove(key)?;
        (since.elapsed() < self.lifetime).then_some(value)
    }
}
