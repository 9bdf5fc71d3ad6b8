//! A public document that is made once and sent often.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use crate::base::{Digest, Fallible};

/// JSON bytes with their entity tag. Clones share the bytes.
#[derive(Clone, Debug)]
pub struct Document {
    body: Arc<[u8]>,
    etag: Arc<str>,
}

impl Document {
    /// Serialises a value once.
    pub fn of(value: &impl Serialize) -> Fallible<Self> {
        let body = serde_json::to_vec(value)?;
        let digest = URL_SAFE_NO_PAD.encode(Digest::of(&body).as_bytes());
        Ok(Self { body: body.into(), etag: format!("\"{digest}\"").into() })
    }

    /// The JSON text.
    pub fn body(&self) -> Arc<[u8]> {
        Arc::clone(&self.body)
    }

    /// The strong entity tag, in its quotation marks (RFC 9110 §8.8.3).
    pub fn etag(&self) -> &str {
        &self.etag
    }
}
