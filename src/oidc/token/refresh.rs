//! Exchanging a refresh token for tokens (RFC 6749 §6, RFC 9700 §4.14).

use std::time::Duration;

use super::accepted::is_accepted;
use super::issue::{Issue, TokenResponse, new_refresh_token, refresh_token_ends_at};
use super::request::Request;
use super::reuse::end_family;
use crate::base::{Fallible, Secret, Timestamp};
use crate::oidc::clients::Client;
use crate::oidc::dpop::Thumbprint;
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::grants::refresh_token::store::{self as refresh_tokens, RefreshToken};
use crate::oidc::grants::store;
use crate::oidc::parameters::Parameters;
use crate::oidc::scope::Scopes;

/// How long a refresh token may be sent again by a client that has lost the answer.
const GRACE: Duration = Duration::from_mins(1);

pub(super) async fn refresh(request: Request<'_>) -> Fallible<Result<TokenResponse, Error>> {
    let Request { provider, client, key, body, .. } = request;
    let (sent, narrowed) = match read(body) {
        Ok(read) => read,
        Err(error) => return Ok(Err(error)),
    };
    let sent = Secret::new(sent);
    let database = &provider.database;
    let Some(token) = refresh_tokens::find(database.read(), sent.digest()).await? else {
        return Ok(Err(refused("unknown")));
    };
    let grant = &token.standing.grant;
    // RFC 6749 §6: bound to its client. Somebody else's mistake ends nobody's grant.
    if grant.client != client.id {
        return Ok(Err(refused("issued to another client")));
    }
    let now = database.clock().now();
    // Used long ago, it is a theft whatever else it is.
    if token.redeemed_at.is_some_and(|at| now.since(at) >= GRACE) {
        return repeat(request, &sent, None).await.map(|_| Err(reused()));
    }
    let scopes = narrowed.unwrap_or_else(|| grant.scopes.clone());
    if let Err(error) = check(&token, client, key, &scopes, now) {
        return Ok(Err(error));
    }
    let resources = match grant.resources.narrowed(body, &client.metadata.resources) {
        Ok(resources) => resources,
        Err(error) => return Ok(Err(error)),
    };
    if !is_accepted(database.read(), client, grant).await? {
        return Ok(Err(refused("the client does not accept this sign-in any more")));
    }
    let Some(next) = next(request, &sent, &token, now).await? else {
        return Ok(Err(reused()));
    };
    // OIDC Core §12.2: the ID token of a refresh should not have a nonce.
    let (standing, nonce, refresh_token) = (&token.standing, None, Some(next));
    let (scopes, resources) = (&scopes, &resources);
    Issue { client, standing, scopes, resources, nonce, key, refresh_token, now }
        .response(provider)
        .map(Ok)
}

/// The refresh token to use from now on; `None` if this one was used before, so that one of its two
/// holders stole it and nobody may keep anything (RFC 9700 §4.14.2), or if its grant has just ended.
///
/// The next token follows from this one by a key of ours. A client that lost the answer asks again and
/// gets the same one: there never is more than one that is good, and it is nowhere in the database.
async fn next(
    request: Request<'_>,
    sent: &Secret,
    token: &RefreshToken,
    now: Timestamp,
) -> Fallible<Option<Secret>> {
    let Request { provider, client, key, .. } = request;
    if is_sender_constrained(client, token) {
        return keep_using(request, sent, token).await;
    }
    let tag = provider.successors.tag([sent.expose().as_bytes()]);
    let successor = Secret::from_bytes(tag.as_bytes());
    if token.redeemed_at.is_none() {
        let (database, grant) = (&provider.database, token.standing.grant.id);
        let mut rotation = refresh_tokens::redemption(database, sent.digest(), grant, now);
        let new = new_refresh_token(provider, now, &successor, &token.standing, key);
        refresh_tokens::insert_shortly(&mut rotation, new);
        if database.run(rotation).await? {
            return Ok(Some(successor));
        }
    }
    repeat(request, sent, Some(successor)).await
}

/// What only its owner can use stays as it is.
async fn keep_using(
    request: Request<'_>,
    sent: &Secret,
    token: &RefreshToken,
) -> Fallible<Option<Secret>> {
    let Request { provider, .. } = request;
    let work = provider.database.begin().await?;
    store::used(&work, token.standing.grant.id).await?;
    let expires_at = refresh_token_ends_at(provider, work.now(), &token.standing);
    let lives = refresh_tokens::prolong(&work, sent.digest(), expires_at).await?;
    work.commit().await?;
    Ok(lives.then(|| sent.clone()))
}

/// The successor once more, for who lost the answer; otherwise the end of everything that came of it.
async fn repeat(
    request: Request<'_>,
    sent: &Secret,
    successor: Option<Secret>,
) -> Fallible<Option<Secret>> {
    let work = request.provider.database.begin().await?;
    let Some(token) = refresh_tokens::find(work.connection(), sent.digest()).await? else {
        return Ok(None);
    };
    // It was not used: what it stands on ended meanwhile.
    if token.redeemed_at.is_none() {
        return Ok(None);
    }
    store::used(&work, token.standing.grant.id).await?;
    if let Some(successor) = successor
        && refresh_tokens::may_repeat(&work, sent.digest(), successor.digest(), GRACE).await?
    {
        work.commit().await?;
        return Ok(Some(successor));
    }
    end_family(&work, request.origin, &token.standing, "A refresh token").await?;
    work.commit().await?;
    Ok(None)
}

/// RFC 9700 §4.14.2, FAPI 2.0 Security Profile §5.3.2.1: what only its owner can use is not rotated.
fn is_sender_constrained(client: &Client, token: &RefreshToken) -> bool {
    if client.is_public() { token.key.is_some() } else { client.must_bind_tokens() }
}

fn read(body: &Parameters) -> Result<(&str, Option<Scopes>), Error> {
    let token = body
        .one("refresh_token")?
        .ok_or_else(|| Error::invalid_request("refresh_token is missing"))?;
    let scopes = body.one("scope")?.map(Scopes::parse).transpose().map_err(|_| bad_scope())?;
    Ok((token, scopes))
}

fn check(
    token: &RefreshToken,
    client: &Client,
    key: Option<&Thumbprint>,
    scopes: &Scopes,
    now: Timestamp,
) -> Result<(), Error> {
    // RFC 9449 §5: a public client's is bound to the key; a confidential client's to the client, which
    // may have another key by now, but none is a step back.
    let has_key = if client.is_public() { token.key.as_ref() == key } else { key.is_some() };
    if token.key.is_some() && !has_key {
        return Err(refused("not with its DPoP key"));
    }
    if token.expires_at <= now {
        return Err(refused("expired"));
    }
    if let Some(why) = token.standing.ended(now) {
        return Err(refused(why.as_str()));
    }
    // RFC 6749 §6: nothing that was not granted originally.
    if scopes.is_empty() || !scopes.is_within(&token.standing.grant.scopes) {
        return Err(bad_scope());
    }
    Ok(())
}

fn bad_scope() -> Error {
    Error::new(ErrorCode::InvalidScope, "The scope reaches beyond what was granted")
}

fn reused() -> Error {
    refused("used before, or its grant was ended")
}

fn refused(detail: &'static str) -> Error {
    Error::invalid_grant("The refresh token is unknown, expired, revoked or used")
        .with_detail(format!("refresh token: {detail}"))
}
