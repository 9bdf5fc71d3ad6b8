//! Passes of many people.

use sea_orm::sea_query::{Expr, ExprTrait as _, Order, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait as _, FromQueryResult, JoinType,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
};

use super::{Cursor, Filter, Issuer, Listed, State};
use crate::base::{Fallible, Timestamp, UserId};
use crate::credentials::pass::PassSummary;
use crate::db::entity::{authenticator_app, group_member, pass, passkey, password, user};

#[derive(FromQueryResult)]
struct Row {
    username: String,
    display_name: String,
    #[sea_orm(nested)]
    pass: pass::Model,
}

/// Lists passes as they stand at `now`, one page of them.
pub async fn list(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    now: Timestamp,
    after: Option<Cursor>,
    limit: u64,
) -> Fallible<Vec<Listed>> {
    let (by, order) = line_of(filter.state);
    let query = matching(filter, now, after);
    let to_user = pass::Entity::belongs_to(user::Entity)
        .from(pass::Column::UserId)
        .to(user::Column::Id)
        .into();
    let rows = query
        .join(JoinType::InnerJoin, to_user)
        .column(user::Column::Username)
        .column(user::Column::DisplayName)
        .order_by(by, order.clone())
        .order_by(pass::Column::Id, order)
        .limit(limit)
        .into_model::<Row>()
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| listed(row, filter.state)).collect())
}

/// How many passes a list has.
pub async fn count(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    now: Timestamp,
) -> Fallible<u64> {
    Ok(matching(filter, now, None).count(connection).await?)
}

/// The instant a list goes by, and whether the next or the last comes first.
const fn line_of(state: State) -> (pass::Column, Order) {
    match state {
        State::Outstanding => (pass::Column::EndsAt, Order::Asc),
        State::Scheduled => (pass::Column::StartsAt, Order::Asc),
        State::Used => (pass::Column::LastUsedAt, Order::Desc),
        State::Ended => (pass::Column::EndsAt, Order::Desc),
        State::NothingRegistered => (pass::Column::StartsAt, Order::Desc),
    }
}

fn matching(filter: &Filter, now: Timestamp, after: Option<Cursor>) -> Select<pass::Entity> {
    let mut query = pass::Entity::find().filter(in_state(filter.state, now, after));
    query = match filter.issuer {
        Some(Issuer::User(id)) => query.filter(pass::Column::IssuedBy.eq(id)),
        Some(Issuer::CommandLine) => query.filter(pass::Column::IssuedBy.is_null()),
        None => query,
    };
    if let Some(group) = filter.group {
        let to_members = pass::Entity::belongs_to(group_member::Entity)
            .from(pass::Column::UserId)
            .to(group_member::Column::UserId)
            .into();
        query = query
            .join(JoinType::InnerJoin, to_members)
            .filter(group_member::Column::GroupId.eq(group));
    }
    match filter.issued_until {
        Some(until) => query.filter(pass::Column::CreatedAt.lte(until)),
        None => query,
    }
}

fn in_state(state: State, now: Timestamp, after: Option<Cursor>) -> Condition {
    let all = Condition::all();
    match state {
        State::Outstanding => all
            .add(ahead(pass::Column::EndsAt, now, after))
            .add(pass::Column::StartsAt.lte(now))
            .add(pass::Column::OneTime.eq(false).or(pass::Column::Uses.eq(0))),
        State::Scheduled => all.add(ahead(pass::Column::StartsAt, now, after)),
        State::Used => all.add(match after {
            Some(after) => place(pass::Column::LastUsedAt).lt(place_of(after)),
            None => pass::Column::LastUsedAt.is_not_null(),
        }),
        State::Ended => all.add(behind(pass::Column::EndsAt, now, after)),
        State::NothingRegistered => all
            .add(behind(pass::Column::StartsAt, now, after))
            .add(owns_none(passkey::Column::UserId))
            .add(owns_none(authenticator_app::Column::UserId))
            .add(owns_none(password::Column::UserId)),
    }
}

/// Later than now, and behind the end of the page before. One bound alone, so that every page is a
/// range of the index that begins where the page does.
fn ahead(by: pass::Column, now: Timestamp, after: Option<Cursor>) -> SimpleExpr {
    match after {
        Some(after) if after.at > now => place(by).gt(place_of(after)),
        _ => by.gt(now),
    }
}

/// Not later than now, and behind the end of the page before.
fn behind(by: pass::Column, now: Timestamp, after: Option<Cursor>) -> SimpleExpr {
    match after {
        Some(after) if after.at <= now => place(by).lt(place_of(after)),
        _ => by.lte(now),
    }
}

fn place(by: pass::Column) -> SimpleExpr {
    let column = |column| Expr::col((pass::Entity, column));
    Expr::tuple([column(by), column(pass::Column::Id)])
}

fn place_of(cursor: Cursor) -> SimpleExpr {
    Expr::tuple([Expr::value(cursor.at), Expr::value(cursor.id)])
}

/// That the pass's person has no row in the table of this column.
fn owns_none(owner: impl ColumnTrait) -> SimpleExpr {
    Expr::exists(of_holder(owner)).not()
}

fn of_holder(owner: impl ColumnTrait) -> SelectStatement {
    let (table, _) = owner.as_column_ref();
    let holder = Expr::col((pass::Entity, pass::Column::UserId));
    Query::select()
        .expr(Expr::value(1))
        .from(table.clone())
        .and_where(Expr::col((table, owner)).eq(holder))
        .to_owned()
}

fn listed(row: Row, state: State) -> Listed {
    let at = match line_of(state).0 {
        pass::Column::EndsAt => row.pass.ends_at,
        pass::Column::LastUsedAt => row.pass.last_used_at.unwrap_or(row.pass.created_at),
        _ => row.pass.starts_at,
    };
    let (user, id): (UserId, _) = (row.pass.user_id, row.pass.id);
    Listed {
        user,
        username: row.username,
        display_name: row.display_name,
        pass: PassSummary::from(row.pass),
        cursor: Cursor { at, id },
    }
}
