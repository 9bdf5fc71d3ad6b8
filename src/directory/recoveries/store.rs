//! The `recoveries` table.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
};

use super::Recovery;
use crate::base::{Fallible, Timestamp, UserId};
use crate::db::Work;
use crate::db::entity::recovery::{ActiveModel, Column, Entity};

pub(super) async fn find(
    connection: &impl ConnectionTrait,
    user: UserId,
) -> Fallible<Option<Recovery>> {
    let row = Entity::find_by_id(user).one(connection).await?;
    Ok(row.map(|row| Recovery {
        started_at: row.started_at,
        reviewed_at: row.reviewed_at,
        enough_at: row.enough_at,
    }))
}

pub(super) async fn put(work: &Work, user: UserId, since: Timestamp) -> Fallible<()> {
    let row = ActiveModel {
        user_id: Set(user),
        started_at: Set(since),
        reviewed_at: Set(None),
        enough_at: Set(None),
    };
    let anew = OnConflict::column(Column::UserId)
        .update_columns([Column::StartedAt, Column::ReviewedAt, Column::EnoughAt])
        .to_owned();
    Entity::insert(row).on_conflict(anew).exec_without_returning(work.connection()).await?;
    Ok(())
}

pub(super) async fn set_reviewed(work: &Work, user: UserId) -> Fallible<bool> {
    set(work, user, Column::ReviewedAt).await
}

pub(super) async fn set_enough(work: &Work, user: UserId) -> Fallible<bool> {
    set(work, user, Column::EnoughAt).await
}

async fn set(work: &Work, user: UserId, column: Column) -> Fallible<bool> {
    let done = Entity::update_many()
        .col_expr(column, Expr::value(work.now()))
        .filter(Column::UserId.eq(user))
        .exec(work.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

pub(super) async fn delete(work: &Work, user: UserId) -> Fallible<()> {
    Entity::delete_by_id(user).exec(work.connection()).await?;
    Ok(())
}
