//! What came of a sign-out: which apps it concerns, and what each was told.
//!
//! Which apps that are is written down in the transaction that takes the sign-out on
//! ([`backchannel`](super::backchannel)), names and all: what is dead by a sign-out is cleared away
//! within the hour, and an app may be deleted. How the telling goes is read from the outbox each time.
//! What belongs together is told together: where one transaction ends everything of a person's and takes
//! their pass away as well, there is one receipt.

mod store;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::base::{ClientId, EventId, Fallible, SignOutId, Timestamp, UserId};
use crate::db::{ConnectionTrait, Work};
use crate::directory::sign_outs::{self, Extent, KEPT, KnownCause, SignOut};
use crate::telling::{self, Delivery, Lane, State};

/// How many of a person's sign-outs are listed.
const MOST: u64 = 100;

/// What was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ended {
    /// Everything of a person's.
    Everything,
    /// One session.
    Session,
    /// The access of single apps.
    Apps {
        /// Whether all that they had; if not, a pass went, and what stood on it.
        whole: bool,
    },
}

/// A sign-out in a list.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Which one.
    pub id: SignOutId,
    /// Of what.
    pub ended: Ended,
    /// When.
    pub at: Timestamp,
    /// By whom, as far as it is known.
    pub cause: Option<KnownCause>,
    /// The names of the apps, where single apps lost their access.
    pub apps: Vec<String>,
    /// Whether somebody is still to be told.
    pub waits: bool,
}

/// What came of a sign-out.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Which one.
    pub id: SignOutId,
    /// Whose.
    pub user: UserId,
    /// Of what.
    pub ended: Ended,
    /// When.
    pub at: Timestamp,
    /// By whom, as far as it is known.
    pub cause: Option<KnownCause>,
    /// How many sessions ended, where that was counted.
    pub sessions_ended: Option<u64>,
    /// The apps it concerns: those that need a look first, then by name.
    pub apps: Vec<AppReceipt>,
    /// Who else is told, such as receivers of signals.
    pub others: Vec<OtherReceipt>,
    /// Whether it is known by now which apps it concerns.
    pub is_complete: bool,
}

/// What an app was told.
#[derive(Clone, Debug)]
pub struct AppReceipt {
    /// Which app.
    pub client: ClientId,
    /// What it was called.
    pub name: String,
    /// What came of telling it.
    pub told: Told,
    /// When an access token was last issued to it; nothing if it keeps its access.
    pub last_issued_at: Option<Timestamp>,
}

/// What somebody else was told.
#[derive(Clone, Debug)]
pub struct OtherReceipt {
    /// What they are called.
    pub name: String,
    /// What came of telling them.
    pub told: Told,
}

/// What came of telling somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It will never be told.
    GaveUp {
        /// Since when.
        at: Timestamp,
        /// After how many tries.
        tries: u32,
        /// Why.
        why: Option<String>,
    },
    /// It is tried, or tried again.
    Waits {
        /// How often it was tried.
        tries: u32,
        /// When it is tried next.
        next: Timestamp,
        /// Why the last try failed.
        why: Option<String>,
    },
    /// It comes and fetches it.
    Held,
    /// It has no address for it.
    CannotBeTold,
    /// It knows.
    Told(Timestamp),
}

impl Told {
    fn of(delivery: &Delivery) -> Self {
        let (tries, why) = (u32::try_from(delivery.attempts).unwrap_or(0), &delivery.last_error);
        match delivery.state {
            State::Delivered(at) => Self::Told(at),
            State::Held => Self::Held,
            State::Waiting(next) => Self::Waits { tries, next, why: why.clone() },
            State::GivenUp(at) => Self::GaveUp { at, tries, why: why.clone() },
        }
    }

    /// What is worse comes first.
    const fn rank(&self) -> u8 {
        match self {
            Self::GaveUp { .. } => 0,
            Self::Waits { .. } => 1,
            Self::Held => 2,
            Self::CannotBeTold => 3,
            Self::Told(_) => 4,
        }
    }

    /// Who is told of each of several sessions is told when the last of them is.
    fn and(self, other: Self) -> Self {
        match (self.rank().cmp(&other.rank()), &self, &other) {
            (std::cmp::Ordering::Less, ..) => self,
            (std::cmp::Ordering::Greater, ..) => other,
            (_, Self::Told(one), Self::Told(another)) => Self::Told(*one.max(another)),
            (_, Self::Waits { tries: one, .. }, Self::Waits { tries: another, .. })
                if another > one =>
            {
                other
            }
            _ => self,
        }
    }
}

impl Receipt {
    /// Whether nothing of it changes any more by itself.
    pub fn is_settled(&self) -> bool {
        let mut told =
            self.apps.iter().map(|app| &app.told).chain(self.others.iter().map(|it| &it.told));
        self.is_complete && !told.any(|told| matches!(told, Told::Waits { .. }))
    }
}

impl AppReceipt {
    /// The same app, in another sign-out of the same transaction.
    fn and(self, other: Self) -> Self {
        let last_issued_at = self.last_issued_at.max(other.last_issued_at);
        Self { told: self.told.and(other.told), last_issued_at, ..other }
    }

    /// When the last access token ends that the app may still hold, at the latest.
    pub fn tokens_end_at(&self, lifetime: Duration) -> Option<Timestamp> {
        self.last_issued_at.map(|at| at.plus(lifetime))
    }
}

/// An app that a sign-out concerns.
pub(in crate::oidc) struct App {
    pub(in crate::oidc) client: ClientId,
    pub(in crate::oidc) name: String,
    pub(in crate::oidc) tellable: bool,
    pub(in crate::oidc) last_issued_at: Option<Timestamp>,
}

/// Writes down which apps a sign-out concerns, in the transaction that takes it on.
pub(in crate::oidc) async fn note(work: &Work, id: SignOutId, apps: Vec<App>) -> Fallible<()> {
    store::insert_apps(work, id, apps).await
}

/// What was ended of a person's within the last month, the latest first.
pub async fn list(
    connection: &impl ConnectionTrait,
    user: UserId,
    now: Timestamp,
) -> Fallible<Vec<Summary>> {
    let rows = sign_outs::of_user(connection, user, now.minus(KEPT), MOST).await?;
    let ids: Vec<_> = rows.iter().map(|row| event_of(row.id)).collect();
    let waiting = telling::untold(connection, &ids).await?;
    let single: Vec<_> = rows.iter().filter(|it| is_of_an_app(it)).map(|it| it.id).collect();
    let names = store::apps_of(connection, &single).await?;
    let mut summaries: Vec<Summary> = Vec::new();
    for row in &rows {
        let waits = !row.taken_on || waiting.contains(&event_of(row.id));
        let apps = names.iter().filter(|(id, _)| *id == row.id).map(|(_, app)| app.name.clone());
        match summaries.iter_mut().find(|known| belong_together(known, row)) {
            Some(known) if is_of_an_app(row) => {
                known.waits |= waits;
                if known.ended != Ended::Everything {
                    known.apps.extend(apps);
                }
            }
            Some(known) => {
                let waits = waits || known.waits;
                *known = Summary { waits, ..summary(row, Vec::new()) };
            }
            None => summaries.push(Summary { waits, ..summary(row, apps.collect()) }),
        }
    }
    Ok(summaries)
}

/// What came of a sign-out of this person's; nobody else's is found, and none that is too long ago.
pub async fn find(
    connection: &impl ConnectionTrait,
    user: UserId,
    id: SignOutId,
    now: Timestamp,
) -> Fallible<Option<Receipt>> {
    Ok(find_any(connection, id, now).await?.filter(|receipt| receipt.user == user))
}

/// What came of a sign-out, whosever it is: for who may see that.
pub async fn find_any(
    connection: &impl ConnectionTrait,
    id: SignOutId,
    now: Timestamp,
) -> Fallible<Option<Receipt>> {
    let Some(found) = sign_outs::find(connection, id).await? else { return Ok(None) };
    if found.at < now.minus(KEPT) {
        return Ok(None);
    }
    let together = together(connection, found).await?;
    Ok(Some(receipt(connection, id, &together).await?))
}

/// The receipt of what was ended of a person's in the request that wrote an audit record.
pub async fn of_case(
    connection: &impl ConnectionTrait,
    user: UserId,
    case: &str,
    at: Timestamp,
    now: Timestamp,
) -> Fallible<Option<SignOutId>> {
    if at < now.minus(KEPT) {
        return Ok(None);
    }
    let rows = sign_outs::of_case(connection, user, case, at).await?;
    Ok(rows.into_iter().min_by_key(ended).map(|row| row.id))
}

/// The sign-outs of one transaction, the one that says most first.
async fn together(connection: &impl ConnectionTrait, found: SignOut) -> Fallible<Vec<SignOut>> {
    if matches!(found.of, Extent::Session(_)) {
        return Ok(vec![found]);
    }
    let mut rows = sign_outs::at(connection, found.user, found.at).await?;
    rows.retain(|row| is_of_an_app(row) || matches!(row.of, Extent::Everything { .. }));
    // Two that ended everything in one millisecond are two.
    rows.retain(|row| row.id == found.id || is_of_an_app(row) || is_of_an_app(&found));
    rows.sort_by_key(ended);
    Ok(rows)
}

async fn receipt(
    connection: &impl ConnectionTrait,
    id: SignOutId,
    rows: &[SignOut],
) -> Fallible<Receipt> {
    let Some(first) = rows.first() else {
        return Err(crate::base::Fault::new("a receipt of nothing"));
    };
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let events: Vec<_> = ids.iter().copied().map(event_of).collect();
    let deliveries = telling::of_events(connection, &events).await?;
    let mut told: BTreeMap<(EventId, String), Told> = BTreeMap::new();
    for delivery in &deliveries {
        let this = Told::of(delivery);
        let place = (delivery.event_id, delivery.lane.clone());
        let both = told.remove(&place).map_or(this.clone(), |known| known.and(this));
        told.insert(place, both);
    }
    let mut apps: BTreeMap<ClientId, AppReceipt> = BTreeMap::new();
    for (of, App { client, name, tellable, last_issued_at }) in
        store::apps_of(connection, &ids).await?
    {
        let lane = Lane::Backchannel(client.clone()).to_string();
        let told = told.remove(&(event_of(of), lane));
        let told = told.filter(|_| tellable).unwrap_or(Told::CannotBeTold);
        let app = AppReceipt { client: client.clone(), name, told, last_issued_at };
        let both = match apps.remove(&client) {
            Some(known) => known.and(app),
            None => app,
        };
        apps.insert(client, both);
    }
    let mut apps: Vec<_> = apps.into_values().collect();
    apps.sort_by(|one, other| (one.told.rank(), &one.name).cmp(&(other.told.rank(), &other.name)));
    let others = deliveries.iter().filter(|it| !it.lane.starts_with("backchannel:"));
    Ok(Receipt {
        id,
        user: first.user,
        ended: ended(first),
        at: first.at,
        cause: first.cause.clone(),
        sessions_ended: first.sessions_ended,
        apps,
        others: others
            .map(|it| OtherReceipt { name: telling::words_of(&it.lane), told: Told::of(it) })
            .collect(),
        is_complete: rows.iter().all(|row| row.taken_on),
    })
}

fn summary(row: &SignOut, apps: Vec<String>) -> Summary {
    let (id, at, cause) = (row.id, row.at, row.cause.clone());
    Summary { id, ended: ended(row), at, cause, apps, waits: false }
}

/// Whether a row is told in the receipt of what is listed already.
fn belong_together(known: &Summary, row: &SignOut) -> bool {
    let (one, other) = (known.ended, ended(row));
    known.at == row.at
        && ![one, other].contains(&Ended::Session)
        && (one, other) != (Ended::Everything, Ended::Everything)
}

const fn ended(row: &SignOut) -> Ended {
    match row.of {
        Extent::Everything { .. } => Ended::Everything,
        Extent::Session(_) => Ended::Session,
        Extent::App { whole, .. } => Ended::Apps { whole },
    }
}

const fn is_of_an_app(row: &SignOut) -> bool {
    matches!(row.of, Extent::App { .. })
}

/// By what the outbox knows a sign-out.
fn event_of(id: SignOutId) -> EventId {
    EventId::from_uuid(id.uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_seconds(second)
    }

    fn waits(tries: u32) -> Told {
        Told::Waits { tries, next: at(9), why: None }
    }

    #[test]
    fn who_is_told_of_several_sessions_is_told_when_the_last_of_them_is() {
        let gave_up = Told::GaveUp { at: at(5), tries: 3, why: None };
        assert_eq!(Told::Told(at(1)).and(Told::Told(at(2))), Told::Told(at(2)));
        assert_eq!(Told::Told(at(1)).and(waits(1)), waits(1));
        assert_eq!(waits(1).and(waits(2)), waits(2));
        assert_eq!(waits(2).and(gave_up.clone()), gave_up);
    }
}
