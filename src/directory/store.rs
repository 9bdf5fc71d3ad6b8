//! The tables of users and their roles.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, JoinType, PaginatorTrait as _,
};
use sea_orm::{QueryFilter as _, QueryOrder as _, QuerySelect as _, Select, TryInsertResult};

use super::role::Role;
use super::search;
use super::user::{Page, User, after_prefix};
use super::username::Username;
use crate::base::{Fallible, Fault, Subject, UserId};
use crate::db::entity::{pass, role_assignment, user};
use crate::db::{SelectValues as _, Work};

/// Finds a user by id.
pub async fn find_user(connection: &impl ConnectionTrait, id: UserId) -> Fallible<Option<User>> {
    user::Entity::find_by_id(id).one(connection).await?.map(User::try_from).transpose()
}

/// Keeps a user as they are until the end of the work: whoever signs them out everywhere, disables
/// them or changes their methods comes before or after. For nobody it is the same statement.
///
/// Taken before anything that is theirs, in every work; crosswise two works would lock each other.
pub async fn hold_user(work: &Work, id: UserId) -> Fallible<()> {
    // SQLite has one writer, which is us.
    if work.connection().get_database_backend() == DbBackend::Sqlite {
        return Ok(());
    }
    user::Entity::find_by_id(id)
        .select_only()
        .column(user::Column::Id)
        .lock_shared()
        .into_values_of::<UserId>()
        .one(work.connection())
        .await?;
    Ok(())
}

/// Keeps a user from being held by anybody else until the work ends: for whoever ends something of
/// theirs, which must come before or after whatever is begun in their name, not between.
pub async fn hold_user_alone(work: &Work, id: UserId) -> Fallible<()> {
    // SQLite has one writer, which is us.
    if work.connection().get_database_backend() == DbBackend::Sqlite {
        return Ok(());
    }
    user::Entity::find_by_id(id)
        .select_only()
        .column(user::Column::Id)
        // Rows that point at the user may go on being written.
        .lock(LockType::NoKeyUpdate)
        .into_values_of::<UserId>()
        .one(work.connection())
        .await?;
    Ok(())
}

/// Finds a user by whatever was typed as a username.
pub async fn find_user_by_username(
    connection: &impl ConnectionTrait,
    typed: &str,
) -> Fallible<Option<User>> {
    user::Entity::find()
        .filter(user::Column::UsernameFolded.eq(Username::fold(typed)))
        .one(connection)
        .await?
        .map(User::try_from)
        .transpose()
}

/// Finds whoever has a folded username and keeps them as [`hold_user`] does, in the same statement.
pub async fn hold_user_by_username(work: &Work, folded: &str) -> Fallible<Option<User>> {
    user::Entity::find()
        .filter(user::Column::UsernameFolded.eq(folded))
        .lock_shared()
        .one(work.connection())
        .await?
        .map(User::try_from)
        .transpose()
}

/// Finds a user by `sub`.
pub async fn find_user_by_subject(
    connection: &impl ConnectionTrait,
    subject: &Subject,
) -> Fallible<Option<User>> {
    user::Entity::find()
        .filter(user::Column::Subject.eq(subject.clone()))
        .one(connection)
        .await?
        .map(User::try_from)
        .transpose()
}

/// Lists users by folded username, one page of them.
pub async fn list_users(connection: &impl ConnectionTrait, page: &Page) -> Fallible<Vec<User>> {
    page_of(user::Entity::find(), user::Column::UsernameFolded, page)
        .all(connection)
        .await?
        .into_iter()
        .map(User::try_from)
        .collect()
}

/// One page of a list, in the order of a column of folded names.
pub(super) fn page_of<E: EntityTrait>(
    list: Select<E>,
    folded: impl ColumnTrait,
    page: &Page,
) -> Select<E> {
    let mut list = list.order_by_asc(folded).limit(page.limit);
    if let Some(after) = &page.after {
        list = list.filter(folded.gt(after.as_str()));
    }
    if let Some(prefix) = &page.prefix {
        list = list.filter(folded.gte(prefix.as_str())).filter(folded.lt(after_prefix(prefix)));
    }
    list
}

/// The administrator roles a user holds.
pub async fn roles_of(connection: &impl ConnectionTrait, id: UserId) -> Fallible<Vec<Role>> {
    let names: Vec<String> = role_assignment::Entity::find()
        .select_only()
        .column(role_assignment::Column::Role)
        .filter(role_assignment::Column::UserId.eq(id))
        .order_by_asc(role_assignment::Column::Role)
        .into_values_of()
        .all(connection)
        .await?;
    roles_named(&names)
}

fn roles_named(names: &[String]) -> Fallible<Vec<Role>> {
    names.iter().map(|name| name.parse().map_err(Fault::from)).collect()
}

/// The roles by which a user may do something now: whoever may not sign in does nothing, by others'
/// hands or by work that goes on without them.
pub(super) async fn roles_in_force(
    connection: &impl ConnectionTrait,
    id: UserId,
) -> Fallible<Vec<Role>> {
    let to_user = role_assignment::Entity::belongs_to(user::Entity)
        .from(role_assignment::Column::UserId)
        .to(user::Column::Id)
        .into();
    let names: Vec<String> = role_assignment::Entity::find()
        .select_only()
        .column(role_assignment::Column::Role)
        .join(JoinType::InnerJoin, to_user)
        .filter(role_assignment::Column::UserId.eq(id))
        .filter(user::Column::Enabled.eq(true))
        .order_by_asc(role_assignment::Column::Role)
        .into_values_of()
        .all(connection)
        .await?;
    roles_named(&names)
}

/// Whether there is such a user and they may sign in.
pub(super) async fn may_sign_in(connection: &impl ConnectionTrait, id: UserId) -> Fallible<bool> {
    let enabled: Option<bool> = user::Entity::find_by_id(id)
        .select_only()
        .column(user::Column::Enabled)
        .into_values_of()
        .one(connection)
        .await?;
    Ok(enabled.unwrap_or(false))
}

/// Whether there is a Global Administrator at all; the first run makes one.
pub async fn any_global_administrator(connection: &impl ConnectionTrait) -> Fallible<bool> {
    let found = role_assignment::Entity::find()
        .filter(role_assignment::Column::Role.eq(Role::GlobalAdministrator.key()))
        .limit(1)
        .count(connection)
        .await?;
    Ok(found > 0)
}

/// Everybody who holds a role, by folded username.
pub async fn holders_of(connection: &impl ConnectionTrait, role: Role) -> Fallible<Vec<User>> {
    let ids: Vec<UserId> = role_assignment::Entity::find()
        .select_only()
        .column(role_assignment::Column::UserId)
        .filter(role_assignment::Column::Role.eq(role.key()))
        .into_values_of()
        .all(connection)
        .await?;
    user::Entity::find()
        .filter(user::Column::Id.is_in(ids))
        .order_by_asc(user::Column::UsernameFolded)
        .all(connection)
        .await?
        .into_iter()
        .map(User::try_from)
        .collect()
}

/// Inserts a user unless the username is taken; answers whether it did.
pub(super) async fn insert_user(work: &Work, user: &User) -> Fallible<bool> {
    // Not by catching the violation: on PostgreSQL that would end the whole transaction.
    let inserted = user::Entity::insert(row_of(user, false)?)
        .on_conflict_do_nothing_on([user::Column::UsernameFolded])
        .exec_without_returning(work.connection())
        .await?;
    let inserted = matches!(inserted, TryInsertResult::Inserted(1));
    if inserted {
        search::index(work, &[(user, false)]).await?;
    }
    Ok(inserted)
}

/// Rows of one statement; SQLite binds at most 32,766 values.
const AT_ONCE: usize = 2_000;

/// Inserts people who do not exist, each with whether they have a lasting method.
pub async fn insert_many(work: &Work, users: &[(User, bool)]) -> Fallible<()> {
    for users in users.chunks(AT_ONCE) {
        let mut rows = Vec::with_capacity(users.len());
        for (user, has_method) in users {
            rows.push(row_of(user, *has_method)?);
        }
        user::Entity::insert_many(rows).exec_without_returning(work.connection()).await?;
        let findable: Vec<_> = users.iter().map(|(user, has)| (user, *has)).collect();
        search::index(work, &findable).await?;
    }
    Ok(())
}

fn row_of(user: &User, has_method: bool) -> Fallible<user::ActiveModel> {
    Ok(user::ActiveModel {
        id: Set(user.id),
        subject: Set(user.subject.clone()),
        username: Set(user.username.as_str().to_owned()),
        username_folded: Set(user.username.folded().to_owned()),
        display_name: Set(user.display_name.clone()),
        claims: Set(serde_json::to_string(&user.claims)?),
        enabled: Set(user.enabled),
        created_at: Set(user.created_at),
        updated_at: Set(user.updated_at),
        sign_in_sessions_valid_from: Set(user.sign_in_sessions_valid_from),
        generation: Set(user.generation),
        webauthn_handle: Set(user.webauthn_handle),
        has_method: Set(has_method),
    })
}

/// Enables or disables; answers whether that changed anything. Voiding what was issued is the caller's.
pub(super) async fn set_enabled(work: &Work, id: UserId, enabled: bool) -> Fallible<bool> {
    let updated = user::Entity::update_many()
        .col_expr(user::Column::Enabled, Expr::value(enabled))
        .filter(user::Column::Id.eq(id))
        .filter(user::Column::Enabled.eq(!enabled))
        .exec(work.connection())
        .await?;
    if updated.rows_affected == 0 {
        return Ok(false);
    }
    search::reindex(work, id).await?;
    Ok(true)
}

/// Writes username, display name and claims; answers whether there is such a user.
pub(super) async fn update_profile(work: &Work, user: &User) -> Fallible<bool> {
    let updated = user::Entity::update_many()
        .col_expr(user::Column::Username, Expr::value(user.username.as_str()))
        .col_expr(user::Column::UsernameFolded, Expr::value(user.username.folded()))
        .col_expr(user::Column::DisplayName, Expr::value(user.display_name.clone()))
        .col_expr(user::Column::Claims, Expr::value(serde_json::to_string(&user.claims)?))
        .col_expr(user::Column::UpdatedAt, Expr::value(work.now()))
        .filter(user::Column::Id.eq(user.id))
        .exec(work.connection())
        .await?;
    search::reindex(work, user.id).await?;
    Ok(updated.rows_affected == 1)
}

/// Whether somebody else has this folded username.
pub(super) async fn username_taken(work: &Work, user: &User) -> Fallible<bool> {
    let found = user::Entity::find()
        .filter(user::Column::UsernameFolded.eq(user.username.folded()))
        .filter(user::Column::Id.ne(user.id))
        .one(work.connection())
        .await?;
    Ok(found.is_some())
}

/// Deletes a user and, by foreign key, everything of theirs; answers whether there was one. Writing down
/// which apps that signs out is the caller's.
pub(super) async fn delete_user(work: &Work, id: UserId) -> Fallible<bool> {
    Ok(user::Entity::delete_by_id(id).exec(work.connection()).await?.rows_affected == 1)
}

/// Whether a Global Administrator who may sign in is left without this one. Until the end of the
/// work nobody else takes one away: two who go at once would each see the other stay.
pub(super) async fn another_global_administrator(work: &Work, id: UserId) -> Fallible<bool> {
    let holders: Vec<UserId> = role_assignment::Entity::find()
        .select_only()
        .column(role_assignment::Column::UserId)
        .filter(role_assignment::Column::Role.eq(Role::GlobalAdministrator.key()))
        .order_by_asc(role_assignment::Column::UserId)
        .lock_exclusive()
        .into_values_of()
        .all(work.connection())
        .await?;
    if !holders.contains(&id) {
        return Ok(true);
    }
    // Only now that they are held: who was disabled while we waited does not count.
    let others = user::Entity::find()
        .filter(user::Column::Id.is_in(holders.into_iter().filter(|holder| *holder != id)))
        .filter(user::Column::Enabled.eq(true))
        .limit(1)
        .count(work.connection())
        .await?;
    Ok(others > 0)
}

/// Gives a role; answers whether the user did not hold it already.
pub(super) async fn insert_role(work: &Work, id: UserId, role: Role) -> Fallible<bool> {
    let row = role_assignment::ActiveModel {
        user_id: Set(id),
        role: Set(role.key().to_owned()),
        assigned_at: Set(work.now()),
    };
    let inserted = role_assignment::Entity::insert(row)
        .on_conflict_do_nothing_on([role_assignment::Column::UserId, role_assignment::Column::Role])
        .exec_without_returning(work.connection())
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

/// Deletes a person's pass and, by foreign key, every session and grant that stands on it; answers
/// whether there was one. Writing down which apps that signs out is the caller's.
pub(super) async fn delete_pass(work: &Work, id: UserId) -> Fallible<bool> {
    let deleted = pass::Entity::delete_many()
        .filter(pass::Column::UserId.eq(id))
        .exec(work.connection())
        .await?;
    Ok(deleted.rows_affected > 0)
}

/// Takes a role; answers whether the user held it.
pub(super) async fn delete_role(work: &Work, id: UserId, role: Role) -> Fallible<bool> {
    let deleted = role_assignment::Entity::delete_many()
        .filter(role_assignment::Column::UserId.eq(id))
        .filter(role_assignment::Column::Role.eq(role.key()))
        .exec(work.connection())
        .await?;
    Ok(deleted.rows_affected == 1)
}

impl TryFrom<user::Model> for User {
    type Error = Fault;

    fn try_from(row: user::Model) -> Result<Self, Fault> {
        Ok(Self {
            id: row.id,
            subject: row.subject,
            username: Username::stored(row.username, row.username_folded),
            display_name: row.display_name,
            claims: serde_json::from_str(&row.claims)?,
            enabled: row.enabled,
            created_at: row.created_at,
            updated_at: row.updated_at,
            sign_in_sessions_valid_from: row.sign_in_sessions_valid_from,
            generation: row.generation,
            webauthn_handle: row.webauthn_handle,
        })
    }
}
