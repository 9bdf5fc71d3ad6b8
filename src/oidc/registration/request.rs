//! The metadata that a client sends (RFC 7591 §2, OIDC Registration §2).

use std::collections::BTreeSet;

use jsonwebtoken::jwk::JwkSet;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use url::Url;

use crate::directory::clean_label;
use crate::oidc::clients::{
    ApplicationType, AuthMethod, ClientMetadata, GrantType, InvalidMetadata, RedirectUri,
};
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::issuer::{Issuer, is_loopback};
use crate::oidc::keys::Algorithm;
use crate::oidc::scope::{Scope, Scopes};

/// How many redirect URIs one client may have.
const MOST_URIS: usize = 50;
/// The longest URI, bytes.
const LONGEST_URI: usize = 2_000;
/// The longest name, in characters.
const LONGEST_NAME: usize = 100;
/// How many contacts, and how long each may be, in characters.
const MOST_CONTACTS: usize = 10;
const LONGEST_CONTACT: usize = 256;

/// The JSON object that a client sent. Members that are `null` are not there (RFC 7592 §2.2); those that
/// nobody knows are ignored (RFC 7591 §2).
#[derive(Clone, Debug)]
pub(super) struct Sent(Map<String, Value>);

impl Sent {
    pub(super) fn read(body: &[u8]) -> Result<Self, Error> {
        let mut members: Map<String, Value> =
            serde_json::from_slice(body).map_err(|_| invalid("The body is not a JSON object"))?;
        members.retain(|_, value| !value.is_null());
        Ok(Self(members))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// One member; `what` says in the refusal what it should have been.
    pub(super) fn one<T: DeserializeOwned>(
        &self,
        name: &'static str,
        what: &'static str,
    ) -> Result<Option<T>, Error> {
        let read = |value: &Value| serde_json::from_value(value.clone());
        self.0
            .get(name)
            .map(read)
            .transpose()
            .map_err(|_| invalid(format!("{name} must be {what}")))
    }

    fn text(&self, name: &'static str) -> Result<Option<String>, Error> {
        self.one(name, "a string")
    }

    fn texts(&self, name: &'static str) -> Result<Option<Vec<String>>, Error> {
        self.one(name, "an array of strings")
    }

    fn flag(&self, name: &'static str) -> Result<bool, Error> {
        Ok(self.one(name, "true or false")?.unwrap_or_default())
    }

    fn address(&self, name: &'static str) -> Result<Option<Url>, Error> {
        let text = self.text(name)?.filter(|text| !text.is_empty());
        if text.as_ref().is_some_and(|text| text.len() > LONGEST_URI) {
            return Err(invalid(format!("{name} is too long")));
        }
        let parse = |text: String| Url::parse(&text);
        text.map(parse).transpose().map_err(|_| invalid(format!("{name} must be an address")))
    }

    fn algorithm(&self, name: &'static str) -> Result<Option<Algorithm>, Error> {
        self.one(name, "RS256, PS256, ES256 or EdDSA")
    }
}

/// Reads what a client sent and checks it, but for what has to be fetched.
pub(super) fn metadata(issuer: &Issuer, body: &[u8]) -> Result<ClientMetadata, Error> {
    of(issuer, &Sent::read(body)?)
}

/// The metadata of a client that registers itself: what nobody asked for has its default, and what is
/// the organisation's to decide has its default always.
pub(super) fn of(issuer: &Issuer, sent: &Sent) -> Result<ClientMetadata, Error> {
    let redirect_uris = redirect_uris(sent)?;
    let grant_types = grant_types(sent)?;
    let mut metadata = ClientMetadata::new(name(sent, &redirect_uris)?, redirect_uris);
    metadata.scope = scope(sent, &grant_types)?;
    metadata.grant_types = grant_types;
    metadata.application_type = sent.one("application_type", "web or native")?.unwrap_or_default();
    check_application(issuer, &metadata)?;
    metadata.post_logout_redirect_uris = uris(sent, "post_logout_redirect_uris", invalid)?;
    describe(sent, &mut metadata)?;
    authentication(sent, &mut metadata)?;
    metadata.id_token_signed_response_alg =
        sent.algorithm("id_token_signed_response_alg")?.unwrap_or_default();
    metadata.userinfo_signed_response_alg = sent.algorithm("userinfo_signed_response_alg")?;
    metadata.subject_type = sent.one("subject_type", "public or pairwise")?.unwrap_or_default();
    metadata.sector_identifier_uri = sent.address("sector_identifier_uri")?;
    metadata.backchannel_logout_uri = sent.address("backchannel_logout_uri")?;
    metadata.backchannel_logout_session_required =
        sent.flag("backchannel_logout_session_required")?;
    metadata.dpop_bound_access_tokens = sent.flag("dpop_bound_access_tokens")?;
    metadata.require_pushed_authorization_requests =
        sent.flag("require_pushed_authorization_requests")?;
    metadata.validate().map_err(|why| refused(&why))?;
    Ok(metadata)
}

fn redirect_uris(sent: &Sent) -> Result<Vec<RedirectUri>, Error> {
    uris(sent, "redirect_uris", invalid_redirect_uri)
}

fn uris(
    sent: &Sent,
    name: &'static str,
    refuse: fn(String) -> Error,
) -> Result<Vec<RedirectUri>, Error> {
    let not_texts = |_| refuse(format!("{name} must be an array of strings"));
    let texts = sent.texts(name).map_err(not_texts)?.unwrap_or_default();
    if texts.len() > MOST_URIS {
        return Err(refuse(format!("{name} holds more than {MOST_URIS}")));
    }
    let parse = |(at, text): (usize, &String)| {
        if text.len() > LONGEST_URI {
            return Err(refuse(format!("{name}[{at}]: it is too long")));
        }
        RedirectUri::parse(text).map_err(|why| {
            refuse(format!("{name}[{at}]: {}", why.to_string().replace('\u{2026}', "...")))
        })
    };
    texts.iter().enumerate().map(parse).collect()
}

/// OIDC Registration §2: what a web client and what a native client may register. Its ban on localhost
/// for web clients is for the implicit grant, which there is not.
fn check_application(issuer: &Issuer, metadata: &ClientMetadata) -> Result<(), Error> {
    let trying_out = issuer.is_loopback();
    for (at, uri) in metadata.redirect_uris.iter().enumerate() {
        let Ok(url) = Url::parse(uri.as_str()) else { continue };
        let why = match (metadata.application_type, url.scheme()) {
            (ApplicationType::Web, "https") => continue,
            (ApplicationType::Web, "http") if trying_out && is_loopback(&url) => continue,
            (ApplicationType::Web, _) => "a web client's must be https",
            (ApplicationType::Native, "https") => {
                "a native client's must be http on a loopback address or a private-use scheme"
            }
            (ApplicationType::Native, _) => continue,
        };
        return Err(invalid_redirect_uri(format!("redirect_uris[{at}]: {why}")));
    }
    Ok(())
}

/// RFC 7591 §2.1: response types and grant types go together; there is one response type.
fn grant_types(sent: &Sent) -> Result<BTreeSet<GrantType>, Error> {
    let response_types = sent.texts("response_types")?;
    if response_types.is_some_and(|types| types != ["code"]) {
        return Err(invalid("response_types must be [code]: no other response type is supported"));
    }
    let named = sent.texts("grant_types")?.unwrap_or_else(|| vec!["authorization_code".to_owned()]);
    let mut grant_types = BTreeSet::new();
    for name in &named {
        match GrantType::named(name) {
            Some(known @ (GrantType::AuthorizationCode | GrantType::RefreshToken)) => {
                grant_types.insert(known);
            }
            // These reach further than one person's consent does.
            Some(_) => {
                return Err(invalid(
                    "grant_types: only an administrator registers clients for the grant types \
                     client_credentials and device_code",
                ));
            }
            None => {
                return Err(invalid(
                    "grant_types must be of authorization_code and refresh_token: no other is supported",
                ));
            }
        }
    }
    if grant_types.contains(&GrantType::AuthorizationCode) {
        Ok(grant_types)
    } else {
        Err(invalid("grant_types must hold authorization_code, as response_types holds code"))
    }
}

/// RFC 7591 §3.2.1: what is asked for is reduced to what such a client may have.
fn scope(sent: &Sent, grant_types: &BTreeSet<GrantType>) -> Result<Scopes, Error> {
    let usual = if grant_types.contains(&GrantType::RefreshToken) {
        Scopes::usual()
    } else {
        Scopes::usual().without(Scope::OfflineAccess)
    };
    let Some(text) = sent.text("scope")? else { return Ok(usual) };
    let asked = Scopes::parse(&text).map_err(|why| invalid(format!("scope: {why}")))?;
    let scope = asked.intersection(&usual);
    if scope.is_empty() {
        return Err(invalid("scope names nothing that this client may ask for; try openid"));
    }
    Ok(scope)
}

/// What people are shown: nothing that is not seen, or that turns the direction of writing.
fn name(sent: &Sent, redirect_uris: &[RedirectUri]) -> Result<String, Error> {
    match sent.text("client_name")? {
        Some(name) => clean_label(&name, LONGEST_NAME)
            .ok_or_else(|| invalid("client_name must have 1 to 100 printable characters")),
        None => Ok(redirect_uris
            .first()
            .and_then(RedirectUri::host)
            .and_then(|host| clean_label(&host, LONGEST_NAME))
            .unwrap_or_else(|| "Unnamed app".to_owned())),
    }
}

fn describe(sent: &Sent, metadata: &mut ClientMetadata) -> Result<(), Error> {
    metadata.client_uri = sent.address("client_uri")?;
    metadata.logo_uri = sent.address("logo_uri")?;
    metadata.policy_uri = sent.address("policy_uri")?;
    metadata.tos_uri = sent.address("tos_uri")?;
    metadata.initiate_login_uri = sent.address("initiate_login_uri")?;
    // OIDC Registration §2: it must use the https scheme.
    if metadata.initiate_login_uri.as_ref().is_some_and(|uri| uri.scheme() != "https") {
        return Err(invalid("initiate_login_uri must be https"));
    }
    metadata.contacts = sent.texts("contacts")?.unwrap_or_default();
    let too_long = |contact: &String| contact.chars().count() > LONGEST_CONTACT;
    if metadata.contacts.len() > MOST_CONTACTS || metadata.contacts.iter().any(too_long) {
        return Err(invalid("contacts holds too many, or one that is too long"));
    }
    Ok(())
}

fn authentication(sent: &Sent, metadata: &mut ClientMetadata) -> Result<(), Error> {
    metadata.token_endpoint_auth_method = sent
        .one(
            "token_endpoint_auth_method",
            "client_secret_basic, client_secret_post, private_key_jwt or none",
        )?
        .unwrap_or_default();
    metadata.require_pkce = metadata.token_endpoint_auth_method == AuthMethod::None;
    metadata.token_endpoint_auth_signing_alg = sent.algorithm("token_endpoint_auth_signing_alg")?;
    metadata.jwks_uri = sent.address("jwks_uri")?;
    if sent.0.get("jwks").is_some_and(holds_private_keys) {
        return Err(invalid("jwks holds a private or a secret key; take it out of use"));
    }
    metadata.jwks = sent.one::<JwkSet>("jwks", "a JSON Web Key Set")?;
    Ok(())
}

/// RFC 7517 §9.2, RFC 7518 §6: the members that only private and symmetric keys have.
fn holds_private_keys(jwks: &Value) -> bool {
    let keys = jwks.get("keys").and_then(Value::as_array);
    keys.into_iter().flatten().any(|key| key.get("d").is_some() || key.get("k").is_some())
}

/// `invalid_client_metadata` (RFC 7591 §3.2.2).
pub(super) fn invalid(description: impl Into<String>) -> Error {
    Error::new(ErrorCode::InvalidClientMetadata, description.into())
}

fn invalid_redirect_uri(description: String) -> Error {
    Error::new(ErrorCode::InvalidRedirectUri, description)
}

fn refused(why: &InvalidMetadata) -> Error {
    match why {
        InvalidMetadata::NoRedirectUri => invalid_redirect_uri(why.to_string()),
        _ => invalid(why.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn issuer(url: &str) -> Issuer {
        Issuer::new(&Url::parse(url).unwrap())
    }

    fn read(sent: &Value) -> Result<ClientMetadata, Error> {
        metadata(&issuer("https://id.contoso.example"), sent.to_string().as_bytes())
    }

    /// What is refused because of these members, beside a good redirect URI.
    fn code(members: Value) -> ErrorCode {
        let mut sent = json!({ "redirect_uris": ["https://rp.example/cb"] });
        let Value::Object(members) = members else { panic!("no object") };
        sent.as_object_mut().unwrap().extend(members);
        let Err(error) = read(&sent) else { panic!("{sent} was accepted") };
        error.code
    }

    #[test]
    fn what_nobody_asks_for_has_the_defaults_of_the_specification() {
        let sent = json!({ "redirect_uris": ["https://rp.example/cb"], "x": 1, "logo_uri": null });
        let metadata = read(&sent).unwrap();
        assert_eq!(metadata.client_name, "rp.example");
        assert_eq!(metadata.token_endpoint_auth_method, AuthMethod::ClientSecretBasic);
        assert_eq!(metadata.grant_types, BTreeSet::from([GrantType::AuthorizationCode]));
        assert_eq!(metadata.id_token_signed_response_alg, Algorithm::Rs256);
        assert_eq!(metadata.scope.to_string(), "openid profile email address phone");
        assert_eq!(metadata.logo_uri, None);
    }

    #[test]
    fn what_the_organisation_decides_cannot_be_asked_for() {
        let metadata = read(&json!({
            "redirect_uris": ["https://rp.example/cb"], "consent": "skip", "scope": "openid groups roles",
            "resources": ["https://api.example"], "serves": ["https://api.example"],
            "profile": "fapi2", "pass_sign_ins": false, "minimum_acr": "phr"
        }));
        let metadata = metadata.unwrap();
        let mut expected = ClientMetadata::new("rp.example", metadata.redirect_uris.clone());
        expected.scope = Scopes::parse("openid").unwrap();
        expected.grant_types = BTreeSet::from([GrantType::AuthorizationCode]);
        assert_eq!(metadata, expected);
    }

    #[test]
    fn each_member_that_cannot_be_meant_is_refused_by_its_code() {
        use ErrorCode::{InvalidClientMetadata as Metadata, InvalidRedirectUri as Uri};
        let key =
            json!({ "keys": [{ "kty": "EC", "crv": "P-256", "x": "a", "y": "b", "d": "c" }] });
        for (members, expected) in [
            (json!({ "redirect_uris": [] }), Uri),
            (json!({ "redirect_uris": null }), Uri),
            (json!({ "redirect_uris": "https://rp.example/cb" }), Uri),
            (json!({ "redirect_uris": ["https://rp.example/cb#x"] }), Uri),
            (json!({ "redirect_uris": ["http://rp.example/cb"] }), Uri),
            (json!({ "redirect_uris": ["http://localhost/cb"] }), Uri),
            (json!({ "redirect_uris": ["com.example.app:/cb"] }), Uri),
            (json!({ "application_type": "native" }), Uri),
            (json!({ "application_type": "kiosk" }), Metadata),
            (json!({ "post_logout_redirect_uris": ["http://rp.example/"] }), Metadata),
            (json!({ "response_types": ["id_token"] }), Metadata),
            (json!({ "response_types": ["code", "code id_token"] }), Metadata),
            (json!({ "response_types": [] }), Metadata),
            (json!({ "grant_types": ["implicit", "authorization_code"] }), Metadata),
            (json!({ "grant_types": ["refresh_token"] }), Metadata),
            (json!({ "grant_types": ["authorization_code", "client_credentials"] }), Metadata),
            (json!({ "token_endpoint_auth_method": "client_secret_jwt" }), Metadata),
            (json!({ "token_endpoint_auth_method": "private_key_jwt" }), Metadata),
            (json!({ "id_token_signed_response_alg": "none" }), Metadata),
            (json!({ "userinfo_signed_response_alg": "HS256" }), Metadata),
            (json!({ "jwks": key }), Metadata),
            (json!({ "jwks": { "keys": [] } }), Metadata),
            (json!({ "jwks": "x" }), Metadata),
            (json!({ "jwks_uri": "http://rp.example/jwks" }), Metadata),
            (json!({ "logo_uri": "http://rp.example/logo.png" }), Metadata),
            (json!({ "policy_uri": "javascript:alert(1)" }), Metadata),
            (json!({ "initiate_login_uri": "http://localhost/start" }), Metadata),
            (json!({ "subject_type": "shared" }), Metadata),
            (json!({ "client_name": "\u{202e}" }), Metadata),
            (json!({ "client_name": "x".repeat(101) }), Metadata),
            (json!({ "client_name": 1 }), Metadata),
            (json!({ "contacts": vec!["a"; 11] }), Metadata),
            (json!({ "scope": "read write" }), Metadata),
        ] {
            assert_eq!(code(members.clone()), expected, "{members}");
        }
        for body in ["", "[]", "1", "{", "null"] {
            let refused = metadata(&issuer("https://id.contoso.example"), body.as_bytes());
            assert_eq!(refused.unwrap_err().code, Metadata, "{body}");
        }
        let two_hosts = json!({
            "redirect_uris": ["https://a.example/cb", "https://b.example/cb"],
            "subject_type": "pairwise"
        });
        assert_eq!(read(&two_hosts).unwrap_err().code, Metadata);
    }

    #[test]
    fn native_clients_have_loopback_addresses_and_schemes_of_their_own() {
        let native = json!({
            "application_type": "native", "token_endpoint_auth_method": "none",
            "redirect_uris": ["com.example.app:/cb", "http://127.0.0.1/cb", "http://localhost/cb"]
        });
        let metadata = read(&native).unwrap();
        assert!(metadata.require_pkce);
        assert_eq!(metadata.client_name, "Unnamed app");
    }

    #[test]
    fn while_daypass_is_tried_out_so_may_its_clients_be() {
        let body = json!({ "redirect_uris": ["http://localhost:3000/cb"] }).to_string();
        assert!(metadata(&issuer("http://localhost:8080"), body.as_bytes()).is_ok());
    }

    proptest! {
        #[test]
        fn no_body_makes_the_reader_panic(body in ".*", name in "[a-z_]{1,20}", text in ".*") {
            let issuer = issuer("https://id.contoso.example");
            let _ = metadata(&issuer, body.as_bytes());
            let sent = json!({ "redirect_uris": [text], name: text });
            let _ = metadata(&issuer, sent.to_string().as_bytes());
        }
    }
}
