//! Exchanging a device code for tokens (RFC 8628 §3.4, §3.5).

use std::time::Duration;

use super::accepted::is_accepted;
use super::issue::{Issue, TokenResponse, new_refresh_token};
use super::request::Request;
use super::reuse::end_family;
use crate::base::{Fallible, Secret, Timestamp};
use crate::db::Work;
use crate::oidc::clients::GrantType;
use crate::oidc::device::store::{self, Device, Polls, State};
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::grants;

/// RFC 8628 §3.5: how much longer a device has to wait that asked too soon, seconds.
const SLOWER_BY: i64 = 5;
/// What the network may take off the time between two polls.
const JITTER: Duration = Duration::from_secs(1);

pub(super) async fn redeem(request: Request<'_>) -> Fallible<Result<TokenResponse, Error>> {
    let Request { provider, client, key, body, .. } = request;
    let digest = match body.one("device_code") {
        Ok(Some(code)) => Secret::new(code).digest(),
        Ok(None) => return Ok(Err(Error::invalid_request("device_code is missing"))),
        Err(error) => return Ok(Err(error)),
    };
    let work = provider.database.begin().await?;
    let Some(device) = store::find(work.connection(), digest).await? else {
        return Ok(Err(refused("unknown, or its grant was ended")));
    };
    // RFC 8628 §3.4: issued to this client. Somebody else's mistake ends nobody's grant.
    if device.client != client.id {
        return Ok(Err(refused("issued to another client")));
    }
    let (grant, redeemed) = match device.state {
        State::Pending => return wait(work, &device).await.map(Err),
        State::Denied { .. } => return Ok(Err(denied())),
        State::Approved { grant, .. } => (grant, false),
        State::Redeemed(grant) => (grant, true),
    };
    let Some(standing) = grants::store::find(work.connection(), grant).await? else {
        return Ok(Err(refused("its grant was ended")));
    };
    let resources = standing.grant.resources.narrowed(body, &client.metadata.resources);
    let resources = match resources {
        Err(error) if !redeemed => return Ok(Err(error)),
        // Of a code that is used again nothing is issued for any resource.
        resources => resources.unwrap_or_default(),
    };
    if !redeemed && device.expires_at <= work.now() {
        return Ok(Err(expired()));
    }
    if !redeemed && let Some(why) = standing.ended(work.now()) {
        return Ok(Err(refused(why.as_str())));
    }
    if !redeemed && !is_accepted(work.connection(), client, &standing.grant).await? {
        return Ok(Err(refused("the client does not accept this sign-in any more")));
    }
    // The grant before what is below it, as ending it takes them: crosswise they would lock each other.
    grants::store::used(&work, grant).await?;
    // As for an authorization code (RFC 6749 §10.5): used twice, all that came of it is void.
    if !store::claim(&work, digest).await? {
        end_family(&work, request.origin, &standing, "A device code").await?;
        work.commit().await?;
        return Ok(Err(refused("used before; its grant was ended")));
    }
    let refresh_token = client.allows(GrantType::RefreshToken).then(|| work.random().token());
    if let Some(token) = &refresh_token {
        let new = new_refresh_token(provider, work.now(), token, &standing, key);
        grants::refresh_token::store::insert(&work, new).await?;
    }
    let now = work.now();
    work.commit().await?;
    let (standing, resources) = (&standing, &resources);
    let (scopes, nonce) = (&standing.grant.scopes, None);
    Issue { client, standing, scopes, resources, nonce, key, refresh_token, now }
        .response(provider)
        .map(Ok)
}

/// Nobody has decided: the device shall ask again, and not too soon.
async fn wait(work: Work, device: &Device) -> Fallible<Error> {
    if device.expires_at <= work.now() {
        return Ok(expired());
    }
    let too_soon = is_too_soon(device.polls, work.now());
    store::polled(&work, device.digest, if too_soon { SLOWER_BY } else { 0 }).await?;
    work.commit().await?;
    Ok(if too_soon {
        Error::new(ErrorCode::SlowDown, "Wait five seconds longer between two requests from now on")
    } else {
        Error::new(ErrorCode::AuthorizationPending, "Nobody has decided yet")
    })
}

fn is_too_soon(polls: Polls, now: Timestamp) -> bool {
    let interval = Duration::from_secs(polls.interval.unsigned_abs());
    polls.polled_at.is_some_and(|at| now.since(at) < interval.saturating_sub(JITTER))
}

fn denied() -> Error {
    Error::new(ErrorCode::AccessDenied, "The person did not allow it")
}

fn expired() -> Error {
    Error::new(ErrorCode::ExpiredToken, "The device code has expired; ask for a new one")
}

/// One sentence for every reason: which one it was is for the log.
fn refused(detail: &'static str) -> Error {
    Error::invalid_grant("The device code is unknown or used, or does not fit the client")
        .with_detail(format!("device code: {detail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poll_is_too_soon_within_the_interval_less_what_the_network_takes() {
        let at = |millis: i64| Timestamp::from_millis(1_000_000 + millis);
        let polls = |interval| Polls { interval, polled_at: Some(at(0)) };
        assert!(is_too_soon(polls(5), at(0)));
        assert!(is_too_soon(polls(5), at(3_999)));
        assert!(!is_too_soon(polls(5), at(4_000)));
        assert!(is_too_soon(polls(10), at(8_999)));
        assert!(!is_too_soon(Polls { interval: 5, polled_at: None }, at(0)));
    }
}
