//! What Daypass says about itself (OpenID Connect Discovery §3, RFC 8414 §2).

use serde::Serialize;

use super::clients::{AuthMethod, GrantType};
use super::dpop;
use super::issuer::{Issuer, path};
use super::keys::Algorithm;
use super::registration::Mode;
use super::scope::Scope;

/// The discovery document. Both well-known addresses serve the same one.
#[derive(Clone, Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "members of the document")]
pub struct ProviderMetadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: String,
    pushed_authorization_request_endpoint: String,
    device_authorization_endpoint: String,
    introspection_endpoint: String,
    revocation_endpoint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    registration_endpoint: Option<String>,
    backchannel_logout_supported: bool,
    backchannel_logout_session_supported: bool,
    scopes_supported: Vec<&'static str>,
    claims_supported: Vec<&'static str>,
    acr_values_supported: Vec<&'static str>,
    response_types_supported: [&'static str; 1],
    response_modes_supported: [&'static str; 2],
    grant_types_supported: [&'static str; 4],
    subject_types_supported: [&'static str; 2],
    id_token_signing_alg_values_supported: Vec<&'static str>,
    userinfo_signing_alg_values_supported: Vec<&'static str>,
    token_endpoint_auth_methods_supported: Vec<&'static str>,
    token_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    dpop_signing_alg_values_supported: Vec<&'static str>,
    introspection_endpoint_auth_methods_supported: Vec<&'static str>,
    introspection_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    revocation_endpoint_auth_methods_supported: Vec<&'static str>,
    revocation_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    code_challenge_methods_supported: [&'static str; 1],
    prompt_values_supported: [&'static str; 4],
    /// OpenID Connect Discovery §3.
    ui_locales_supported: Vec<&'static str>,
    claims_parameter_supported: bool,
    request_parameter_supported: bool,
    request_uri_parameter_supported: bool,
    require_pushed_authorization_requests: bool,
    authorization_response_iss_parameter_supported: bool,
}

impl ProviderMetadata {
    /// What is true of this issuer, whose sign-ins reach these levels (`acr`) and whose pages speak these
    /// languages.
    pub fn of(
        issuer: &Issuer,
        acr_values: &[&'static str],
        registration: Mode,
        ui_locales: &[&'static str],
    ) -> Self {
        let every_method = AuthMethod::ALL.map(AuthMethod::as_str).to_vec();
        let every_algorithm = Algorithm::ALL.map(Algorithm::as_str).to_vec();
        let by_others = Algorithm::in_headers(&Algorithm::ALL);
        Self {
            issuer: issuer.as_str().to_owned(),
            authorization_endpoint: issuer.at(path::AUTHORIZE),
            token_endpoint: issuer.at(path::TOKEN),
            userinfo_endpoint: issuer.at(path::USERINFO),
            jwks_uri: issuer.at(path::KEYS),
            end_session_endpoint: issuer.at(path::LOGOUT),
            pushed_authorization_request_endpoint: issuer.at(path::PUSHED_AUTHORIZATION_REQUEST),
            device_authorization_endpoint: issuer.at(path::DEVICE_AUTHORIZATION),
            introspection_endpoint: issuer.at(path::INTROSPECT),
            revocation_endpoint: issuer.at(path::REVOKE),
            registration_endpoint: (registration != Mode::Off).then(|| issuer.at(path::REGISTER)),
            backchannel_logout_supported: true,
            backchannel_logout_session_supported: true,
            scopes_supported: Scope::ALL.map(Scope::as_str).to_vec(),
            claims_supported: claims(),
            acr_values_supported: acr_values.to_vec(),
            response_types_supported: ["code"],
            response_modes_supported: ["query", "form_post"],
            grant_types_supported: GrantType::ALL.map(GrantType::as_str),
            subject_types_supported: ["public", "pairwise"],
            id_token_signing_alg_values_supported: every_algorithm.clone(),
            userinfo_signing_alg_values_supported: every_algorithm,
            token_endpoint_auth_methods_supported: every_method.clone(),
            token_endpoint_auth_signing_alg_values_supported: by_others.clone(),
            // RFC 7662 §4: not for public clients.
            introspection_endpoint_auth_methods_supported: of_confidential_clients(),
            introspection_endpoint_auth_signing_alg_values_supported: by_others.clone(),
            revocation_endpoint_auth_methods_supported: every_method,
            revocation_endpoint_auth_signing_alg_values_supported: by_others,
            dpop_signing_alg_values_supported: Algorithm::in_headers(&dpop::ALGORITHMS),
            code_challenge_methods_supported: ["S256"],
            prompt_values_supported: ["none", "login", "consent", "select_account"],
            ui_locales_supported: ui_locales.to_vec(),
            claims_parameter_supported: true,
            // OIDC Discovery §3: the default of the latter is true, so both are said.
            request_parameter_supported: false,
            request_uri_parameter_supported: false,
            // RFC 9126 §5: of every client, that is; one by one they may have to.
            require_pushed_authorization_requests: false,
            authorization_response_iss_parameter_supported: true,
        }
    }
}

fn of_confidential_clients() -> Vec<&'static str> {
    let proves = |method: &AuthMethod| *method != AuthMethod::None;
    AuthMethod::ALL.into_iter().filter(proves).map(AuthMethod::as_str).collect()
}

fn claims() -> Vec<&'static str> {
    let of_the_authentication =
        ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "at_hash"];
    of_the_authentication
        .into_iter()
        .chain(Scope::ALL.into_iter().flat_map(|scope| scope.claims().iter().copied()))
        .collect()
}
