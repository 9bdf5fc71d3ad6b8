//! Exchanging an authorization code for tokens (RFC 6749 §4.1.3).

use super::issue::{Issue, TokenResponse, new_refresh_token};
use super::request::Request;
use super::reuse::end_family;
use crate::audit::Origin;
use crate::base::{Digest, Fallible, Random, Secret, Timestamp};
use crate::oidc::clients::GrantType;
use crate::oidc::dpop::Thumbprint;
use crate::oidc::error::Error;
use crate::oidc::grants::code::store::{self as codes, Code};
use crate::oidc::grants::refresh_token::store as refresh_tokens;
use crate::oidc::grants::store;
use crate::oidc::parameters::Parameters;
use crate::oidc::pkce::CodeChallenge;
use crate::oidc::provider::Provider;

pub(super) async fn exchange(request: Request<'_>) -> Fallible<Result<TokenResponse, Error>> {
    let Request { provider, origin, client, key, body } = request;
    let sent = match Sent::read(body) {
        Ok(sent) => sent,
        Err(error) => return Ok(Err(error)),
    };
    let digest = Secret::new(sent.code).digest();
    let database = &provider.database;
    let Some(code) = codes::find(database.read(), digest).await? else {
        return Ok(Err(refused("unknown")));
    };
    let grant = &code.standing.grant;
    // RFC 6749 §4.1.3: issued to this client. Somebody else's mistake ends nobody's grant.
    if grant.client != client.id {
        return Ok(Err(refused("issued to another client")));
    }
    if code.redeemed_at.is_some() {
        return refuse_reuse(provider, origin, digest).await;
    }
    let now = database.clock().now();
    if let Err(error) = check(&code, &sent, key, now) {
        return Ok(Err(error));
    }
    let resources = match grant.resources.narrowed(body, &client.metadata.resources) {
        Ok(resources) => resources,
        Err(error) => return Ok(Err(error)),
    };
    let standing = &code.standing;
    let refresh_token = client.allows(GrantType::RefreshToken).then(|| Random.token());
    let mut redemption = codes::redemption(database, digest, grant.id, now);
    if let Some(token) = &refresh_token {
        let new = new_refresh_token(provider, now, token, standing, key);
        refresh_tokens::insert_shortly(&mut redemption, new);
    }
    if !database.run(redemption).await? {
        return refuse_reuse(provider, origin, digest).await;
    }
    let (scopes, resources) = (&grant.scopes, &resources);
    let nonce = grant.nonce.as_deref();
    Issue { client, standing, scopes, resources, nonce, key, refresh_token, now }
        .response(provider)
        .map(Ok)
}

/// RFC 6749 §4.1.2, §10.5: used more than once, a code is void with all that came of it.
async fn refuse_reuse(
    provider: &Provider,
    origin: &Origin,
    digest: Digest,
) -> Fallible<Result<TokenResponse, Error>> {
    let work = provider.database.begin().await?;
    let Some(code) = codes::find(work.connection(), digest).await? else {
        return Ok(Err(refused("unknown")));
    };
    // It was not used: what it stands on ended meanwhile.
    if code.redeemed_at.is_none() {
        return Ok(Err(refused("its grant was ended")));
    }
    store::used(&work, code.standing.grant.id).await?;
    end_family(&work, origin, &code.standing, "An authorization code").await?;
    work.commit().await?;
    Ok(Err(refused("used before; its grant was ended")))
}

/// The parameters of the request.
pub(super) struct Sent<'a> {
    pub(super) code: &'a str,
    pub(super) redirect_uri: &'a str,
    pub(super) code_verifier: Option<&'a str>,
}

impl<'a> Sent<'a> {
    fn read(body: &'a Parameters) -> Result<Self, Error> {
        Ok(Self {
            code: body.one("code")?.ok_or_else(|| Error::invalid_request("code is missing"))?,
            // RFC 6749 §4.1.3: required, because the authorization request had one.
            redirect_uri: body
                .one("redirect_uri")?
                .ok_or_else(|| Error::invalid_request("redirect_uri is missing"))?,
            code_verifier: body.one("code_verifier")?,
        })
    }
}

pub(super) fn check(
    code: &Code,
    sent: &Sent<'_>,
    key: Option<&Thumbprint>,
    now: Timestamp,
) -> Result<(), Error> {
    if code.expires_at <= now {
        return Err(refused("expired"));
    }
    // RFC 6749 §4.1.3: identical to the one in the authorization request.
    if code.redirect_uri != sent.redirect_uri {
        return Err(refused("another redirect_uri"));
    }
    match (&code.challenge, sent.code_verifier) {
        (None, None) => {}
        // RFC 7636 §4.6.
        (Some(challenge), Some(verifier))
            if CodeChallenge::from_stored(challenge.clone()).is_met_by(verifier) => {}
        (Some(_), Some(_)) => return Err(refused("the code_verifier does not fit")),
        (Some(_), None) => return Err(refused("no code_verifier")),
        // RFC 9700 §4.8.2: a verifier without a challenge is the mark of a downgrade.
        (None, Some(_)) => return Err(refused("a code_verifier, but there was no challenge")),
    }
    // RFC 9449 §10: the code is of use only to who holds the key that was announced for it.
    if code.key.is_some() && code.key.as_ref() != key {
        return Err(refused("not with the key of its dpop_jkt"));
    }
    match code.standing.ended(now) {
        Some(why) => Err(refused(why.as_str())),
        None => Ok(()),
    }
}

/// One sentence for every reason: which one it was is for the log.
pub(super) fn refused(detail: &'static str) -> Error {
    Error::invalid_grant(
        "The code is unknown, expired or used, or does not fit the client, redirect_uri or \
         code_verifier",
    )
    .with_detail(format!("authorization code: {detail}"))
}
