//! Which groups somebody is in and which roles they hold, for clients that may know.

use serde_json::Value;

use super::grant::{Grant, Standing};
use crate::base::Fallible;
use crate::db::ConnectionTrait;
use crate::directory::{Role, groups, roles_of};
use crate::oidc::scope::Scope;

/// Adds the claims `groups` and `roles`, as they are now, where the grant asks for them.
pub(super) async fn tell(
    connection: &impl ConnectionTrait,
    standing: &mut Standing,
) -> Fallible<()> {
    let user = standing.grant.user;
    if asks_for(&standing.grant, Scope::Groups) {
        let groups = groups::groups_of(connection, user).await?;
        let names = groups.into_iter().map(|group| Value::from(group.name)).collect();
        standing.person.claims.insert("groups".to_owned(), Value::Array(names));
    }
    if asks_for(&standing.grant, Scope::Roles) {
        let roles = roles_of(connection, user).await?;
        let names = roles.into_iter().map(Role::name).map(Value::from).collect();
        standing.person.claims.insert("roles".to_owned(), Value::Array(names));
    }
    Ok(())
}

fn asks_for(grant: &Grant, scope: Scope) -> bool {
    grant.scopes.contains(scope) || grant.claims.scopes().contains(scope)
}
