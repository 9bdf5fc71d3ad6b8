//! The password: a first factor, and by default not enough alone.
//!
//! Stored is its argon2id hash. Ten wrong guesses in a row block further ones for a minute, and each
//! further wrong one for twice as long; that holds for usernames nobody has as well, and blocks nothing
//! but the password.

mod set;
mod sign_in;
mod store;

pub use set::{Prepared, Saved, SetRefusal, Weak, prepare, save, save_first, validate_new};
pub use sign_in::{Checked, check, claim};
pub(super) use store::delete;
pub use store::{PasswordSummary, find, insert_many};
pub use zxcvbn::feedback::{Suggestion, Warning};
