//! What the audit record says of a method that was tried.

use super::method::Method;
use crate::audit::{self, Event, Origin, Person};
use crate::base::Fallible;
use crate::db::Work;

/// Leaves the one record of a try: accepted, or refused for this reason.
pub(super) async fn record(
    work: &Work,
    origin: &Origin,
    method: Method,
    user: Option<Person>,
    refused: Option<&'static str>,
) -> Fallible<()> {
    let event = match (user, refused) {
        (Some(user), None) => Event::signed_in(user, method.name()),
        (user, reason) => {
            Event::sign_in_failed(user, method.name(), reason.unwrap_or("No such person"))
        }
    };
    audit::record(work, origin, event).await
}
