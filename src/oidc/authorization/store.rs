//! The `consents` table, and the session a code is issued from.

use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, FromQueryResult,
    JoinType, QueryFilter as _, QuerySelect as _, RelationDef,
};

use super::decide::GivenConsent;
use crate::base::{ClientId, Digest, Fallible, PassId, SessionId, Subject, Timestamp, UserId};
use crate::db::entity::{consent, pushed_request, session, user};
use crate::db::{SelectValues as _, Work};
use crate::oidc::parameters::Parameters;
use crate::oidc::scope::Scopes;

/// What a person allowed a client, if anything.
pub(in crate::oidc) async fn find_consent(
    connection: &impl ConnectionTrait,
    user: UserId,
    client: &ClientId,
) -> Fallible<Option<GivenConsent>> {
    let row = consent::Entity::find_by_id((user, client.clone())).one(connection).await?;
    row.map(|row| {
        Ok(GivenConsent { scopes: Scopes::parse(&row.scope)?, granted_at: row.granted_at })
    })
    .transpose()
}

/// Writes down what a person allows a client from now on.
pub(super) async fn record_consent(
    work: &Work,
    user: UserId,
    client: &ClientId,
    scopes: &Scopes,
) -> Fallible<()> {
    let row = consent::ActiveModel {
        user_id: Set(user),
        client_id: Set(client.clone()),
        scope: Set(scopes.to_string()),
        granted_at: Set(work.now()),
    };
    let replace = OnConflict::columns([consent::Column::UserId, consent::Column::ClientId])
        .update_columns([consent::Column::Scope, consent::Column::GrantedAt])
        .to_owned();
    consent::Entity::insert(row)
        .on_conflict(replace)
        .exec_without_returning(work.connection())
        .await?;
    Ok(())
}

/// Forgets what a person allowed a client.
pub(in crate::oidc) async fn forget_consent(
    work: &Work,
    user: UserId,
    client: &ClientId,
) -> Fallible<()> {
    consent::Entity::delete_by_id((user, client.clone())).exec(work.connection()).await?;
    Ok(())
}

/// The `sub` of a user.
pub(in crate::oidc) async fn find_subject(
    connection: &impl ConnectionTrait,
    id: UserId,
) -> Fallible<Option<Subject>> {
    let found = user::Entity::find_by_id(id)
        .select_only()
        .column(user::Column::Subject)
        .into_values_of::<Subject>()
        .one(connection)
        .await?;
    Ok(found)
}

/// A session as its row says in this very transaction.
#[derive(FromQueryResult)]
pub(in crate::oidc) struct LiveSession {
    pub(in crate::oidc) user_id: UserId,
    pub(in crate::oidc) amr: String,
    pub(in crate::oidc) acr: String,
    pub(in crate::oidc) authenticated_at: Timestamp,
    pub(in crate::oidc) pass_id: Option<PassId>,
    pub(in crate::oidc) registration_owed: bool,
    pub(in crate::oidc) generation: i64,
}

/// A session that is live now; idleness was looked at when the request came in.
pub(in crate::oidc) async fn find_live_session(
    work: &Work,
    id: SessionId,
) -> Fallible<Option<LiveSession>> {
    let of_user: RelationDef = session::Entity::belongs_to(user::Entity)
        .from(session::Column::UserId)
        .to(user::Column::Id)
        .into();
    let found = session::Entity::find_by_id(id)
        .select_only()
        .columns([
            session::Column::UserId,
            session::Column::Amr,
            session::Column::Acr,
            session::Column::AuthenticatedAt,
            session::Column::PassId,
            session::Column::RegistrationOwed,
            session::Column::Generation,
        ])
        .join(JoinType::InnerJoin, of_user)
        .filter(session::Column::EndsAt.gt(work.now()))
        .filter(user::Column::Enabled.eq(true))
        .filter(
            Expr::col((user::Entity, user::Column::Generation))
                .eq(Expr::col((session::Entity, session::Column::Generation))),
        )
        // PostgreSQL: signing out everywhere waits for us, or we for it.
        .lock_shared()
        .into_model::<LiveSession>()
        .one(work.connection())
        .await?;
    Ok(found)
}

/// Stores a pushed request.
pub(super) async fn insert_pushed(
    work: &Work,
    digest: Digest,
    client: &ClientId,
    parameters: &Parameters,
    expires_at: Timestamp,
) -> Fallible<()> {
    let row = pushed_request::ActiveModel {
        digest: Set(digest),
        client_id: Set(client.clone()),
        parameters: Set(parameters.to_query()),
        expires_at: Set(expires_at),
    };
    pushed_request::Entity::insert(row).exec_without_returning(work.connection()).await?;
    Ok(())
}

/// A client's pushed request, form-encoded, and until when it may be opened for the first time.
pub(super) async fn find_pushed(
    connection: &impl ConnectionTrait,
    digest: Digest,
    client: &ClientId,
) -> Fallible<Option<(String, Timestamp)>> {
    let row = pushed_request::Entity::find_by_id(digest)
        .filter(pushed_request::Column::ClientId.eq(client.clone()))
        .one(connection)
        .await?;
    Ok(row.map(|row| (row.parameters, row.expires_at)))
}

/// Deletes a pushed request; `false` if somebody was there before.
pub(super) async fn delete_pushed(work: &Work, digest: Digest) -> Fallible<bool> {
    let deleted = pushed_request::Entity::delete_by_id(digest).exec(work.connection()).await?;
    Ok(deleted.rows_affected == 1)
}

/// Deletes pushed requests that had to be opened before an instant.
pub(super) async fn delete_pushed_before(work: &Work, instant: Timestamp) -> Fallible<()> {
    pushed_request::Entity::delete_many()
        .filter(pushed_request::Column::ExpiresAt.lt(instant))
        .exec(work.connection())
        .await?;
    Ok(())
}
