//! The introspection endpoint (RFC 7662 §2).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::error::{of_fault, of_token, private};
use super::form::{self, Body};
use crate::app::App;
use crate::base::Fallible;
use crate::oidc::introspect;

pub(super) async fn post(request: HttpRequest, app: web::Data<App>, body: Body) -> HttpResponse {
    match answer(&request, &app, body).await {
        Ok(answer) => answer,
        Err(fault) => of_fault(&fault),
    }
}

async fn answer(request: &HttpRequest, app: &App, body: Body) -> Fallible<HttpResponse> {
    let (call, parameters) = match form::of_client(request, body) {
        Ok(read) => read,
        Err(error) => return Ok(of_token(&error)),
    };
    app.keys().refresh().await;
    match introspect(app.provider(), &call, &parameters).await? {
        Ok(introspection) => Ok(private(StatusCode::OK).json(introspection)),
        Err(error) => Ok(of_token(&error)),
    }
}
