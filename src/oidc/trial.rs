//! Trying an app out from the console: a real authorization of a real client, whose answer comes to us.
//!
//! The console pushes a request in the client's name, kept where no client can push one; its redirect URI
//! is ours. Whoever tries it sees the pages and the rules that people see. The grant that comes of it
//! stands at no time, so that its code is of use nowhere but here; here it is redeemed once, for the one
//! session that asked, and deleted in the same transaction. What its tokens would be is shown, and kept by
//! nobody. Whoever had not consented before has not consented afterwards either.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::authorization::{self, GOOD_FOR};
use super::clients::{self, Client, GrantType};
use super::error::Error;
use super::issuer::path;
use super::keys::TokenType;
use super::parameters::Parameters;
use super::pkce::CodeChallenge;
use super::provider::Provider;
use super::scope::{Scope, Scopes};
use super::subject::subject_for;
use super::token::{TrialCode, TrialTokens, redeem_trial};
use super::userinfo::UserInfo;
use crate::audit::{self, Actor, Category, Event, Origin};
use crate::base::{
    ClientId, Digest, Fallible, Fault, Purpose, Secret, SessionId, Timestamp, UserId,
};
use crate::credentials::spend;
use crate::db::Work;
use crate::directory::authority::{self, Denied, Task};
use crate::sessions::Session;

/// What the `state` of a trial seals: who may have its answer, and what is needed to redeem it.
#[derive(Serialize, Deserialize)]
struct Sealed {
    user: UserId,
    session: SessionId,
    client: ClientId,
    scope: String,
    nonce: String,
    verifier: String,
    begun_at: Timestamp,
    consented: bool,
}

/// The answer to [`begin`].
#[derive(Debug)]
pub enum Begun {
    /// With these parameters the browser goes to the authorization endpoint.
    Begun(Parameters),
    /// The request cannot be made for this client: what it would be told.
    Refused(Error),
    /// There is no such client, or it is disabled, or it signs nobody in through the browser.
    NotTriable,
    /// The caller may not.
    NotAllowed(Denied),
}

/// Whether a client can be tried out: it is enabled, and people sign in to it through the browser.
pub fn is_triable(client: &Client) -> bool {
    client.enabled && client.allows(GrantType::AuthorizationCode)
}

/// What may be asked for in a trial: never to stay when the person is gone.
pub fn scopes_of(client: &Client) -> Scopes {
    client.metadata.scope.without(Scope::OfflineAccess)
}

/// Begins to try a client out, as this session, with these scopes.
pub async fn begin(
    provider: &Provider,
    origin: &Origin,
    session: &Session,
    client: &ClientId,
    scopes: &Scopes,
) -> Fallible<Begun> {
    let by = Actor::User { id: session.user_id, name: session.username.clone() };
    let work = provider.database.begin().await?;
    let permitted = authority::permit_task(work.connection(), &by, Task::ManageClients).await?;
    if let Err(denied) = permitted {
        return Ok(Begun::NotAllowed(denied));
    }
    let found = clients::store::find(work.connection(), client).await?;
    let Some(client) = found.filter(is_triable).map(std::sync::Arc::new) else {
        return Ok(Begun::NotTriable);
    };
    let parameters = request(&work, provider, session, &client, scopes).await?;
    let request_uri = match authorization::push_trial(&work, provider, &client, &parameters).await?
    {
        Ok(request_uri) => request_uri,
        Err(error) => return Ok(Begun::Refused(error)),
    };
    let event = Event::new(Category::ApplicationManagement, "Test application")
        .by(by)
        .for_client(client.id.clone())
        .with_reason(scopes.to_string());
    audit::record(&work, origin, event).await?;
    work.commit().await?;
    Ok(Begun::Begun(Parameters::from_pairs([
        ("client_id", client.id.as_str()),
        ("request_uri", request_uri.expose()),
    ])))
}

/// The request that is pushed.
async fn request(
    work: &Work,
    provider: &Provider,
    session: &Session,
    client: &Client,
    scopes: &Scopes,
) -> Fallible<Parameters> {
    let (nonce, verifier) = (work.random().token(), work.random().token());
    let connection = work.connection();
    let consented =
        authorization::find_consent(connection, session.user_id, &client.id).await?.is_some();
    let scope = scopes.without(Scope::OfflineAccess).to_string();
    let sealed = Sealed {
        user: session.user_id,
        session: session.id,
        client: client.id.clone(),
        scope: scope.clone(),
        nonce: nonce.expose().to_owned(),
        verifier: verifier.expose().to_owned(),
        begun_at: work.now(),
        consented,
    };
    let state = provider.sealer.seal_text(Purpose::Trial, &sealed)?;
    let own = authorization::find_subject(connection, session.user_id)
        .await?
        .ok_or_else(|| Fault::new("who tries an app out is nobody"))?;
    // OIDC Core §5.5.1: whoever else signs in meanwhile gives no code to a page that is not theirs.
    let subject = subject_for(provider, client, &own)?;
    let claims = json!({ "id_token": { "sub": { "value": subject } } }).to_string();
    Ok(Parameters::from_pairs([
        ("response_type", "code"),
        ("client_id", client.id.as_str()),
        ("redirect_uri", &provider.issuer.at(path::TRIAL)),
        ("scope", &scope),
        ("state", state.expose()),
        ("nonce", nonce.expose()),
        ("code_challenge", CodeChallenge::of(verifier.expose()).as_str()),
        ("code_challenge_method", "S256"),
        ("claims", &claims),
    ]))
}

/// What came of a trial.
#[derive(Debug)]
pub struct Trial {
    /// Which client.
    pub client: Client,
    /// What was asked for.
    pub scope: String,
    /// The nonce that was sent.
    pub nonce: String,
    /// Whether the answer says that it comes from this issuer (RFC 9207).
    pub is_from_us: bool,
    /// The tokens, or why there are none.
    pub outcome: Outcome,
}

/// What the app would get.
#[derive(Debug)]
pub enum Outcome {
    /// Tokens.
    Tokens(Box<Tokens>),
    /// An error (RFC 6749 §4.1.2.1, §5.2).
    Error {
        /// Its code.
        code: String,
        /// What it says.
        description: String,
    },
}

/// What the tokens of a trial say; the tokens themselves are gone.
#[derive(Debug)]
pub struct Tokens {
    /// There is none without the scope `openid`.
    pub id_token: Option<Token>,
    /// Whether `at_hash` is that of the access token.
    pub at_hash_fits: bool,
    /// The access token.
    pub access_token: Token,
    /// How long the access token would be good.
    pub expires_in: Duration,
    /// What was granted.
    pub scopes: Scopes,
    /// What userinfo answers, and whether that comes as a signed JWT.
    pub userinfo: Option<(Value, bool)>,
}

/// A signed JWT, opened.
#[derive(Debug)]
pub struct Token {
    /// Its JOSE header.
    pub header: Value,
    /// Its claims.
    pub claims: Value,
    /// Whether one of the published keys signed it.
    pub is_verified: bool,
}

/// Why there is nothing to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfinished {
    /// The answer is not to anything that this session asked, or to what it asked long ago.
    NotYours,
    /// It was shown before.
    ShownBefore,
}

/// Takes the answer of the authorization endpoint for the session that asked, once.
pub async fn finish(
    provider: &Provider,
    session: &Session,
    answer: &Parameters,
) -> Fallible<Result<Trial, Unfinished>> {
    let state = answer.one("state").ok().flatten().unwrap_or_default();
    let Some(sealed) = open(provider, session, state) else {
        return Ok(Err(Unfinished::NotYours));
    };
    let work = provider.database.begin().await?;
    let digest = Digest::of(format!("trial:{state}").as_bytes());
    if !spend(&work, digest, sealed.begun_at.plus(GOOD_FOR)).await? {
        return Ok(Err(Unfinished::ShownBefore));
    }
    let Some(client) = clients::store::find(work.connection(), &sealed.client).await? else {
        return Ok(Err(Unfinished::NotYours));
    };
    let redirect_uri = provider.issuer.at(path::TRIAL);
    let code_verifier = &sealed.verifier;
    let redeemed = match answer.one("code").ok().flatten() {
        Some(code) => {
            let generation = session.generation;
            let sent = TrialCode { code, redirect_uri: &redirect_uri, code_verifier, generation };
            redeem_trial(&work, &client, sent).await?.map_err(|error| {
                (error.code.as_str().to_owned(), error.description.clone().into_owned())
            })
        }
        None => Err((told(answer, "error"), told(answer, "error_description"))),
    };
    if !sealed.consented {
        authorization::forget_consent(&work, sealed.user, &client.id).await?;
    }
    work.commit().await?;
    let outcome = match redeemed {
        Ok(redeemed) => {
            Outcome::Tokens(Box::new(opened(provider, redeemed.tokens(provider, &client)?)))
        }
        Err((code, description)) => Outcome::Error { code, description },
    };
    let is_from_us = answer.one("iss") == Ok(Some(provider.issuer.as_str()));
    let Sealed { scope, nonce, .. } = sealed;
    Ok(Ok(Trial { client, scope, nonce, is_from_us, outcome }))
}

/// What this session asked, if it is not too long ago.
fn open(provider: &Provider, session: &Session, state: &str) -> Option<Sealed> {
    let sealed: Sealed = provider.sealer.open_text(Purpose::Trial, state).ok()?;
    let now = provider.database.clock().now();
    let is_recent = sealed.begun_at <= now && now.since(sealed.begun_at) < GOOD_FOR;
    let is_theirs = sealed.user == session.user_id && sealed.session == session.id;
    (is_theirs && is_recent).then_some(sealed)
}

fn told(answer: &Parameters, name: &str) -> String {
    answer.one(name).ok().flatten().unwrap_or_default().to_owned()
}

fn opened(provider: &Provider, tokens: TrialTokens) -> Tokens {
    let token = |typ, secret: &Secret| Token::open(provider, typ, secret.expose());
    let id_token = tokens.id_token.as_ref().map(|it| token(TokenType::IdToken, it));
    let at_hash = id_token.as_ref().and_then(|it| it.claims.get("at_hash")?.as_str());
    let userinfo = tokens.userinfo.map(|answer| match answer {
        UserInfo::Plain(claims) => (Value::Object(claims), false),
        UserInfo::Signed(jwt) => (token(TokenType::IdToken, &jwt).claims, true),
    });
    Tokens {
        at_hash_fits: at_hash == Some(tokens.at_hash.as_str()),
        access_token: token(TokenType::AccessToken, &tokens.access_token),
        expires_in: tokens.expires_in,
        scopes: tokens.scopes,
        id_token,
        userinfo,
    }
}

impl Token {
    fn open(provider: &Provider, typ: TokenType, token: &str) -> Self {
        let part = |number| -> Option<Value> {
            let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(number)?).ok()?;
            serde_json::from_slice(&bytes).ok()
        };
        let now = provider.database.clock().now();
        Self {
            header: part(0).unwrap_or_default(),
            claims: part(1).unwrap_or_default(),
            is_verified: provider.keys.verify::<Value>(typ, token, now).is_some(),
        }
    }
}
