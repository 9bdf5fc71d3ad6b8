//! The table of what happened.

use std::borrow::Cow;
use std::cmp::Reverse;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbBackend, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Statement,
};
use serde_json::Value;

use super::event::Event;
use super::origin::Origin;
use super::record::{Filter, Log, Record};
use crate::base::{EventId, Fallible, Timestamp};
use crate::db::PreparedInsert;
use crate::db::entity::audit_event::{ActiveModel, Column, Entity, Model};

/// A browser that sends more is cut off, so that nobody fills the table with one header.
const LONGEST_USER_AGENT: usize = 512;

/// What writes down that something happened at an instant.
pub(super) fn insertion(
    backend: DbBackend,
    at: Timestamp,
    origin: &Origin,
    event: Event,
) -> Statement {
    static EVENT: PreparedInsert = PreparedInsert::new();
    let row = ActiveModel {
        id: Set(EventId::fresh()),
        at: Set(at),
        category: Set(event.category.name().to_owned()),
        activity: Set(event.activity.to_owned()),
        result: Set(result(event.failed).to_owned()),
        reason: Set(event.reason.map(Cow::into_owned)),
        actor_id: Set(event.actor.user_id()),
        actor_name: Set(event.actor.name().map(str::to_owned)),
        target_id: Set(event.target.as_ref().map(|person| person.id)),
        target_name: Set(event.target.map(|person| person.name)),
        client_id: Set(event.client),
        method: Set(event.method.map(str::to_owned)),
        ip_address: Set(origin.ip_address.map(|address| address.to_string())),
        user_agent: Set(origin.user_agent.as_deref().map(cut)),
        correlation_id: Set(Some(origin.correlation_id.clone())),
        details: Set((!event.details.is_empty()).then(|| Value::Object(event.details).to_string())),
        sequence: Set(None),
        digest: Set(None),
    };
    EVENT.of(backend, row)
}

fn cut(user_agent: &str) -> String {
    user_agent.chars().filter(|c| !c.is_control()).take(LONGEST_USER_AGENT).collect()
}

pub(super) async fn list(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    limit: u64,
) -> Fallible<Vec<Record>> {
    let Some(actor) = filter.actor.filter(|_| filter.target.is_none()) else {
        return page(connection, filter, matching(filter), limit).await;
    };
    // What somebody did to themselves is found by whom it was done to; the actors' index has the rest.
    let to_themselves = matching(filter).add(Column::TargetId.eq(actor));
    let mut records = page(connection, filter, to_themselves, limit).await?;
    let others = Expr::col(Column::TargetId).ne(Expr::col(Column::ActorId));
    let to_others = matching(filter).add(Column::TargetId.is_null().or(others));
    records.extend(page(connection, filter, to_others, limit).await?);
    records.sort_unstable_by_key(|record| Reverse((record.at, record.id)));
    records.truncate(usize::try_from(limit)?);
    Ok(records)
}

async fn page(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    mut condition: Condition,
    limit: u64,
) -> Fallible<Vec<Record>> {
    if let Some(before) = filter.before {
        let Some(row) = Entity::find_by_id(before).one(connection).await? else {
            return Ok(Vec::new());
        };
        condition = condition.add(Column::At.lte(row.at)).add(
            Condition::any()
                .add(Column::At.lt(row.at))
                .add(Condition::all().add(Column::At.eq(row.at)).add(Column::Id.lt(before))),
        );
    }
    let rows = Entity::find()
        .filter(condition)
        .order_by_desc(Column::At)
        // Ids sort by the time they were made.
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Record::from).collect())
}

fn matching(filter: &Filter) -> Condition {
    let text = |column: Column, value: &Option<String>| value.clone().map(|text| column.eq(text));
    Condition::all()
        .add_option(filter.log.map(|log| {
            // Spelled out: with a bound value neither database sees that the log has its own index.
            Expr::cust(match log {
                Log::SignIns => "category = 'SignIn'",
                Log::Audit => "category <> 'SignIn'",
            })
        }))
        .add_option(filter.category.map(|category| Column::Category.eq(category.name())))
        .add_option(filter.target.map(|id| Column::TargetId.eq(id)))
        .add_option(text(Column::TargetName, &filter.target_name))
        .add_option(filter.actor.map(|id| Column::ActorId.eq(id)))
        .add_option(text(Column::ActorName, &filter.actor_name))
        .add_option(text(Column::Activity, &filter.activity))
        .add_option(filter.succeeded.map(|succeeded| Column::Result.eq(result(!succeeded))))
        .add_option(text(Column::Method, &filter.method))
        .add_option(filter.client.clone().map(|client| Column::ClientId.eq(client)))
        .add_option(filter.ip_address.map(|address| Column::IpAddress.eq(address.to_string())))
        .add_option(text(Column::CorrelationId, &filter.correlation_id))
        .add_option(filter.since.map(|at| Column::At.gte(at)))
        .add_option(filter.until.map(|at| Column::At.lt(at)))
}

pub(super) async fn find(
    connection: &impl ConnectionTrait,
    id: EventId,
) -> Fallible<Option<Record>> {
    Ok(Entity::find_by_id(id).one(connection).await?.map(Record::from))
}

pub(super) async fn sealed_after(
    connection: &impl ConnectionTrait,
    sequence: i64,
    limit: u64,
) -> Fallible<Vec<Record>> {
    let rows = Entity::find()
        .filter(Column::Sequence.gt(sequence))
        .order_by_asc(Column::Sequence)
        .limit(limit)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Record::from).collect())
}

const fn result(failed: bool) -> &'static str {
    if failed { "failure" } else { "success" }
}

impl From<Model> for Record {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            at: row.at,
            category: row.category,
            activity: row.activity,
            succeeded: row.result == result(false),
            reason: row.reason,
            actor_id: row.actor_id,
            actor_name: row.actor_name,
            target_id: row.target_id,
            target_name: row.target_name,
            client_id: row.client_id,
            method: row.method,
            ip_address: row.ip_address.and_then(|text| text.parse().ok()),
            user_agent: row.user_agent,
            correlation_id: row.correlation_id,
            details: row
                .details
                .and_then(|text| serde_json::from_str(&text).ok())
                .unwrap_or_default(),
            sequence: row.sequence,
        }
    }
}
