//! Administrator roles of one person.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{done, person_of};
use crate::directory::Role;
use crate::directory::manage::{self, Changed};
use crate::http::caller::FreshAdministrator;
use crate::http::error::Failure;

#[derive(Deserialize)]
pub(super) struct OfRole {
    role: String,
}

impl OfRole {
    fn role(&self) -> Result<Role, Failure> {
        self.role.parse().map_err(|_| Failure::Malformed("there is no such role"))
    }
}

/// The key of what a role is called.
pub(super) const fn name_of(role: Role) -> &'static str {
    match role {
        Role::GlobalAdministrator => "role-global-administrator",
        Role::PrivilegedAuthenticationAdministrator => {
            "role-privileged-authentication-administrator"
        }
        Role::AuthenticationAdministrator => "role-authentication-administrator",
        Role::AuthenticationPolicyAdministrator => "role-authentication-policy-administrator",
        Role::GlobalReader => "role-global-reader",
        Role::UserAdministrator => "role-user-administrator",
    }
}

/// The key of what a role reaches, in a line.
pub(super) const fn reach_of(role: Role) -> &'static str {
    match role {
        Role::GlobalAdministrator => "reach-global-administrator",
        Role::PrivilegedAuthenticationAdministrator => {
            "reach-privileged-authentication-administrator"
        }
        Role::AuthenticationAdministrator => "reach-authentication-administrator",
        Role::AuthenticationPolicyAdministrator => "reach-authentication-policy-administrator",
        Role::GlobalReader => "reach-global-reader",
        Role::UserAdministrator => "reach-user-administrator",
    }
}

pub(super) async fn add(
    caller: FreshAdministrator,
    id: web::Path<String>,
    form: web::Form<OfRole>,
) -> Result<HttpResponse, Failure> {
    let (user, role) = (person_of(&caller, &id).await?, form.role()?);
    let work = caller.app.db().begin().await?;
    let changed =
        manage::assign_role(&work, &caller.origin, &caller.actor(), user.id, role).await?;
    work.commit().await?;
    Ok(done(user.id, answer(changed, "role-added")?))
}

pub(super) async fn remove(
    caller: FreshAdministrator,
    id: web::Path<String>,
    form: web::Form<OfRole>,
) -> Result<HttpResponse, Failure> {
    let (user, role) = (person_of(&caller, &id).await?, form.role()?);
    let work = caller.app.db().begin().await?;
    let changed =
        manage::remove_role(&work, &caller.origin, &caller.actor(), user.id, role).await?;
    work.commit().await?;
    Ok(done(user.id, answer(changed, "role-removed")?))
}

/// What cannot be done to this person now, for their page to say; everything else goes on or fails.
pub(super) fn answer(changed: Changed, done: &'static str) -> Result<&'static str, Failure> {
    match changed {
        Changed::Changed | Changed::Unchanged => Ok(done),
        Changed::LastGlobalAdministrator => Ok("last-administrator"),
        Changed::UsernameTaken => Ok("username-taken"),
        Changed::UserNotFound => Err(Failure::NotFound),
        Changed::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
    }
}
