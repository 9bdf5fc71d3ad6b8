//! /signout and /signed-out: leaving this browser's session.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::http::caller::Visitor;
use crate::http::cookies;
use crate::http::error::Failure;
use crate::http::page::{HiddenField, Link, Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::LocalPath;
use crate::oidc::{Logout, Parameters, logout, path};
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

#[derive(Default, Deserialize)]
struct Place {
    /// A client's request to sign out that has to be confirmed.
    #[serde(default)]
    return_to: String,
}

/// Which client asks, and where to go afterwards.
#[derive(Default)]
struct Request {
    client_name: Option<String>,
    then: Option<String>,
}

/// Reads a client's request to sign out, from the place that sent the person here.
async fn request_of(visitor: &Visitor, place: &Place) -> Result<Request, Failure> {
    let Some(place) =
        LocalPath::parse(&place.return_to).filter(|place| place.path() == path::LOGOUT)
    else {
        return Ok(Request::default());
    };
    let parameters = Parameters::parse(place.query());
    Ok(match logout(visitor.app.provider(), visitor.session.as_ref(), &parameters).await? {
        Logout::Ask { client, then } => Request {
            client_name: client.map(|client| client.metadata.client_name.clone()),
            then: then.map(|then| then.location()),
        },
        _ => Request::default(),
    })
}

async fn get(visitor: Visitor, place: web::Query<Place>) -> Result<HttpResponse, Failure> {
    let Some(session) = &visitor.session else { return Ok(see_other(paths::SIGNED_OUT)) };
    let request = request_of(&visitor, &place).await?;
    let view = SignOut {
        page: visitor.page("sign-out-title"),
        username: session.username.clone(),
        client_name: request.client_name,
        action: paths::SIGN_OUT,
        hidden: vec![HiddenField { name: "return_to".to_owned(), value: place.return_to.clone() }],
        stay_url: paths::HOME,
    };
    Ok(html(StatusCode::OK, &view)?)
}

async fn post(visitor: Visitor, form: web::Form<Place>) -> Result<HttpResponse, Failure> {
    let request = request_of(&visitor, &form).await?;
    if let Some(session) = &visitor.session {
        let work = visitor.app.db().begin().await?;
        sessions::end(&work, &visitor.origin, session, session.id).await?;
        work.commit().await?;
    }
    cookies::forget(&visitor.request);
    Ok(see_other(request.then.as_deref().unwrap_or(paths::SIGNED_OUT)))
}

async fn signed_out(visitor: Visitor) -> Result<HttpResponse, Failure> {
    let view = SignedOut {
        page: visitor.page("signed-out-title"),
        forward: None,
        sign_in_url: paths::SIGN_IN,
    };
    Ok(html(StatusCode::OK, &view)?)
}
