//! The chain's columns of the audit log, and its two marks.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, FromQueryResult, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};

use super::link::{Entry, Head, Mark};
use crate::base::{Digest, EventId, Fallible, Timestamp};
use crate::db::entity::audit_event::{Column, Entity, Model};
use crate::db::entity::audit_mark;
use crate::db::{Prepared, SelectValues as _, Work};

/// A mark as it stands in the table, and what vouches for it.
#[derive(Clone, Copy)]
pub(super) struct StoredMark {
    pub(super) head: Head,
    pub(super) seal: Digest,
}

impl From<audit_mark::Model> for StoredMark {
    fn from(row: audit_mark::Model) -> Self {
        Self { head: Head { sequence: row.sequence, digest: row.digest }, seal: row.seal }
    }
}

pub(super) async fn find_mark(
    connection: &impl ConnectionTrait,
    mark: Mark,
) -> Fallible<Option<StoredMark>> {
    let row = audit_mark::Entity::find_by_id(mark.name()).one(connection).await?;
    Ok(row.map(StoredMark::from))
}

/// The same, held until the work ends: one node at a time goes on from it.
pub(super) async fn lock_mark(work: &Work, mark: Mark) -> Fallible<Option<StoredMark>> {
    let row =
        audit_mark::Entity::find_by_id(mark.name()).lock_exclusive().one(work.connection()).await?;
    Ok(row.map(StoredMark::from))
}

/// Sets a mark if there is none, without minding if there is.
pub(super) async fn begin_mark(work: &Work, mark: Mark, stored: StoredMark) -> Fallible<()> {
    let on_conflict = OnConflict::column(audit_mark::Column::Name).do_nothing().to_owned();
    audit_mark::Entity::insert(row_of(mark, stored))
        .on_conflict(on_conflict)
        .try_insert()
        .exec_without_returning(work.connection())
        .await?;
    Ok(())
}

/// Moves a mark, or sets it.
pub(super) async fn set_mark(work: &Work, mark: Mark, stored: StoredMark) -> Fallible<()> {
    let columns =
        [audit_mark::Column::Sequence, audit_mark::Column::Digest, audit_mark::Column::Seal];
    let on_conflict =
        OnConflict::column(audit_mark::Column::Name).update_columns(columns).to_owned();
    audit_mark::Entity::insert(row_of(mark, stored))
        .on_conflict(on_conflict)
        .exec_without_returning(work.connection())
        .await?;
    Ok(())
}

fn row_of(mark: Mark, stored: StoredMark) -> audit_mark::ActiveModel {
    audit_mark::ActiveModel {
        name: Set(mark.name().to_owned()),
        sequence: Set(stored.head.sequence),
        digest: Set(stored.head.digest),
        seal: Set(stored.seal),
    }
}

/// Records that are not sealed yet, oldest first.
pub(super) async fn unsealed(
    connection: &impl ConnectionTrait,
    limit: u64,
) -> Fallible<Vec<Entry>> {
    let rows = Entity::find()
        .filter(Column::Sequence.is_null())
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

pub(super) async fn any_unsealed(connection: &impl ConnectionTrait) -> Fallible<bool> {
    let first: Option<EventId> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Sequence.is_null())
        .limit(1)
        .into_values_of()
        .one(connection)
        .await?;
    Ok(first.is_some())
}

pub(super) async fn count_unsealed(connection: &impl ConnectionTrait) -> Fallible<u64> {
    Ok(Entity::find().filter(Column::Sequence.is_null()).count(connection).await?)
}

/// Gives a record its place; answers whether it had none.
pub(super) async fn seal(
    work: &Work,
    id: EventId,
    sequence: i64,
    digest: Digest,
) -> Fallible<bool> {
    static SEAL: Prepared<3> = Prepared::new(|backend, [id, sequence, digest]| {
        Entity::update_many()
            .col_expr(Column::Sequence, Expr::value(sequence))
            .col_expr(Column::Digest, Expr::value(digest))
            .filter(Column::Id.eq(id))
            .filter(Column::Sequence.is_null())
            .build(backend)
    });
    let connection = work.connection();
    let parameters = [id.into(), sequence.into(), digest.into()];
    let seal = SEAL.with(connection.get_database_backend(), &parameters);
    Ok(connection.execute_raw(seal).await?.rows_affected() == 1)
}

/// Sealed records from a place on, in the order of the chain.
pub(super) async fn from(
    connection: &impl ConnectionTrait,
    sequence: i64,
    limit: u64,
) -> Fallible<Vec<Entry>> {
    let rows = Entity::find()
        .filter(Column::Sequence.gte(sequence))
        .order_by_asc(Column::Sequence)
        .limit(limit)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

/// The lowest place a sealed record stands at.
pub(super) async fn lowest(connection: &impl ConnectionTrait) -> Fallible<Option<(i64, EventId)>> {
    let row = Entity::find()
        .select_only()
        .column(Column::Sequence)
        .column(Column::Id)
        .filter(Column::Sequence.is_not_null())
        .order_by_asc(Column::Sequence)
        .limit(1)
        .into_model::<Place>()
        .one(connection)
        .await?;
    Ok(row.map(|row| (row.sequence, row.id)))
}

#[derive(FromQueryResult)]
struct Place {
    sequence: i64,
    id: EventId,
}

pub(super) async fn delete_up_to(work: &Work, sequence: i64) -> Fallible<u64> {
    let deleted = Entity::delete_many()
        .filter(Column::Sequence.lte(sequence))
        .exec(work.connection())
        .await?;
    Ok(deleted.rows_affected)
}

impl From<Model> for Entry {
    fn from(row: Model) -> Self {
        let text = |text: String| Some(text.into_bytes());
        let instant = |at: Timestamp| Some(at.millis().to_be_bytes().to_vec());
        let maybe = |text: Option<String>| text.map(String::into_bytes);
        let person = |id: Option<crate::base::UserId>| id.map(|id| id.uuid().as_bytes().to_vec());
        Self {
            id: row.id,
            at: row.at,
            sequence: row.sequence,
            digest: row.digest,
            fields: vec![
                Some(row.id.uuid().as_bytes().to_vec()),
                instant(row.at),
                text(row.category),
                text(row.activity),
                text(row.result),
                maybe(row.reason),
                person(row.actor_id),
                maybe(row.actor_name),
                person(row.target_id),
                maybe(row.target_name),
                row.client_id.map(|client| client.as_str().as_bytes().to_vec()),
                maybe(row.method),
                maybe(row.ip_address),
                maybe(row.user_agent),
                maybe(row.correlation_id),
                maybe(row.details),
            ],
        }
    }
}
