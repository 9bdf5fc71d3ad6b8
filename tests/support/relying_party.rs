//! A relying party: an app that lets people sign in through Daypass, with the `openidconnect` library.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use daypass::base::Clock;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope, TokenResponse as _,
};
use serde_json::Value;
use url::Url;

use super::browser::{Browser, Left};
use super::sender::sender;

type Discovered = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// An app with its registration.
pub(crate) struct RelyingParty {
    client: Discovered,
    http: reqwest::Client,
    clock: Clock,
}

/// A sign-in the app has asked for and waits for.
pub(crate) struct Begun {
    pub(crate) url: Url,
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

/// The tokens of a sign-in, verified.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    /// Every claim of the ID token.
    pub(crate) claims: Value,
    pub(crate) access_token: String,
    pub(crate) refresh_token: Option<String>,
}

impl Tokens {
    /// A claim of the ID token as text; empty if it is not there.
    pub(crate) fn claim(&self, name: &str) -> &str {
        self.claims[name].as_str().unwrap_or_default()
    }

    /// Whether `amr` holds a value.
    pub(crate) fn amr_has(&self, value: &str) -> bool {
        self.claims["amr"].as_array().is_some_and(|amr| amr.iter().any(|known| known == value))
    }
}

impl RelyingParty {
    /// Learns from discovery all there is to know.
    pub(crate) async fn discover(
        issuer: &Url,
        id: &str,
        secret: Option<&str>,
        redirect_uri: &str,
        clock: &Clock,
    ) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        let issuer = IssuerUrl::new(issuer.as_str().trim_end_matches('/').to_owned()).unwrap();
        let metadata = CoreProviderMetadata::discover_async(issuer, &sender(&http)).await.unwrap();
        let secret = secret.map(|secret| ClientSecret::new(secret.to_owned()));
        let client =
            CoreClient::from_provider_metadata(metadata, ClientId::new(id.to_owned()), secret)
                .set_redirect_uri(RedirectUrl::new(redirect_uri.to_owned()).unwrap());
        Self { client, http, clock: clock.clone() }
    }

    /// Asks for a sign-in with these scopes besides `openid`.
    pub(crate) fn begin(&self, scopes: &[&str]) -> Begun {
        self.begin_with(scopes, &[])
    }

    /// Asks for a sign-in with further parameters (`prompt`, `max_age`, …).
    pub(crate) fn begin_with(&self, scopes: &[&str], parameters: &[(&str, &str)]) -> Begun {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = self
            .client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .set_pkce_challenge(challenge)
            .add_scopes(scopes.iter().map(|scope| Scope::new((*scope).to_owned())));
        for (name, value) in parameters {
            request = request.add_extra_param(*name, *value);
        }
        let (url, state, nonce) = request.url();
        Begun { url, state, nonce, verifier }
    }

    /// Checks the callback, exchanges the code, verifies the ID token.
    pub(crate) async fn finish(&self, begun: Begun, left: &Left) -> Tokens {
        self.exchange(begun, left)
            .await
            .unwrap_or_else(|error| panic!("no tokens: {error} at {}", left.url))
    }

    /// Sends a browser that need not be asked anything, and finishes.
    pub(crate) async fn finish_in(&self, browser: &Browser, begun: Begun) -> Tokens {
        let left = browser.open_and_leave(&begun.url).await;
        self.finish(begun, &left).await
    }

    /// Like [`RelyingParty::finish`]; answers the OAuth error code of a refusal.
    pub(crate) async fn exchange(&self, begun: Begun, left: &Left) -> Result<Tokens, String> {
        let code = self.callback(&begun, left)?;
        let answer = self
            .client
            .exchange_code(AuthorizationCode::new(code))
            .unwrap()
            .set_pkce_verifier(begun.verifier)
            .request_async(&sender(&self.http))
            .await
            .map_err(|error| code_of(&error))?;
        Ok(self.verified(&answer, &begun.nonce))
    }

    /// The code, or the error, that the callback brings (OIDC Core §3.1.2.5, RFC 9207 §2).
    fn callback(&self, begun: &Begun, left: &Left) -> Result<String, String> {
        let parameters: HashMap<_, _> = left.url.query_pairs().into_owned().collect();
        assert_eq!(
            parameters.get("state"),
            Some(begun.state.secret()),
            "not our state: {}",
            left.url
        );
        if let Some(error) = parameters.get("error") {
            return Err(error.clone());
        }
        let at = left.url[..url::Position::AfterPath].to_owned();
        assert_eq!(Some(at.as_str()), self.client.redirect_uri().map(|uri| uri.as_str()));
        Ok(parameters.get("code").unwrap_or_else(|| panic!("no code: {}", left.url)).clone())
    }

    fn verified(&self, answer: &CoreTokenResponse, nonce: &Nonce) -> Tokens {
        let id_token = answer.id_token().expect("an ID token");
        let clock = self.clock.clone();
        let verifier = self
            .client
            .id_token_verifier()
            .set_time_fn(move || DateTime::from_timestamp(clock.now().seconds(), 0).unwrap())
            .set_allowed_algs([
                CoreJwsSigningAlgorithm::EcdsaP256Sha256,
                CoreJwsSigningAlgorithm::EdDsa,
                CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            ]);
        let claims = id_token.claims(&verifier, nonce).expect("an ID token that verifies");
        let expected = openidconnect::AccessTokenHash::from_token(
            answer.access_token(),
            id_token.signing_alg().unwrap(),
            id_token.signing_key(&verifier).unwrap(),
        );
        if let Some(hash) = claims.access_token_hash() {
            assert_eq!(hash, &expected.unwrap());
        }
        Tokens {
            claims: payload(&id_token.to_string()),
            access_token: answer.access_token().secret().clone(),
            refresh_token: answer.refresh_token().map(|token| token.secret().clone()),
        }
    }

    /// What the provider says of the person, or the status with which it refuses to.
    pub(crate) async fn userinfo(&self, tokens: &Tokens) -> Result<Value, u16> {
        let url = self.userinfo_url();
        let answer = self.http.get(url).bearer_auth(&tokens.access_token).send().await.unwrap();
        if !answer.status().is_success() {
            return Err(answer.status().as_u16());
        }
        Ok(answer.json().await.unwrap())
    }

    /// Userinfo by the library, with its checks (OIDC Core §5.3.2).
    pub(crate) async fn checked_userinfo(&self, tokens: &Tokens) -> CoreUserInfoClaims {
        let subject = openidconnect::SubjectIdentifier::new(tokens.claim("sub").to_owned());
        self.client
            .user_info(AccessToken::new(tokens.access_token.clone()), Some(subject))
            .unwrap()
            .request_async(&sender(&self.http))
            .await
            .unwrap()
    }

    /// A refresh; answers the OAuth error code of a refusal.
    pub(crate) async fn refresh(&self, tokens: &Tokens) -> Result<Tokens, String> {
        let token = RefreshToken::new(tokens.refresh_token.clone().expect("a refresh token"));
        let answer = self
            .client
            .exchange_refresh_token(&token)
            .unwrap()
            .request_async(&sender(&self.http))
            .await
            .map_err(|error| code_of(&error))?;
        Ok(Tokens {
            claims: answer.id_token().map(|token| payload(&token.to_string())).unwrap_or_default(),
            access_token: answer.access_token().secret().clone(),
            refresh_token: answer.refresh_token().map(|token| token.secret().clone()),
        })
    }

    fn userinfo_url(&self) -> Url {
        self.client.user_info_url().expect("a userinfo endpoint").url().clone()
    }
}

/// The claims of a JWT whose signature has been verified.
fn payload(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn code_of<E, R>(error: &RequestTokenError<E, R>) -> String
where
    E: std::error::Error + 'static,
    R: openidconnect::ErrorResponse + ErrorCode,
{
    match error {
        RequestTokenError::ServerResponse(answer) => answer.code(),
        other => panic!("the token endpoint answers outside RFC 6749 §5.2: {other}"),
    }
}

/// The `error` of a token error answer (RFC 6749 §5.2).
trait ErrorCode {
    fn code(&self) -> String;
}

impl ErrorCode
    for openidconnect::StandardErrorResponse<openidconnect::core::CoreErrorResponseType>
{
    fn code(&self) -> String {
        self.error().as_ref().to_owned()
    }
}
