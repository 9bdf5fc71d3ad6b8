//! The table of recovery codes.

use sea_orm::ActiveValue::Set;
use sea_orm::QueryFilter as _;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryOrder as _,
    QuerySelect as _,
};

use crate::base::{Digest, Fallible, RecoveryCodeId, Secret, Timestamp, UserId};
use crate::credentials::store::enabled_user;
use crate::db::entity::recovery_code::{ActiveModel, Column, Entity};
use crate::db::{SelectValues as _, Work};

/// How many codes a person has left.
pub async fn count_left(connection: &impl ConnectionTrait, user: UserId) -> Fallible<u32> {
    let left = Entity::find()
        .filter(Column::UserId.eq(user))
        .filter(Column::UsedAt.is_null())
        .count(connection)
        .await?;
    Ok(u32::try_from(left).unwrap_or(u32::MAX))
}

/// When the codes were made that a person has left.
pub async fn made_at(
    connection: &impl ConnectionTrait,
    user: UserId,
) -> Fallible<Option<Timestamp>> {
    let left = Entity::find().filter(Column::UserId.eq(user)).filter(Column::UsedAt.is_null());
    let oldest = left.select_only().column(Column::CreatedAt).order_by_asc(Column::CreatedAt);
    Ok(oldest.into_values_of().one(connection).await?)
}

pub(super) async fn insert_all(work: &Work, user: UserId, codes: &[Secret]) -> Fallible<()> {
    let rows = codes.iter().map(|code| ActiveModel {
        id: Set(RecoveryCodeId::fresh()),
        user_id: Set(user),
        digest: Set(code.digest()),
        created_at: Set(work.now()),
        used_at: Set(None),
    });
    Entity::insert_many(rows).exec_without_returning(work.connection()).await?;
    Ok(())
}

/// Deletes every code of a person, used or not; answers whether there was one.
pub(in crate::credentials) async fn delete_all(work: &Work, user: UserId) -> Fallible<bool> {
    let deleted =
        Entity::delete_many().filter(Column::UserId.eq(user)).exec(work.connection()).await?;
    Ok(deleted.rows_affected > 0)
}

pub(super) async fn is_unused(work: &Work, user: UserId, digest: Digest) -> Fallible<bool> {
    let found = Entity::find()
        .filter(Column::UserId.eq(user))
        .filter(Column::Digest.eq(digest))
        .filter(Column::UsedAt.is_null())
        .count(work.connection())
        .await?;
    Ok(found > 0)
}

/// Uses a code up; answers whether it was there to be used.
pub(super) async fn claim(work: &Work, user: UserId, digest: Digest) -> Fallible<bool> {
    let claimed = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(work.now()))
        .filter(Column::UserId.eq(user))
        .filter(Column::Digest.eq(digest))
        .filter(Column::UsedAt.is_null())
        .filter(Column::UserId.in_subquery(enabled_user(user)))
        .exec(work.connection())
        .await?;
    Ok(claimed.rows_affected == 1)
}
