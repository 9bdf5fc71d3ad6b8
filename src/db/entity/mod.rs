//! One file a table. Rows never leave the `store.rs` that reads them.

pub(crate) mod audit_event;
pub(crate) mod audit_mark;
pub(crate) mod authenticator_app;
pub(crate) mod authorization_code;
pub(crate) mod bulk_job;
pub(crate) mod bulk_row;
pub(crate) mod client;
pub(crate) mod consent;
pub(crate) mod delivery;
pub(crate) mod grant;
pub(crate) mod group;
pub(crate) mod group_member;
pub(crate) mod pass;
pub(crate) mod passkey;
pub(crate) mod password;
pub(crate) mod recovery_code;
pub(crate) mod refresh_token;
pub(crate) mod role_assignment;
pub(crate) mod session;
pub(crate) mod signing_key;
pub(crate) mod spent;
pub(crate) mod telling_cursor;
pub(crate) mod throttle;
pub(crate) mod user;
