//! Delegations: *this group's members may issue passes for that group's members*, so many a day.
//!
//! A front desk for one site. A delegation never reaches upward: nobody who holds an administrator role,
//! and nobody who issues by a delegation themselves, gets a pass by one. It is for newcomers, who never
//! had a method and never signed in, unless it says that it is for recovery too. What it allows in the
//! end [`authority`](super::authority) decides, like everything else.

mod manage;
mod store;

use std::fmt;

use super::groups::Group;
use crate::base::{DelegationId, Fallible, Timestamp, UserId};
use crate::db::{ConnectionTrait, Work};

pub use manage::{Changed, Created, NewDelegation, change, create, delete};
pub use store::{covering, find, is_issuer, issuable_groups, issues, issues_for, list, of_group};

/// How many passes an issuer may make a day by one delegation. The day is UTC's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DailyQuota(u32);

impl DailyQuota {
    /// The least and the most.
    pub const BOUNDS: std::ops::RangeInclusive<u32> = 1..=1000;

    /// A quota, if it is within [`DailyQuota::BOUNDS`].
    pub fn new(passes: u32) -> Option<Self> {
        Self::BOUNDS.contains(&passes).then_some(Self(passes))
    }

    /// Passes a day.
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// Enough for a front desk on the first day of a term.
impl Default for DailyQuota {
    fn default() -> Self {
        Self(20)
    }
}

impl fmt::Display for DailyQuota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whose members may issue passes for whose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// Which one.
    pub id: DelegationId,
    /// Whose members issue.
    pub issuers: Group,
    /// For whose members.
    pub people: Group,
    /// How many each of them a day.
    pub daily_quota: DailyQuota,
    /// Whether also for people who have signed in before.
    pub recovery: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Delegation {
    /// In a few words, for the record.
    fn in_words(&self) -> String {
        let kind = if self.recovery { "recovery too" } else { "newcomers only" };
        let Self { issuers, people, daily_quota, .. } = self;
        format!("{} for {}: {daily_quota} a day each, {kind}", issuers.name, people.name)
    }
}

/// Takes one pass from what an issuer may make today by one of these; answers whether any had one left.
///
/// One conditional update each: however many try at once, no more go through than there are.
pub async fn take_from_quota(
    work: &Work,
    delegations: &[Delegation],
    issuer: UserId,
) -> Fallible<bool> {
    for delegation in delegations {
        if store::count_use(work, delegation, issuer).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How many passes an issuer may still make today by a delegation.
pub async fn left_today(
    connection: &impl ConnectionTrait,
    delegation: &Delegation,
    issuer: UserId,
    now: Timestamp,
) -> Fallible<u32> {
    let used = store::used_on(connection, delegation.id, issuer, now.days()).await?;
    Ok(delegation.daily_quota.get().saturating_sub(used))
}
