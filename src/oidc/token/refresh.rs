//! Exchanging a refresh token for tokens (RFC 6749 §6, RFC 9700 §4.14).

use super::issue::{TokenResponse, issue, refresh_token_for};
use super::reuse::end_family;
use crate::audit::Origin;
use crate::base::{Fallible, Secret, Timestamp};
use crate::db::Work;
use crate::oidc::clients::Client;
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::grants::Grant;
use crate::oidc::grants::store::{self, RefreshToken};
use crate::oidc::parameters::Parameters;
use crate::oidc::provider::Provider;
use crate::oidc::scope::Scopes;
use crate::sessions::Amr;

pub(super) async fn refresh(
    provider: &Provider,
    origin: &Origin,
    client: &Client,
    body: &Parameters,
) -> Fallible<Result<TokenResponse, Error>> {
    let (sent, narrowed) = match read(body) {
        Ok(read) => read,
        Err(error) => return Ok(Err(error)),
    };
    let digest = Secret::new(sent).digest();
    let work = provider.database.begin().await?;
    let Some(token) = store::find_refresh_token(work.connection(), digest).await? else {
        return Ok(Err(refused("unknown")));
    };
    let grant = &token.standing.grant;
    // RFC 6749 §6: bound to its client. Somebody else's mistake ends nobody's grant.
    if grant.client != client.id {
        return Ok(Err(refused("issued to another client")));
    }
    let scopes = narrowed.unwrap_or_else(|| grant.scopes.clone());
    if token.redeemed_at.is_none()
        && let Err(error) = check(&token, &scopes, work.now())
    {
        return Ok(Err(error));
    }
    if token.redeemed_at.is_none() && !is_accepted(&work, client, grant).await? {
        return Ok(Err(refused("the client does not accept this sign-in any more")));
    }
    // The grant before what is below it, as ending it takes them: crosswise they would lock each other.
    store::used(&work, grant.id).await?;
    // RFC 9700 §4.14.2: used more than once, one of its two holders stole it; nobody keeps anything.
    if !store::claim_refresh_token(&work, digest).await? {
        end_family(&work, origin, &token.standing, "A refresh token").await?;
        work.commit().await?;
        return Ok(Err(refused("used before; its grant was ended")));
    }
    let next = refresh_token_for(provider, &work, client, &token.standing).await?;
    let now = work.now();
    work.commit().await?;
    // OIDC Core §12.2: the ID token of a refresh should not have a nonce.
    issue(provider, client, &token.standing, &scopes, None, next, now).map(Ok)
}

/// Whether the client's rules would let this sign-in in today.
async fn is_accepted(work: &Work, client: &Client, grant: &Grant) -> Fallible<bool> {
    let access = &client.metadata.access;
    Ok(access.accept(grant.acr.parse()?, &Amr::from(grant.amr.as_str()))
        && access.admit(work.connection(), grant.user).await?)
}

fn read(body: &Parameters) -> Result<(&str, Option<Scopes>), Error> {
    let token = body
        .one("refresh_token")?
        .ok_or_else(|| Error::invalid_request("refresh_token is missing"))?;
    let scopes = body.one("scope")?.map(Scopes::parse).transpose().map_err(|_| bad_scope())?;
    Ok((token, scopes))
}

fn check(token: &RefreshToken, scopes: &Scopes, now: Timestamp) -> Result<(), Error> {
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

fn refused(detail: &'static str) -> Error {
    Error::invalid_grant("The refresh token is unknown, expired, revoked or used")
        .with_detail(format!("refresh token: {detail}"))
}
