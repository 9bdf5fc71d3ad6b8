//! Everything this app has to say to the sign-in provider: discovery, sign-in, refresh, sign-out.
//!
//! This is the file to copy. It knows nothing of pages or cookies, and nothing of Daypass either:
//! it works with any conforming provider.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{future::Future, pin::Pin};

use anyhow::{Context, anyhow, ensure};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreClaimName, CoreClaimType, CoreClientAuthMethod,
    CoreErrorResponseType, CoreGenderClaim, CoreGrantType, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm,
    CoreResponseMode, CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreSubjectIdentifierType, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, AdditionalProviderMetadata, AsyncHttpClient,
    AuthenticationContextClass, AuthenticationFlow, AuthorizationCode, Client, ClientId,
    ClientSecret, CsrfToken, EmptyExtraTokenFields, EndSessionUrl, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IdTokenClaims, IdTokenFields,
    IssuerUrl, LogoutRequest, Nonce, NonceVerifier, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadata, RedirectUrl, RefreshToken,
    RequestTokenError, Scope, StandardErrorResponse, StandardTokenResponse, TokenResponse,
    UserInfoClaims, UserInfoError,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use time::OffsetDateTime;
use url::Url;

/// The algorithms an ID token may be signed with. Never take this list from the token itself.
const ID_TOKEN_ALGORITHMS: [CoreJwsSigningAlgorithm; 3] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// How long discovery and signing keys are kept. A provider publishes a new key earlier than this.
const METADATA_LIFETIME: Duration = Duration::from_mins(10);

/// Claims beyond those of OIDC Core (`sid`, …), kept so that they can be shown.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct OtherClaims(Map<String, Value>);
impl AdditionalClaims for OtherClaims {}

/// The discovery fields that openidconnect leaves to its users.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct OtherMetadata {
    end_session_endpoint: Option<EndSessionUrl>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}
impl AdditionalProviderMetadata for OtherMetadata {}

// openidconnect is generic over every extensible part of the protocol: `Core…` where the
// specification's own values will do, our two types where we read more than that.
type Metadata = ProviderMetadata<
    OtherMetadata,
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
type TokenFields = IdTokenFields<
    OtherClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Tokens = StandardTokenResponse<TokenFields, CoreTokenType>;
type TokenError = StandardErrorResponse<CoreErrorResponseType>;
type OidcClient = Client<
    OtherClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    TokenError,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;
type Claims = IdTokenClaims<OtherClaims, CoreGenderClaim>;
type IdToken = openidconnect::IdToken<
    OtherClaims,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

/// Why a conversation with the provider failed, by what can be done about it.
#[derive(Debug)]
pub(crate) enum Problem {
    /// No provider answers at the issuer's address, or what answers isn't one.
    Unreachable(anyhow::Error),
    /// The provider answered with an OAuth error.
    Refused { error: String, description: String },
    /// The answer isn't one to trust: forged, replayed, late, or meant for somebody else.
    Untrusted(anyhow::Error),
}

impl From<anyhow::Error> for Problem {
    fn from(error: anyhow::Error) -> Self {
        Self::Untrusted(error)
    }
}

impl From<RequestTokenError<reqwest::Error, TokenError>> for Problem {
    fn from(error: RequestTokenError<reqwest::Error, TokenError>) -> Self {
        match error {
            RequestTokenError::ServerResponse(refusal) => Self::Refused {
                error: refusal.error().to_string(),
                description: refusal.error_description().cloned().unwrap_or_default(),
            },
            RequestTokenError::Request(error) => Self::Unreachable(error.into()),
            other => Self::Untrusted(other.into()),
        }
    }
}

/// What this app and the provider agreed on when the app was registered.
pub(crate) struct Settings {
    pub(crate) issuer: IssuerUrl,
    pub(crate) client_id: ClientId,
    /// None for a public client, which PKCE alone protects.
    pub(crate) client_secret: Option<ClientSecret>,
    pub(crate) redirect_uri: RedirectUrl,
    pub(crate) post_logout_redirect_uri: PostLogoutRedirectUrl,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) acr_values: Vec<AuthenticationContextClass>,
    pub(crate) response_mode: Option<String>,
}

/// A sign-in that has been sent to the provider and not come back yet.
pub(crate) struct Attempt {
    pub(crate) state: CsrfToken,
    nonce: Nonce,
    pkce_verifier: PkceCodeVerifier,
}

/// The authorization response (RFC 6749 §4.1.2, RFC 9207), as query or as form.
#[derive(Deserialize)]
pub(crate) struct Answer {
    pub(crate) state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// Somebody who has signed in, with the tokens, none of which ever reaches the browser.
pub(crate) struct SignedIn {
    pub(crate) claims: Claims,
    pub(crate) scope: String,
    pub(crate) access_token_ends: Option<OffsetDateTime>,
    id_token: IdToken,
    access_token: AccessToken,
    refresh_token: Mutex<Option<RefreshToken>>,
    nonce: Nonce,
}

impl SignedIn {
    /// Takes the refresh token, so that a double click can't send it twice: providers take the
    /// second use of a rotated token for theft and end the whole grant (RFC 9700 §4.14.2).
    fn take_refresh_token(&self) -> Option<RefreshToken> {
        self.refresh_token.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn keep_refresh_token(&self, token: RefreshToken) {
        *self.refresh_token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token);
    }

    pub(crate) fn can_refresh(&self) -> bool {
        self.refresh_token.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }
}

/// openidconnect's view of reqwest.
struct Http(reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = reqwest::Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Self::Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let answer = self.0.execute(request.try_into()?).await?;
            let (status, headers) = (answer.status(), answer.headers().clone());
            let mut response = HttpResponse::new(answer.bytes().await?.into());
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            Ok(response)
        })
    }
}

/// What discovery told us, and the client made of it.
struct Provider {
    metadata: Metadata,
    client: OidcClient,
    discovered: Instant,
}

/// This app, as the provider knows it.
pub(crate) struct RelyingParty {
    settings: Settings,
    http: Http,
    provider: tokio::sync::Mutex<Option<Arc<Provider>>>,
}

impl RelyingParty {
    pub(crate) fn new(settings: Settings) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder()
            // A redirect could lead the request, and the client secret in it, anywhere.
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(10))
            .build()?;
        Ok(Self { settings, http: Http(http), provider: tokio::sync::Mutex::default() })
    }

    /// The provider, asked anew when what we know is old; the lock makes simultaneous visitors ask once.
    async fn provider(&self) -> Result<Arc<Provider>, Problem> {
        let mut known = self.provider.lock().await;
        if let Some(provider) = known.as_ref()
            && provider.discovered.elapsed() < METADATA_LIFETIME
        {
            return Ok(Arc::clone(provider));
        }
        let metadata = Metadata::discover_async(self.settings.issuer.clone(), &self.http)
            .await
            .map_err(|error| Problem::Unreachable(error.into()))?;
        let client = Client::from_provider_metadata(
            metadata.clone(),
            self.settings.client_id.clone(),
            self.settings.client_secret.clone(),
        )
        .set_redirect_uri(self.settings.redirect_uri.clone());
        let provider = Arc::new(Provider { metadata, client, discovered: Instant::now() });
        Ok(Arc::clone(known.insert(provider)))
    }

    /// Begins a sign-in: where to send the browser, and what to remember until it is back.
    pub(crate) async fn begin(&self) -> Result<(Url, Attempt), Problem> {
        let provider = self.provider().await?;
        let (challenge, pkce_verifier) = PkceCodeChallenge::new_random_sha256();
        // The library asks for `openid` by itself.
        let scopes = self.settings.scopes.iter().filter(|scope| scope.as_str() != "openid");
        let mut request = provider
            .client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scopes(scopes.cloned())
            .set_pkce_challenge(challenge);
        for acr in &self.settings.acr_values {
            request = request.add_auth_context_value(acr.clone());
        }
        if let Some(mode) = &self.settings.response_mode {
            request = request.add_extra_param("response_mode", mode);
        }
        // OIDC Core §11: offline access is given only to those who ask the person for it.
        if self.settings.scopes.iter().any(|scope| scope.as_str() == "offline_access") {
            request = request.add_prompt(CoreAuthPrompt::Consent);
        }
        let (url, state, nonce) = request.url();
        Ok((url, Attempt { state, nonce, pkce_verifier }))
    }

    /// Finishes a sign-in whose `state` has been matched to the browser that began it.
    pub(crate) async fn finish(
        &self,
        attempt: Attempt,
        answer: Answer,
    ) -> Result<SignedIn, Problem> {
        let provider = self.provider().await?;
        provider.check_issuer(answer.iss.as_deref())?;
        if let Some(error) = answer.error {
            let description = answer.error_description.unwrap_or_default();
            return Err(Problem::Refused { error, description });
        }
        let code = answer.code.context("the answer has neither a code nor an error")?;
        let tokens = provider
            .client
            .exchange_code(AuthorizationCode::new(code))
            .context("discovery names no token endpoint")?
            .set_pkce_verifier(attempt.pkce_verifier)
            .request_async(&self.http)
            .await?;
        let (id_token, claims) =
            provider.verify(&tokens, &attempt.nonce)?.context("the answer has no ID token")?;
        Ok(self.signed_in(&tokens, id_token, claims, attempt.nonce))
    }

    /// Exchanges the refresh token for new tokens; `None` when there is no token to exchange.
    pub(crate) async fn refresh(&self, before: &SignedIn) -> Result<Option<SignedIn>, Problem> {
        let provider = self.provider().await?;
        let Some(refresh_token) = before.take_refresh_token() else {
            return Ok(None);
        };
        let answer = provider
            .client
            .exchange_refresh_token(&refresh_token)
            .context("discovery names no token endpoint")?
            .request_async(&self.http)
            .await
            .map_err(Problem::from);
        if let Err(Problem::Unreachable(_)) = answer {
            before.keep_refresh_token(refresh_token);
            return answer.map(|_| None);
        }
        let tokens = answer?;
        // OIDC Core §12.2: a new ID token is optional, may leave out the nonce, and must be about
        // the same person.
        let nonce = |nonce: Option<&Nonce>| match nonce {
            Some(nonce) if *nonce != before.nonce => Err("nonce mismatch".to_owned()),
            _ => Ok(()),
        };
        let (id_token, claims) = provider
            .verify(&tokens, nonce)?
            .unwrap_or_else(|| (before.id_token.clone(), before.claims.clone()));
        if claims.subject() != before.claims.subject() {
            return Err(anyhow!("the refreshed ID token is about somebody else").into());
        }
        let after = self.signed_in(&tokens, id_token, claims, before.nonce.clone());
        if !after.can_refresh() {
            after.keep_refresh_token(refresh_token); // RFC 6749 §6: none given, the old one stays.
        }
        Ok(Some(after))
    }

    #[expect(clippy::disallowed_methods, reason = "an app of its own knows the time itself")]
    fn signed_in(
        &self,
        tokens: &Tokens,
        id_token: IdToken,
        claims: Claims,
        nonce: Nonce,
    ) -> SignedIn {
        // RFC 6749 §5.1: what isn't named was granted as requested.
        let scopes = tokens.scopes().unwrap_or(&self.settings.scopes);
        SignedIn {
            claims,
            scope: scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" "),
            access_token_ends: tokens.expires_in().map(|left| OffsetDateTime::now_utc() + left),
            id_token,
            access_token: tokens.access_token().clone(),
            refresh_token: Mutex::new(tokens.refresh_token().cloned()),
            nonce,
        }
    }

    /// Asks the userinfo endpoint, which also shows whether the access token is still accepted.
    pub(crate) async fn userinfo(
        &self,
        person: &SignedIn,
    ) -> Result<UserInfoClaims<OtherClaims, CoreGenderClaim>, Problem> {
        let provider = self.provider().await?;
        // Naming the subject guards against a token for somebody else (OIDC Core §5.3.2).
        let subject = person.claims.subject().clone();
        let request = provider
            .client
            .user_info(person.access_token.clone(), Some(subject))
            .context("discovery names no userinfo endpoint")?;
        request.request_async(&self.http).await.map_err(|error| match error {
            UserInfoError::Request(error) => Problem::Unreachable(error.into()),
            UserInfoError::Response(status, ..) => anyhow!("the answer was {status}").into(),
            other => Problem::Untrusted(other.into()),
        })
    }

    /// Where to send the browser so that the provider signs the person out too, if it can.
    pub(crate) async fn sign_out_url(
        &self,
        person: &SignedIn,
        state: CsrfToken,
    ) -> Result<Option<Url>, Problem> {
        let provider = self.provider().await?;
        let endpoint = provider.metadata.additional_metadata().end_session_endpoint.clone();
        Ok(endpoint.map(|endpoint| {
            LogoutRequest::from(endpoint)
                .set_id_token_hint(&person.id_token)
                .set_client_id(self.settings.client_id.clone())
                .set_post_logout_redirect_uri(self.settings.post_logout_redirect_uri.clone())
                .set_state(state)
                .http_get_url()
        }))
    }
}

impl Provider {
    /// RFC 9207 §2.4: an answer from another provider than the one we asked is a mix-up attack.
    fn check_issuer(&self, iss: Option<&str>) -> anyhow::Result<()> {
        let promised =
            self.metadata.additional_metadata().authorization_response_iss_parameter_supported;
        match iss {
            Some(iss) => ensure!(
                iss == self.metadata.issuer().as_str(),
                "the answer comes from another provider"
            ),
            None => ensure!(!promised, "the answer doesn't say which provider it comes from"),
        }
        Ok(())
    }

    /// Verifies the ID token: signature, issuer, audience, times, nonce and, by `at_hash`, that the
    /// access token beside it was issued with it.
    fn verify(
        &self,
        tokens: &Tokens,
        nonce: impl NonceVerifier,
    ) -> anyhow::Result<Option<(IdToken, Claims)>> {
        let Some(id_token) = tokens.id_token() else {
            return Ok(None);
        };
        let verifier = self.client.id_token_verifier().set_allowed_algs(ID_TOKEN_ALGORITHMS);
        let claims = id_token.claims(&verifier, nonce).context("the ID token isn't valid")?;
        if let Some(expected) = claims.access_token_hash() {
            let (alg, key) = (id_token.signing_alg()?, id_token.signing_key(&verifier)?);
            let actual = AccessTokenHash::from_token(tokens.access_token(), alg, key)?;
            ensure!(actual == *expected, "the access token isn't the one the ID token names");
        }
        Ok(Some((id_token.clone(), claims.clone())))
    }
}
