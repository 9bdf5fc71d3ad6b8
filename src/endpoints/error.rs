//! Errors for programs: JSON, never stored by anybody.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, PRAGMA, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, HttpResponseBuilder};

use super::cors;
use crate::base::Fault;
use crate::oidc::{Error, ErrorCode, Scope};

/// A JSON answer that no cache keeps (RFC 6749 §5.1, OIDC Core §5.3.2).
pub(super) fn private(status: StatusCode) -> HttpResponseBuilder {
    let mut answer = HttpResponse::build(status);
    cors::open(&mut answer)
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((PRAGMA, "no-cache"));
    answer
}

/// An error of the token endpoint (RFC 6749 §5.2).
pub(super) fn of_token(error: &Error) -> HttpResponse {
    log(error);
    if error.code == ErrorCode::InvalidClient {
        return private(StatusCode::UNAUTHORIZED)
            .insert_header((WWW_AUTHENTICATE, "Basic realm=\"Daypass\", charset=\"UTF-8\""))
            .json(error);
    }
    private(StatusCode::BAD_REQUEST).json(error)
}

/// An error of an endpoint that takes access tokens of the scope `openid` (RFC 6750 §3).
pub(super) fn of_resource(error: &Error) -> HttpResponse {
    of_resource_for(error, Scope::OpenId)
}

/// An error of an endpoint that takes access tokens of this scope (RFC 6750 §3).
pub(super) fn of_resource_for(error: &Error, scope: Scope) -> HttpResponse {
    log(error);
    let status = match error.code {
        ErrorCode::InvalidToken | ErrorCode::InvalidDpopProof => StatusCode::UNAUTHORIZED,
        ErrorCode::InsufficientScope => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    };
    let why =
        format!("error=\"{}\", error_description=\"{}\"", error.code.as_str(), error.description);
    let scope = match error.code {
        ErrorCode::InsufficientScope => format!(", scope=\"{}\"", scope.as_str()),
        _ => String::new(),
    };
    let mut answer = private(status);
    if error.code != ErrorCode::InvalidDpopProof {
        let challenge = format!("Bearer realm=\"Daypass\", {why}{scope}");
        answer.append_header((WWW_AUTHENTICATE, challenge));
    }
    // RFC 9449 §7.1: both schemes are taken here.
    answer.append_header((WWW_AUTHENTICATE, format!("{DPOP}, {why}{scope}"))).json(error)
}

/// RFC 9449 §7.1: which proofs are taken.
const DPOP: &str = "DPoP realm=\"Daypass\", algs=\"ES256 PS256 EdDSA Ed25519\"";

/// RFC 6750 §3.1: who sent no token at all is told nothing but how.
pub(super) fn no_token() -> HttpResponse {
    private(StatusCode::UNAUTHORIZED)
        .append_header((WWW_AUTHENTICATE, "Bearer realm=\"Daypass\""))
        .append_header((WWW_AUTHENTICATE, DPOP))
        .finish()
}

/// What should not happen, for programs: the chain goes to the log only.
pub(super) fn of_fault(fault: &Fault) -> HttpResponse {
    tracing::error!("{fault}");
    let body = serde_json::json!({
        "error": "server_error",
        "error_description": "Something went wrong here; nothing was changed",
    });
    private(StatusCode::INTERNAL_SERVER_ERROR).json(body)
}

/// For the operator: the detail that the caller is not told.
pub(super) fn log(error: &Error) {
    let detail = error.detail.as_deref().unwrap_or_else(|| &error.description);
    tracing::info!(error = error.code.as_str(), detail, "refused");
}
