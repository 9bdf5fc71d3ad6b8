//! Making a set of codes.

use super::sign_in::LENGTH;
use super::store;
use crate::audit::{self, Event, Origin};
use crate::base::{Fallible, Secret, UserId};
use crate::credentials::method::Method;
use crate::credentials::policy::RecoveryCodePolicy;
use crate::credentials::readable;
use crate::credentials::store::lock_methods;
use crate::credentials::throttle::{self, Key};
use crate::db::Work;
use crate::directory;

/// What came of making codes.
#[derive(Debug)]
pub enum Generated {
    /// Here they are, in groups for reading. They are shown once.
    Generated(Vec<Secret>),
    /// The policy has no recovery codes.
    DisabledByPolicy,
    /// There is no such user.
    UserNotFound,
}

/// Makes a person's recovery codes; the ones they had are void. People make their own.
pub async fn generate(
    work: &Work,
    origin: &Origin,
    policy: &RecoveryCodePolicy,
    user: UserId,
) -> Fallible<Generated> {
    if !policy.enabled {
        return Ok(Generated::DisabledByPolicy);
    }
    // Two sets at once would both stay.
    lock_methods(work, user).await?;
    let Some(user) = directory::find_user(work.connection(), user).await? else {
        return Ok(Generated::UserNotFound);
    };
    let codes: Vec<Secret> =
        (0..policy.count).map(|_| readable::generate(work.random(), LENGTH)).collect();
    // The count before the codes, as using one takes them: crosswise they would lock each other.
    throttle::start_anew(work, Key::of_username(Method::RecoveryCode, user.username.folded()))
        .await?;
    store::delete_all(work, user.id).await?;
    store::insert_all(work, user.id, &codes).await?;
    let method = Method::RecoveryCode;
    let event =
        Event::method_registered(user.actor(), user.person(), method.name(), method.words());
    audit::record(work, origin, event).await?;
    Ok(Generated::Generated(codes.iter().map(readable::grouped).collect()))
}
