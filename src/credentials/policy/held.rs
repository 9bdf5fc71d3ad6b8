//! Somebody whose sign-in is being decided, and the policy it is decided by.

use std::sync::Arc;

use super::methods::MethodsPolicy;
use crate::base::{Fallible, UserId};
use crate::credentials::tools::Tools;
use crate::db::Work;
use crate::directory::hold_user;

/// The policy a sign-in is decided by, read after its person was held: what was saved before is in it.
///
/// For a username that nobody has it is made in the same way, with the same statements.
#[derive(Clone, Debug)]
pub struct Held {
    /// What applies to the person.
    pub policy: Arc<MethodsPolicy>,
    /// What is on for anybody: for what is said to somebody who has proved nothing.
    pub installation: Arc<MethodsPolicy>,
}

/// Keeps a person from being changed while their sign-in is decided, and reads their policy.
pub async fn hold(work: &Work, tools: &Tools, user: Option<UserId>) -> Fallible<Held> {
    let user = user.unwrap_or_else(UserId::fresh);
    hold_user(work, user).await?;
    read(work, tools, user).await
}

/// The same for somebody who is held already.
pub(in crate::credentials) async fn read(
    work: &Work,
    tools: &Tools,
    user: UserId,
) -> Fallible<Held> {
    let (policy, installation) = tools.policies.of_person(work.connection(), user).await?;
    Ok(Held { policy, installation })
}
