//! The token endpoint (RFC 6749 §3.2).

use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use actix_web::{HttpRequest, HttpResponse, web};

use super::error::{of_fault, of_token, private};
use super::form::{self, Body};
use crate::app::App;
use crate::base::Fallible;
use crate::http::caller::origin_of;
use crate::oidc::token;

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
    let origin = origin_of(request);
    match token::answer(app.provider(), &origin, &call, &parameters).await? {
        Ok(tokens) => {
            Ok(private(StatusCode::OK).insert_header(ContentType::json()).body(tokens.expose()?))
        }
        Err(error) => Ok(of_token(&error)),
    }
}
