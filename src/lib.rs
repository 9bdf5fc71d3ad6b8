//! Daypass: a self-hosted OpenID Connect sign-in provider whose front door is the Temporary Access Pass.
//!
//! A request flows one way: route → handler → operation → store → view. Rooms import only from the
//! floors below their own; `docs/ARCHITECTURE.md` draws them and `tests/architecture.rs` holds them.

pub mod base;
pub mod db;
pub mod oidc;
pub mod sessions;
