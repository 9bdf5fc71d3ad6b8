//! The table `refresh_tokens`.

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbBackend, EntityTrait as _,
    FromQueryResult, JoinType, PaginatorTrait as _, QueryFilter as _, QuerySelect as _,
    QueryTrait as _, RelationDef, Statement, Value,
};

use crate::base::{Digest, Fallible, GrantId, Timestamp};
use crate::db::entity::{grant, refresh_token};
use crate::db::{Database, Prepared, PreparedInsert, ShortWork, Work};
use crate::oidc::dpop::Thumbprint;
use crate::oidc::grants::grant::Standing;
use crate::oidc::grants::store::{Row, has_a_live_grant, redeeming, standing};

/// A refresh token that was found, with the grant it is for.
pub(in crate::oidc) struct RefreshToken {
    pub(in crate::oidc) key: Option<Thumbprint>,
    pub(in crate::oidc) issued_at: Timestamp,
    pub(in crate::oidc) expires_at: Timestamp,
    pub(in crate::oidc) redeemed_at: Option<Timestamp>,
    pub(in crate::oidc) standing: Standing,
}

#[derive(FromQueryResult)]
struct RefreshTokenRow {
    dpop_jkt: Option<String>,
    issued_at: Timestamp,
    expires_at: Timestamp,
    redeemed_at: Option<Timestamp>,
    #[sea_orm(nested)]
    standing: Row,
}

/// A refresh token by its digest, spent or not.
pub(in crate::oidc) async fn find(
    connection: &impl ConnectionTrait,
    digest: Digest,
) -> Fallible<Option<RefreshToken>> {
    static BY_DIGEST: Prepared<1> = Prepared::new(|backend, [digest]| {
        let of_token: RelationDef = grant::Entity::belongs_to(refresh_token::Entity)
            .from(grant::Column::Id)
            .to(refresh_token::Column::GrantId)
            .into();
        standing()
            .column_as(refresh_token::Column::DpopJkt, "dpop_jkt")
            .column_as(refresh_token::Column::IssuedAt, "issued_at")
            .column_as(refresh_token::Column::ExpiresAt, "expires_at")
            .column_as(refresh_token::Column::RedeemedAt, "redeemed_at")
            .join(JoinType::InnerJoin, of_token)
            .filter(refresh_token::Column::Digest.eq(digest))
            .build(backend)
    });
    let question = BY_DIGEST.with(connection.get_database_backend(), &[digest.into()]);
    let row = RefreshTokenRow::find_by_statement(question).one(connection).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(RefreshToken {
        key: row.dpop_jkt.map(Thumbprint::from_stored),
        issued_at: row.issued_at,
        expires_at: row.expires_at,
        redeemed_at: row.redeemed_at,
        standing: row.standing.read(connection).await?,
    }))
}

/// A refresh token that is about to be stored.
#[derive(Clone, Copy)]
pub(in crate::oidc) struct NewRefreshToken<'a> {
    pub(in crate::oidc) digest: Digest,
    pub(in crate::oidc) grant: GrantId,
    pub(in crate::oidc) issued_at: Timestamp,
    pub(in crate::oidc) expires_at: Timestamp,
    pub(in crate::oidc) key: Option<&'a Thumbprint>,
}

/// Stores a refresh token.
pub(in crate::oidc) async fn insert(work: &Work, new: NewRefreshToken<'_>) -> Fallible<()> {
    let connection = work.connection();
    connection.execute_raw(insertion(connection.get_database_backend(), new)).await?;
    Ok(())
}

/// The same in a short work, if it is done.
pub(in crate::oidc) fn insert_shortly(work: &mut ShortWork, new: NewRefreshToken<'_>) {
    work.then_run(insertion(work.backend(), new));
}

fn insertion(backend: DbBackend, new: NewRefreshToken<'_>) -> Statement {
    static TOKEN: PreparedInsert = PreparedInsert::new();
    let row = refresh_token::ActiveModel {
        digest: Set(new.digest),
        dpop_jkt: Set(new.key.map(|key| key.as_str().to_owned())),
        grant_id: Set(new.grant),
        issued_at: Set(new.issued_at),
        expires_at: Set(new.expires_at),
        redeemed_at: Set(None),
    };
    TOKEN.of(backend, row)
}

/// Claims a refresh token for its one use, and takes down that its grant was used. Not done if somebody was
/// there before, or if its grant has ended.
pub(in crate::oidc) fn redemption(
    database: &Database,
    digest: Digest,
    grant: GrantId,
    now: Timestamp,
) -> ShortWork {
    redeeming(claiming(database.backend(), digest, now), grant, now)
}

fn claiming(backend: DbBackend, digest: Digest, now: Timestamp) -> Statement {
    static CLAIM: Prepared<2> = Prepared::new(|backend, [digest, now]| {
        refresh_token::Entity::update_many()
            .col_expr(refresh_token::Column::RedeemedAt, Expr::value(now.clone()))
            .filter(refresh_token::Column::Digest.eq(digest))
            .filter(refresh_token::Column::RedeemedAt.is_null())
            .filter(token_has_a_live_grant(now))
            .build(backend)
    });
    CLAIM.with(backend, &[digest.into(), now.into()])
}

/// Whether a refresh token was redeemed no longer ago than `grace`, by somebody who has not used the
/// `successor` yet.
pub(in crate::oidc) async fn may_repeat(
    work: &Work,
    digest: Digest,
    successor: Digest,
    grace: Duration,
) -> Fallible<bool> {
    let redeemed = refresh_token::Entity::find_by_id(digest)
        .filter(refresh_token::Column::RedeemedAt.gt(work.now().minus(grace)))
        .filter(token_has_a_live_grant(work.now()))
        .count(work.connection())
        .await?;
    let unused = refresh_token::Entity::find_by_id(successor)
        .filter(refresh_token::Column::RedeemedAt.is_null())
        .count(work.connection())
        .await?;
    Ok(redeemed == 1 && unused == 1)
}

/// Lets a refresh token that is used again and again live on until an instant; `false` if its grant
/// has ended.
pub(in crate::oidc) async fn prolong(
    work: &Work,
    digest: Digest,
    expires_at: Timestamp,
) -> Fallible<bool> {
    let prolonged = refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::ExpiresAt, Expr::value(expires_at))
        .filter(refresh_token::Column::Digest.eq(digest))
        .filter(refresh_token::Column::RedeemedAt.is_null())
        .filter(token_has_a_live_grant(work.now()))
        .exec(work.connection())
        .await?;
    Ok(prolonged.rows_affected == 1)
}

/// [`has_a_live_grant`] of a refresh token.
fn token_has_a_live_grant(now: impl Into<Value>) -> Expr {
    has_a_live_grant((refresh_token::Entity, refresh_token::Column::GrantId), now)
}
