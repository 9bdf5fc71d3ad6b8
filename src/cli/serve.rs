//! `daypass serve`.

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};

use super::{Outcome, say};
use crate::app::{App, FirstSignIn};
use crate::base::{Clock, Fallible, Timestamp};
use crate::settings::Settings;
use crate::{jobs, server, telemetry};

const HINT: &str = "Locked out? On this machine: daypass pass issue admin";
/// How long the database may take to close.
const CLOSING: Duration = Duration::from_secs(5);

pub(super) async fn run(settings: Settings) -> Outcome {
    telemetry::start(&settings.log)?;
    // The ports first: what could not be served should not be made either.
    let listeners = server::bind(&settings.listen)?;
    let app = App::open(settings, Clock::system()).await?;
    let tls = server::tls_configuration(app.settings())?;
    let served = server::start(app.clone(), listeners, tls.as_ref())?;
    let stop = stop_signal()?;
    let until_stopped = async {
        welcome(&app).await?;
        tokio::select! {
            () = stop => {}
            () = Box::pin(jobs::run(app.clone())) => {}
        }
        // Whoever waits for something to happen is answered now, not when they are cut off.
        app.signals().stop_waiting();
        Ok(())
    };
    let outcome = Box::pin(server::run_until(served, until_stopped)).await?;
    if tokio::time::timeout(CLOSING, app.close()).await.is_err() {
        tracing::warn!("the database took too long to close");
    }
    outcome.unwrap_or(Ok(()))
}

/// Ends when the process is asked to: by its supervisor (SIGTERM) or its terminal (SIGINT).
fn stop_signal() -> Fallible<impl Future<Output = ()>> {
    let (mut terminate, mut interrupt) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Says where to go, and as long as nobody can administer yet, how to get in.
async fn welcome(app: &App) -> Outcome {
    let address = format!("Sign in at: {}/", app.issuer());
    match app.first_sign_in().await? {
        FirstSignIn::Settled => say(&format!("{address}\n{HINT}")),
        FirstSignIn::Pass { username, code, ends_at } => say(&format!(
            "{address}\nUsername: {username}\nPass: {pass}\nValid until: {until}\n\n\
             Enter the pass on that page; it works once. You will then set up how you sign in from\n\
             now on. Until you have, each start of Daypass prints a new pass.\n{HINT}",
            pass = code.grouped().expose(),
            until = minutes(ends_at)?,
        )),
        FirstSignIn::Refused(why) => {
            tracing::warn!(?why, "no pass could be issued for the first administrator");
            say(&address)
        }
        FirstSignIn::NoAdministrator => {
            tracing::warn!("nobody who may sign in is Global Administrator");
            say(&address)
        }
    }
}

/// For a person: `2026-11-22 16:45 UTC`.
fn minutes(instant: Timestamp) -> Fallible<String> {
    let format = time::macros::format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    Ok(instant.to_utc().format(format)?)
}
