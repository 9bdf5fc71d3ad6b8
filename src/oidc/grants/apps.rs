//! Which apps hold a grant of a person's, and taking it away.

use std::time::Duration;

use super::store;
use crate::audit::{self, Actor, Category, Event, Origin, Person};
use crate::base::{ClientId, Fallible, Timestamp, UserId};
use crate::db::{ConnectionTrait, Work};
use crate::directory::authority::{self, Action, Denied};
use crate::directory::sign_outs::Cause;
use crate::oidc::scope::Scopes;

/// What an app holds, its grants taken together.
#[derive(Clone, Debug, PartialEq)]
pub struct AppAccess {
    /// The client.
    pub client: ClientId,
    /// What people call it.
    pub name: String,
    /// Everything it may do.
    pub scopes: Scopes,
    /// Since when.
    pub granted_at: Timestamp,
    /// When it last used a code or a refresh token.
    pub last_used_at: Option<Timestamp>,
}

impl AppAccess {
    /// When the last access token ends that it may still hold.
    pub fn access_token_ends_at(&self, lifetime: Duration) -> Timestamp {
        self.last_used_at.unwrap_or(self.granted_at).plus(lifetime)
    }
}

/// The apps with a grant that stands, by name.
pub async fn apps_of(
    connection: &impl ConnectionTrait,
    user: UserId,
    now: Timestamp,
) -> Fallible<Vec<AppAccess>> {
    let mut apps: Vec<AppAccess> = Vec::new();
    for (name, standing) in store::of_user(connection, user).await? {
        if standing.ended(now).is_some() {
            continue;
        }
        let grant = standing.grant;
        match apps.iter_mut().find(|app| app.client == grant.client) {
            Some(app) => {
                app.scopes = app.scopes.union(&grant.scopes);
                app.granted_at = app.granted_at.min(grant.granted_at);
                app.last_used_at = app.last_used_at.max(standing.last_used_at);
            }
            None => apps.push(AppAccess {
                client: grant.client,
                name,
                scopes: grant.scopes,
                granted_at: grant.granted_at,
                last_used_at: standing.last_used_at,
            }),
        }
    }
    apps.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(apps)
}

/// Ends every grant of a person's to an app, and forgets that they consented to it, if `by` may.
pub async fn revoke_app(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    person: Person,
    client: &ClientId,
) -> Fallible<Result<(), Denied>> {
    let permitted = authority::permit(work.connection(), by, Action::RevokeSessions, person.id);
    if let Err(denied) = permitted.await? {
        return Ok(Err(denied));
    }
    store::delete_of(work, person.id, client, Cause { by, origin }).await?;
    let event = Event::new(Category::ApplicationManagement, "Remove delegated permission grant")
        .by(by.clone())
        .on(person)
        .for_client(client.clone());
    audit::record(work, origin, event).await?;
    Ok(Ok(()))
}
