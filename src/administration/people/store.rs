//! Several tables about several people at once.

use crate::db::SelectValues as _;
use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter as _, QuerySelect as _};

use super::Standing;
use crate::base::{Fallible, UserId};
use crate::credentials::pass::PassSummary;
use crate::db::entity::{
    authenticator_app, pass, passkey, password, recovery_code, role_assignment,
};

/// How these people stand, by their ids; whoever has nothing is there too.
pub async fn standings(
    connection: &impl ConnectionTrait,
    ids: &[UserId],
) -> Fallible<BTreeMap<UserId, Standing>> {
    let mut standings: BTreeMap<UserId, Standing> =
        ids.iter().map(|id| (*id, Standing::default())).collect();
    let of_them = role_assignment::Column::UserId.is_in(ids.iter().copied());
    for row in role_assignment::Entity::find().filter(of_them).all(connection).await? {
        if let Some(standing) = standings.get_mut(&row.user_id) {
            standing.roles.push(row.role.parse()?);
        }
    }
    let of_them = pass::Column::UserId.is_in(ids.iter().copied());
    for row in pass::Entity::find().filter(of_them).all(connection).await? {
        if let Some(standing) = standings.get_mut(&row.user_id) {
            standing.pass = Some(PassSummary::from(row));
        }
    }
    for id in owners::<passkey::Entity>(connection, passkey::Column::UserId, ids).await? {
        standings.entry(id).or_default().kinds.passkey = true;
    }
    let apps = authenticator_app::Column::UserId;
    for id in owners::<authenticator_app::Entity>(connection, apps, ids).await? {
        standings.entry(id).or_default().kinds.authenticator_app = true;
    }
    for id in owners::<password::Entity>(connection, password::Column::UserId, ids).await? {
        standings.entry(id).or_default().kinds.password = true;
    }
    for id in
        owners::<recovery_code::Entity>(connection, recovery_code::Column::UserId, ids).await?
    {
        standings.entry(id).or_default().kinds.recovery_code = true;
    }
    Ok(standings)
}

/// Which of these people own a row of a table.
async fn owners<E: EntityTrait>(
    connection: &impl ConnectionTrait,
    owner: E::Column,
    ids: &[UserId],
) -> Fallible<Vec<UserId>> {
    Ok(E::find()
        .select_only()
        .column(owner)
        .filter(owner.is_in(ids.iter().copied()))
        .distinct()
        .into_values_of()
        .all(connection)
        .await?)
}
