//! Using a code.

use super::algorithm;
use super::store;
use crate::audit::{self, Event, Origin};
use crate::base::{Fallible, Purpose, Timestamp, UserId};
use crate::credentials::method::Method;
use crate::credentials::proof::{Factor, Proof};
use crate::credentials::throttle::{self, Attempt, Key};
use crate::credentials::tools::Tools;
use crate::db::Work;
use crate::directory;

/// What came of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// It was right, and is used up.
    Accepted(Proof),
    /// It was not accepted. Commit all the same, or the wrong guess is not counted.
    Refused(TotpRefusal),
}

/// Why a code was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TotpRefusal {
    /// It is of none of the person's apps now, or was used.
    Wrong,
    /// Right or wrong, guessing has to wait.
    TooManyTries {
        /// When it may go on.
        until: Timestamp,
    },
    /// The policy has no authenticator apps any more.
    BlockedByPolicy,
    /// The person may not sign in at all, or has gone.
    AccountDisabled,
}

impl TotpRefusal {
    const fn reason(self) -> &'static str {
        match self {
            Self::Wrong => "Wrong code",
            Self::TooManyTries { .. } => "Too many wrong codes",
            Self::BlockedByPolicy => "Authenticator app sign in is disabled",
            Self::AccountDisabled => "Account disabled",
        }
    }
}

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
    let found = directory::find_user(work.connection(), user).await?;
    let claimed = match &found {
        None => refused(TotpRefusal::AccountDisabled),
        Some(user) if !user.enabled => refused(TotpRefusal::AccountDisabled),
        Some(_) if !tools.policy.authenticator_app.enabled => refused(TotpRefusal::BlockedByPolicy),
        Some(user) => match throttle::attempt(work, key).await? {
            Attempt::Blocked { until } => refused(TotpRefusal::TooManyTries { until }),
            Attempt::Counted { failures } => {
                decide(tools, work, user.id, typed, key, failures).await?
            }
        },
    };
    let person = found.map(|user| user.person());
    let method = Method::AuthenticatorApp.name();
    let event = match (&claimed, person) {
        (Claimed::Accepted(_), Some(person)) => Event::signed_in(person, method),
        (Claimed::Accepted(_), None) => Event::sign_in_failed(None, method, "Nobody was accepted"),
        (Claimed::Refused(refusal), person) => {
            Event::sign_in_failed(person, method, refusal.reason())
        }
    };
    audit::record(work, origin, event).await?;
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
            throttle::forgive(work, key).await?;
            let proof = Proof::new(user, Factor::AuthenticatorApp, work.now());
            return Ok(Claimed::Accepted(proof));
        }
    }
    throttle::punish(work, key, failures).await?;
    Ok(Claimed::Refused(TotpRefusal::Wrong))
}
