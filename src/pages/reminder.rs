//! What other pages remind of: that a device is lost and something remains to be done.

use crate::credentials::{lost_device, methods_of, policy_for};
use crate::directory::recoveries;
use crate::http::caller::SignedIn;
use crate::http::error::Failure;

/// How many steps remain for whoever is signed in; nothing if no device of theirs is lost or everything is
/// done.
pub(super) async fn what_remains(caller: &SignedIn) -> Result<Option<usize>, Failure> {
    let (connection, user) = (caller.app.db().read(), caller.session.user_id);
    if recoveries::find(connection, user).await?.is_none() {
        return Ok(None);
    }
    let methods = methods_of(connection, user).await?;
    let policy = policy_for(connection, caller.app.tools(), user).await?;
    let remaining = lost_device::remaining(connection, user, &methods, &policy).await?;
    Ok(remaining.map(|remaining| remaining.steps()).filter(|steps| *steps > 0))
}
