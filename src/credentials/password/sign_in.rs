//! Signing in with a password: checked outside, claimed inside the caller's work.

use std::sync::Arc;

use super::store::{self, Candidate};
use crate::audit::Origin;
use crate::base::{Fallible, Secret, UserId};
use crate::credentials::guess::{Claimed, GuessRefusal};
use crate::credentials::hash::Busy;
use crate::credentials::method::Method;
use crate::credentials::policy::MethodsPolicy;
use crate::credentials::proof::{Factor, Proof};
use crate::credentials::store::is_enabled;
use crate::credentials::throttle::{self, Attempt, Key};
use crate::credentials::tools::Tools;
use crate::credentials::trace;
use crate::db::Work;
use crate::directory::{Username, hold_user};

/// The longest password, in characters. What is longer is nobody's and costs no more to refuse.
pub(super) const LONGEST: usize = 256;

/// A password that was looked at and not accepted yet.
#[derive(Debug)]
pub struct Checked {
    key: Key,
    candidate: Option<Candidate>,
    right: bool,
    policy: Arc<MethodsPolicy>,
}

/// Looks at what was typed: one read and one hash, whoever it is and whatever they have.
pub async fn check(
    tools: &Tools,
    username: &str,
    typed: &Secret,
) -> Fallible<Result<Checked, Busy>> {
    let folded = Username::fold(username);
    let candidate = store::find_candidate(tools.db.read(), &folded).await?;
    let possible = typed.expose().chars().count() <= LONGEST;
    let hash = candidate.as_ref().and_then(|it| it.hash.as_deref()).filter(|_| possible);
    let secret = if possible { typed.clone() } else { Secret::new("") };
    let Ok(right) = tools.hasher.verify(&secret, hash).await else { return Ok(Err(Busy)) };
    let key = Key::of_username(Method::Password, &folded);
    Ok(Ok(Checked { key, candidate, right, policy: Arc::clone(&tools.policy) }))
}

/// Decides. Guesses at one username queue up at its count, so that none slips past the limit.
pub async fn claim(work: &Work, origin: &Origin, checked: Checked) -> Fallible<Claimed> {
    hold_user(work, checked.candidate.as_ref().map_or_else(UserId::fresh, |it| it.user.id)).await?;
    let claimed = match throttle::attempt(work, checked.key).await? {
        Attempt::Blocked { until } => Claimed::Refused(GuessRefusal::TooManyTries { until }),
        Attempt::Counted { failures } => decide(work, &checked, failures).await?,
    };
    let user = checked.candidate.map(|candidate| candidate.user);
    trace::record(work, origin, Method::Password, user, claimed.refused()).await?;
    Ok(claimed)
}

async fn decide(work: &Work, checked: &Checked, failures: u32) -> Fallible<Claimed> {
    let right = checked.candidate.as_ref().filter(|_| checked.right);
    let Some((user, hash)) = right.and_then(|it| Some((it.user.id, it.hash.as_deref()?))) else {
        return wrong(work, checked, failures).await;
    };
    if checked.policy.password.enabled && store::claim(work, user, hash).await? {
        throttle::forgive(work, checked.key);
        return Ok(Claimed::Accepted(Proof::new(user, Factor::Password, work.now())));
    }
    if !store::is_current(work, user, hash).await? {
        return wrong(work, checked, failures).await;
    }
    throttle::forgive(work, checked.key);
    Ok(Claimed::Refused(if is_enabled(work, user).await? {
        GuessRefusal::BlockedByPolicy
    } else {
        GuessRefusal::AccountDisabled
    }))
}

async fn wrong(work: &Work, checked: &Checked, failures: u32) -> Fallible<Claimed> {
    throttle::punish(work, checked.key, failures).await?;
    Ok(Claimed::Refused(GuessRefusal::Wrong))
}
