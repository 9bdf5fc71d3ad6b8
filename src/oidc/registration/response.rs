//! What a client is told about its registration (RFC 7591 §3.2.1, RFC 7592 §3).

use serde_json::{Map, Value};

use crate::base::{Fallible, Fault, Secret};
use crate::oidc::clients::Client;
use crate::oidc::issuer::path;
use crate::oidc::provider::Provider;

/// The registered members that a client may set itself. The others are the organisation's own.
const MEMBERS: [&str; 24] = [
    "redirect_uris",
    "post_logout_redirect_uris",
    "token_endpoint_auth_method",
    "token_endpoint_auth_signing_alg",
    "grant_types",
    "application_type",
    "client_name",
    "client_uri",
    "logo_uri",
    "policy_uri",
    "tos_uri",
    "contacts",
    "scope",
    "jwks",
    "jwks_uri",
    "id_token_signed_response_alg",
    "userinfo_signed_response_alg",
    "subject_type",
    "sector_identifier_uri",
    "initiate_login_uri",
    "backchannel_logout_uri",
    "backchannel_logout_session_required",
    "dpop_bound_access_tokens",
    "require_pushed_authorization_requests",
];

/// A client's registration as it is in effect.
#[derive(Debug)]
pub struct Registration {
    client: Client,
    uri: String,
    access_token: Secret,
    /// Only where it was made just now: what is stored is its digest.
    secret: Option<Secret>,
}

impl Registration {
    pub(super) fn new(
        provider: &Provider,
        client: Client,
        access_token: Secret,
        secret: Option<Secret>,
    ) -> Self {
        let uri = provider.issuer.at(&format!("{}/{}", path::REGISTER, client.id));
        Self { client, uri, access_token, secret }
    }

    /// The answer as JSON. Whoever calls this answers for where it goes.
    pub fn expose(&self) -> Fallible<Vec<u8>> {
        let Value::Object(metadata) = serde_json::to_value(&self.client.metadata)? else {
            return Err(Fault::new("client metadata is a JSON object"));
        };
        let mut answer: Map<String, Value> =
            metadata.into_iter().filter(|(name, _)| MEMBERS.contains(&name.as_str())).collect();
        let mut put = |name: &str, value: Value| answer.insert(name.to_owned(), value);
        put("response_types", ["code"].as_slice().into());
        put("client_id", self.client.id.as_str().into());
        put("client_id_issued_at", self.client.created_at.seconds().into());
        if let Some(secret) = &self.secret {
            put("client_secret", secret.expose().into());
            // RFC 7591 §3.2.1: it does not expire.
            put("client_secret_expires_at", 0.into());
        }
        put("registration_client_uri", self.uri.as_str().into());
        put("registration_access_token", self.access_token.expose().into());
        Ok(serde_json::to_vec(&answer)?)
    }
}
