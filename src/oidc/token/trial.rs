//! The tokens of an app that is tried out from the console.

use std::time::Duration;

use super::exchange::{Sent, check, refused};
use super::id_token::left_half;
use super::issue::Issue;
use crate::base::{Fallible, Secret};
use crate::db::Work;
use crate::oidc::clients::Client;
use crate::oidc::error::Error;
use crate::oidc::grants::Standing;
use crate::oidc::grants::code::store::{self as codes, Code};
use crate::oidc::grants::store;
use crate::oidc::provider::Provider;
use crate::oidc::scope::{Scope, Scopes};
use crate::oidc::userinfo::{UserInfo, told};

/// A code that came to the console, and what the console knows about it.
#[derive(Clone, Copy)]
pub(in crate::oidc) struct TrialCode<'a> {
    pub(in crate::oidc) code: &'a str,
    pub(in crate::oidc) redirect_uri: &'a str,
    pub(in crate::oidc) code_verifier: &'a str,
    /// Of the session that asked.
    pub(in crate::oidc) generation: i64,
}

/// A trial whose code was redeemed and whose grant is gone; tokens are made of it when that is written down.
pub(in crate::oidc) struct Redeemed(Standing);

/// What the app would get.
pub(in crate::oidc) struct TrialTokens {
    pub(in crate::oidc) access_token: Secret,
    pub(in crate::oidc) id_token: Option<Secret>,
    /// What `at_hash` has to be.
    pub(in crate::oidc) at_hash: String,
    pub(in crate::oidc) expires_in: Duration,
    pub(in crate::oidc) scopes: Scopes,
    pub(in crate::oidc) userinfo: Option<UserInfo>,
}

/// Redeems the code of a trial, once, and deletes its grant. No client authenticates here, and none has to:
/// the grants of clients are refused, as is that of a trial everywhere else.
pub(in crate::oidc) async fn redeem_trial(
    work: &Work,
    client: &Client,
    sent: TrialCode<'_>,
) -> Fallible<Result<Redeemed, Error>> {
    let TrialCode { code, redirect_uri, code_verifier, generation } = sent;
    let sent = Sent { code, redirect_uri, code_verifier: Some(code_verifier) };
    let found = codes::find(work.connection(), Secret::new(code).digest()).await?;
    let Some(found) = found.filter(|found| found.standing.grant.client == client.id) else {
        return Ok(Err(refused("unknown, or issued to another client")));
    };
    let Some(standing) = found.standing.of_trial(generation, work.now()) else {
        return Ok(Err(refused("not of a trial, or what it stands on has ended")));
    };
    let code = Code { standing, ..found };
    if let Err(error) = check(&code, &sent, None, work.now()) {
        return Ok(Err(error));
    }
    if !store::delete_trial(work, code.standing.grant.id).await? {
        return Ok(Err(refused("used before")));
    }
    Ok(Ok(Redeemed(code.standing)))
}

impl Redeemed {
    /// Signs what the app would get. Nothing of it is good anywhere: its grant is gone.
    pub(in crate::oidc) fn tokens(
        &self,
        provider: &Provider,
        client: &Client,
    ) -> Fallible<TrialTokens> {
        let standing = &self.0;
        let grant = &standing.grant;
        let issue = Issue {
            client,
            standing,
            scopes: &grant.scopes,
            resources: &grant.resources,
            nonce: grant.nonce.as_deref(),
            key: None,
            refresh_token: None,
            now: provider.database.clock().now(),
        };
        let response = issue.response(provider)?;
        let userinfo = grant
            .scopes
            .contains(Scope::OpenId)
            .then(|| told(provider, client, &grant.scopes, standing))
            .transpose()?;
        let algorithm = client.metadata.id_token_signed_response_alg;
        Ok(TrialTokens {
            at_hash: left_half(algorithm, response.access_token.expose()),
            access_token: response.access_token,
            id_token: response.id_token,
            expires_in: response.expires_in,
            scopes: response.scopes,
            userinfo,
        })
    }
}
