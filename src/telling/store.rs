//! The outbox's table and the dispatcher's cursor.

use std::collections::BTreeSet;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};

use super::outbox::{Delivery, NewDelivery, State};
use crate::base::{DeliveryId, EventId, Fallible, Timestamp};
use crate::db::entity::delivery::{ActiveModel, Column, Entity, Model};
use crate::db::entity::telling_cursor;
use crate::db::{SelectValues as _, Work};

/// The one dispatcher's.
const CURSOR: &str = "dispatcher";
/// Rows of one statement; SQLite binds at most 32,766 values.
const AT_ONCE: usize = 500;
/// Lanes of one look: more than are worked on at once.
const LANES: u64 = 200;

pub(super) async fn cursor(connection: &impl ConnectionTrait) -> Fallible<i64> {
    let row = telling_cursor::Entity::find_by_id(CURSOR).one(connection).await?;
    Ok(row.map_or(0, |row| row.sequence))
}

/// The cursor, held until the work ends: one node at a time goes on from it.
pub(super) async fn lock_cursor(work: &Work) -> Fallible<i64> {
    let start = telling_cursor::ActiveModel { name: Set(CURSOR.to_owned()), sequence: Set(0) };
    let on_conflict = OnConflict::column(telling_cursor::Column::Name).do_nothing().to_owned();
    telling_cursor::Entity::insert(start)
        .on_conflict(on_conflict)
        .try_insert()
        .exec_without_returning(work.connection())
        .await?;
    let row =
        telling_cursor::Entity::find_by_id(CURSOR).lock_exclusive().one(work.connection()).await?;
    Ok(row.map_or(0, |row| row.sequence))
}

pub(super) async fn move_cursor(work: &Work, sequence: i64) -> Fallible<()> {
    telling_cursor::Entity::update_many()
        .col_expr(telling_cursor::Column::Sequence, Expr::value(sequence))
        .filter(telling_cursor::Column::Name.eq(CURSOR))
        .exec(work.connection())
        .await?;
    Ok(())
}

pub(super) async fn insert(work: &Work, new: NewDelivery) -> Fallible<()> {
    let due_at = Some(work.now());
    Entity::insert(row(work, new, due_at)).exec_without_returning(work.connection()).await?;
    Ok(())
}

pub(super) async fn insert_many(
    work: &Work,
    mut new: Vec<NewDelivery>,
    due_at: Option<Timestamp>,
) -> Fallible<()> {
    while !new.is_empty() {
        let rows = new.drain(..new.len().min(AT_ONCE)).map(|new| row(work, new, due_at));
        Entity::insert_many(rows).exec_without_returning(work.connection()).await?;
    }
    Ok(())
}

fn row(work: &Work, new: NewDelivery, due_at: Option<Timestamp>) -> ActiveModel {
    ActiveModel {
        id: Set(DeliveryId::fresh()),
        lane: Set(new.lane.to_string()),
        destination: Set(new.destination),
        topic: Set(new.topic),
        event_id: Set(new.event_id),
        payload: Set(new.payload),
        created_at: Set(work.now()),
        attempts: Set(0),
        next_attempt_at: Set(due_at),
        delivered_at: Set(None),
        given_up_at: Set(None),
        last_error: Set(None),
    }
}

/// The lanes in which something is due, but for these: what was never tried before what failed, so
/// that those who never answer wait for the others and not the others for them.
pub(super) async fn lanes_due(
    connection: &impl ConnectionTrait,
    now: Timestamp,
    but: &[&str],
) -> Fallible<Vec<String>> {
    Ok(Entity::find()
        .select_only()
        .column(Column::Lane)
        .filter(Column::NextAttemptAt.lte(now))
        .filter(Column::Lane.is_not_in(but.iter().copied()))
        .group_by(Column::Lane)
        .order_by_asc(Column::Attempts.min())
        .order_by_asc(Column::NextAttemptAt.min())
        .limit(LANES)
        .into_values_of()
        .all(connection)
        .await?)
}

/// What is due in a lane, longest first.
pub(super) async fn due(
    connection: &impl ConnectionTrait,
    lane: &str,
    now: Timestamp,
    limit: usize,
) -> Fallible<Vec<Delivery>> {
    let rows = Entity::find()
        .filter(Column::Lane.eq(lane))
        .filter(Column::NextAttemptAt.lte(now))
        .order_by_asc(Column::NextAttemptAt)
        .order_by_asc(Column::Id)
        .limit(limit as u64)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Delivery::from).collect())
}

/// Takes a due delivery for a try until `lease_ends`; answers whether nobody else had.
pub(super) async fn claim(
    work: &Work,
    delivery: &Delivery,
    due_at: Timestamp,
    lease_ends: Timestamp,
) -> Fallible<bool> {
    let claimed = Entity::update_many()
        .col_expr(Column::NextAttemptAt, Expr::value(lease_ends))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Id.eq(delivery.id))
        .filter(Column::NextAttemptAt.eq(due_at))
        .filter(Column::Attempts.eq(delivery.attempts))
        .exec(work.connection())
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// What is neither delivered nor given up in a lane, oldest first.
pub(super) async fn waiting(
    connection: &impl ConnectionTrait,
    lane: &str,
    limit: u64,
) -> Fallible<Vec<Delivery>> {
    let rows = Entity::find()
        .filter(waiting_in(lane))
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Delivery::from).collect())
}

fn waiting_in(lane: &str) -> Expr {
    Column::Lane.eq(lane).and(Column::DeliveredAt.is_null()).and(Column::GivenUpAt.is_null())
}

/// Delivers or gives up what waits in a lane, or these of it.
pub(super) async fn settle_waiting(
    work: &Work,
    lane: &str,
    ids: Option<&[DeliveryId]>,
    delivered: bool,
    why: Option<&str>,
) -> Fallible<()> {
    let done = if delivered { Column::DeliveredAt } else { Column::GivenUpAt };
    let which = Condition::all()
        .add(waiting_in(lane))
        .add_option(ids.map(|ids| Column::Id.is_in(ids.iter().copied())));
    Entity::update_many()
        .col_expr(done, Expr::value(work.now()))
        .col_expr(Column::NextAttemptAt, Expr::value(None::<Timestamp>))
        .col_expr(Column::LastError, Expr::value(why.map(str::to_owned)))
        .filter(which)
        .exec(work.connection())
        .await?;
    Ok(())
}

/// In the order of their names, in which the sweeps of all nodes go through them.
pub(super) async fn held_lanes(connection: &impl ConnectionTrait) -> Fallible<Vec<String>> {
    Ok(Entity::find()
        .select_only()
        .column(Column::Lane)
        .distinct()
        .filter(Column::NextAttemptAt.is_null())
        .filter(Column::DeliveredAt.is_null())
        .filter(Column::GivenUpAt.is_null())
        .order_by_asc(Column::Lane)
        .into_values_of()
        .all(connection)
        .await?)
}

/// Lets nothing of what waits in a lane be due.
pub(super) async fn hold(work: &Work, lane: &str) -> Fallible<()> {
    Entity::update_many()
        .col_expr(Column::NextAttemptAt, Expr::value(None::<Timestamp>))
        .filter(waiting_in(lane))
        .exec(work.connection())
        .await?;
    Ok(())
}

/// Makes what is held in a lane due.
pub(super) async fn release(work: &Work, lane: &str) -> Fallible<()> {
    Entity::update_many()
        .col_expr(Column::NextAttemptAt, Expr::value(work.now()))
        .col_expr(Column::CreatedAt, Expr::value(work.now()))
        .filter(waiting_in(lane))
        .filter(Column::NextAttemptAt.is_null())
        .exec(work.connection())
        .await?;
    Ok(())
}

/// Writes down what came of a try, if it is still ours and nobody has settled it meanwhile.
pub(super) async fn settle(
    work: &Work,
    delivery: &Delivery,
    state: &State,
    last_error: Option<String>,
) -> Fallible<()> {
    let (next, delivered, given_up) = match state {
        State::Held => (None, None, None),
        State::Waiting(at) => (Some(*at), None, None),
        State::Delivered(at) => (None, Some(*at), None),
        State::GivenUp(at) => (None, None, Some(*at)),
    };
    Entity::update_many()
        .col_expr(Column::NextAttemptAt, Expr::value(next))
        .col_expr(Column::DeliveredAt, Expr::value(delivered))
        .col_expr(Column::GivenUpAt, Expr::value(given_up))
        .col_expr(Column::LastError, Expr::value(last_error))
        .filter(Column::Id.eq(delivery.id))
        .filter(Column::Attempts.eq(delivery.attempts))
        .filter(Column::DeliveredAt.is_null())
        .exec(work.connection())
        .await?;
    Ok(())
}

pub(super) async fn of_lane(
    connection: &impl ConnectionTrait,
    lane: &str,
    limit: u64,
) -> Fallible<Vec<Delivery>> {
    let rows = Entity::find()
        .filter(Column::Lane.eq(lane))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Delivery::from).collect())
}

pub(super) async fn list(
    connection: &impl ConnectionTrait,
    given_up: bool,
    limit: u64,
) -> Fallible<Vec<Delivery>> {
    let condition = Condition::all().add_option(given_up.then(|| Column::GivenUpAt.is_not_null()));
    let rows = Entity::find()
        .filter(condition)
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Delivery::from).collect())
}

pub(super) async fn of_events(
    connection: &impl ConnectionTrait,
    events: &[EventId],
) -> Fallible<Vec<Delivery>> {
    let mut found = Vec::new();
    for events in events.chunks(AT_ONCE) {
        let rows = Entity::find()
            .filter(Column::EventId.is_in(events.iter().copied()))
            .order_by_asc(Column::Lane)
            .all(connection)
            .await?;
        found.extend(rows.into_iter().map(Delivery::from));
    }
    Ok(found)
}

pub(super) async fn untold(
    connection: &impl ConnectionTrait,
    events: &[EventId],
) -> Fallible<BTreeSet<EventId>> {
    let mut found = BTreeSet::new();
    for events in events.chunks(AT_ONCE) {
        let ids: Vec<EventId> = Entity::find()
            .select_only()
            .column(Column::EventId)
            .distinct()
            .filter(Column::EventId.is_in(events.iter().copied()))
            .filter(Column::NextAttemptAt.is_not_null())
            .into_values_of()
            .all(connection)
            .await?;
        found.extend(ids);
    }
    Ok(found)
}

/// Makes due again what was given up, with as much patience as at first.
pub(super) async fn retry(work: &Work, which: Option<DeliveryId>) -> Fallible<u64> {
    let condition = Condition::all()
        .add(Column::GivenUpAt.is_not_null())
        .add_option(which.map(|id| Column::Id.eq(id)));
    let retried = Entity::update_many()
        .col_expr(Column::NextAttemptAt, Expr::value(work.now()))
        .col_expr(Column::GivenUpAt, Expr::value(None::<Timestamp>))
        .col_expr(Column::CreatedAt, Expr::value(work.now()))
        .filter(condition)
        .exec(work.connection())
        .await?;
    Ok(retried.rows_affected)
}

pub(super) async fn delete_done(work: &Work, before: Timestamp) -> Fallible<()> {
    Entity::delete_many()
        .filter(Column::CreatedAt.lt(before))
        .filter(Column::NextAttemptAt.is_null())
        .exec(work.connection())
        .await?;
    Ok(())
}

/// Gives up what was made before this instant and is still waiting: its lane is gone.
pub(super) async fn give_up_overdue(work: &Work, before: Timestamp) -> Fallible<()> {
    Entity::update_many()
        .col_expr(Column::NextAttemptAt, Expr::value(None::<Timestamp>))
        .col_expr(Column::GivenUpAt, Expr::value(work.now()))
        .filter(Column::CreatedAt.lt(before))
        .filter(Column::NextAttemptAt.is_not_null())
        .exec(work.connection())
        .await?;
    Ok(())
}

impl From<Model> for Delivery {
    fn from(row: Model) -> Self {
        let state = match (row.delivered_at, row.given_up_at, row.next_attempt_at) {
            (Some(at), _, _) => State::Delivered(at),
            (None, Some(at), _) => State::GivenUp(at),
            (None, None, Some(at)) => State::Waiting(at),
            (None, None, None) => State::Held,
        };
        Self {
            id: row.id,
            lane: row.lane,
            destination: row.destination,
            topic: row.topic,
            event_id: row.event_id,
            payload: row.payload,
            created_at: row.created_at,
            attempts: row.attempts,
            state,
            last_error: row.last_error,
        }
    }
}
