//! *This wasn't me*: the link in a letter, and what its button does.
//!
//! The link is no pass: it signs nobody in. It is sealed, for one person and one event, for a week, and
//! all it can do is to end things; opening it does nothing yet, because mail scanners open links.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{House, Telling, letter};
use crate::audit::{self, Event, Origin, Record};
use crate::base::{Digest, EventId, Fallible, Purpose, Sealer, Timestamp, UserId};
use crate::credentials;
use crate::credentials::pass;
use crate::db::Work;
use crate::directory;
use crate::language::Phrase;
use crate::sessions;

/// Where the link leads.
pub const PATH: &str = "/not-me";
/// How long after the event it works.
const GOOD_FOR: Duration = Duration::from_hours(7 * 24);

#[derive(Serialize, Deserialize)]
struct Claim {
    user: UserId,
    event: EventId,
    expires_at: Timestamp,
}

/// A link that was opened, and is ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotMe {
    user: UserId,
    event: EventId,
    expires_at: Timestamp,
    /// The username it is about.
    pub username: String,
    /// What it is about, as the log has it, for the record of a report.
    sentence: Option<String>,
    /// What it is about, as the letter said it, as far as that is still known.
    pub what: Option<Phrase>,
}

/// What the button did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reported {
    /// The pass is gone and everything is signed out.
    Ended,
    /// That was done before, with this same link; nothing was changed.
    Already,
    /// The person is gone.
    NotFound,
}

/// The address of the page, with the token in it.
pub(super) fn link(
    house: &House,
    sealer: &Sealer,
    user: UserId,
    event: EventId,
    at: Timestamp,
) -> Fallible<String> {
    let claim = Claim { user, event, expires_at: at.plus(GOOD_FOR) };
    let token = sealer.seal_text(Purpose::NotMe, &claim)?;
    let mut url = house.issuer.join(PATH)?;
    url.query_pairs_mut().append_pair("token", token.expose());
    Ok(url.into())
}

impl Telling {
    /// What a link is about; nothing if it is not ours, too old, or about somebody who is gone.
    pub async fn open_not_me(&self, token: &str) -> Fallible<Option<NotMe>> {
        let Ok(claim) = self.sealer.open_text::<Claim>(Purpose::NotMe, token) else {
            return Ok(None);
        };
        if claim.expires_at <= self.db.clock().now() {
            return Ok(None);
        }
        let Some(user) = directory::find_user(self.db.read(), claim.user).await? else {
            return Ok(None);
        };
        let record = audit::find(self.db.read(), claim.event).await?;
        Ok(Some(NotMe {
            user: claim.user,
            event: claim.event,
            expires_at: claim.expires_at,
            username: user.username.as_str().to_owned(),
            sentence: record.as_ref().map(Record::sentence),
            what: record.as_ref().and_then(letter::said_of),
        }))
    }
}

impl NotMe {
    /// Ends the person's pass and everything they are signed in to, and writes down that they said so.
    ///
    /// The first press of a link's button counts; pressing it again must not end what the person has
    /// been given since.
    pub async fn report(&self, work: &Work, origin: &Origin) -> Fallible<Reported> {
        credentials::lock_methods(work, self.user).await?;
        let spent = Digest::of(format!("not-me {}", self.event).as_bytes());
        if !credentials::spend(work, spent, self.expires_at).await? {
            return Ok(Reported::Already);
        }
        let Some(user) = directory::find_user(work.connection(), self.user).await? else {
            return Ok(Reported::NotFound);
        };
        let mut event = Event::suspicious_activity_reported(user.person())
            .with_detail("event", self.event.to_string());
        if let Some(sentence) = &self.sentence {
            event = event.with_detail("reported", sentence.trim_end_matches('.'));
        }
        audit::record(work, origin, event).await?;
        pass::delete(work, origin, &user.actor(), user.id).await?;
        sessions::end_all(work, origin, user.actor(), &user).await?;
        Ok(Reported::Ended)
    }
}
