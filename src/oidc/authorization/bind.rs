//! Binding a request to its client and redirect URI.

use super::bound::{Bound, Unbound, bind_to, bind_to_us};
use super::pushed::{self, Found};
use crate::base::{ClientId, Fallible};
use crate::oidc::parameters::Parameters;
use crate::oidc::provider::Provider;

/// Binds a request to its client and redirect URI.
pub async fn bind(
    provider: &Provider,
    parameters: &Parameters,
) -> Fallible<Result<Bound, Unbound>> {
    let id = match parameters.one("client_id") {
        Ok(Some(id)) => ClientId::new(id),
        Ok(None) => return Ok(Err(Unbound::ClientMissing)),
        Err(error) => return Ok(Err(Unbound::Unreadable(error))),
    };
    let Some(client) = provider.clients.find(&id).await? else {
        return Ok(Err(Unbound::ClientUnknown));
    };
    let pushed = match pushed::find(provider, &client, parameters).await? {
        Found::NotPushed => return Ok(bind_to(client, parameters)),
        Found::Unknown => return Ok(Err(Unbound::RequestUriUnknown)),
        Found::Pushed(pushed) => pushed,
    };
    let bound = if pushed.is_trial {
        bind_to_us(provider, client, &pushed.parameters)
    } else {
        bind_to(client, &pushed.parameters)
    };
    // RFC 9126 §4: only what was pushed counts, whatever else is in the address.
    Ok(bound.map(|bound| Bound {
        carried: pushed.carried(parameters),
        pushed: Some(pushed),
        ..bound
    }))
}
