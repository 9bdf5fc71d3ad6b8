//! What Daypass says about itself (OpenID Connect Discovery §4, RFC 8414 §3).

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};

use super::cors;
use crate::app::App;
use crate::oidc::Document;

/// Shorter than a new key is published before it signs.
const FIVE_MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

pub(super) async fn get(request: HttpRequest, app: web::Data<App>) -> HttpResponse {
    document(&request, &app.provider().discovery)
}

/// A public document, or the news that it has not changed (RFC 9110 §13.1.2).
pub(super) fn document(request: &HttpRequest, document: &Document) -> HttpResponse {
    let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let unchanged = known.is_some_and(|known| {
        known.split(',').map(str::trim).any(|tag| tag == "*" || weak(tag) == document.etag())
    });
    let mut answer = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    cors::open(&mut answer)
        .insert_header((ETAG, document.etag()))
        .insert_header((CACHE_CONTROL, FIVE_MINUTES));
    if unchanged {
        return answer.finish();
    }
    answer.insert_header((CONTENT_TYPE, JSON)).body(web::Bytes::from_owner(document.body()))
}

/// RFC 9110 §8.8.3.2: If-None-Match compares weakly; caches that compress send weak tags.
fn weak(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}
