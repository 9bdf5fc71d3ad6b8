//! What time has ended.

use std::time::Duration;

use super::store;
use crate::audit::{self, Actor, Category, Event, Origin};
use crate::base::Fallible;
use crate::db::Work;
use crate::oidc::clients;

/// Deletes clients that registered themselves and that nobody has allowed anything for so long, old
/// counts, and initial access tokens that ended long ago.
pub async fn sweep(work: &Work, unused_after: Duration) -> Fallible<()> {
    store::delete_old_counts(work).await?;
    store::delete_old_tokens(work).await?;
    for id in store::unused_clients(work, work.now().minus(unused_after)).await? {
        clients::store::delete(work, &id).await?;
        let event = Event::new(Category::ApplicationManagement, "Delete application")
            .by(Actor::Machine)
            .for_client(id)
            .with_reason("It registered itself, and nobody has used it");
        audit::record(work, &Origin::local("registration sweep"), event).await?;
    }
    Ok(())
}
