//! The `sign_out_apps` table.

use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
};

use super::App;
use crate::base::{Fallible, SignOutId};
use crate::db::Work;
use crate::db::entity::sign_out_app::{ActiveModel, Column, Entity};

/// Rows of one statement; SQLite binds at most 32,766 values.
const AT_ONCE: usize = 1_000;

pub(super) async fn insert_apps(work: &Work, id: SignOutId, mut apps: Vec<App>) -> Fallible<()> {
    while !apps.is_empty() {
        let rows = apps.drain(..apps.len().min(AT_ONCE)).map(|app| ActiveModel {
            sign_out_id: Set(id),
            client_id: Set(app.client),
            name: Set(app.name),
            tellable: Set(app.tellable),
            last_issued_at: Set(app.last_issued_at),
        });
        Entity::insert_many(rows).exec_without_returning(work.connection()).await?;
    }
    Ok(())
}

/// The apps of these sign-outs, each with the sign-out that concerns it.
pub(super) async fn apps_of(
    connection: &impl ConnectionTrait,
    ids: &[SignOutId],
) -> Fallible<Vec<(SignOutId, App)>> {
    let mut apps = Vec::new();
    for ids in ids.chunks(AT_ONCE) {
        let query = Entity::find().filter(Column::SignOutId.is_in(ids.iter().copied()));
        for row in query.all(connection).await? {
            let app = App {
                client: row.client_id,
                name: row.name,
                tellable: row.tellable,
                last_issued_at: row.last_issued_at,
            };
            apps.push((row.sign_out_id, app));
        }
    }
    Ok(apps)
}
