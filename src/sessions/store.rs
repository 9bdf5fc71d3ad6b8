//! The `sessions` table.

use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait,
    EntityTrait as _, JoinType, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, RelationDef,
};

use crate::base::{Digest, Fallible, Fault, PassId, SessionId, Timestamp, UserId};
use crate::db::Work;
use crate::db::entity::{grant, session, user};
use crate::directory::sign_outs;

use super::Session;
use super::strength::Amr;

/// What a session has that was ended by hand: an instant that is over on every node, however far
/// their clocks are apart. The row stays until it is known which apps to tell; then it is swept.
const ENDED: Timestamp = Timestamp::from_millis(0);

/// Just before the commit: nothing in the work that starts a session reads it.
pub(super) fn insert(work: &Work, session: &Session, key: Digest, generation: i64) {
    let row = session::ActiveModel { generation: Set(generation), ..row(session, key) };
    work.later(&session::Entity::insert(row).into_query());
}

/// Writes a session over its own row under a new key; says whether it still lived.
pub(super) async fn replace(work: &Work, session: &Session, key: Digest) -> Fallible<bool> {
    let done = session::Entity::update_many()
        .set(row(session, key))
        .filter(has_not_ended(work.now()))
        .filter(session::Column::Id.eq(session.id))
        .exec(work.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// For writes, which join nothing. Idleness was looked at when the request came in.
fn has_not_ended(now: Timestamp) -> Condition {
    let current = user_of_session().column(user::Column::Generation).to_owned();
    Condition::all()
        .add(session::Column::EndsAt.gt(now))
        .add(session::Column::Generation.into_expr().eq(current))
}

fn user_of_session() -> SelectStatement {
    let id = Expr::col((session::Entity, session::Column::UserId));
    Query::select()
        .from(user::Entity)
        .and_where(Expr::col((user::Entity, user::Column::Id)).eq(id))
        .to_owned()
}

fn row(session: &Session, key: Digest) -> session::ActiveModel {
    session::ActiveModel {
        id: Set(session.id),
        key_digest: Set(key),
        user_id: Set(session.user_id),
        amr: Set(session.amr.to_string()),
        acr: Set(session.acr.to_string()),
        authenticated_at: Set(session.authenticated_at),
        started_at: Set(session.started_at),
        last_seen_at: Set(session.last_seen_at),
        ends_at: Set(session.ends_at),
        pass_id: Set(session.pass),
        registration_owed: Set(session.registration_owed),
        ip_address: Set(session.ip_address.clone()),
        user_agent: Set(session.user_agent.clone()),
        generation: NotSet,
    }
}

pub(super) async fn lift_cap_of_grants(work: &Work, id: SessionId) -> Fallible<()> {
    grant::Entity::update_many()
        .col_expr(grant::Column::PassId, Expr::value(None::<PassId>))
        .filter(grant::Column::Sid.eq(id))
        .filter(grant::Column::PassId.is_not_null())
        .exec(work.connection())
        .await?;
    Ok(())
}

pub(super) async fn find_live(
    connection: &impl ConnectionTrait,
    key: Digest,
    now: Timestamp,
    idle: Duration,
) -> Fallible<Option<Session>> {
    let found = session::Entity::find()
        .join(JoinType::InnerJoin, to_user())
        .select_also(user::Entity)
        .filter(session::Column::KeyDigest.eq(key))
        .filter(live(now, idle))
        .one(connection)
        .await?;
    found.map(|(session, user)| parse(session, user)).transpose()
}

pub(super) async fn list_live(
    connection: &impl ConnectionTrait,
    id: UserId,
    now: Timestamp,
    idle: Duration,
) -> Fallible<Vec<Session>> {
    let found = session::Entity::find()
        .join(JoinType::InnerJoin, to_user())
        .select_also(user::Entity)
        .filter(session::Column::UserId.eq(id))
        .filter(live(now, idle))
        .order_by_desc(session::Column::StartedAt)
        .all(connection)
        .await?;
    found.into_iter().map(|(session, user)| parse(session, user)).collect()
}

fn to_user() -> RelationDef {
    session::Entity::belongs_to(user::Entity)
        .from(session::Column::UserId)
        .to(user::Column::Id)
        .into()
}

fn live(now: Timestamp, idle: Duration) -> Condition {
    Condition::all()
        .add(session::Column::EndsAt.gt(now))
        .add(session::Column::LastSeenAt.gt(now.minus(idle)))
        .add(user::Column::Enabled.eq(true))
        .add(
            Expr::col((session::Entity, session::Column::StartedAt))
                .gte(Expr::col((user::Entity, user::Column::SignInSessionsValidFrom))),
        )
        .add(
            Expr::col((session::Entity, session::Column::Generation))
                .eq(Expr::col((user::Entity, user::Column::Generation))),
        )
}

fn parse(row: session::Model, user: Option<user::Model>) -> Fallible<Session> {
    let user = user.ok_or_else(|| Fault::new("a session without its user"))?;
    Ok(Session {
        id: row.id,
        user_id: row.user_id,
        username: user.username,
        display_name: user.display_name,
        amr: Amr::from(row.amr.as_str()),
        acr: row.acr.parse()?,
        authenticated_at: row.authenticated_at,
        started_at: row.started_at,
        last_seen_at: row.last_seen_at,
        ends_at: row.ends_at,
        pass: row.pass_id,
        registration_owed: row.registration_owed,
        ip_address: row.ip_address,
        user_agent: row.user_agent,
    })
}

/// Writes down that the session was seen.
pub(super) async fn touch(work: &Work, id: SessionId) -> Fallible<()> {
    session::Entity::update_many()
        .col_expr(session::Column::LastSeenAt, Expr::value(work.now()))
        .filter(session::Column::Id.eq(id))
        .exec(work.connection())
        .await?;
    Ok(())
}

/// The same for a session that still lives; says whether it does.
pub(super) async fn touch_live(work: &Work, id: SessionId) -> Fallible<bool> {
    let done = session::Entity::update_many()
        .col_expr(session::Column::LastSeenAt, Expr::value(work.now()))
        .filter(has_not_ended(work.now()))
        .filter(session::Column::Id.eq(id))
        .exec(work.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends a session of a person's; says whether it lived.
pub(super) async fn end(work: &Work, user: UserId, id: SessionId) -> Fallible<bool> {
    let done = session::Entity::update_many()
        .col_expr(session::Column::EndsAt, Expr::value(ENDED))
        .filter(has_not_ended(work.now()))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::UserId.eq(user))
        .exec(work.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// How many sessions a person has that have not ended, idle ones too.
pub(super) async fn count_of(work: &Work, user: UserId) -> Fallible<u64> {
    let count = session::Entity::find()
        .filter(session::Column::UserId.eq(user))
        .filter(has_not_ended(work.now()))
        .count(work.connection());
    Ok(count.await?)
}

/// Deletes what has ended, but for people of whom apps are still to be told: whom is seen from grants,
/// which go with their session.
pub(super) async fn delete_ended(work: &Work, idle: Duration) -> Fallible<()> {
    let ended = Condition::any()
        .add(session::Column::EndsAt.lte(work.now()))
        .add(session::Column::LastSeenAt.lte(work.now().minus(idle)));
    session::Entity::delete_many()
        .filter(ended)
        .filter(session::Column::UserId.not_in_subquery(sign_outs::users_pending()))
        .exec(work.connection())
        .await?;
    Ok(())
}
