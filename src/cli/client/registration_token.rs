//! `daypass client registration-token`: whoever has one may register clients.

use std::time::Duration;

use clap::Subcommand;
use serde_json::{Value, json};

use crate::app::App;
use crate::audit::{Actor, Origin};
use crate::base::{RegistrationTokenId, Timestamp};
use crate::cli::{Failure, Outcome, say, say_json};
use crate::oidc::registration::{self, InitialToken, Issued, Mode, NewToken};

/// The longest that a token is good.
const LONGEST: Duration = Duration::from_hours(365 * 24);

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Issue a token; it is printed once and never again.
    Issue {
        /// What it is for, as the list shows it.
        #[arg(long, default_value = "")]
        name: String,
        /// How long it is good, such as 12h; at most 365days.
        #[arg(long, value_name = "DURATION", default_value = "7days", value_parser = lifetime)]
        expires_in: Duration,
        /// How many clients may register by it.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        uses: u32,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// List the tokens, ended ones too; never the tokens themselves.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Delete a token; the clients that registered by it stay.
    Delete {
        /// Its id, as the list shows it.
        id: RegistrationTokenId,
    },
}

fn lifetime(text: &str) -> Result<Duration, String> {
    let lifetime = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    if lifetime.is_zero() || lifetime > LONGEST {
        return Err("it must be longer than nothing and at most 365days".to_owned());
    }
    Ok(lifetime)
}

pub(super) async fn run(app: &App, command: Command) -> Outcome {
    match command {
        Command::Issue { name, expires_in, uses, json } => {
            issue(app, NewToken { name, lifetime: expires_in, uses }, json).await
        }
        Command::List { json } => list(app, json).await,
        Command::Delete { id } => delete(app, id).await,
    }
}

async fn issue(app: &App, new: NewToken, json: bool) -> Outcome {
    let work = app.db().begin().await?;
    let origin = Origin::local("client registration-token issue");
    let issued = registration::issue(&work, &origin, &Actor::Machine, new).await?;
    let Issued::Issued { token, known } = issued else {
        return Err(Failure::Refused("not allowed".to_owned()));
    };
    work.commit().await?;
    if json {
        let mut told = as_json(&known, app.clock().now());
        if let Some(members) = told.as_object_mut() {
            members.insert("token".to_owned(), token.expose().into());
        }
        return say_json(&told);
    }
    let off = match app.settings().registration.mode {
        Mode::Off => "\nNobody can use it yet: registration.mode is off.",
        Mode::Open | Mode::Token => "",
    };
    say(&format!(
        "Token:    {}\nUses:     {}\nEnds:     {}\nID:       {}\n\nThe token is not shown again.{off}",
        token.expose(),
        known.uses_left,
        known.expires_at,
        known.id
    ))
}

async fn list(app: &App, json: bool) -> Outcome {
    let found = registration::list(app.db()).await?;
    let now = app.clock().now();
    if json {
        let all: Vec<_> = found.iter().map(|token| as_json(token, now)).collect();
        return say_json(&all);
    }
    if found.is_empty() {
        return say("There are no registration tokens.");
    }
    let line = |token: &InitialToken| {
        let state = if token.is_good(now) { "good " } else { "ended" };
        let InitialToken { id, name, expires_at, uses_left, .. } = token;
        format!("{id}  {state}  {uses_left:5} left  until {expires_at}  {name}")
    };
    say(&found.iter().map(line).collect::<Vec<_>>().join("\n"))
}

fn as_json(token: &InitialToken, now: Timestamp) -> Value {
    json!({
        "id": token.id,
        "name": token.name,
        "created_at": token.created_at.to_string(),
        "expires_at": token.expires_at.to_string(),
        "uses_left": token.uses_left,
        "good": token.is_good(now),
    })
}

async fn delete(app: &App, id: RegistrationTokenId) -> Outcome {
    let work = app.db().begin().await?;
    let origin = Origin::local("client registration-token delete");
    match registration::remove(&work, &origin, &Actor::Machine, id).await? {
        Ok(true) => {
            work.commit().await?;
            say(&format!("Token {id} is deleted."))
        }
        Ok(false) => Err(Failure::Refused(format!("there is no registration token {id}"))),
        Err(_) => Err(Failure::Refused("not allowed".to_owned())),
    }
}
