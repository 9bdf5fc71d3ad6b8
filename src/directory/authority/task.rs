//! What a role lets somebody do to the installation.

use super::denied::Denied;
use crate::audit::Actor;
use crate::base::Fallible;
use crate::db::ConnectionTrait;
use crate::directory::role::Role;
use crate::directory::store;

/// What is to be done to the installation rather than to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Open the console and list people.
    ViewConsole,
    /// Read the sign-in log and the audit log.
    ViewLogs,
    /// Read the authentication methods policy.
    ViewPolicy,
    /// Change the authentication methods policy.
    ManagePolicy,
    /// Make and change groups and who is in them.
    ManageGroups,
    /// Let a group's members issue passes, and change who is in such a group.
    ManageDelegations,
    /// See which relying parties there are, without their secrets.
    ViewClients,
    /// Register, change and delete relying parties.
    ManageClients,
    /// See settings, keys and health.
    ViewInstallation,
    /// Rotate signing keys.
    ManageInstallation,
}

impl Task {
    /// Every task.
    pub const ALL: [Self; 10] = [
        Self::ViewConsole,
        Self::ViewLogs,
        Self::ViewPolicy,
        Self::ManagePolicy,
        Self::ManageGroups,
        Self::ManageDelegations,
        Self::ViewClients,
        Self::ManageClients,
        Self::ViewInstallation,
        Self::ManageInstallation,
    ];
}

/// Decides whether somebody with these roles may do this to the installation.
pub fn decide_task(roles: &[Role], task: Task) -> Result<(), Denied> {
    if roles.iter().any(|role| performs(*role, task)) { Ok(()) } else { Err(Denied::NoRole) }
}

const fn performs(role: Role, task: Task) -> bool {
    matches!(
        (role, task),
        (Role::GlobalAdministrator, _)
            | (_, Task::ViewConsole)
            | (
                Role::GlobalReader,
                Task::ViewLogs | Task::ViewPolicy | Task::ViewClients | Task::ViewInstallation
            )
            | (
                Role::AuthenticationPolicyAdministrator,
                Task::ViewPolicy | Task::ManagePolicy | Task::ViewLogs
            )
            | (
                Role::PrivilegedAuthenticationAdministrator | Role::AuthenticationAdministrator,
                Task::ViewPolicy | Task::ViewLogs
            )
            | (Role::PrivilegedAuthenticationAdministrator, Task::ManageDelegations)
            | (Role::UserAdministrator, Task::ManageGroups)
    )
}

/// Looks up the actor's roles and asks [`decide_task`]. The command line on the host may do everything.
pub async fn permit_task(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    task: Task,
) -> Fallible<Result<(), Denied>> {
    match actor {
        Actor::Machine => Ok(Ok(())),
        Actor::Anonymous => Ok(Err(Denied::NoRole)),
        Actor::User { id, .. } => {
            Ok(decide_task(&store::roles_in_force(connection, *id).await?, task))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which tasks each role performs; all others it does not.
    #[test]
    fn every_role_every_task() {
        use Task::{
            ManageDelegations, ManageGroups, ManagePolicy, ViewClients, ViewConsole,
            ViewInstallation, ViewLogs, ViewPolicy,
        };
        for (roles, tasks) in [
            (&[][..], &[][..]),
            (&[Role::GlobalAdministrator], &Task::ALL),
            (
                &[Role::PrivilegedAuthenticationAdministrator],
                &[ViewConsole, ViewLogs, ViewPolicy, ManageDelegations],
            ),
            (&[Role::AuthenticationAdministrator], &[ViewConsole, ViewLogs, ViewPolicy]),
            (
                &[Role::AuthenticationPolicyAdministrator],
                &[ViewConsole, ViewLogs, ViewPolicy, ManagePolicy],
            ),
            (
                &[Role::GlobalReader],
                &[ViewConsole, ViewLogs, ViewPolicy, ViewClients, ViewInstallation],
            ),
            (&[Role::UserAdministrator], &[ViewConsole, ManageGroups]),
        ] {
            for task in Task::ALL {
                let allowed = decide_task(roles, task).is_ok();
                assert_eq!(allowed, tasks.contains(&task), "{roles:?} {task:?}");
            }
        }
    }
}
