//! Whole stories in a real browser. One binary, one file a story.

mod account;
mod authenticator_app;
mod console;
mod first_run;
mod harness;
mod interruptions;
mod keyboard;
mod page_server;
mod passkey;
mod refusals;
mod stage;
mod without_javascript;
