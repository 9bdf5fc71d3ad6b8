//! What the database must hold: claims made once however many try, counts that survive, what falls
//! with a pass, and the schema itself. Each on SQLite, and on PostgreSQL where there is one.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says what it leaves out"
)]

mod administrators;
mod audit_chain;
mod authenticator_apps;
mod bulk;
mod cast;
mod delegations;
mod directory;
mod inventory;
mod pass_requests;
mod passes;
mod passkeys;
mod passwords;
mod recovery_codes;
mod restore_access;
mod schema;
mod search;
mod security_info;
mod sign_out_everywhere;
#[path = "../support/mod.rs"]
mod support;
