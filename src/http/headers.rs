//! What every answer says to browsers, unless its handler said otherwise.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use url::Url;

/// Nothing from elsewhere and nothing inline. No `form-action`: browsers apply it to the redirect
/// that follows a form, which here leads to a relying party.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
);
/// [`POLICY`] for one page that also shows an image from somewhere else; `None` for an address that has no
/// place in a policy.
pub fn policy_with_image_from(url: &Url) -> Option<HeaderValue> {
    let origin = url.origin().ascii_serialization();
    // A host may hold `;` and `,`, which here end a directive and a policy.
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '/');
    if url.scheme() != "https" || !origin.chars().all(plain) {
        return None;
    }
    let policy = POLICY;
    let wider = policy
        .to_str()
        .ok()?
        .replace("img-src 'self' data:", &format!("img-src 'self' data: {origin}"));
    HeaderValue::from_str(&wider).ok()
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_widened_by_one_origin_and_by_nothing_else() {
        let policy = |url: &str| policy_with_image_from(&Url::parse(url).unwrap());
        let wider = policy("https://rp.example:8443/logo.png?x=1;y").unwrap();
        let wider = wider.to_str().unwrap();
        assert!(wider.contains("img-src 'self' data: https://rp.example:8443;"), "{wider}");
        assert_eq!(wider.replace(" https://rp.example:8443", ""), POLICY.to_str().unwrap());
        for url in [
            "http://localhost/logo.png",
            "https://a;script-src/logo.png",
            "https://a,b/logo.png",
            "https://*.example/logo.png",
            "data:image/png;base64,AA==",
        ] {
            assert_eq!(policy(url), None, "{url}");
        }
    }
}
