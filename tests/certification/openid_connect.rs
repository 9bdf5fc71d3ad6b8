//! The `openidconnect` crate does over TLS all that it knows.

use std::path::Path;
use std::time::Duration;

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient,
    CoreClientAuthMethod, CoreClientRegistrationRequest, CoreDeviceAuthorizationResponse,
    CoreGrantType, CoreIdToken, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType,
    CoreRevocableToken, CoreSubjectIdentifierType, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::registration::EmptyAdditionalClientMetadata;
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalProviderMetadata, AuthorizationCode, ClientId,
    ClientName, ClientSecret, CsrfToken, DeviceAuthorizationUrl, EndSessionUrl, EndpointMaybeSet,
    EndpointSet, IntrospectionUrl, IssuerUrl, LogoutRequest, Nonce, OAuth2TokenResponse as _,
    PkceCodeChallenge, PostLogoutRedirectUrl, ProviderMetadata, RedirectUrl, RevocationUrl, Scope,
    TokenIntrospectionResponse as _, TokenResponse as _,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use url::Url;

use crate::browser::{Browser, parameters, program};
use crate::sender::sender;
use crate::tenant::{SUITE, Tenant};

/// Members of the discovery document that the library leaves to others.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Endpoints {
    device_authorization_endpoint: DeviceAuthorizationUrl,
    end_session_endpoint: EndSessionUrl,
    introspection_endpoint: IntrospectionUrl,
    revocation_endpoint: RevocationUrl,
}

impl AdditionalProviderMetadata for Endpoints {}

type Metadata = ProviderMetadata<
    Endpoints,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

type Client = CoreClient<
    EndpointSet,
    EndpointSet,
    EndpointSet,
    EndpointSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

fn callback() -> String {
    format!("{SUITE}/test/a/daypass/callback")
}

/// A provider as it was discovered.
struct Provider {
    tenant: Tenant,
    http: reqwest::Client,
    metadata: Metadata,
}

impl Provider {
    /// Begins to serve a tenant, and discovers it.
    async fn of(mut tenant: Tenant) -> Self {
        tenant.serve();
        let http = program(&tenant);
        let issuer = IssuerUrl::new(tenant.issuer.clone()).unwrap();
        let metadata = Metadata::discover_async(issuer, &sender(&http)).await.unwrap();
        Self { tenant, http, metadata }
    }

    fn client(&self, id: &str, secret: Option<&str>) -> Client {
        let endpoints = self.metadata.additional_metadata();
        let secret = secret.map(|secret| ClientSecret::new(secret.to_owned()));
        let id = ClientId::new(id.to_owned());
        CoreClient::from_provider_metadata(self.metadata.clone(), id, secret)
            .set_redirect_uri(RedirectUrl::new(callback()).unwrap())
            .set_device_authorization_url(endpoints.device_authorization_endpoint.clone())
            .set_introspection_url(endpoints.introspection_endpoint.clone())
            .set_revocation_url(endpoints.revocation_endpoint.clone())
    }

    /// The suite's first client.
    fn basic(&self) -> Client {
        let plan = self.tenant.json("suite-oidc.json");
        self.client("basic1", plan["client"]["client_secret"].as_str())
    }

    /// Authorization code with PKCE in a browser in which somebody is signed in.
    async fn sign_in(&self, client: &Client, browser: &Browser) -> (CoreTokenResponse, Nonce) {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let (url, state, nonce) = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .set_pkce_challenge(challenge)
            .add_scopes(["profile", "email"].map(|scope| Scope::new(scope.to_owned())))
            .url();
        let back = parameters(&browser.sent_on_from(url.as_str()).await);
        assert_eq!((&back["state"], &back["iss"]), (state.secret(), &self.tenant.issuer));
        let code = AuthorizationCode::new(back["code"].clone());
        let exchange = client.exchange_code(code).unwrap().set_pkce_verifier(verifier);
        (exchange.request_async(&sender(&self.http)).await.unwrap(), nonce)
    }

    async fn is_active(&self, client: &Client, token: &AccessToken) -> bool {
        client.introspect(token).request_async(&sender(&self.http)).await.unwrap().active()
    }
}

fn made() -> Tenant {
    Tenant::make(Path::new(env!("CARGO_BIN_EXE_daypass")))
}

/// Checks an ID token in every way the library knows, with this algorithm alone.
fn verify(
    client: &Client,
    tokens: &CoreTokenResponse,
    nonce: &Nonce,
    algorithm: CoreJwsSigningAlgorithm,
) -> CoreIdToken {
    let id_token = tokens.id_token().unwrap();
    let verifier = client.id_token_verifier().set_allowed_algs([algorithm]);
    let claims = id_token.claims(&verifier, nonce).unwrap();
    let (known, key) = (id_token.signing_alg().unwrap(), id_token.signing_key(&verifier).unwrap());
    let hash = AccessTokenHash::from_token(tokens.access_token(), known, key).unwrap();
    assert!(claims.access_token_hash().is_none_or(|sent| *sent == hash));
    id_token.clone()
}

#[tokio::test]
async fn id_tokens_of_every_algorithm_verify() {
    use CoreJwsSigningAlgorithm::{EcdsaP256Sha256, EdDsa, RsaSsaPkcs1V15Sha256, RsaSsaPssSha256};
    let tenant = made();
    let clients: Vec<_> = [
        ("RS256", RsaSsaPkcs1V15Sha256),
        ("PS256", RsaSsaPssSha256),
        ("ES256", EcdsaP256Sha256),
        ("EdDSA", EdDsa),
    ]
    .into_iter()
    .map(|(name, algorithm)| {
        let metadata = json!({
            "redirect_uris": [callback()],
            "id_token_signed_response_alg": name,
        });
        (name, tenant.add_client(name, &metadata), algorithm)
    })
    .collect();
    let provider = Provider::of(tenant).await;
    let browser = Browser::signed_in(&provider.tenant).await;

    for (name, secret, algorithm) in clients {
        let client = provider.client(name, secret.as_deref());
        let (tokens, nonce) = provider.sign_in(&client, &browser).await;
        verify(&client, &tokens, &nonce, algorithm);
    }
}

#[tokio::test]
async fn what_a_token_opens_ends_when_it_is_given_back() {
    let provider = Provider::of(made()).await;
    let (client, http) = (provider.basic(), sender(&provider.http));
    let browser = Browser::signed_in(&provider.tenant).await;
    let (tokens, nonce) = provider.sign_in(&client, &browser).await;
    let algorithm = CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256;
    let id_token = verify(&client, &tokens, &nonce, algorithm);
    let verifier = client.id_token_verifier();
    let subject = id_token.claims(&verifier, &nonce).unwrap().subject();

    let person = client.user_info(tokens.access_token().clone(), Some(subject.clone())).unwrap();
    let person: CoreUserInfoClaims = person.request_async(&http).await.unwrap();
    assert_eq!(person.email().map(|email| email.as_str()), Some("ana@people.example"));

    let refresh = client.exchange_refresh_token(tokens.refresh_token().unwrap()).unwrap();
    let fresh = refresh.request_async(&http).await.unwrap();
    assert!(provider.is_active(&client, fresh.access_token()).await);

    let given_back = CoreRevocableToken::from(fresh.refresh_token().unwrap().clone());
    client.revoke_token(given_back).unwrap().request_async(&http).await.unwrap();
    assert!(!provider.is_active(&client, fresh.access_token()).await);
    let person = client.user_info(fresh.access_token().clone(), None).unwrap();
    let answer: Result<CoreUserInfoClaims, _> = person.request_async(&http).await;
    answer.expect_err("a token that was given back");
}

#[tokio::test]
async fn a_program_gets_a_token_in_its_own_name() {
    let tenant = made();
    let resource = "https://api.example";
    let metadata = json!({
        "grant_types": ["client_credentials"], "resources": [resource], "serves": [resource],
    });
    let secret = tenant.add_client("daemon", &metadata);
    let provider = Provider::of(tenant).await;
    let client = provider.client("daemon", secret.as_deref());

    let request =
        client.exchange_client_credentials().unwrap().add_extra_param("resource", resource);
    let tokens = request.request_async(&sender(&provider.http)).await.unwrap();

    assert!(tokens.refresh_token().is_none() && tokens.id_token().is_none());
    assert!(provider.is_active(&client, tokens.access_token()).await);
}

#[tokio::test]
async fn a_device_is_connected_by_the_code_that_it_shows() {
    let tenant = made();
    let grant = "urn:ietf:params:oauth:grant-type:device_code";
    let metadata = json!({ "token_endpoint_auth_method": "none", "grant_types": [grant] });
    tenant.add_client("tv", &metadata);
    let provider = Provider::of(tenant).await;
    let (client, http) = (provider.client("tv", None), sender(&provider.http));

    let asked = client.exchange_device_code().add_scope(Scope::new("profile".to_owned()));
    let asked: CoreDeviceAuthorizationResponse = asked.request_async(&http).await.unwrap();
    let browser = Browser::signed_in(&provider.tenant).await;
    let code = asked.user_code().secret().as_str();
    browser.submit("/device", &[("user_code", code)]).await;
    browser.submit("/device/decide", &[("user_code", code), ("decision", "allow")]).await;

    let wait = |_: Duration| async { panic!("the device is told to wait") };
    let tokens = client.exchange_device_access_token(&asked).unwrap();
    let tokens = tokens.request_async(&http, wait, None).await.unwrap();
    let verifier = client.id_token_verifier();
    let nobodys = |nonce: Option<&Nonce>| nonce.map_or(Ok(()), |it| Err(it.secret().clone()));
    tokens.id_token().unwrap().claims(&verifier, nobodys).unwrap();
}

#[tokio::test]
async fn a_client_registers_itself_and_asks_for_consent() {
    let provider = Provider::of(made()).await;
    let endpoint = provider.metadata.registration_endpoint().unwrap();
    let redirect_uris = vec![RedirectUrl::new(callback()).unwrap()];
    let name = ClientName::new("Registered by itself".to_owned());
    let request =
        CoreClientRegistrationRequest::new(redirect_uris, EmptyAdditionalClientMetadata {})
            .set_client_name(Some([(None, name)].into_iter().collect()));
    let registered = request.register_async(endpoint, &sender(&provider.http)).await.unwrap();
    let secret = registered.client_secret().map(|secret| secret.secret().as_str());
    assert!(registered.registration_client_uri().is_some() && secret.is_some());

    let client = provider.client(registered.client_id(), secret);
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let (url, ..) = client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random).url();
    let browser = Browser::signed_in(&provider.tenant).await;
    let asked = browser.sent_on_from(url.as_str()).await;
    assert_eq!(asked.path(), "/consent");
}

#[tokio::test]
async fn whoever_signs_out_comes_back_and_is_signed_out() {
    let provider = Provider::of(made()).await;
    let client = provider.basic();
    let browser = Browser::signed_in(&provider.tenant).await;
    let (tokens, _) = provider.sign_in(&client, &browser).await;
    let signed_out = format!("{SUITE}/test/a/daypass/post_logout_redirect");
    let end_session = provider.metadata.additional_metadata().end_session_endpoint.clone();
    let leave = LogoutRequest::from(end_session)
        .set_id_token_hint(tokens.id_token().unwrap())
        .set_post_logout_redirect_uri(PostLogoutRedirectUrl::new(signed_out.clone()).unwrap())
        .set_state(CsrfToken::new("a b&c=d".to_owned()))
        .http_get_url();

    let back = browser.sent_on_from(leave.as_str()).await;

    assert!(back.as_str().starts_with(&signed_out), "{back}");
    assert_eq!(parameters(&back)["state"], "a b&c=d");
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let (url, ..) = client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random).url();
    let silently = Url::parse_with_params(url.as_str(), [("prompt", "none")]).unwrap();
    assert_eq!(
        parameters(&browser.sent_on_from(silently.as_str()).await)["error"],
        "login_required"
    );
}
