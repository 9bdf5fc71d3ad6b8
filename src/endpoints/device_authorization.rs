//! The device authorization endpoint (RFC 8628 §3.1).

use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use actix_web::{HttpRequest, HttpResponse, web};

use super::error::private;
use super::form::{Body, to_client};
use crate::app::App;
use crate::http::caller::origin_of;
use crate::oidc::device;

pub(super) async fn post(request: HttpRequest, app: web::Data<App>, body: Body) -> HttpResponse {
    to_client(&request, body, async |call, parameters| {
        let origin = origin_of(&request);
        let codes = match device::authorize(app.provider(), &origin, &call, &parameters).await? {
            Ok(codes) => codes.expose()?,
            Err(error) => return Ok(Err(error)),
        };
        Ok(Ok(private(StatusCode::OK).insert_header(ContentType::json()).body(codes)))
    })
    .await
}
