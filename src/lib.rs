//! Daypass: a self-hosted OpenID Connect sign-in provider whose front door is the Temporary Access Pass.
//!
//! A request flows one way: route → handler → operation → store → view. Rooms import only from the
//! floors below their own; `docs/ARCHITECTURE.md` draws them and `tests/architecture.rs` holds them.

pub mod administration;
pub mod app;
pub mod audit;
pub mod base;
pub mod cli;
pub mod credentials;
pub mod db;
pub mod directory;
pub mod endpoints;
pub mod http;
pub mod jobs;
pub mod language;
pub mod oidc;
pub mod outgoing;
pub mod pages;
pub mod places;
pub mod server;
pub mod sessions;
pub mod settings;
pub mod sign_in;
pub mod signals;
pub mod telemetry;
pub mod telling;
