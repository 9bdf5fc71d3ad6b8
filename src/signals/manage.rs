//! The stream management API (Shared Signals Framework §8.1.1, §8.1.2).

use serde::Deserialize;
use serde_json::{Value, json};

use super::request::{SentConfiguration, read, stream_id, text};
use super::stream::{Status, Stream, Transport};
use super::{Answered, EventType, Receiver, Refusal, Signals, store};
use crate::audit::{self, Actor, Category, Event, Origin};
use crate::base::{Fallible, StreamId};
use crate::db::Work;
use crate::telling;

/// How many streams a receiver may have.
const MOST_STREAMS: u64 = 10;

/// A status as it is sent (Shared Signals Framework §8.1.2.2).
#[derive(Deserialize)]
struct SentStatus {
    stream_id: Option<String>,
    status: String,
    reason: Option<String>,
}

/// How much of a stream's configuration is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace {
    /// What was sent (Shared Signals Framework §8.1.1.3).
    Some,
    /// All of it (Shared Signals Framework §8.1.1.4).
    All,
}

impl Signals {
    /// Makes a stream, enabled from the start (Shared Signals Framework §8.1.1.1).
    pub async fn create(
        &self,
        origin: &Origin,
        receiver: &Receiver,
        body: &[u8],
    ) -> Answered<Value> {
        let sent: SentConfiguration = refuse!(read(body));
        let transport = refuse!(self.transport(sent.delivery.as_ref())?);
        let (events_requested, description) = (refuse!(sent.events()), refuse!(sent.described()));
        let work = self.provider.database.begin().await?;
        if store::count_alone(&work, &receiver.client.id).await? >= MOST_STREAMS {
            return Ok(Err(Refusal::TooMany));
        }
        let stream = Stream {
            id: StreamId::fresh(),
            client: receiver.client.id.clone(),
            status: Status::Enabled,
            reason: None,
            transport,
            events_requested,
            description,
            created_at: work.now(),
            updated_at: work.now(),
        };
        store::insert(&work, &stream).await?;
        record(&work, origin, &Actor::Anonymous, "Add signals stream", &stream).await?;
        work.commit().await?;
        self.configuration(&stream, true).map(Ok)
    }

    /// One stream's configuration, or those of all its receiver has (Shared Signals Framework §8.1.1.2).
    pub async fn read(&self, receiver: &Receiver, id: Option<&str>) -> Answered<Value> {
        let with_secret = receiver.may_manage();
        let connection = self.provider.database.read();
        if id.is_none() {
            let streams = store::list(connection, Some(&receiver.client.id)).await?;
            let all = streams.iter().map(|stream| self.configuration(stream, with_secret));
            return Ok(Ok(Value::Array(all.collect::<Fallible<_>>()?)));
        }
        let id = refuse!(stream_id(id));
        let found = store::find(connection, id).await?;
        let stream = refuse!(own(receiver, found));
        self.configuration(&stream, with_secret).map(Ok)
    }

    /// Changes a stream's configuration.
    pub async fn update(
        &self,
        origin: &Origin,
        receiver: &Receiver,
        replace: Replace,
        body: &[u8],
    ) -> Answered<Value> {
        let sent: SentConfiguration = refuse!(read(body));
        let id = refuse!(stream_id(sent.stream_id.as_deref()));
        let work = self.provider.database.begin().await?;
        let found = store::hold(&work, id).await?;
        let mut stream = refuse!(own(receiver, found));
        refuse!(sent.agrees_with(self, &stream));
        let was_pushed = matches!(stream.transport, Transport::Push { .. });
        refuse!(self.apply(&mut stream, &sent, replace)?);
        stream.updated_at = work.now();
        store::update(&work, &stream).await?;
        let is_pushed = matches!(stream.transport, Transport::Push { .. });
        if was_pushed != is_pushed {
            self.flow(&work, &stream).await?;
        }
        record(&work, origin, &Actor::Anonymous, "Update signals stream", &stream).await?;
        work.commit().await?;
        self.configuration(&stream, true).map(Ok)
    }

    fn apply(
        &self,
        stream: &mut Stream,
        sent: &SentConfiguration,
        replace: Replace,
    ) -> Fallible<Result<(), Refusal>> {
        let all = replace == Replace::All;
        if all && sent.delivery.is_none() {
            return Ok(Err(Refusal::invalid("delivery is missing")));
        }
        if sent.delivery.is_some() {
            stream.transport = refuse!(self.transport(sent.delivery.as_ref())?);
        }
        if all || sent.events_requested.is_some() {
            stream.events_requested = refuse!(sent.events());
        }
        if all || sent.description.is_some() {
            stream.description = refuse!(sent.described());
        }
        Ok(Ok(()))
    }

    /// Deletes a stream with all that waits in it (Shared Signals Framework §8.1.1.5).
    pub async fn delete(
        &self,
        origin: &Origin,
        receiver: &Receiver,
        id: Option<&str>,
    ) -> Answered<()> {
        let id = refuse!(stream_id(id));
        let work = self.provider.database.begin().await?;
        let found = store::hold(&work, id).await?;
        let stream = refuse!(own(receiver, found));
        end(&work, origin, &Actor::Anonymous, &stream).await?;
        work.commit().await?;
        Ok(Ok(()))
    }

    /// Whether a stream flows (Shared Signals Framework §8.1.2.1).
    pub async fn status(&self, receiver: &Receiver, id: Option<&str>) -> Answered<Value> {
        let id = refuse!(stream_id(id));
        let found = store::find(self.provider.database.read(), id).await?;
        let stream = refuse!(own(receiver, found));
        Ok(Ok(status_of(&stream)))
    }

    /// Lets a stream flow, holds it or lets it run dry (Shared Signals Framework §8.1.2.2).
    pub async fn set_status(
        &self,
        origin: &Origin,
        receiver: &Receiver,
        body: &[u8],
    ) -> Answered<Value> {
        let sent: SentStatus = refuse!(read(body));
        let id = refuse!(stream_id(sent.stream_id.as_deref()));
        let Some(status) = Status::named(&sent.status) else {
            return Ok(Err(Refusal::invalid("status is enabled, paused or disabled")));
        };
        if let Some(reason) = &sent.reason {
            refuse!(text("reason", reason));
        }
        let work = self.provider.database.begin().await?;
        let found = store::hold(&work, id).await?;
        let mut stream = refuse!(own(receiver, found));
        stream.status = status;
        stream.reason = sent.reason;
        stream.updated_at = work.now();
        store::update(&work, &stream).await?;
        self.flow(&work, &stream).await?;
        record(&work, origin, &Actor::Anonymous, "Update signals stream", &stream).await?;
        work.commit().await?;
        Ok(Ok(status_of(&stream)))
    }

    /// Makes what waits in a stream's lane follow from how the stream is now.
    pub(super) async fn flow(&self, work: &Work, stream: &Stream) -> Fallible<()> {
        let lane = stream.lane();
        match stream.status {
            Status::Disabled => telling::give_up(work, &lane, "the stream is disabled").await,
            Status::Enabled if stream.is_pushed_now() => telling::release(work, &lane).await,
            Status::Enabled | Status::Paused => telling::hold(work, &lane).await,
        }
    }
}

/// Deletes a stream, and gives up what waits in it.
pub(super) async fn end(work: &Work, origin: &Origin, by: &Actor, stream: &Stream) -> Fallible<()> {
    telling::give_up(work, &stream.lane(), "the stream is deleted").await?;
    store::delete(work, stream.id).await?;
    record(work, origin, by, "Delete signals stream", stream).await
}

/// A stream is seen by its receiver only: to others it looks like one that never was.
pub(super) fn own(receiver: &Receiver, found: Option<Stream>) -> Result<Stream, Refusal> {
    found.filter(|stream| stream.client == receiver.client.id).ok_or(Refusal::NotFound)
}

fn status_of(stream: &Stream) -> Value {
    let mut status = json!({ "stream_id": stream.id, "status": stream.status.as_str() });
    if let (Some(reason), Some(members)) = (&stream.reason, status.as_object_mut()) {
        members.insert("reason".to_owned(), reason.as_str().into());
    }
    status
}

/// Nothing secret: neither the address's path nor what its header says.
async fn record(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    activity: &'static str,
    stream: &Stream,
) -> Fallible<()> {
    let events: Vec<_> = EventType::OFFERED
        .into_iter()
        .filter(|event| stream.delivers(*event))
        .map(EventType::name)
        .collect();
    let event = Event::new(Category::ApplicationManagement, activity)
        .by(by.clone())
        .for_client(stream.client.clone())
        .with_reason(format!("{}, {}", stream.status.as_str(), stream.transport.destination()))
        .with_detail("stream", stream.id.to_string())
        .with_detail("events", events.join(" "));
    audit::record(work, origin, event).await
}
