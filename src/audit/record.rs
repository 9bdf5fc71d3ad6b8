//! Writing and reading the record.

use std::net::IpAddr;

use super::event::{Category, Event};
use super::origin::Origin;
use super::store;
use crate::base::{ClientId, EventId, Fallible, Timestamp, UserId};
use crate::db::{ConnectionTrait, Work};

/// A record that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Which one.
    pub id: EventId,
    /// When.
    pub at: Timestamp,
    /// Which log.
    pub category: String,
    /// Entra's `activityDisplayName`.
    pub activity: String,
    /// Whether it went well.
    pub succeeded: bool,
    /// Why, or with what result.
    pub reason: Option<String>,
    /// Who did it.
    pub actor_id: Option<UserId>,
    /// The actor's name at that time.
    pub actor_name: Option<String>,
    /// To whom.
    pub target_id: Option<UserId>,
    /// Their name at that time.
    pub target_name: Option<String>,
    /// For which relying party.
    pub client_id: Option<ClientId>,
    /// By which authentication method.
    pub method: Option<String>,
    /// From where.
    pub ip_address: Option<IpAddr>,
    /// With what.
    pub user_agent: Option<String>,
    /// What else the same request wrote.
    pub correlation_id: Option<String>,
}

/// Which records are asked for. Everything that is not set matches all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those done to this user.
    pub target: Option<UserId>,
    /// Only those of this log.
    pub category: Option<Category>,
    /// Only those older than this record, for the next page.
    pub before: Option<EventId>,
}

/// Writes down what happened, in the transaction in which it happened.
#[expect(clippy::unused_async, reason = "a write as any other: that it waits is the work's affair")]
pub async fn record(work: &Work, origin: &Origin, event: Event) -> Fallible<()> {
    store::insert(work, origin, event);
    Ok(())
}

/// Lists records, newest first, at most `limit` of them.
pub async fn list(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    limit: u64,
) -> Fallible<Vec<Record>> {
    store::list(connection, filter, limit).await
}
