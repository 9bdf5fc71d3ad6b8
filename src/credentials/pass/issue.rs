//! Making a pass, and taking it away.

use std::time::Duration;

use super::code::PassCode;
use super::summary::PassSummary;
use super::{request, store};
use crate::audit::{self, Actor, Event, Origin};
use crate::base::{Digest, Fallible, PassId, Random, RequestId, Timestamp, UserId};
use crate::credentials::hash::StoredHash;
use crate::credentials::policy::{Approval, PassPolicy, Policies, policy_for};
use crate::credentials::store::{lock_methods, spend};
use crate::credentials::tools::Tools;
use crate::db::{ConnectionTrait, Work};
use crate::directory::authority::{self, Action, Denied, Warrant};
use crate::directory::{self, User, clean_label, delegations};

/// The longest reason, in characters.
const LONGEST_REASON: usize = 300;
/// The longest name of a ticket, in characters.
const LONGEST_TICKET: usize = 60;

/// What the issuer asks for. What is left out comes from the policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssueRequest {
    /// From when the pass can be used; at once if left out or past.
    pub starts_at: Option<Timestamp>,
    /// How long from its start.
    pub lifetime: Option<Duration>,
    /// Whether it can be used once only.
    pub one_time: Option<bool>,
    /// Why; kept with the pass and in the record. Never anything secret.
    pub reason: Option<String>,
    /// For which ticket; kept like the reason.
    pub ticket: Option<String>,
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
    /// No pass was made: a second administrator has to approve this request first.
    AwaitingApproval(RequestId),
    /// No pass was made, and the one there was is as it was.
    Refused(IssueRefusal),
}

/// Why no pass was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueRefusal {
    /// The issuer may not, at all or for this person.
    NotAllowed(Denied),
    /// The issuer has made as many passes by their delegation today (UTC) as it allows.
    QuotaExceeded,
    /// The policy wants a reason.
    ReasonRequired,
    /// The policy wants a ticket.
    TicketRequired,
    /// The policy wants a second administrator, as of this moment: ask again.
    ApprovalRequired,
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
    request: IssueRequest,
    policies: Policies,
    code: PassCode,
    hash: StoredHash,
}

/// How long a form that issued a pass is remembered; older forms are refused by their pages.
const FORM_REMEMBERED: Duration = Duration::from_hours(24);

/// What the policy made of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Terms {
    pub(super) starts_at: Option<Timestamp>,
    pub(super) lifetime: Duration,
    pub(super) one_time: bool,
    pub(super) reason: Option<String>,
    pub(super) ticket: Option<String>,
}

/// Issues a pass to `user`, in place of the one there was, or asks for it to be approved.
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
    let policy = policy_for(tools.db.read(), tools, user).await?;
    let policy = &policy.pass;
    let (recipient, terms) = match consider(tools, policy, by, user, request.clone()).await? {
        Ok(considered) => considered,
        Err(refusal) => return Ok(Issued::Refused(refusal)),
    };
    if recipient.waits(policy.approval) {
        return request::ask(tools, origin, by, &recipient.user, terms).await;
    }
    let code = PassCode::generate(Random, policy.length);
    let Some(prepared) = hashed(tools, user, request, code).await else {
        return Ok(Issued::Refused(IssueRefusal::Busy));
    };
    let work = tools.db.begin().await?;
    let issued = issue_prepared(&work, origin, by, prepared).await?;
    if matches!(issued, Issued::Issued { .. }) {
        work.commit().await?;
    }
    Ok(issued)
}

/// Makes and hashes a pass outside any transaction, for whoever may issue it without a second approver.
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
    let policy = policy_for(tools.db.read(), tools, user).await?;
    let policy = &policy.pass;
    let recipient = match consider(tools, policy, by, user, request.clone()).await? {
        Ok((recipient, _)) => recipient,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if recipient.waits(policy.approval) {
        return Ok(Err(IssueRefusal::ApprovalRequired));
    }
    let code = code(policy.length)?;
    Ok(hashed(tools, user, request, code).await.ok_or(IssueRefusal::Busy))
}

/// Before the hash, so that nobody makes us work who may not; and again after it, for good.
async fn consider(
    tools: &Tools,
    policy: &PassPolicy,
    by: &Actor,
    user: UserId,
    request: IssueRequest,
) -> Fallible<Result<(Recipient, Terms), IssueRefusal>> {
    let recipient = match recipient(tools.db.read(), by, user).await? {
        Ok(recipient) => recipient,
        Err(refusal) => return Ok(Err(refusal)),
    };
    Ok(terms(policy, by, request).map(|terms| (recipient, terms)))
}

async fn hashed(
    tools: &Tools,
    user: UserId,
    request: IssueRequest,
    code: PassCode,
) -> Option<Prepared> {
    let hash = tools.hasher.hash(code.secret()).await.ok()?;
    let policies = tools.policies.clone();
    Some(Prepared { user, request, policies, code, hash })
}

/// Issues a prepared pass as part of a larger work. A work with a refusal must not be committed.
pub async fn issue_prepared(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    prepared: Prepared,
) -> Fallible<Issued> {
    let Prepared { user, request, policies, code, hash } = prepared;
    // Two issuers at once would both delete nothing and both insert.
    lock_methods(work, user).await?;
    let recipient = match recipient(work.connection(), by, user).await? {
        Ok(recipient) => recipient,
        Err(refusal) => return Ok(Issued::Refused(refusal)),
    };
    // The policy may have been changed while we hashed.
    let (policy, _) = policies.of_person(work.connection(), user).await?;
    if recipient.waits(policy.pass.approval) {
        return Ok(Issued::Refused(IssueRefusal::ApprovalRequired));
    }
    let form = request.form;
    let terms = match terms(&policy.pass, by, request) {
        Ok(terms) => terms,
        Err(refusal) => return Ok(Issued::Refused(refusal)),
    };
    if let Some(form) = form
        && !spend(work, form, work.now().plus(FORM_REMEMBERED)).await?
    {
        return Ok(Issued::Refused(IssueRefusal::AlreadyIssued));
    }
    Ok(match replace(work, origin, by, &recipient, terms, hash).await? {
        Ok(pass) => Issued::Issued { pass, code },
        Err(refusal) => Issued::Refused(refusal),
    })
}

/// Whether the policy would let somebody issue such a pass: what a preview says.
pub fn fits(policy: &PassPolicy, by: &Actor, request: IssueRequest) -> Result<(), IssueRefusal> {
    terms(policy, by, request).map(drop)
}

pub(super) async fn generate(tools: &Tools, policy: &PassPolicy) -> Option<(PassCode, StoredHash)> {
    let code = PassCode::generate(Random, policy.length);
    let hash = tools.hasher.hash(code.secret()).await.ok()?;
    Some((code, hash))
}

pub(super) fn terms(
    policy: &PassPolicy,
    by: &Actor,
    request: IssueRequest,
) -> Result<Terms, IssueRefusal> {
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
    let given = |text: Option<String>, longest| text.and_then(|text| clean_label(&text, longest));
    let reason = given(request.reason, LONGEST_REASON);
    let ticket = given(request.ticket, LONGEST_TICKET);
    // The host is the way in when nothing else works; the first run has no ticket.
    let asked = *by != Actor::Machine;
    if asked && policy.reason_required && reason.is_none() {
        return Err(IssueRefusal::ReasonRequired);
    }
    if asked && policy.ticket_required && ticket.is_none() {
        return Err(IssueRefusal::TicketRequired);
    }
    Ok(Terms { starts_at: request.starts_at, lifetime, one_time, reason, ticket })
}

/// The person who is to have a pass, and by what they may be given one.
pub(super) struct Recipient {
    pub(super) user: User,
    has_role: bool,
    warrant: Warrant,
}

impl Recipient {
    /// Whether somebody else has to approve first.
    fn waits(&self, approval: Approval) -> bool {
        self.warrant != Warrant::Host && approval.needed(self.has_role)
    }
}

/// The person who is to have a pass, if `by` may give them one.
pub(super) async fn recipient(
    connection: &impl ConnectionTrait,
    by: &Actor,
    user: UserId,
) -> Fallible<Result<Recipient, IssueRefusal>> {
    let warrant = match authority::warrant_to_issue(connection, by, user).await? {
        Ok(warrant) => warrant,
        Err(denied) => return Ok(Err(IssueRefusal::NotAllowed(denied))),
    };
    let has_role = !directory::roles_of(connection, user).await?.is_empty();
    Ok(match directory::find_user(connection, user).await? {
        None => Err(IssueRefusal::UserNotFound),
        Some(user) if !user.enabled => Err(IssueRefusal::UserDisabled),
        Some(user) => Ok(Recipient { user, has_role, warrant }),
    })
}

/// Writes the pass in place of the one there was. The caller holds the person's methods.
pub(super) async fn replace(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    recipient: &Recipient,
    terms: Terms,
    hash: StoredHash,
) -> Fallible<Result<PassSummary, IssueRefusal>> {
    let user = &recipient.user;
    if let (Warrant::Delegations(delegations), Some(issuer)) = (&recipient.warrant, by.user_id())
        && !delegations::take_from_quota(work, delegations, issuer).await?
    {
        return Ok(Err(IssueRefusal::QuotaExceeded));
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
        reason: terms.reason,
        ticket: terms.ticket,
    };
    store::delete_of(work, user.id).await?;
    store::insert(work, user.id, &pass, hash).await?;
    let mut event = Event::pass_issued(by.clone(), user.person())
        .with_detail("pass", pass.id.to_string())
        .with_detail("one_time", pass.one_time)
        .with_detail("starts_at", pass.starts_at.to_string())
        .with_detail("ends_at", pass.ends_at.to_string());
    for (name, text) in [("reason", &pass.reason), ("ticket", &pass.ticket)] {
        if let Some(text) = text {
            event = event.with_detail(name, text.as_str());
        }
    }
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
    if !store::delete(work, pass, user.id).await? {
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
        let terms = |policy: &PassPolicy| {
            super::terms(policy, &Actor::Machine, IssueRequest::default()).unwrap()
        };
        let given = terms(&PassPolicy::default());
        assert_eq!((given.starts_at, given.lifetime, given.one_time), (None, HOUR, false));
        let strict = PassPolicy { one_time_required: true, ..PassPolicy::default() };
        assert!(terms(&strict).one_time);
    }

    #[test]
    fn the_policy_may_ask_everybody_but_the_host_for_a_reason_and_a_ticket() {
        let somebody = Actor::User { id: UserId::fresh(), name: "ada".to_owned() };
        let strict =
            PassPolicy { reason_required: true, ticket_required: true, ..PassPolicy::default() };
        let with = |reason: &str, ticket: &str| IssueRequest {
            reason: Some(reason.to_owned()),
            ticket: Some(ticket.to_owned()),
            ..IssueRequest::default()
        };
        let refused = |request| terms(&strict, &somebody, request).unwrap_err();
        assert_eq!(refused(IssueRequest::default()), IssueRefusal::ReasonRequired);
        assert_eq!(refused(with("  ", "INC-7")), IssueRefusal::ReasonRequired);
        assert_eq!(refused(with("New laptop", "")), IssueRefusal::TicketRequired);
        let given = terms(&strict, &somebody, with(" New laptop ", "INC-7")).unwrap();
        assert_eq!(given.reason.as_deref(), Some("New laptop"));
        assert!(terms(&strict, &Actor::Machine, IssueRequest::default()).is_ok());
    }

    #[test]
    fn the_policy_bounds_the_lifetime_at_both_ends() {
        let policy = PassPolicy::default();
        let lasting = |lifetime| {
            terms(
                &policy,
                &Actor::Machine,
                IssueRequest { lifetime: Some(lifetime), ..IssueRequest::default() },
            )
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
        assert_eq!(
            terms(&strict, &Actor::Machine, multi_use.clone()),
            Err(IssueRefusal::MultiUseForbidden)
        );
        let disabled = PassPolicy { enabled: false, ..PassPolicy::default() };
        assert_eq!(
            terms(&disabled, &Actor::Machine, multi_use),
            Err(IssueRefusal::DisabledByPolicy)
        );
    }
}
