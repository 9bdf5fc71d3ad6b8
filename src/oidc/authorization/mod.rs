//! The authorization endpoint's rules (RFC 6749 §3.1, §4.1; OIDC Core §3.1.2).
//!
//! A request is first *bound*: its client is known and its redirect URI is registered. Only what is
//! bound can be answered by a redirect; everything before is a page of ours. Then it is *read*: each
//! parameter checked. Then [`decide`](decide::decide) says what comes next, a pure function of the
//! request and of who is signed in. Whatever must be asked of the person is asked elsewhere, after
//! which the same request is made again; a sealed `continuation` remembers since when it has been
//! asked, so that `prompt=login` is met, and it is spent when a code is issued, so that it is met once.
//! Nothing is stored until a code is issued, and a code is issued against the rows of the moment.
//! A client may *push* its request beforehand and send the browser with a reference to it.

mod begin;
mod bind;
mod bound;
mod code;
mod consent;
mod continuation;
mod decide;
mod pushed;
mod request;
mod response;
mod response_mode;
mod store;

pub use begin::{Begun, Interaction, begin};
pub use bind::bind;
pub use bound::{Bound, Unbound};
pub use consent::{Allowed, Asked, Denied, allow, asked, deny};
pub use continuation::CONTINUATION;
pub use pushed::{PushedResponse, push, sweep};
pub use request::AuthorizationRequest;
pub use response::AuthorizationResponse;
pub use response_mode::ResponseMode;

pub(in crate::oidc) use continuation::GOOD_FOR;
pub(in crate::oidc) use pushed::push_trial;
pub(in crate::oidc) use request::scopes_for;
pub(in crate::oidc) use response::with_parameters;
pub(in crate::oidc) use store::{find_consent, find_live_session, find_subject, forget_consent};
