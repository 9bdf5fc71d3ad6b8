//! Restore access (the device is lost): one form, one transaction, one audit case.
//!
//! Ends every session, code and token, deletes the methods that are lost, issues a pass. All of it or
//! nothing: a refusal, a fault or a crash in the middle leaves everything as it was. The pass is hashed
//! before the transaction begins. Every record carries the same correlation id, which is the case.

use crate::audit::{self, Actor, Event, Origin};
use crate::base::{Fallible, UserId};
use crate::credentials::pass::{self, IssueRefusal, IssueRequest, Issued, PassCode, PassSummary};
use crate::credentials::policy::policy_for;
use crate::credentials::security_info::{self, Changed, MethodRef};
use crate::credentials::{Kinds, Tools, kinds_of};
use crate::db::{ConnectionTrait, Work};
use crate::directory::authority::{self, Action, Denied};
use crate::directory::{self, User, recoveries};
use crate::sessions;

/// What restoring access takes: to issue a pass, to delete methods, to end sessions; of one person.
const TAKES: [Action; 3] = [Action::IssuePass, Action::ChangeMethods, Action::RevokeSessions];

/// What is lost, and what is to take its place.
#[derive(Clone, Debug, Default)]
pub struct Loss {
    /// The methods that are lost. One that is gone already does no harm.
    pub methods: Vec<MethodRef>,
    /// The pass that lets the person in.
    pub pass: IssueRequest,
}

/// What came of restoring access.
#[derive(Debug)]
pub enum Restored {
    /// It is done, all of it.
    Restored(Box<Receipt>),
    /// Nothing was changed.
    Refused(IssueRefusal),
}

/// What was done.
#[derive(Debug)]
pub struct Receipt {
    /// The case: what every record of it carries.
    pub case: String,
    /// Whose access it is.
    pub user: User,
    /// How many sessions ended.
    pub sessions_ended: u64,
    /// Which methods were deleted.
    pub deleted: Vec<MethodRef>,
    /// Which kinds of methods are left.
    pub left: Kinds,
    /// What is kept of the pass.
    pub pass: PassSummary,
    /// The pass itself; it is told to nobody again.
    pub code: PassCode,
}

/// Whether somebody may restore this person's access: what the page asks before it offers it.
pub async fn permit(
    connection: &impl ConnectionTrait,
    by: &Actor,
    user: UserId,
) -> Fallible<Result<(), Denied>> {
    // Issuing first: it is what nobody does for themselves.
    for action in TAKES {
        if let Err(denied) = authority::permit(connection, by, action, user).await? {
            return Ok(Err(denied));
        }
    }
    Ok(Ok(()))
}

/// Restores a person's access.
pub async fn restore(
    tools: &Tools,
    origin: &Origin,
    by: &Actor,
    user: UserId,
    loss: Loss,
) -> Fallible<Restored> {
    if let Err(denied) = permit(tools.db.browse(), by, user).await? {
        return Ok(Restored::Refused(IssueRefusal::NotAllowed(denied)));
    }
    let prepared = match pass::prepare(tools, by, user, loss.pass).await? {
        Ok(prepared) => prepared,
        Err(refusal) => return Ok(Restored::Refused(refusal)),
    };
    let work = tools.db.begin().await?;
    let restored = restore_in(&work, tools, origin, by, user, &loss.methods, prepared).await?;
    if matches!(restored, Restored::Restored(_)) {
        work.commit().await?;
    }
    Ok(restored)
}

async fn restore_in(
    work: &Work,
    tools: &Tools,
    origin: &Origin,
    by: &Actor,
    user: UserId,
    methods: &[MethodRef],
    prepared: pass::Prepared,
) -> Fallible<Restored> {
    let refused = |refusal| Ok(Restored::Refused(refusal));
    if let Err(denied) = permit(work.connection(), by, user).await? {
        return refused(IssueRefusal::NotAllowed(denied));
    }
    let Some(user) = directory::find_user(work.connection(), user).await? else {
        return refused(IssueRefusal::UserNotFound);
    };
    // First, because it takes the lock that every sign-in of this person waits for.
    let sessions_ended = sessions::end_all(work, origin, by.clone(), &user).await?;
    let policy = &*policy_for(work.connection(), tools, user.id).await?;
    let mut deleted = Vec::new();
    for method in methods {
        match security_info::delete(work, origin, policy, by, user.id, *method).await? {
            Changed::Done => deleted.push(*method),
            Changed::NotAllowed(denied) => return refused(IssueRefusal::NotAllowed(denied)),
            Changed::NotFound | Changed::LastWayIn | Changed::NotAName => {}
        }
    }
    let (pass, code) = match pass::issue_prepared(work, origin, by, prepared).await? {
        Issued::Issued { pass, code } => (pass, code),
        Issued::Refused(refusal) => return refused(refusal),
        Issued::AwaitingApproval(_) => return refused(IssueRefusal::ApprovalRequired),
    };
    // What remains is shown to whoever comes back by the pass.
    recoveries::start(work, user.id, work.now()).await?;
    let left = kinds_of(work.connection(), user.id).await?;
    let event = Event::access_restored(by.clone(), user.person(), sessions_ended, deleted.len());
    audit::record(work, origin, event).await?;
    let case = origin.correlation_id.clone();
    let receipt = Receipt { case, user, sessions_ended, deleted, left, pass, code };
    Ok(Restored::Restored(Box::new(receipt)))
}
