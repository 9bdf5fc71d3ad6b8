//! The tables of delegations and of what was issued by them today.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait as _, OnConflict};
use sea_orm::{ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, JoinType};
use sea_orm::{QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationDef, TryInsertResult};

use super::{DailyQuota, Delegation};
use crate::base::{DelegationId, Fallible, Fault, GroupId, UserId};
use crate::db::entity::{delegation, delegation_use, group, group_member};
use crate::db::{SelectValues as _, Work};
use crate::directory::groups::{self, Group};

/// Finds a delegation.
pub async fn find(
    connection: &impl ConnectionTrait,
    id: DelegationId,
) -> Fallible<Option<Delegation>> {
    let row = delegation::Entity::find_by_id(id).one(connection).await?;
    Ok(with_groups(connection, row.into_iter().collect()).await?.pop())
}

/// Every delegation, oldest first. There are few: a group of issuers each.
pub async fn list(connection: &impl ConnectionTrait) -> Fallible<Vec<Delegation>> {
    let rows =
        delegation::Entity::find().order_by_asc(delegation::Column::Id).all(connection).await?;
    with_groups(connection, rows).await
}

/// The delegations a group has part in, on either side, oldest first.
pub async fn of_group(connection: &impl ConnectionTrait, id: GroupId) -> Fallible<Vec<Delegation>> {
    let either = Condition::any()
        .add(delegation::Column::IssuersId.eq(id))
        .add(delegation::Column::PeopleId.eq(id));
    let rows = delegation::Entity::find()
        .filter(either)
        .order_by_asc(delegation::Column::Id)
        .all(connection)
        .await?;
    with_groups(connection, rows).await
}

/// The delegations by which one person is among the issuers and another among the people.
pub async fn covering(
    connection: &impl ConnectionTrait,
    issuer: UserId,
    person: UserId,
) -> Fallible<Vec<Delegation>> {
    let (issuers, people) = (Alias::new("of_issuer"), Alias::new("of_person"));
    let member = |side: &Alias, user: UserId| {
        Expr::col((side.clone(), group_member::Column::UserId)).eq(user)
    };
    let rows = delegation::Entity::find()
        .join_as(JoinType::InnerJoin, members(delegation::Column::IssuersId), issuers.clone())
        .join_as(JoinType::InnerJoin, members(delegation::Column::PeopleId), people.clone())
        .filter(member(&issuers, issuer))
        .filter(member(&people, person))
        .order_by_asc(delegation::Column::Id)
        .all(connection)
        .await?;
    with_groups(connection, rows).await
}

/// The delegations by which a person issues, oldest first.
pub async fn of_issuer(
    connection: &impl ConnectionTrait,
    user: UserId,
) -> Fallible<Vec<Delegation>> {
    let rows = delegation::Entity::find()
        .join(JoinType::InnerJoin, members(delegation::Column::IssuersId))
        .filter(group_member::Column::UserId.eq(user))
        .order_by_asc(delegation::Column::Id)
        .all(connection)
        .await?;
    with_groups(connection, rows).await
}

/// Whether a person issues passes by any delegation.
pub async fn is_issuer(connection: &impl ConnectionTrait, user: UserId) -> Fallible<bool> {
    let found = delegation::Entity::find()
        .join(JoinType::InnerJoin, members(delegation::Column::IssuersId))
        .filter(group_member::Column::UserId.eq(user))
        .limit(1)
        .one(connection)
        .await?;
    Ok(found.is_some())
}

/// Whether the members of a group issue passes by any delegation.
pub async fn issues(connection: &impl ConnectionTrait, id: GroupId) -> Fallible<bool> {
    let found = delegation::Entity::find()
        .filter(delegation::Column::IssuersId.eq(id))
        .limit(1)
        .one(connection)
        .await?;
    Ok(found.is_some())
}

/// Whether a person issues passes for the members of this group.
pub async fn issues_for(
    connection: &impl ConnectionTrait,
    user: UserId,
    people: GroupId,
) -> Fallible<bool> {
    let found = delegation::Entity::find()
        .join(JoinType::InnerJoin, members(delegation::Column::IssuersId))
        .filter(group_member::Column::UserId.eq(user))
        .filter(delegation::Column::PeopleId.eq(people))
        .limit(1)
        .one(connection)
        .await?;
    Ok(found.is_some())
}

/// The groups for whose members a person issues passes, by folded name.
pub async fn issuable_groups(
    connection: &impl ConnectionTrait,
    user: UserId,
) -> Fallible<Vec<Group>> {
    let ids: Vec<GroupId> = delegation::Entity::find()
        .select_only()
        .column(delegation::Column::PeopleId)
        .distinct()
        .join(JoinType::InnerJoin, members(delegation::Column::IssuersId))
        .filter(group_member::Column::UserId.eq(user))
        .into_values_of()
        .all(connection)
        .await?;
    groups::named(connection, ids).await
}

/// From one of a delegation's groups to its members.
fn members(side: delegation::Column) -> RelationDef {
    delegation::Entity::belongs_to(group_member::Entity)
        .from(side)
        .to(group_member::Column::GroupId)
        .into()
}

async fn with_groups(
    connection: &impl ConnectionTrait,
    rows: Vec<delegation::Model>,
) -> Fallible<Vec<Delegation>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<GroupId> = rows.iter().flat_map(|row| [row.issuers_id, row.people_id]).collect();
    let named: Vec<group::Model> =
        group::Entity::find().filter(group::Column::Id.is_in(ids)).all(connection).await?;
    let group = |id: GroupId| named.iter().find(|row| row.id == id).cloned().map(Group::from);
    // A group that is deleted in this moment takes its delegations along.
    let delegations = rows.into_iter().filter_map(|row| {
        let (issuers, people) = (group(row.issuers_id)?, group(row.people_id)?);
        Some(delegation_of(&row, issuers, people))
    });
    delegations.collect()
}

fn delegation_of(row: &delegation::Model, issuers: Group, people: Group) -> Fallible<Delegation> {
    let quota = u32::try_from(row.daily_quota).ok().and_then(DailyQuota::new);
    Ok(Delegation {
        id: row.id,
        issuers,
        people,
        daily_quota: quota.ok_or_else(|| Fault::new("a delegation's quota is out of bounds"))?,
        recovery: row.recovery,
        created_at: row.created_at,
    })
}

fn stored(quota: DailyQuota) -> i64 {
    quota.get().into()
}

/// Inserts a delegation unless its groups have one; answers whether it did.
pub(super) async fn insert(work: &Work, delegation: &Delegation) -> Fallible<bool> {
    let row = delegation::ActiveModel {
        id: Set(delegation.id),
        issuers_id: Set(delegation.issuers.id),
        people_id: Set(delegation.people.id),
        daily_quota: Set(stored(delegation.daily_quota)),
        recovery: Set(delegation.recovery),
        created_at: Set(delegation.created_at),
    };
    let inserted = delegation::Entity::insert(row)
        .on_conflict_do_nothing_on([delegation::Column::IssuersId, delegation::Column::PeopleId])
        .exec_without_returning(work.connection())
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

pub(super) async fn update(work: &Work, delegation: &Delegation) -> Fallible<()> {
    delegation::Entity::update_many()
        .col_expr(delegation::Column::DailyQuota, Expr::value(stored(delegation.daily_quota)))
        .col_expr(delegation::Column::Recovery, Expr::value(delegation.recovery))
        .filter(delegation::Column::Id.eq(delegation.id))
        .exec(work.connection())
        .await?;
    Ok(())
}

pub(super) async fn delete(work: &Work, id: DelegationId) -> Fallible<bool> {
    Ok(delegation::Entity::delete_by_id(id).exec(work.connection()).await?.rows_affected == 1)
}

/// Counts one more pass of today's; answers whether there was one left.
pub(super) async fn count_use(
    work: &Work,
    delegation: &Delegation,
    issuer: UserId,
) -> Fallible<bool> {
    use delegation_use::Column;

    let today = work.now().days();
    let column = |column: Column| Expr::col((delegation_use::Entity, column));
    let earlier = || column(Column::Day).lt(today);
    let issued = CaseStatement::new().case(earlier(), 1).finally(column(Column::Issued).add(1));
    let day = CaseStatement::new().case(earlier(), today).finally(column(Column::Day));
    let conflict = OnConflict::columns([Column::DelegationId, Column::IssuerId])
        .value(Column::Issued, issued)
        .value(Column::Day, day)
        .action_and_where(earlier().or(column(Column::Issued).lt(stored(delegation.daily_quota))))
        .to_owned();
    let row = delegation_use::ActiveModel {
        delegation_id: Set(delegation.id),
        issuer_id: Set(issuer),
        day: Set(today),
        issued: Set(1),
    };
    let counted = delegation_use::Entity::insert(row)
        .on_conflict(conflict)
        .exec_without_returning(work.connection())
        .await?;
    Ok(counted == 1)
}

/// How many passes an issuer made by a delegation on a day, counted since 1970.
pub(super) async fn used_on(
    connection: &impl ConnectionTrait,
    id: DelegationId,
    issuer: UserId,
    day: i64,
) -> Fallible<u32> {
    let row = delegation_use::Entity::find_by_id((id, issuer)).one(connection).await?;
    let today = row.filter(|row| row.day >= day);
    Ok(today.map_or(0, |row| u32::try_from(row.issued).unwrap_or(0)))
}
