//! What the consent page asks, and what comes of the answer.

use super::bind::bind;
use super::bound::Unbound;
use super::pushed::refuse;
use super::request::AuthorizationRequest;
use super::response::AuthorizationResponse;
use super::store;
use crate::audit::{self, Category, Event, Origin, Person};
use crate::base::Fallible;
use crate::directory::hold_user;
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::parameters::Parameters;
use crate::oidc::provider::Provider;
use crate::sessions::{self, Session};

/// What the consent page may show.
#[derive(Debug)]
pub enum Asked {
    /// A client asks for this; `consent_scopes` says for what.
    Asked(Box<AuthorizationRequest>),
    /// The interrupted request is no request that anybody could allow: an error page.
    Unbound(Unbound),
    /// It is refused before anybody is asked: the client is told.
    Respond(AuthorizationResponse),
}

/// Reads the interrupted request again for the consent page.
pub async fn asked(provider: &Provider, parameters: &Parameters) -> Fallible<Asked> {
    let bound = match bind(provider, parameters).await? {
        Ok(bound) => bound,
        Err(unbound) => return Ok(Asked::Unbound(unbound)),
    };
    Ok(match AuthorizationRequest::read(provider, &bound) {
        Ok(request) => Asked::Asked(Box::new(request)),
        Err(error) => {
            Asked::Respond(AuthorizationResponse::error(&bound, &provider.issuer, &error))
        }
    })
}

/// The answer to [`allow`].
#[derive(Debug)]
pub enum Allowed {
    /// It is written down; the interrupted request can go on.
    Allowed,
    /// The session has ended meanwhile, and nothing is written down; the interrupted request asks who
    /// it is.
    SessionEnded,
    /// The interrupted request is no request that anybody could allow: an error page.
    Unbound(Unbound),
    /// It is refused before anybody is asked: the client is told.
    Respond(AuthorizationResponse),
}

/// Writes down that the person allows what the interrupted request asks for, beside what they
/// allowed this client before.
pub async fn allow(
    provider: &Provider,
    origin: &Origin,
    session: &Session,
    parameters: &Parameters,
) -> Fallible<Allowed> {
    let request = match asked(provider, parameters).await? {
        Asked::Asked(request) => request,
        Asked::Unbound(unbound) => return Ok(Allowed::Unbound(unbound)),
        Asked::Respond(response) => return Ok(Allowed::Respond(response)),
    };
    let client = &request.bound.client.id;
    let work = provider.database.begin().await?;
    // The person before the session, as signing out everywhere takes them.
    hold_user(&work, session.user_id).await?;
    if !sessions::still_live(&work, session).await? {
        return Ok(Allowed::SessionEnded);
    }
    let before = store::find_consent(work.connection(), session.user_id, client).await?;
    let before = before.map(|given| given.scopes).unwrap_or_default();
    let scopes = before.union(&request.consent_scopes());
    store::record_consent(&work, session.user_id, client, &scopes).await?;
    let person = Person::new(session.user_id, session.username.clone());
    let event = Event::new(Category::ApplicationManagement, "Consent to application")
        .by(person.clone().into())
        .on(person)
        .for_client(client.clone())
        .with_reason(scopes.to_string());
    audit::record(&work, origin, event).await?;
    work.commit().await?;
    Ok(Allowed::Allowed)
}

/// The answer to [`deny`].
#[derive(Debug)]
pub enum Denied {
    /// The client is told.
    Respond(AuthorizationResponse),
    /// There is nobody who could be told: an error page.
    Unbound(Unbound),
}

/// Tells the client that the person does not allow it (RFC 6749 §4.1.2.1).
pub async fn deny(provider: &Provider, parameters: &Parameters) -> Fallible<Denied> {
    let bound = match bind(provider, parameters).await? {
        Ok(bound) => bound,
        Err(unbound) => return Ok(Denied::Unbound(unbound)),
    };
    let error = Error::new(ErrorCode::AccessDenied, "The person did not allow it");
    Ok(match refuse(provider, &bound, &error).await? {
        Ok(response) => Denied::Respond(response),
        Err(unbound) => Denied::Unbound(unbound),
    })
}
