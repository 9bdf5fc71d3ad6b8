//! The `signing_keys` table.

use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbBackend, EntityTrait as _,
    QueryFilter as _, QueryOrder as _,
};

use super::algorithm::Algorithm;
use crate::base::{Fallible, Fault, SigningKeyId, Timestamp};
use crate::db::Work;
use crate::db::entity::signing_key::{ActiveModel, Column, Entity, Model};

/// Any number: PostgreSQL's advisory lock under which keys are made and rotated.
const KEY_LOCK: i64 = 0x6461_7970_6173_7302;

/// A key that was made and is not stored yet.
pub(super) struct NewKey {
    pub(super) id: SigningKeyId,
    pub(super) algorithm: Algorithm,
    pub(super) sealed_private_key: Vec<u8>,
    pub(super) public_jwk: String,
}

/// A key as it is stored.
pub(super) struct StoredKey {
    pub(super) id: SigningKeyId,
    pub(super) algorithm: Algorithm,
    pub(super) sealed_private_key: Vec<u8>,
    pub(super) public_jwk: String,
    pub(super) created_at: Timestamp,
    pub(super) active_from: Timestamp,
    pub(super) retired_at: Option<Timestamp>,
}

fn parse(row: Model) -> Fallible<StoredKey> {
    let algorithm = Algorithm::named(&row.algorithm)
        .ok_or_else(|| Fault::new(format!("signing key {} has an unknown algorithm", row.id)))?;
    Ok(StoredKey {
        id: row.id,
        algorithm,
        sealed_private_key: row.sealed_private_key,
        public_jwk: row.public_jwk,
        created_at: row.created_at,
        active_from: row.active_from,
        retired_at: row.retired_at,
    })
}

/// Every key, the newest first.
pub(super) async fn list(connection: &impl ConnectionTrait) -> Fallible<Vec<StoredKey>> {
    let rows = Entity::find()
        .order_by_desc(Column::ActiveFrom)
        .order_by_desc(Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(parse).collect()
}

/// Lets one node at a time make or rotate keys, until the end of the work.
pub(super) async fn lock(work: &Work) -> Fallible<()> {
    let connection = work.connection();
    // On SQLite the work itself is the lock.
    if connection.get_database_backend() == DbBackend::Postgres {
        let statement = format!("SELECT pg_advisory_xact_lock({KEY_LOCK})");
        connection.execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Stores a key that signs from an instant on.
pub(super) async fn insert(work: &Work, key: NewKey, active_from: Timestamp) -> Fallible<()> {
    let row = ActiveModel {
        id: Set(key.id),
        algorithm: Set(key.algorithm.as_str().to_owned()),
        sealed_private_key: Set(key.sealed_private_key),
        public_jwk: Set(key.public_jwk),
        created_at: Set(work.now()),
        active_from: Set(active_from),
        retired_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(work.connection()).await?;
    Ok(())
}

/// Lets the other keys of an algorithm sign until an instant and no longer.
pub(super) async fn retire_others(
    work: &Work,
    algorithm: Algorithm,
    but: &SigningKeyId,
    at: Timestamp,
) -> Fallible<()> {
    Entity::update_many()
        .set(ActiveModel { retired_at: Set(Some(at)), ..Default::default() })
        .filter(Column::Algorithm.eq(algorithm.as_str()))
        .filter(Column::Id.ne(but.clone()))
        .filter(Column::RetiredAt.is_null())
        .exec(work.connection())
        .await?;
    Ok(())
}

/// Removes the keys that have not signed since an instant.
pub(super) async fn delete_retired_before(work: &Work, instant: Timestamp) -> Fallible<()> {
    Entity::delete_many().filter(Column::RetiredAt.lt(instant)).exec(work.connection()).await?;
    Ok(())
}

/// Removes the other keys of an algorithm, retired ones and those that have not signed yet, too.
pub(super) async fn delete_others(
    work: &Work,
    algorithm: Algorithm,
    but: &SigningKeyId,
) -> Fallible<()> {
    Entity::delete_many()
        .filter(Column::Algorithm.eq(algorithm.as_str()))
        .filter(Column::Id.ne(but.clone()))
        .exec(work.connection())
        .await?;
    Ok(())
}
