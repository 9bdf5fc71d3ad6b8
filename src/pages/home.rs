//! /: a signed-in person's start page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::reminder::what_remains;
use crate::directory::{self, delegations};
use crate::http::caller::SignedIn;
use crate::http::error::Failure;
use crate::http::page::{Nav, Page, html};
use crate::http::paths;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    page: Page,
    nav: Nav,
    name: String,
    remains: Option<usize>,
    lost_device_url: &'static str,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration.service(web::resource(paths::HOME).get(get));
}

async fn get(caller: SignedIn) -> Result<HttpResponse, Failure> {
    let roles = directory::roles_of(caller.app.db().read(), caller.session.user_id).await?;
    let connection = caller.app.db().read();
    let issues = delegations::is_issuer(connection, caller.session.user_id).await?;
    let admin_url = (!roles.is_empty() || issues).then_some(paths::ADMIN);
    let view = Home {
        page: caller.page("your-account"),
        nav: Nav { admin_url, ..Nav::of(&caller.session.username, "home") },
        name: caller.session.display_name.clone(),
        remains: what_remains(&caller).await?,
        lost_device_url: paths::LOST_DEVICE,
    };
    Ok(html(StatusCode::OK, &view)?)
}
