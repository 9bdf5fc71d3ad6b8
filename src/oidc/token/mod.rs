//! The token endpoint's rules (RFC 6749 §3.2, §4.1.3, §6; OIDC Core §3.1.3).
//!
//! A code or refresh token is found, checked, and claimed by one conditional update; only then are
//! tokens made for it. The second use of either ends the grant and with it the whole family. What is
//! issued ends with the pass the grant stands on, at the latest.

mod access_token;
mod answer;
mod exchange;
mod id_token;
mod issue;
mod refresh;
mod reuse;

pub use access_token::AccessTokenClaims;
pub(in crate::oidc) use access_token::check;
pub use answer::answer;
pub use id_token::IdTokenHint;
pub use issue::TokenResponse;
