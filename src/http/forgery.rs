//! Refuses unsafe requests that another site made a browser send.
//!
//! No token in the page and nothing stored for an anonymous visitor: browsers say themselves where a
//! request comes from, in headers that no page can set (Fetch Metadata, `Origin`). A request that
//! says nothing at all is refused too.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, ORIGIN, REFERER};
use actix_web::middleware::Next;
use actix_web::{Error, web};
use url::Url;

use super::error::Failure;
use crate::app::App;

/// Lets safe requests and those of our own pages through; answers others with a page.
pub async fn refuse_forged(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if !request.method().is_safe() {
        let issuer = request.app_data::<web::Data<App>>().map(|app| app.settings().issuer.clone());
        if !issuer.is_some_and(|issuer| comes_from_us(request.headers(), &issuer)) {
            return Ok(request.error_response(Failure::Forged).map_into_right_body());
        }
    }
    Ok(next.call(request).await?.map_into_left_body())
}

/// Whether the browser says that a page of ours sent this.
fn comes_from_us(headers: &HeaderMap, issuer: &Url) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match text("sec-fetch-site") {
        Some(site) if site != "same-origin" => return false,
        _ => {}
    }
    let said = text(ORIGIN.as_str()).or_else(|| text(REFERER.as_str()));
    match said {
        Some(said) => Url::parse(said).is_ok_and(|said| said.origin() == issuer.origin()),
        // Same-origin by Fetch Metadata, and neither header: a browser that hides its referrer.
        None => text("sec-fetch-site").is_some(),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn asked(headers: &[(&'static str, &'static str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        comes_from_us(&map, &Url::parse("https://id.example").unwrap())
    }

    #[test]
    fn our_own_pages_may_post() {
        assert!(asked(&[("origin", "https://id.example")]));
        assert!(asked(&[("sec-fetch-site", "same-origin"), ("origin", "https://id.example")]));
        assert!(asked(&[("sec-fetch-site", "same-origin")]));
        assert!(asked(&[("referer", "https://id.example/signin/pass")]));
    }

    #[test]
    fn other_sites_may_not_and_neither_may_the_silent() {
        assert!(!asked(&[]));
        assert!(!asked(&[("origin", "null")]));
        assert!(!asked(&[("origin", "https://evil.example")]));
        assert!(!asked(&[("origin", "http://id.example")]));
        assert!(!asked(&[("origin", "https://id.example.evil.example")]));
        assert!(!asked(&[("sec-fetch-site", "cross-site"), ("origin", "https://id.example")]));
        assert!(!asked(&[("sec-fetch-site", "same-site")]));
        assert!(!asked(&[("sec-fetch-site", "none")]));
        assert!(!asked(&[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")]));
        assert!(!asked(&[("referer", "https://evil.example/https://id.example")]));
    }
}
