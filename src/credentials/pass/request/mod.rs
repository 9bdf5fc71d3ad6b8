//! Requests for a second approver.
//!
//! Waiting → approved → opened, or refused; whatever is not done within its time lapses. Somebody wants
//! to issue a pass; another administrator, who may issue one for this person by their role, approves; the
//! requester opens the request, and only then the pass is made and shown, once. Nothing about the pass
//! itself is stored before. Whoever asks does not approve, and neither does whom it is for.

mod decide;
mod open;
mod store;

use std::time::Duration;

use super::terms::Terms;
use crate::audit::{self, Actor, Event, Origin, Person};
use crate::base::{Fallible, Fault, RequestId, Timestamp};
use crate::credentials::tools::Tools;
use crate::directory::User;

pub use decide::{Decided, approve, refuse};
pub use open::{Opened, open};
pub use store::{find, forget_lapsed, list_of, list_waiting};

/// How long a request waits for an approver, and an approved one for being opened.
pub const WAITS: Duration = Duration::from_hours(24);

/// A pass that somebody wants to issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassRequest {
    /// Which one.
    pub id: RequestId,
    /// For whom.
    pub user: Person,
    /// By whom.
    pub requester: Person,
    /// Since when.
    pub created_at: Timestamp,
    /// When it lapses, if nothing happens.
    pub expires_at: Timestamp,
    /// From when the pass is to be usable; from when it is opened if left out or past.
    pub starts_at: Option<Timestamp>,
    /// How long the pass is to be usable.
    pub lifetime: Duration,
    /// Whether the pass is to work once only.
    pub one_time: bool,
    /// Why.
    pub reason: Option<String>,
    /// For which ticket.
    pub ticket: Option<String>,
    /// How far it is.
    pub state: State,
}

/// How far a request is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has decided.
    Waiting,
    /// The requester may open it.
    Approved(Decision),
    /// No pass comes of it.
    Refused(Decision),
    /// The pass was made and shown.
    Opened(Decision),
}

/// Who decided, and what they said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Who.
    pub by: Person,
    /// When.
    pub at: Timestamp,
    /// What they said with it.
    pub note: Option<String>,
}

impl PassRequest {
    /// Whether its time is over before it was refused or opened.
    pub fn has_lapsed(&self, now: Timestamp) -> bool {
        matches!(self.state, State::Waiting | State::Approved(_)) && self.expires_at <= now
    }
}

/// Asks for a pass to be approved, in place of what the same person asked for the same one before.
pub(super) async fn ask(
    tools: &Tools,
    origin: &Origin,
    by: &Actor,
    user: &User,
    terms: Terms,
) -> Fallible<RequestId> {
    let Actor::User { id: requester, name } = by else {
        return Err(Fault::new("only somebody who is signed in waits for a second approver"));
    };
    let work = tools.db.begin().await?;
    let request = PassRequest {
        id: RequestId::fresh(),
        user: user.person(),
        requester: Person::new(*requester, name.as_str()),
        created_at: work.now(),
        expires_at: work.now().plus(WAITS),
        starts_at: terms.starts_at,
        lifetime: terms.lifetime,
        one_time: terms.one_time,
        reason: terms.reason,
        ticket: terms.ticket,
        state: State::Waiting,
    };
    store::replace_waiting(&work, &request).await?;
    let mut event = Event::pass_requested(by.clone(), user.person())
        .with_detail("request", request.id.to_string());
    for (name, text) in [("reason", &request.reason), ("ticket", &request.ticket)] {
        if let Some(text) = text {
            event = event.with_detail(name, text.as_str());
        }
    }
    audit::record(&work, origin, event).await?;
    work.commit().await?;
    Ok(request.id)
}
