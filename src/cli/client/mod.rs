//! `daypass client`: relying parties that are kept in the database.

mod add;
mod registration_token;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{Failure, Outcome, say, say_json, with_app};
use crate::app::App;
use crate::audit::{Actor, Origin};
use crate::base::{ClientId, Fallible, Secret};
use crate::oidc::clients::{self, AuthMethod, Changed, Client, Rotated};
use crate::settings::Settings;
use crate::telling::{self, Lane};
use add::Add;
pub(super) use add::Signing;

/// How many of the latest deliveries are shown with a client.
const DELIVERIES_SHOWN: u64 = 10;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add a client; its secret is printed once and never again.
    Add(Box<Add>),
    /// Tokens by which clients register themselves: issue, list, delete.
    RegistrationToken {
        #[command(subcommand)]
        command: registration_token::Command,
    },
    /// List every client, disabled ones too.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show one client.
    Show {
        /// Its client id.
        id: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Make a new secret for a client; it is printed once, and the old one is no good from then on.
    RotateSecret {
        /// Its client id.
        id: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Enable a client that was disabled.
    Enable {
        /// Its client id.
        id: String,
    },
    /// Delete a client with everything it holds.
    Delete {
        /// Its client id.
        id: String,
    },
    /// Disable a client: it gets no codes and no tokens any more, and those it has are dead.
    Disable {
        /// Its client id.
        id: String,
    },
}

pub(super) async fn run(arguments: Arguments, settings: Settings) -> Outcome {
    with_app(settings, async |app| match arguments.command {
        Command::Add(add) => add::add(app, *add).await,
        Command::RegistrationToken { command } => registration_token::run(app, command).await,
        Command::List { json } => list(app, json).await,
        Command::Show { id, json } => show(app, &ClientId::new(id), json).await,
        Command::RotateSecret { id, json } => rotate_secret(app, &ClientId::new(id), json).await,
        Command::Enable { id } => enable(app, &ClientId::new(id)).await,
        Command::Disable { id } => disable(app, &ClientId::new(id)).await,
        Command::Delete { id } => delete(app, &ClientId::new(id)).await,
    })
    .await
}

fn told_once(id: &ClientId, method: AuthMethod, secret: Option<&Secret>, json: bool) -> Outcome {
    let secret = secret.map(Secret::expose);
    if json {
        return say_json(&json!({ "client_id": id, "client_secret": secret }));
    }
    match (secret, method) {
        (Some(secret), _) => say(&format!(
            "Client ID:      {id}\nClient secret:  {secret}\n\nThe secret is not shown again."
        )),
        (None, AuthMethod::PrivateKeyJwt) => {
            say(&format!("Client ID:      {id}\n\nIt authenticates with its own keys."))
        }
        (None, _) => say(&format!("Client ID:      {id}\n\nA public client: use PKCE (S256).")),
    }
}

async fn rotate_secret(app: &App, id: &ClientId, json: bool) -> Outcome {
    let work = app.db().begin().await?;
    let origin = Origin::local("client rotate-secret");
    match clients::rotate_secret(&work, &origin, &Actor::Machine, id).await? {
        Rotated::Rotated(secret) => {
            work.commit().await?;
            told_once(id, AuthMethod::default(), Some(&secret), json)
        }
        Rotated::HasNone => Err(Failure::Refused(format!(
            "client {id} has no secret: it is public, or it authenticates with its own keys"
        ))),
        Rotated::Refused(refused) => Err(why_not(id, &refused)),
    }
}

async fn list(app: &App, json: bool) -> Outcome {
    let found = clients::list(app.db()).await?;
    if json {
        let all = found.iter().map(as_json).collect::<Fallible<Vec<_>>>()?;
        return say_json(&all);
    }
    if found.is_empty() {
        return say("There are no clients.");
    }
    let width = found.iter().map(|client| client.id.as_str().len()).max().unwrap_or(0);
    let lines: Vec<_> = found.iter().map(|client| line(client, width)).collect();
    say(&lines.join("\n"))
}

fn line(client: &Client, width: usize) -> String {
    let state = if client.enabled { "enabled " } else { "disabled" };
    let kind = if client.is_public() { "public      " } else { "confidential" };
    let Client { id, metadata, source, .. } = client;
    format!(
        "{:width$}  {state}  {kind}  {:8}  {}",
        id.as_str(),
        source.as_str(),
        metadata.client_name
    )
}

async fn show(app: &App, id: &ClientId, json: bool) -> Outcome {
    let client = clients::show(app.db(), id).await?.ok_or_else(|| not_found(id))?;
    let lane = Lane::Backchannel(id.clone());
    let told = telling::of_lane(app.db().read(), &lane, DELIVERIES_SHOWN).await?;
    let mut object = as_json(&client)?;
    if json {
        let told: Vec<_> = told.iter().map(super::telling::to_json).collect();
        if let Some(members) = object.as_object_mut() {
            members.insert("backchannel_deliveries".to_owned(), told.into());
        }
        return say_json(&object);
    }
    let mut lines: Vec<_> = object
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| format!("{name:28}  {}", plain(value)))
        .collect();
    if !told.is_empty() {
        lines.push("\nTold of sign-outs, newest first:".to_owned());
        lines.extend(told.iter().map(super::telling::line));
    }
    say(&lines.join("\n"))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// Everything but the secret, of which only the digest is known anyway.
fn as_json(client: &Client) -> Fallible<Value> {
    let mut object = serde_json::to_value(&client.metadata)?;
    if let Some(members) = object.as_object_mut() {
        members.insert("client_id".to_owned(), json!(client.id));
        members.insert("enabled".to_owned(), json!(client.enabled));
        members.insert("source".to_owned(), json!(client.source));
        members.insert("created_at".to_owned(), json!(client.created_at.to_string()));
        members.insert("updated_at".to_owned(), json!(client.updated_at.to_string()));
    }
    Ok(object)
}

async fn enable(app: &App, id: &ClientId) -> Outcome {
    let work = app.db().begin().await?;
    let origin = Origin::local("client enable");
    let changed = clients::enable(&work, &origin, &Actor::Machine, id).await?;
    work.commit().await?;
    said(id, &changed, "enabled")
}

async fn disable(app: &App, id: &ClientId) -> Outcome {
    let work = app.db().begin().await?;
    let origin = Origin::local("client disable");
    let changed = clients::disable(&work, &origin, &Actor::Machine, id).await?;
    work.commit().await?;
    said(id, &changed, "disabled")
}

async fn delete(app: &App, id: &ClientId) -> Outcome {
    let work = app.db().begin().await?;
    let origin = Origin::local("client delete");
    let changed = clients::delete(&work, &origin, &Actor::Machine, id).await?;
    work.commit().await?;
    said(id, &changed, "deleted")
}

fn said(id: &ClientId, changed: &Changed, done: &str) -> Outcome {
    match changed {
        Changed::Changed => say(&format!("Client {id} is {done}.")),
        refused => Err(why_not(id, refused)),
    }
}

fn why_not(id: &ClientId, refused: &Changed) -> Failure {
    match refused {
        Changed::KeptInSettings => Failure::Refused(format!(
            "client {id} is kept in the settings file: change it there and restart"
        )),
        Changed::RegisteredItself => Failure::Refused(format!(
            "client {id} registered itself and changes by itself; it can be disabled and deleted"
        )),
        Changed::Refused(why) => Failure::Usage(why.to_string()),
        Changed::NotAllowed(_) => Failure::Refused("not allowed".to_owned()),
        Changed::NotFound | Changed::Changed => not_found(id),
    }
}

fn not_found(id: &ClientId) -> Failure {
    Failure::Refused(format!("there is no client {id}"))
}
