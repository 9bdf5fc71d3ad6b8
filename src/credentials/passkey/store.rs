//! The table of passkeys.

use std::fmt;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, FromQueryResult, JoinType};
use sea_orm::{QueryFilter as _, QueryOrder as _, QuerySelect as _, TryInsertResult};
use uuid::Uuid;
use webauthn_rs::prelude::{AuthenticationResult, Credential, CredentialID, Passkey};

use crate::audit::Person;
use crate::base::{Fallible, PasskeyId, Timestamp, UserId};
use crate::credentials::store::{enabled_user, methods_changed};
use crate::db::entity::{passkey, user};
use crate::db::{SelectValues as _, Work};

/// A passkey as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeySummary {
    /// Which one.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// Whether it may be on several of the owner's devices.
    pub synced: bool,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it was used last.
    pub last_used_at: Option<Timestamp>,
}

/// A passkey that was verified and is not stored yet.
pub(super) struct NewPasskey(pub(super) Passkey);

/// A stored passkey and whose it is.
pub(super) struct Kept {
    pub(super) id: PasskeyId,
    pub(super) user: Person,
    pub(super) handle: Uuid,
    pub(super) passkey: Passkey,
    stored: String,
}

/// What a passkey's use changed about it: its counter or whether it is backed up.
pub(super) struct Renewed {
    before: String,
    after: String,
}

impl fmt::Debug for Renewed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Renewed(…)")
    }
}

impl Kept {
    /// Takes over what the authenticator said; nothing if nothing changed.
    pub(super) fn renew(&mut self, result: &AuthenticationResult) -> Fallible<Option<Renewed>> {
        if self.passkey.update_credential(result) != Some(true) {
            return Ok(None);
        }
        let after = serde_json::to_string(&self.passkey)?;
        Ok(Some(Renewed { before: std::mem::take(&mut self.stored), after }))
    }
}

#[derive(FromQueryResult)]
struct KeptRow {
    id: PasskeyId,
    credential: String,
    user_id: UserId,
    username: String,
    webauthn_handle: Uuid,
}

/// A person's passkeys, oldest first.
pub async fn list(
    connection: &impl ConnectionTrait,
    user: UserId,
) -> Fallible<Vec<PasskeySummary>> {
    let rows = passkey::Entity::find()
        .filter(passkey::Column::UserId.eq(user))
        .order_by_asc(passkey::Column::Id)
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| PasskeySummary {
            id: row.id,
            name: row.name,
            synced: row.synced,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        })
        .collect())
}

pub(super) async fn credential_ids_of(
    connection: &impl ConnectionTrait,
    user: UserId,
) -> Fallible<Vec<CredentialID>> {
    Ok(passkey::Entity::find()
        .select_only()
        .column(passkey::Column::CredentialId)
        .filter(passkey::Column::UserId.eq(user))
        .into_values_of()
        .all(connection)
        .await?)
}

pub(super) async fn find(
    connection: &impl ConnectionTrait,
    credential_id: &[u8],
) -> Fallible<Option<Kept>> {
    let owner = passkey::Entity::belongs_to(user::Entity)
        .from(passkey::Column::UserId)
        .to(user::Column::Id)
        .into();
    let row = passkey::Entity::find()
        .select_only()
        .column(passkey::Column::Id)
        .column(passkey::Column::Credential)
        .column(passkey::Column::UserId)
        .column(user::Column::Username)
        .column(user::Column::WebauthnHandle)
        .join(JoinType::InnerJoin, owner)
        .filter(passkey::Column::CredentialId.eq(credential_id))
        .into_model::<KeptRow>()
        .one(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Kept {
        id: row.id,
        user: Person::new(row.user_id, row.username),
        handle: row.webauthn_handle,
        passkey: serde_json::from_str(&row.credential)?,
        stored: row.credential,
    }))
}

/// Stores a passkey unless somebody has it; answers its id and whether it is bound to its device.
pub(super) async fn insert(
    work: &Work,
    user: UserId,
    NewPasskey(passkey): NewPasskey,
    name: String,
) -> Fallible<Option<(PasskeyId, bool)>> {
    let id = PasskeyId::fresh();
    let stored = serde_json::to_string(&passkey)?;
    let credential = Credential::from(passkey);
    let row = passkey::ActiveModel {
        id: Set(id),
        user_id: Set(user),
        credential_id: Set(credential.cred_id),
        credential: Set(stored),
        name: Set(name),
        synced: Set(credential.backup_eligible),
        created_at: Set(work.now()),
        last_used_at: Set(None),
    };
    // Not by catching the violation: on PostgreSQL that would end the whole transaction.
    let inserted = passkey::Entity::insert(row)
        .on_conflict_do_nothing_on([passkey::Column::CredentialId])
        .exec_without_returning(work.connection())
        .await?;
    let stored = matches!(inserted, TryInsertResult::Inserted(1));
    methods_changed(work, user).await?;
    Ok(stored.then_some((id, !credential.backup_eligible)))
}

/// Notes the use; answers whether the passkey is there still and, if its counter moved, as it was.
pub(super) async fn claim(
    work: &Work,
    id: PasskeyId,
    user: UserId,
    renewed: Option<&Renewed>,
) -> Fallible<bool> {
    let mut update = passkey::Entity::update_many()
        .col_expr(passkey::Column::LastUsedAt, Expr::value(work.now()))
        .filter(passkey::Column::Id.eq(id))
        .filter(passkey::Column::UserId.in_subquery(enabled_user(user)));
    if let Some(Renewed { before, after }) = renewed {
        update = update
            .col_expr(passkey::Column::Credential, Expr::value(after.as_str()))
            .filter(passkey::Column::Credential.eq(before.as_str()));
    }
    Ok(update.exec(work.connection()).await?.rows_affected == 1)
}

pub(in crate::credentials) async fn rename(
    work: &Work,
    user: UserId,
    id: PasskeyId,
    name: &str,
) -> Fallible<bool> {
    let renamed = passkey::Entity::update_many()
        .col_expr(passkey::Column::Name, Expr::value(name))
        .filter(passkey::Column::Id.eq(id))
        .filter(passkey::Column::UserId.eq(user))
        .exec(work.connection())
        .await?;
    Ok(renamed.rows_affected == 1)
}

pub(in crate::credentials) async fn delete(
    work: &Work,
    user: UserId,
    id: PasskeyId,
) -> Fallible<bool> {
    let deleted = passkey::Entity::delete_many()
        .filter(passkey::Column::Id.eq(id))
        .filter(passkey::Column::UserId.eq(user))
        .exec(work.connection())
        .await?;
    methods_changed(work, user).await?;
    Ok(deleted.rows_affected == 1)
}
