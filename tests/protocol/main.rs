//! OpenID Connect and OAuth 2.0 over HTTP: one file for each part of the specifications.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::string_slice,
    reason = "a test fails by panicking, and says what it leaves out"
)]

mod authorization;
mod backchannel_logout;
mod browser;
mod client_authentication;
mod client_credentials;
mod consent;
mod device;
mod discovery;
mod dpop;
mod elsewhere;
mod fapi2;
#[path = "../../fuzz/src/targets.rs"]
mod fuzz_targets;
mod grants;
mod id_tokens;
mod installation;
mod introspection;
mod key_holder;
mod key_server;
mod logout;
mod pairwise;
mod private_key_jwt;
mod pushed_requests;
mod races;
mod reauthentication;
#[path = "../support/receivers.rs"]
#[allow(dead_code, reason = "nobody gets letters here")]
mod receivers;
mod refresh_tokens;
mod registration;
mod resource_indicators;
mod response_modes;
mod revocation;
mod signals;
mod step_up;
#[path = "../support/mod.rs"]
mod support;
mod token;
mod untrusted;
mod userinfo;
