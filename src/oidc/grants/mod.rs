//! Grants: one authorization of one client, the family of all its tokens.
//!
//! A grant stands as long as its row is there, its client and its person are enabled, the person was
//! not signed out everywhere since, its session lives (if it is bound to one) and its pass has not
//! ended (if it stands on one). That is asked here, at every use. The row of a dead grant stays until
//! the apps that have to know were told; the database deletes it with the session's row or the pass,
//! and codes and refresh tokens with it.

mod apps;
pub(in crate::oidc) mod code;
mod grant;
mod memberships;
pub(in crate::oidc) mod refresh_token;
pub(in crate::oidc) mod store;

pub use apps::{AppAccess, apps_of, revoke_app};
pub(in crate::oidc) use grant::ENDED;
pub use grant::{Ended, Grant, Standing};
pub use store::sweep;
