//! Timed work: following the audit log, delivering what is to be told, clearing away what time has ended.
//!
//! Nothing here decides whether something is still good; that is asked at every use. A node that never
//! ran this would be as safe, only fuller and more silent. Several nodes may run it side by side.

use std::time::Duration;

use tokio::time::MissedTickBehavior;

use crate::administration::bulk;
use crate::app::App;
use crate::audit::chain;
use crate::base::Fallible;
use crate::credentials::{self, pass};
use crate::directory::sign_outs;
use crate::oidc::keys::rotate_aged;
use crate::oidc::{authorization, backchannel, device, grants, registration};
use crate::sessions;
use crate::signals;
use crate::telling;

/// How often what has ended is cleared away.
const EVERY: Duration = Duration::from_hours(1);
/// How often the audit log is sealed and the outbox looked at.
const OFTEN: Duration = Duration::from_secs(1);

/// Does the timed work, until the future is dropped.
pub async fn run(app: App) {
    // Whoever does not answer holds up neither the sealing nor the next sign-out.
    tokio::join!(now_and_then(&app), follow(&app), take_on_sign_outs(&app), deliver(&app));
}

/// Does once, and to its end, what is otherwise done all the time.
pub async fn run_due(app: &App) -> Fallible<()> {
    backchannel::fan_out(app.telling()).await?;
    app.telling().run_due().await
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

/// At once where the sign-out was on this node, else soon.
async fn take_on_sign_outs(app: &App) {
    let mut turns = often();
    loop {
        tokio::select! {
            () = app.db().roused() => {}
            _ = turns.tick() => {}
        }
        match backchannel::fan_out(app.telling()).await {
            Ok(0) => {}
            Ok(_) => app.telling().wake(),
            Err(fault) => tracing::error!(%fault, "sign-outs could not be taken on"),
        }
    }
}

async fn deliver(app: &App) {
    let mut turns = often();
    loop {
        tokio::select! {
            () = app.telling().woken() => {}
            _ = turns.tick() => {}
        }
        if let Err(fault) = app.telling().deliver().await {
            tracing::error!(%fault, "the outbox could not be worked on");
        }
    }
}

fn often() -> tokio::time::Interval {
    let mut turns = tokio::time::interval(OFTEN);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    turns
}

/// Deletes what sign-outs and time have ended, used-up grants, unused clients, forgotten throttles, spent
/// things, told tellings and old audit records, and gives aged signing keys their successors; each in its
/// own turn, so that nobody who is signing in waits long.
pub async fn clear_away(app: &App) -> Fallible<()> {
    // Whom a sign-out concerns is asked before its rows go.
    backchannel::fan_out(app.telling()).await?;
    backchannel::clear_away(app.db()).await?;
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
    pass::request::forget_lapsed(&work).await?;
    work.commit().await?;
    let work = app.db().begin().await?;
    signals::sweep(&work).await?;
    telling::sweep(&work).await?;
    sign_outs::sweep(&work).await?;
    work.commit().await?;
    if let Some(age) = app.settings().signing_key_age {
        for key in rotate_aged(app.db(), app.sealer(), age).await? {
            tracing::info!(id = %key.id, "a signing key was made to take over within the hour");
        }
    }
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
