//! The table of what happened.

use std::borrow::Cow;

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use sea_orm::{QueryOrder as _, QuerySelect as _, QueryTrait as _};

use super::event::Event;
use super::origin::Origin;
use super::record::{Filter, Record};
use crate::base::{EventId, Fallible};
use crate::db::Work;
use crate::db::entity::audit_event::{ActiveModel, Column, Entity, Model};

/// A browser that sends more is cut off, so that nobody fills the table with one header.
const LONGEST_USER_AGENT: usize = 512;

pub(super) fn insert(work: &Work, origin: &Origin, event: Event) {
    let row = ActiveModel {
        id: Set(EventId::fresh()),
        at: Set(work.now()),
        category: Set(event.category.name().to_owned()),
        activity: Set(event.activity.to_owned()),
        result: Set(if event.failed { "failure" } else { "success" }.to_owned()),
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
    };
    work.later(&Entity::insert(row).into_query());
}

fn cut(user_agent: &str) -> String {
    user_agent.chars().filter(|c| !c.is_control()).take(LONGEST_USER_AGENT).collect()
}

pub(super) async fn list(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    limit: u64,
) -> Fallible<Vec<Record>> {
    let mut query = Entity::find();
    if let Some(target) = filter.target {
        query = query.filter(Column::TargetId.eq(target));
    }
    if let Some(category) = filter.category {
        query = query.filter(Column::Category.eq(category.name()));
    }
    if let Some(before) = filter.before {
        query = query.filter(Column::Id.lt(before));
    }
    // Ids sort by the time they were made.
    let rows = query.order_by_desc(Column::Id).limit(limit).all(connection).await?;
    Ok(rows.into_iter().map(Record::from).collect())
}

impl From<Model> for Record {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            at: row.at,
            category: row.category,
            activity: row.activity,
            succeeded: row.result == "success",
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
        }
    }
}
