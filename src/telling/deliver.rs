//! From the outbox to the receivers.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;

use super::outbox::{Delivery, Lane, PATIENCE, Sent, State, pause};
use super::{Letter, Telling, store};
use crate::base::{Fallible, Fault, Timestamp};
use crate::db::Work;

/// How many tries are under way at once, in all lanes.
const AT_ONCE: usize = 64;
/// How many of them may be tries of what has failed before: whoever never answers leaves room.
const AGAIN_AT_ONCE: usize = 32;
/// How soon what has come to be due is looked for while tries are under way.
const LOOKED_FOR: Duration = Duration::from_secs(1);
/// A try that takes longer only waits for its receiver, and counts no more among those at once: however
/// many never answer, the others do not wait for them.
const SLOW: Duration = Duration::from_secs(1);
/// How many tries may be under way with those that only wait; each holds a connection.
const MOST: usize = 256;
/// How many of these may be tries of what has failed before.
const MOST_AGAIN: usize = 128;
/// How long one try may take, all in all.
const TRY: Duration = Duration::from_mins(1);
/// How long a claimed delivery is left alone: a node that ended in its try does not come back.
const LEASE: Duration = Duration::from_mins(3);
/// Receivers' words are kept up to this many characters.
const LONGEST_ERROR: usize = 300;

/// A try that has ended.
struct Tried {
    delivery: Delivery,
    sent: Sent,
}

/// What is under way, each try a task of its own: none waits for the database with a connection in
/// hand while nobody looks after it.
#[derive(Default)]
struct UnderWay {
    tries: JoinSet<Fallible<Sent>>,
    deliveries: HashMap<tokio::task::Id, Try>,
}

/// A try that is under way.
struct Try {
    delivery: Delivery,
    begun: Instant,
}

impl Try {
    fn is_slow(&self) -> bool {
        self.begun.elapsed() >= SLOW
    }

    /// Counted from its claim on: the first try is number one.
    const fn is_again(&self) -> bool {
        self.delivery.attempts > 1
    }
}

impl UnderWay {
    fn begin(
        &mut self,
        delivery: Delivery,
        attempt: impl Future<Output = Fallible<Sent>> + Send + 'static,
    ) {
        let task = self.tries.spawn(attempt);
        self.deliveries.insert(task.id(), Try { delivery, begun: Instant::now() });
    }

    fn is_empty(&self) -> bool {
        self.tries.is_empty()
    }

    fn room(&self) -> usize {
        self.room_among(|_| true, AT_ONCE, MOST)
    }

    fn room_for_more_of_the_same(&self) -> usize {
        self.room_among(Try::is_again, AGAIN_AT_ONCE, MOST_AGAIN)
    }

    /// For how many more of a kind there is room, of which so many may be at once, and so many in all.
    fn room_among(&self, kind: impl Fn(&Try) -> bool, at_once: usize, most: usize) -> usize {
        let of_kind = || self.deliveries.values().filter(|it| kind(it));
        let quick = of_kind().filter(|it| !it.is_slow()).count();
        at_once.saturating_sub(quick).min(most.saturating_sub(of_kind().count()))
    }

    fn in_lanes(&self) -> HashMap<&str, usize> {
        let mut lanes = HashMap::new();
        for Try { delivery, .. } in self.deliveries.values() {
            *lanes.entry(delivery.lane.as_str()).or_default() += 1;
        }
        lanes
    }

    /// Waits a while for tries to end; what has ended by then comes together.
    async fn ended(&mut self) -> Vec<Tried> {
        let first = tokio::time::timeout(LOOKED_FOR, self.tries.join_next_with_id()).await;
        let mut next = first.ok().flatten();
        let mut ended = Vec::new();
        while let Some(joined) = next {
            let (id, sent) = match joined {
                Ok((id, sent)) => (id, sent),
                Err(error) => (error.id(), Err(Fault::from(error))),
            };
            if let Some(Try { delivery, .. }) = self.deliveries.remove(&id) {
                let sent = sent.unwrap_or_else(|fault| broken(&delivery, &fault));
                ended.push(Tried { delivery, sent });
            }
            next = self.tries.try_join_next_with_id();
        }
        ended
    }
}

impl Telling {
    /// Delivers everything that is due, lane beside lane, until nothing is.
    ///
    /// What comes to be due meanwhile is taken on too: a lane in which nobody answers holds up none.
    pub async fn deliver(self: &Arc<Self>) -> Fallible<()> {
        let (mut under_way, mut ended) = (UnderWay::default(), Vec::new());
        loop {
            match self.claim(&under_way).await {
                Ok(claimed) => {
                    for delivery in claimed {
                        let attempt = Arc::clone(self).attempt(delivery.clone());
                        under_way.begin(delivery, attempt);
                    }
                }
                Err(fault) if under_way.is_empty() => return Err(fault),
                // What is under way is to be written down; then it is seen whether this goes on.
                Err(fault) => tracing::error!(%fault, "the outbox could not be looked at"),
            }
            if under_way.is_empty() && ended.is_empty() {
                return Ok(());
            }
            tokio::select! {
                more = under_way.ended() => ended.extend(more),
                () = self.woken() => {}
            }
            match self.settle(&mut ended).await {
                Ok(()) => ended.clear(),
                Err(fault) if under_way.is_empty() => return Err(fault),
                Err(fault) => tracing::error!(%fault, "what came of tries is still to be written"),
            }
        }
    }

    /// Takes due deliveries for this node: claimed by one conditional update each, so that no two
    /// nodes try the same, and by all nodes in one order, so that no two wait for each other.
    async fn claim(&self, under_way: &UnderWay) -> Fallible<Vec<Delivery>> {
        let mut due = self.due(under_way).await?;
        if due.is_empty() {
            return Ok(due);
        }
        due.sort_unstable_by_key(|delivery| delivery.id);
        let work = self.db.begin().await?;
        let mut claimed = Vec::new();
        for mut delivery in due {
            let State::Waiting(due_at) = delivery.state else { continue };
            let lease_ends = work.now().plus(LEASE);
            if store::claim(&work, &delivery, due_at, lease_ends).await? {
                delivery.attempts += 1;
                claimed.push(delivery);
            }
        }
        work.commit().await?;
        Ok(claimed)
    }

    /// As much of what is due as there is room for, in all and in each lane.
    async fn due(&self, under_way: &UnderWay) -> Fallible<Vec<Delivery>> {
        let mut due = Vec::new();
        let room = under_way.room();
        if room == 0 {
            return Ok(due);
        }
        let (now, in_lanes) = (self.db.clock().now(), under_way.in_lanes());
        let room_in = |lane: &str| {
            let at_once = Lane::parse(lane).map_or(0, |lane| lane.at_once());
            at_once.saturating_sub(in_lanes.get(lane).copied().unwrap_or_default())
        };
        let full: Vec<_> = in_lanes.keys().filter(|lane| room_in(lane) == 0).copied().collect();
        let mut again = under_way.room_for_more_of_the_same();
        for lane in store::lanes_due(self.db.read(), now, &full).await? {
            if !Lane::parse(&lane).is_some_and(|lane| self.serves(&lane)) {
                continue;
            }
            let room_here = room_in(&lane).min(room - due.len());
            for delivery in store::due(self.db.read(), &lane, now, room_here).await? {
                if delivery.attempts == 0 {
                    due.push(delivery);
                } else if again > 0 {
                    again -= 1;
                    due.push(delivery);
                }
            }
            if due.len() >= room {
                break;
            }
        }
        Ok(due)
    }

    async fn attempt(self: Arc<Self>, delivery: Delivery) -> Fallible<Sent> {
        let sent = tokio::time::timeout(TRY, self.send(&delivery)).await;
        sent.unwrap_or_else(|_| Ok(Sent::Failed("took too long".to_owned())))
    }

    /// Writes down what came of tries, in the order in which [`Self::claim`] takes them.
    async fn settle(&self, ended: &mut [Tried]) -> Fallible<()> {
        if ended.is_empty() {
            return Ok(());
        }
        ended.sort_unstable_by_key(|tried| tried.delivery.id);
        let work = self.db.begin().await?;
        for Tried { delivery, sent } in ended {
            settle(&work, delivery, sent).await?;
        }
        work.commit().await
    }

    async fn send(&self, delivery: &Delivery) -> Fallible<Sent> {
        let now = self.db.clock().now();
        let Some(lane) = Lane::parse(&delivery.lane) else {
            return Ok(Sent::Failed("there is no such lane".to_owned()));
        };
        match lane {
            Lane::Backchannel(client) => self.clients.tell(&client, &delivery.payload).await,
            Lane::Signals(stream) => self.streams.tell(stream, delivery).await,
            Lane::Webhook(name) => {
                let webhook = self.webhooks.iter().find(|webhook| webhook.name == name);
                Ok(match webhook {
                    Some(webhook) => {
                        webhook.send(&self.outgoing, delivery.id, &delivery.payload, now).await
                    }
                    None => Sent::Failed("there is no such webhook any more".to_owned()),
                })
            }
            Lane::Mail => {
                let Some(mailer) = &self.mailer else {
                    return Ok(Sent::Failed("e-mail is not configured any more".to_owned()));
                };
                let letter: Letter = serde_json::from_str(&delivery.payload)?;
                let words = letter.words(&self.house, &self.sealer)?;
                mailer.send(&self.house, Some(delivery.id), &delivery.destination, &words).await
            }
        }
    }

    /// Sends a letter that is about nothing, past the outbox; the answer says why it did not go.
    pub async fn send_test(&self, address: &str) -> Fallible<Result<(), String>> {
        let Some(mailer) = &self.mailer else {
            return Ok(Err("e-mail is not configured: mail.host".to_owned()));
        };
        if !super::mail::is_address(address) {
            return Ok(Err(format!("{address} is not an e-mail address")));
        }
        let words = Letter::test(&self.house)?;
        Ok(match mailer.send(&self.house, None, address, &words).await? {
            Sent::Delivered => Ok(()),
            Sent::Failed(why) | Sent::Hopeless(why) => Err(why),
            // No mail server does that.
            Sent::Held => Err("the letter waits".to_owned()),
        })
    }
}

fn broken(delivery: &Delivery, fault: &Fault) -> Sent {
    tracing::error!(%fault, lane = delivery.lane, id = %delivery.id, "a try broke");
    Sent::Failed("something is wrong here; the log says what".to_owned())
}

async fn settle(work: &Work, delivery: &Delivery, sent: &Sent) -> Fallible<()> {
    let now = work.now();
    let (state, why) = match sent {
        Sent::Delivered => (State::Delivered(now), None),
        Sent::Hopeless(why) => (State::GivenUp(now), Some(why)),
        Sent::Failed(why) => (next_try(delivery, now), Some(why)),
        Sent::Held => (State::Held, None),
    };
    let why = why.map(|why| why.chars().take(LONGEST_ERROR).collect::<String>());
    if let Some(why) = &why {
        let (given_up, lane) = (matches!(state, State::GivenUp(_)), &delivery.lane);
        tracing::warn!(%lane, id = %delivery.id, topic = delivery.topic, given_up, "not delivered: {why}");
    }
    store::settle(work, delivery, &state, why).await
}

fn next_try(delivery: &Delivery, now: Timestamp) -> State {
    if now.since(delivery.created_at) >= PATIENCE {
        return State::GivenUp(now);
    }
    State::Waiting(now.plus(pause(delivery.attempts, crate::base::Random)))
}
