//! What a client with an access token learns about the person (OIDC Core §5.3).

use super::claims::Claims;
use super::error::{Error, ErrorCode};
use super::provider::Provider;
use super::scope::Scope;
use super::token::{Presentation, check, check_possession, invalid_token};
use crate::base::Fallible;

/// The claims that an access token reaches, or `invalid_token` / `insufficient_scope` (RFC 6750 §3.1),
/// or `invalid_dpop_proof` (RFC 9449 §7.1).
pub async fn userinfo(
    provider: &Provider,
    presentation: &Presentation<'_>,
) -> Fallible<Result<Claims, Error>> {
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
    let person = &good.standing.person;
    let mut claims = person.claims(&good.claims.scope, good.standing.grant.claims.userinfo());
    // OIDC Core §5.3.2: sub is always returned.
    claims.insert("sub".to_owned(), person.subject.as_str().into());
    Ok(Ok(claims))
}
