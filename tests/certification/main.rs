//! Daypass from outside over TLS: the tenant that the conformance suite is run against, and a relying
//! party of another house that uses everything it knows.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod browser;
mod discovery;
#[path = "../support/tenant.rs"]
mod tenant;
