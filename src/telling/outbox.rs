//! The outbox: what is to be told, to whom, and what came of it.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use super::{Telling, store};
use crate::base::{ClientId, DeliveryId, EventId, Fallible, Random, StreamId, Timestamp};
use crate::db::{ConnectionTrait, Work};

/// Deliveries that wait for each other; what waits in one lane waits for no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Letters, through the one SMTP server.
    Mail,
    /// A webhook, by its name in the settings.
    Webhook(String),
    /// A client that is told of sign-outs, by its id.
    Backchannel(ClientId),
    /// A stream of shared signals.
    Signals(StreamId),
}

impl Lane {
    /// What it is, for people.
    pub fn words(&self) -> String {
        match self {
            Self::Mail => "E-mail".to_owned(),
            Self::Webhook(name) => format!("Webhook {name}"),
            Self::Backchannel(client) => format!("App {client}"),
            Self::Signals(_) => "Shared signals".to_owned(),
        }
    }

    /// How many tries may be under way in it at once: what a stream says comes in its order.
    pub(super) const fn at_once(&self) -> usize {
        match self {
            Self::Mail | Self::Webhook(_) | Self::Backchannel(_) => 4,
            Self::Signals(_) => 1,
        }
    }

    /// A lane as the outbox has it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            Some(("webhook", name)) => Some(Self::Webhook(name.to_owned())),
            Some(("backchannel", client)) => Some(Self::Backchannel(ClientId::new(client))),
            Some(("signals", stream)) => stream.parse().ok().map(Self::Signals),
            _ => (text == "mail").then_some(Self::Mail),
        }
    }
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mail => f.write_str("mail"),
            Self::Webhook(name) => write!(f, "webhook:{name}"),
            Self::Backchannel(client) => write!(f, "backchannel:{client}"),
            Self::Signals(stream) => write!(f, "signals:{stream}"),
        }
    }
}

/// What became of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It is tried, or tried again, at this instant.
    Waiting(Timestamp),
    /// Nobody tries it: the receiver fetches it, or wants to have it later.
    Held,
    /// The receiver has taken it.
    Delivered(Timestamp),
    /// It is not tried any more.
    GivenUp(Timestamp),
}

/// One telling of one event to one receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Which one; receivers see it.
    pub id: DeliveryId,
    /// `mail`, `webhook:NAME`, `backchannel:CLIENT_ID` or `signals:STREAM_ID`.
    pub lane: String,
    /// Where it goes.
    pub destination: String,
    /// What it is about.
    pub topic: String,
    /// The audit record it is about, or the sign-out.
    pub event_id: EventId,
    /// What is said.
    pub payload: String,
    /// When it came into the outbox.
    pub created_at: Timestamp,
    /// How often it was tried.
    pub attempts: i64,
    /// What became of it.
    pub state: State,
    /// Why the last try failed.
    pub last_error: Option<String>,
}

/// A delivery that is about to be written.
#[derive(Clone, Debug)]
pub struct NewDelivery {
    /// What it waits behind.
    pub lane: Lane,
    /// Where it goes, for the operator's eyes: path and query may hold secrets.
    pub destination: String,
    /// What it is about.
    pub topic: String,
    /// The audit record it is about, or the sign-out.
    pub event_id: EventId,
    /// What is said.
    pub payload: String,
}

/// How a try went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// The receiver has taken it.
    Delivered,
    /// It may go better another time.
    Failed(String),
    /// It never will.
    Hopeless(String),
    /// It is not to be tried, but to wait until it is fetched or released.
    Held,
}

/// What came of asking for another try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retried {
    /// So many are due again, at once.
    Due(u64),
    /// There is no such delivery, or it was not given up.
    NotFound,
}

/// How long a delivery is tried.
pub(super) const PATIENCE: Duration = Duration::from_hours(24);
/// How long what is done with stays to be seen.
const KEPT: Duration = Duration::from_hours(30 * 24);
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_hours(3);

/// How long to wait after so many tries: three times as long each time, a fifth more or less, so that
/// what failed together does not come back together.
pub(super) fn pause(attempts: i64, random: Random) -> Duration {
    let percent = u32::try_from(random.below(41)).unwrap_or(20) + 80;
    even_pause(u32::try_from(attempts).unwrap_or(0)) * percent / 100
}

/// The same without the fifth.
fn even_pause(attempts: u32) -> Duration {
    let steps = attempts.saturating_sub(1).min(12);
    FIRST_PAUSE.saturating_mul(3_u32.saturating_pow(steps)).min(LONGEST_PAUSE)
}

/// Writes deliveries into the outbox. When this is committed, [`Telling::wake`] saves them a wait.
pub async fn enqueue(work: &Work, new: Vec<NewDelivery>) -> Fallible<()> {
    store::insert_many(work, new, Some(work.now())).await
}

/// Writes deliveries that nobody tries: they wait until they are fetched or released.
pub async fn enqueue_held(work: &Work, new: Vec<NewDelivery>) -> Fallible<()> {
    store::insert_many(work, new, None).await
}

/// What waits in a lane, oldest first, whether it is tried or held.
pub async fn waiting(
    connection: &impl ConnectionTrait,
    lane: &Lane,
    limit: u64,
) -> Fallible<Vec<Delivery>> {
    store::waiting(connection, &lane.to_string(), limit).await
}

/// Writes down that the receiver has fetched and taken these.
pub async fn taken(work: &Work, lane: &Lane, ids: &[DeliveryId]) -> Fallible<()> {
    store::settle_waiting(work, &lane.to_string(), Some(ids), true, None).await
}

/// Gives up one that waits, because the receiver will not have it.
pub async fn refused(work: &Work, lane: &Lane, id: DeliveryId, why: &str) -> Fallible<()> {
    store::settle_waiting(work, &lane.to_string(), Some(&[id]), false, Some(why)).await
}

/// Gives up whatever waits in a lane.
pub async fn give_up(work: &Work, lane: &Lane, why: &str) -> Fallible<()> {
    store::settle_waiting(work, &lane.to_string(), None, false, Some(why)).await
}

/// Holds whatever waits in a lane.
pub async fn hold(work: &Work, lane: &Lane) -> Fallible<()> {
    store::hold(work, &lane.to_string()).await
}

/// The lanes in which something is held.
pub async fn held_lanes(connection: &impl ConnectionTrait) -> Fallible<Vec<Lane>> {
    let lanes = store::held_lanes(connection).await?;
    Ok(lanes.iter().filter_map(|lane| Lane::parse(lane)).collect())
}

/// Makes due whatever is held in a lane, with as much patience as at first.
pub async fn release(work: &Work, lane: &Lane) -> Fallible<()> {
    store::release(work, &lane.to_string()).await
}

impl Telling {
    /// Whether this node can deliver in a lane. What it knows nothing of it leaves to the others.
    pub(super) fn serves(&self, lane: &Lane) -> bool {
        match lane {
            Lane::Mail => self.mailer.is_some(),
            Lane::Webhook(name) => self.webhooks.iter().any(|webhook| webhook.name == *name),
            Lane::Backchannel(_) | Lane::Signals(_) => true,
        }
    }
}

/// The latest deliveries of one lane, newest first.
pub async fn of_lane(
    connection: &impl ConnectionTrait,
    lane: &Lane,
    limit: u64,
) -> Fallible<Vec<Delivery>> {
    store::of_lane(connection, &lane.to_string(), limit).await
}

/// Everything that is told of these events, lane by lane.
pub async fn of_events(
    connection: &impl ConnectionTrait,
    events: &[EventId],
) -> Fallible<Vec<Delivery>> {
    store::of_events(connection, events).await
}

/// Those of these events of which somebody is still to be told.
pub async fn untold(
    connection: &impl ConnectionTrait,
    events: &[EventId],
) -> Fallible<BTreeSet<EventId>> {
    store::untold(connection, events).await
}

/// How often something is tried before it is given up, give or take one.
pub fn tries() -> u32 {
    let (mut tries, mut passed) = (1, Duration::ZERO);
    while passed < PATIENCE {
        passed += even_pause(tries);
        tries += 1;
    }
    tries
}

/// What a lane is called where people read of it.
pub fn words_of(lane: &str) -> String {
    Lane::parse(lane).map_or_else(|| lane.to_owned(), |lane| lane.words())
}

/// Lists deliveries, newest first; `given_up` leaves only those that are not tried any more.
pub async fn list(
    connection: &impl ConnectionTrait,
    given_up: bool,
    limit: u64,
) -> Fallible<Vec<Delivery>> {
    store::list(connection, given_up, limit).await
}

/// Makes one delivery that was given up due again, or all of them.
pub async fn retry(work: &Work, which: Option<DeliveryId>) -> Fallible<Retried> {
    let count = store::retry(work, which).await?;
    Ok(if count == 0 { Retried::NotFound } else { Retried::Due(count) })
}

/// Clears away what is done with, and gives up what nobody delivers any more.
pub async fn sweep(work: &Work) -> Fallible<()> {
    store::delete_done(work, work.now().minus(KEPT)).await?;
    store::give_up_overdue(work, work.now().minus(PATIENCE * 2)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_is_read_as_it_was_written() {
        let client = ClientId::new("payroll");
        let (siem, stream) = (Lane::Webhook("siem".to_owned()), Lane::Signals(StreamId::fresh()));
        for lane in [Lane::Mail, siem, Lane::Backchannel(client), stream] {
            assert_eq!(Lane::parse(&lane.to_string()), Some(lane));
        }
        assert_eq!(Lane::parse("pigeon:7"), None);
        assert_eq!(Lane::parse("signals:7"), None);
    }

    #[test]
    fn a_day_has_room_for_so_many_tries() {
        assert_eq!(tries(), 16);
    }

    #[test]
    fn pauses_grow_to_a_limit_and_vary() {
        let seconds = |attempts| pause(attempts, Random).as_secs();
        for _ in 0..200 {
            assert!((4..=6).contains(&seconds(1)));
            assert!((12..=18).contains(&seconds(2)));
            assert!((8640..=12960).contains(&seconds(30)));
        }
        let varied: std::collections::BTreeSet<_> = (0..50).map(|_| pause(5, Random)).collect();
        assert!(varied.len() > 5);
    }
}
