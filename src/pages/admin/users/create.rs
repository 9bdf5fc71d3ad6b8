//! /admin/users/new: adding somebody.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::list::may_create;
use super::profile::{Field, Profile};
use super::{done, roles};
use crate::base::UserId;
use crate::directory::authority::{Action, Denied};
use crate::directory::manage::{self, Added, NewUser};
use crate::directory::{InvalidUsername, Role, Username};
use crate::http::caller::FreshAdministrator;
use crate::http::error::Failure;
use crate::http::page::{FieldError, FormErrors, Page, html, see_other};
use crate::http::paths;
use crate::language::phrase;
use crate::pages::admin::ConsoleNav;
use crate::pages::admin::form::Sent;

/// A role that may be given.
struct RoleChoice {
    key: &'static str,
    name: &'static str,
    reach: &'static str,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "admin/users/new.html")]
struct NewPerson {
    page: Page,
    nav: ConsoleNav,
    errors: FormErrors,
    action: &'static str,
    username: String,
    fields: Vec<Field>,
    roles: Vec<RoleChoice>,
    may_issue: bool,
    issue: bool,
    cancel_url: &'static str,
}

pub(super) async fn get(caller: FreshAdministrator) -> Result<HttpResponse, Failure> {
    if !may_create(&caller) {
        return Err(Failure::NotAllowed(Denied::NoRole));
    }
    show(&caller, &Sent::default(), FormErrors::default())
}

pub(super) async fn post(
    caller: FreshAdministrator,
    sent: web::Form<Sent>,
) -> Result<HttpResponse, Failure> {
    if !may_create(&caller) {
        return Err(Failure::NotAllowed(Denied::NoRole));
    }
    let new = match entered(&sent)? {
        Ok(new) => new,
        Err(errors) => return show(&caller, &sent, errors),
    };
    let work = caller.app.db().begin().await?;
    match manage::add(&work, &caller.origin, &caller.actor(), new).await? {
        Added::Added(user) => {
            work.commit().await?;
            if sent.ticked("issue") {
                return Ok(see_other(&paths::of(paths::ADMIN_USER_PASS, user.id)));
            }
            Ok(done(user.id, "created"))
        }
        Added::UsernameTaken => {
            drop(work);
            show(&caller, &sent, FormErrors::under("username", "username-taken-choose-another"))
        }
        Added::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
    }
}

fn entered(sent: &Sent) -> Result<Result<NewUser, FormErrors>, Failure> {
    let profile = Profile::sent(sent);
    let username = Username::parse(sent.text("username"));
    let claims = profile.claims()?;
    let roles: Result<Vec<Role>, _> = sent.all("role").map(str::parse).collect();
    let roles = roles.map_err(|_| Failure::Malformed("there is no such role"))?;
    let (username, claims) = match (username, claims) {
        (Ok(username), Ok(claims)) => (username, claims),
        (Err(why), claims) => {
            let mut errors = claims.err().unwrap_or_default();
            let message = phrase(not_a_username(why));
            errors.push(FieldError { field: "username", message });
            return Ok(Err(errors));
        }
        (Ok(_), Err(errors)) => return Ok(Err(errors)),
    };
    let display_name = profile.display_name().map(str::to_owned);
    Ok(Ok(NewUser { username, display_name, claims, roles }))
}

/// The key of why a text is no username.
pub(super) const fn not_a_username(why: InvalidUsername) -> &'static str {
    match why {
        InvalidUsername::Empty => "enter-a-username",
        InvalidUsername::TooLong => "username-too-long",
        InvalidUsername::Unprintable => "username-unprintable",
    }
}

fn show(
    caller: &FreshAdministrator,
    sent: &Sent,
    errors: FormErrors,
) -> Result<HttpResponse, Failure> {
    let status = errors.status();
    let somebody = UserId::fresh();
    let may_issue = caller.may_touch(Action::IssuePass, somebody, &[]);
    let roles =
        if caller.may_touch(Action::AssignRoles, somebody, &[]) { &Role::ALL[..] } else { &[] };
    let view = NewPerson {
        page: caller.page("person-add"),
        nav: ConsoleNav::of(caller, paths::ADMIN_USERS),
        errors,
        action: paths::ADMIN_USERS_NEW,
        username: sent.text("username").to_owned(),
        fields: Profile::sent(sent).first_fields(),
        roles: roles
            .iter()
            .map(|role| RoleChoice {
                key: role.key(),
                name: roles::name_of(*role),
                reach: roles::reach_of(*role),
                chosen: sent.all("role").any(|key| key == role.key()),
            })
            .collect(),
        may_issue,
        issue: sent.ticked("issue") || sent.text("username").is_empty(),
        cancel_url: paths::ADMIN_USERS,
    };
    Ok(html(status, &view)?)
}
