//! Finding the session behind a cookie, and a person's sessions.

use std::time::Duration;

use crate::base::{Fallible, Secret, UserId};
use crate::db::{Database, Work};
use crate::directory::hold_user;

use super::{Lifetimes, Session, store};

/// A session's last request is written down no more often than this.
const SEEN_EVERY: Duration = Duration::from_mins(5);

/// The live session a key opens, or `None`.
///
/// Live: its row is there, neither idle nor over, its person enabled and not signed out everywhere
/// since. Says so afresh at every request; nothing is cached.
pub async fn resume(
    db: &Database,
    key: &Secret,
    lifetimes: Lifetimes,
) -> Fallible<Option<Session>> {
    let now = db.clock().now();
    let Some(session) = store::find_live(db.read(), key.digest(), now, lifetimes.idle).await?
    else {
        return Ok(None);
    };
    if now.since(session.last_seen_at) >= SEEN_EVERY {
        let work = db.begin().await?;
        store::touch(&work, session.id).await?;
        work.commit().await?;
    }
    Ok(Some(session))
}

/// Whether a session still lives, asked within a transaction that changes something in its name.
///
/// Holds the person and touches the row, so that whoever ends the session meanwhile, or signs the
/// person out everywhere, comes before or after, not between.
pub async fn still_live(work: &Work, session: &Session) -> Fallible<bool> {
    hold_user(work, session.user_id).await?;
    store::touch_live(work, session.id).await
}

/// The person's live sessions, the newest first.
pub async fn list(db: &Database, user: UserId, lifetimes: Lifetimes) -> Fallible<Vec<Session>> {
    store::list_live(db.read(), user, db.clock().now(), lifetimes.idle).await
}
