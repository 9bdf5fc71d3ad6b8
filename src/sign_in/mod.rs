//! The interactive sign-in: from a username to a session.
//!
//! Steps never route to one another. Each hands what it proved to [`advance`], which claims it in one
//! transaction, asks [`next`] what comes now, and starts the session in the same transaction.
//!
//! What never happens: a session for somebody who proved too little; an answer that tells an unknown
//! username from a known one; a row for a visitor who proved nothing.

mod advance;
mod attempt;
mod next;
mod registration;

pub use advance::{Advanced, Offer, Visit};
pub use attempt::{Attempt, Remembered};
pub use next::first_method;
pub use registration::{Owed, PasswordChange, Registered, Registration};
