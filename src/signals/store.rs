//! The tables of streams and of whom they say nothing about, and the grants that tokens come from.

use std::collections::HashSet;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    FromQueryResult, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    TryInsertResult,
};

use super::stream::{Status, Stream, Transport};
use crate::base::{ClientId, Fallible, Fault, StreamId, Subject, Timestamp, UserId};
use crate::db::Work;
use crate::db::entity::signal_stream::{ActiveModel, Column, Entity, Model};
use crate::db::entity::{client, grant, signal_removed_subject};

pub(super) async fn insert(work: &Work, stream: &Stream) -> Fallible<()> {
    let row = ActiveModel {
        id: Set(stream.id),
        client_id: Set(stream.client.clone()),
        created_at: Set(stream.created_at),
        verified_at: Set(None),
        ..written(stream)?
    };
    Entity::insert(row).exec_without_returning(work.connection()).await?;
    Ok(())
}

/// What can change of a stream.
pub(super) async fn update(work: &Work, stream: &Stream) -> Fallible<()> {
    Entity::update_many()
        .set(written(stream)?)
        .filter(Column::Id.eq(stream.id))
        .exec(work.connection())
        .await?;
    Ok(())
}

fn written(stream: &Stream) -> Fallible<ActiveModel> {
    let (endpoint, authorization) = match &stream.transport {
        Transport::Push { endpoint, authorization } => {
            (Some(endpoint.to_string()), authorization.clone())
        }
        Transport::Poll => (None, None),
    };
    Ok(ActiveModel {
        status: Set(stream.status.as_str().to_owned()),
        reason: Set(stream.reason.clone()),
        endpoint_url: Set(endpoint),
        sealed_authorization: Set(authorization),
        events_requested: Set(serde_json::to_string(&stream.events_requested)?),
        description: Set(stream.description.clone()),
        updated_at: Set(stream.updated_at),
        ..Default::default()
    })
}

/// Answers whether there was one.
pub(super) async fn delete(work: &Work, id: StreamId) -> Fallible<bool> {
    Ok(Entity::delete_by_id(id).exec(work.connection()).await?.rows_affected == 1)
}

pub(super) async fn find(
    connection: &impl ConnectionTrait,
    id: StreamId,
) -> Fallible<Option<Stream>> {
    Entity::find_by_id(id).one(connection).await?.map(Stream::try_from).transpose()
}

/// A stream that nobody else changes until the work ends.
pub(super) async fn hold(work: &Work, id: StreamId) -> Fallible<Option<Stream>> {
    let row = Entity::find_by_id(id).lock_exclusive().one(work.connection()).await?;
    row.map(Stream::try_from).transpose()
}

/// Oldest first; of one receiver, or all.
pub(super) async fn list(
    connection: &impl ConnectionTrait,
    client: Option<&ClientId>,
) -> Fallible<Vec<Stream>> {
    let of_client = client.map(|client| Column::ClientId.eq(client.clone()));
    let rows = Entity::find()
        .filter(Condition::all().add_option(of_client))
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(Stream::try_from).collect()
}

/// The streams that are not disabled. Until the work ends none of them is, or is paused or released:
/// what is put into the outbox for a stream that flows does not come to lie in one that is paused.
pub(super) async fn listening(work: &Work) -> Fallible<Vec<Stream>> {
    let rows = Entity::find()
        .filter(Column::Status.ne(Status::Disabled.as_str()))
        .order_by_asc(Column::Id)
        .lock_shared()
        .all(work.connection())
        .await?;
    rows.into_iter().map(Stream::try_from).collect()
}

/// How many streams a receiver has. Nobody else changes that until the work ends.
pub(super) async fn count_alone(work: &Work, client: &ClientId) -> Fallible<u64> {
    client::Entity::find_by_id(client.clone()).lock_exclusive().one(work.connection()).await?;
    Ok(Entity::find().filter(Column::ClientId.eq(client.clone())).count(work.connection()).await?)
}

/// Writes down that a verification is asked for now; answers whether the last time was not after
/// `long_ago`. Rule 4: the update decides.
pub(super) async fn claim_verification(
    work: &Work,
    id: StreamId,
    long_ago: Timestamp,
) -> Fallible<bool> {
    let then = Condition::any()
        .add(Column::VerifiedAt.is_null())
        .add(Column::VerifiedAt.lte(long_ago))
        // A clock that went back must not lock anybody out for long.
        .add(Column::VerifiedAt.gt(work.now()));
    let claimed = Entity::update_many()
        .col_expr(Column::VerifiedAt, Expr::value(work.now()))
        .filter(Column::Id.eq(id))
        .filter(then)
        .exec(work.connection())
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// Says nothing about somebody any more; answers how many are left out by now, with them.
pub(super) async fn remove_subject(
    work: &Work,
    stream: StreamId,
    subject: &Subject,
) -> Fallible<u64> {
    use signal_removed_subject::{ActiveModel, Column, Entity};
    let row = ActiveModel { stream_id: Set(stream), subject: Set(subject.clone()) };
    let conflict = OnConflict::columns([Column::StreamId, Column::Subject]).do_nothing().to_owned();
    let inserted = Entity::insert(row)
        .on_conflict(conflict)
        .try_insert()
        .exec_without_returning(work.connection())
        .await?;
    match inserted {
        TryInsertResult::Inserted(1..) => {
            Ok(Entity::find().filter(Column::StreamId.eq(stream)).count(work.connection()).await?)
        }
        _ => Ok(0),
    }
}

/// Says something about somebody again.
pub(super) async fn add_subject(work: &Work, stream: StreamId, subject: &Subject) -> Fallible<()> {
    use signal_removed_subject::Entity;
    Entity::delete_by_id((stream, subject.clone())).exec(work.connection()).await?;
    Ok(())
}

/// Which of these are left out.
pub(super) async fn removed(
    work: &Work,
    known: &[(StreamId, Subject)],
) -> Fallible<HashSet<StreamId>> {
    use signal_removed_subject::{Column, Entity};
    let (streams, subjects): (Vec<_>, Vec<_>) = known.iter().cloned().unzip();
    let rows = Entity::find()
        .filter(Column::StreamId.is_in(streams))
        .filter(Column::Subject.is_in(subjects))
        .all(work.connection())
        .await?;
    let removed = rows.into_iter().map(|row| (row.stream_id, row.subject));
    Ok(removed.filter(|row| known.contains(row)).map(|(stream, _)| stream).collect())
}

#[derive(FromQueryResult)]
struct Granted {
    client_id: ClientId,
    scope: String,
}

/// The scopes of the grants that a person has of a generation, by client.
pub(super) async fn granted(
    work: &Work,
    user: UserId,
    generation: i64,
) -> Fallible<Vec<(ClientId, String)>> {
    let granted = grant::Entity::find()
        .select_only()
        .column(grant::Column::ClientId)
        .column(grant::Column::Scope)
        .distinct()
        .filter(grant::Column::UserId.eq(user))
        .filter(grant::Column::Generation.eq(generation))
        .into_model::<Granted>()
        .all(work.connection())
        .await?;
    Ok(granted.into_iter().map(|grant| (grant.client_id, grant.scope)).collect())
}

impl TryFrom<Model> for Stream {
    type Error = Fault;

    fn try_from(row: Model) -> Result<Self, Fault> {
        let status = Status::named(&row.status).ok_or_else(|| {
            Fault::new(format!("the status of stream {} in the database", row.id))
        })?;
        let transport = match row.endpoint_url {
            Some(url) => {
                Transport::Push { endpoint: url.parse()?, authorization: row.sealed_authorization }
            }
            None => Transport::Poll,
        };
        Ok(Self {
            id: row.id,
            client: row.client_id,
            status,
            reason: row.reason,
            transport,
            events_requested: serde_json::from_str(&row.events_requested)?,
            description: row.description,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}
