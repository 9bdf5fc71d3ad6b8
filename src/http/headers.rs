//! What every answer says to browsers, unless its handler said otherwise.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

/// Nothing from elsewhere and nothing inline. No `form-action`: browsers apply it to the redirect
/// that follows a form, which here leads to a relying party.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
);
/// Two years, this host only: whether the hosts below it speak TLS is not ours to say.
const TWO_YEARS: HeaderValue = HeaderValue::from_static("max-age=63072000");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
const DENY: HeaderValue = HeaderValue::from_static("DENY");

/// Adds what is missing. `https` says whether the issuer is reached over TLS.
pub(super) fn secure(headers: &mut HeaderMap, https: bool) {
    headers.insert(X_CONTENT_TYPE_OPTIONS, NO_SNIFF);
    if https {
        headers.insert(STRICT_TRANSPORT_SECURITY, TWO_YEARS);
    }
    unless_given(headers, CACHE_CONTROL, NO_STORE);
    // Programs read JSON; the rest is about documents.
    if !is_json(headers) {
        unless_given(headers, CONTENT_SECURITY_POLICY, POLICY);
        unless_given(headers, REFERRER_POLICY, SAME_ORIGIN);
        headers.insert(X_FRAME_OPTIONS, DENY);
    }
}

fn unless_given(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    if !headers.contains_key(&name) {
        headers.insert(name, value);
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}
