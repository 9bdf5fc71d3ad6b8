//! The revocation endpoint (RFC 7009 §2).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::error::private;
use super::form::{Body, to_client};
use crate::app::App;
use crate::http::caller::origin_of;
use crate::oidc::revoke;

pub(super) async fn post(request: HttpRequest, app: web::Data<App>, body: Body) -> HttpResponse {
    to_client(&request, body, async |call, parameters| {
        app.keys().refresh().await;
        let revoked = revoke(app.provider(), &origin_of(&request), &call, &parameters).await?;
        // RFC 7009 §2.2: 200 and nothing else, whether or not there was anything to revoke.
        Ok(revoked.map(|()| private(StatusCode::OK).finish()))
    })
    .await
}
