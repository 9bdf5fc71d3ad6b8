//! Opening an approved request: the pass is made in this moment and shown to its requester, once.

use super::{Decision, PassRequest, State, store};
use crate::audit::{Actor, Origin};
use crate::base::{Fallible, RequestId};
use crate::credentials::hash::StoredHash;
use crate::credentials::pass::code::PassCode;
use crate::credentials::pass::issue::{generate, recipient, replace};
use crate::credentials::pass::summary::PassSummary;
use crate::credentials::pass::terms::{IssueRefusal, IssueRequest, terms};
use crate::credentials::policy::policy_for;
use crate::credentials::store::lock_methods;
use crate::credentials::tools::Tools;
use crate::db::{ConnectionTrait, Work};
use crate::directory::authority::{self, Action, Denied};
use crate::directory::{User, find_user};

/// What came of opening a request.
#[derive(Debug)]
pub enum Opened {
    /// Here is the pass. The code is told to nobody again.
    Opened {
        /// For whom.
        user: Box<User>,
        /// What is kept.
        pass: PassSummary,
        /// The pass itself.
        code: PassCode,
    },
    /// It is not the caller's, or there is none.
    NotFound,
    /// It was opened before: the pass was shown then.
    AlreadyOpened,
    /// Nobody has approved it, somebody refused it, or its time is over.
    NotApproved,
    /// It may be opened later, if what stands against it goes away.
    Refused(IssueRefusal),
}

/// Makes the pass that was approved. Everything is asked again: the time between may have changed it.
pub async fn open(tools: &Tools, origin: &Origin, by: &Actor, id: RequestId) -> Fallible<Opened> {
    let (request, decision) = match approved(tools.db.read(), by, id).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    if request.has_lapsed(tools.clock.now()) {
        return Ok(Opened::NotApproved);
    }
    let policy = policy_for(tools.db.read(), tools, request.user.id).await?;
    if let Err(refusal) = terms(&policy.pass, by, asked_for(&request)) {
        return Ok(Opened::Refused(refusal));
    }
    if let Err(refusal) = recipient(tools.db.read(), by, request.user.id).await? {
        return Ok(Opened::Refused(refusal));
    }
    let Some((code, hash)) = generate(tools, &policy.pass).await else {
        return Ok(Opened::Refused(IssueRefusal::Busy));
    };
    let work = tools.db.begin().await?;
    match make(tools, &work, origin, by, &request, &decision, hash).await? {
        Ok((user, pass)) => {
            work.commit().await?;
            Ok(Opened::Opened { user: Box::new(user), pass, code })
        }
        // Nothing of it is kept: the request stays as it is.
        Err(answer) => Ok(answer),
    }
}

/// The caller's request and who approved it.
async fn approved(
    connection: &impl ConnectionTrait,
    by: &Actor,
    id: RequestId,
) -> Fallible<Result<(PassRequest, Decision), Opened>> {
    let own = |request: &PassRequest| by.user_id() == Some(request.requester.id);
    let Some(request) = store::find(connection, id).await?.filter(own) else {
        return Ok(Err(Opened::NotFound));
    };
    Ok(match request.state.clone() {
        State::Approved(decision) => Ok((request, decision)),
        State::Opened(_) => Err(Opened::AlreadyOpened),
        State::Waiting | State::Refused(_) => Err(Opened::NotApproved),
    })
}

fn asked_for(request: &PassRequest) -> IssueRequest {
    IssueRequest {
        starts_at: request.starts_at,
        lifetime: Some(request.lifetime),
        one_time: Some(request.one_time),
        reason: request.reason.clone(),
        ticket: request.ticket.clone(),
        form: None,
    }
}

async fn make(
    tools: &Tools,
    work: &Work,
    origin: &Origin,
    by: &Actor,
    request: &PassRequest,
    decision: &Decision,
    hash: StoredHash,
) -> Fallible<Result<(User, PassSummary), Opened>> {
    lock_methods(work, request.user.id).await?;
    let recipient = match recipient(work.connection(), by, request.user.id).await? {
        Ok(recipient) => recipient,
        Err(refusal) => return Ok(Err(Opened::Refused(refusal))),
    };
    let policy = policy_for(work.connection(), tools, request.user.id).await?;
    let terms = match terms(&policy.pass, by, asked_for(request)) {
        Ok(terms) => terms,
        Err(refusal) => return Ok(Err(Opened::Refused(refusal))),
    };
    if let Err(denied) = still_approves(work, decision, request).await? {
        return Ok(Err(Opened::Refused(IssueRefusal::NotAllowed(denied))));
    }
    if !store::claim(work, request.id).await? {
        return Ok(Err(approved(work.connection(), by, request.id)
            .await?
            .err()
            .unwrap_or(Opened::NotApproved)));
    }
    let made = replace(work, origin, by, &recipient, terms, hash).await?;
    Ok(made.map(|pass| (recipient.user, pass)).map_err(Opened::Refused))
}

/// Whether the approver could approve it today: the person may hold a role since, or the approver none.
async fn still_approves(
    work: &Work,
    decision: &Decision,
    request: &PassRequest,
) -> Fallible<Result<(), Denied>> {
    let approver = find_user(work.connection(), decision.by.id).await?;
    if !approver.is_some_and(|approver| approver.enabled) {
        return Ok(Err(Denied::NoRole));
    }
    let by = Actor::from(decision.by.clone());
    authority::permit_by_role(work.connection(), &by, Action::IssuePass, request.user.id).await
}
