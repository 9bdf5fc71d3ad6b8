//! The pushed authorization request endpoint (RFC 9126).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::error::{of_fault, of_token, private};
use super::form::{self, Body};
use crate::app::App;
use crate::base::Fallible;
use crate::oidc::authorization::push;

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
    // An id_token_hint may be signed by a key that was made elsewhere.
    app.keys().refresh().await;
    Ok(match push(app.provider(), &call, &parameters).await? {
        // RFC 9126 §2.2.
        Ok(pushed) => private(StatusCode::CREATED).json(json!({
            "request_uri": pushed.request_uri.expose(),
            "expires_in": pushed.expires_in.as_secs(),
        })),
        Err(error) => of_token(&error),
    })
}
