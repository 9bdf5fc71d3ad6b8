//! Fetching what is in a stream, and saying what became of it (RFC 8936 §2).

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::event::Signal;
use super::manage::own;
use super::request::{read, stream_id};
use super::stream::{Status, Stream, Transport};
use super::{Answered, Receiver, Refusal, Signals, store};
use crate::base::{DeliveryId, Fallible};
use crate::telling;

/// How many tokens one answer has at most.
const MOST_AT_ONCE: u64 = 50;
/// How many one request acknowledges or refuses at most.
const MOST_SETTLED: usize = 1_000;
/// How long somebody waits for something to happen.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How often it is looked whether it has, maybe on another node.
const LOOKED_EVERY: Duration = Duration::from_millis(500);
/// The receiver's words are kept up to this many characters.
const LONGEST_REASON: usize = 300;

/// RFC 8936 §2.4.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SentPoll {
    max_events: Option<u64>,
    #[serde(default)]
    return_immediately: bool,
    #[serde(default)]
    ack: Vec<String>,
    #[serde(default)]
    set_errs: BTreeMap<String, SentError>,
}

/// RFC 8936 §2.6.
#[derive(Deserialize)]
struct SentError {
    err: String,
    #[serde(default)]
    description: String,
}

/// Whether somebody who finds nothing waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// As long as the request allows.
    AsAsked,
    /// Not at all.
    Never,
}

impl Signals {
    /// Settles what the receiver has, and answers with what it does not have yet.
    ///
    /// What was acknowledged or refused never comes back. What was not comes again with the next poll.
    pub async fn poll(
        &self,
        receiver: &Receiver,
        id: &str,
        body: &[u8],
        waits: Waits,
    ) -> Answered<Value> {
        let sent: SentPoll = refuse!(read(body));
        if sent.ack.len() + sent.set_errs.len() > MOST_SETTLED {
            return Ok(Err(Refusal::invalid("Too many tokens are settled at once")));
        }
        let id = refuse!(stream_id(Some(id)));
        let found = store::find(self.provider.database.read(), id).await?;
        let stream = refuse!(polled(receiver, found));
        self.settle(&stream, &sent).await?;
        let most = sent.max_events.unwrap_or(MOST_AT_ONCE).min(MOST_AT_ONCE);
        // RFC 8936 §2.4: with nothing wanted it is an acknowledgement alone.
        if most == 0 {
            return Ok(Ok(Fetched::default().answer()));
        }
        if sent.return_immediately || waits == Waits::Never {
            return Ok(Ok(self.fetch(receiver, &stream, most).await?.answer()));
        }
        self.wait(receiver, stream, most).await
    }

    async fn settle(&self, stream: &Stream, sent: &SentPoll) -> Fallible<()> {
        let taken: Vec<DeliveryId> = sent.ack.iter().filter_map(|jti| jti.parse().ok()).collect();
        if taken.is_empty() && sent.set_errs.is_empty() {
            return Ok(());
        }
        let (lane, work) = (stream.lane(), self.provider.database.begin().await?);
        if !taken.is_empty() {
            telling::taken(&work, &lane, &taken).await?;
        }
        for (jti, error) in &sent.set_errs {
            let Ok(id) = jti.parse() else { continue };
            telling::refused(&work, &lane, id, &reason(error)).await?;
        }
        work.commit().await
    }

    /// Waits until there is something, the time is over or the server stops.
    async fn wait(&self, receiver: &Receiver, mut stream: Stream, most: u64) -> Answered<Value> {
        let Ok(_place) = self.waits.try_acquire() else {
            return Ok(Ok(self.fetch(receiver, &stream, most).await?.answer()));
        };
        let until = Instant::now() + LONGEST_WAIT;
        let mut stopping = self.stopping.subscribe();
        let mut turns = tokio::time::interval(LOOKED_EVERY);
        turns.tick().await;
        loop {
            let fetched = self.fetch(receiver, &stream, most).await?;
            if !fetched.sets.is_empty() || *stopping.borrow() || Instant::now() >= until {
                return Ok(Ok(fetched.answer()));
            }
            tokio::select! {
                _ = turns.tick() => {}
                _ = stopping.changed() => {}
            }
            let found = store::find(self.provider.database.read(), stream.id).await?;
            stream = refuse!(polled(receiver, found));
        }
    }

    async fn fetch(&self, receiver: &Receiver, stream: &Stream, most: u64) -> Fallible<Fetched> {
        if stream.status != Status::Enabled {
            return Ok(Fetched::default());
        }
        let connection = self.provider.database.read();
        let mut waiting = telling::waiting(connection, &stream.lane(), most + 1).await?;
        let more = waiting.len() as u64 > most;
        waiting.truncate(usize::try_from(most)?);
        let mut sets = Map::new();
        for delivery in waiting {
            let signal: Signal = serde_json::from_str(&delivery.payload)?;
            let set = self.set(stream, &receiver.client, delivery.id, &signal)?;
            sets.insert(delivery.id.to_string(), set.expose().into());
        }
        Ok(Fetched { sets, more })
    }
}

/// Tokens by their `jti`, and whether there are more.
#[derive(Default)]
struct Fetched {
    sets: Map<String, Value>,
    more: bool,
}

impl Fetched {
    /// RFC 8936 §2.5: `sets` may be empty, but is there.
    fn answer(self) -> Value {
        if self.more {
            json!({ "sets": self.sets, "moreAvailable": true })
        } else {
            json!({ "sets": self.sets })
        }
    }
}

fn polled(receiver: &Receiver, found: Option<Stream>) -> Result<Stream, Refusal> {
    let stream = own(receiver, found)?;
    match stream.transport {
        Transport::Poll => Ok(stream),
        Transport::Push { .. } => Err(Refusal::NotFound),
    }
}

/// In the receiver's words, as far as they are printable.
fn reason(error: &SentError) -> String {
    let text = format!("refused: {} {}", error.err, error.description);
    let printable = text.trim_end().chars().filter(|letter| matches!(letter, ' '..='~'));
    printable.take(LONGEST_REASON).collect()
}
