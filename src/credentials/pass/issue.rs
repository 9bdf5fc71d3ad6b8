//! Making a pass, and taking it away.

use std::time::Duration;

use super::code::PassCode;
use super::store;
use super::summary::PassSummary;
use crate::audit::{self, Actor, Event, Origin};
use crate::base::{Digest, Fallible, PassId, Random, Timestamp, UserId};
use crate::credentials::hash::StoredHash;
use crate::credentials::policy::PassPolicy;
use crate::credentials::store::{lock_methods, spend};
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
    /// Which form or request this is, so that the same one sent twice issues one pass.
    pub form: Option<Digest>,
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
    /// The same form was sent before, and a pass was issued then.
    AlreadyIssued,
    /// Too many sign-ins at once; try again shortly.
    Busy,
}

/// A pass that is hashed and not issued yet: what [`issue_prepared`] puts into somebody's work.
#[derive(Debug)]
pub struct Prepared {
    user: UserId,
    terms: Terms,
    form: Option<Digest>,
    code: PassCode,
    hash: StoredHash,
}

/// How long a form that issued a pass is remembered; older forms are refused by their pages.
const FORM_REMEMBERED: Duration = Duration::from_hours(24);

/// What the policy made of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Terms {
    starts_at: Option<Timestamp>,
    lifetime: Duration,
    one_time: bool,
}

/// Issues a pass to `user`, in place of the one there was.
///
/// The new pass has its own count of wrong tries. That of the username goes on: were it to start anew,
/// whoever guesses at somebody would see when a pass was issued to them.
pub async fn issue(
    tools: &Tools,
    origin: &Origin,
    by: &Actor,
    user: UserId,
    request: IssueRequest,
) -> Fallible<Issued> {
    let prepared = match prepare(tools, by, user, request).await? {
        Ok(prepared) => prepared,
        Err(refusal) => return Ok(Issued::Refused(refusal)),
    };
    let work = tools.db.begin().await?;
    let issued = issue_prepared(&work, origin, by, prepared).await?;
    work.commit().await?;
    Ok(issued)
}

/// Makes and hashes a pass outside any transaction, for whoever may issue it.
pub async fn prepare(
    tools: &Tools,
    by: &Actor,
    user: UserId,
    request: IssueRequest,
) -> Fallible<Result<Prepared, IssueRefusal>> {
    let code = |length| Ok(PassCode::generate(Random, length));
    prepare_with(tools, by, user, request, code).await
}

/// [`prepare`] with a pass of the caller's making, of so many symbols.
pub async fn prepare_with(
    tools: &Tools,
    by: &Actor,
    user: UserId,
    request: IssueRequest,
    code: impl FnOnce(usize) -> Fallible<PassCode>,
) -> Fallible<Result<Prepared, IssueRefusal>> {
    let policy = &tools.policy.pass;
    // Before the hash, so that nobody makes us work who may not; and again after it, for good.
    if let Err(refusal) = recipient(tools.db.read(), by, user).await? {
        return Ok(Err(refusal));
    }
    let form = request.form;
    let terms = match terms(policy, request) {
        Ok(terms) => terms,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let code = code(policy.length)?;
    let Ok(hash) = tools.hasher.hash(code.secret()).await else {
        return Ok(Err(IssueRefusal::Busy));
    };
    Ok(Ok(Prepared { user, terms, form, code, hash }))
}

/// Issues a prepared pass as part of a larger work. A refusal has changed nothing.
pub async fn issue_prepared(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    prepared: Prepared,
) -> Fallible<Issued> {
    let Prepared { user, terms, form, code, hash } = prepared;
    Ok(match replace(work, origin, by, user, terms, form, hash).await? {
        Ok(pass) => Issued::Issued { pass, code },
        Err(refusal) => Issued::Refused(refusal),
    })
}

/// Whether the policy would let anybody issue such a pass: what a preview says.
pub fn fits(policy: &PassPolicy, request: IssueRequest) -> Result<(), IssueRefusal> {
    terms(policy, request).map(drop)
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
    work: &Work,
    origin: &Origin,
    by: &Actor,
    user: UserId,
    terms: Terms,
    form: Option<Digest>,
    hash: StoredHash,
) -> Fallible<Result<PassSummary, IssueRefusal>> {
    // Two issuers at once would both delete nothing and both insert.
    lock_methods(work, user).await?;
    let user = match recipient(work.connection(), by, user).await? {
        Ok(user) => user,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Some(form) = form
        && !spend(work, form, work.now().plus(FORM_REMEMBERED)).await?
    {
        return Ok(Err(IssueRefusal::AlreadyIssued));
    }
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
    let event = Event::pass_issued(by.clone(), user.person())
        .with_detail("pass", pass.id.to_string())
        .with_detail("one_time", pass.one_time)
        .with_detail("starts_at", pass.starts_at.to_string())
        .with_detail("ends_at", pass.ends_at.to_string());
    audit::record(work, origin, event).await?;
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

/// Deletes one pass whoever it belongs to, if `by` may; a newer pass of the person stays.
pub async fn revoke(work: &Work, origin: &Origin, by: &Actor, pass: PassId) -> Fallible<Deleted> {
    let Some(holder) = store::holder_of(work.connection(), pass).await? else {
        return Ok(Deleted::NotFound);
    };
    let permitted = authority::permit(work.connection(), by, Action::DeletePass, holder).await?;
    if let Err(denied) = permitted {
        return Ok(Deleted::NotAllowed(denied));
    }
    let Some(user) = directory::find_user(work.connection(), holder).await? else {
        return Ok(Deleted::NotFound);
    };
    if !store::delete(work, pass).await? {
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
