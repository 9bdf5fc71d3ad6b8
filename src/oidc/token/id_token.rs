//! ID tokens (OIDC Core §2).

use aws_lc_rs::digest::{SHA256, SHA512, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::base::{ClientId, Secret, SessionId, Subject, Timestamp};
use crate::oidc::claims::Claims;
use crate::oidc::grants::Standing;
use crate::oidc::issuer::Issuer;
use crate::oidc::keys::{Algorithm, TokenType};
use crate::oidc::provider::Provider;
use crate::oidc::scope::Scopes;

/// The claims of an ID token. Claims of the person's are in it only if asked for by name: the rest
/// is at userinfo (OIDC Core §5.4).
#[derive(Debug, Serialize)]
pub(super) struct IdTokenClaims<'a> {
    iss: &'a str,
    sub: &'a Subject,
    aud: &'a ClientId,
    exp: i64,
    iat: i64,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    acr: &'a str,
    amr: Vec<&'a str>,
    sid: SessionId,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_hash: Option<String>,
    #[serde(flatten)]
    of_the_person: Claims,
}

impl<'a> IdTokenClaims<'a> {
    pub(super) fn new(
        issuer: &'a Issuer,
        standing: &'a Standing,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Self {
        let grant = &standing.grant;
        Self {
            iss: issuer.as_str(),
            sub: &standing.person.subject,
            aud: &grant.client,
            exp: expires_at.seconds(),
            iat: now.seconds(),
            auth_time: grant.authenticated_at.seconds(),
            nonce: None,
            acr: grant.acr_told(),
            amr: grant.amr.split_ascii_whitespace().collect(),
            sid: grant.sid,
            at_hash: None,
            of_the_person: standing.person.claims(&Scopes::default(), grant.claims.id_token()),
        }
    }

    /// OIDC Core §3.1.2.1: the nonce is passed through unmodified.
    pub(super) const fn with_nonce(mut self, nonce: Option<&'a str>) -> Self {
        self.nonce = nonce;
        self
    }

    pub(super) fn with_at_hash(mut self, algorithm: Algorithm, access_token: &Secret) -> Self {
        self.at_hash = Some(left_half(algorithm, access_token.expose()));
        self
    }
}

/// OIDC Core §3.1.3.6: the left half of the hash of the algorithm, which for Ed25519 is SHA-512.
pub(super) fn left_half(algorithm: Algorithm, token: &str) -> String {
    let hash = match algorithm {
        Algorithm::Rs256 | Algorithm::Ps256 | Algorithm::Es256 => digest(&SHA256, token.as_bytes()),
        Algorithm::EdDsa => digest(&SHA512, token.as_bytes()),
    };
    let (left, _) = hash.as_ref().split_at(hash.as_ref().len() / 2);
    URL_SAFE_NO_PAD.encode(left)
}

/// An ID token that a client hands back to say whom it means (OIDC Core §3.1.2.1, RP-Initiated
/// Logout §2).
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct IdTokenHint {
    iss: String,
    /// Whom it was about.
    pub sub: Subject,
    /// To whom it was issued.
    pub aud: ClientId,
    /// Which session it came from.
    pub sid: SessionId,
}

impl IdTokenHint {
    /// Reads a hint that one of our keys signed, retired ones too. It may have expired: it proves who
    /// was meant, not that anybody is signed in.
    pub fn read(provider: &Provider, token: &str) -> Option<Self> {
        provider
            .keys
            .verify::<Self>(TokenType::IdToken, token, provider.database.clock().now())
            .filter(|hint| hint.iss == provider.issuer.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_at_hash_of_the_specifications_example_comes_out() {
        // OIDC Core Appendix A.3.
        let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        assert_eq!(left_half(Algorithm::Rs256, token), "77QmUPtjPfzWtF2AnpK9RQ");
        assert_eq!(left_half(Algorithm::EdDsa, token).len(), 43);
    }
}
