//! What an operator sees and does: list streams, delete one, send an event by hand.

use serde_json::{Map, Value};

use super::derive::Batch;
use super::event::{EventType, Initiator, Signal};
use super::manage::end;
use super::stream::{Status, Stream};
use super::{Signals, store};
use crate::audit::{self, Actor, Category, Event, Origin};
use crate::base::{ClientId, DeliveryId, EventId, Fallible, Fault, StreamId};
use crate::db::{ConnectionTrait, Work};
use crate::directory::User;
use crate::directory::authority::{self, Denied, Task};
use crate::telling;

/// Streams, oldest first: those of one receiver, or all.
pub async fn list(
    connection: &impl ConnectionTrait,
    client: Option<&ClientId>,
) -> Fallible<Vec<Stream>> {
    store::list(connection, client).await
}

/// One stream.
pub async fn show(connection: &impl ConnectionTrait, id: StreamId) -> Fallible<Option<Stream>> {
    store::find(connection, id).await
}

/// The answer to [`delete`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// It is gone, with all that waited in it.
    Deleted,
    /// There is no such stream.
    NotFound,
    /// The caller may not.
    NotAllowed(Denied),
}

/// Deletes a stream in an administrator's name.
pub async fn delete(work: &Work, origin: &Origin, by: &Actor, id: StreamId) -> Fallible<Deleted> {
    let permitted = authority::permit_task(work.connection(), by, Task::ManageClients).await?;
    if let Err(denied) = permitted {
        return Ok(Deleted::NotAllowed(denied));
    }
    let Some(stream) = store::hold(work, id).await? else { return Ok(Deleted::NotFound) };
    end(work, origin, by, &stream).await?;
    Ok(Deleted::Deleted)
}

/// An event that somebody sends by hand.
#[derive(Clone, Debug)]
pub struct Trigger<'a> {
    /// Over which stream.
    pub stream: StreamId,
    /// What it is about.
    pub event: EventType,
    /// Whom it is about.
    pub user: &'a User,
    /// The event's members, beside those that every event has.
    pub members: Map<String, Value>,
}

/// The answer to [`Signals::send`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Triggered {
    /// It is in the outbox under this id, which is its `jti`.
    Sent(DeliveryId),
    /// There is no such stream.
    NotFound,
    /// The stream is disabled.
    Disabled,
    /// Its receiver did not ask for such events.
    NotWanted,
    /// The caller may not.
    NotAllowed(Denied),
}

impl Signals {
    /// Sends an event over a stream, as if what it says had happened.
    pub async fn send(
        &self,
        work: &Work,
        origin: &Origin,
        by: &Actor,
        trigger: &Trigger<'_>,
    ) -> Fallible<Triggered> {
        let permitted = authority::permit_task(work.connection(), by, Task::ManageClients).await?;
        if let Err(denied) = permitted {
            return Ok(Triggered::NotAllowed(denied));
        }
        let Some(stream) = store::hold(work, trigger.stream).await? else {
            return Ok(Triggered::NotFound);
        };
        if stream.status == Status::Disabled {
            return Ok(Triggered::Disabled);
        }
        if !stream.delivers(trigger.event) {
            return Ok(Triggered::NotWanted);
        }
        let id = put(work, &stream, trigger).await?;
        let event = Event::new(Category::ApplicationManagement, "Send signal")
            .by(by.clone())
            .on(trigger.user.person())
            .for_client(stream.client.clone())
            .with_reason(trigger.event.name())
            .with_detail("stream", stream.id.to_string());
        audit::record(work, origin, event).await?;
        Ok(Triggered::Sent(id))
    }
}

async fn put(work: &Work, stream: &Stream, trigger: &Trigger<'_>) -> Fallible<DeliveryId> {
    let event = EventId::fresh();
    let mut signal = Signal::new(trigger.event, event.to_string(), work.now())
        .about(&trigger.user.subject)
        .because(work.now(), Some(Initiator::Admin), "Sent by an administrator");
    signal.members.extend(trigger.members.clone());
    let mut batch = Batch::default();
    batch.add(stream, event, &signal)?;
    batch.enqueue(work).await?;
    let written = telling::of_events(work.connection(), &[event]).await?;
    written
        .first()
        .map(|delivery| delivery.id)
        .ok_or_else(|| Fault::new("an event that was not written"))
}
