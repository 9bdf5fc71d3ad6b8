//! Whose request it is, and where its answer goes.

use std::sync::Arc;

use super::continuation::CONTINUATION;
use super::response_mode::ResponseMode;
use crate::base::Digest;
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

/// A request that a browser came with by reference.
#[derive(Clone, Debug)]
pub(super) struct Pushed {
    /// Under which it is kept.
    pub(super) digest: Digest,
    /// Whether the console pushed it.
    pub(super) is_trial: bool,
    /// What was pushed.
    pub(super) parameters: Parameters,
}

impl Pushed {
    /// What the browser goes on carrying; the hint and the languages are for our own pages.
    pub(super) fn carried(&self, sent: &Parameters) -> Parameters {
        let wanted = ["client_id", "request_uri", CONTINUATION];
        let carried = wanted.into_iter().filter_map(|name| Some((name, sent.one(name).ok()??)));
        let for_pages = ["login_hint", "ui_locales"]
            .into_iter()
            .filter_map(|name| Some((name, self.parameters.one(name).ok()??)));
        Parameters::from_pairs(carried.chain(for_pages))
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
