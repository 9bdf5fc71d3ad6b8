//! By what somebody may issue a pass: on the host, by a role, by a delegation.

use super::denied::Denied;
use super::person::{Action, permit_by_role};
use crate::audit::Actor;
use crate::base::{Fallible, UserId};
use crate::db::ConnectionTrait;
use crate::directory::delegations::{self, Delegation};
use crate::directory::{search, store};

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
