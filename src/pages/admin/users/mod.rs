//! /admin/users: who there is, and one person on one page.

mod account;
mod create;
mod edit;
mod groups;
mod list;
mod methods;
mod pass;
mod pass_terms;
mod person;
mod profile;
mod restore_access;
mod roles;
mod sign_ins;

pub(super) use groups::group_named;
pub(super) use pass::{Shown, shown};
pub(super) use pass_terms::{minutes_of, words};

use actix_web::web::{self, Path, resource};
use actix_web::{HttpResponse, Resource};

use crate::base::UserId;
use crate::directory::{self, Role, User};
use crate::http::caller::Administrator;
use crate::http::error::Failure;
use crate::http::page::see_other;
use crate::http::paths;
use crate::http::return_to::with_query;

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .service(resource(paths::ADMIN_USERS).get(list::get))
        // Before the page of a person, whose address it would be otherwise.
        .service(resource(paths::ADMIN_USERS_NEW).get(create::get).post(create::post))
        .service(resource(paths::ADMIN_USER).get(person::get))
        .service(resource(paths::ADMIN_USER_EDIT).get(edit::get).post(edit::post))
        .service(form_only(paths::ADMIN_USER_ENABLE).post(account::enable))
        .service(
            resource(paths::ADMIN_USER_DISABLE)
                .get(account::confirm_disable)
                .post(account::disable),
        )
        .service(
            resource(paths::ADMIN_USER_DELETE).get(account::confirm_delete).post(account::delete),
        )
        .service(form_only(paths::ADMIN_USER_ADD_GROUP).post(groups::add))
        .service(form_only(paths::ADMIN_USER_REMOVE_GROUP).post(groups::remove))
        .service(form_only(paths::ADMIN_USER_ADD_ROLE).post(roles::add))
        .service(form_only(paths::ADMIN_USER_REMOVE_ROLE).post(roles::remove))
        .service(
            resource(paths::ADMIN_USER_DELETE_METHOD).get(methods::confirm).post(methods::delete),
        )
        .service(resource(paths::ADMIN_USER_PASS).get(pass::get).post(pass::post))
        .service(
            resource(paths::ADMIN_USER_DELETE_PASS).get(pass::confirm_delete).post(pass::delete),
        )
        .service(form_only(paths::ADMIN_USER_END_SESSION).post(sign_ins::end_session))
        .service(form_only(paths::ADMIN_USER_REMOVE_APP).post(sign_ins::remove_app))
        .service(
            resource(paths::ADMIN_USER_SIGN_OUT)
                .get(sign_ins::confirm_everywhere)
                .post(sign_ins::everywhere),
        )
        .service(
            resource(paths::ADMIN_USER_RESTORE).get(restore_access::get).post(restore_access::post),
        );
}

/// An address that only receives forms leads a reader to the page the forms are on.
fn form_only(path: &str) -> Resource {
    resource(path).get(async |id: Path<String>| see_other(&paths::of(paths::ADMIN_USER, id)))
}

/// The person an address is about.
async fn person_of(caller: &Administrator, id: &str) -> Result<User, Failure> {
    let id: UserId = id.parse().map_err(|_| Failure::NotFound)?;
    directory::find_user(caller.app.db().browse(), id).await?.ok_or(Failure::NotFound)
}

/// The person an address is about, with their administrator roles.
async fn person_and_roles(caller: &Administrator, id: &str) -> Result<(User, Vec<Role>), Failure> {
    let user = person_of(caller, id).await?;
    let roles = directory::roles_of(caller.app.db().browse(), user.id).await?;
    Ok((user, roles))
}

fn url_of(user: UserId) -> String {
    paths::of(paths::ADMIN_USER, user)
}

/// Back to the person's page, which says what was done.
fn done(user: UserId, what: &str) -> HttpResponse {
    see_other(&with_query(&url_of(user), &[("done", Some(what))]))
}
