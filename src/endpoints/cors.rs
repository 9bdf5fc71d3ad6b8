//! Programs in a browser may call the endpoints that read no cookie, from any origin.

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, HeaderName, HeaderValue,
};
use actix_web::{HttpResponse, HttpResponseBuilder};

/// Without credentials: what is answered depends on what was sent and on no cookie.
const ANY_ORIGIN: (HeaderName, HeaderValue) =
    (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
const EXPOSED: (HeaderName, HeaderValue) =
    (ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("WWW-Authenticate, ETag"));

/// Lets scripts of any origin read the answer.
pub(super) fn open(answer: &mut HttpResponseBuilder) -> &mut HttpResponseBuilder {
    answer.insert_header(ANY_ORIGIN).insert_header(EXPOSED)
}

/// Answers a browser that asks before it sends (Fetch §4.8).
pub(super) async fn preflight() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header(ANY_ORIGIN)
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE"))
        .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type, DPoP"))
        .insert_header((ACCESS_CONTROL_MAX_AGE, "600"))
        .finish()
}
