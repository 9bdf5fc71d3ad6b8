//! From the outbox to the receivers.

use std::time::Duration;

use futures_util::future::join_all;

use super::outbox::{Delivery, Lane, PATIENCE, Sent, State, pause};
use super::{Letter, Telling, store};
use crate::base::{Fallible, Timestamp};

/// How many tries are under way at once in one lane.
const AT_ONCE: u64 = 4;
/// How long one try may take, all in all.
const TRY: Duration = Duration::from_mins(1);
/// How long a claimed delivery is left alone: a node that ended in its try does not come back.
const LEASE: Duration = Duration::from_mins(3);
/// Receivers' words are kept up to this many characters.
const LONGEST_ERROR: usize = 300;

impl Telling {
    /// Delivers everything that is due in a lane.
    pub async fn deliver(&self, lane: &Lane) -> Fallible<()> {
        loop {
            let claimed = self.claim(lane).await?;
            if claimed.is_empty() {
                return Ok(());
            }
            let tries = claimed.iter().map(|delivery| self.attempt(lane, delivery));
            join_all(tries).await.into_iter().collect::<Fallible<()>>()?;
        }
    }

    /// Takes due deliveries for this node: claimed by one conditional update each, so that no two
    /// nodes try the same.
    async fn claim(&self, lane: &Lane) -> Fallible<Vec<Delivery>> {
        let now = self.db.clock().now();
        let due = store::due(self.db.read(), &lane.to_string(), now, AT_ONCE).await?;
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

    async fn attempt(&self, lane: &Lane, delivery: &Delivery) -> Fallible<()> {
        let sent = tokio::time::timeout(TRY, self.send(lane, delivery)).await;
        let sent = sent.unwrap_or_else(|_| Ok(Sent::Failed("took too long".to_owned())))?;
        let work = self.db.begin().await?;
        let now = work.now();
        let (state, why) = match sent {
            Sent::Delivered => (State::Delivered(now), None),
            Sent::Hopeless(why) => (State::GivenUp(now), Some(why)),
            Sent::Failed(why) => (next_try(delivery, now), Some(why)),
        };
        let why = why.map(|why| why.chars().take(LONGEST_ERROR).collect::<String>());
        if let Some(why) = &why {
            let given_up = matches!(state, State::GivenUp(_));
            tracing::warn!(%lane, id = %delivery.id, topic = delivery.topic, given_up, "not delivered: {why}");
        }
        store::settle(&work, delivery, &state, why).await?;
        work.commit().await
    }

    async fn send(&self, lane: &Lane, delivery: &Delivery) -> Fallible<Sent> {
        let now = self.db.clock().now();
        match lane {
            Lane::Webhook(name) => {
                let webhook = self.webhooks.iter().find(|webhook| webhook.name == *name);
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

fn next_try(delivery: &Delivery, now: Timestamp) -> State {
    if now.since(delivery.created_at) >= PATIENCE {
        return State::GivenUp(now);
    }
    State::Waiting(now.plus(pause(delivery.attempts, crate::base::Random)))
}
