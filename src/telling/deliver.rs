//! From the outbox to the receivers.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;

use super::outbox::{Delivery, Lane, PATIENCE, Sent, State, pause};
use super::{Letter, Telling, store};
use crate::base::{Fallible, Timestamp};
use crate::db::Work;

/// How many tries are under way at once, in all lanes.
const AT_ONCE: usize = 64;
/// How many of them in one lane.
const AT_ONCE_IN_A_LANE: usize = 4;
/// How many of them may be tries of what has failed before: whoever never answers leaves room.
const AGAIN_AT_ONCE: usize = 32;
/// How many are written down by one transaction.
const SETTLED_TOGETHER: usize = 64;
/// How soon what has come to be due is looked for while tries are under way.
const LOOKED_FOR: Duration = Duration::from_secs(1);
/// How long one try may take, all in all.
const TRY: Duration = Duration::from_mins(1);
/// How long a claimed delivery is left alone: a node that ended in its try does not come back.
const LEASE: Duration = Duration::from_mins(3);
/// Receivers' words are kept up to this many characters.
const LONGEST_ERROR: usize = 300;

/// A try that has ended.
struct Tried {
    delivery: Delivery,
    sent: Fallible<Sent>,
}

/// What is under way.
#[derive(Default)]
struct UnderWay<'a> {
    tries: FuturesUnordered<BoxFuture<'a, Tried>>,
    in_lanes: HashMap<String, usize>,
    again: usize,
}

impl<'a> UnderWay<'a> {
    fn begin(&mut self, delivery: &Delivery, attempt: BoxFuture<'a, Tried>) {
        *self.in_lanes.entry(delivery.lane.clone()).or_default() += 1;
        self.again += usize::from(is_again(delivery));
        self.tries.push(attempt);
    }

    fn end(&mut self, delivery: &Delivery) {
        if let Some(count) = self.in_lanes.get_mut(&delivery.lane) {
            *count -= 1;
            if *count == 0 {
                self.in_lanes.remove(&delivery.lane);
            }
        }
        self.again -= usize::from(is_again(delivery));
    }

    fn room(&self) -> usize {
        AT_ONCE.saturating_sub(self.tries.len())
    }

    fn room_in(&self, lane: &str) -> usize {
        AT_ONCE_IN_A_LANE.saturating_sub(self.in_lanes.get(lane).copied().unwrap_or(0))
    }

    fn full_lanes(&self) -> Vec<String> {
        let full = self.in_lanes.iter().filter(|(_, count)| **count >= AT_ONCE_IN_A_LANE);
        full.map(|(lane, _)| lane.clone()).collect()
    }

    /// Waits for tries to end; what has ended by then comes together.
    async fn ended(&mut self) -> Vec<Tried> {
        let mut chunks = (&mut self.tries).ready_chunks(SETTLED_TOGETHER);
        let ended = tokio::time::timeout(LOOKED_FOR, chunks.next()).await;
        ended.ok().flatten().unwrap_or_default()
    }
}

/// Counted from its claim on: the first try is number one.
const fn is_again(delivery: &Delivery) -> bool {
    delivery.attempts > 1
}

impl Telling {
    /// Delivers everything that is due, lane beside lane, until nothing is.
    ///
    /// What comes to be due meanwhile is taken on too: a lane in which nobody answers holds up none.
    pub async fn deliver(&self) -> Fallible<()> {
        let mut under_way = UnderWay::default();
        loop {
            match self.claim(&under_way).await {
                Ok(claimed) => {
                    for delivery in claimed {
                        let attempt = self.attempt(delivery.clone());
                        under_way.begin(&delivery, Box::pin(attempt));
                    }
                }
                Err(fault) if under_way.tries.is_empty() => return Err(fault),
                // What is under way is to be written down; then it is seen whether this goes on.
                Err(fault) => tracing::error!(%fault, "the outbox could not be looked at"),
            }
            if under_way.tries.is_empty() {
                return Ok(());
            }
            let ended = tokio::select! {
                ended = under_way.ended() => ended,
                () = self.woken() => Vec::new(),
            };
            ended.iter().for_each(|tried| under_way.end(&tried.delivery));
            self.settle(ended).await?;
        }
    }

    /// Takes due deliveries for this node: claimed by one conditional update each, so that no two
    /// nodes try the same.
    async fn claim(&self, under_way: &UnderWay<'_>) -> Fallible<Vec<Delivery>> {
        let due = self.due(under_way).await?;
        if due.is_empty() {
            return Ok(due);
        }
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
    async fn due(&self, under_way: &UnderWay<'_>) -> Fallible<Vec<Delivery>> {
        let mut due = Vec::new();
        let room = under_way.room();
        if room == 0 {
            return Ok(due);
        }
        let now = self.db.clock().now();
        let mut again = AGAIN_AT_ONCE.saturating_sub(under_way.again);
        for lane in store::lanes_due(self.db.read(), now, &under_way.full_lanes()).await? {
            if !Lane::parse(&lane).is_some_and(|lane| self.serves(&lane)) {
                continue;
            }
            let room_here = under_way.room_in(&lane).min(room - due.len());
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

    async fn attempt(&self, delivery: Delivery) -> Tried {
        let sent = tokio::time::timeout(TRY, self.send(&delivery)).await;
        let sent = sent.unwrap_or_else(|_| Ok(Sent::Failed("took too long".to_owned())));
        Tried { delivery, sent }
    }

    /// Writes down what came of tries.
    async fn settle(&self, ended: Vec<Tried>) -> Fallible<()> {
        if ended.is_empty() {
            return Ok(());
        }
        let work = self.db.begin().await?;
        for Tried { delivery, sent } in ended {
            settle(&work, &delivery, sent).await?;
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
        let words = Letter::test(&self.house);
        Ok(match mailer.send(&self.house, None, address, &words).await? {
            Sent::Delivered => Ok(()),
            Sent::Failed(why) | Sent::Hopeless(why) => Err(why),
        })
    }
}

async fn settle(work: &Work, delivery: &Delivery, sent: Fallible<Sent>) -> Fallible<()> {
    let now = work.now();
    let sent = sent.unwrap_or_else(|fault| {
        tracing::error!(%fault, lane = delivery.lane, id = %delivery.id, "a try broke");
        Sent::Failed("something is wrong here; the log says what".to_owned())
    });
    let (state, why) = match sent {
        Sent::Delivered => (State::Delivered(now), None),
        Sent::Hopeless(why) => (State::GivenUp(now), Some(why)),
        Sent::Failed(why) => (next_try(delivery, now), Some(why)),
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
