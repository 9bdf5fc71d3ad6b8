//! The table of passwords.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, FromQueryResult, JoinType};
use sea_orm::{PaginatorTrait as _, QueryFilter as _, QuerySelect as _};

use crate::audit::Person;
use crate::base::{Fallible, Timestamp, UserId};
use crate::credentials::hash::StoredHash;
use crate::credentials::store::{enabled_user, methods_changed};
use crate::db::Work;
use crate::db::entity::{password, user};

/// A password as its owner sees it: everything but the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordSummary {
    /// When it was set.
    pub changed_at: Timestamp,
    /// When it was used last.
    pub last_used_at: Option<Timestamp>,
}

/// Whoever has the username that was typed, and the hash of their password if they have one.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) user: Person,
    pub(super) hash: Option<String>,
}

#[derive(FromQueryResult)]
struct CandidateRow {
    id: UserId,
    username: String,
    hash: Option<String>,
}

pub(super) async fn find_candidate(
    connection: &impl ConnectionTrait,
    folded: &str,
) -> Fallible<Option<Candidate>> {
    let password_of_user = user::Entity::belongs_to(password::Entity)
        .from(user::Column::Id)
        .to(password::Column::UserId)
        .into();
    let row = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .column(user::Column::Username)
        .column(password::Column::Hash)
        .join(JoinType::LeftJoin, password_of_user)
        .filter(user::Column::UsernameFolded.eq(folded))
        .into_model::<CandidateRow>()
        .one(connection)
        .await?;
    Ok(row.map(|row| Candidate { user: Person::new(row.id, row.username), hash: row.hash }))
}

/// A person's password, if they have one.
pub async fn find(
    connection: &impl ConnectionTrait,
    user: UserId,
) -> Fallible<Option<PasswordSummary>> {
    let row = password::Entity::find_by_id(user).one(connection).await?;
    Ok(row
        .map(|row| PasswordSummary { changed_at: row.changed_at, last_used_at: row.last_used_at }))
}

/// Uses the password if it is still the one that was checked and its owner may sign in.
pub(super) async fn claim(work: &Work, user: UserId, hash: &str) -> Fallible<bool> {
    let claimed = password::Entity::update_many()
        .col_expr(password::Column::LastUsedAt, Expr::value(work.now()))
        .filter(password::Column::UserId.eq(user))
        .filter(password::Column::Hash.eq(hash))
        .filter(password::Column::UserId.in_subquery(enabled_user(user)))
        .exec(work.connection())
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// Whether the password is still the one that was checked.
pub(super) async fn is_current(work: &Work, user: UserId, hash: &str) -> Fallible<bool> {
    let found = password::Entity::find()
        .filter(password::Column::UserId.eq(user))
        .filter(password::Column::Hash.eq(hash))
        .count(work.connection())
        .await?;
    Ok(found == 1)
}

pub(super) async fn insert(work: &Work, user: UserId, hash: StoredHash) -> Fallible<()> {
    let row = password::ActiveModel {
        user_id: Set(user),
        hash: Set(hash.into_string()),
        changed_at: Set(work.now()),
        last_used_at: Set(None),
    };
    password::Entity::insert(row).exec_without_returning(work.connection()).await?;
    methods_changed(work, user).await
}

/// Rows of one statement; SQLite binds at most 32,766 values.
const AT_ONCE: usize = 5_000;

/// Gives people who were just added one and the same password, and notes nothing about it: for people
/// who do not exist.
pub async fn insert_many(work: &Work, users: &[UserId], hash: &StoredHash) -> Fallible<()> {
    for users in users.chunks(AT_ONCE) {
        let rows = users.iter().map(|user| password::ActiveModel {
            user_id: Set(*user),
            hash: Set(hash.as_str().to_owned()),
            changed_at: Set(work.now()),
            last_used_at: Set(None),
        });
        password::Entity::insert_many(rows).exec_without_returning(work.connection()).await?;
    }
    Ok(())
}

/// Deletes a person's password; answers whether there was one.
pub(in crate::credentials) async fn delete(work: &Work, user: UserId) -> Fallible<bool> {
    let deleted = password::Entity::delete_by_id(user).exec(work.connection()).await?;
    methods_changed(work, user).await?;
    Ok(deleted.rows_affected > 0)
}
