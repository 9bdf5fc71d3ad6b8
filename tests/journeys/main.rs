//! Whole stories through HTTP: what people do, in the order in which they do it, on every database.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::large_futures,
    clippy::print_stderr,
    reason = "a story fails by panicking, and says what it leaves out"
)]

#[path = "../support/authenticator_app.rs"]
mod authenticator_app;
#[path = "../support/browser.rs"]
mod browser;
#[path = "../support/daypass.rs"]
mod daypass;
#[path = "../support/passkey_device.rs"]
mod passkey_device;
#[path = "../support/places.rs"]
mod place_file;
#[path = "../support/program.rs"]
mod program;
#[path = "../support/receivers.rs"]
mod receivers;
#[path = "../support/relying_party.rs"]
mod relying_party;
#[path = "../support/sender.rs"]
mod sender;

#[path = "../support/mod.rs"]
mod support;

mod steps;

mod apps_in_the_console;
mod authority;
mod bulk;
mod clocks;
mod console;
mod first_run;
mod first_sign_in_with_a_pass;
mod floods;
mod forgery;
mod kill;
mod languages;
mod logs;
mod lost_device;
mod overview;
mod places;
mod policy;
mod races;
mod receipts;
mod restore_access;
mod security_info;
mod sessions;
mod signals;
mod telling;
mod trying_an_app;
mod what_a_pass_does_not_open;
