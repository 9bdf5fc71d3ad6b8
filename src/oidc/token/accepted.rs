//! Whether a client still accepts the sign-in that a grant came from.

use crate::base::Fallible;
use crate::db::ConnectionTrait;
use crate::oidc::clients::Client;
use crate::oidc::grants::Grant;
use crate::sessions::Amr;

/// Whether the client's rules would let this sign-in in today.
pub(super) async fn is_accepted(
    connection: &impl ConnectionTrait,
    client: &Client,
    grant: &Grant,
) -> Fallible<bool> {
    let access = &client.metadata.access;
    Ok(access.accept(grant.acr.parse()?, &Amr::from(grant.amr.as_str()))
        && access.admit(connection, grant.user).await?)
}
