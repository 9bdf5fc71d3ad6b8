//! Approving and refusing.

use super::store::{self, Verdict};
use crate::audit::{self, Actor, Event, Origin};
use crate::base::{Fallible, RequestId};
use crate::db::Work;
use crate::directory::authority::{self, Action, Denied};
use crate::directory::clean_label;

/// The longest note, in characters.
const LONGEST_NOTE: usize = 300;

/// What came of deciding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It is decided so.
    Decided,
    /// Somebody else has decided, or its time is over.
    NotWaiting,
    /// There is no such request.
    NotFound,
    /// The caller may not.
    NotAllowed(Denied),
}

/// Lets the requester open the request: they, and the pass they are then shown, have a day.
pub async fn approve(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    id: RequestId,
    note: &str,
) -> Fallible<Decided> {
    decide(work, origin, by, id, Verdict::Approved, note).await
}

/// Ends the request.
pub async fn refuse(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    id: RequestId,
    note: &str,
) -> Fallible<Decided> {
    decide(work, origin, by, id, Verdict::Refused, note).await
}

async fn decide(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    id: RequestId,
    verdict: Verdict,
    note: &str,
) -> Fallible<Decided> {
    let Some(request) = store::find(work.connection(), id).await? else {
        return Ok(Decided::NotFound);
    };
    // A person decides: the host issues without asking and has nothing to approve.
    let Some(approver) = by.user_id() else { return Ok(Decided::NotAllowed(Denied::NoRole)) };
    if approver == request.requester.id {
        return Ok(Decided::NotAllowed(Denied::Yourself));
    }
    // By role: a colleague at the same front desk is no second pair of eyes.
    let permitted =
        authority::permit_by_role(work.connection(), by, Action::IssuePass, request.user.id);
    if let Err(denied) = permitted.await? {
        return Ok(Decided::NotAllowed(denied));
    }
    let note = clean_label(note, LONGEST_NOTE);
    if !store::decide(work, id, verdict, by, note.as_deref()).await? {
        return Ok(Decided::NotWaiting);
    }
    let event = match verdict {
        Verdict::Approved => Event::pass_request_approved(by.clone(), request.user),
        Verdict::Refused => Event::pass_request_denied(by.clone(), request.user),
    };
    let asked = format!("Requested by {}", request.requester.name);
    let reason = note.map_or_else(|| asked.clone(), |note| format!("{asked}: {note}"));
    audit::record(work, origin, event.with_reason(reason)).await?;
    Ok(Decided::Decided)
}
