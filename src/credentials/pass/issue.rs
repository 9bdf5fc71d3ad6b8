//! Making a pass, and taking it away.

use std::time::Duration;

use super::code::PassCode;
use super::store;
use super::summary::PassSummary;
use crate::audit::{self, Actor, Event, Origin};
use crate::base::{Fallible, PassId, Random, Timestamp, UserId};
use crate::credentials::hash::StoredHash;
use crate::credentials::method::Method;
use crate::credentials::policy::{PassPolicy, policy_for};
use crate::credentials::store::lock_methods;
use crate::credentials::throttle::{self, Key};
use crate::credentials::tools::Tools;
use crate::db::{ConnectionTrait, Work};
use crate::directory::authority::{self, Action, Denied};
use crate::directory::{self, User};

/// What the issuer asks for. What is left out comes from the policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IssueRequest {
    /// From when the pass can be used; at once if left out or past.
    pub starts_at: Option<Timestamp>,
    /// How long from its start.
    pub lifetime: Option<Duration>,
    /// Whether it can be used once only.
    pub one_time: Option<bool>,
}

/// What came of issuing.
#[derive(Debug)]
pub enum Issued {
    /// Here it is. The code is told to nobody again.
    Issued {
        /// What is kept.
        pass: PassSummary,
        /// The pass itself.
        code: PassCode,
    },
    /// No pass was made, and the one there was is as it was.
    Refused(IssueRefusal),
}

/// Why no pass was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueRefusal {
    /// The issuer may not, at all or for this person.
    NotAllowed(Denied),
    /// The lifetime leaves the policy's bounds.
    LifetimeOutOfRange {
        /// The shortest.
        min: Duration,
        /// The longest.
        max: Duration,
    },
    /// The policy wants one-time passes.
    MultiUseForbidden,
    /// The policy has no passes.
    DisabledByPolicy,
    /// There is no such user.
    UserNotFound,
    /// The user may not sign in at all.
    UserDisabled,
    /// Too many sign-ins at once; try again shortly.
    Busy,
}

/// What the policy made of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Terms {
    starts_at: Option<Timestamp>,
    lifetime: Duration,
    one_time: bool,
}

/// Issues a pass to `user`, in place of the one there was, and starts the count of wrong tries anew.
pub async fn issue(
    tools: &Tools,
    origin: &Origin,
    by: &Actor,
    user: UserId,
    request: IssueRequest,
) -> Fallible<Issued> {
    // Before the hash, so that nobody makes us work who may not; and again after it, for good.
    if let Err(refusal) = recipient(tools.db.read(), by, user).await? {
        return Ok(Issued::Refused(refusal));
    }
    let policy = policy_for(tools.db.read(), tools, user).await?;
    let policy = &policy.pass;
    if let Err(refusal) = terms(policy, request) {
        return Ok(Issued::Refused(refusal));
    }
    let code = PassCode::generate(Random, policy.length);
    let Ok(hash) = tools.hasher.hash(code.secret()).await else {
        return Ok(Issued::Refused(IssueRefusal::Busy));
    };
    let work = tools.db.begin().await?;
    let issued = replace(tools, &work, origin, by, user, request, hash).await?;
    work.commit().await?;
    Ok(match issued {
        Ok(pass) => Issued::Issued { pass, code },
        Err(refusal) => Issued::Refused(refusal),
    })
}

fn terms(policy: &PassPolicy, request: IssueRequest) -> Result<Terms, IssueRefusal> {
    if !policy.enabled {
        return Err(IssueRefusal::DisabledByPolicy);
    }
    let lifetime = request.lifetime.unwrap_or(policy.default_lifetime());
    let (min, max) = (policy.minimum_lifetime(), policy.maximum_lifetime());
    if lifetime < min || lifetime > max {
        return Err(IssueRefusal::LifetimeOutOfRange { min, max });
    }
    let one_time = request.one_time.unwrap_or(policy.one_time_required);
    if policy.one_time_required && !one_time {
        return Err(IssueRefusal::MultiUseForbidden);
    }
    Ok(Terms { starts_at: request.starts_at, lifetime, one_time })
}

/// The person who is to have a pass, if `by` may give them one.
async fn recipient(
    connection: &impl ConnectionTrait,
    by: &Actor,
    user: UserId,
) -> Fallible<Result<User, IssueRefusal>> {
    if let Err(denied) = authority::permit(connection, by, Action::IssuePass, user).await? {
        return Ok(Err(IssueRefusal::NotAllowed(denied)));
    }
    Ok(match directory::find_user(connection, user).await? {
        None => Err(IssueRefusal::UserNotFound),
        Some(user) if !user.enabled => Err(IssueRefusal::UserDisabled),
        Some(user) => Ok(user),
    })
}

async fn replace(
    tools: &Tools,
    work: &Work,
    origin: &Origin,
    by: &Actor,
    user: UserId,
    request: IssueRequest,
    hash: StoredHash,
) -> Fallible<Result<PassSummary, IssueRefusal>> {
    // Two issuers at once would both delete nothing and both insert.
    lock_methods(work, user).await?;
    let user = match recipient(work.connection(), by, user).await? {
        Ok(user) => user,
        Err(refusal) => return Ok(Err(refusal)),
    };
    // The policy may have been changed while we hashed.
    let terms = match terms(&policy_for(work.connection(), tools, user.id).await?.pass, request) {
        Ok(terms) => terms,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let starts_at = terms.starts_at.map_or(work.now(), |at| at.max(work.now()));
    let pass = PassSummary {
        id: PassId::fresh(),
        created_at: work.now(),
        starts_at,
        ends_at: starts_at.plus(terms.lifetime),
        one_time: terms.one_time,
        uses: 0,
        last_used_at: None,
        failed_attempts: 0,
        issued_by: by.user_id(),
        issuer_name: by.name().map(str::to_owned),
    };
    store::delete_of(work, user.id).await?;
    store::insert(work, user.id, &pass, hash).await?;
    throttle::forgive(work, Key::of_username(Method::Pass, user.username.folded())).await?;
    audit::record(work, origin, Event::pass_issued(by.clone(), user.person())).await?;
    Ok(Ok(pass))
}

/// What came of deleting a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// It is gone, and with it every session and grant that stood on it.
    Deleted,
    /// There was none.
    NotFound,
    /// The caller may not.
    NotAllowed(Denied),
}

/// Deletes a person's pass, if `by` may; people may delete their own.
pub async fn delete(work: &Work, origin: &Origin, by: &Actor, user: UserId) -> Fallible<Deleted> {
    let permitted = authority::permit(work.connection(), by, Action::DeletePass, user).await?;
    if let Err(denied) = permitted {
        return Ok(Deleted::NotAllowed(denied));
    }
    let Some(user) = directory::find_user(work.connection(), user).await? else {
        return Ok(Deleted::NotFound);
    };
    if !store::delete_of(work, user.id).await? {
        return Ok(Deleted::NotFound);
    }
    audit::record(work, origin, Event::pass_deleted(by.clone(), user.person())).await?;
    Ok(Deleted::Deleted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_hours(1);

    #[test]
    fn what_is_not_asked_for_comes_from_the_policy() {
        let terms = terms(&PassPolicy::default(), IssueRequest::default()).unwrap();
        assert_eq!(terms, Terms { starts_at: None, lifetime: HOUR, one_time: false });
        let strict = PassPolicy { one_time_required: true, ..PassPolicy::default() };
        assert!(super::terms(&strict, IssueRequest::default()).unwrap().one_time);
    }

    #[test]
    fn the_policy_bounds_the_lifetime_at_both_ends() {
        let policy = PassPolicy::default();
        let lasting = |lifetime| {
            terms(&policy, IssueRequest { lifetime: Some(lifetime), ..IssueRequest::default() })
        };
        assert!(lasting(HOUR).is_ok());
        assert!(lasting(8 * HOUR).is_ok());
        let out_of_range = Err(IssueRefusal::LifetimeOutOfRange { min: HOUR, max: 8 * HOUR });
        assert_eq!(lasting(Duration::from_mins(59)), out_of_range);
        assert_eq!(lasting(8 * HOUR + Duration::from_secs(1)), out_of_range);
    }

    #[test]
    fn the_policy_may_forbid_multi_use_passes_and_all_of_them() {
        let multi_use = IssueRequest { one_time: Some(false), ..IssueRequest::default() };
        let strict = PassPolicy { one_time_required: true, ..PassPolicy::default() };
        assert_eq!(terms(&strict, multi_use), Err(IssueRefusal::MultiUseForbidden));
        let disabled = PassPolicy { enabled: false, ..PassPolicy::default() };
        assert_eq!(terms(&disabled, multi_use), Err(IssueRefusal::DisabledByPolicy));
    }
}
