//! Passkeys (WebAuthn): the lasting method a pass is there to get people to.
//!
//! Discoverable and with user verification, always: a passkey signs in by itself, without a username and
//! without another factor. The state of a ceremony travels sealed through the browser; it is good for one
//! purpose, for five minutes, and once.

mod authenticate;
mod ceremony;
mod register;
mod relying_party;
mod store;

pub use authenticate::{
    Checked, Claimed, PasskeyRefusal, check, claim, start as start_authentication,
};
pub use ceremony::{LASTS as CEREMONY_LIFETIME, Started};
pub use register::{
    Registered, RegistrationRefusal, finish as finish_registration, start as start_registration,
};
pub use relying_party::{RelyingParty, relying_party};
pub use store::{PasskeySummary, list};
pub(super) use store::{delete, rename};
