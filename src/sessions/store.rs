//! The `sessions` table.

use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    FromQueryResult, JoinType, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, RelationDef, Select, Value,
};

use crate::base::{Digest, Fallible, PassId, SessionId, Timestamp, UserId};
use crate::db::entity::{grant, session, user};
use crate::db::{Prepared, Work};
use crate::directory::sign_outs;

use super::Session;
use super::strength::Amr;

/// What a session has that was ended by hand: an instant that is over on every node, however far
/// their clocks are apart. The row stays until it is known which apps to tell; then it is swept.
const ENDED: Timestamp = Timestamp::from_millis(0);

/// Just before the commit: nothing in the work that starts a session reads it.
pub(super) fn insert(work: &Work, session: &Session, key: Digest) {
    work.later(&session::Entity::insert(row(session, key)).into_query());
}

/// Writes a session over its own row under a new key; says whether it still lived. The row's generation
/// is the session's: none that was begun in an earlier one is carried into this.
pub(super) async fn replace(work: &Work, session: &Session, key: Digest) -> Fallible<bool> {
    let done = session::Entity::update_many()
        .set(row(session, key))
        .filter(has_not_ended(work.now()))
        .filter(session::Column::Id.eq(session.id))
        .filter(session::Column::Generation.eq(session.generation))
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
        generation: Set(session.generation),
    }
}

pub(super) async fn lift_cap_of_grants(work: &Work, id: SessionId) -> Fallible<()> {
    grant::Entity::update_many()
        .col_expr(grant::Column::PassId, Expr::value(None::<PassId>))
        .filter(grant::came_from(id))
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
    static BY_KEY: Prepared<3> = Prepared::new(|backend, [key, now, seen_after]| {
        with_user()
            .filter(session::Column::KeyDigest.eq(key))
            .filter(live(now, seen_after))
            .build(backend)
    });
    let parameters = [key.into(), now.into(), now.minus(idle).into()];
    let question = BY_KEY.with(connection.get_database_backend(), &parameters);
    LiveRow::find_by_statement(question).one(connection).await?.map(LiveRow::parse).transpose()
}

pub(super) async fn list_live(
    connection: &impl ConnectionTrait,
    id: UserId,
    now: Timestamp,
    idle: Duration,
) -> Fallible<Vec<Session>> {
    let found = with_user()
        .filter(session::Column::UserId.eq(id))
        .filter(live(now.into(), now.minus(idle).into()))
        .order_by_desc(session::Column::StartedAt)
        .into_model::<LiveRow>()
        .all(connection)
        .await?;
    found.into_iter().map(LiveRow::parse).collect()
}

/// Sessions, each with the names of its user.
fn with_user() -> Select<session::Entity> {
    let to_user: RelationDef = session::Entity::belongs_to(user::Entity)
        .from(session::Column::UserId)
        .to(user::Column::Id)
        .into();
    session::Entity::find()
        .column(user::Column::Username)
        .column(user::Column::DisplayName)
        .join(JoinType::InnerJoin, to_user)
}

fn live(now: Value, seen_after: Value) -> Condition {
    Condition::all()
        .add(session::Column::EndsAt.gt(now))
        .add(session::Column::LastSeenAt.gt(seen_after))
        .add(user::Column::Enabled.eq(true))
        .add(
            Expr::col((session::Entity, session::Column::Generation))
                .eq(Expr::col((user::Entity, user::Column::Generation))),
        )
}

#[derive(FromQueryResult)]
struct LiveRow {
    id: SessionId,
    user_id: UserId,
    username: String,
    display_name: String,
    amr: String,
    acr: String,
    authenticated_at: Timestamp,
    started_at: Timestamp,
    last_seen_at: Timestamp,
    ends_at: Timestamp,
    pass_id: Option<PassId>,
    registration_owed: bool,
    generation: i64,
    ip_address: Option<String>,
    user_agent: Option<String>,
}

impl LiveRow {
    fn parse(self) -> Fallible<Session> {
        Ok(Session {
            id: self.id,
            user_id: self.user_id,
            username: self.username,
            display_name: self.display_name,
            amr: Amr::from(self.amr.as_str()),
            acr: self.acr.parse()?,
            authenticated_at: self.authenticated_at,
            started_at: self.started_at,
            last_seen_at: self.last_seen_at,
            ends_at: self.ends_at,
            pass: self.pass_id,
            registration_owed: self.registration_owed,
            generation: self.generation,
            ip_address: self.ip_address,
            user_agent: self.user_agent,
        })
    }
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
