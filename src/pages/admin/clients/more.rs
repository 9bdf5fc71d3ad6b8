//! The part of an app's form that few apps need.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::http::page::FormErrors;
use crate::language::phrase;
use crate::oidc::clients::{
    Client, ClientMetadata, GrantType, InvalidMetadata, Profile, SubjectType,
};
use crate::oidc::keys::Algorithm;
use crate::oidc::{InvalidResource, Resource};
use crate::pages::admin::form::{Choosable, lines};

/// What was typed. Check boxes are absent when they are off.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct More {
    pub(super) code_flow: Option<String>,
    pub(super) client_credentials: Option<String>,
    pub(super) device_code: Option<String>,
    pub(super) jwks: String,
    pub(super) jwks_uri: String,
    pub(super) fapi2: Option<String>,
    pub(super) require_par: Option<String>,
    pub(super) dpop: Option<String>,
    pub(super) access_token_algorithm: String,
    pub(super) userinfo_algorithm: String,
    pub(super) pairwise: Option<String>,
    pub(super) sector_identifier_uri: String,
    pub(super) resources: String,
    pub(super) serves: String,
    pub(super) client_uri: String,
    pub(super) logo_uri: String,
    pub(super) policy_uri: String,
    pub(super) tos_uri: String,
}

/// The fields of the part of the form that is folded away.
const FIELDS: [&str; 13] = [
    "client_credentials",
    "jwks",
    "jwks_uri",
    "fapi2",
    "access_token_algorithm",
    "userinfo_algorithm",
    "sector_identifier_uri",
    "resources",
    "serves",
    "client_uri",
    "logo_uri",
    "policy_uri",
    "tos_uri",
];

impl More {
    /// For a new app: people sign in to it through the browser.
    pub(super) fn fresh() -> Self {
        Self { code_flow: Some("on".to_owned()), ..Self::default() }
    }

    pub(super) fn of(client: &Client) -> Self {
        let metadata = &client.metadata;
        let on = |yes: bool| yes.then(|| "on".to_owned());
        let url = |url: &Option<Url>| url.as_ref().map(Url::to_string).unwrap_or_default();
        let algorithm = |it: Option<Algorithm>| it.map_or("", Algorithm::as_str).to_owned();
        let resources = |set: &BTreeSet<Resource>| {
            set.iter().map(Resource::as_str).collect::<Vec<_>>().join("\n")
        };
        let jwks = metadata.jwks.as_ref().map(serde_json::to_string_pretty);
        Self {
            code_flow: on(client.allows(GrantType::AuthorizationCode)),
            client_credentials: on(client.allows(GrantType::ClientCredentials)),
            device_code: on(client.allows(GrantType::DeviceCode)),
            jwks: jwks.transpose().ok().flatten().unwrap_or_default(),
            jwks_uri: url(&metadata.jwks_uri),
            fapi2: on(metadata.profile == Profile::Fapi2),
            require_par: on(metadata.require_pushed_authorization_requests),
            dpop: on(metadata.dpop_bound_access_tokens),
            access_token_algorithm: algorithm(metadata.access_token_signed_response_alg),
            userinfo_algorithm: algorithm(metadata.userinfo_signed_response_alg),
            pairwise: on(metadata.subject_type == SubjectType::Pairwise),
            sector_identifier_uri: url(&metadata.sector_identifier_uri),
            resources: resources(&metadata.resources),
            serves: resources(&metadata.serves),
            client_uri: url(&metadata.client_uri),
            logo_uri: url(&metadata.logo_uri),
            policy_uri: url(&metadata.policy_uri),
            tos_uri: url(&metadata.tos_uri),
        }
    }

    /// Whether it is shown unfolded: something in it is wrong, or the app signs with its own keys.
    pub(super) fn is_open(errors: &FormErrors, kind: &str) -> bool {
        kind == "keys" || FIELDS.iter().any(|field| errors.on(field).is_some())
    }

    pub(super) fn access_token_algorithms(&self) -> Vec<Choosable> {
        choosable("usual-algorithm", &self.access_token_algorithm)
    }

    pub(super) fn userinfo_algorithms(&self) -> Vec<Choosable> {
        choosable("userinfo-not-signed", &self.userinfo_algorithm)
    }

    /// Writes it over what is known of the client.
    pub(super) fn write(&self, metadata: &mut ClientMetadata) -> Result<(), FormErrors> {
        for (grant_type, wanted) in [
            (GrantType::AuthorizationCode, &self.code_flow),
            (GrantType::ClientCredentials, &self.client_credentials),
            (GrantType::DeviceCode, &self.device_code),
        ] {
            if wanted.is_some() {
                metadata.grant_types.insert(grant_type);
            } else {
                metadata.grant_types.remove(&grant_type);
            }
        }
        metadata.jwks = match self.jwks.trim() {
            "" => None,
            text => Some(keys(text)?),
        };
        metadata.jwks_uri = address("jwks_uri", &self.jwks_uri)?;
        metadata.profile = if self.fapi2.is_some() { Profile::Fapi2 } else { Profile::Standard };
        metadata.require_pushed_authorization_requests = self.require_par.is_some();
        metadata.dpop_bound_access_tokens = self.dpop.is_some();
        metadata.access_token_signed_response_alg =
            algorithm("access_token_algorithm", &self.access_token_algorithm)?;
        metadata.userinfo_signed_response_alg =
            algorithm("userinfo_algorithm", &self.userinfo_algorithm)?;
        metadata.subject_type =
            if self.pairwise.is_some() { SubjectType::Pairwise } else { SubjectType::Public };
        metadata.sector_identifier_uri =
            address("sector_identifier_uri", &self.sector_identifier_uri)?;
        metadata.resources = resources("resources", &self.resources)?;
        metadata.serves = resources("serves", &self.serves)?;
        metadata.client_uri = address("client_uri", &self.client_uri)?;
        metadata.logo_uri = address("logo_uri", &self.logo_uri)?;
        metadata.policy_uri = address("policy_uri", &self.policy_uri)?;
        metadata.tos_uri = address("tos_uri", &self.tos_uri)?;
        Ok(())
    }
}

/// What is wrong with what was typed here, beside its field.
pub(super) fn refused(why: &InvalidMetadata) -> Option<FormErrors> {
    let (field, message) = match why {
        InvalidMetadata::Keys => ("jwks", "keys-one-of-two"),
        InvalidMetadata::NoUsableKey => ("jwks", "keys-unusable"),
        InvalidMetadata::PublicWithClientCredentials => {
            ("client_credentials", "for-itself-needs-authentication")
        }
        InvalidMetadata::Fapi2AuthMethod => ("fapi2", "fapi2-needs-keys"),
        InvalidMetadata::Fapi2Algorithm => ("fapi2", "fapi2-needs-algorithm"),
        InvalidMetadata::Sector => ("sector_identifier_uri", "sector-needed"),
        InvalidMetadata::Address(name) => {
            (FIELDS.into_iter().find(|field| field == name)?, "address-wrong-or-named")
        }
        _ => return None,
    };
    Some(FormErrors::under(field, message))
}

fn choosable(usual: &'static str, typed: &str) -> Vec<Choosable> {
    let mut all = vec![Choosable { value: "", label: usual, chosen: typed.is_empty() }];
    all.extend(Algorithm::ALL.map(Algorithm::as_str).map(|value| Choosable {
        value,
        label: value,
        chosen: value == typed,
    }));
    all
}

fn algorithm(field: &'static str, text: &str) -> Result<Option<Algorithm>, FormErrors> {
    if text.is_empty() {
        return Ok(None);
    }
    let named = Algorithm::named(text);
    named.map(Some).ok_or_else(|| FormErrors::under(field, "choose-one-of-these"))
}

/// An address, or none where nothing was typed.
pub(super) fn address(field: &'static str, text: &str) -> Result<Option<Url>, FormErrors> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    Url::parse(text).map(Some).map_err(|_| FormErrors::under(field, "address-wrong-or-named"))
}

fn resources(field: &'static str, text: &str) -> Result<BTreeSet<Resource>, FormErrors> {
    let parse = |line| {
        Resource::parse(line).map_err(|InvalidResource| {
            FormErrors::under(field, phrase("resource-wrong").with("uri", line))
        })
    };
    lines(text).map(parse).collect()
}

/// Reads a JWK set, and refuses one with a private or shared key in it: what was pasted is known to more
/// than its owner then.
fn keys<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, FormErrors> {
    let begins = |key| phrase(key).with("beginning", r#"{"keys": ["#).with("end", "]}");
    let wrong = |message| FormErrors::under("jwks", message);
    let value: Value = serde_json::from_str(text).map_err(|_| wrong(begins("keys-no-json")))?;
    let has_secret = |key: &Value| key.get("d").is_some() || key.get("k").is_some();
    let listed = value.get("keys").and_then(Value::as_array);
    if has_secret(&value) || listed.is_some_and(|keys| keys.iter().any(has_secret)) {
        return Err(wrong(phrase("keys-private")));
    }
    serde_json::from_value(value).map_err(|_| wrong(begins("keys-no-set")))
}
