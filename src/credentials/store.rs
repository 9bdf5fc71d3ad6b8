//! The tables that all methods share: throttles, what was spent, and the lock on a person's methods.

use sea_orm::ActiveValue::Set;
use sea_orm::TryInsertResult;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait as _, OnConflict, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _,
    QueryTrait as _,
};

use super::kinds::Kinds;
use crate::base::{Digest, Fallible, Fault, Timestamp, UserId};
use crate::db::entity::{
    authenticator_app, passkey, password, recovery_code, spent, throttle, user,
};
use crate::db::{SelectValues as _, Work};
use crate::directory;

/// Adds one to the count unless it is blocked. Answers the count, or nothing when blocked.
pub(super) async fn count_attempt(
    work: &Work,
    digest: Digest,
    forget_at: Timestamp,
) -> Fallible<Option<i64>> {
    let column = |column: throttle::Column| Expr::col((throttle::Entity, column));
    let failures = CaseStatement::new()
        .case(column(throttle::Column::ForgetAt).lte(work.now()), 1)
        .finally(column(throttle::Column::Failures).add(1));
    let conflict = OnConflict::column(throttle::Column::Digest)
        .value(throttle::Column::Failures, failures)
        .value(throttle::Column::ForgetAt, Expr::value(forget_at))
        .action_and_where(column(throttle::Column::BlockedUntil).lte(work.now()))
        .to_owned();
    let row = throttle::ActiveModel {
        digest: Set(digest),
        failures: Set(1),
        blocked_until: Set(Timestamp::from_millis(0)),
        forget_at: Set(forget_at),
    };
    let count = throttle::Entity::insert(row)
        .on_conflict(conflict)
        .into_query()
        .returning_col(throttle::Column::Failures)
        .to_owned();
    // No row comes back when the conflicting one is blocked.
    let counted = work.connection().query_one(&count).await?;
    Ok(counted.map(|row| row.try_get("", "failures")).transpose()?)
}

/// Until when guessing is blocked; the beginning of time if it is not.
pub(super) async fn blocked_until(work: &Work, digest: Digest) -> Fallible<Timestamp> {
    let row = throttle::Entity::find_by_id(digest).one(work.connection()).await?;
    Ok(row.map_or(Timestamp::from_millis(0), |row| row.blocked_until))
}

/// Blocks guessing.
pub(super) async fn block(work: &Work, digest: Digest, until: Timestamp) -> Fallible<()> {
    throttle::Entity::update_many()
        .col_expr(throttle::Column::BlockedUntil, Expr::value(until))
        .filter(throttle::Column::Digest.eq(digest))
        .exec(work.connection())
        .await?;
    Ok(())
}

/// Takes one from the count.
pub(super) async fn uncount(work: &Work, digest: Digest) -> Fallible<()> {
    throttle::Entity::update_many()
        .col_expr(throttle::Column::Failures, Expr::col(throttle::Column::Failures).sub(1))
        .filter(throttle::Column::Digest.eq(digest))
        .filter(throttle::Column::Failures.gt(0))
        .exec(work.connection())
        .await?;
    Ok(())
}

/// Starts the count anew.
pub(super) async fn forget(work: &Work, digest: Digest) -> Fallible<()> {
    throttle::Entity::delete_by_id(digest).exec(work.connection()).await?;
    Ok(())
}

/// The same at the end of the work, which holds the count already.
pub(super) fn forget_later(work: &Work, digest: Digest) {
    work.later(&throttle::Entity::delete_by_id(digest).into_query());
}

/// Spends something that is good once; answers whether this was the first time.
pub async fn spend(work: &Work, digest: Digest, forget_at: Timestamp) -> Fallible<bool> {
    let row = spent::ActiveModel { digest: Set(digest), forget_at: Set(forget_at) };
    // Not by catching the violation: on PostgreSQL that would end the whole transaction.
    let inserted = spent::Entity::insert(row)
        .on_conflict_do_nothing_on([spent::Column::Digest])
        .exec_without_returning(work.connection())
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

/// Whether something that is good once was spent.
pub async fn is_spent(connection: &impl ConnectionTrait, digest: Digest) -> Fallible<bool> {
    Ok(spent::Entity::find_by_id(digest).one(connection).await?.is_some())
}

/// Makes whoever else changes this person's methods wait; answers whether there is such a person.
pub async fn lock_methods(work: &Work, id: UserId) -> Fallible<bool> {
    let locked = user::Entity::update_many()
        .col_expr(user::Column::Enabled, Expr::col(user::Column::Enabled))
        .filter(user::Column::Id.eq(id))
        .exec(work.connection())
        .await?;
    Ok(locked.rows_affected == 1)
}

/// Which kinds of methods a person has: one statement looks into all the tables but that of passes.
pub async fn kinds_of(connection: &impl ConnectionTrait, id: UserId) -> Fallible<Kinds> {
    let codes = of_person(recovery_code::Column::UserId, id)
        .and_where(recovery_code::Column::UsedAt.is_null())
        .to_owned();
    let look = Query::select()
        .expr_as(any(of_person(passkey::Column::UserId, id)), "passkey")
        .expr_as(any(of_person(authenticator_app::Column::UserId, id)), "authenticator_app")
        .expr_as(any(of_person(password::Column::UserId, id)), "password")
        .expr_as(any(codes), "recovery_code")
        .to_owned();
    let row = connection.query_one(&look).await?;
    let row = row.ok_or_else(|| Fault::new("a select without a table gave no row"))?;
    let has = |kind: &str| Ok::<_, Fault>(row.try_get::<i64>("", kind)? > 0);
    Ok(Kinds {
        passkey: has("passkey")?,
        authenticator_app: has("authenticator_app")?,
        password: has("password")?,
        recovery_code: has("recovery_code")?,
    })
}

/// A number: what SQLite makes up is never a boolean.
fn any(rows: SelectStatement) -> CaseStatement {
    Expr::case(Expr::exists(rows), 1_i64).finally(0_i64)
}

/// The rows of a person in the table that has this column.
fn of_person(owner: impl ColumnTrait, id: UserId) -> SelectStatement {
    let (table, _) = owner.as_column_ref();
    Query::select().column(owner).from(table).and_where(owner.eq(id)).to_owned()
}

/// The person's id if they may sign in: asked inside the update that claims something.
pub(super) fn enabled_user(id: UserId) -> SelectStatement {
    Query::select()
        .column(user::Column::Id)
        .from(user::Entity)
        .and_where(user::Column::Id.eq(id))
        .and_where(user::Column::Enabled.eq(true))
        .to_owned()
}

/// Whether a person may sign in at all.
pub(super) async fn is_enabled(work: &Work, id: UserId) -> Fallible<bool> {
    let enabled: Option<bool> = user::Entity::find_by_id(id)
        .select_only()
        .column(user::Column::Enabled)
        .into_values_of()
        .one(work.connection())
        .await?;
    Ok(enabled.unwrap_or(false))
}

/// Notes for lists whether a person has a lasting method, after one came or went.
pub(super) async fn methods_changed(work: &Work, id: UserId) -> Fallible<()> {
    let kinds = kinds_of(work.connection(), id).await?;
    let any = kinds.passkey || kinds.authenticator_app || kinds.password;
    directory::note_methods(work, id, any).await
}

/// Clears away counts and spent things that are old enough to forget. Answers how many.
pub async fn forget_expired(work: &Work) -> Fallible<u64> {
    let throttles = throttle::Entity::delete_many()
        .filter(throttle::Column::ForgetAt.lte(work.now()))
        .filter(throttle::Column::BlockedUntil.lte(work.now()))
        .exec(work.connection())
        .await?;
    let spent = spent::Entity::delete_many()
        .filter(spent::Column::ForgetAt.lte(work.now()))
        .exec(work.connection())
        .await?;
    Ok(throttles.rows_affected + spent.rows_affected)
}
