//! Recovery codes: a handful of long random codes on paper, each good once.
//!
//! A code has eighty bits of its own, so SHA-256 is what is stored and nothing needs to be slow. Making a
//! new set voids the old one.

mod generate;
mod sign_in;
mod store;

pub use generate::{Generated, generate};
pub use sign_in::claim;
pub(super) use store::delete_all;
pub use store::{count_left, made_at};
