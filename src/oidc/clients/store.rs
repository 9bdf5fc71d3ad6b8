//! The `clients` table.

use std::collections::HashSet;

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _,
};

use super::client::{Client, Source};
use super::metadata::ClientMetadata;
use crate::base::{ClientId, Digest, Fallible, Fault};
use crate::db::Work;
use crate::db::entity::client::{ActiveModel, Column, Entity, Model};

/// Ids in one statement; SQLite binds at most 32,766 values.
const AT_ONCE: usize = 1_000;

fn parse(row: Model) -> Fallible<Client> {
    let Model { id, metadata, secret_digest, source, enabled, created_at, updated_at } = row;
    let context = |what: &str| format!("the {what} of client {id} in the database");
    let metadata =
        serde_json::from_str(&metadata).map_err(|e| Fault::from(e).context(context("metadata")))?;
    let source = Source::parse(&source).ok_or_else(|| Fault::new(context("source")))?;
    Ok(Client { id, metadata, secret_digest, source, enabled, created_at, updated_at })
}

/// One client, enabled or not.
pub(in crate::oidc) async fn find(
    connection: &impl ConnectionTrait,
    id: &ClientId,
) -> Fallible<Option<Client>> {
    Entity::find_by_id(id.clone()).one(connection).await?.map(parse).transpose()
}

/// These clients, enabled or not.
pub(in crate::oidc) async fn find_all(
    connection: &impl ConnectionTrait,
    ids: &[ClientId],
) -> Fallible<Vec<Client>> {
    let mut found = Vec::new();
    for ids in ids.chunks(AT_ONCE) {
        let query = Entity::find().filter(Column::Id.is_in(ids.iter().cloned()));
        for row in query.all(connection).await? {
            found.push(parse(row)?);
        }
    }
    Ok(found)
}

/// Every client, by id.
pub(super) async fn list(connection: &impl ConnectionTrait) -> Fallible<Vec<Client>> {
    let rows = Entity::find().order_by_asc(Column::Id).all(connection).await?;
    rows.into_iter().map(parse).collect()
}

/// Adds a client; `false` if the id is taken.
pub(in crate::oidc) async fn insert(
    work: &Work,
    id: &ClientId,
    metadata: &ClientMetadata,
    secret_digest: Option<Digest>,
    source: Source,
) -> Fallible<bool> {
    let row = ActiveModel {
        id: Set(id.clone()),
        metadata: Set(serde_json::to_string(metadata)?),
        secret_digest: Set(secret_digest),
        source: Set(source.as_str().to_owned()),
        enabled: Set(true),
        created_at: Set(work.now()),
        updated_at: Set(work.now()),
    };
    let inserted = Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Id).do_nothing().to_owned())
        .exec_without_returning(work.connection())
        .await?;
    Ok(inserted == 1)
}

/// Writes what the settings file says about a client that it wrote before.
pub(super) async fn overwrite(
    work: &Work,
    id: &ClientId,
    metadata: &ClientMetadata,
    secret_digest: Option<Digest>,
) -> Fallible<()> {
    Entity::update_many()
        .set(ActiveModel {
            metadata: Set(serde_json::to_string(metadata)?),
            secret_digest: Set(secret_digest),
            enabled: Set(true),
            updated_at: Set(work.now()),
            ..Default::default()
        })
        .filter(Column::Id.eq(id.clone()))
        .filter(Column::Source.eq(Source::Settings.as_str()))
        .exec(work.connection())
        .await?;
    Ok(())
}

/// Disables the clients of the settings file that it does not name any more.
pub(super) async fn disable_settings_clients_but(
    work: &Work,
    kept: &HashSet<ClientId>,
) -> Fallible<()> {
    Entity::update_many()
        .set(ActiveModel { enabled: Set(false), updated_at: Set(work.now()), ..Default::default() })
        .filter(Column::Source.eq(Source::Settings.as_str()))
        .filter(Column::Enabled.eq(true))
        .filter(Column::Id.is_not_in(kept.iter().cloned()))
        .exec(work.connection())
        .await?;
    Ok(())
}

/// Enables or disables one client.
pub(super) async fn set_enabled(work: &Work, id: &ClientId, enabled: bool) -> Fallible<()> {
    change(work, id, ActiveModel { enabled: Set(enabled), ..Default::default() }).await
}

/// Writes what is registered of a client.
pub(in crate::oidc) async fn update_metadata(
    work: &Work,
    id: &ClientId,
    metadata: &ClientMetadata,
) -> Fallible<()> {
    let metadata = Set(serde_json::to_string(metadata)?);
    change(work, id, ActiveModel { metadata, ..Default::default() }).await
}

/// Gives a client another secret, or takes it away.
pub(in crate::oidc) async fn set_secret(
    work: &Work,
    id: &ClientId,
    digest: Option<Digest>,
) -> Fallible<()> {
    change(work, id, ActiveModel { secret_digest: Set(digest), ..Default::default() }).await
}

async fn change(work: &Work, id: &ClientId, mut changed: ActiveModel) -> Fallible<()> {
    changed.updated_at = Set(work.now());
    Entity::update_many()
        .set(changed)
        .filter(Column::Id.eq(id.clone()))
        .exec(work.connection())
        .await?;
    Ok(())
}

/// Deletes one client; what it holds goes with it.
pub(in crate::oidc) async fn delete(work: &Work, id: &ClientId) -> Fallible<()> {
    Entity::delete_by_id(id.clone()).exec(work.connection()).await?;
    Ok(())
}
