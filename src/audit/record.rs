//! Writing and reading the record.

use std::net::IpAddr;

use serde_json::{Map, Value};

use super::event::{Category, Event};
use super::origin::Origin;
use super::store;
use crate::base::{ClientId, EventId, Fallible, Timestamp, UserId};
use crate::db::{ConnectionTrait, ShortWork, Work};

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
    /// What else is worth knowing.
    pub details: Map<String, Value>,
    /// Its place in the chain, once it is sealed.
    pub sequence: Option<i64>,
}

impl Record {
    /// A detail that is text.
    pub fn detail(&self, key: &str) -> Option<&str> {
        self.details.get(key).and_then(Value::as_str)
    }

    /// A detail that is an instant (RFC 3339).
    pub fn detail_instant(&self, key: &str) -> Option<Timestamp> {
        self.detail(key).and_then(Timestamp::parse_rfc3339)
    }
}

/// The two logs there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    /// Sign-ins, good and bad.
    SignIns,
    /// All else.
    Audit,
}

/// Which records are asked for. Everything that is not set matches all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those of this log.
    pub log: Option<Log>,
    /// Only those of this category.
    pub category: Option<Category>,
    /// Only those done to this user.
    pub target: Option<UserId>,
    /// Only those done to somebody who had this name then.
    pub target_name: Option<String>,
    /// Only those done by this user.
    pub actor: Option<UserId>,
    /// Only those done by somebody who had this name then.
    pub actor_name: Option<String>,
    /// Only those of this activity, spelled as it is in the log.
    pub activity: Option<String>,
    /// Only those that went well, or only those that did not.
    pub succeeded: Option<bool>,
    /// Only those by this method, spelled as it is in the log.
    pub method: Option<String>,
    /// Only those for this relying party.
    pub client: Option<ClientId>,
    /// Only those from this address.
    pub ip_address: Option<IpAddr>,
    /// Only those of one request.
    pub correlation_id: Option<String>,
    /// Only those from this instant on.
    pub since: Option<Timestamp>,
    /// Only those before this instant.
    pub until: Option<Timestamp>,
    /// Only those that stand behind this record in the list, for the next page.
    pub before: Option<EventId>,
}

/// Writes down what happened, in the transaction in which it happened, just before its commit.
pub async fn record(work: &Work, origin: &Origin, event: Event) -> Fallible<()> {
    let backend = work.connection().get_database_backend();
    work.later_run(store::insertion(backend, work.now(), origin, event));
    Ok(())
}

/// The same in a short work, if it is done.
pub(crate) fn record_shortly(work: &mut ShortWork, now: Timestamp, origin: &Origin, event: Event) {
    work.then_run(store::insertion(work.backend(), now, origin, event));
}

/// Lists records, newest first, at most `limit` of them.
pub async fn list(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    limit: u64,
) -> Fallible<Vec<Record>> {
    store::list(connection, filter, limit).await
}

/// One record.
pub async fn find(connection: &impl ConnectionTrait, id: EventId) -> Fallible<Option<Record>> {
    store::find(connection, id).await
}

/// Sealed records behind a place in the chain, in the order of the chain, at most `limit` of them.
pub async fn sealed_after(
    connection: &impl ConnectionTrait,
    sequence: i64,
    limit: u64,
) -> Fallible<Vec<Record>> {
    store::sealed_after(connection, sequence, limit).await
}
