//! The token endpoint's rules (RFC 6749 §3.2, §4.1.3, §6; OIDC Core §3.1.3).
//!
//! A code or refresh token is found, checked, and claimed by one conditional update; only then are
//! tokens made for it. The second use of either ends the grant and with it the whole family; but a
//! refresh token may be sent again by a client that lost the answer and so has not used the next one.
//! With a proof of possession the tokens are bound to its key. What is issued ends with the pass the
//! grant stands on, at the latest. A client that acts for itself gets an access token that stands on
//! nothing but the client.

mod accepted;
mod access_token;
mod answer;
mod client_credentials;
mod device_code;
mod exchange;
mod id_token;
mod issue;
mod refresh;
mod request;
mod reuse;
mod trial;

pub use access_token::{AccessTokenClaims, Audience, Confirmation, OfThePerson, Presentation};
pub(in crate::oidc) use access_token::{
    check, check_possession, invalid_token, is_access_token, is_spent, read, spend_access_token,
    standing_of,
};
pub use answer::answer;
pub use id_token::IdTokenHint;
pub use issue::TokenResponse;
pub(in crate::oidc) use trial::{TrialCode, TrialTokens, redeem_trial};
