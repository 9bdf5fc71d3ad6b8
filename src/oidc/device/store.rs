//! The table `device_codes`.

use std::time::Duration;

use sea_orm::TryInsertResult;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _,
};

use super::user_code::UserCode;
use crate::base::{ClientId, Digest, Fallible, GrantId, Timestamp, UserId};
use crate::db::Work;
use crate::db::entity::device_code::{ActiveModel, Column, Entity, Model};
use crate::oidc::grants::store::has_a_live_grant;
use crate::oidc::resource::Resources;
use crate::oidc::scope::Scopes;

/// How long what has ended is kept, so that late reuse of a code is seen.
const KEPT_FOR: Duration = Duration::from_hours(24);

/// A device that asks.
pub(super) struct NewDevice<'a> {
    pub(super) digest: Digest,
    pub(super) client: &'a ClientId,
    pub(super) scopes: &'a Scopes,
    pub(super) resources: &'a Resources,
    pub(super) ip_address: Option<&'a str>,
    pub(super) user_agent: Option<&'a str>,
    pub(super) expires_at: Timestamp,
    /// Seconds.
    pub(super) interval: i64,
}

/// A device that asked.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::oidc) struct Device {
    pub(in crate::oidc) digest: Digest,
    pub(in crate::oidc) client: ClientId,
    pub(in crate::oidc) scopes: Scopes,
    pub(in crate::oidc) resources: Resources,
    pub(in crate::oidc) ip_address: Option<String>,
    pub(in crate::oidc) user_agent: Option<String>,
    pub(in crate::oidc) requested_at: Timestamp,
    pub(in crate::oidc) expires_at: Timestamp,
    pub(in crate::oidc) polls: Polls,
    pub(in crate::oidc) state: State,
}

/// How often the device asks for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::oidc) struct Polls {
    /// Seconds that it has to leave between two.
    pub(in crate::oidc) interval: i64,
    /// The last one.
    pub(in crate::oidc) polled_at: Option<Timestamp>,
}

/// What became of its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::oidc) enum State {
    /// Nobody has decided.
    Pending,
    /// Somebody does not want it.
    Denied {
        /// Who.
        by: UserId,
    },
    /// Somebody wants it.
    Approved {
        /// Who.
        by: UserId,
        /// What it may have.
        grant: GrantId,
    },
    /// It has got its tokens.
    Redeemed(GrantId),
}

impl From<&Model> for State {
    fn from(row: &Model) -> Self {
        match (row.decided_by, row.grant_id, row.redeemed_at) {
            (_, Some(grant), Some(_)) => Self::Redeemed(grant),
            (Some(by), Some(grant), None) => Self::Approved { by, grant },
            (Some(by), None, _) => Self::Denied { by },
            (None, _, _) => Self::Pending,
        }
    }
}

fn parse(row: Model) -> Fallible<Device> {
    Ok(Device {
        state: State::from(&row),
        digest: row.digest,
        client: row.client_id,
        scopes: Scopes::parse(&row.scope)?,
        resources: Resources::from_stored(row.resources.as_deref())?,
        ip_address: row.ip_address,
        user_agent: row.user_agent,
        requested_at: row.requested_at,
        expires_at: row.expires_at,
        polls: Polls { interval: row.poll_interval, polled_at: row.polled_at },
    })
}

/// Stores a device that asks; `false` if another one has the user code.
pub(super) async fn insert(work: &Work, new: &NewDevice<'_>, code: &UserCode) -> Fallible<bool> {
    let row = ActiveModel {
        digest: Set(new.digest),
        user_code_digest: Set(code.digest()),
        client_id: Set(new.client.clone()),
        scope: Set(new.scopes.to_string()),
        resources: Set(new.resources.stored()),
        ip_address: Set(new.ip_address.map(str::to_owned)),
        user_agent: Set(new.user_agent.map(str::to_owned)),
        requested_at: Set(work.now()),
        expires_at: Set(new.expires_at),
        poll_interval: Set(new.interval),
        polled_at: Set(None),
        decided_at: Set(None),
        decided_by: Set(None),
        grant_id: Set(None),
        redeemed_at: Set(None),
    };
    let inserted = Entity::insert(row)
        .on_conflict_do_nothing_on([Column::UserCodeDigest])
        .exec_without_returning(work.connection())
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

/// How many devices of a client wait for an answer at an address.
pub(super) async fn count_waiting(
    work: &Work,
    client: &ClientId,
    ip_address: Option<&str>,
) -> Fallible<u64> {
    let count = Entity::find()
        .filter(Column::ClientId.eq(client.clone()))
        .filter(Column::IpAddress.eq(ip_address))
        .filter(Column::ExpiresAt.gt(work.now()))
        .filter(Column::DecidedAt.is_null())
        .count(work.connection())
        .await?;
    Ok(count)
}

/// A device by the code that it shows, whatever became of it.
pub(super) async fn find_by_user_code(
    connection: &impl ConnectionTrait,
    code: &UserCode,
) -> Fallible<Option<Device>> {
    let row =
        Entity::find().filter(Column::UserCodeDigest.eq(code.digest())).one(connection).await?;
    row.map(parse).transpose()
}

/// A device by the digest of its device code, whatever became of it.
pub(in crate::oidc) async fn find(
    connection: &impl ConnectionTrait,
    digest: Digest,
) -> Fallible<Option<Device>> {
    let row = Entity::find_by_id(digest).one(connection).await?;
    row.map(parse).transpose()
}

/// Decides, once; `false` if somebody did before, or if it has expired.
pub(super) async fn decide(
    work: &Work,
    digest: Digest,
    by: UserId,
    grant: Option<GrantId>,
) -> Fallible<bool> {
    let decided = Entity::update_many()
        .col_expr(Column::DecidedAt, Expr::value(work.now()))
        .col_expr(Column::DecidedBy, Expr::value(by))
        .col_expr(Column::GrantId, Expr::value(grant))
        .filter(Column::Digest.eq(digest))
        .filter(Column::DecidedAt.is_null())
        .filter(Column::ExpiresAt.gt(work.now()))
        .exec(work.connection())
        .await?;
    Ok(decided.rows_affected == 1)
}

/// Claims an approved device code for its one use; `false` if somebody was there before, or if its grant
/// has ended.
pub(in crate::oidc) async fn claim(work: &Work, digest: Digest) -> Fallible<bool> {
    let claimed = Entity::update_many()
        .col_expr(Column::RedeemedAt, Expr::value(work.now()))
        .filter(Column::Digest.eq(digest))
        .filter(Column::RedeemedAt.is_null())
        .filter(has_a_live_grant((Entity, Column::GrantId), work.now()))
        .exec(work.connection())
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// Writes down that the device asked, and how many seconds more it has to leave from now on.
pub(in crate::oidc) async fn polled(work: &Work, digest: Digest, slower_by: i64) -> Fallible<()> {
    Entity::update_many()
        .col_expr(Column::PolledAt, Expr::value(work.now()))
        .col_expr(Column::PollInterval, Expr::col(Column::PollInterval).add(slower_by))
        .filter(Column::Digest.eq(digest))
        .exec(work.connection())
        .await?;
    Ok(())
}

/// Deletes devices whose codes expired long ago.
pub async fn sweep(work: &Work) -> Fallible<()> {
    Entity::delete_many()
        .filter(Column::ExpiresAt.lt(work.now().minus(KEPT_FOR)))
        .exec(work.connection())
        .await?;
    Ok(())
}
