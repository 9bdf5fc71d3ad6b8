//! /signout and /signed-out: leaving this browser's session.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::audit::{self, Event, Person};
use crate::http::caller::Visitor;
use crate::http::cookies;
use crate::http::error::Failure;
use crate::http::page::{HiddenField, Link, Page, html, see_other};
use crate::http::paths;
use crate::sessions;

#[derive(Template)]
#[template(path = "signout.html")]
struct SignOut {
    page: Page,
    username: String,
    client_name: Option<String>,
    action: &'static str,
    hidden: Vec<HiddenField>,
    stay_url: &'static str,
}

#[derive(Template)]
#[template(path = "signed_out.html")]
struct SignedOut {
    page: Page,
    forward: Option<Link>,
    sign_in_url: &'static str,
}

pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration
        .service(web::resource(paths::SIGN_OUT).get(get).post(post))
        .service(web::resource(paths::SIGNED_OUT).get(signed_out));
}

async fn get(visitor: Visitor) -> Result<HttpResponse, Failure> {
    let Some(session) = &visitor.session else { return Ok(see_other(paths::SIGNED_OUT)) };
    let view = SignOut {
        page: visitor.page("Sign out?"),
        username: session.username.clone(),
        client_name: None,
        action: paths::SIGN_OUT,
        hidden: Vec::new(),
        stay_url: paths::HOME,
    };
    Ok(html(StatusCode::OK, &view)?)
}

async fn post(visitor: Visitor) -> Result<HttpResponse, Failure> {
    if let Some(session) = &visitor.session {
        let work = visitor.app.db().begin().await?;
        sessions::end(&work, session.user_id, session.id).await?;
        let person = Person::new(session.user_id, session.username.as_str());
        audit::record(&work, &visitor.origin, Event::signed_out(person)).await?;
        work.commit().await?;
    }
    cookies::forget(&visitor.request);
    Ok(see_other(paths::SIGNED_OUT))
}

async fn signed_out(visitor: Visitor) -> Result<HttpResponse, Failure> {
    let view = SignedOut {
        page: visitor.page("You're signed out"),
        forward: None,
        sign_in_url: paths::SIGN_IN,
    };
    Ok(html(StatusCode::OK, &view)?)
}
