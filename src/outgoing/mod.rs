//! Calls that leave the house: the one HTTP client, for webhooks and whatever else is told or fetched.
//!
//! Addresses come from administrators and from other parties, so every call is guarded: https only; no
//! redirects; no address on a private network unless the settings allow it, and what is checked is what
//! is connected to, so that a name cannot be made to mean something else in between; a time limit over
//! the whole of it; a limit on what is read. Proxies named in the environment are not used.

mod client;
mod guard;
#[cfg(test)]
mod tests;

pub use client::{Answer, Call, Outgoing, Unanswered};
pub use guard::Guard;
