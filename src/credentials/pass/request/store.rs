//! The table of requests.

use std::time::Duration;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, FromQueryResult, QueryFilter as _,
};
use sea_orm::{QueryOrder as _, QuerySelect as _};

use super::{Decision, PassRequest, State, WAITS};
use crate::audit::{Actor, Person};
use crate::base::{Fallible, Fault, RequestId, Timestamp, UserId};
use crate::db::Work;
use crate::db::entity::pass_request::{ActiveModel, Column, Entity, Model};
use crate::db::entity::user;

const WAITING: &str = "waiting";
const APPROVED: &str = "approved";
const REFUSED: &str = "refused";
const OPENED: &str = "opened";

/// How long a request is shown after its time is over.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// What an approver says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Approved,
    Refused,
}

/// Finds a request.
pub async fn find(
    connection: &impl ConnectionTrait,
    id: RequestId,
) -> Fallible<Option<PassRequest>> {
    let row = Entity::find_by_id(id).one(connection).await?;
    Ok(named(connection, row.into_iter().collect()).await?.pop())
}

/// Requests that wait for a decision, oldest first, a page of them.
pub async fn list_waiting(
    connection: &impl ConnectionTrait,
    now: Timestamp,
    after: Option<RequestId>,
    limit: u64,
) -> Fallible<Vec<PassRequest>> {
    let mut query =
        Entity::find().filter(Column::State.eq(WAITING)).filter(Column::ExpiresAt.gt(now));
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    let rows = query.order_by_asc(Column::Id).limit(limit).all(connection).await?;
    named(connection, rows).await
}

/// What somebody has asked for, newest first.
pub async fn list_of(
    connection: &impl ConnectionTrait,
    requester: UserId,
    limit: u64,
) -> Fallible<Vec<PassRequest>> {
    let rows = Entity::find()
        .filter(Column::RequestedBy.eq(requester))
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    named(connection, rows).await
}

/// Stores a request in place of the undecided one of the same requester for the same person.
pub(super) async fn replace_waiting(work: &Work, request: &PassRequest) -> Fallible<()> {
    Entity::delete_many()
        .filter(Column::RequestedBy.eq(request.requester.id))
        .filter(Column::UserId.eq(request.user.id))
        .filter(Column::State.eq(WAITING))
        .exec(work.connection())
        .await?;
    let row = ActiveModel {
        id: Set(request.id),
        user_id: Set(request.user.id),
        requested_by: Set(request.requester.id),
        requester_name: Set(request.requester.name.clone()),
        created_at: Set(request.created_at),
        expires_at: Set(request.expires_at),
        starts_at: Set(request.starts_at),
        lifetime_millis: Set(i64::try_from(request.lifetime.as_millis())?),
        one_time: Set(request.one_time),
        reason: Set(request.reason.clone()),
        ticket: Set(request.ticket.clone()),
        state: Set(WAITING.to_owned()),
        decided_by: Set(None),
        decider_name: Set(None),
        decided_at: Set(None),
        note: Set(None),
    };
    Entity::insert(row).exec_without_returning(work.connection()).await?;
    Ok(())
}

/// Decides a request that waits; answers whether it did still.
pub(super) async fn decide(
    work: &Work,
    id: RequestId,
    verdict: Verdict,
    by: &Actor,
    note: Option<&str>,
) -> Fallible<bool> {
    let state = match verdict {
        Verdict::Approved => APPROVED,
        Verdict::Refused => REFUSED,
    };
    let decided = Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::DecidedBy, Expr::value(by.user_id()))
        .col_expr(Column::DeciderName, Expr::value(by.name()))
        .col_expr(Column::DecidedAt, Expr::value(work.now()))
        .col_expr(Column::ExpiresAt, Expr::value(work.now().plus(WAITS)))
        .col_expr(Column::Note, Expr::value(note))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(WAITING))
        .filter(Column::ExpiresAt.gt(work.now()))
        .exec(work.connection())
        .await?;
    Ok(decided.rows_affected == 1)
}

/// Opens an approved request; answers whether this was the first time and in time.
pub(super) async fn claim(work: &Work, id: RequestId) -> Fallible<bool> {
    let opened = Entity::update_many()
        .col_expr(Column::State, Expr::value(OPENED))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(APPROVED))
        .filter(Column::ExpiresAt.gt(work.now()))
        .exec(work.connection())
        .await?;
    Ok(opened.rows_affected == 1)
}

/// Deletes requests whose time has been over for long; answers how many.
pub async fn forget_lapsed(work: &Work) -> Fallible<u64> {
    let deleted = Entity::delete_many()
        .filter(Column::ExpiresAt.lte(work.now().minus(KEPT)))
        .exec(work.connection())
        .await?;
    Ok(deleted.rows_affected)
}

#[derive(FromQueryResult)]
struct Named {
    id: UserId,
    username: String,
}

/// The requests with the usernames that people have now.
async fn named(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Fallible<Vec<PassRequest>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let names = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .column(user::Column::Username)
        .filter(user::Column::Id.is_in(rows.iter().map(|row| row.user_id)))
        .into_model::<Named>()
        .all(connection)
        .await?;
    // Whoever is deleted in this moment takes their requests along.
    let requests = rows.into_iter().filter_map(|row| {
        let named = names.iter().find(|named| named.id == row.user_id)?;
        Some(request_of(row, Person::new(named.id, named.username.as_str())))
    });
    requests.collect()
}

fn request_of(row: Model, user: Person) -> Fallible<PassRequest> {
    let state = state_of(&row)?;
    Ok(PassRequest {
        id: row.id,
        user,
        requester: Person::new(row.requested_by, row.requester_name),
        created_at: row.created_at,
        expires_at: row.expires_at,
        starts_at: row.starts_at,
        lifetime: Duration::from_millis(u64::try_from(row.lifetime_millis)?),
        one_time: row.one_time,
        reason: row.reason,
        ticket: row.ticket,
        state,
    })
}

fn state_of(row: &Model) -> Fallible<State> {
    if row.state == WAITING {
        return Ok(State::Waiting);
    }
    let (Some(by), Some(name), Some(at)) = (row.decided_by, &row.decider_name, row.decided_at)
    else {
        return Err(Fault::new("a decided request does not say who decided"));
    };
    let decision = Decision { by: Person::new(by, name.as_str()), at, note: row.note.clone() };
    match row.state.as_str() {
        APPROVED => Ok(State::Approved(decision)),
        REFUSED => Ok(State::Refused(decision)),
        OPENED => Ok(State::Opened(decision)),
        _ => Err(Fault::new("a request is in no known state")),
    }
}
