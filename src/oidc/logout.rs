//! Signing out at a client's request (OpenID Connect RP-Initiated Logout 1.0).
//!
//! Only an ID token of ours for the session in this browser signs out without a question. Whatever
//! else comes along is asked about first, and whatever does not fit is a page: nobody is ever sent
//! to an address that the client has not registered.

use std::sync::Arc;

use super::authorization::with_parameters;
use super::clients::Client;
use super::error::Error;
use super::parameters::Parameters;
use super::provider::Provider;
use super::token::IdTokenHint;
use crate::base::{ClientId, Fallible};
use crate::sessions::Session;

/// Where the client wants people after they signed out; registered by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostLogout {
    uri: String,
    state: Option<String>,
}

impl PostLogout {
    /// The address, with the client's `state` (RP-Initiated Logout §3).
    pub fn location(&self) -> String {
        let state = self.state.iter().map(|state| ("state", state.clone())).collect::<Vec<_>>();
        with_parameters(&self.uri, &state)
    }
}

/// What comes of a request to sign out.
#[derive(Debug)]
pub enum Logout {
    /// It was asked by a client that proved whom it means, and that is who is signed in here: end the
    /// session.
    SignOut {
        /// Then go there, or to our own page.
        then: Option<PostLogout>,
    },
    /// Nobody is signed in here, so there is nothing to end.
    SignedOutAlready {
        /// Go there, or to our own page.
        then: Option<PostLogout>,
    },
    /// Anybody could have sent the browser here: ask the person first.
    Ask {
        /// Which client asks, if that is known.
        client: Option<Arc<Client>>,
        /// Where to go after the person has confirmed.
        then: Option<PostLogout>,
    },
    /// It does not fit: a page says why, and nothing has changed.
    Refused(LogoutRefusal),
}

/// Why a request to sign out is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogoutRefusal {
    /// RP-Initiated Logout §4: the hint is not an ID token that we issued.
    BadHint,
    /// RP-Initiated Logout §2: the hint was issued to another client than the one that is named.
    ClientMismatch,
    /// There is no such client, or it is disabled.
    UnknownClient,
    /// RP-Initiated Logout §2, §3: an address to go to, but neither hint nor `client_id` says whose.
    ClientMissing,
    /// RP-Initiated Logout §3: the address is not registered, byte by byte.
    UnregisteredUri,
    /// A parameter was sent twice or is not text.
    Unreadable(Error),
}

/// Reads a request to sign out. Changes nothing: ending the session is the caller's, who also asks.
pub async fn logout(
    provider: &Provider,
    session: Option<&Session>,
    parameters: &Parameters,
) -> Fallible<Logout> {
    let sent = match Sent::read(parameters) {
        Ok(sent) => sent,
        Err(error) => return Ok(Logout::Refused(LogoutRefusal::Unreadable(error))),
    };
    let hint = match sent.hint.map(|token| IdTokenHint::read(provider, token)) {
        Some(None) => return Ok(Logout::Refused(LogoutRefusal::BadHint)),
        Some(Some(hint)) => Some(hint),
        None => None,
    };
    let client = match client(provider, &sent, hint.as_ref()).await? {
        Ok(client) => client,
        Err(refusal) => return Ok(Logout::Refused(refusal)),
    };
    let then = match post_logout(&sent, client.as_deref()) {
        Ok(then) => then,
        Err(refusal) => return Ok(Logout::Refused(refusal)),
    };
    Ok(match (session, hint) {
        (None, Some(_)) => Logout::SignedOutAlready { then },
        (Some(session), Some(hint)) if hint.sid == session.id => Logout::SignOut { then },
        // RP-Initiated Logout §2: without a hint for this session, ask.
        (Some(_), _) => Logout::Ask { client, then },
        // Nobody is signed in, and nobody vouches for where to go: our own page.
        (None, None) => Logout::SignedOutAlready { then: None },
    })
}

struct Sent<'a> {
    hint: Option<&'a str>,
    client_id: Option<&'a str>,
    uri: Option<&'a str>,
    state: Option<&'a str>,
}

impl<'a> Sent<'a> {
    fn read(parameters: &'a Parameters) -> Result<Self, Error> {
        Ok(Self {
            hint: parameters.one("id_token_hint")?,
            client_id: parameters.one("client_id")?,
            uri: parameters.one("post_logout_redirect_uri")?,
            state: parameters.one("state")?,
        })
    }
}

/// The client that asks: by the hint's audience, or by `client_id`; both must agree.
async fn client(
    provider: &Provider,
    sent: &Sent<'_>,
    hint: Option<&IdTokenHint>,
) -> Fallible<Result<Option<Arc<Client>>, LogoutRefusal>> {
    let named = sent.client_id.map(ClientId::new);
    let id = match (hint.map(|hint| hint.aud.clone()), named) {
        (Some(audience), Some(named)) if audience != named => {
            return Ok(Err(LogoutRefusal::ClientMismatch));
        }
        (Some(id), _) | (None, Some(id)) => id,
        (None, None) => return Ok(Ok(None)),
    };
    Ok(match provider.clients.find(&id).await? {
        Some(client) => Ok(Some(client)),
        None => Err(LogoutRefusal::UnknownClient),
    })
}

fn post_logout(
    sent: &Sent<'_>,
    client: Option<&Client>,
) -> Result<Option<PostLogout>, LogoutRefusal> {
    let Some(uri) = sent.uri else {
        return Ok(None);
    };
    match client {
        None => Err(LogoutRefusal::ClientMissing),
        Some(client) if client.may_send_signed_out_to(uri) => {
            let state = sent.state.map(str::to_owned);
            Ok(Some(PostLogout { uri: uri.to_owned(), state }))
        }
        Some(_) => Err(LogoutRefusal::UnregisteredUri),
    }
}
