//! Dead grants: whom they concern, and their end.

use sea_orm::sea_query::{Expr, ExprTrait as _, Func, Query};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, FromQueryResult, QueryFilter as _, QuerySelect as _,
};

use crate::base::{ClientId, Fallible, SessionId, Timestamp, UserId};
use crate::db::Work;
use crate::db::entity::{grant, session};
use crate::oidc::grants::ENDED;

/// How many grants one transaction deletes: whoever signs in meanwhile does not wait long.
const AT_ONCE: u64 = 500;

/// What a client holds that has ended, from one session.
#[derive(FromQueryResult)]
pub(super) struct Held {
    pub(super) client: ClientId,
    pub(super) sid: SessionId,
    /// When something was last issued to it; nothing if none of its grants has ended.
    pub(super) last_issued_at: Option<Timestamp>,
}

/// The clients that were signed in to from a session, offline ones too, whose grants go on.
pub(super) async fn from_session(work: &Work, sid: SessionId) -> Fallible<Vec<Held>> {
    let bound = grant::Column::SessionId.is_not_null();
    held(work, grant::came_from(sid), bound).await
}

/// The clients with a grant of a person's and a generation, or with one that was ended by itself.
pub(super) async fn of_generation(
    work: &Work,
    user: UserId,
    generation: i64,
) -> Fallible<Vec<Held>> {
    let of_user = grant::Column::UserId.eq(user);
    let which = of_user.and(grant::Column::Generation.is_in([generation, ENDED]));
    held(work, which, Expr::value(true)).await
}

async fn held(work: &Work, which: Expr, has_ended: Expr) -> Fallible<Vec<Held>> {
    let issued_at = Func::coalesce([
        Expr::col((grant::Entity, grant::Column::LastUsedAt)),
        Expr::col((grant::Entity, grant::Column::GrantedAt)),
    ]);
    let last_issued_at = Func::max(Expr::case(has_ended, issued_at));
    Ok(grant::Entity::find()
        .select_only()
        .column_as(grant::Column::ClientId, "client")
        .column(grant::Column::Sid)
        .column_as(Expr::from(last_issued_at), "last_issued_at")
        .filter(which)
        .group_by(grant::Column::ClientId)
        .group_by(grant::Column::Sid)
        .into_model::<Held>()
        .all(work.connection())
        .await?)
}

/// Deletes some of a person's grants up to a generation; answers whether there may be more.
pub(super) async fn delete_some_grants(
    work: &Work,
    user: UserId,
    generation: i64,
) -> Fallible<bool> {
    let some = Query::select()
        .column(grant::Column::Id)
        .from(grant::Entity)
        .and_where(grant::Column::UserId.eq(user))
        // Not what was ended by itself: its session may go on.
        .and_where(grant::Column::Generation.between(0, generation))
        .limit(AT_ONCE)
        .to_owned();
    let deleted = grant::Entity::delete_many()
        .filter(grant::Column::Id.in_subquery(some))
        .exec(work.connection())
        .await?;
    Ok(deleted.rows_affected >= AT_ONCE)
}

/// Deletes a person's sessions up to a generation.
pub(super) async fn delete_sessions(work: &Work, user: UserId, generation: i64) -> Fallible<()> {
    session::Entity::delete_many()
        .filter(session::Column::UserId.eq(user))
        .filter(session::Column::Generation.lte(generation))
        .exec(work.connection())
        .await?;
    Ok(())
}
