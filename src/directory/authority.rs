//! The one function that decides who may touch whose credentials.
//!
//! Nobody issues a pass to themselves, whatever their roles. Authentication Administrators act only on
//! people without an administrator role; Privileged Authentication Administrators and Global
//! Administrators on everybody else; Global Readers look and do not touch; User Administrators manage
//! people and groups and no credentials. Who has no role may issue by a delegation, never upward.
//! Whoever manages groups gains nothing by it: [`permit_membership`].

use super::delegations::{self, Delegation};
use super::role::Role;
use super::{groups, search, store};
use crate::audit::Actor;
use crate::base::{Fallible, GroupId, UserId};
use crate::db::ConnectionTrait;

/// What is to be done to somebody's credentials or account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// See which methods there are and whether there is a pass; never a secret.
    ViewMethods,
    /// Make a Temporary Access Pass.
    IssuePass,
    /// Delete a pass.
    DeletePass,
    /// Delete, rename or reset any other method.
    ChangeMethods,
    /// Sign the person out everywhere.
    RevokeSessions,
    /// Change the profile, enable or disable the account.
    ManageAccount,
    /// Give and take administrator roles.
    AssignRoles,
}

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

impl Action {
    /// Every action.
    pub const ALL: [Self; 7] = [
        Self::ViewMethods,
        Self::IssuePass,
        Self::DeletePass,
        Self::ChangeMethods,
        Self::RevokeSessions,
        Self::ManageAccount,
        Self::AssignRoles,
    ];
}

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Nobody does this to themselves.
    #[error("nobody does this for themselves")]
    Yourself,
    /// The caller's roles do not allow it for anybody.
    #[error("none of the roles allows this")]
    NoRole,
    /// The caller's roles allow it, but not on people with an administrator role.
    #[error("the person holds an administrator role")]
    Privileged,
    /// The caller's delegation allows it, but not on people who issue by a delegation themselves.
    #[error("the person issues passes by a delegation themselves")]
    Issuer,
    /// The caller's delegation is for people who never signed in.
    #[error("the person has signed in before, and the delegation is for newcomers")]
    NotANewcomer,
    /// The group's members may issue passes: who is one decides only who may give that power.
    #[error(
        "members of this group may issue passes; changing them needs a role that assigns such power"
    )]
    PowerfulGroup,
    /// The policy treats the group's members in a way of their own: who is one decides how they sign in.
    #[error("the policy names this group; changing it needs a role that changes the policy, too")]
    PolicyGroup,
    /// The caller issues passes for the group's members, and cannot choose who they are.
    #[error("who issues passes for a group does not choose its members")]
    OwnPeople,
}

/// By what somebody may issue a pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warrant {
    /// The command line on the host may.
    Host,
    /// One of their roles.
    Role,
    /// One of these delegations, as far as its quota goes.
    Delegations(Vec<Delegation>),
}

/// Somebody and the roles they hold.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    /// Who.
    pub id: UserId,
    /// With which roles.
    pub roles: &'a [Role],
}

/// Decides whether `actor` may do `action` to `target`.
pub fn decide(actor: Holder<'_>, action: Action, target: Holder<'_>) -> Result<(), Denied> {
    if actor.id == target.id {
        return decide_for_oneself(actor, action);
    }
    let mut denied = Denied::NoRole;
    for role in actor.roles {
        match reach(*role, action) {
            Reach::Everybody => return Ok(()),
            Reach::PeopleWithoutRole if target.roles.is_empty() => return Ok(()),
            Reach::PeopleWithoutRole => denied = Denied::Privileged,
            Reach::Nobody => {}
        }
    }
    Err(denied)
}

/// People keep house for their own methods; what would be an escalation needs somebody else.
fn decide_for_oneself(actor: Holder<'_>, action: Action) -> Result<(), Denied> {
    match action {
        Action::ViewMethods
        | Action::DeletePass
        | Action::ChangeMethods
        | Action::RevokeSessions => Ok(()),
        Action::IssuePass => Err(Denied::Yourself),
        Action::ManageAccount | Action::AssignRoles => {
            if actor.roles.iter().any(|role| reach(*role, action) != Reach::Nobody) {
                Err(Denied::Yourself)
            } else {
                Err(Denied::NoRole)
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Everybody,
    PeopleWithoutRole,
    Nobody,
}

const fn reach(role: Role, action: Action) -> Reach {
    match (role, action) {
        (Role::GlobalAdministrator, _)
        | (
            Role::PrivilegedAuthenticationAdministrator,
            Action::ViewMethods
            | Action::IssuePass
            | Action::DeletePass
            | Action::ChangeMethods
            | Action::RevokeSessions,
        )
        | (Role::AuthenticationAdministrator | Role::GlobalReader, Action::ViewMethods) => {
            Reach::Everybody
        }
        (
            Role::AuthenticationAdministrator,
            Action::IssuePass | Action::DeletePass | Action::ChangeMethods | Action::RevokeSessions,
        )
        | (Role::UserAdministrator, Action::RevokeSessions | Action::ManageAccount) => {
            Reach::PeopleWithoutRole
        }
        _ => Reach::Nobody,
    }
}

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

/// [`permit`] without delegations: what second approvers are asked for.
pub async fn permit_by_role(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    action: Action,
    target: UserId,
) -> Fallible<Result<(), Denied>> {
    let id = match actor {
        Actor::Machine => return Ok(Ok(())),
        Actor::Anonymous => return Ok(Err(Denied::NoRole)),
        Actor::User { id, .. } => *id,
    };
    let roles = store::roles_in_force(connection, id).await?;
    let target_roles =
        if id == target { roles.clone() } else { store::roles_of(connection, target).await? };
    Ok(decide(Holder { id, roles: &roles }, action, Holder { id: target, roles: &target_roles }))
}

/// By what `actor` may issue a pass to `target`. Their roles come first: they have no quota.
pub async fn warrant_to_issue(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    target: UserId,
) -> Fallible<Result<Warrant, Denied>> {
    let id = match actor {
        Actor::Machine => return Ok(Ok(Warrant::Host)),
        Actor::Anonymous => return Ok(Err(Denied::NoRole)),
        Actor::User { id, .. } => *id,
    };
    match permit_by_role(connection, actor, Action::IssuePass, target).await? {
        Ok(()) => Ok(Ok(Warrant::Role)),
        Err(Denied::Yourself) => Ok(Err(Denied::Yourself)),
        Err(denied) => {
            let covering = delegations::covering(connection, id, target).await?;
            if covering.is_empty() || !store::may_sign_in(connection, id).await? {
                return Ok(Err(denied));
            }
            let person = Delegated {
                has_role: !store::roles_of(connection, target).await?.is_empty(),
                issues: delegations::is_issuer(connection, target).await?,
                newcomer: search::is_newcomer(connection, target).await?
                    && !search::has_method(connection, target).await?,
            };
            Ok(decide_delegated(covering, person).map(Warrant::Delegations))
        }
    }
}

/// What of a person decides whether a delegation reaches them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delegated {
    /// Whether they hold any administrator role.
    pub has_role: bool,
    /// Whether they issue by a delegation themselves.
    pub issues: bool,
    /// Whether they have no method and never signed in.
    pub newcomer: bool,
}

/// Decides by which of the delegations that cover a person they may be issued a pass: never upward.
pub fn decide_delegated(
    covering: Vec<Delegation>,
    person: Delegated,
) -> Result<Vec<Delegation>, Denied> {
    if person.has_role {
        return Err(Denied::Privileged);
    }
    if person.issues {
        return Err(Denied::Issuer);
    }
    let reaching: Vec<_> =
        covering.into_iter().filter(|it| person.newcomer || it.recovery).collect();
    if reaching.is_empty() { Err(Denied::NotANewcomer) } else { Ok(reaching) }
}

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

    const ACTIONS: [Action; 7] = Action::ALL;

    /// What a role may do to others: to all, to people without a role (`members`), to nobody (`-`).
    ///
    /// In the order of [`Action::ALL`]: view methods, issue pass, delete pass, change methods, revoke
    /// sessions, manage account, assign roles.
    #[rustfmt::skip]
    const TO_OTHERS: [(Option<Role>, [&str; 7]); 7] = [
        (None, ["-", "-", "-", "-", "-", "-", "-"]),
        (Some(Role::GlobalAdministrator),
            ["all", "all", "all", "all", "all", "all", "all"]),
        (Some(Role::PrivilegedAuthenticationAdministrator),
            ["all", "all", "all", "all", "all", "-", "-"]),
        (Some(Role::AuthenticationAdministrator),
            ["all", "members", "members", "members", "members", "-", "-"]),
        (Some(Role::AuthenticationPolicyAdministrator),
            ["-", "-", "-", "-", "-", "-", "-"]),
        (Some(Role::GlobalReader),
            ["all", "-", "-", "-", "-", "-", "-"]),
        (Some(Role::UserAdministrator),
            ["-", "-", "-", "-", "members", "members", "-"]),
    ];

    /// What they may do to themselves: `yes`, `no role`, or `never` whatever their role allows.
    #[rustfmt::skip]
    const TO_ONESELF: [(Option<Role>, [&str; 7]); 7] = [
        (None, ["yes", "never", "yes", "yes", "yes", "no role", "no role"]),
        (Some(Role::GlobalAdministrator),
            ["yes", "never", "yes", "yes", "yes", "never", "never"]),
        (Some(Role::PrivilegedAuthenticationAdministrator),
            ["yes", "never", "yes", "yes", "yes", "no role", "no role"]),
        (Some(Role::AuthenticationAdministrator),
            ["yes", "never", "yes", "yes", "yes", "no role", "no role"]),
        (Some(Role::AuthenticationPolicyAdministrator),
            ["yes", "never", "yes", "yes", "yes", "no role", "no role"]),
        (Some(Role::GlobalReader),
            ["yes", "never", "yes", "yes", "yes", "no role", "no role"]),
        (Some(Role::UserAdministrator),
            ["yes", "never", "yes", "yes", "yes", "never", "no role"]),
    ];

    #[test]
    fn every_role_every_action_every_kind_of_person() {
        let kinds = [None].into_iter().chain(Role::ALL.map(Some));
        let targets: Vec<Option<Role>> = kinds.collect();
        for (role, row) in TO_OTHERS {
            let actor: Vec<Role> = role.into_iter().collect();
            for (action, cell) in Action::ALL.into_iter().zip(row) {
                for target in &targets {
                    let target: Vec<Role> = target.iter().copied().collect();
                    let expected = match cell {
                        "all" => Ok(()),
                        "members" if target.is_empty() => Ok(()),
                        "members" => Err(Denied::Privileged),
                        _ => Err(Denied::NoRole),
                    };
                    let decided = on_another(&actor, action, &target);
                    assert_eq!(decided, expected, "{actor:?} {action:?} {target:?}");
                }
            }
        }
    }

    #[test]
    fn every_role_every_action_on_oneself() {
        for (role, row) in TO_ONESELF {
            let roles: Vec<Role> = role.into_iter().collect();
            let me = Holder { id: UserId::fresh(), roles: &roles };
            for (action, cell) in Action::ALL.into_iter().zip(row) {
                let expected = match cell {
                    "yes" => Ok(()),
                    "never" => Err(Denied::Yourself),
                    _ => Err(Denied::NoRole),
                };
                assert_eq!(decide(me, action, me), expected, "{role:?} {action:?}");
            }
        }
    }

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

    fn on_another(actor: &[Role], action: Action, target: &[Role]) -> Result<(), Denied> {
        decide(
            Holder { id: UserId::fresh(), roles: actor },
            action,
            Holder { id: UserId::fresh(), roles: target },
        )
    }

    #[test]
    fn nobody_issues_a_pass_to_themselves() {
        for roles in [&[][..], &Role::ALL[..], &[Role::GlobalAdministrator][..]] {
            let me = Holder { id: UserId::fresh(), roles };
            assert_eq!(decide(me, Action::IssuePass, me), Err(Denied::Yourself));
        }
    }

    #[test]
    fn people_manage_their_own_methods_and_sessions_but_not_their_roles() {
        let me = Holder { id: UserId::fresh(), roles: &[] };
        for (action, expected) in [
            (Action::ViewMethods, Ok(())),
            (Action::DeletePass, Ok(())),
            (Action::ChangeMethods, Ok(())),
            (Action::RevokeSessions, Ok(())),
            (Action::ManageAccount, Err(Denied::NoRole)),
            (Action::AssignRoles, Err(Denied::NoRole)),
        ] {
            assert_eq!(decide(me, action, me), expected, "{action:?}");
        }
        let admin = Holder { id: UserId::fresh(), roles: &[Role::GlobalAdministrator] };
        assert_eq!(decide(admin, Action::AssignRoles, admin), Err(Denied::Yourself));
    }

    #[test]
    fn who_may_issue_a_pass_to_whom() {
        use Role::{
            AuthenticationAdministrator as Auth, AuthenticationPolicyAdministrator as Policy,
            GlobalAdministrator as Global, GlobalReader as Reader,
            PrivilegedAuthenticationAdministrator as Privileged, UserAdministrator as Users,
        };
        for (actor, target, expected) in [
            (&[][..], &[][..], Err(Denied::NoRole)),
            (&[Reader][..], &[][..], Err(Denied::NoRole)),
            (&[Users][..], &[][..], Err(Denied::NoRole)),
            (&[Policy][..], &[][..], Err(Denied::NoRole)),
            (&[Auth][..], &[][..], Ok(())),
            (&[Auth][..], &[Auth][..], Err(Denied::Privileged)),
            (&[Auth][..], &[Reader][..], Err(Denied::Privileged)),
            (&[Auth][..], &[Global][..], Err(Denied::Privileged)),
            (&[Auth, Reader][..], &[Global][..], Err(Denied::Privileged)),
            (&[Privileged][..], &[Global][..], Ok(())),
            (&[Auth, Privileged][..], &[Global][..], Ok(())),
            (&[Global][..], &[Global][..], Ok(())),
        ] {
            assert_eq!(
                on_another(actor, Action::IssuePass, target),
                expected,
                "{actor:?} on {target:?}"
            );
        }
    }

    #[test]
    fn a_global_reader_looks_and_touches_nothing() {
        for action in ACTIONS {
            let allowed = on_another(&[Role::GlobalReader], action, &[Role::GlobalAdministrator]);
            assert_eq!(allowed.is_ok(), action == Action::ViewMethods, "{action:?}");
        }
    }

    #[test]
    fn only_global_administrators_assign_roles() {
        for role in Role::ALL {
            let allowed = on_another(&[role], Action::AssignRoles, &[]);
            assert_eq!(allowed.is_ok(), role == Role::GlobalAdministrator, "{role}");
        }
    }

    #[test]
    fn without_a_role_nobody_does_anything_to_others() {
        for action in ACTIONS {
            assert_eq!(on_another(&[], action, &[]), Err(Denied::NoRole), "{action:?}");
        }
    }
}
