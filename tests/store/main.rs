//! What the database must hold: claims made once however many try, counts that survive, what falls
//! with a pass, and the schema itself. Each on SQLite, and on PostgreSQL where there is one.

mod authenticator_apps;
mod cast;
mod directory;
mod passes;
mod passkeys;
mod passwords;
mod recovery_codes;
mod schema;
mod security_info;
#[path = "../support/mod.rs"]
mod support;
