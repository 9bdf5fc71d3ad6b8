//! The one function that decides who may touch whose credentials.
//!
//! Nobody issues a pass to themselves, whatever their roles. Authentication Administrators act only on
//! people without an administrator role; Privileged Authentication Administrators and Global
//! Administrators on everybody else; Global Readers look and do not touch; User Administrators manage
//! people and groups and no credentials. Who has no role may issue by a delegation, never upward.
//! Whoever manages groups gains nothing by it: [`permit_membership`].

mod denied;
mod membership;
mod person;
mod task;
mod warrant;

use crate::audit::Actor;
use crate::base::{Fallible, UserId};
use crate::db::ConnectionTrait;

pub use denied::Denied;
pub use membership::permit_membership;
pub use person::{Action, Holder, decide, permit_by_role};
pub use task::{Task, decide_task, permit_task};
pub use warrant::{Delegated, Warrant, decide_delegated, warrant_to_issue};

/// Looks up the roles of both and asks [`decide`]; for issuing, delegations too. The command line on
/// the host may do everything.
pub async fn permit(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    action: Action,
    target: UserId,
) -> Fallible<Result<(), Denied>> {
    if action == Action::IssuePass {
        return Ok(warrant_to_issue(connection, actor, target).await?.map(|_| ()));
    }
    permit_by_role(connection, actor, action, target).await
}
