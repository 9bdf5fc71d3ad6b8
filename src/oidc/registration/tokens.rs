//! Initial access tokens (RFC 7591 §1.2): whoever has one may register clients.

use std::time::Duration;

use super::store;
use crate::audit::{self, Actor, Category, Event, Origin};
use crate::base::{Fallible, RegistrationTokenId, Secret, Timestamp};
use crate::db::{Database, Work};
use crate::directory::authority::{self, Denied, Task};

/// An initial access token, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitialToken {
    /// Its id.
    pub id: RegistrationTokenId,
    /// What it was issued for.
    pub name: String,
    /// When it was issued.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// How many clients may still register by it.
    pub uses_left: u32,
}

impl InitialToken {
    /// Whether a client could register by it now.
    pub fn is_good(&self, now: Timestamp) -> bool {
        self.uses_left > 0 && now < self.expires_at
    }
}

/// An initial access token that somebody wants.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// How long it is good.
    pub lifetime: Duration,
    /// How many clients may register by it.
    pub uses: u32,
}

/// The answer to [`issue`].
#[derive(Debug)]
pub enum Issued {
    /// This is the only time that the token is known.
    Issued {
        /// The token.
        token: Secret,
        /// What is known of it.
        known: InitialToken,
    },
    /// The caller may not.
    NotAllowed(Denied),
}

/// Issues an initial access token.
pub async fn issue(work: &Work, origin: &Origin, by: &Actor, new: NewToken) -> Fallible<Issued> {
    if let Err(denied) = permit(work, by).await? {
        return Ok(Issued::NotAllowed(denied));
    }
    let token = work.random().token();
    let known = InitialToken {
        id: RegistrationTokenId::fresh(),
        name: new.name,
        created_at: work.now(),
        expires_at: work.now().plus(new.lifetime),
        uses_left: new.uses,
    };
    store::insert_token(work, &known, token.digest()).await?;
    record(work, origin, by, "Add initial access token", known.id).await?;
    Ok(Issued::Issued { token, known })
}

/// Every initial access token, the newest first.
pub async fn list(database: &Database) -> Fallible<Vec<InitialToken>> {
    store::list_tokens(database.read()).await
}

/// Deletes an initial access token; `false` if there was none. What registered by it stays.
pub async fn remove(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    id: RegistrationTokenId,
) -> Fallible<Result<bool, Denied>> {
    if let Err(denied) = permit(work, by).await? {
        return Ok(Err(denied));
    }
    let deleted = store::delete_token(work, id).await?;
    if deleted {
        record(work, origin, by, "Delete initial access token", id).await?;
    }
    Ok(Ok(deleted))
}

async fn permit(work: &Work, by: &Actor) -> Fallible<Result<(), Denied>> {
    authority::permit_task(work.connection(), by, Task::ManageClients).await
}

async fn record(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    activity: &'static str,
    id: RegistrationTokenId,
) -> Fallible<()> {
    let event = Event::new(Category::ApplicationManagement, activity)
        .by(by.clone())
        .with_reason(id.to_string());
    audit::record(work, origin, event).await
}
