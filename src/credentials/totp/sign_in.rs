//! Using a code.

use super::algorithm;
use super::store;
use crate::audit::Origin;
use crate::base::{Fallible, Purpose, UserId};
use crate::credentials::guess::{Claimed, GuessRefusal};
use crate::credentials::method::Method;
use crate::credentials::proof::{Factor, Proof};
use crate::credentials::throttle::{self, Attempt, Key};
use crate::credentials::tools::Tools;
use crate::credentials::trace;
use crate::db::Work;
use crate::directory;

/// Uses up a code of one of a person's apps. Who they are has been proved by another factor.
pub async fn claim(
    tools: &Tools,
    work: &Work,
    origin: &Origin,
    user: UserId,
    typed: &str,
) -> Fallible<Claimed> {
    let key = Key::of_user(Method::AuthenticatorApp, user);
    let refused = Claimed::Refused;
    directory::hold_user(work, user).await?;
    let found = directory::find_user(work.connection(), user).await?;
    let claimed = match &found {
        None => refused(GuessRefusal::AccountDisabled),
        Some(user) if !user.enabled => refused(GuessRefusal::AccountDisabled),
        Some(_) if !tools.policy.authenticator_app.enabled => {
            refused(GuessRefusal::BlockedByPolicy)
        }
        Some(user) => match throttle::attempt(work, key).await? {
            Attempt::Blocked { until } => refused(GuessRefusal::TooManyTries { until }),
            Attempt::Counted { failures } => {
                decide(tools, work, user.id, typed, key, failures).await?
            }
        },
    };
    let person = found.map(|user| user.person());
    trace::record(work, origin, Method::AuthenticatorApp, person, claimed.refused()).await?;
    Ok(claimed)
}

async fn decide(
    tools: &Tools,
    work: &Work,
    user: UserId,
    typed: &str,
    key: Key,
    failures: u32,
) -> Fallible<Claimed> {
    for app in store::keys_of(work, user).await? {
        let secret = tools.sealer.open(Purpose::TotpSecret, &app.sealed_secret)?;
        let secret = zeroize::Zeroizing::new(secret);
        let Some(step) = algorithm::matched_step(&secret, typed, work.now()) else { continue };
        if store::claim(work, app.id, user, step).await? {
            throttle::forgive(work, key);
            let proof = Proof::new(user, Factor::AuthenticatorApp, work.now());
            return Ok(Claimed::Accepted(proof));
        }
    }
    throttle::punish(work, key, failures).await?;
    Ok(Claimed::Refused(GuessRefusal::Wrong))
}
