//! Whole stories in a real browser. One binary, one file a story.

mod account;
mod apps;
mod authenticator_app;
mod bulk;
mod console;
mod device;
mod first_run;
mod front_desk;
mod harness;
mod interruptions;
mod keyboard;
mod languages;
mod logs;
mod mailbox;
mod page_server;
mod passkey;
mod policy;
mod receipts;
mod refusals;
mod second_approver;
mod stage;
mod without_javascript;
