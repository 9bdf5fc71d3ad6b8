//! A client and its metadata.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::access::AccessRules;
use super::redirect_uri::RedirectUri;
use crate::base::{ClientId, Digest, Timestamp};
use crate::oidc::keys::Algorithm;
use crate::oidc::scope::Scopes;

/// How a client authenticates at the token endpoint (RFC 7591 §2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// HTTP Basic (RFC 6749 §2.3.1).
    #[default]
    ClientSecretBasic,
    /// In the form body (RFC 6749 §2.3.1).
    ClientSecretPost,
    /// Not at all: a public client.
    None,
}

impl AuthMethod {
    /// Every method, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::ClientSecretBasic, Self::ClientSecretPost, Self::None];

    /// The method's registered name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::None => "none",
        }
    }
}

/// What a client may come to the token endpoint with (RFC 7591 §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// A code.
    AuthorizationCode,
    /// A refresh token.
    RefreshToken,
}

/// Whether a client runs on a server or on a person's device (OIDC Registration §2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationType {
    /// Redirect URIs are matched exactly.
    #[default]
    Web,
    /// RFC 8252: the port of a loopback redirect URI may vary.
    Native,
}

/// Whether people are asked before a client learns about them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Once, and again when the client wants more.
    #[default]
    Required,
    /// Never: the organisation has decided for them.
    Skip,
}

/// Where a client is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// In the settings file; the database follows it at every start.
    Settings,
    /// In the database, by the console or the command line.
    Database,
}

impl Source {
    /// As in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Database => "database",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::Settings, Self::Database].into_iter().find(|source| source.as_str() == text)
    }
}

/// Client metadata (RFC 7591 §2, OIDC Registration §2), as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientMetadata {
    /// What people see.
    pub client_name: String,
    /// Where responses may go.
    pub redirect_uris: Vec<RedirectUri>,
    /// Where people may go after signing out (RP-Initiated Logout §3.1).
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<RedirectUri>,
    /// How the client authenticates.
    #[serde(default)]
    pub token_endpoint_auth_method: AuthMethod,
    /// What it may exchange for tokens.
    #[serde(default = "default_grant_types")]
    pub grant_types: BTreeSet<GrantType>,
    /// Web or native.
    #[serde(default)]
    pub application_type: ApplicationType,
    /// What its ID tokens are signed with.
    #[serde(default)]
    pub id_token_signed_response_alg: Algorithm,
    /// The widest scope it may ask for.
    #[serde(default = "Scopes::all")]
    pub scope: Scopes,
    /// Whether people are asked.
    #[serde(default)]
    pub consent: Consent,
    /// Whether it must use PKCE even if it is not public.
    #[serde(default)]
    pub require_pkce: bool,
    /// Which sign-ins it accepts.
    #[serde(flatten)]
    pub access: AccessRules,
}

fn default_grant_types() -> BTreeSet<GrantType> {
    BTreeSet::from([GrantType::AuthorizationCode, GrantType::RefreshToken])
}

/// Why client metadata cannot be accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMetadata {
    /// The id has other than 1 to 100 characters of `A-Z a-z 0-9 - . _ ~`.
    #[error("a client id has 1 to 100 letters, digits and - . _ ~")]
    Id,
    /// The name is empty, longer than 100 characters or not printable.
    #[error("a client name has 1 to 100 printable characters")]
    Name,
    /// There is no redirect URI.
    #[error("a client needs at least one redirect URI")]
    NoRedirectUri,
    /// A confidential client without a secret.
    #[error("a client that is not public needs a secret")]
    NoSecret,
    /// A public client with a secret.
    #[error("a public client has no secret")]
    PublicWithSecret,
    /// The secret can be guessed.
    #[error("a client secret has at least 16 characters")]
    WeakSecret,
    /// A public client that shall not need PKCE.
    #[error("a public client must use PKCE")]
    PublicWithoutPkce,
    /// The authentication method and `public` contradict one another.
    #[error("the token endpoint authentication method contradicts public")]
    AuthMethod,
}

impl ClientMetadata {
    /// Metadata with every default, for a confidential client.
    pub fn new(client_name: impl Into<String>, redirect_uris: Vec<RedirectUri>) -> Self {
        Self {
            client_name: client_name.into(),
            redirect_uris,
            post_logout_redirect_uris: Vec::new(),
            token_endpoint_auth_method: AuthMethod::default(),
            grant_types: default_grant_types(),
            application_type: ApplicationType::default(),
            id_token_signed_response_alg: Algorithm::default(),
            scope: Scopes::all(),
            consent: Consent::default(),
            require_pkce: false,
            access: AccessRules::default(),
        }
    }

    /// Checks what no single member can check by itself.
    pub fn validate(&self) -> Result<(), InvalidMetadata> {
        let characters = self.client_name.chars().count();
        if !(1..=100).contains(&characters)
            || self.client_name.trim().is_empty()
            || self.client_name.chars().any(char::is_control)
        {
            return Err(InvalidMetadata::Name);
        }
        if self.redirect_uris.is_empty() {
            return Err(InvalidMetadata::NoRedirectUri);
        }
        Ok(())
    }
}

/// RFC 6749 Appendix A.1, narrowed so that an id needs no escaping anywhere.
pub(super) fn validate_id(id: &ClientId) -> Result<(), InvalidMetadata> {
    let text = id.as_str();
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    if (1..=100).contains(&text.len()) && text.bytes().all(unreserved) {
        Ok(())
    } else {
        Err(InvalidMetadata::Id)
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
    /// Whether it cannot keep a secret (RFC 6749 §2.1).
    pub fn is_public(&self) -> bool {
        self.metadata.token_endpoint_auth_method == AuthMethod::None
    }

    /// RFC 9700 §2.1.1: public clients must use PKCE, the others should.
    pub fn must_use_pkce(&self) -> bool {
        self.is_public() || self.metadata.require_pkce
    }

    /// Whether it may come with this grant type.
    pub fn allows(&self, grant_type: GrantType) -> bool {
        self.metadata.grant_types.contains(&grant_type)
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
