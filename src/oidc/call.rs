//! What comes with a program's call, beside its parameters.

/// The headers of a call that say who makes it.
#[derive(Clone, Debug, Default)]
pub struct Call<'a> {
    /// `Authorization`: a client's credentials or an access token.
    pub authorization: Option<&'a str>,
    /// Every `DPoP` header (RFC 9449 §4.1).
    pub proofs: Vec<&'a str>,
}
