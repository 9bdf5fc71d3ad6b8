//! Clients in the settings file.

use std::collections::BTreeSet;
use std::path::PathBuf;

use jsonwebtoken::jwk::JwkSet;
use serde::Deserialize;
use url::Url;

use super::access::AccessRules;
use super::metadata::{
    ApplicationType, AuthMethod, ClientMetadata, Consent, GrantType, InvalidMetadata, Profile,
    SubjectType, validate_id,
};
use super::redirect_uri::RedirectUri;
use crate::base::{ClientId, Fallible, Fault, GroupId, Secret};
use crate::oidc::keys::Algorithm;
use crate::oidc::resource::Resource;
use crate::oidc::scope::Scopes;
use crate::sessions::Acr;

/// One `[[clients]]` table of the settings file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientSettings {
    /// `client_id`.
    pub id: ClientId,
    /// What people see; the id if it is not given.
    pub name: Option<String>,
    /// Where responses may go; matched byte by byte.
    #[serde(default)]
    pub redirect_uris: Vec<RedirectUri>,
    /// Where people may go after signing out.
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<RedirectUri>,
    /// The client secret; not for public clients.
    pub secret: Option<Secret>,
    /// A file that holds the client secret.
    pub secret_file: Option<PathBuf>,
    /// Whether the client cannot keep a secret: an app in a browser or on a device.
    #[serde(default)]
    pub public: bool,
    /// Whether the client runs on people's devices: its loopback redirect URIs may vary in port.
    #[serde(default)]
    pub native: bool,
    /// How the client authenticates; `client_secret_basic` unless it is public.
    pub token_endpoint_auth_method: Option<AuthMethod>,
    /// Whether people are asked for consent.
    #[serde(default)]
    pub consent: Consent,
    /// The widest scope it may ask for, space separated; all but groups and roles if it is
    /// not given.
    pub scope: Option<Scopes>,
    /// Whether it must use PKCE; a public client always must.
    pub require_pkce: Option<bool>,
    /// Whether it may get refresh tokens.
    #[serde(default = "yes")]
    pub refresh_tokens: bool,
    /// What it may come to the token endpoint with; codes and, as `refresh_tokens` says, refresh tokens
    /// if it is not given.
    pub grant_types: Option<BTreeSet<GrantType>>,
    /// What its ID tokens are signed with.
    #[serde(default)]
    pub id_token_signed_response_alg: Algorithm,
    /// Object ids of the groups whose members may use it; everybody if there are none.
    #[serde(default)]
    pub allowed_groups: BTreeSet<GroupId>,
    /// How strongly people must have authenticated: `pwd`, `mfa`, `phr` or `phrh`.
    pub minimum_acr: Option<Acr>,
    /// Whether people may come by a Temporary Access Pass.
    #[serde(default = "yes")]
    pub pass_sign_ins: bool,
    /// Which rules it keeps beyond the usual ones: `fapi2` or none.
    #[serde(default)]
    pub profile: Profile,
    /// The public keys of `private_key_jwt`, by value.
    pub jwks: Option<JwkSet>,
    /// Where the public keys of `private_key_jwt` are.
    pub jwks_uri: Option<Url>,
    /// Whether its access tokens are always bound to a key (DPoP).
    #[serde(default)]
    pub dpop_bound_access_tokens: bool,
    /// Whether it must push its authorization requests.
    #[serde(default)]
    pub require_pushed_authorization_requests: bool,
    /// What its access tokens are signed with; ES256 if it is not given.
    pub access_token_signed_response_alg: Option<Algorithm>,
    /// What its userinfo answers are signed with; plain JSON if it is not given.
    pub userinfo_signed_response_alg: Option<Algorithm>,
    /// `public` or `pairwise`.
    #[serde(default)]
    pub subject_type: SubjectType,
    /// The sector of a client with pairwise subjects and redirect URIs on several hosts.
    pub sector_identifier_uri: Option<Url>,
    /// Where it is told that somebody signed out.
    pub backchannel_logout_uri: Option<Url>,
    /// Whether it must be told which session ended.
    #[serde(default)]
    pub backchannel_logout_session_required: bool,
    /// The resources for which it may ask access tokens.
    #[serde(default)]
    pub resources: BTreeSet<Resource>,
    /// The resources that it is itself, whose tokens it may introspect.
    #[serde(default)]
    pub serves: BTreeSet<Resource>,
    /// Its home page.
    pub client_uri: Option<Url>,
    /// Its logo.
    pub logo_uri: Option<Url>,
    /// What it does with what it learns.
    pub policy_uri: Option<Url>,
    /// Its terms of service.
    pub tos_uri: Option<Url>,
}

const fn yes() -> bool {
    true
}

impl ClientSettings {
    /// Checks the table, naming what is wrong with it. Reads no file.
    pub fn validate(&self) -> Result<(), InvalidMetadata> {
        validate_id(&self.id)?;
        self.metadata()?.validate()?;
        let needs_one = self.metadata()?.token_endpoint_auth_method.has_secret();
        match (needs_one, self.secret.is_some() || self.secret_file.is_some()) {
            (false, true) if self.public => Err(InvalidMetadata::PublicWithSecret),
            (false, true) => Err(InvalidMetadata::SecretAndKeys),
            (true, false) => Err(InvalidMetadata::NoSecret),
            _ => Ok(()),
        }
    }

    /// The metadata that the table stands for.
    pub(super) fn metadata(&self) -> Result<ClientMetadata, InvalidMetadata> {
        let method = match (self.public, self.token_endpoint_auth_method) {
            (true, None | Some(AuthMethod::None)) => AuthMethod::None,
            (false, None) => AuthMethod::default(),
            (false, Some(method)) if method != AuthMethod::None => method,
            _ => return Err(InvalidMetadata::AuthMethod),
        };
        let mut metadata = ClientMetadata::new(
            self.name.clone().unwrap_or_else(|| self.id.to_string()),
            self.redirect_uris.clone(),
        );
        metadata.post_logout_redirect_uris.clone_from(&self.post_logout_redirect_uris);
        metadata.token_endpoint_auth_method = method;
        metadata.consent = self.consent;
        metadata.require_pkce = match (self.public, self.require_pkce) {
            (true, Some(false)) => return Err(InvalidMetadata::PublicWithoutPkce),
            (public, required) => required.unwrap_or(public),
        };
        metadata.id_token_signed_response_alg = self.id_token_signed_response_alg;
        metadata.access = AccessRules {
            allowed_groups: self.allowed_groups.clone(),
            minimum_acr: self.minimum_acr,
            pass_sign_ins: self.pass_sign_ins,
        };
        if self.native {
            metadata.application_type = ApplicationType::Native;
        }
        if let Some(scope) = &self.scope {
            metadata.scope = scope.clone();
        }
        if let Some(grant_types) = &self.grant_types {
            metadata.grant_types.clone_from(grant_types);
        } else if !self.refresh_tokens {
            metadata.grant_types.remove(&GrantType::RefreshToken);
        }
        self.describe(&mut metadata);
        Ok(metadata)
    }

    /// The members that are in the table as they are in the metadata.
    fn describe(&self, metadata: &mut ClientMetadata) {
        metadata.profile = self.profile;
        metadata.jwks.clone_from(&self.jwks);
        metadata.jwks_uri.clone_from(&self.jwks_uri);
        metadata.dpop_bound_access_tokens = self.dpop_bound_access_tokens;
        metadata.require_pushed_authorization_requests = self.require_pushed_authorization_requests;
        metadata.access_token_signed_response_alg = self.access_token_signed_response_alg;
        metadata.userinfo_signed_response_alg = self.userinfo_signed_response_alg;
        metadata.subject_type = self.subject_type;
        metadata.sector_identifier_uri.clone_from(&self.sector_identifier_uri);
        metadata.backchannel_logout_uri.clone_from(&self.backchannel_logout_uri);
        metadata.backchannel_logout_session_required = self.backchannel_logout_session_required;
        metadata.resources.clone_from(&self.resources);
        metadata.serves.clone_from(&self.serves);
        metadata.client_uri.clone_from(&self.client_uri);
        metadata.logo_uri.clone_from(&self.logo_uri);
        metadata.policy_uri.clone_from(&self.policy_uri);
        metadata.tos_uri.clone_from(&self.tos_uri);
    }

    /// The secret, read from its file if that is where it is.
    pub(super) fn read_secret(&self) -> Fallible<Option<Secret>> {
        let secret = match (&self.secret, &self.secret_file) {
            (Some(secret), _) => Some(secret.clone()),
            (None, Some(file)) => {
                let text = std::fs::read_to_string(file).map_err(|error| {
                    Fault::from(error).context(format!(
                        "the secret of client {} in {}",
                        self.id,
                        file.display()
                    ))
                })?;
                Some(Secret::new(text.trim_end_matches(['\r', '\n'])))
            }
            (None, None) => None,
        };
        // Only the digest is stored: the secret must have enough entropy of its own.
        match secret {
            Some(secret) if secret.expose().len() < 16 => {
                Err(Fault::new(format!("client {}: {}", self.id, InvalidMetadata::WeakSecret)))
            }
            secret => Ok(secret),
        }
    }
}

/// The id of the client that is there to try Daypass out.
pub const DEVELOPMENT_CLIENT: &str = "example-relying-party";

/// The example app, which exists only while the issuer is this machine.
pub fn development_client() -> Fallible<ClientSettings> {
    let table = format!(
        "id = '{DEVELOPMENT_CLIENT}'\n\
         name = 'Example app'\n\
         public = true\n\
         redirect_uris = ['http://127.0.0.1:8081/callback']\n\
         post_logout_redirect_uris = ['http://127.0.0.1:8081/signed-out']\n"
    );
    Ok(toml::from_str(&table)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<ClientSettings, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn a_table_is_read_with_its_defaults() {
        let client = parse(
            "id = 'payroll'\nredirect_uris = ['https://rp.example/cb']\nsecret = '0123456789abcdef'",
        )
        .unwrap();
        client.validate().unwrap();
        let metadata = client.metadata().unwrap();
        assert_eq!(metadata.client_name, "payroll");
        assert_eq!(metadata.token_endpoint_auth_method, AuthMethod::ClientSecretBasic);
        assert_eq!(metadata.id_token_signed_response_alg, Algorithm::Rs256);
        assert_eq!(metadata.consent, Consent::Required);
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        let uri = "redirect_uris = ['https://rp.example/cb']\n";
        for (text, expected) in [
            ("id = 'a'", InvalidMetadata::NoSecret),
            (
                "id = 'a'\npublic = true\nsecret = '0123456789abcdef'",
                InvalidMetadata::PublicWithSecret,
            ),
            ("id = 'a b'\npublic = true", InvalidMetadata::Id),
            ("id = 'a'\npublic = true\nname = ' '", InvalidMetadata::Name),
            (
                "id = 'a'\npublic = true\ntoken_endpoint_auth_method = 'client_secret_post'",
                InvalidMetadata::AuthMethod,
            ),
            (
                "id = 'a'\nsecret = '0123456789abcdef'\ntoken_endpoint_auth_method = 'none'",
                InvalidMetadata::AuthMethod,
            ),
            ("id = 'a'\ntoken_endpoint_auth_method = 'private_key_jwt'", InvalidMetadata::Keys),
            (
                "id = 'a'\nsecret = '0123456789abcdef'\nprofile = 'fapi2'",
                InvalidMetadata::Fapi2AuthMethod,
            ),
            (
                "id = 'a'\npublic = true\ngrant_types = ['client_credentials']",
                InvalidMetadata::PublicWithClientCredentials,
            ),
            (
                "id = 'a'\npublic = true\nlogo_uri = 'http://rp.example/logo'",
                InvalidMetadata::Address("logo_uri"),
            ),
        ] {
            assert_eq!(parse(&format!("{uri}{text}")).unwrap().validate(), Err(expected), "{text}");
        }
        assert!(parse(&format!("{uri}id = 'a'\nredirect_uri = 'x'")).is_err(), "unknown field");
        assert!(parse("id = 'a'\nredirect_uris = ['http://rp.example/']").is_err());
        let none = parse("id = 'a'\npublic = true\nredirect_uris = []").unwrap();
        assert_eq!(none.validate(), Err(InvalidMetadata::NoRedirectUri));
    }

    #[test]
    fn a_secret_that_can_be_guessed_is_refused() {
        let client =
            parse("id = 'a'\nsecret = 'secret'\nredirect_uris = ['https://rp.example/cb']")
                .unwrap();
        assert!(client.read_secret().is_err());
    }
}
