//! Sign out everywhere means everywhere, at once: no node accepts anything from before, and every app is told.
//!
//! Whole nodes as processes, clients whose steps and revocations come in any order, apps that answer as
//! they please, and crashes in between.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says what it leaves out"
)]

#[path = "../support/browser.rs"]
#[allow(dead_code, reason = "some of it is for other stories")]
mod browser;
mod client;
mod clocks;
mod crash;
mod evidence;
mod fleet;
mod hands;
mod interleavings;
mod nodes;
#[path = "../support/program.rs"]
#[allow(dead_code, reason = "some of it is for other stories")]
mod program;
mod races;
#[path = "../support/receivers.rs"]
#[allow(dead_code, reason = "nobody gets letters here")]
mod receivers;
#[path = "../support/mod.rs"]
mod support;
mod telling;
mod two_nodes;
mod world;
