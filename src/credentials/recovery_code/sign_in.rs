//! Using a code.

use super::store;
use crate::audit::Origin;
use crate::base::{Fallible, UserId};
use crate::credentials::guess::{Claimed, GuessRefusal};
use crate::credentials::method::Method;
use crate::credentials::policy::RecoveryCodePolicy;
use crate::credentials::proof::{Factor, Proof};
use crate::credentials::readable;
use crate::credentials::store::is_enabled;
use crate::credentials::throttle::{self, Attempt, Key};
use crate::credentials::trace;
use crate::db::Work;
use crate::directory::{self, User, Username};

/// Symbols of a code: eighty bits.
pub(super) const LENGTH: usize = 16;

/// Uses up a code of whoever has this username: one conditional update decides.
pub async fn claim(
    work: &Work,
    origin: &Origin,
    policy: &RecoveryCodePolicy,
    username: &str,
    typed: &str,
) -> Fallible<Claimed> {
    let folded = Username::fold(username);
    let key = Key::of_username(Method::RecoveryCode, &folded);
    let user = directory::hold_user_by_username(work, &folded).await?;
    let claimed = match throttle::attempt(work, key).await? {
        Attempt::Blocked { until } => Claimed::Refused(GuessRefusal::TooManyTries { until }),
        Attempt::Counted { failures } => {
            decide(work, policy, user.as_ref(), typed, key, failures).await?
        }
    };
    let person = user.as_ref().map(User::person);
    trace::record(work, origin, Method::RecoveryCode, person, claimed.refused()).await?;
    Ok(claimed)
}

async fn decide(
    work: &Work,
    policy: &RecoveryCodePolicy,
    user: Option<&User>,
    typed: &str,
    key: Key,
    failures: u32,
) -> Fallible<Claimed> {
    // Nobody's codes are looked up as well: the statements are the same for all.
    let owner = user.map_or_else(UserId::fresh, |user| user.id);
    let code = readable::parse(typed, LENGTH..=LENGTH).unwrap_or_else(|| work.random().token());
    if policy.enabled && store::claim(work, owner, code.digest()).await? {
        throttle::forgive(work, key);
        return Ok(Claimed::Accepted(Proof::new(owner, Factor::RecoveryCode, work.now())));
    }
    if !store::is_unused(work, owner, code.digest()).await? {
        throttle::punish(work, key, failures).await?;
        return Ok(Claimed::Refused(GuessRefusal::Wrong));
    }
    throttle::forgive(work, key);
    Ok(Claimed::Refused(if is_enabled(work, owner).await? {
        GuessRefusal::BlockedByPolicy
    } else {
        GuessRefusal::AccountDisabled
    }))
}
