//! The introspection endpoint (RFC 7662 §2).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::error::private;
use super::form::{Body, to_client};
use crate::app::App;
use crate::oidc::introspect;

pub(super) async fn post(request: HttpRequest, app: web::Data<App>, body: Body) -> HttpResponse {
    to_client(&request, body, async |call, parameters| {
        app.keys().refresh().await;
        let introspection = introspect(app.provider(), &call, &parameters).await?;
        Ok(introspection.map(|introspection| private(StatusCode::OK).json(introspection)))
    })
    .await
}
