//! The token endpoint (RFC 6749 §3.2).

use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use actix_web::{HttpRequest, HttpResponse, web};

use super::error::private;
use super::form::{Body, to_client};
use crate::app::App;
use crate::http::caller::origin_of;
use crate::oidc::token;

pub(super) async fn post(request: HttpRequest, app: web::Data<App>, body: Body) -> HttpResponse {
    to_client(&request, body, async |call, parameters| {
        app.keys().refresh().await;
        let origin = origin_of(&request);
        let tokens = match token::answer(app.provider(), &origin, &call, &parameters).await? {
            Ok(tokens) => tokens.expose()?,
            Err(error) => return Ok(Err(error)),
        };
        Ok(Ok(private(StatusCode::OK).insert_header(ContentType::json()).body(tokens)))
    })
    .await
}
