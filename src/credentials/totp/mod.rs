//! The authenticator app: time-based one-time codes (RFC 6238), a second factor.
//!
//! SHA-1, six digits, thirty seconds, one step of tolerance to either side: what every app can. The
//! shared secret is sealed in the database. A code is good once: the step it belongs to is stored, and
//! no code of that step or an earlier one is accepted again (RFC 6238 §5.2).

mod algorithm;
mod enroll;
mod sign_in;
mod store;

pub use enroll::{EnrollRefusal, Enrolled, Enrollment, begin, finish, resume};
pub use sign_in::claim;
pub use store::{TotpSummary, list};
pub(super) use store::{delete, rename};
