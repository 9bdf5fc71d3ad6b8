//! The one place that hashes secrets people choose or type: argon2id in a bounded pool.
//!
//! Each thread hashes one secret at a time in an arena of its own, which it keeps between hashes: two
//! hashes interleaved on one core cost each other a fifth, and mapping 19 MiB anew costs more. When the
//! queue is full the answer is [`Busy`] at once, and the threads stand back behind the others, so that a
//! flood of sign-ins cannot starve the rest.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use subtle::ConstantTimeEq as _;
use tokio::sync::oneshot;

use crate::base::{Fallible, Random, Secret};

/// Memory of one hash in KiB (OWASP's recommendation for argon2id with two passes).
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const OUTPUT_BYTES: usize = 32;
/// How long a thread keeps its arena without work.
const ARENA_KEPT: Duration = Duration::from_secs(3);
/// How far the threads stand back (nice): a tenth of the weight of the others on a processor both want.
const STANDS_BACK: i32 = 10;

/// The queue in front of the hashing threads is full: try again shortly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many sign-ins at once")]
pub struct Busy;

/// An argon2id hash in the PHC string format; safe to store.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredHash(String);

impl StoredHash {
    /// The PHC string.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The PHC string, to be stored.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl std::fmt::Debug for StoredHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoredHash(…)")
    }
}

/// Hashes and verifies secrets. Cheap to clone; the threads end when the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Hasher {
    pool: Arc<Pool>,
    /// What a secret is compared with when there is nothing to compare it with.
    dummy: Arc<str>,
}

impl Hasher {
    /// A pool of `threads` threads with room for `queue` hashes waiting. At least one of each.
    pub fn new(threads: usize, queue: usize) -> Fallible<Self> {
        let shared = Arc::new(Shared {
            state: Mutex::new(State { jobs: VecDeque::new(), closed: false }),
            wake: Condvar::new(),
            room: queue.max(1),
        });
        let pool = Arc::new(Pool { shared: Arc::clone(&shared) });
        for number in 0..threads.max(1) {
            let shared = Arc::clone(&shared);
            thread::Builder::new()
                .name(format!("hash-{number}"))
                .spawn(move || work_off(&shared))?;
        }
        // Its tag belongs to no secret: finding one would be a preimage of random bytes.
        let dummy = phc_string(&Random.bytes::<16>(), &Random.bytes::<OUTPUT_BYTES>());
        Ok(Self { pool, dummy: dummy.into() })
    }

    /// Hashes a secret with a fresh salt.
    pub async fn hash(&self, secret: &Secret) -> Result<StoredHash, Busy> {
        let salt = Random.bytes::<16>();
        let task = Task::Hash { secret: secret.clone(), salt };
        match self.submit(task).await? {
            Answer::Hashed(tag) => Ok(StoredHash(phc_string(&salt, &tag))),
            Answer::Verified(_) => Err(Busy),
        }
    }

    /// Whether the secret is the one that was hashed. Without a hash: the same cost, and never.
    pub async fn verify(&self, secret: &Secret, hash: Option<&str>) -> Result<bool, Busy> {
        let against = hash.unwrap_or(&self.dummy).to_owned();
        match self.submit(Task::Verify { secret: secret.clone(), against }).await? {
            Answer::Verified(matches) => Ok(matches && hash.is_some()),
            Answer::Hashed(_) => Err(Busy),
        }
    }

    async fn submit(&self, task: Task) -> Result<Answer, Busy> {
        let (reply, answer) = oneshot::channel();
        self.pool.shared.push(Job { task, reply })?;
        answer.await.map_err(|_| Busy)
    }
}

/// Closes the queue when the last [`Hasher`] is gone.
#[derive(Debug)]
struct Pool {
    shared: Arc<Shared>,
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.state().closed = true;
        self.shared.wake.notify_all();
    }
}

struct Job {
    task: Task,
    reply: oneshot::Sender<Answer>,
}

enum Task {
    Hash { secret: Secret, salt: [u8; 16] },
    Verify { secret: Secret, against: String },
}

enum Answer {
    Hashed([u8; OUTPUT_BYTES]),
    Verified(bool),
}

struct Shared {
    state: Mutex<State>,
    wake: Condvar,
    room: usize,
}

struct State {
    jobs: VecDeque<Job>,
    closed: bool,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("room", &self.room).finish_non_exhaustive()
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held, and a queue has no half-done state.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, job: Job) -> Result<(), Busy> {
        let mut state = self.state();
        if state.jobs.len() >= self.room {
            return Err(Busy);
        }
        state.jobs.push_back(job);
        drop(state);
        self.wake.notify_one();
        Ok(())
    }

    /// The next job whose asker still waits; gives the arena back when none comes. `None`: closed.
    fn next(&self, arena: &mut Vec<Block>) -> Option<Job> {
        let mut state = self.state();
        let mut given_back = false;
        loop {
            while let Some(job) = state.jobs.pop_front() {
                if !job.reply.is_closed() {
                    return Some(job);
                }
            }
            if state.closed {
                return None;
            }
            if arena.capacity() == 0 && !given_back {
                state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let waited = self.wake.wait_timeout(state, ARENA_KEPT);
            let (now, waited) = waited.unwrap_or_else(PoisonError::into_inner);
            state = now;
            if waited.timed_out() && given_back {
                let_the_system_have_it();
                given_back = false;
            } else if waited.timed_out() {
                *arena = Vec::new();
                given_back = true;
            }
        }
    }
}

/// The allocator keeps what was freed for another second, and looks at the time only when it takes a large
/// piece: in a quiet program, never.
fn let_the_system_have_it() {
    std::hint::black_box(Vec::<u8>::with_capacity(1 << 20));
}

fn work_off(shared: &Shared) {
    stand_back();
    let mut arena = Vec::new();
    while let Some(Job { task, reply }) = shared.next(&mut arena) {
        let answer = match task {
            Task::Hash { secret, salt } => {
                let mut tag = [0; OUTPUT_BYTES];
                argon2id(&own_params(), &secret, &salt, &mut tag, &mut arena)
                    .map(|()| Answer::Hashed(tag))
                    .map_err(argon2::password_hash::Error::from)
            }
            Task::Verify { secret, against } => {
                verify(&secret, &against, &mut arena).map(Answer::Verified)
            }
        };
        match answer {
            // If nobody waits any more there is nobody to tell.
            Ok(answer) => drop(reply.send(answer)),
            Err(error) => tracing::error!(%error, "a stored hash cannot be used"),
        }
    }
}

/// A hash takes milliseconds whoever goes first; a page that waits behind one takes many times its own.
fn stand_back() {
    // Elsewhere it would be the whole process and not this thread.
    if cfg!(target_os = "linux")
        && let Err(error) = rustix::process::nice(STANDS_BACK)
    {
        tracing::debug!(%error, "hashing goes on among equals");
    }
}

fn own_params() -> Params {
    Params::new(MEMORY_KIB, PASSES, LANES, Some(OUTPUT_BYTES)).unwrap_or(Params::DEFAULT)
}

/// With the parameters and the salt of the stored hash, whatever they are.
fn verify(
    secret: &Secret,
    against: &str,
    arena: &mut Vec<Block>,
) -> Result<bool, argon2::password_hash::Error> {
    let stored = PasswordHash::new(against)?;
    let (Some(salt), Some(expected)) = (stored.salt, stored.hash) else {
        return Ok(false);
    };
    let params = Params::try_from(&stored)?;
    let mut tag = vec![0; expected.len()];
    argon2id(&params, secret, salt.as_ref(), &mut tag, arena)?;
    Ok(tag.ct_eq(expected.as_bytes()).into())
}

fn argon2id(
    params: &Params,
    secret: &Secret,
    salt: &[u8],
    tag: &mut [u8],
    arena: &mut Vec<Block>,
) -> argon2::Result<()> {
    if arena.len() < params.block_count() {
        arena.resize(params.block_count(), Block::new());
    }
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone()).hash_password_into_with_memory(
        secret.expose().as_bytes(),
        salt,
        tag,
        arena,
    )
}

fn phc_string(salt: &[u8], tag: &[u8]) -> String {
    format!(
        "$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${}${}",
        STANDARD_NO_PAD.encode(salt),
        STANDARD_NO_PAD.encode(tag)
    )
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::PasswordVerifier as _;

    use super::*;

    #[tokio::test]
    async fn a_secret_verifies_against_its_own_hash_and_no_other() {
        let hasher = Hasher::new(1, 8).unwrap();
        let hash = hasher.hash(&Secret::new("K7MX4PQD")).await.unwrap();
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(hasher.verify(&Secret::new("K7MX4PQD"), Some(hash.as_str())).await, Ok(true));
        assert_eq!(hasher.verify(&Secret::new("K7MX4PQE"), Some(hash.as_str())).await, Ok(false));
        assert_eq!(hasher.verify(&Secret::new("K7MX4PQD"), None).await, Ok(false));
    }

    #[tokio::test]
    async fn the_stored_form_is_one_that_every_argon2_library_reads() {
        let hasher = Hasher::new(1, 8).unwrap();
        let hash = hasher.hash(&Secret::new("correct horse")).await.unwrap();
        let parsed = PasswordHash::new(hash.as_str()).unwrap();
        assert!(Argon2::default().verify_password(b"correct horse", &parsed).is_ok());
        assert!(Argon2::default().verify_password(b"wrong horse", &parsed).is_err());
    }

    #[tokio::test]
    async fn a_full_queue_says_so_at_once() {
        let hasher = Hasher::new(1, 2).unwrap();
        let secret = Secret::new("x");
        let mut waiting = Vec::new();
        let mut busy = 0;
        for _ in 0..20 {
            let (reply, answer) = oneshot::channel();
            let task = Task::Hash { secret: secret.clone(), salt: [0; 16] };
            match hasher.pool.shared.push(Job { task, reply }) {
                Ok(()) => waiting.push(answer),
                Err(Busy) => busy += 1,
            }
        }
        assert!(busy > 0, "twenty at once fit into a queue of two");
        for answer in waiting {
            assert!(answer.await.is_ok());
        }
    }

    #[tokio::test]
    async fn the_threads_end_with_the_last_hasher() {
        let hasher = Hasher::new(2, 8).unwrap();
        let shared = Arc::downgrade(&hasher.pool.shared);
        hasher.hash(&Secret::new("x")).await.unwrap();
        drop(hasher);
        while shared.strong_count() > 0 {
            thread::yield_now();
        }
    }
}
