//! The frame around every request: its correlation id, its log lines, the headers of its answer.

use actix_web::HttpMessage as _;
use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{HeaderMap, HeaderName};
use actix_web::middleware::Next;
use actix_web::web::Data;

use super::correlation::CorrelationId;
use super::headers::secure;
use super::patience::Patience;
use crate::app::App;
use crate::base::Random;
use crate::telemetry::within_request;

const CORRELATION_ID: HeaderName = HeaderName::from_static("x-correlation-id");

/// Wraps the whole application; the outermost middleware.
pub async fn frame(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let id = CorrelationId::fresh(Random);
    request.extensions_mut().insert(id);
    let https = request
        .app_data::<Data<App>>()
        .is_some_and(|app| app.settings().issuer.scheme() == "https");
    if !matches!(request.parts().1, Payload::None) {
        let payload = request.take_payload();
        request.set_payload(Patience::with(payload));
    }
    let answer = async {
        let answer = next.call(request).await;
        match &answer {
            Ok(response) => answered(response),
            Err(error) => tracing::warn!(%error, "given up"),
        }
        answer
    };
    let finish = |headers: &mut HeaderMap| {
        headers.insert(CORRELATION_ID, id.header());
        secure(headers, https);
    };
    match within_request(id.digits(), answer).await {
        Ok(mut response) => {
            finish(response.headers_mut());
            Ok(response)
        }
        // What a middleware gave up is an answer too, and gets the same headers.
        Err(error) => {
            let mut response = error.error_response();
            finish(response.headers_mut());
            Err(InternalError::from_response(error, response).into())
        }
    }
}

/// Never the query nor a cookie: both may carry secrets.
fn answered(response: &ServiceResponse<impl MessageBody>) {
    let (request, status) = (response.request(), response.status().as_u16());
    if response.status().is_server_error() {
        tracing::warn!(method = %request.method(), path = request.path(), status, "answered");
    } else {
        tracing::debug!(method = %request.method(), path = request.path(), status, "answered");
    }
}
