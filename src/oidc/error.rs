//! What a client's developer is told when a request is refused.

use std::borrow::Cow;

use serde::Serialize;

/// The error codes of OAuth 2.0 and OpenID Connect that Daypass answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// RFC 6749 §4.1.2.1, §5.2: a parameter is missing, repeated or malformed.
    InvalidRequest,
    /// RFC 6749 §5.2: the client is unknown or did not authenticate.
    InvalidClient,
    /// RFC 6749 §5.2: the code or refresh token is not (or no longer) good.
    InvalidGrant,
    /// RFC 6749 §4.1.2.1, §5.2: this client may not do this.
    UnauthorizedClient,
    /// RFC 6749 §5.2: no such grant type here.
    UnsupportedGrantType,
    /// RFC 6749 §4.1.2.1: no such response type here.
    UnsupportedResponseType,
    /// RFC 6749 §4.1.2.1, §5.2: the scope is unknown, malformed or too wide.
    InvalidScope,
    /// RFC 8707 §2: no such resource, or not for this client.
    InvalidTarget,
    /// RFC 8628 §3.5: nobody has decided yet.
    AuthorizationPending,
    /// RFC 8628 §3.5: the same, and the device asks too often.
    SlowDown,
    /// RFC 8628 §3.5: the device code has expired.
    ExpiredToken,
    /// RFC 6749 §4.1.2.1: the person said no.
    AccessDenied,
    /// OIDC Core §3.1.2.6: somebody must sign in, and `prompt=none` forbids asking.
    LoginRequired,
    /// OIDC Core §3.1.2.6: somebody must consent, and `prompt=none` forbids asking.
    ConsentRequired,
    /// OIDC Core §3.1.2.6: something must be asked, and `prompt=none` forbids asking.
    InteractionRequired,
    /// OIDC Core §3.1.2.6: no request objects here.
    RequestNotSupported,
    /// OIDC Core §3.1.2.6: no request objects by reference here.
    RequestUriNotSupported,
    /// OIDC Core §3.1.2.6: dynamic registration in a request is not supported here.
    RegistrationNotSupported,
    /// OIDC Core Unmet Authentication Requirements §2: the essential `acr` was not reached.
    UnmetAuthenticationRequirements,
    /// RFC 9126 §2.3, RFC 9101 §6.2: the request by reference is unknown, used or too old.
    InvalidRequestUri,
    /// RFC 9449 §5: the proof of possession does not fit.
    InvalidDpopProof,
    /// RFC 7591 §3.2.2: a redirect URI cannot be registered.
    InvalidRedirectUri,
    /// RFC 7591 §3.2.2: another member of the client metadata cannot be accepted.
    InvalidClientMetadata,
    /// RFC 6749 §4.1.2.1: not now.
    TemporarilyUnavailable,
    /// RFC 6750 §3.1: the access token is not (or no longer) good.
    InvalidToken,
    /// RFC 6750 §3.1: the access token does not reach this far.
    InsufficientScope,
}

impl ErrorCode {
    /// The code as it is sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidTarget => "invalid_target",
            Self::AuthorizationPending => "authorization_pending",
            Self::SlowDown => "slow_down",
            Self::ExpiredToken => "expired_token",
            Self::AccessDenied => "access_denied",
            Self::LoginRequired => "login_required",
            Self::ConsentRequired => "consent_required",
            Self::InteractionRequired => "interaction_required",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::InvalidRequestUri => "invalid_request_uri",
            Self::InvalidDpopProof => "invalid_dpop_proof",
            Self::InvalidRedirectUri => "invalid_redirect_uri",
            Self::InvalidClientMetadata => "invalid_client_metadata",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::InvalidToken => "invalid_token",
            Self::InsufficientScope => "insufficient_scope",
        }
    }
}

impl Serialize for ErrorCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A refusal for a client: a code and a sentence for its developer, and what only our log may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Error {
    /// `error`.
    #[serde(rename = "error")]
    pub code: ErrorCode,
    /// `error_description`; never holds a secret, and nothing that was sent to us unchecked.
    #[serde(rename = "error_description")]
    pub description: Cow<'static, str>,
    /// For the operator's log only.
    #[serde(skip)]
    pub detail: Option<String>,
}

impl Error {
    /// A refusal with a sentence for the client's developer.
    pub fn new(code: ErrorCode, description: impl Into<Cow<'static, str>>) -> Self {
        Self { code, description: printable(description.into()), detail: None }
    }

    /// `invalid_request` with a sentence.
    pub fn invalid_request(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::InvalidRequest, description)
    }

    /// `invalid_grant` with a sentence.
    pub fn invalid_grant(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::InvalidGrant, description)
    }

    /// The same refusal with what only the log may know.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

/// RFC 6749 §5.2: `error_description` has only %x20-21 / %x23-5B / %x5D-7E.
fn printable(text: Cow<'static, str>) -> Cow<'static, str> {
    if text.chars().all(is_allowed) {
        return text;
    }
    text.chars().map(|c| if is_allowed(c) { c } else { '?' }).collect::<String>().into()
}

const fn is_allowed(c: char) -> bool {
    matches!(c, ' '..='!' | '#'..='[' | ']'..='~')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_only_the_characters_that_rfc_6749_allows() {
        let error = Error::invalid_request("a \"b\" \\ c\r\n\té".to_owned());
        assert_eq!(error.description, "a ?b? ? c????");
    }

    #[test]
    fn the_detail_never_reaches_the_client() {
        let error = Error::invalid_grant("The code is not good").with_detail("reused");
        assert_eq!(
            serde_json::to_string(&error).unwrap(),
            r#"{"error":"invalid_grant","error_description":"The code is not good"}"#
        );
    }
}
