//! Timed work: clearing away what time has ended.
//!
//! Nothing here decides whether something is still good; that is asked at every use. A node that never
//! ran this would be as safe, only fuller. Several nodes may run it side by side.

use std::time::Duration;

use crate::administration::bulk;
use crate::app::App;
use crate::base::Fallible;
use crate::credentials;
use crate::oidc::grants;
use crate::sessions;

/// How often what has ended is cleared away.
const EVERY: Duration = Duration::from_hours(1);

/// Clears away now and then, until the future is dropped.
pub async fn run(app: App) {
    let mut turns = tokio::time::interval(EVERY);
    // The first turn is at once: leave the start to those who are waiting for an answer.
    turns.tick().await;
    loop {
        turns.tick().await;
        if let Err(fault) = clear_away(&app).await {
            tracing::error!(%fault, "what has ended could not be cleared away");
        }
    }
}

/// Deletes ended sessions, used-up grants, forgotten throttles and spent things; each in its own turn,
/// so that nobody who is signing in waits long.
pub async fn clear_away(app: &App) -> Fallible<()> {
    let work = app.db().begin().await?;
    sessions::sweep(&work, app.settings().session).await?;
    work.commit().await?;
    let work = app.db().begin().await?;
    grants::sweep(&work, app.settings().tokens.access_token).await?;
    work.commit().await?;
    let work = app.db().begin().await?;
    bulk::sweep(&work).await?;
    work.commit().await?;
    let work = app.db().begin().await?;
    credentials::forget_expired(&work).await?;
    work.commit().await
}
