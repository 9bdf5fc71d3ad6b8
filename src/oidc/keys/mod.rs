//! Signing keys: how relying parties know that a token is ours.
//!
//! A key is made, published, used from `active_from` on, retired, and published for a while longer so
//! that what it signed can be checked. A key that has leaked is removed instead: from then on nothing
//! that it signed, by whomever, is ours. Private parts are sealed under the master key in the
//! database and parsed once; nothing here writes one anywhere else. RFC 7515, RFC 7517, RFC 7638.

mod algorithm;
mod generate;
mod public;
mod ring;
mod rotate;
mod signer;
mod store;

pub use algorithm::Algorithm;
pub use public::{PublicKey, UnverifiedHeader, unverified_claims};
pub use ring::{KeyRing, TokenType};
pub use rotate::{KeySummary, RotateRefusal, Rotated, list, rotate, rotate_aged};
