//! /admin: what matters now.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::ConsoleNav;
use crate::http::caller::Administrator;
use crate::http::error::Failure;
use crate::http::page::{Page, html, see_other};
use crate::http::paths;

#[derive(Template)]
#[template(path = "admin/home.html")]
struct Home {
    page: Page,
    nav: ConsoleNav,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration.service(web::resource(paths::ADMIN).get(get));
}

async fn get(caller: Administrator) -> Result<HttpResponse, Failure> {
    // Whoever issues by a delegation has one thing to do here.
    if caller.roles.is_empty() {
        return Ok(see_other(paths::ADMIN_FRONT_DESK));
    }
    let view = Home { page: caller.page("Overview"), nav: ConsoleNav::of(&caller, paths::ADMIN) };
    Ok(html(StatusCode::OK, &view)?)
}
