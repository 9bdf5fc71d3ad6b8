//! `daypass keys`: the signing keys.

use clap::{Args, Subcommand};

use super::client::Signing;
use super::{Failure, Outcome, say, say_json, with_app};
use crate::app::App;
use crate::audit::{Actor, Origin};
use crate::oidc::keys::{self, KeySummary, RotateRefusal};
use crate::settings::Settings;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List every signing key; never its private part.
    List {
        /// As JSON; instants in milliseconds since the epoch.
        #[arg(long)]
        json: bool,
    },
    /// Make a new key that takes over in an hour, when everybody has seen it.
    ///
    /// What the old one signed stays good until it expires. For a key that has leaked there is --now.
    Rotate {
        /// Which key.
        #[arg(value_enum)]
        algorithm: Signing,
        /// Because the old key has leaked: take over at once, and remove every other key of this kind.
        ///
        /// What they signed is refused, by nodes that are running within a minute. Apps keep a key set for
        /// a while; until they fetch the new one they refuse new tokens and accept old ones.
        #[arg(long)]
        now: bool,
        /// As JSON; instants in milliseconds since the epoch.
        #[arg(long)]
        json: bool,
    },
}

pub(super) async fn run(arguments: Arguments, settings: Settings) -> Outcome {
    with_app(settings, async |app| match arguments.command {
        Command::List { json } => list(app, json).await,
        Command::Rotate { algorithm, now, json } => rotate(app, algorithm, now, json).await,
    })
    .await
}

async fn list(app: &App, json: bool) -> Outcome {
    let found = keys::list(app.db()).await?;
    if json {
        return say_json(&found);
    }
    let lines: Vec<_> = found.iter().map(line).collect();
    say(&lines.join("\n"))
}

fn line(key: &KeySummary) -> String {
    let until = key.retired_at.map_or_else(String::new, |at| format!("  until {at}"));
    format!("{:5}  {}  from {}{until}", key.algorithm.as_str(), key.id, key.active_from)
}

async fn rotate(app: &App, algorithm: Signing, now: bool, json: bool) -> Outcome {
    let origin = Origin::local("keys rotate");
    let rotated =
        keys::rotate(app.db(), app.sealer(), &origin, &Actor::Machine, algorithm.into(), now)
            .await?
            .map_err(|RotateRefusal::NotAllowed(_)| Failure::Refused("not allowed".to_owned()))?;
    if json {
        return say_json(&rotated);
    }
    say(&format!("Key {} signs from {} on.", rotated.id, rotated.active_from))
}
