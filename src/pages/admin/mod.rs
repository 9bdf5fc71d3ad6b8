//! /admin: the console. What a page offers follows the caller's roles; what is done each operation decides.

mod bulk;
mod clients;
mod form;
mod home;
mod log_record;
mod logs;
mod passes;
mod settings;
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
    ("nav-home", "Overview", paths::ADMIN, Task::ViewConsole),
    ("nav-users", "Users", paths::ADMIN_USERS, Task::ViewConsole),
    ("nav-passes", "Passes", paths::ADMIN_PASSES, Task::ViewConsole),
    ("nav-clients", "Apps", paths::ADMIN_CLIENTS, Task::ViewClients),
    ("nav-settings", "Settings", paths::ADMIN_SETTINGS, Task::ViewInstallation),
    ("nav-sign-ins", "Sign-in log", paths::ADMIN_SIGN_INS, Task::ViewLogs),
    ("nav-audit", "Audit log", paths::ADMIN_AUDIT, Task::ViewLogs),
];

impl ConsoleNav {
    /// For a page at `current`, one of the console's places.
    fn of(caller: &Administrator, current: &'static str) -> Self {
        let sees = |href| href != paths::ADMIN_PASSES || passes::visible_to(caller);
        let links = PLACES.iter().filter(|(_, _, href, task)| caller.may(*task) && sees(*href));
        Self {
            username: caller.session.username.clone(),
            links: links
                .map(|(id, label, href, _)| ConsoleLink {
                    id,
                    label,
                    href,
                    current: *href == current,
                })
                .collect(),
            home_url: paths::HOME,
            sign_out_url: paths::SIGN_OUT,
        }
    }
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .configure(home::routes)
        .configure(users::routes)
        .configure(passes::routes)
        .configure(bulk::routes)
        .configure(clients::routes)
        .configure(settings::routes)
        .configure(logs::routes)
        .configure(log_record::routes);
}
