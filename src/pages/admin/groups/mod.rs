//! /admin/groups: groups, who is in them, and whose members issue passes for whose.

mod delegations;
mod edit;
mod group;
mod list;
mod members;

use actix_web::web::{self, Path, resource};
use actix_web::{HttpResponse, Resource};
use serde::Deserialize;

use crate::base::GroupId;
use crate::directory::groups::{self, Changed, Group};
use crate::http::caller::Administrator;
use crate::http::error::Failure;
use crate::http::page::see_other;
use crate::http::paths;
use crate::http::return_to::with_query;

/// Groups, and members of one, on a page.
const PAGE: u64 = 50;

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .service(resource(paths::ADMIN_GROUPS).get(list::get).post(list::post))
        .service(resource(paths::ADMIN_GROUP).get(group::get))
        .service(form_only(paths::ADMIN_GROUP_RENAME).post(edit::rename))
        .service(resource(paths::ADMIN_GROUP_DELETE).get(edit::confirm_delete).post(edit::delete))
        .service(form_only(paths::ADMIN_GROUP_ADD_MEMBER).post(members::add))
        .service(form_only(paths::ADMIN_GROUP_REMOVE_MEMBER).post(members::remove))
        .service(form_only(paths::ADMIN_GROUP_DELEGATE).post(delegations::create))
        .service(form_only(paths::ADMIN_GROUP_CHANGE_DELEGATION).post(delegations::change))
        .service(form_only(paths::ADMIN_GROUP_END_DELEGATION).post(delegations::end));
}

/// An address that only receives forms leads a reader to the page the forms are on.
fn form_only(path: &str) -> Resource {
    resource(path).get(async |id: Path<String>| see_other(&paths::of(paths::ADMIN_GROUP, id)))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    after: String,
    done: String,
}

fn notice(done: &str) -> Option<&'static str> {
    match done {
        "created" => Some("group-created"),
        "renamed" => Some("group-renamed"),
        "deleted" => Some("group-deleted"),
        "added" => Some("group-member-added"),
        "removed" => Some("group-member-removed"),
        "delegated" => Some("delegation-made"),
        "changed" => Some("delegation-changed"),
        "ended" => Some("delegation-ended"),
        _ => None,
    }
}

/// Takes away what is more than a page; answers the last one of the page if there was more.
fn cut<T>(found: &mut Vec<T>) -> Option<&T> {
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    found.last().filter(|_| more)
}

fn url_of(id: GroupId) -> String {
    paths::of(paths::ADMIN_GROUP, id)
}

/// Back to the group's page, which says what was done.
fn done(id: GroupId, done: &str) -> HttpResponse {
    see_other(&with_query(&url_of(id), &[("done", Some(done))]))
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

const NOT_A_NAME: &str = "group-name-bounds";
const NAME_TAKEN: &str = "group-name-taken";

/// The group an address is about.
async fn group_of(caller: &Administrator, id: &str) -> Result<Group, Failure> {
    let id: GroupId = id.parse().map_err(|_| Failure::NotFound)?;
    groups::find(caller.app.db().browse(), id).await?.ok_or(Failure::NotFound)
}

fn answer(changed: Changed, id: GroupId, said: &str) -> Result<HttpResponse, Failure> {
    match changed {
        Changed::Changed | Changed::Unchanged => Ok(done(id, said)),
        Changed::NotAllowed(denied) => Err(Failure::NotAllowed(denied)),
        Changed::NotFound | Changed::NotAName | Changed::NameTaken => Err(Failure::NotFound),
    }
}
