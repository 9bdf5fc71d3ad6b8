//! Counting.

use sea_orm::sea_query::{Alias, Expr, ExprTrait as _};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, FromQueryResult, PaginatorTrait as _,
    QueryFilter as _, QuerySelect as _,
};

use crate::base::{Fallible, Timestamp};
use crate::db::entity::{audit_event, user};

/// Milliseconds of an hour: instants are milliseconds.
const HOUR_MILLIS: i64 = 3_600_000;

/// Sign-ins of one hour, method and result.
pub(super) struct Counted {
    /// Hours since 1970, UTC.
    pub(super) hour: i64,
    pub(super) method: String,
    pub(super) accepted: bool,
    pub(super) count: u64,
}

#[derive(FromQueryResult)]
struct Group {
    hour: i64,
    method: String,
    result: String,
    events: i64,
}

pub(super) async fn sign_ins_since(
    connection: &impl ConnectionTrait,
    since: Timestamp,
) -> Fallible<Vec<Counted>> {
    // By its name: PostgreSQL takes the same division by another parameter for another expression.
    let hour = Alias::new("hour");
    let hour_of_event = Expr::col(audit_event::Column::At).div(HOUR_MILLIS);
    let rows = audit_event::Entity::find()
        .select_only()
        .column_as(hour_of_event, "hour")
        .column(audit_event::Column::Method)
        .column(audit_event::Column::Result)
        .column_as(audit_event::Column::At.count(), "events")
        // Spelled out: with a bound value neither database sees that there is an index for these.
        .filter(Expr::cust("category = 'SignIn'"))
        .filter(audit_event::Column::At.gte(since))
        .filter(audit_event::Column::Method.is_not_null())
        .group_by(Expr::col(hour))
        .group_by(audit_event::Column::Method)
        .group_by(audit_event::Column::Result)
        .into_model::<Group>()
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|group| Counted {
            hour: group.hour,
            method: group.method,
            accepted: group.result == "success",
            count: u64::try_from(group.events).unwrap_or(0),
        })
        .collect())
}

/// How many people have registered nothing to sign in with.
pub async fn without_method(connection: &impl ConnectionTrait) -> Fallible<u64> {
    let nobody = user::Entity::find().filter(user::Column::HasMethod.eq(false));
    Ok(nobody.count(connection).await?)
}
