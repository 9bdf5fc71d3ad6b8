//! Clients that register themselves (RFC 7591, OpenID Connect Dynamic Client Registration 1.0) and look
//! after their own registration (RFC 7592).
//!
//! Off unless the settings say otherwise. What such a client says about itself was checked by nobody:
//! people are always asked, and told so; it gets codes and refresh tokens for what OpenID Connect
//! defines and nothing that the organisation decides. Whoever registers needs an initial access token,
//! or is held back by address; how many there are at all is bounded, and what nobody uses goes. Of every
//! token only the digest is stored.

mod manage;
mod policy;
mod register;
mod request;
mod response;
mod sector;
mod store;
mod tokens;

pub use manage::{delete, show, update};
pub use policy::{Mode, RegistrationPolicy};
pub use register::{Refusal, register};
pub use response::Registration;
pub use store::sweep;
pub use tokens::{InitialToken, Issued, NewToken, issue, list, remove};
