//! An authorization request comes in, for the first time or again.

use super::bind::bind;
use super::bound::{Bound, Unbound};
use super::code::{self, Issued};
use super::continuation::{self, CONTINUATION, Continuation};
use super::decide::{Decision, Facts, SignedIn, decide};
use super::pushed;
use super::request::AuthorizationRequest;
use super::response::AuthorizationResponse;
use super::store;
use crate::audit::Origin;
use crate::base::{Fallible, Timestamp};
use crate::oidc::clients::Consent;
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::parameters::Parameters;
use crate::oidc::provider::Provider;
use crate::oidc::subject::subject_for;
use crate::sessions::{Acr, Session};

/// What came of an authorization request.
#[derive(Debug)]
pub enum Begun {
    /// It cannot be answered by a redirect: a page says why.
    Unbound(Unbound),
    /// A code or an error for the client.
    Respond(AuthorizationResponse),
    /// Something has to be asked of the person first.
    Ask {
        /// What.
        interaction: Interaction,
        /// With what to come back here afterwards; a `login_hint` is in it.
        resume: Parameters,
    },
}

/// What has to be asked of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interaction {
    /// To sign in.
    SignIn,
    /// To sign in again, though they are signed in.
    Reauthenticate,
    /// To prove more, so that they are signed in this strongly.
    StepUp(Acr),
    /// To say who they are, though somebody is signed in.
    SelectAccount,
    /// To register a lasting method.
    Register,
    /// To allow the client what it asks for.
    Consent,
}

/// Decides what comes next for a request, and issues a code when all is there.
///
/// A visitor who is not signed in costs no read of the database as long as the client is fresh in
/// the catalogue.
pub async fn begin(
    provider: &Provider,
    origin: &Origin,
    session: Option<&Session>,
    parameters: &Parameters,
) -> Fallible<Begun> {
    let bound = match bind(provider, parameters).await? {
        Ok(bound) => bound,
        Err(unbound) => return Ok(Begun::Unbound(unbound)),
    };
    let request = match AuthorizationRequest::read(provider, &bound) {
        Ok(request) => request,
        Err(error) => return refuse(provider, &bound, &error).await,
    };
    let now = provider.database.clock().now();
    let continuation = Continuation::read(&provider.sealer, &bound.carried, now);
    let asked_at = continuation.map(Continuation::asked_at);
    let facts = facts(provider, &request, session, asked_at, now).await?;
    let decision = decide(&request, &facts);
    let (Decision::Grant, Some(session)) = (&decision, session) else {
        return ask(provider, &request, &facts, decision).await;
    };
    // Only what the request would not get without its continuation is an answer to it.
    let anew = Facts { asked_at: None, ..facts };
    let answered = continuation.filter(|_| decide(&request, &anew) != Decision::Grant);
    match code::issue(provider, origin, &request, session, answered).await? {
        Issued::Code(code) => {
            Ok(Begun::Respond(AuthorizationResponse::code(&request.bound, &provider.issuer, &code)))
        }
        Issued::NotAdmitted => {
            let description = "This client does not accept this sign-in";
            let error = Error::new(ErrorCode::AccessDenied, description);
            refuse(provider, &request.bound, &error).await
        }
        Issued::UsedBefore => Ok(Begun::Unbound(Unbound::RequestUriUnknown)),
        Issued::ClientChanged => Ok(Begun::Unbound(Unbound::ClientUnknown)),
        // Decided again, so that prompt=none still shows nothing.
        Issued::AnsweredBefore => ask(provider, &request, &anew, decide(&request, &anew)).await,
        Issued::SessionEnded => {
            let signed_out = Facts { signed_in: None, consent: None, ..anew };
            ask(provider, &request, &signed_out, decide(&request, &signed_out)).await
        }
    }
}

/// Asks the person for what was decided, or tells the client that this cannot be.
async fn ask(
    provider: &Provider,
    request: &AuthorizationRequest,
    facts: &Facts,
    decision: Decision,
) -> Fallible<Begun> {
    let interaction = match decision {
        Decision::Refuse(error) => return refuse(provider, &request.bound, &error).await,
        Decision::SignIn | Decision::Grant => Interaction::SignIn,
        Decision::Reauthenticate => Interaction::Reauthenticate,
        Decision::StepUp(needed) => Interaction::StepUp(needed),
        Decision::SelectAccount => Interaction::SelectAccount,
        Decision::OwesRegistration => Interaction::Register,
        Decision::Consent => Interaction::Consent,
    };
    let plain = request.bound.carried.without(CONTINUATION);
    // What was pushed is answered however long signing in takes, once it was opened in time.
    let resume = if request.asks_anew() || request.bound.pushed.is_some() {
        let asked_at = facts.asked_at.unwrap_or(facts.now);
        let sealed = continuation::seal(&provider.sealer, &plain, asked_at)?;
        plain.with(CONTINUATION, sealed.expose())
    } else {
        plain
    };
    Ok(Begun::Ask { interaction, resume })
}

/// Tells the client, once.
async fn refuse(provider: &Provider, bound: &Bound, error: &Error) -> Fallible<Begun> {
    Ok(match pushed::refuse(provider, bound, error).await? {
        Ok(response) => Begun::Respond(response),
        Err(unbound) => Begun::Unbound(unbound),
    })
}

async fn facts(
    provider: &Provider,
    request: &AuthorizationRequest,
    session: Option<&Session>,
    asked_at: Option<Timestamp>,
    now: Timestamp,
) -> Fallible<Facts> {
    let Some(session) = session else {
        return Ok(Facts { signed_in: None, consent: None, asked_at, now });
    };
    let client = &request.bound.client;
    let connection = provider.database.read();
    let consent = if request.prompt.consent || client.metadata.consent == Consent::Required {
        store::find_consent(connection, session.user_id, &client.id).await?
    } else {
        None
    };
    let subject = match request.subject {
        Some(_) => store::find_subject(connection, session.user_id)
            .await?
            .map(|own| subject_for(provider, client, &own))
            .transpose()?,
        None => None,
    };
    let access = &client.metadata.access;
    let signed_in = SignedIn {
        admitted: access.admit(connection, session.user_id).await?,
        accepted: access.accept(session.acr, &session.amr),
        subject,
        acr: session.acr,
        authenticated_at: session.authenticated_at,
        registration_owed: session.registration_owed,
    };
    Ok(Facts { signed_in: Some(signed_in), consent, asked_at, now })
}
