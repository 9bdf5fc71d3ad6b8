//! Refresh tokens.

pub(in crate::oidc) mod store;
