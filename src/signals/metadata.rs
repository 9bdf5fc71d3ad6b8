//! What the transmitter says about itself (Shared Signals Framework §7.1).

use serde::Serialize;

use super::stream::{POLL, PUSH};
use crate::oidc::{Issuer, path};

/// The transmitter configuration. No member is an empty list.
#[derive(Debug, Serialize)]
pub(super) struct TransmitterMetadata {
    spec_version: &'static str,
    issuer: String,
    jwks_uri: String,
    delivery_methods_supported: [&'static str; 2],
    configuration_endpoint: String,
    status_endpoint: String,
    add_subject_endpoint: String,
    remove_subject_endpoint: String,
    verification_endpoint: String,
    authorization_schemes: [AuthorizationScheme; 1],
    default_subjects: &'static str,
}

#[derive(Debug, Serialize)]
struct AuthorizationScheme {
    spec_urn: &'static str,
}

impl TransmitterMetadata {
    pub(super) fn of(issuer: &Issuer) -> Self {
        Self {
            spec_version: "1_0",
            issuer: issuer.as_str().to_owned(),
            jwks_uri: issuer.at(path::KEYS),
            delivery_methods_supported: [PUSH, POLL],
            configuration_endpoint: issuer.at(path::SSF_STREAMS),
            status_endpoint: issuer.at(path::SSF_STATUS),
            add_subject_endpoint: issuer.at(path::SSF_ADD_SUBJECT),
            remove_subject_endpoint: issuer.at(path::SSF_REMOVE_SUBJECT),
            verification_endpoint: issuer.at(path::SSF_VERIFY),
            // OAuth 2.0: an access token of ours.
            authorization_schemes: [AuthorizationScheme { spec_urn: "urn:ietf:rfc:6749" }],
            default_subjects: "ALL",
        }
    }
}
