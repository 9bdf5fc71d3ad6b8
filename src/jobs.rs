//! Timed work: following the audit log, delivering what is to be told, clearing away what time has ended.
//!
//! Nothing here decides whether something is still good; that is asked at every use. A node that never
//! ran this would be as safe, only fuller and more silent. Several nodes may run it side by side.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::MissedTickBehavior;

use crate::administration::bulk;
use crate::app::App;
use crate::audit::chain;
use crate::base::Fallible;
use crate::credentials;
use crate::oidc::{authorization, device, grants, registration};
use crate::sessions;
use crate::telling::{self, Lane};

/// How often what has ended is cleared away.
const EVERY: Duration = Duration::from_hours(1);
/// How often the audit log is sealed and the outbox looked at.
const OFTEN: Duration = Duration::from_secs(1);

/// Does the timed work, until the future is dropped.
pub async fn run(app: App) {
    let lanes = app.telling().lanes();
    // A lane that hangs holds up neither the others nor the sealing.
    tokio::join!(
        now_and_then(&app),
        follow(&app),
        join_all(lanes.iter().map(|lane| deliver(&app, lane)))
    );
}

async fn now_and_then(app: &App) {
    let mut turns = tokio::time::interval(EVERY);
    // The first turn is at once: leave the start to those who are waiting for an answer.
    turns.tick().await;
    loop {
        turns.tick().await;
        if let Err(fault) = clear_away(app).await {
            tracing::error!(%fault, "what has ended could not be cleared away");
        }
    }
}

async fn follow(app: &App) {
    let mut turns = often();
    loop {
        turns.tick().await;
        if let Err(fault) = app.telling().follow().await {
            tracing::error!(%fault, "the audit log could not be sealed");
        }
    }
}

async fn deliver(app: &App, lane: &Lane) {
    let mut turns = often();
    loop {
        turns.tick().await;
        if let Err(fault) = app.telling().deliver(lane).await {
            tracing::error!(%fault, %lane, "the outbox could not be worked on");
        }
    }
}

fn often() -> tokio::time::Interval {
    let mut turns = tokio::time::interval(OFTEN);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    turns
}

/// Deletes ended sessions, used-up grants, unused clients, forgotten throttles and spent things, told tellings and old
/// audit records; each in its own turn,
/// so that nobody who is signing in waits long.
pub async fn clear_away(app: &App) -> Fallible<()> {
    let work = app.db().begin().await?;
    sessions::sweep(&work, app.settings().session).await?;
    work.commit().await?;
    let work = app.db().begin().await?;
    grants::sweep(&work, app.settings().tokens.access_token).await?;
    device::sweep(&work).await?;
    work.commit().await?;
    let work = app.db().begin().await?;
    authorization::sweep(&work).await?;
    work.commit().await?;
    let work = app.db().begin().await?;
    bulk::sweep(&work).await?;
    work.commit().await?;
    let work = app.db().begin().await?;
    registration::sweep(&work, app.settings().registration.unused_after).await?;
    work.commit().await?;
    let work = app.db().begin().await?;
    credentials::forget_expired(&work).await?;
    work.commit().await?;
    let work = app.db().begin().await?;
    telling::sweep(&work).await?;
    work.commit().await?;
    look_after_the_audit_log(app).await
}

/// Lets go of records that are old enough, and writes the chain's end into the log: what is noted
/// outside the database shows when the newest records are taken away.
async fn look_after_the_audit_log(app: &App) -> Fallible<()> {
    if let Some(keep) = app.settings().audit_keep {
        let keep_from = app.clock().now().minus(keep);
        let gone = chain::sweep(app.db(), app.telling().chain(), keep_from).await?;
        if gone > 0 {
            tracing::info!(records = gone, "audit records older than audit.keep_days are gone");
        }
    }
    if let Some(head) = chain::head(app.db().read()).await? {
        tracing::info!(%head, "where the audit log's chain ends");
    }
    Ok(())
}
