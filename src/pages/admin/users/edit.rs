//! /admin/users/{id}/edit: the profile, every standard claim.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::profile::{Fieldset, Profile};
use super::{done, person_and_roles, person_of, url_of};
use crate::directory::User;
use crate::directory::authority::{self, Action, Holder};
use crate::directory::manage::{self, Changed};
use crate::http::caller::FreshAdministrator;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, html};
use crate::http::paths;
use crate::pages::admin::ConsoleNav;
use crate::pages::admin::form::Sent;

#[derive(Template)]
#[template(path = "admin/users/edit.html")]
struct EditProfile {
    page: Page,
    nav: ConsoleNav,
    errors: FormErrors,
    username: String,
    action: String,
    fieldsets: Vec<Fieldset>,
    cancel_url: String,
}

pub(super) async fn get(
    caller: FreshAdministrator,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let (user, roles) = person_and_roles(&caller, &id).await?;
    let by = Holder { id: caller.session.user_id, roles: &caller.roles };
    authority::decide(by, Action::ManageAccount, Holder { id: user.id, roles: &roles })
        .map_err(Failure::NotAllowed)?;
    show(&caller, &user, &Profile::of(&user)?, FormErrors::default())
}

pub(super) async fn post(
    caller: FreshAdministrator,
    id: web::Path<String>,
    sent: web::Form<Sent>,
) -> Result<HttpResponse, Failure> {
    let user = person_of(&caller, &id).await?;
    let profile = Profile::sent(&sent);
    let claims = match profile.claims()? {
        Ok(claims) => claims,
        Err(errors) => return show(&caller, &user, &profile, errors),
    };
    let (by, name) = (caller.actor(), profile.display_name());
    let work = caller.app.db().begin().await?;
    match manage::update_profile(&work, &caller.origin, &by, user.id, name, claims).await? {
        Changed::Changed | Changed::Unchanged => {
            work.commit().await?;
            Ok(done(user.id, "saved"))
        }
        Changed::UserNotFound => Err(Failure::NotFound),
        Changed::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
    }
}

fn show(
    caller: &FreshAdministrator,
    user: &User,
    profile: &Profile,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    let status = errors.status();
    let view = EditProfile {
        page: caller.page(format!("Edit {}", user.display_name)),
        nav: ConsoleNav::of(caller, paths::ADMIN_USERS),
        errors,
        username: user.username.to_string(),
        action: paths::of(paths::ADMIN_USER_EDIT, user.id),
        fieldsets: profile.fieldsets(),
        cancel_url: url_of(user.id),
    };
    Ok(html(status, &view)?)
}
