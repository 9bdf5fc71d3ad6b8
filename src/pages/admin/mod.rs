//! /admin: the console. What a page offers follows the caller's roles; what is done each operation decides.

mod bulk;
mod clients;
mod form;
mod front_desk;
mod groups;
mod home;
mod log_record;
mod logs;
mod passes;
mod policy;
mod requests;
mod settings;
mod sign_outs;
mod users;

use actix_web::web;

use crate::directory::authority::Task;
use crate::http::caller::Administrator;
use crate::http::paths;

/// Where one can go in the console.
pub(super) struct ConsoleLink {
    id: &'static str,
    label: &'static str,
    href: &'static str,
    current: bool,
}

/// Navigation of the console.
pub(super) struct ConsoleNav {
    username: String,
    links: Vec<ConsoleLink>,
    home_url: &'static str,
    sign_out_url: &'static str,
}

/// Every place of the console, and what one must be allowed to see it.
const PLACES: &[(&str, &str, &str, Task)] = &[
    ("nav-home", "place-overview", paths::ADMIN, Task::ViewConsole),
    ("nav-users", "place-users", paths::ADMIN_USERS, Task::ViewConsole),
    ("nav-groups", "place-groups", paths::ADMIN_GROUPS, Task::ViewConsole),
    ("nav-passes", "place-passes", paths::ADMIN_PASSES, Task::ViewConsole),
    ("nav-requests", "place-requests", paths::ADMIN_REQUESTS, Task::ViewConsole),
    ("nav-bulk", "place-bulk", paths::ADMIN_BULK, Task::ViewConsole),
    ("nav-policy", "place-methods", paths::ADMIN_POLICY, Task::ViewPolicy),
    ("nav-clients", "place-apps", paths::ADMIN_CLIENTS, Task::ViewClients),
    ("nav-sign-ins", "place-sign-ins", paths::ADMIN_SIGN_INS, Task::ViewLogs),
    ("nav-audit", "place-audit", paths::ADMIN_AUDIT, Task::ViewLogs),
    ("nav-settings", "place-settings", paths::ADMIN_SETTINGS, Task::ViewInstallation),
];

/// The places for who issues by a delegation and holds no role.
const PLACES_OF_ISSUERS: &[(&str, &str, &str)] = &[
    ("nav-front-desk", "place-front-desk", paths::ADMIN_FRONT_DESK),
    ("nav-requests", "place-requests", paths::ADMIN_REQUESTS),
];

impl ConsoleNav {
    /// For a page at `current`, one of the console's places.
    fn of(caller: &Administrator, current: &'static str) -> Self {
        let sees = |href| match href {
            paths::ADMIN_PASSES => passes::visible_to(caller),
            paths::ADMIN_BULK => bulk::may_begin(caller),
            _ => true,
        };
        let allowed = PLACES.iter().filter(|(_, _, href, task)| caller.may(*task) && sees(*href));
        let allowed = allowed.map(|(id, label, href, _)| (*id, *label, *href));
        let places: Vec<_> =
            if caller.roles.is_empty() { PLACES_OF_ISSUERS.to_vec() } else { allowed.collect() };
        let link = |(id, label, href)| ConsoleLink { id, label, href, current: href == current };
        Self {
            username: caller.session.username.clone(),
            links: places.into_iter().map(link).collect(),
            home_url: paths::HOME,
            sign_out_url: paths::SIGN_OUT,
        }
    }
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .configure(home::routes)
        .configure(users::routes)
        .configure(sign_outs::routes)
        .configure(passes::routes)
        .configure(policy::routes)
        .configure(bulk::routes)
        .configure(groups::routes)
        .configure(requests::routes)
        .configure(front_desk::routes)
        .configure(clients::routes)
        .configure(settings::routes)
        .configure(logs::routes)
        .configure(log_record::routes);
}
