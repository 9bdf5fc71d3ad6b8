//! Signing in with a pass: checked outside, claimed inside the caller's work.

use std::sync::Arc;

use super::code::PassCode;
use super::store::{self, Candidate, Kept};
use crate::audit::Origin;
use crate::base::{Fallible, PassId, Secret, Timestamp, UserId};
use crate::credentials::hash::Busy;
use crate::credentials::method::Method;
use crate::credentials::policy::MethodsPolicy;
use crate::credentials::proof::{Factor, Proof};
use crate::credentials::security_info;
use crate::credentials::store::is_enabled;
use crate::credentials::throttle::{self, Attempt, Key};
use crate::credentials::tools::Tools;
use crate::credentials::trace;
use crate::db::Work;
use crate::directory::{Username, hold_user, mark_onboarded};

/// What a browser remembers of passes, from a sealed cookie and nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassBrowser {
    /// It redeemed no pass.
    Other,
    /// It redeemed this one, and may have to finish its registration with it.
    Redeemed(PassId),
}

/// A pass that was looked at and not accepted yet.
#[derive(Debug)]
pub struct Checked {
    key: Key,
    candidate: Option<Candidate>,
    right: bool,
    policy: Arc<MethodsPolicy>,
}

/// What came of a pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// It was right, and it was usable.
    Accepted(Proof),
    /// It was not accepted. Commit all the same, or the wrong try is not counted.
    Refused(PassRefusal),
}

/// Why a pass was not accepted. All but the first two are told only to who knows the right pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassRefusal {
    /// No such pass, or no such person.
    Wrong,
    /// So many wrong tries that no pass would be accepted, were there one.
    TooManyTries,
    /// It has not started.
    NotYetValid {
        /// When it will.
        starts_at: Timestamp,
    },
    /// It has ended.
    Expired {
        /// When it did.
        ended_at: Timestamp,
    },
    /// It was a one-time pass and was used, not by this browser or its registration is done.
    AlreadyUsed {
        /// When it was used last.
        at: Timestamp,
    },
    /// The policy does not allow passes, or not such ones, any more.
    BlockedByPolicy,
    /// The person may not sign in at all.
    AccountDisabled,
}

impl PassRefusal {
    const fn reason(self) -> &'static str {
        match self {
            Self::Wrong => "Wrong pass",
            Self::TooManyTries => "Too many wrong passes",
            Self::NotYetValid { .. } => "Pass not yet valid",
            Self::Expired { .. } => "Pass expired",
            Self::AlreadyUsed { .. } => "One-time pass already used",
            Self::BlockedByPolicy => {
                "Temporary Access Pass sign in was blocked due to User Credential Policy"
            }
            Self::AccountDisabled => "Account disabled",
        }
    }
}

/// Looks at what was typed: one read and one hash, whoever it is and whatever they have.
pub async fn check(tools: &Tools, username: &str, typed: &str) -> Fallible<Result<Checked, Busy>> {
    let folded = Username::fold(username);
    let candidate = store::find_candidate(tools.db.read(), &folded).await?;
    let code = PassCode::parse(typed);
    let hash = candidate.as_ref().and_then(Candidate::hash).filter(|_| code.is_some());
    let secret = code.map_or_else(|| Secret::new(""), |code| code.secret().clone());
    let Ok(right) = tools.hasher.verify(&secret, hash).await else { return Ok(Err(Busy)) };
    let key = Key::of_username(Method::Pass, &folded);
    Ok(Ok(Checked { key, candidate, right, policy: Arc::clone(&tools.policy) }))
}

/// Decides: by one conditional update, so that of many with the right one-time pass one is accepted.
pub async fn claim(
    work: &Work,
    origin: &Origin,
    checked: Checked,
    browser: PassBrowser,
) -> Fallible<Claimed> {
    hold_user(work, checked.candidate.as_ref().map_or_else(UserId::fresh, |it| it.user.id)).await?;
    let claimed = match checked.right_pass() {
        Some((candidate, kept)) => redeem(work, &checked, candidate, kept, browser).await?,
        None => Claimed::Refused(count_wrong(work, &checked).await?),
    };
    let user = checked.candidate.map(|candidate| candidate.user);
    let refused = match &claimed {
        Claimed::Accepted(_) => None,
        Claimed::Refused(refusal) => Some(refusal.reason()),
    };
    trace::record(work, origin, Method::Pass, user, refused).await?;
    Ok(claimed)
}

impl Checked {
    fn right_pass(&self) -> Option<(&Candidate, &Kept)> {
        let candidate = self.candidate.as_ref().filter(|_| self.right)?;
        Some((candidate, candidate.pass.as_ref()?))
    }
}

async fn redeem(
    work: &Work,
    checked: &Checked,
    candidate: &Candidate,
    kept: &Kept,
    browser: PassBrowser,
) -> Fallible<Claimed> {
    let accepted = || {
        let factor = Factor::Pass { pass: kept.id, ends_at: kept.ends_at };
        Claimed::Accepted(Proof::new(candidate.user.id, factor, work.now()))
    };
    let policy = &checked.policy.pass;
    if policy.enabled && store::claim(work, kept.id, candidate.user.id, policy).await? {
        mark_onboarded(work, candidate.user.id).await?;
        return Ok(accepted());
    }
    let refusal = why_not(work, checked, candidate, kept).await?;
    let returning = matches!(refusal, PassRefusal::AlreadyUsed { .. })
        && browser == PassBrowser::Redeemed(kept.id)
        && owes_registration(work, checked, candidate.user.id).await?;
    if returning && store::claim_again(work, kept.id, candidate.user.id, policy).await? {
        return Ok(accepted());
    }
    Ok(Claimed::Refused(refusal))
}

/// Whether there is a registration to be finished: not for who had a lasting way in all along.
async fn owes_registration(work: &Work, checked: &Checked, user: UserId) -> Fallible<bool> {
    let methods = security_info::methods_of(work.connection(), user).await?;
    Ok(!methods.lasting(&checked.policy))
}

/// Why the right pass was not accepted. A dead or replaced one is a wrong one.
async fn why_not(
    work: &Work,
    checked: &Checked,
    candidate: &Candidate,
    kept: &Kept,
) -> Fallible<PassRefusal> {
    let policy = &checked.policy.pass;
    let now = work.now();
    let Some(pass) = store::find(work, kept.id).await? else {
        return count_wrong(work, checked).await;
    };
    if pass.failed_attempts >= policy.max_wrong_tries {
        return count_wrong(work, checked).await;
    }
    Ok(if !is_enabled(work, candidate.user.id).await? {
        PassRefusal::AccountDisabled
    } else if !policy.enabled || (policy.one_time_required && !pass.one_time) {
        PassRefusal::BlockedByPolicy
    } else if pass.ends_at <= now {
        PassRefusal::Expired { ended_at: pass.ends_at }
    } else if pass.starts_at > now {
        PassRefusal::NotYetValid { starts_at: pass.starts_at }
    } else {
        PassRefusal::AlreadyUsed { at: pass.last_used_at.unwrap_or(now) }
    })
}

/// Counts a wrong try, for the pass if there is one and for the username in any case: the same
/// statements, and the same words, for everybody.
async fn count_wrong(work: &Work, checked: &Checked) -> Fallible<PassRefusal> {
    let pass = checked.candidate.as_ref().and_then(|candidate| candidate.pass.as_ref());
    store::count_wrong(work, pass.map_or_else(PassId::fresh, |pass| pass.id)).await?;
    let tries = checked.policy.pass.max_wrong_tries;
    Ok(match throttle::attempt(work, checked.key).await? {
        Attempt::Counted { failures } if failures <= tries => PassRefusal::Wrong,
        Attempt::Counted { .. } | Attempt::Blocked { .. } => PassRefusal::TooManyTries,
    })
}
