//! Whether this process lives, and whether it can serve.

use actix_web::web::{Data, ServiceConfig};
use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::app::App;

/// Answers as long as the process does.
pub(crate) const LIVE: &str = "/health/live";
/// Answers 200 as long as the database answers, otherwise 503.
pub(crate) const READY: &str = "/health/ready";

pub(super) fn routes(config: &mut ServiceConfig) {
    config.route(LIVE, web::get().to(live)).route(READY, web::get().to(ready));
}

async fn live() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "live" }))
}

async fn ready(app: Data<App>) -> HttpResponse {
    match app.db().ping().await {
        Ok(()) => HttpResponse::Ok().json(json!({ "status": "ready" })),
        Err(fault) => {
            tracing::error!(%fault, "the database does not answer");
            HttpResponse::ServiceUnavailable()
                .json(json!({ "status": "unavailable", "reason": "the database does not answer" }))
        }
    }
}
