//! The pushed authorization request endpoint (RFC 9126).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::error::private;
use super::form::{Body, to_client};
use crate::app::App;
use crate::oidc::authorization::push;

pub(super) async fn post(request: HttpRequest, app: web::Data<App>, body: Body) -> HttpResponse {
    to_client(&request, body, async |call, parameters| {
        // An id_token_hint may be signed by a key that was made elsewhere.
        app.keys().refresh().await;
        let pushed = push(app.provider(), &call, &parameters).await?;
        // RFC 9126 §2.2.
        Ok(pushed.map(|pushed| {
            private(StatusCode::CREATED).json(json!({
                "request_uri": pushed.request_uri.expose(),
                "expires_in": pushed.expires_in.as_secs(),
            }))
        }))
    })
    .await
}
