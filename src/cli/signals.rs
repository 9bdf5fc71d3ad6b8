//! `daypass signals`: streams of shared signals.

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use super::on_behalf::{OnBehalf, not_allowed};
use super::{Failure, Outcome, person, say, say_json, telling, with_app};
use crate::app::App;
use crate::audit::Origin;
use crate::base::{ClientId, StreamId};
use crate::directory::authority::Task;
use crate::settings::Settings;
use crate::signals::{self, Deleted, EventType, Stream, Trigger, Triggered};
use crate::telling::of_lane;

/// How many of the latest deliveries are shown with a stream.
const DELIVERIES_SHOWN: u64 = 10;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    on_behalf: OnBehalf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List streams, oldest first.
    List {
        /// Only those of this client.
        #[arg(long, value_name = "CLIENT_ID")]
        client: Option<String>,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show a stream and its latest deliveries.
    Show {
        /// Its id.
        id: StreamId,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Delete a stream with all that waits in it.
    Delete {
        /// Its id.
        id: StreamId,
    },
    /// Send an event over a stream by hand, as if what it says had happened. The server delivers it.
    Send(Send),
}

#[derive(Debug, Args)]
struct Send {
    /// Over which stream.
    #[arg(long, value_name = "ID")]
    stream: StreamId,
    /// session-revoked, credential-change, device-compliance-change …, or an event type's URI.
    #[arg(long, value_parser = event)]
    event: EventType,
    /// Whom it is about: a username.
    #[arg(long, value_name = "NAME")]
    user: String,
    /// A member of the event, as text; may be given several times. Without any,
    /// device-compliance-change says not-compliant and credential-change that a password was changed.
    #[arg(long = "member", value_name = "NAME=VALUE", value_parser = member)]
    members: Vec<(String, String)>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

fn event(text: &str) -> Result<EventType, String> {
    EventType::named(text).ok_or_else(|| {
        let known: Vec<_> = EventType::OFFERED.iter().map(|event| event.name()).collect();
        format!("one of {}", known.join(", "))
    })
}

fn member(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("NAME=VALUE, such as current_status=compliant".to_owned()),
    }
}

pub(super) async fn run(arguments: Arguments, settings: Settings) -> Outcome {
    let on_behalf = &arguments.on_behalf;
    with_app(settings, async |app| match arguments.command {
        Command::List { client, json } => list(app, on_behalf, client, json).await,
        Command::Show { id, json } => show(app, on_behalf, id, json).await,
        Command::Delete { id } => delete(app, on_behalf, id).await,
        Command::Send(send) => self::send(app, on_behalf, send).await,
    })
    .await
}

async fn list(app: &App, by: &OnBehalf, client: Option<String>, as_json: bool) -> Outcome {
    by.may(app, Task::ViewClients).await?;
    let client = client.map(ClientId::new);
    let streams = signals::list(app.db().read(), client.as_ref()).await?;
    if as_json {
        return say_json(&streams.iter().map(to_json).collect::<Vec<_>>());
    }
    if streams.is_empty() {
        return say("There are no streams.");
    }
    say(&streams.iter().map(line).collect::<Vec<_>>().join("\n"))
}

async fn show(app: &App, by: &OnBehalf, id: StreamId, as_json: bool) -> Outcome {
    by.may(app, Task::ViewClients).await?;
    let stream = signals::show(app.db().read(), id).await?.ok_or_else(|| not_found(id))?;
    let deliveries = of_lane(app.db().read(), &stream.lane(), DELIVERIES_SHOWN).await?;
    if as_json {
        let deliveries: Vec<_> = deliveries.iter().map(telling::to_json).collect();
        return say_json(&json!({ "stream": to_json(&stream), "deliveries": deliveries }));
    }
    let mut lines = vec![line(&stream)];
    lines.extend(stream.description.iter().map(|text| format!("Called:  {text}")));
    lines.extend(stream.reason.iter().map(|text| format!("Because: {text}")));
    let delivered = stream.events_delivered();
    lines.extend(delivered.iter().map(|event| format!("Delivers {event}")));
    lines.extend(deliveries.iter().map(telling::line));
    say(&lines.join("\n"))
}

async fn delete(app: &App, by: &OnBehalf, id: StreamId) -> Outcome {
    let actor = by.actor(app).await?;
    let work = app.db().begin().await?;
    let origin = Origin::local("signals delete");
    match signals::delete(&work, &origin, &actor, id).await? {
        Deleted::Deleted => {
            work.commit().await?;
            say(&format!("Stream {id} is deleted."))
        }
        Deleted::NotFound => Err(not_found(id)),
        Deleted::NotAllowed(denied) => Err(not_allowed(denied)),
    }
}

async fn send(app: &App, by: &OnBehalf, send: Send) -> Outcome {
    let actor = by.actor(app).await?;
    let user = person::find(app, &send.user).await?;
    let Send { stream, event, members, json, .. } = send;
    let members = said(event, members);
    let trigger = Trigger { stream, event, user: &user, members };
    let work = app.db().begin().await?;
    let origin = Origin::local("signals send");
    match app.signals().send(&work, &origin, &actor, &trigger).await? {
        Triggered::Sent(id) => {
            work.commit().await?;
            if json {
                return say_json(&json!({ "jti": id, "stream_id": stream }));
            }
            say(&format!("In the outbox as {id}. The server delivers it."))
        }
        Triggered::NotFound => Err(not_found(stream)),
        Triggered::Disabled => Err(refused(stream, "is disabled")),
        Triggered::NotWanted => Err(refused(stream, "does not deliver such events")),
        Triggered::NotAllowed(denied) => Err(not_allowed(denied)),
    }
}

/// What the event says: what was given, over what it must say at least (CAEP 1.0 §3.2.1, §3.3.1, §3.5.1).
fn said(event: EventType, members: Vec<(String, String)>) -> Map<String, Value> {
    let least = match event {
        EventType::DeviceComplianceChange => {
            json!({ "previous_status": "compliant", "current_status": "not-compliant" })
        }
        EventType::CredentialChange => {
            json!({ "credential_type": "password", "change_type": "update" })
        }
        EventType::TokenClaimsChange => json!({ "claims": {} }),
        _ => json!({}),
    };
    let mut said = match least {
        Value::Object(least) => least,
        _ => Map::new(),
    };
    said.extend(members.into_iter().map(|(name, value)| (name, Value::from(value))));
    said
}

fn line(stream: &Stream) -> String {
    let Stream { id, client, status, transport, .. } = stream;
    let events: Vec<_> = EventType::OFFERED
        .into_iter()
        .filter(|event| stream.delivers(*event))
        .map(EventType::name)
        .collect();
    let how = transport.destination();
    format!("{id}  {client}  {}  {how}  {}", status.as_str(), events.join(","))
}

fn to_json(stream: &Stream) -> Value {
    json!({
        "stream_id": stream.id,
        "client_id": stream.client,
        "status": stream.status.as_str(),
        "reason": stream.reason,
        "method": stream.transport.urn(),
        "destination": stream.transport.destination(),
        "events_requested": stream.events_requested,
        "events_delivered": stream.events_delivered(),
        "description": stream.description,
        "created_at": stream.created_at.to_string(),
        "updated_at": stream.updated_at.to_string(),
    })
}

fn not_found(id: StreamId) -> Failure {
    Failure::Refused(format!("there is no stream {id}"))
}

fn refused(id: StreamId, why: &str) -> Failure {
    Failure::Refused(format!("stream {id} {why}"))
}
