//! /admin/users/{id}/edit: the profile, every standard claim.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::account::manageable;
use super::create::not_a_username;
use super::profile::{Fieldset, Profile};
use super::roles::answer;
use super::{done, url_of};
use crate::directory::manage::{self, Changed};
use crate::directory::{User, Username};
use crate::http::caller::FreshAdministrator;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, Page, html};
use crate::http::paths;
use crate::language::phrase;
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
    let user = manageable(&caller, &id).await?;
    let username = user.username.as_str();
    show(&caller, &user, username, &Profile::of(&user)?, FormErrors::default())
}

pub(super) async fn post(
    caller: FreshAdministrator,
    id: web::Path<String>,
    sent: web::Form<Sent>,
) -> Result<HttpResponse, Failure> {
    // Who may not gets no form back, whatever is wrong with what they sent.
    let user = manageable(&caller, &id).await?;
    let profile = Profile::sent(&sent);
    let again = |errors| show(&caller, &user, sent.text("username"), &profile, errors);
    let claims = match profile.claims()? {
        Ok(claims) => claims,
        Err(errors) => return again(errors),
    };
    let username = match Username::parse(sent.text("username")) {
        Ok(username) => (username != user.username).then_some(username),
        Err(why) => return again(FormErrors::under("username", not_a_username(why))),
    };
    let (by, name) = (caller.actor(), profile.display_name());
    let work = caller.app.db().begin().await?;
    if let Some(username) = username {
        match manage::rename(&work, &caller.origin, &by, user.id, username).await? {
            Changed::UsernameTaken => {
                drop(work);
                let errors = FormErrors::under("username", "username-taken");
                return show(&caller, &user, sent.text("username"), &profile, errors);
            }
            changed => answer(changed, "saved")?,
        };
    }
    let changed = manage::update_profile(&work, &caller.origin, &by, user.id, name, claims).await?;
    let said = answer(changed, "saved")?;
    work.commit().await?;
    Ok(done(user.id, said))
}

fn show(
    caller: &FreshAdministrator,
    user: &User,
    username: &str,
    profile: &Profile,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    let status = errors.status();
    let view = EditProfile {
        page: caller.page(phrase("edit-person").with("name", &user.display_name)),
        nav: ConsoleNav::of(caller, paths::ADMIN_USERS),
        errors,
        username: username.to_owned(),
        action: paths::of(paths::ADMIN_USER_EDIT, user.id),
        fieldsets: profile.fieldsets(),
        cancel_url: url_of(user.id),
    };
    Ok(html(status, &view)?)
}
