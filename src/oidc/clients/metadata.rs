//! Client metadata.

use std::collections::BTreeSet;

use jsonwebtoken::jwk::JwkSet;
use serde::{Deserialize, Serialize};
use url::Url;

use super::access::AccessRules;
use super::redirect_uri::RedirectUri;
use crate::base::ClientId;
use crate::oidc::issuer::is_loopback;
use crate::oidc::keys::{Algorithm, PublicKey};
use crate::oidc::resource::Resource;
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
    /// By an assertion that one of its own keys signs (OIDC Core §9, RFC 7523 §2.2).
    PrivateKeyJwt,
    /// Not at all: a public client.
    None,
}

impl AuthMethod {
    /// Every method, in the order in which they are listed.
    pub const ALL: [Self; 4] =
        [Self::ClientSecretBasic, Self::ClientSecretPost, Self::PrivateKeyJwt, Self::None];

    /// The method's registered name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::None => "none",
        }
    }

    /// Whether there is a secret that client and provider share.
    pub const fn has_secret(self) -> bool {
        matches!(self, Self::ClientSecretBasic | Self::ClientSecretPost)
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
    /// Nothing but itself (RFC 6749 §4.4).
    ClientCredentials,
    /// A device code (RFC 8628 §3.4).
    #[serde(rename = "urn:ietf:params:oauth:grant-type:device_code")]
    DeviceCode,
}

impl GrantType {
    /// Every grant type, in the order in which they are listed.
    pub const ALL: [Self; 4] =
        [Self::AuthorizationCode, Self::RefreshToken, Self::ClientCredentials, Self::DeviceCode];

    /// The grant type's registered name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
            Self::DeviceCode => "urn:ietf:params:oauth:grant-type:device_code",
        }
    }

    /// By the registered name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grant_type| grant_type.as_str() == name)
    }
}

/// Which rules a client keeps beyond OAuth 2.0 and OpenID Connect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// None.
    #[default]
    Standard,
    /// FAPI 2.0 Security Profile: pushed requests, PKCE, DPoP, assertions for this issuer alone.
    Fapi2,
}

/// Whether all clients know a person by one subject (OIDC Core §8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectType {
    /// By the same.
    #[default]
    Public,
    /// By one for each sector, so that two cannot find out that they mean the same person.
    Pairwise,
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
    /// The widest scope it may ask for; groups and roles only if they are named.
    #[serde(default = "Scopes::usual")]
    pub scope: Scopes,
    /// Whether people are asked.
    #[serde(default)]
    pub consent: Consent,
    /// Whether it must use PKCE even if it is not public.
    #[serde(default)]
    pub require_pkce: bool,
    /// Which rules it keeps beyond the usual ones.
    #[serde(default)]
    pub profile: Profile,
    /// The public keys that it signs with, by value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks: Option<JwkSet>,
    /// Where the public keys are that it signs with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<Url>,
    /// The one algorithm of its assertions; any that Daypass knows if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_signing_alg: Option<Algorithm>,
    /// Whether its access tokens are bound to a key always (RFC 9449 §5.2).
    #[serde(default)]
    pub dpop_bound_access_tokens: bool,
    /// Whether it must push its authorization requests (RFC 9126 §6).
    #[serde(default)]
    pub require_pushed_authorization_requests: bool,
    /// What its access tokens are signed with; ES256 if there is none. RFC 9068 §2.1 has every resource
    /// know RS256.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token_signed_response_alg: Option<Algorithm>,
    /// What its userinfo answers are signed with; plain JSON if there is none (OIDC Core §5.3.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_signed_response_alg: Option<Algorithm>,
    /// By which subject it knows people.
    #[serde(default)]
    pub subject_type: SubjectType,
    /// The sector whose members know people by the same pairwise subject (OIDC Core §8.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector_identifier_uri: Option<Url>,
    /// Where it is told that somebody signed out (Back-Channel Logout §2.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_uri: Option<Url>,
    /// Whether it must be told which session ended (Back-Channel Logout §2.2).
    #[serde(default)]
    pub backchannel_logout_session_required: bool,
    /// The resources for which it may ask access tokens (RFC 8707 §2).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub resources: BTreeSet<Resource>,
    /// The resources that it is itself: it may introspect the tokens that are meant for them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub serves: BTreeSet<Resource>,
    /// Its home page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_uri: Option<Url>,
    /// Its logo, shown where people are asked about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_uri: Option<Url>,
    /// What it does with what it learns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_uri: Option<Url>,
    /// Its terms of service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tos_uri: Option<Url>,
    /// Where somebody else may start a sign-in to it (OIDC Core §4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initiate_login_uri: Option<Url>,
    /// Whom to ask about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<String>,
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
    /// A secret that nothing would ever be compared with.
    #[error("a client that authenticates by private_key_jwt has no secret")]
    SecretAndKeys,
    /// The secret can be guessed.
    #[error("a client secret has at least 16 characters")]
    WeakSecret,
    /// A public client that shall not need PKCE.
    #[error("a public client must use PKCE")]
    PublicWithoutPkce,
    /// The authentication method and `public` contradict one another.
    #[error("the token endpoint authentication method contradicts public")]
    AuthMethod,
    /// Assertions, but no keys to check them with; or keys both by value and by reference.
    #[error("a client that authenticates by private_key_jwt needs either jwks or jwks_uri")]
    Keys,
    /// Keys that sign nothing Daypass could check.
    #[error("jwks holds no public key for RS256, PS256, ES256 or EdDSA")]
    NoUsableKey,
    /// A public client can prove nothing by being itself.
    #[error("a public client cannot use the grant type client_credentials")]
    PublicWithClientCredentials,
    /// FAPI 2.0 Security Profile §5.3.2.1: no public clients, no shared secrets.
    #[error("the profile fapi2 needs token_endpoint_auth_method private_key_jwt")]
    Fapi2AuthMethod,
    /// FAPI 2.0 Security Profile §5.4.1.
    #[error("the profile fapi2 needs PS256, ES256 or EdDSA for everything that is signed")]
    Fapi2Algorithm,
    /// OIDC Core §8.1: nothing says which sector it belongs to.
    #[error(
        "a client with pairwise subjects needs a sector_identifier_uri when its redirect URIs are on \
         more than one host"
    )]
    Sector,
    /// It must be https, or http on this machine.
    #[error("{0} must be an https address without a fragment")]
    Address(&'static str),
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
            scope: Scopes::usual(),
            consent: Consent::default(),
            require_pkce: false,
            profile: Profile::default(),
            jwks: None,
            jwks_uri: None,
            token_endpoint_auth_signing_alg: None,
            dpop_bound_access_tokens: false,
            require_pushed_authorization_requests: false,
            access_token_signed_response_alg: None,
            userinfo_signed_response_alg: None,
            subject_type: SubjectType::default(),
            sector_identifier_uri: None,
            backchannel_logout_uri: None,
            backchannel_logout_session_required: false,
            resources: BTreeSet::new(),
            serves: BTreeSet::new(),
            client_uri: None,
            logo_uri: None,
            policy_uri: None,
            tos_uri: None,
            initiate_login_uri: None,
            contacts: Vec::new(),
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
        // RFC 7591 §2: needed by the flows that go through the browser.
        if self.redirect_uris.is_empty() && self.grant_types.contains(&GrantType::AuthorizationCode)
        {
            return Err(InvalidMetadata::NoRedirectUri);
        }
        if self.token_endpoint_auth_method == AuthMethod::None
            && self.grant_types.contains(&GrantType::ClientCredentials)
        {
            return Err(InvalidMetadata::PublicWithClientCredentials);
        }
        self.validate_keys()?;
        self.validate_profile()?;
        self.validate_sector()?;
        self.validate_addresses()
    }

    fn validate_keys(&self) -> Result<(), InvalidMetadata> {
        let is_usable = |jwk| PublicKey::from_jwk(jwk).is_some();
        if self.jwks.as_ref().is_some_and(|set| !set.keys.iter().any(is_usable)) {
            return Err(InvalidMetadata::NoUsableKey);
        }
        // RFC 7591 §2: one of the two, and not both.
        match (self.token_endpoint_auth_method, self.jwks.is_some(), self.jwks_uri.is_some()) {
            (AuthMethod::PrivateKeyJwt, false, false) | (_, true, true) => {
                Err(InvalidMetadata::Keys)
            }
            _ => Ok(()),
        }
    }

    fn validate_profile(&self) -> Result<(), InvalidMetadata> {
        if self.profile == Profile::Standard {
            return Ok(());
        }
        if self.token_endpoint_auth_method != AuthMethod::PrivateKeyJwt {
            return Err(InvalidMetadata::Fapi2AuthMethod);
        }
        let algorithms = [
            Some(self.id_token_signed_response_alg),
            self.access_token_signed_response_alg,
            self.userinfo_signed_response_alg,
            self.token_endpoint_auth_signing_alg,
        ];
        if algorithms.contains(&Some(Algorithm::Rs256)) {
            return Err(InvalidMetadata::Fapi2Algorithm);
        }
        Ok(())
    }

    fn validate_sector(&self) -> Result<(), InvalidMetadata> {
        let mut hosts = self.redirect_uris.iter().map(RedirectUri::host);
        let first = hosts.next().flatten();
        let one_host = first.is_some() && hosts.all(|host| host == first);
        if self.subject_type == SubjectType::Pairwise
            && self.sector_identifier_uri.is_none()
            && !one_host
        {
            return Err(InvalidMetadata::Sector);
        }
        Ok(())
    }

    fn validate_addresses(&self) -> Result<(), InvalidMetadata> {
        let addresses = [
            ("jwks_uri", &self.jwks_uri),
            ("sector_identifier_uri", &self.sector_identifier_uri),
            ("backchannel_logout_uri", &self.backchannel_logout_uri),
            ("client_uri", &self.client_uri),
            ("logo_uri", &self.logo_uri),
            ("policy_uri", &self.policy_uri),
            ("tos_uri", &self.tos_uri),
            ("initiate_login_uri", &self.initiate_login_uri),
        ];
        let wrong = addresses
            .into_iter()
            .find(|(_, url)| url.as_ref().is_some_and(|url| !is_a_clients_address(url)));
        wrong.map_or(Ok(()), |(name, _)| Err(InvalidMetadata::Address(name)))
    }
}

/// https, or http to this machine, where it does not travel; never with a fragment.
fn is_a_clients_address(url: &Url) -> bool {
    let safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url));
    safe && url.fragment().is_none() && url.username().is_empty() && url.password().is_none()
}

/// RFC 6749 Appendix A.1, narrowed so that an id needs no escaping anywhere.
pub(in crate::oidc) fn validate_id(id: &ClientId) -> Result<(), InvalidMetadata> {
    let text = id.as_str();
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    if (1..=100).contains(&text.len()) && text.bytes().all(unreserved) {
        Ok(())
    } else {
        Err(InvalidMetadata::Id)
    }
}
