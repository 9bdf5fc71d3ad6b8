//! Devices without a browser (RFC 8628): televisions, printers, programs in a terminal.
//!
//! A device asks and gets two codes. It shows the short one, which somebody types on a page of ours,
//! where they see who asks, for what and from where, and allow or deny it. With the long one the device
//! asks the token endpoint until there is an answer. A request is *pending*, then *denied* or
//! *approved*, and once approved it is redeemed exactly once; each step is one conditional update.
//!
//! What is approved is a grant with a `sid` of its own: a device outlives the browser in which it was
//! allowed, so signing out there does not end it. Signing out everywhere does, and a grant that was
//! allowed in a session that stands on a pass ends with that pass.
//!
//! The short code can be guessed at, so whoever types codes is counted, by person and by address, and
//! learns nothing of a wrong one: unknown, expired and decided codes look the same.

mod approve;
mod authorize;
pub(in crate::oidc) mod store;
mod user_code;

pub use approve::{Asking, Decided, Looked, NotAllowed, allow, deny, look};
pub use authorize::{DeviceAuthorization, authorize};
pub use store::sweep;
pub use user_code::UserCode;
