//! The public keys (RFC 7517 §5).

use actix_web::{HttpRequest, HttpResponse, web};

use super::discovery::document;
use crate::app::App;

pub(super) async fn get(request: HttpRequest, app: web::Data<App>) -> HttpResponse {
    let keys = app.keys();
    keys.refresh().await;
    document(&request, &keys.jwks())
}
