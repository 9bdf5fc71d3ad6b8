//! The tables of groups and their members.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, JoinType, QueryFilter as _};
use sea_orm::{QueryOrder as _, QuerySelect as _, TryInsertResult};

use super::Group;
use crate::base::{Fallible, GroupId, UserId};
use crate::db::entity::{group, group_member, policy_version, user};
use crate::db::{SelectValues as _, Work};
use crate::directory::store::page_of;
use crate::directory::user::{Page, User};
use crate::directory::username::Username;

/// Finds a group by id.
pub async fn find(connection: &impl ConnectionTrait, id: GroupId) -> Fallible<Option<Group>> {
    Ok(group::Entity::find_by_id(id).one(connection).await?.map(Group::from))
}

/// Finds a group by whatever was typed as its name.
pub async fn find_by_name(
    connection: &impl ConnectionTrait,
    typed: &str,
) -> Fallible<Option<Group>> {
    let found = group::Entity::find()
        .filter(group::Column::NameFolded.eq(Username::fold(typed)))
        .one(connection)
        .await?;
    Ok(found.map(Group::from))
}

/// Lists groups by folded name, one page of them.
pub async fn list(connection: &impl ConnectionTrait, page: &Page) -> Fallible<Vec<Group>> {
    let rows =
        page_of(group::Entity::find(), group::Column::NameFolded, page).all(connection).await?;
    Ok(rows.into_iter().map(Group::from).collect())
}

/// Whether the authentication methods policy that holds names a group, anywhere.
pub(in crate::directory) async fn in_policy(
    connection: &impl ConnectionTrait,
    id: GroupId,
) -> Fallible<bool> {
    let newest: Option<String> = policy_version::Entity::find()
        .select_only()
        .column(policy_version::Column::Document)
        .order_by_desc(policy_version::Column::Version)
        .limit(1)
        .into_values_of()
        .one(connection)
        .await?;
    // What the document means is for the policy to know; ids stand in it as JSON strings.
    Ok(newest.is_some_and(|document| document.contains(&format!("\"{id}\""))))
}

/// The groups of these ids, by folded name.
pub(in crate::directory) async fn named(
    connection: &impl ConnectionTrait,
    ids: Vec<GroupId>,
) -> Fallible<Vec<Group>> {
    let rows = group::Entity::find()
        .filter(group::Column::Id.is_in(ids))
        .order_by_asc(group::Column::NameFolded)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Group::from).collect())
}

/// The groups a user is in, by folded name.
pub async fn groups_of(connection: &impl ConnectionTrait, id: UserId) -> Fallible<Vec<Group>> {
    let rows = group::Entity::find()
        .join(JoinType::InnerJoin, to_members())
        .filter(group_member::Column::UserId.eq(id))
        .order_by_asc(group::Column::NameFolded)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Group::from).collect())
}

/// Whether a user is in a group.
pub async fn is_member(
    connection: &impl ConnectionTrait,
    group: GroupId,
    user: UserId,
) -> Fallible<bool> {
    Ok(group_member::Entity::find_by_id((group, user)).one(connection).await?.is_some())
}

/// Lists a group's members by folded username, one page of them.
pub async fn members(
    connection: &impl ConnectionTrait,
    id: GroupId,
    page: &Page,
) -> Fallible<Vec<User>> {
    let to_users = user::Entity::belongs_to(group_member::Entity)
        .from(user::Column::Id)
        .to(group_member::Column::UserId)
        .into();
    let all = user::Entity::find()
        .join(JoinType::InnerJoin, to_users)
        .filter(group_member::Column::GroupId.eq(id));
    page_of(all, user::Column::UsernameFolded, page)
        .all(connection)
        .await?
        .into_iter()
        .map(User::try_from)
        .collect()
}

/// Whether there is such a group.
pub async fn exists(connection: &impl ConnectionTrait, id: GroupId) -> Fallible<bool> {
    Ok(find(connection, id).await?.is_some())
}

fn to_members() -> sea_orm::RelationDef {
    group::Entity::belongs_to(group_member::Entity)
        .from(group::Column::Id)
        .to(group_member::Column::GroupId)
        .into()
}

/// Inserts a group unless its name is taken; answers whether it did.
pub(super) async fn insert(work: &Work, group: &Group, folded: String) -> Fallible<bool> {
    let row = group::ActiveModel {
        id: Set(group.id),
        name: Set(group.name.clone()),
        name_folded: Set(folded),
        created_at: Set(group.created_at),
    };
    let inserted = group::Entity::insert(row)
        .on_conflict_do_nothing_on([group::Column::NameFolded])
        .exec_without_returning(work.connection())
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

/// Whether another group has this folded name.
pub(super) async fn name_taken(work: &Work, id: GroupId, folded: &str) -> Fallible<bool> {
    let found = group::Entity::find()
        .filter(group::Column::NameFolded.eq(folded))
        .filter(group::Column::Id.ne(id))
        .one(work.connection())
        .await?;
    Ok(found.is_some())
}

pub(super) async fn rename(work: &Work, id: GroupId, name: &str, folded: &str) -> Fallible<bool> {
    let done = group::Entity::update_many()
        .col_expr(group::Column::Name, Expr::value(name))
        .col_expr(group::Column::NameFolded, Expr::value(folded))
        .filter(group::Column::Id.eq(id))
        .exec(work.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

pub(super) async fn delete(work: &Work, id: GroupId) -> Fallible<bool> {
    Ok(group::Entity::delete_by_id(id).exec(work.connection()).await?.rows_affected == 1)
}

/// Puts a user into a group; answers whether they were not in it already.
pub(super) async fn insert_member(work: &Work, group: GroupId, user: UserId) -> Fallible<bool> {
    let row = group_member::ActiveModel { group_id: Set(group), user_id: Set(user) };
    let inserted = group_member::Entity::insert(row)
        .on_conflict_do_nothing_on([group_member::Column::GroupId, group_member::Column::UserId])
        .exec_without_returning(work.connection())
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

/// Takes a user out of a group; answers whether they were in it.
pub(super) async fn delete_member(work: &Work, group: GroupId, user: UserId) -> Fallible<bool> {
    let done = group_member::Entity::delete_by_id((group, user)).exec(work.connection()).await?;
    Ok(done.rows_affected == 1)
}

impl From<group::Model> for Group {
    fn from(row: group::Model) -> Self {
        Self { id: row.id, name: row.name, created_at: row.created_at }
    }
}
