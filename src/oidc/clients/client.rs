//! A registered client.

use serde::Serialize;

use super::metadata::{AuthMethod, ClientMetadata, GrantType, Profile};
use super::redirect_uri::RedirectUri;
use crate::base::{ClientId, Digest, Secret, Timestamp};
use crate::oidc::keys::Algorithm;

/// Where a client is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// In the settings file; the database follows it at every start.
    Settings,
    /// In the database, by the console or the command line.
    Database,
    /// In the database, by itself: nobody has checked it (RFC 7591).
    Dynamic,
}

impl Source {
    /// As in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Database => "database",
            Self::Dynamic => "dynamic",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::Settings, Self::Database, Self::Dynamic]
            .into_iter()
            .find(|source| source.as_str() == text)
    }
}

/// A registered client.
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// `client_id`.
    pub id: ClientId,
    /// What was registered.
    pub metadata: ClientMetadata,
    /// SHA-256 of its secret; none for a public client.
    pub(super) secret_digest: Option<Digest>,
    /// Where it is kept.
    pub source: Source,
    /// Whether it gets anything.
    pub enabled: bool,
    /// When it was first registered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Client {
    /// Whether it registered itself: what it says about itself was checked by nobody.
    pub fn registered_itself(&self) -> bool {
        self.source == Source::Dynamic
    }

    /// Whether it cannot keep a secret (RFC 6749 §2.1).
    pub fn is_public(&self) -> bool {
        self.metadata.token_endpoint_auth_method == AuthMethod::None
    }

    /// Whether it shares a secret with us.
    pub fn has_secret(&self) -> bool {
        self.metadata.token_endpoint_auth_method.has_secret()
    }

    /// Whether this is the secret it shares with us.
    pub(in crate::oidc) fn is_secret(&self, secret: &Secret) -> bool {
        self.secret_digest.is_some_and(|digest| secret.digest().matches(&digest))
    }

    /// Whether it keeps the FAPI 2.0 Security Profile.
    pub fn is_fapi2(&self) -> bool {
        self.metadata.profile == Profile::Fapi2
    }

    /// RFC 9700 §2.1.1: public clients must use PKCE, the others should. FAPI 2.0 §5.3.2.2: all must.
    pub fn must_use_pkce(&self) -> bool {
        self.is_public() || self.is_fapi2() || self.metadata.require_pkce
    }

    /// RFC 9126 §6, FAPI 2.0 §5.3.2.2: whether it must push its authorization requests.
    pub fn must_push(&self) -> bool {
        self.is_fapi2() || self.metadata.require_pushed_authorization_requests
    }

    /// RFC 9449 §5.2, FAPI 2.0 §5.3.2.1: whether all its access tokens must be bound to a key.
    pub fn must_bind_tokens(&self) -> bool {
        self.is_fapi2() || self.metadata.dpop_bound_access_tokens
    }

    /// What its access tokens are signed with.
    pub fn access_token_alg(&self) -> Algorithm {
        self.metadata.access_token_signed_response_alg.unwrap_or(Algorithm::Es256)
    }

    /// Whether it may come with this grant type.
    pub fn allows(&self, grant_type: GrantType) -> bool {
        self.metadata.grant_types.contains(&grant_type)
    }

    /// OIDC Core §8.1: the host whose clients know people by the same pairwise subject.
    pub fn sector(&self) -> String {
        let named = self.metadata.sector_identifier_uri.as_ref();
        let host = match named {
            Some(url) => url.host_str().map(str::to_owned),
            None => self.metadata.redirect_uris.first().and_then(RedirectUri::host),
        };
        // Without any it is a sector of its own; no host has a colon in front of a word.
        host.unwrap_or_else(|| format!("client:{}", self.id))
    }

    /// Whether an authorization response may go to this URI.
    pub fn may_redirect_to(&self, uri: &str) -> bool {
        let application = self.metadata.application_type;
        self.metadata.redirect_uris.iter().any(|known| known.matches(uri, application))
    }

    /// Whether people may be sent to this URI after signing out (RP-Initiated Logout §3).
    pub fn may_send_signed_out_to(&self, uri: &str) -> bool {
        let application = self.metadata.application_type;
        self.metadata.post_logout_redirect_uris.iter().any(|known| known.matches(uri, application))
    }
}

#[cfg(test)]
impl Client {
    /// A client for tests that store nothing.
    pub(in crate::oidc) fn example(id: ClientId, metadata: ClientMetadata) -> Self {
        let then = Timestamp::from_seconds(0);
        Self {
            id,
            metadata,
            secret_digest: None,
            source: Source::Settings,
            enabled: true,
            created_at: then,
            updated_at: then,
        }
    }
}
