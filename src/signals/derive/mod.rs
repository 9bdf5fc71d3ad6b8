//! From what happened to what streams are told of it.
//!
//! Called in the transaction that takes a sign-out or an audit record on, which any number of nodes may
//! try and one does.

mod record;
mod sign_out;

use super::event::{EventType, Signal};
use super::store;
use super::stream::Stream;
use super::{Signals, Status};
use crate::base::{EventId, Fallible, Subject};
use crate::db::Work;
use crate::oidc::clients::{self, Client};
use crate::oidc::subject_for;
use crate::telling::{self, NewDelivery};

/// A stream that flows or is held, and its receiver.
pub(super) struct Listener {
    pub(super) stream: Stream,
    pub(super) client: Client,
}

impl Signals {
    /// The streams whose receivers asked for events of this type, about somebody if anybody is named.
    pub(super) async fn listeners(
        &self,
        work: &Work,
        event: EventType,
        about: Option<&Subject>,
    ) -> Fallible<Vec<Listener>> {
        let mut streams = store::listening(work).await?;
        streams.retain(|stream| stream.delivers(event));
        let listeners = with_clients(work, streams).await?;
        match about {
            Some(own) if !listeners.is_empty() => self.who_care(work, listeners, own).await,
            _ => Ok(listeners),
        }
    }

    /// Those whose receivers have not said that they do not care about this person.
    async fn who_care(
        &self,
        work: &Work,
        mut listeners: Vec<Listener>,
        own: &Subject,
    ) -> Fallible<Vec<Listener>> {
        let mut known = Vec::new();
        for Listener { stream, client } in &listeners {
            known.push((stream.id, subject_for(&self.provider, client, own)?));
        }
        let removed = store::removed(work, &known).await?;
        listeners.retain(|listener| !removed.contains(&listener.stream.id));
        Ok(listeners)
    }
}

async fn with_clients(work: &Work, streams: Vec<Stream>) -> Fallible<Vec<Listener>> {
    if streams.is_empty() {
        return Ok(Vec::new());
    }
    let mut ids: Vec<_> = streams.iter().map(|stream| stream.client.clone()).collect();
    ids.sort();
    ids.dedup();
    let clients = clients::find_enabled(work.connection(), &ids).await?;
    let with_client = |stream: Stream| {
        let client = clients.iter().find(|client| client.id == stream.client)?.clone();
        Some(Listener { stream, client })
    };
    Ok(streams.into_iter().filter_map(with_client).collect())
}

/// What is put into the outbox together.
#[derive(Default)]
pub(super) struct Batch {
    due: Vec<NewDelivery>,
    held: Vec<NewDelivery>,
}

impl Batch {
    pub(super) fn add(&mut self, stream: &Stream, event: EventId, signal: &Signal) -> Fallible<()> {
        let delivery = NewDelivery {
            lane: stream.lane(),
            destination: stream.transport.destination(),
            topic: signal.event.topic(),
            event_id: event,
            payload: serde_json::to_string(signal)?,
        };
        // That we ended a stream is told although it has ended.
        let is_farewell = stream.status == Status::Disabled && signal.event.is_about_the_stream();
        if stream.is_pushed_now() || is_farewell {
            self.due.push(delivery);
        } else {
            self.held.push(delivery);
        }
        Ok(())
    }

    pub(super) async fn enqueue(self, work: &Work) -> Fallible<()> {
        telling::enqueue(work, self.due).await?;
        telling::enqueue_held(work, self.held).await
    }
}
