//! The few characters by which a person's error page and the operator's log find each other.

use std::fmt;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::HeaderValue;
use actix_web::{HttpMessage as _, HttpRequest};

use crate::base::Random;

/// Names one request: 8 hexadecimal digits. Random, not secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CorrelationId([u8; 8]);

impl CorrelationId {
    /// A fresh one.
    pub(super) fn fresh(random: Random) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut number = u32::from_ne_bytes(random.bytes());
        Self(std::array::from_fn(|_| {
            let digit = DIGITS.get((number & 0xf) as usize).copied().unwrap_or(b'0');
            number >>= 4;
            digit
        }))
    }

    /// The request's own. A request that never passed the frame has none and gets zeros.
    pub fn of(request: &HttpRequest) -> Self {
        request.extensions().get().copied().unwrap_or(Self([b'0'; 8]))
    }

    /// The 8 digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The same, for the log.
    pub(super) const fn digits(self) -> [u8; 8] {
        self.0
    }

    pub(super) fn header(self) -> HeaderValue {
        HeaderValue::from_bytes(&self.0).unwrap_or(HeaderValue::from_static("00000000"))
    }
}

impl fmt::Display for CorrelationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl actix_web::FromRequest for CorrelationId {
    type Error = std::convert::Infallible;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correlation_id_is_eight_hexadecimal_digits_and_another_each_time() {
        let ids: std::collections::BTreeSet<String> =
            (0..50).map(|_| CorrelationId::fresh(Random).to_string()).collect();
        assert!(ids.len() > 48, "{ids:?}");
        for id in ids {
            assert!(id.len() == 8 && id.bytes().all(|digit| digit.is_ascii_hexdigit()), "{id}");
        }
    }
}
