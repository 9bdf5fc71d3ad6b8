//! The table of authenticator apps.

use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder as _;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};

use crate::base::{Fallible, Timestamp, TotpId, UserId};
use crate::credentials::store::{enabled_user, methods_changed};
use crate::db::Work;
use crate::db::entity::authenticator_app::{ActiveModel, Column, Entity};

/// An authenticator app as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TotpSummary {
    /// Which one.
    pub id: TotpId,
    /// What its owner calls it.
    pub name: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it was used last.
    pub last_used_at: Option<Timestamp>,
}

/// What is needed to verify a code.
pub(super) struct AppKey {
    pub(super) id: TotpId,
    pub(super) sealed_secret: Vec<u8>,
}

/// A person's authenticator apps, oldest first.
pub async fn list(connection: &impl ConnectionTrait, user: UserId) -> Fallible<Vec<TotpSummary>> {
    let rows = Entity::find()
        .filter(Column::UserId.eq(user))
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| TotpSummary {
            id: row.id,
            name: row.name,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        })
        .collect())
}

pub(super) async fn keys_of(work: &Work, user: UserId) -> Fallible<Vec<AppKey>> {
    let rows = Entity::find().filter(Column::UserId.eq(user)).all(work.connection()).await?;
    Ok(rows
        .into_iter()
        .map(|row| AppKey { id: row.id, sealed_secret: row.sealed_secret })
        .collect())
}

pub(super) async fn insert(
    work: &Work,
    id: TotpId,
    user: UserId,
    name: String,
    sealed_secret: Vec<u8>,
    last_step: i64,
) -> Fallible<()> {
    let row = ActiveModel {
        id: Set(id),
        user_id: Set(user),
        name: Set(name),
        sealed_secret: Set(sealed_secret),
        last_step: Set(last_step),
        created_at: Set(work.now()),
        last_used_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(work.connection()).await?;
    methods_changed(work, user).await
}

/// Uses a step up; answers whether it was later than every one that was used.
pub(super) async fn claim(work: &Work, id: TotpId, user: UserId, step: i64) -> Fallible<bool> {
    let claimed = Entity::update_many()
        .col_expr(Column::LastStep, Expr::value(step))
        .col_expr(Column::LastUsedAt, Expr::value(work.now()))
        .filter(Column::Id.eq(id))
        .filter(Column::LastStep.lt(step))
        .filter(Column::UserId.in_subquery(enabled_user(user)))
        .exec(work.connection())
        .await?;
    Ok(claimed.rows_affected == 1)
}

pub(in crate::credentials) async fn rename(
    work: &Work,
    user: UserId,
    id: TotpId,
    name: &str,
) -> Fallible<bool> {
    let renamed = Entity::update_many()
        .col_expr(Column::Name, Expr::value(name))
        .filter(Column::Id.eq(id))
        .filter(Column::UserId.eq(user))
        .exec(work.connection())
        .await?;
    Ok(renamed.rows_affected == 1)
}

pub(in crate::credentials) async fn delete(
    work: &Work,
    user: UserId,
    id: TotpId,
) -> Fallible<bool> {
    let deleted = Entity::delete_many()
        .filter(Column::Id.eq(id))
        .filter(Column::UserId.eq(user))
        .exec(work.connection())
        .await?;
    methods_changed(work, user).await?;
    Ok(deleted.rows_affected == 1)
}
