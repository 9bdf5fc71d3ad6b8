//! What a client with an access token learns about the person (OIDC Core §5.3).

use super::claims::Claims;
use super::clients::Client;
use super::error::{Error, ErrorCode};
use super::grants::Standing;
use super::keys::TokenType;
use super::provider::Provider;
use super::scope::{Scope, Scopes};
use super::subject::subject_for;
use super::token::{Presentation, check, check_possession, invalid_token};
use crate::base::{Fallible, Secret};

/// The answer, in the form that the client registered (OIDC Core §5.3.2).
#[derive(Debug)]
pub enum UserInfo {
    /// A JSON object.
    Plain(Claims),
    /// A signed JWT (`application/jwt`).
    Signed(Secret),
}

/// The claims that an access token reaches, or `invalid_token` / `insufficient_scope` (RFC 6750 §3.1),
/// or `invalid_dpop_proof` (RFC 9449 §7.1).
pub async fn userinfo(
    provider: &Provider,
    presentation: &Presentation<'_>,
) -> Fallible<Result<UserInfo, Error>> {
    let good = match check(provider, presentation.token.expose()).await? {
        Ok(good) => good,
        Err(why) => return Ok(Err(invalid_token(why))),
    };
    if let Err(error) = check_possession(provider, presentation, good.claims.cnf.as_ref()).await? {
        return Ok(Err(error));
    }
    // OIDC Core §5.3.1: an access token obtained from an OpenID Connect request.
    if !good.claims.scope.contains(Scope::OpenId) {
        return Ok(Err(Error::new(
            ErrorCode::InsufficientScope,
            "The access token was not issued for the scope openid",
        )));
    }
    let grant = &good.standing.grant;
    let Some(client) = provider.clients.find(&grant.client).await? else {
        return Ok(Err(invalid_token("its client is gone")));
    };
    told(provider, &client, &good.claims.scope, &good.standing).map(Ok)
}

/// What a client is told of the person its grant is about, as far as these scopes reach.
pub(super) fn told(
    provider: &Provider,
    client: &Client,
    scopes: &Scopes,
    standing: &Standing,
) -> Fallible<UserInfo> {
    let person = &standing.person;
    let mut claims = person.claims(scopes, standing.grant.claims.userinfo());
    // OIDC Core §5.3.2: sub is always returned, the same as in the ID token.
    let subject = subject_for(provider, client, &person.subject)?;
    claims.insert("sub".to_owned(), subject.as_str().into());
    in_its_form(provider, client, claims)
}

fn in_its_form(provider: &Provider, client: &Client, mut claims: Claims) -> Fallible<UserInfo> {
    let Some(algorithm) = client.metadata.userinfo_signed_response_alg else {
        return Ok(UserInfo::Plain(claims));
    };
    // OIDC Core §5.3.2: signed, it says who says so, and to whom. Without `sid` it is no ID token hint.
    claims.insert("iss".to_owned(), provider.issuer.as_str().into());
    claims.insert("aud".to_owned(), client.id.as_str().into());
    let now = provider.database.clock().now();
    Ok(UserInfo::Signed(provider.keys.sign(algorithm, TokenType::IdToken, &claims, now)?))
}
