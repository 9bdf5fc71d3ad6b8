//! The table of passes.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, FromQueryResult, JoinType};
use sea_orm::{QueryFilter as _, QuerySelect as _, UpdateMany};

use super::summary::PassSummary;
use crate::audit::Person;
use crate::base::{Fallible, PassId, Timestamp, UserId};
use crate::credentials::hash::StoredHash;
use crate::credentials::policy::PassPolicy;
use crate::credentials::store::enabled_user;
use crate::db::entity::{pass, user};
use crate::db::{SelectValues as _, Work};
use crate::directory::sign_outs;

/// Whoever has the username that was typed, and their pass if they have one.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) user: Person,
    pub(super) pass: Option<Kept>,
}

impl Candidate {
    pub(super) fn hash(&self) -> Option<&str> {
        self.pass.as_ref().map(|pass| pass.hash.as_str())
    }
}

/// What of a pass never changes while it has this id.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) id: PassId,
    hash: String,
    pub(super) ends_at: Timestamp,
}

#[derive(FromQueryResult)]
struct CandidateRow {
    user_id: UserId,
    username: String,
    pass_id: Option<PassId>,
    hash: Option<String>,
    ends_at: Option<Timestamp>,
}

pub(super) async fn find_candidate(
    connection: &impl ConnectionTrait,
    folded: &str,
) -> Fallible<Option<Candidate>> {
    let pass_of_user = user::Entity::belongs_to(pass::Entity)
        .from(user::Column::Id)
        .to(pass::Column::UserId)
        .into();
    let row = user::Entity::find()
        .select_only()
        .column_as(user::Column::Id, "user_id")
        .column(user::Column::Username)
        .column_as(pass::Column::Id, "pass_id")
        .column(pass::Column::Hash)
        .column(pass::Column::EndsAt)
        .join(JoinType::LeftJoin, pass_of_user)
        .filter(user::Column::UsernameFolded.eq(folded))
        .into_model::<CandidateRow>()
        .one(connection)
        .await?;
    Ok(row.map(Candidate::from))
}

impl From<CandidateRow> for Candidate {
    fn from(row: CandidateRow) -> Self {
        let pass = match (row.pass_id, row.hash, row.ends_at) {
            (Some(id), Some(hash), Some(ends_at)) => Some(Kept { id, hash, ends_at }),
            _ => None,
        };
        Self { user: Person::new(row.user_id, row.username), pass }
    }
}

/// Uses a usable pass; answers whether it was usable still.
pub(super) async fn claim(
    work: &Work,
    id: PassId,
    user: UserId,
    policy: &PassPolicy,
) -> Fallible<bool> {
    let fresh = pass::Column::OneTime.eq(false).or(pass::Column::Uses.eq(0));
    Ok(usable(work, id, user, policy).filter(fresh).exec(work.connection()).await?.rows_affected
        == 1)
}

/// Uses a one-time pass another time, for the browser that used it.
pub(super) async fn claim_again(
    work: &Work,
    id: PassId,
    user: UserId,
    policy: &PassPolicy,
) -> Fallible<bool> {
    Ok(usable(work, id, user, policy).exec(work.connection()).await?.rows_affected == 1)
}

/// Whatever can change between the check and the claim is asked here, in the update itself.
fn usable(work: &Work, id: PassId, user: UserId, policy: &PassPolicy) -> UpdateMany<pass::Entity> {
    let update = pass::Entity::update_many()
        .col_expr(pass::Column::Uses, Expr::col(pass::Column::Uses).add(1))
        .col_expr(pass::Column::LastUsedAt, Expr::value(work.now()))
        .filter(pass::Column::Id.eq(id))
        .filter(pass::Column::FailedAttempts.lt(policy.tries()))
        .filter(pass::Column::StartsAt.lte(work.now()))
        .filter(pass::Column::EndsAt.gt(work.now()))
        .filter(pass::Column::UserId.in_subquery(enabled_user(user)));
    if policy.one_time_required { update.filter(pass::Column::OneTime.eq(true)) } else { update }
}

/// Counts a wrong try; for a pass that does not exist this is the same statement without a row.
pub(super) async fn count_wrong(work: &Work, id: PassId) -> Fallible<()> {
    pass::Entity::update_many()
        .col_expr(pass::Column::FailedAttempts, Expr::col(pass::Column::FailedAttempts).add(1))
        .filter(pass::Column::Id.eq(id))
        .exec(work.connection())
        .await?;
    Ok(())
}

pub(super) async fn find(work: &Work, id: PassId) -> Fallible<Option<PassSummary>> {
    Ok(pass::Entity::find_by_id(id).one(work.connection()).await?.map(PassSummary::from))
}

/// What may be known about a person's pass; an ended one stays listed until it is replaced or deleted.
pub async fn show(
    connection: &impl ConnectionTrait,
    user: UserId,
) -> Fallible<Option<PassSummary>> {
    let row = pass::Entity::find().filter(pass::Column::UserId.eq(user)).one(connection).await?;
    Ok(row.map(PassSummary::from))
}

pub(super) async fn insert(
    work: &Work,
    user: UserId,
    pass: &PassSummary,
    hash: StoredHash,
) -> Fallible<()> {
    let row = pass::ActiveModel {
        id: Set(pass.id),
        user_id: Set(user),
        hash: Set(hash.into_string()),
        created_at: Set(pass.created_at),
        starts_at: Set(pass.starts_at),
        ends_at: Set(pass.ends_at),
        one_time: Set(pass.one_time),
        uses: Set(0),
        last_used_at: Set(None),
        failed_attempts: Set(0),
        issued_by: Set(pass.issued_by),
        issuer_name: Set(pass.issuer_name.clone()),
        reason: Set(pass.reason.clone()),
        ticket: Set(pass.ticket.clone()),
    };
    pass::Entity::insert(row).exec_without_returning(work.connection()).await?;
    Ok(())
}

/// Whose pass this is.
pub(super) async fn holder_of(
    connection: &impl ConnectionTrait,
    id: PassId,
) -> Fallible<Option<UserId>> {
    let query = pass::Entity::find_by_id(id).select_only().column(pass::Column::UserId);
    Ok(query.into_values_of().one(connection).await?)
}

/// Deletes a pass and with it what stands on it; answers whether it was there.
pub(super) async fn delete(work: &Work, id: PassId, holder: UserId) -> Fallible<bool> {
    sign_outs::before_pass_goes(work, holder, Some(id)).await?;
    Ok(pass::Entity::delete_by_id(id).exec(work.connection()).await?.rows_affected == 1)
}

/// Deletes a person's pass and with it what stands on it; answers whether there was one.
pub(super) async fn delete_of(work: &Work, user: UserId) -> Fallible<bool> {
    sign_outs::before_pass_goes(work, user, None).await?;
    let deleted = pass::Entity::delete_many()
        .filter(pass::Column::UserId.eq(user))
        .exec(work.connection())
        .await?;
    Ok(deleted.rows_affected > 0)
}

impl From<pass::Model> for PassSummary {
    fn from(row: pass::Model) -> Self {
        Self {
            id: row.id,
            created_at: row.created_at,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            one_time: row.one_time,
            uses: u32::try_from(row.uses).unwrap_or(0),
            last_used_at: row.last_used_at,
            failed_attempts: u32::try_from(row.failed_attempts).unwrap_or(0),
            issued_by: row.issued_by,
            issuer_name: row.issuer_name,
            reason: row.reason,
            ticket: row.ticket,
        }
    }
}
