//! Whose request it is, and where its answer goes.

use std::sync::Arc;

use super::pushed::{Found, Pushed};
use super::response::ResponseMode;
use crate::base::{ClientId, Fallible};
use crate::oidc::clients::Client;
use crate::oidc::error::Error;
use crate::oidc::issuer::path;
use crate::oidc::parameters::Parameters;
use crate::oidc::provider::Provider;

/// A request whose client is known and whose redirect URI is registered: it can be answered.
#[derive(Clone, Debug)]
pub struct Bound {
    /// Who asks.
    pub client: Arc<Client>,
    pub(super) redirect_uri: String,
    pub(super) mode: ResponseMode,
    pub(super) state: Option<String>,
    /// What is asked, as it was sent or pushed.
    pub(super) parameters: Parameters,
    /// What the browser carries: the same, or the reference to what was pushed.
    pub(super) carried: Parameters,
    pub(super) pushed: Option<Pushed>,
}

impl Bound {
    /// Where the answer goes.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// Whether the console pushed it, to try the client out: no client can.
    pub(super) fn is_trial(&self) -> bool {
        self.pushed.as_ref().is_some_and(|pushed| pushed.is_trial)
    }

    /// Whether what is registered of the client now still lets the answer go there.
    pub(super) fn may_be_answered(&self, client: &Client) -> bool {
        self.is_trial() || client.may_redirect_to(&self.redirect_uri)
    }
}

/// Why a request cannot be answered by a redirect (RFC 6749 §4.1.2.1): a page must say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unbound {
    /// There is no `client_id`.
    ClientMissing,
    /// There is no such client, or it is disabled.
    ClientUnknown,
    /// There is no `redirect_uri`.
    RedirectUriMissing,
    /// The `redirect_uri` is not registered for this client.
    RedirectUriUnregistered {
        /// What the client is called.
        client_name: String,
    },
    /// One of the two was sent twice or is not text.
    Unreadable(Error),
    /// RFC 9126 §4: the pushed request is unknown, used, too old or another client's.
    RequestUriUnknown,
}

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
    let pushed = match Pushed::find(provider, &client, parameters).await? {
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

/// Binds what was sent to a client that is known.
pub(super) fn bind_to(client: Arc<Client>, parameters: &Parameters) -> Result<Bound, Unbound> {
    // OIDC Core §3.1.2.1, RFC 9700 §2.1: exact match.
    bind_where(client, parameters, Client::may_redirect_to)
}

/// Binds what the console pushed: its answer goes to the console and nowhere else.
pub(super) fn bind_to_us(
    provider: &Provider,
    client: Arc<Client>,
    parameters: &Parameters,
) -> Result<Bound, Unbound> {
    let ours = provider.issuer.at(path::TRIAL);
    bind_where(client, parameters, |_, uri| uri == ours)
}

fn bind_where(
    client: Arc<Client>,
    parameters: &Parameters,
    may_redirect_to: impl Fn(&Client, &str) -> bool,
) -> Result<Bound, Unbound> {
    let redirect_uri = match parameters.one("redirect_uri") {
        Ok(Some(uri)) => uri.to_owned(),
        // OIDC Core §3.1.2.1: required.
        Ok(None) => return Err(Unbound::RedirectUriMissing),
        Err(error) => return Err(Unbound::Unreadable(error)),
    };
    if !may_redirect_to(&client, &redirect_uri) {
        let client_name = client.metadata.client_name.clone();
        return Err(Unbound::RedirectUriUnregistered { client_name });
    }
    let once = |name| parameters.one(name).ok().flatten();
    Ok(Bound {
        // What is wrong with these two is found when the request is read; the error needs a way back.
        mode: once("response_mode").and_then(ResponseMode::named).unwrap_or_default(),
        state: once("state").map(str::to_owned),
        client,
        redirect_uri,
        parameters: parameters.clone(),
        carried: parameters.clone(),
        pushed: None,
    })
}
