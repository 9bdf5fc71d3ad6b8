//! What a role lets somebody do to a person's credentials or account.

use super::denied::Denied;
use crate::audit::Actor;
use crate::base::{Fallible, UserId};
use crate::db::ConnectionTrait;
use crate::directory::role::Role;
use crate::directory::store;

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

#[cfg(test)]
mod tests {
    use super::*;

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
        for action in Action::ALL {
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
        for action in Action::ALL {
            assert_eq!(on_another(&[], action, &[]), Err(Denied::NoRole), "{action:?}");
        }
    }
}
