//! The table of beginnings, and the lists that are read through it.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait as _, IntoColumnRef as _, Order, Query, SelectStatement,
};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, FromQueryResult};
use sea_orm::{QueryFilter as _, QuerySelect as _};

use super::{Cursor, UserFilter, terms_of};
use crate::base::{Fallible, Timestamp, UserId};
use crate::db::entity::{onboarded_user, pass, role_assignment, user, user_search_term};
use crate::db::{SelectValues as _, Work};
use crate::directory::user::{User, after_prefix};

/// One of the long lists in which people are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Facet {
    Everybody,
    NoMethod,
    Disabled,
}

impl Facet {
    const fn number(self) -> i64 {
        match self {
            Self::Everybody => 0,
            Self::NoMethod => 1,
            Self::Disabled => 2,
        }
    }
}

/// People with what they were found by.
type Found = Vec<(Cursor, User)>;

pub(super) async fn search(
    connection: &impl ConnectionTrait,
    prefix: Option<&str>,
    filter: UserFilter,
    after: Option<Cursor>,
    limit: u64,
) -> Fallible<Found> {
    let rows = connection.query_all(list(prefix, filter, after).limit(limit)).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let user = User::try_from(user::Model::from_query_result(&row, "")?)?;
        let key = row.try_get("", "found_by")?;
        found.push((Cursor { id: user.id, key }, user));
    }
    Ok(found)
}

/// The statement that reads a list, without its limit.
fn list(prefix: Option<&str>, filter: UserFilter, after: Option<Cursor>) -> SelectStatement {
    match (filter, prefix) {
        (UserFilter::PassOutstanding(now), _) => among_few(outstanding(now), prefix, after),
        (UserFilter::Administrators, _) => among_few(administrators(), prefix, after),
        (UserFilter::Everybody, Some(prefix)) => beginning(Facet::Everybody, prefix, after),
        (UserFilter::NoMethod, Some(prefix)) => beginning(Facet::NoMethod, prefix, after),
        (UserFilter::Disabled, Some(prefix)) => beginning(Facet::Disabled, prefix, after),
        (_, None) => by_username(filter, after),
    }
}

/// The columns of a person, and under what they were found.
fn people(found_by: impl Into<Expr>) -> SelectStatement {
    use sea_orm::Iterable as _;

    let mut query = Query::select();
    for column in user::Column::iter() {
        query.column((user::Entity, column));
    }
    query.expr_as(found_by, Alias::new("found_by"));
    query
}

/// People in the order of their usernames, straight from the index of it.
fn by_username(filter: UserFilter, after: Option<Cursor>) -> SelectStatement {
    let mut query = people(user::Column::UsernameFolded.into_expr());
    query.from(user::Entity).order_by(user::Column::UsernameFolded, Order::Asc);
    match filter {
        UserFilter::NoMethod => query.and_where(user::Column::HasMethod.eq(false)),
        UserFilter::Disabled => query.and_where(user::Column::Enabled.eq(false)),
        _ => &mut query,
    };
    if let Some(after) = after {
        query.and_where(user::Column::UsernameFolded.gt(after.key));
    }
    query
}

/// People in the order of what begins so; each by the first beginning of theirs that does.
fn beginning(facet: Facet, prefix: &str, after: Option<Cursor>) -> SelectStatement {
    use user_search_term::Column;

    let term = |column: Column| (user_search_term::Entity, column).into_column_ref();
    let mut query = people(Expr::col(term(Column::Term)));
    query
        .from(user_search_term::Entity)
        .inner_join(
            user::Entity,
            Expr::col((user::Entity, user::Column::Id)).equals(term(Column::UserId)),
        )
        .and_where(Column::Facet.eq(facet.number()))
        .cond_where(begins(Expr::col(term(Column::Term)), prefix))
        .and_where(Expr::exists(earlier_beginning(facet, prefix)).not())
        .order_by(term(Column::Term), Order::Asc)
        .order_by(term(Column::UserId), Order::Asc);
    if let Some(Cursor { id, key }) = after {
        let place = Expr::tuple([Expr::col(term(Column::Term)), Expr::col(term(Column::UserId))]);
        query.and_where(place.gt(Expr::tuple([Expr::val(key), Expr::val(id.uuid())])));
    }
    query
}

/// Another beginning of the same person that comes before: they were shown with that one.
fn earlier_beginning(facet: Facet, prefix: &str) -> SelectStatement {
    use user_search_term::Column;

    let other = Alias::new("earlier");
    let of_other = |column: Column| Expr::col((other.clone(), column));
    Query::select()
        .expr(Expr::val(1))
        .from_as(user_search_term::Entity, other.clone())
        .and_where(of_other(Column::UserId).equals((user_search_term::Entity, Column::UserId)))
        .and_where(of_other(Column::Facet).eq(facet.number()))
        .and_where(of_other(Column::Term).gte(prefix))
        .and_where(of_other(Column::Term).lt(Expr::col((user_search_term::Entity, Column::Term))))
        .take()
}

/// The ids of people on a list that is short whatever the number of people.
fn administrators() -> SelectStatement {
    Query::select()
        .distinct()
        .column(role_assignment::Column::UserId)
        .from(role_assignment::Entity)
        .take()
}

fn outstanding(now: Timestamp) -> SelectStatement {
    Query::select()
        .column(pass::Column::UserId)
        .from(pass::Entity)
        .and_where(pass::Column::EndsAt.gt(now))
        .cond_where(
            Condition::any().add(pass::Column::OneTime.eq(false)).add(pass::Column::Uses.eq(0)),
        )
        .take()
}

/// People of a short list by username: the list is read and sorted, each person looked up.
fn among_few(
    list: SelectStatement,
    prefix: Option<&str>,
    after: Option<Cursor>,
) -> SelectStatement {
    let few = Alias::new("few");
    let id = Expr::col((user::Entity, user::Column::Id));
    let mut query = people(user::Column::UsernameFolded.into_expr());
    query
        .from_subquery(list, few.clone())
        // SQLite takes the tables of a cross join in this order; it knows no sizes and would guess.
        .cross_join(user::Entity)
        .and_where(id.clone().equals((few, pass::Column::UserId)))
        .order_by((user::Entity, user::Column::UsernameFolded), Order::Asc);
    if let Some(prefix) = prefix {
        let term = |column| Expr::col((user_search_term::Entity, column));
        let found = Query::select()
            .expr(Expr::val(1))
            .from(user_search_term::Entity)
            .and_where(term(user_search_term::Column::UserId).eq(id))
            .and_where(term(user_search_term::Column::Facet).eq(Facet::Everybody.number()))
            .cond_where(begins(term(user_search_term::Column::Term), prefix))
            .take();
        query.and_where(Expr::exists(found));
    }
    if let Some(after) = after {
        query.and_where(user::Column::UsernameFolded.gt(after.key));
    }
    query
}

/// A prefix as a range of the index.
fn begins(column: Expr, prefix: &str) -> Condition {
    Condition::all().add(column.clone().gte(prefix)).add(column.lt(after_prefix(prefix)))
}

/// Rows of one statement; SQLite binds at most 32,766 values.
const AT_ONCE: usize = 10_000;

/// Makes people who were just added findable, and remembers who of them has a lasting method.
pub(in crate::directory) async fn index(work: &Work, users: &[(&User, bool)]) -> Fallible<()> {
    let mut rows: Vec<_> = users.iter().flat_map(|(user, has)| rows_of(user, *has)).collect();
    // In the order of the index: its pages are then written one after another.
    rows.sort_unstable();
    for rows in rows.chunks(AT_ONCE) {
        let rows = rows.iter().cloned().map(|(facet, term, id)| user_search_term::ActiveModel {
            facet: Set(facet),
            term: Set(term),
            user_id: Set(id),
        });
        user_search_term::Entity::insert_many(rows)
            .exec_without_returning(work.connection())
            .await?;
    }
    let onboarded = users.iter().filter(|(_, has_method)| *has_method);
    let onboarded: Vec<_> = onboarded
        .map(|(user, _)| onboarded_user::ActiveModel {
            user_id: Set(user.id),
            since: Set(work.now()),
        })
        .collect();
    if onboarded.is_empty() {
        return Ok(());
    }
    onboarded_user::Entity::insert_many(onboarded)
        .on_conflict_do_nothing_on([onboarded_user::Column::UserId])
        .exec_without_returning(work.connection())
        .await?;
    Ok(())
}

/// Makes somebody findable by what they are called now and in the lists they are on now.
pub(in crate::directory) async fn reindex(work: &Work, id: UserId) -> Fallible<()> {
    user_search_term::Entity::delete_many()
        .filter(user_search_term::Column::UserId.eq(id))
        .exec(work.connection())
        .await?;
    let row = user::Entity::find_by_id(id).one(work.connection()).await?;
    let Some(row) = row else { return Ok(()) };
    let has_method = row.has_method;
    index(work, &[(&User::try_from(row)?, has_method)]).await
}

/// What a person is found by, in each of the lists they are on.
fn rows_of(user: &User, has_method: bool) -> Vec<(i64, String, UserId)> {
    let facets = [
        Some(Facet::Everybody),
        (!has_method).then_some(Facet::NoMethod),
        (!user.enabled).then_some(Facet::Disabled),
    ];
    let terms = terms_of(user);
    let facets = facets.into_iter().flatten();
    facets
        .flat_map(|facet| terms.iter().map(move |it| (facet.number(), it.clone(), user.id)))
        .collect()
}

/// Whether a person has a passkey, an authenticator app or a password.
pub async fn has_method(connection: &impl ConnectionTrait, id: UserId) -> Fallible<bool> {
    let has: Option<bool> = user::Entity::find_by_id(id)
        .select_only()
        .column(user::Column::HasMethod)
        .into_values_of()
        .one(connection)
        .await?;
    Ok(has.unwrap_or(false))
}

/// Notes whether a person has a method now; nothing is written while that stays as it is.
///
/// The caller has changed the person's methods and holds their row.
pub(super) async fn set_has_method(work: &Work, id: UserId, has: bool) -> Fallible<()> {
    let changed = user::Entity::update_many()
        .col_expr(user::Column::HasMethod, Expr::value(has))
        .filter(user::Column::Id.eq(id))
        .filter(user::Column::HasMethod.eq(!has))
        .exec(work.connection())
        .await?;
    if changed.rows_affected == 1 {
        reindex(work, id).await?;
    }
    Ok(())
}

/// Remembers that a person has used a pass or registered a method, for as long as they exist.
pub async fn mark_onboarded(work: &Work, id: UserId) -> Fallible<()> {
    let row = onboarded_user::ActiveModel { user_id: Set(id), since: Set(work.now()) };
    onboarded_user::Entity::insert(row)
        .on_conflict_do_nothing_on([onboarded_user::Column::UserId])
        .exec_without_returning(work.connection())
        .await?;
    Ok(())
}

/// Whether a person never had a method and never signed in.
pub async fn is_newcomer(connection: &impl ConnectionTrait, id: UserId) -> Fallible<bool> {
    Ok(onboarded_user::Entity::find_by_id(id).one(connection).await?.is_none())
}

#[cfg(test)]
mod tests {
    use sea_orm::sea_query::SqliteQueryBuilder;
    use sea_orm::{DbBackend, Statement};

    use super::*;
    use crate::base::Clock;
    use crate::db::{Database, DatabaseUrl, SqliteSync};

    /// Every list there is: its name and its statement, at the beginning and further on.
    fn lists() -> Vec<(String, SelectStatement)> {
        let now = Timestamp::from_seconds(1);
        let filters = [
            UserFilter::Everybody,
            UserFilter::NoMethod,
            UserFilter::Disabled,
            UserFilter::PassOutstanding(now),
            UserFilter::Administrators,
        ];
        let mut lists = Vec::new();
        for filter in filters {
            for prefix in [None, Some("ad")] {
                for after in [None, Some(Cursor { id: UserId::fresh(), key: "ada".to_owned() })] {
                    let name = format!("{filter:?} {prefix:?} {after:?}");
                    lists.push((name, list(prefix, filter, after).limit(51).take()));
                }
            }
        }
        lists
    }

    #[tokio::test]
    async fn every_list_is_read_from_an_index_and_none_looks_at_everybody() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("daypass.sqlite"));
        let db = Database::open(&url, SqliteSync::Normal, Clock::system()).await.unwrap();
        for (name, statement) in lists() {
            let sql = format!("EXPLAIN QUERY PLAN {}", statement.to_string(SqliteQueryBuilder));
            let rows = db.read().query_all_raw(Statement::from_string(DbBackend::Sqlite, sql));
            let rows = rows.await.unwrap();
            let steps: Vec<String> =
                rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
            for step in &steps {
                // Role assignments are few; what is selected of them is the list itself.
                let few = step.contains("role_assignments") || step == "SCAN few";
                // Without a filter the whole list is its index, of which a page is read.
                let page = step == "SCAN users USING INDEX users_by_username_folded"
                    || step.starts_with("SCAN users USING INDEX sqlite_autoindex_users");
                assert!(!step.starts_with("SCAN") || few || page, "{name}: {steps:#?}");
            }
            let sorts = steps.iter().any(|step| step.contains("ORDER BY"));
            let short = name.starts_with("PassOutstanding") || name.starts_with("Administrators");
            assert!(!sorts || short, "{name} is sorted: {steps:#?}");
        }
        db.close().await.unwrap();
    }
}
