//! `daypass serve`.

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};

use super::{Clock, Fallible, Outcome, Settings, app, say, server, telemetry};

/// How long the database may take to close.
const CLOSING: Duration = Duration::from_secs(5);

pub(super) async fn run(settings: Settings) -> Outcome {
    telemetry::start(&settings.log)?;
    // The ports first: what could not be served should not be made either.
    let listeners = server::bind(&settings.listen)?;
    let app = app::App::open(settings, Clock::system()).await?;
    let tls = server::tls_configuration(app.settings())?;
    let served = server::start(app.clone(), listeners, tls.as_ref())?;
    let handle = served.handle();
    let stopping = stop_signal()?;
    actix_web::rt::spawn(async move {
        stopping.await;
        tracing::info!("stopping");
        handle.stop(true).await;
    });
    welcome(&app).await?;
    served.await?;
    if tokio::time::timeout(CLOSING, app.close()).await.is_err() {
        tracing::warn!("the database took too long to close");
    }
    Ok(())
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

async fn welcome(app: &app::App) -> Outcome {
    say(&format!("Sign in at: {}/", app.issuer()))
}
