//! Who may try to sign in at this moment: not too many at once, and nobody from where too many failed.
//!
//! Counting a guess at somebody is a transaction; whoever floods us with guesses is kept from costing
//! us one. What is counted is kept in memory, by each node for itself: it protects the node, while the
//! throttles in the database protect the accounts. It depends on nothing but the address, so it tells
//! nothing about anybody's username.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hashlink::LruCache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::hash::Busy;
use crate::base::Timestamp;

/// For how many networks failures are remembered; beyond, those that were longest quiet are forgotten.
const NETWORKS: usize = 65_536;

/// How many may try to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdmissionPolicy {
    /// How many sign-ins that need no hash may be under way at a time.
    pub at_once: usize,
    /// How many tries from one address (IPv6: one /64 network) may fail in a row; 0 for any number.
    pub failures_per_address: u32,
    /// How long it takes until as many may fail again; single ones are forgotten evenly within it.
    pub failures_window: Duration,
}

impl Default for AdmissionPolicy {
    fn default() -> Self {
        Self { at_once: 128, failures_per_address: 100, failures_window: Duration::from_mins(10) }
    }
}

/// Too many tries have failed at this address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyFailures {
    /// When the next one is looked at.
    pub until: Timestamp,
}

/// Lets people try. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Admission {
    turns: Arc<Semaphore>,
    failures: Option<Arc<Failures>>,
}

impl std::fmt::Debug for Admission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Admission(…)")
    }
}

impl Admission {
    /// Under this policy, with nothing failed yet.
    pub fn new(policy: AdmissionPolicy) -> Self {
        let turns = policy.at_once.clamp(1, Semaphore::MAX_PERMITS);
        Self { turns: Arc::new(Semaphore::new(turns)), failures: Failures::of(policy) }
    }

    /// A turn at what is not hashed, until it is dropped. Hashing has its own queue.
    pub fn take_turn(&self) -> Result<Turn, Busy> {
        Arc::clone(&self.turns).try_acquire_owned().map(Turn).map_err(|_| Busy)
    }

    /// Lets somebody try, from a client's address where one is known. The try counts as failed until it
    /// is [forgiven](Try::forgive), so that many at once do not slip past the limit.
    pub fn attempt(
        &self,
        address: Option<IpAddr>,
        now: Timestamp,
    ) -> Result<Try<'_>, TooManyFailures> {
        let Some((failures, address)) = self.failures.as_deref().zip(address) else {
            return Ok(Try { counted: None });
        };
        let network = network_of(address);
        failures.count(network, now)?;
        Ok(Try { counted: Some((failures, network)) })
    }
}

/// A turn; the next one may come when it is dropped.
#[derive(Debug)]
pub struct Turn(#[expect(dead_code, reason = "held, not read")] OwnedSemaphorePermit);

/// A try that counts as failed.
#[must_use]
pub struct Try<'a> {
    counted: Option<(&'a Failures, IpAddr)>,
}

impl Try<'_> {
    /// It was no failure.
    pub fn forgive(self, now: Timestamp) {
        if let Some((failures, network)) = self.counted {
            failures.forgive(network, now);
        }
    }
}

/// When the failures of each network will all be forgotten: a leaky bucket, kept as the instant at
/// which it is empty (known as the generic cell rate algorithm). The crates for it cannot give a try
/// back, or go by a clock of their own.
struct Failures {
    /// How long one failure is remembered if there is no other.
    each: Duration,
    window: Duration,
    empty_at: Mutex<LruCache<IpAddr, Timestamp>>,
}

impl Failures {
    fn of(policy: AdmissionPolicy) -> Option<Arc<Self>> {
        let each = policy.failures_window.checked_div(policy.failures_per_address)?;
        let empty_at = Mutex::new(LruCache::new(NETWORKS));
        Some(Arc::new(Self { each, window: policy.failures_window, empty_at }))
    }

    fn count(&self, network: IpAddr, now: Timestamp) -> Result<(), TooManyFailures> {
        let mut empty_at = self.empty_at();
        let known = empty_at.get(&network).copied();
        let then = known.map_or(now, |at| at.max(now)).plus(self.each);
        if then.since(now) > self.window {
            return Err(TooManyFailures { until: then.minus(self.window) });
        }
        empty_at.insert(network, then);
        Ok(())
    }

    fn forgive(&self, network: IpAddr, now: Timestamp) {
        let mut empty_at = self.empty_at();
        let Some(known) = empty_at.get_mut(&network) else { return };
        *known = known.minus(self.each);
        if *known <= now {
            empty_at.remove(&network);
        }
    }

    fn empty_at(&self) -> MutexGuard<'_, LruCache<IpAddr, Timestamp>> {
        // Nothing panics while it is held, and every entry stands for itself.
        self.empty_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever has an IPv6 address has the 2^64 of its network.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_000);

    fn three_in_a_minute() -> Admission {
        Admission::new(AdmissionPolicy {
            at_once: 1,
            failures_per_address: 3,
            failures_window: Duration::from_mins(1),
        })
    }

    fn fails(admission: &Admission, from: &str, now: Timestamp) -> Result<(), TooManyFailures> {
        admission.attempt(Some(from.parse().unwrap()), now).map(drop)
    }

    fn at(seconds: u64) -> Timestamp {
        NOW.plus(Duration::from_secs(seconds))
    }

    #[test]
    fn so_many_may_fail_and_then_one_more_whenever_one_is_forgotten() {
        let admission = three_in_a_minute();
        let fails = |now| fails(&admission, "192.0.2.1", now);
        for _ in 0..3 {
            assert_eq!(fails(NOW), Ok(()));
        }
        assert_eq!(fails(NOW), Err(TooManyFailures { until: at(20) }));
        assert_eq!(fails(at(19)), Err(TooManyFailures { until: at(20) }));
        assert_eq!(fails(at(20)), Ok(()));
        assert_eq!(fails(at(20)), Err(TooManyFailures { until: at(40) }));
        for _ in 0..3 {
            assert_eq!(fails(at(80)), Ok(()));
        }
        assert!(fails(at(80)).is_err());
    }

    #[test]
    fn what_did_not_fail_is_not_counted_but_counts_until_that_is_known() {
        let admission = three_in_a_minute();
        let from = Some("192.0.2.1".parse().unwrap());
        for _ in 0..10 {
            admission.attempt(from, NOW).unwrap().forgive(NOW);
        }
        let under_way: Vec<_> =
            (0..3).map(|_| admission.attempt(from, NOW).ok().unwrap()).collect();
        assert!(admission.attempt(from, NOW).is_err());
        for one in under_way {
            one.forgive(NOW);
        }
        assert!(admission.attempt(from, NOW).is_ok());
    }

    #[test]
    fn an_ipv6_network_counts_as_one_address_and_others_are_others() {
        let admission = three_in_a_minute();
        for host in 1..=3 {
            assert_eq!(fails(&admission, &format!("2001:db8:0:1::{host}"), NOW), Ok(()));
        }
        assert!(fails(&admission, "2001:db8:0:1:ffff::9", NOW).is_err());
        for other in ["2001:db8:0:2::1", "192.0.2.1", "192.0.2.2"] {
            assert_eq!(fails(&admission, other, NOW), Ok(()));
        }
        assert!(admission.attempt(None, NOW).is_ok());
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let admission = three_in_a_minute();
        for number in 0..100_000_u32 {
            let address = IpAddr::V4(number.into());
            drop(admission.attempt(Some(address), NOW));
        }
        assert_eq!(admission.failures.unwrap().empty_at().len(), NETWORKS);
    }

    #[test]
    fn no_limit_is_no_limit() {
        let admission =
            Admission::new(AdmissionPolicy { failures_per_address: 0, ..Default::default() });
        assert!((0..1_000).all(|_| fails(&admission, "192.0.2.1", NOW).is_ok()));
    }

    #[test]
    fn a_turn_is_free_again_when_it_is_given_back() {
        let admission = three_in_a_minute();
        let turn = admission.take_turn().unwrap();
        assert!(matches!(admission.take_turn(), Err(Busy)));
        drop(turn);
        assert!(admission.take_turn().is_ok());
    }
}
