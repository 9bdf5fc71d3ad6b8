//! Making a pass.

use std::time::Duration;

use super::code::PassCode;
use super::summary::PassSummary;
use super::terms::{IssueRefusal, IssueRequest, Terms, terms};
use super::{request, store};
use crate::audit::{self, Actor, Event, Origin};
use crate::base::{Fallible, PassId, Random, RequestId, UserId};
use crate::credentials::hash::StoredHash;
use crate::credentials::policy::{Approval, PassPolicy, Policies, policy_for};
use crate::credentials::store::{lock_methods, spend};
use crate::credentials::tools::Tools;
use crate::db::{ConnectionTrait, Work};
use crate::directory::authority::{self, Warrant};
use crate::directory::{self, User, delegations};

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
        let asked = request::ask(tools, origin, by, &recipient.user, terms).await?;
        return Ok(Issued::AwaitingApproval(asked));
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

pub(super) async fn generate(tools: &Tools, policy: &PassPolicy) -> Option<(PassCode, StoredHash)> {
    let code = PassCode::generate(Random, policy.length);
    let hash = tools.hasher.hash(code.secret()).await.ok()?;
    Some((code, hash))
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
