//! From the audit log into the outbox.

use super::outbox::{Lane, NewDelivery};
use super::topic::Topic;
use super::webhook;
use super::{Letter, Telling, mail, store};
use crate::audit::{self, Record, chain};
use crate::base::Fallible;
use crate::db::Work;
use crate::directory;

/// How many records one transaction takes on.
const BATCH: u64 = 200;

impl Telling {
    /// Puts into the outbox what is to be told of every sealed record that was not looked at yet.
    pub(super) async fn dispatch(&self) -> Fallible<()> {
        loop {
            // Asked outside a transaction first: nearly always there is nothing to do.
            let end = chain::head(self.db.read()).await?.map_or(0, |head| head.sequence);
            if store::cursor(self.db.read()).await? >= end {
                return Ok(());
            }
            let work = self.db.begin().await?;
            self.dispatch_batch(&work).await?;
            work.commit().await?;
        }
    }

    async fn dispatch_batch(&self, work: &Work) -> Fallible<()> {
        let cursor = store::lock_cursor(work).await?;
        let records = audit::sealed_after(work.connection(), cursor, BATCH).await?;
        let Some(last) = records.last().and_then(|record| record.sequence) else {
            // Everything up to the chain's end has been swept away.
            let end = chain::head(work.connection()).await?.map_or(cursor, |head| head.sequence);
            return store::move_cursor(work, end.max(cursor)).await;
        };
        for record in &records {
            self.tell(work, record).await?;
        }
        store::move_cursor(work, last).await
    }

    async fn tell(&self, work: &Work, record: &Record) -> Fallible<()> {
        let topic = Topic::of(record);
        for hook in self.webhooks.iter().filter(|hook| hook.wants(topic)) {
            let new = NewDelivery {
                lane: hook.lane(),
                destination: hook.destination(),
                topic: topic.map_or("audit.recorded", Topic::name).to_owned(),
                event_id: record.id,
                payload: webhook::body(record, topic),
            };
            store::insert(work, new).await?;
        }
        self.streams.tell_of_record(work, record).await?;
        match topic.filter(|topic| topic.is_told_to_the_person()) {
            Some(topic) if self.mailer.is_some() => self.write_letter(work, record, topic).await,
            _ => Ok(()),
        }
    }

    async fn write_letter(&self, work: &Work, record: &Record, topic: Topic) -> Fallible<()> {
        let Some(id) = record.target_id else { return Ok(()) };
        let Some(user) = directory::find_user(work.connection(), id).await? else {
            return Ok(());
        };
        let Some(address) = user.claims.email.clone() else { return Ok(()) };
        if !mail::is_address(&address) {
            tracing::warn!(username = user.username.as_str(), "has no e-mail address that is one");
            return Ok(());
        }
        let letter = Letter::about(record, topic, &user);
        let new = NewDelivery {
            lane: Lane::Mail,
            destination: address,
            topic: topic.name().to_owned(),
            event_id: record.id,
            payload: serde_json::to_string(&letter)?,
        };
        store::insert(work, new).await
    }
}
