//! Which passes there are, and taking many away.
//!
//! Each list goes by one instant of the pass and is paged by it (an index look-up however many there
//! are): outstanding and scheduled ones with the next first, used and ended ones with the last first.

mod store;

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::audit::{Actor, Origin};
use crate::base::{Fallible, GroupId, PassId, Timestamp, UserId};
use crate::credentials::pass::{self, Deleted, PassSummary};
use crate::db::Database;
use crate::directory::authority::{self, Denied, Task};

pub use store::{count, list};

/// How many passes are taken away in one transaction, so that others get their turn.
const AT_ONCE: u64 = 100;

/// Which passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Can be used now: started, not ended, not a one-time pass that was used.
    #[default]
    Outstanding,
    /// Starts later.
    Scheduled,
    /// Was used, once or often.
    Used,
    /// Has ended.
    Ended,
    /// Has started, and its person has registered nothing to sign in with.
    NothingRegistered,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] =
        [Self::Outstanding, Self::Scheduled, Self::Used, Self::Ended, Self::NothingRegistered];

    /// The word in an address.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Outstanding => "outstanding",
            Self::Scheduled => "scheduled",
            Self::Used => "used",
            Self::Ended => "ended",
            Self::NothingRegistered => "nothing-registered",
        }
    }
}

/// Who issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issuer {
    /// Somebody.
    User(UserId),
    /// The command line on the host.
    CommandLine,
}

/// Which passes are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// In this state.
    pub state: State,
    /// Issued by this issuer.
    pub issuer: Option<Issuer>,
    /// Of the members of this group.
    pub group: Option<GroupId>,
    /// Only those issued until this instant.
    pub issued_until: Option<Timestamp>,
}

/// Where a page of a list ends: the instant it goes by, and the pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    at: Timestamp,
    id: PassId,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.millis(), self.id)
    }
}

/// Text that is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the end of a page")]
pub struct NotACursor;

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (at, id) = text.split_once('.').ok_or(NotACursor)?;
        let at = at.parse().map(Timestamp::from_millis).map_err(|_| NotACursor)?;
        Ok(Self { at, id: id.parse().map_err(|_| NotACursor)? })
    }
}

/// A pass in a list, with its person.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Whose it is.
    pub user: UserId,
    /// Their username.
    pub username: String,
    /// What screens call them.
    pub display_name: String,
    /// Everything but the pass.
    pub pass: PassSummary,
    /// Where a page that ends here goes on.
    pub cursor: Cursor,
}

/// What came of taking passes away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Revoked {
    /// So many are gone, and with them what stood on them.
    pub revoked: u64,
    /// So many are of people whom the caller may not touch; they stay.
    pub not_allowed: u64,
}

/// Takes these passes away, each if `by` may. What is gone already is not counted.
pub async fn revoke(
    db: &Database,
    origin: &Origin,
    by: &Actor,
    passes: &[PassId],
) -> Fallible<Result<Revoked, Denied>> {
    if let Err(denied) = authority::permit_task(db.browse(), by, Task::ViewConsole).await? {
        return Ok(Err(denied));
    }
    let mut done = Revoked::default();
    for some in passes.chunks(usize::try_from(AT_ONCE).unwrap_or(usize::MAX)) {
        revoke_some(db, origin, by, some, &mut done).await?;
    }
    Ok(Ok(done))
}

/// Takes every pass of a list away, each if `by` may.
pub async fn revoke_all(
    db: &Database,
    origin: &Origin,
    by: &Actor,
    filter: &Filter,
) -> Fallible<Result<Revoked, Denied>> {
    if let Err(denied) = authority::permit_task(db.browse(), by, Task::ViewConsole).await? {
        return Ok(Err(denied));
    }
    let (mut done, mut after) = (Revoked::default(), None);
    // What starts or ends meanwhile is still in the list that was confirmed.
    let now = db.clock().now();
    loop {
        let page = list(db.browse(), filter, now, after, AT_ONCE).await?;
        let Some(last) = page.last() else { return Ok(Ok(done)) };
        after = Some(last.cursor);
        let passes: Vec<PassId> = page.iter().map(|listed| listed.pass.id).collect();
        revoke_some(db, origin, by, &passes, &mut done).await?;
    }
}

async fn revoke_some(
    db: &Database,
    origin: &Origin,
    by: &Actor,
    passes: &[PassId],
    done: &mut Revoked,
) -> Fallible<()> {
    let work = db.begin().await?;
    // In one order for everybody: crosswise two who take the same passes away would lock each other.
    for id in passes.iter().collect::<BTreeSet<_>>() {
        match pass::revoke(&work, origin, by, *id).await? {
            Deleted::Deleted => done.revoked += 1,
            Deleted::NotAllowed(_) => done.not_allowed += 1,
            Deleted::NotFound => {}
        }
    }
    work.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_page_is_written_and_read() {
        let cursor = Cursor { at: Timestamp::from_millis(-5), id: PassId::fresh() };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", "1", "1.", ".x", "x.y", "1.2"] {
            assert_eq!(text.parse::<Cursor>(), Err(NotACursor), "{text}");
        }
    }
}
