//! Exchanging an authorization code for tokens (RFC 6749 §4.1.3).

use super::issue::{TokenResponse, issue, refresh_token_for};
use super::reuse::end_family;
use crate::audit::Origin;
use crate::base::{Fallible, Secret, Timestamp};
use crate::oidc::clients::Client;
use crate::oidc::error::Error;
use crate::oidc::grants::store::{self, Code};
use crate::oidc::parameters::Parameters;
use crate::oidc::pkce::CodeChallenge;
use crate::oidc::provider::Provider;

pub(super) async fn exchange(
    provider: &Provider,
    origin: &Origin,
    client: &Client,
    body: &Parameters,
) -> Fallible<Result<TokenResponse, Error>> {
    let sent = match Sent::read(body) {
        Ok(sent) => sent,
        Err(error) => return Ok(Err(error)),
    };
    let digest = Secret::new(sent.code).digest();
    let work = provider.database.begin().await?;
    let Some(code) = store::find_code(work.connection(), digest).await? else {
        return Ok(Err(refused("unknown")));
    };
    let grant = &code.standing.grant;
    // RFC 6749 §4.1.3: issued to this client. Somebody else's mistake ends nobody's grant.
    if grant.client != client.id {
        return Ok(Err(refused("issued to another client")));
    }
    if code.redeemed_at.is_none()
        && let Err(error) = check(&code, &sent, work.now())
    {
        return Ok(Err(error));
    }
    // The grant before what is below it, as ending it takes them: crosswise they would lock each other.
    store::used(&work, grant.id).await?;
    // RFC 6749 §4.1.2, §10.5: used more than once, the code and all that came of it is void.
    if !store::claim_code(&work, digest).await? {
        end_family(&work, origin, &code.standing, "An authorization code").await?;
        work.commit().await?;
        return Ok(Err(refused("used before; its grant was ended")));
    }
    let refresh_token = refresh_token_for(provider, &work, client, &code.standing).await?;
    let now = work.now();
    work.commit().await?;
    let scopes = &code.standing.grant.scopes;
    let nonce = code.standing.grant.nonce.as_deref();
    issue(provider, client, &code.standing, scopes, nonce, refresh_token, now).map(Ok)
}

/// The parameters of the request.
struct Sent<'a> {
    code: &'a str,
    redirect_uri: &'a str,
    code_verifier: Option<&'a str>,
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

fn check(code: &Code, sent: &Sent<'_>, now: Timestamp) -> Result<(), Error> {
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
    match code.standing.ended(now) {
        Some(why) => Err(refused(why.as_str())),
        None => Ok(()),
    }
}

/// One sentence for every reason: which one it was is for the log.
fn refused(detail: &'static str) -> Error {
    Error::invalid_grant(
        "The code is unknown, expired or used, or does not fit the client, redirect_uri or \
         code_verifier",
    )
    .with_detail(format!("authorization code: {detail}"))
}
