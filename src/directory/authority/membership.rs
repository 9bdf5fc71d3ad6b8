//! Who may change who is in a group.

use super::denied::Denied;
use super::task::{Task, permit_task};
use crate::audit::Actor;
use crate::base::{Fallible, GroupId};
use crate::db::ConnectionTrait;
use crate::directory::{delegations, groups};

/// Decides whether `actor` may change who is in a group, or delete it.
///
/// Managing groups must give nobody power. Into a group that issues by a delegation, only who may make
/// delegations puts people; who issues for a group does not choose its members; and where the policy
/// names a group, changing the group changes the policy for somebody. That in turn needs both: whoever
/// changes the policy must not get hold of a group by naming it.
pub async fn permit_membership(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    group: GroupId,
) -> Fallible<Result<(), Denied>> {
    if groups::in_policy(connection, group).await? {
        let manages = permit_task(connection, actor, Task::ManagePolicy).await?;
        if manages.is_err() {
            return Ok(Err(Denied::PolicyGroup));
        }
    }
    let powerful = delegations::issues(connection, group).await?;
    let assigns = permit_task(connection, actor, Task::ManageDelegations).await?;
    if powerful {
        return Ok(assigns.map_err(|_| Denied::PowerfulGroup));
    }
    let manages = permit_task(connection, actor, Task::ManageGroups).await?;
    if manages.is_err() || assigns.is_ok() {
        return Ok(manages);
    }
    let own = match actor.user_id() {
        Some(id) => delegations::issues_for(connection, id, group).await?,
        None => false,
    };
    Ok(if own { Err(Denied::OwnPeople) } else { Ok(()) })
}
