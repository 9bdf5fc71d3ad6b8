//! The streams of shared signals that an app has, and the end of one.

use actix_web::{HttpResponse, web};

use super::act::confirm;
use super::{find, place};
use crate::base::{ClientId, Fallible, StreamId};
use crate::directory::authority::Task;
use crate::http::caller::{Administrator, FreshAdministrator};
use crate::http::error::Failure;
use crate::http::page::see_other;
use crate::http::return_to::with_query;
use crate::language::{IntoPhrase as _, Moment, Phrase, phrase};
use crate::signals::{self, Deleted, EventType, Status, Stream, Transport};
use crate::telling;

/// How much of what waits is counted.
const COUNTED: u64 = 100;
/// In how many of the latest deliveries the last error is looked for.
const LOOKED_AT: u64 = 10;

/// A stream in the list.
pub(super) struct StreamRow {
    pub(super) made: Moment,
    pub(super) state: &'static str,
    pub(super) reason: Option<String>,
    pub(super) destination: Phrase,
    pub(super) events: Vec<&'static str>,
    pub(super) waiting: Phrase,
    pub(super) last_error: Option<String>,
    pub(super) delete: Option<String>,
}

pub(super) async fn rows(caller: &Administrator, client: &ClientId) -> Fallible<Vec<StreamRow>> {
    let mut rows = Vec::new();
    for stream in signals::list(caller.app.db().browse(), Some(client)).await? {
        rows.push(row(caller, stream).await?);
    }
    Ok(rows)
}

async fn row(caller: &Administrator, stream: Stream) -> Fallible<StreamRow> {
    let (connection, lane) = (caller.app.db().browse(), stream.lane());
    let waiting = telling::waiting(connection, &lane, COUNTED).await?.len();
    let waiting = if waiting < usize::try_from(COUNTED)? {
        waiting.to_string().into_phrase()
    } else {
        phrase("or-more").with("count", waiting)
    };
    let latest = telling::of_lane(connection, &lane, LOOKED_AT).await?;
    let told = EventType::OFFERED.into_iter().filter(|event| stream.delivers(*event));
    let delete = caller.may(Task::ManageClients).then(|| address(&stream.client, stream.id));
    Ok(StreamRow {
        made: Moment::new(stream.created_at, caller.now()),
        state: match stream.status {
            Status::Enabled => "stream-enabled",
            Status::Paused => "stream-paused",
            Status::Disabled => "stream-disabled",
        },
        destination: match &stream.transport {
            Transport::Push { .. } => stream.transport.destination().into_phrase(),
            Transport::Poll => phrase("stream-fetched"),
        },
        events: told.map(EventType::name).collect(),
        waiting,
        last_error: latest.into_iter().find_map(|delivery| delivery.last_error),
        reason: stream.reason,
        delete,
    })
}

fn address(client: &ClientId, stream: StreamId) -> String {
    place(client, &format!("/streams/{stream}/delete"))
}

pub(super) async fn delete_form(
    caller: FreshAdministrator,
    path: web::Path<(String, StreamId)>,
) -> Result<HttpResponse, Failure> {
    let (id, stream) = path.into_inner();
    let client = find(&caller, &id).await?;
    owned(&caller, &client.id, stream).await?;
    let (title, consequence) = ("delete-stream-title", "delete-stream-what-happens");
    let below = format!("/streams/{stream}/delete");
    confirm(&caller, &client, title, consequence, "delete", &below)
}

pub(super) async fn delete(
    caller: FreshAdministrator,
    path: web::Path<(String, StreamId)>,
) -> Result<HttpResponse, Failure> {
    let (id, stream) = path.into_inner();
    let id = ClientId::new(id);
    owned(&caller, &id, stream).await?;
    let work = caller.app.db().begin().await?;
    match signals::delete(&work, &caller.origin, &caller.actor(), stream).await? {
        Deleted::Deleted => work.commit().await?,
        Deleted::NotFound => return Err(Failure::NotFound),
        Deleted::NotAllowed(denied) => return Err(Failure::NotAllowed(denied)),
    }
    Ok(see_other(&with_query(&place(&id, ""), &[("done", Some("stream-deleted"))])))
}

/// A stream under another app's address is not found.
async fn owned(caller: &Administrator, client: &ClientId, id: StreamId) -> Result<(), Failure> {
    let stream = signals::show(caller.app.db().browse(), id).await?;
    let owned = stream.is_some_and(|stream| stream.client == *client);
    if owned { Ok(()) } else { Err(Failure::NotFound) }
}
