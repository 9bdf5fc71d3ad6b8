//! Daypass from outside over TLS: the tenant that the conformance suite is run against, and a relying
//! party of another house that uses everything it knows.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod browser;
mod discovery;
mod openid_connect;
#[path = "../support/sender.rs"]
mod sender;
#[path = "../support/tenant.rs"]
mod tenant;
