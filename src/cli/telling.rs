//! `daypass telling` and `daypass mail`: whether what happened reaches whom it concerns.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{Failure, Outcome, say, say_json, with_app};
use crate::app::App;
use crate::base::DeliveryId;
use crate::settings::Settings;
use crate::telling::{self, Delivery, Retried, State};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List deliveries, newest first.
    List {
        /// Only those that are not tried any more.
        #[arg(long)]
        given_up: bool,
        /// At most so many.
        #[arg(long, default_value_t = 50)]
        limit: u64,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Try again what was given up.
    Retry {
        /// Which delivery.
        #[arg(required_unless_present = "all")]
        id: Option<DeliveryId>,
        /// Everything that was given up.
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
}

#[derive(Debug, Args)]
pub(super) struct MailArguments {
    #[command(subcommand)]
    command: MailCommand,
}

#[derive(Debug, Subcommand)]
enum MailCommand {
    /// Send a letter about nothing, and say at once whether the server took it.
    Test {
        /// To whom.
        address: String,
    },
}

pub(super) async fn run(arguments: Arguments, settings: Settings) -> Outcome {
    with_app(settings, async |app| match arguments.command {
        Command::List { given_up, limit, json } => list(app, given_up, limit, json).await,
        Command::Retry { id, .. } => retry(app, id).await,
    })
    .await
}

pub(super) async fn run_mail(arguments: MailArguments, settings: Settings) -> Outcome {
    let MailCommand::Test { address } = arguments.command;
    with_app(settings, async |app| match app.telling().send_test(&address).await? {
        Ok(()) => say(&format!("The server has taken a letter to {address}.")),
        Err(why) => Err(Failure::Refused(why)),
    })
    .await
}

async fn list(app: &App, given_up: bool, limit: u64, as_json: bool) -> Outcome {
    let deliveries = telling::list(app.db().read(), given_up, limit).await?;
    if as_json {
        let deliveries: Vec<_> = deliveries.iter().map(to_json).collect();
        return say_json(&deliveries);
    }
    let lines: Vec<_> = deliveries.iter().map(line).collect();
    say(&lines.join("\n"))
}

fn state(delivery: &Delivery) -> (&'static str, String) {
    match delivery.state {
        State::Held => ("held", delivery.created_at.to_string()),
        State::Waiting(at) => ("waiting", at.to_string()),
        State::Delivered(at) => ("delivered", at.to_string()),
        State::GivenUp(at) => ("given up", at.to_string()),
    }
}

pub(super) fn line(delivery: &Delivery) -> String {
    let (state, at) = state(delivery);
    let why = delivery.last_error.as_ref().map(|why| format!("  {why}")).unwrap_or_default();
    format!(
        "{}  {state} {at}  {} {} to {}, tries: {}{why}",
        delivery.id, delivery.lane, delivery.topic, delivery.destination, delivery.attempts
    )
}

pub(super) fn to_json(delivery: &Delivery) -> Value {
    let (state, at) = state(delivery);
    json!({
        "id": delivery.id,
        "lane": delivery.lane,
        "destination": delivery.destination,
        "topic": delivery.topic,
        "event_id": delivery.event_id,
        "created_at": delivery.created_at.to_string(),
        "attempts": delivery.attempts,
        "state": state,
        "at": at,
        "last_error": delivery.last_error,
    })
}

async fn retry(app: &App, id: Option<DeliveryId>) -> Outcome {
    let work = app.db().begin().await?;
    let retried = telling::retry(&work, id).await?;
    work.commit().await?;
    match retried {
        Retried::Due(count) => say(&format!("Due again: {count}. The server delivers them.")),
        Retried::NotFound => Err(Failure::Refused("nothing of that was given up".to_owned())),
    }
}
