//! Authorization codes.

pub(in crate::oidc) mod store;
