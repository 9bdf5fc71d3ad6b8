//! The tables `client_registrations`, `registration_tokens` and `registration_counts`.

use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait as _, IntoColumnRef, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbBackend, EntityTrait as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::tokens::InitialToken;
use crate::base::{ClientId, Digest, Fallible, RegistrationTokenId, Timestamp};
use crate::db::entity::{
    client, client_registration, consent, grant, registration_count, registration_token,
};
use crate::db::{SelectValues as _, Work};
use crate::oidc::clients::Source;

/// Any number: PostgreSQL's advisory lock under which clients register themselves.
const REGISTRATION_LOCK: i64 = 0x6461_7970_6173_730b;
/// How long an initial access token is listed after its end.
const TOKENS_KEPT_FOR: Duration = Duration::from_hours(30 * 24);
/// How long an hour's count is kept.
const COUNTS_KEPT_FOR: Duration = Duration::from_hours(2);
/// How many unused clients go in one turn, so that nobody waits long.
const SWEPT_AT_ONCE: u64 = 100;

/// Lets clients register one after the other until the end of the work, so that they can be counted.
pub(super) async fn lock(work: &Work) -> Fallible<()> {
    let connection = work.connection();
    // On SQLite the work itself is the lock.
    if connection.get_database_backend() == DbBackend::Postgres {
        let statement = format!("SELECT pg_advisory_xact_lock({REGISTRATION_LOCK})");
        connection.execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// How many clients have registered themselves and are still there.
pub(super) async fn count_clients(work: &Work) -> Fallible<u64> {
    let found = client::Entity::find().filter(client::Column::Source.eq(Source::Dynamic.as_str()));
    Ok(found.count(work.connection()).await?)
}

/// Counts one more registration from an address within an hour; `false` if there were so many already.
pub(super) async fn count_registration(
    work: &Work,
    address: &str,
    hour: Timestamp,
    most: u32,
) -> Fallible<bool> {
    use registration_count::{ActiveModel, Column, Entity};
    let none_yet =
        ActiveModel { address: Set(address.to_owned()), hour: Set(hour), registrations: Set(0) };
    Entity::insert(none_yet)
        .on_conflict_do_nothing_on([Column::Address, Column::Hour])
        .exec_without_returning(work.connection())
        .await?;
    let counted = Entity::update_many()
        .col_expr(Column::Registrations, Expr::col(Column::Registrations).add(1))
        .filter(Column::Address.eq(address))
        .filter(Column::Hour.eq(hour))
        .filter(Column::Registrations.lt(i64::from(most)))
        .exec(work.connection())
        .await?;
    Ok(counted.rows_affected == 1)
}

/// Stores the digest of a client's registration access token.
pub(super) async fn insert_registration(
    work: &Work,
    client: &ClientId,
    token_digest: Digest,
) -> Fallible<()> {
    let row = client_registration::ActiveModel {
        client_id: Set(client.clone()),
        token_digest: Set(token_digest),
    };
    client_registration::Entity::insert(row).exec_without_returning(work.connection()).await?;
    Ok(())
}

/// The digest of a client's registration access token.
pub(super) async fn find_registration(
    connection: &impl ConnectionTrait,
    client: &ClientId,
) -> Fallible<Option<Digest>> {
    let row = client_registration::Entity::find_by_id(client.clone()).one(connection).await?;
    Ok(row.map(|row| row.token_digest))
}

/// Forgets what people allowed a client, so that they are asked again.
pub(super) async fn delete_consents(work: &Work, client: &ClientId) -> Fallible<()> {
    consent::Entity::delete_many()
        .filter(consent::Column::ClientId.eq(client.clone()))
        .exec(work.connection())
        .await?;
    Ok(())
}

/// Stores an initial access token.
pub(super) async fn insert_token(
    work: &Work,
    token: &InitialToken,
    digest: Digest,
) -> Fallible<()> {
    let row = registration_token::ActiveModel {
        id: Set(token.id),
        digest: Set(digest),
        name: Set(token.name.clone()),
        created_at: Set(token.created_at),
        expires_at: Set(token.expires_at),
        uses_left: Set(token.uses_left.into()),
    };
    registration_token::Entity::insert(row).exec_without_returning(work.connection()).await?;
    Ok(())
}

/// Every initial access token, the newest first.
pub(super) async fn list_tokens(connection: &impl ConnectionTrait) -> Fallible<Vec<InitialToken>> {
    let rows = registration_token::Entity::find()
        .order_by_desc(registration_token::Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(parse_token).collect()
}

fn parse_token(row: registration_token::Model) -> Fallible<InitialToken> {
    Ok(InitialToken {
        id: row.id,
        name: row.name,
        created_at: row.created_at,
        expires_at: row.expires_at,
        uses_left: u32::try_from(row.uses_left)?,
    })
}

/// An initial access token by its digest, good or not.
pub(super) async fn find_token(
    connection: &impl ConnectionTrait,
    digest: Digest,
) -> Fallible<Option<InitialToken>> {
    let row = registration_token::Entity::find()
        .filter(registration_token::Column::Digest.eq(digest))
        .one(connection)
        .await?;
    row.map(parse_token).transpose()
}

/// Claims one use of an initial access token; `false` if there is none left, or if it has expired.
pub(super) async fn claim_token(work: &Work, digest: Digest) -> Fallible<bool> {
    use registration_token::{Column, Entity};
    let claimed = Entity::update_many()
        .col_expr(Column::UsesLeft, Expr::col(Column::UsesLeft).sub(1))
        .filter(Column::Digest.eq(digest))
        .filter(Column::UsesLeft.gt(0))
        .filter(Column::ExpiresAt.gt(work.now()))
        .exec(work.connection())
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// Deletes an initial access token; `false` if there was none.
pub(super) async fn delete_token(work: &Work, id: RegistrationTokenId) -> Fallible<bool> {
    let deleted = registration_token::Entity::delete_by_id(id).exec(work.connection()).await?;
    Ok(deleted.rows_affected == 1)
}

/// Forgets how often clients registered in hours that are long over.
pub(super) async fn delete_old_counts(work: &Work) -> Fallible<()> {
    registration_count::Entity::delete_many()
        .filter(registration_count::Column::Hour.lt(work.now().minus(COUNTS_KEPT_FOR)))
        .exec(work.connection())
        .await?;
    Ok(())
}

/// Deletes initial access tokens that ended long ago.
pub(super) async fn delete_old_tokens(work: &Work) -> Fallible<()> {
    registration_token::Entity::delete_many()
        .filter(registration_token::Column::ExpiresAt.lt(work.now().minus(TOKENS_KEPT_FOR)))
        .exec(work.connection())
        .await?;
    Ok(())
}

/// Clients that registered themselves, unchanged since before an instant, whom nobody allows anything;
/// some of them, if there are many.
pub(super) async fn unused_clients(work: &Work, before: Timestamp) -> Fallible<Vec<ClientId>> {
    let consents = Query::select()
        .expr(Expr::value(1))
        .from(consent::Entity)
        .and_where(is_of_client((consent::Entity, consent::Column::ClientId)))
        .to_owned();
    let grants = Query::select()
        .expr(Expr::value(1))
        .from(grant::Entity)
        .and_where(is_of_client((grant::Entity, grant::Column::ClientId)))
        .to_owned();
    let found = client::Entity::find()
        .select_only()
        .column(client::Column::Id)
        .filter(client::Column::Source.eq(Source::Dynamic.as_str()))
        .filter(client::Column::UpdatedAt.lt(before))
        .filter(Expr::exists(consents).not())
        .filter(Expr::exists(grants).not())
        .limit(SWEPT_AT_ONCE)
        .into_values_of()
        .all(work.connection())
        .await?;
    Ok(found)
}

fn is_of_client(column: impl IntoColumnRef) -> Expr {
    Expr::col(column).equals((client::Entity, client::Column::Id))
}
