//! The person whom a command names.

use super::Failure;
use crate::app::App;
use crate::directory::{User, find_user_by_username};

/// The user of this name; that there is none is the answer to most commands.
pub(super) async fn find(app: &App, name: &str) -> Result<User, Failure> {
    find_user_by_username(app.db().read(), name)
        .await?
        .ok_or_else(|| Failure::Refused(format!("there is no user {name}")))
}
