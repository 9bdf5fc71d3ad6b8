//! The Temporary Access Pass: short-lived, issued by an administrator, the front door.
//!
//! A person has at most one; issuing replaces. Stored is its argon2id hash, shown is the pass once. It is
//! usable from its start to its end, once or as often as needed, until a few wrong tries have killed it.
//! Deleting the row, which replacing does too, ends every session and grant that stands on it.
//!
//! What never happens: a one-time pass is accepted twice, save from the browser that used it and owes its
//! registration still; a right pass is accepted after too many wrong ones, even when it was hashed
//! beside them; a refusal tells whether there is such a person or such a pass before the pass was right.

mod code;
mod delete;
mod issue;
mod redeem;
pub mod request;
mod store;
mod summary;
mod terms;

pub use code::PassCode;
pub use delete::{Deleted, delete, revoke};
pub use issue::{Issued, Prepared, issue, issue_prepared, prepare, prepare_with};
pub use redeem::{Checked, Claimed, PassBrowser, PassRefusal, check, claim};
pub use store::show;
pub use summary::{PassSummary, Usability};
pub use terms::{IssueRefusal, IssueRequest, fits};
