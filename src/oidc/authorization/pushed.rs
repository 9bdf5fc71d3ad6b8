//! Authorization requests that are pushed beforehand (RFC 9126).

use std::time::Duration;

use super::bound::{Bound, Pushed, Unbound, bind_to, bind_to_us};
use super::continuation::{CONTINUATION, Continuation, GOOD_FOR};
use super::request::AuthorizationRequest;
use super::response::AuthorizationResponse;
use super::store;
use crate::base::{Digest, Fallible, Fault, Secret};
use crate::db::Work;
use crate::oidc::call::Call;
use crate::oidc::clients::{Client, identify};
use crate::oidc::dpop::{Made, Proof, Thumbprint};
use crate::oidc::error::{Error, ErrorCode};
use crate::oidc::issuer::path;
use crate::oidc::parameters::Parameters;
use crate::oidc::provider::Provider;

/// RFC 9126 §2.2.
const URN: &str = "urn:ietf:params:oauth:request_uri:";

/// Of what the console pushed itself. Such a request is kept where no reference of the other kind leads, and
/// the other way round: no client can push what its own redirect URIs do not allow.
const TRIAL_URN: &str = "urn:daypass:trial:";

/// Until then the browser must have come with it; the person may then take their time.
const TO_BE_OPENED_WITHIN: Duration = Duration::from_secs(90);

/// What authenticates the client, and is no part of what it asks.
const CREDENTIALS: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

/// A request that was taken (RFC 9126 §2.2).
#[derive(Debug)]
pub struct PushedResponse {
    /// With which the browser is sent to the authorization endpoint.
    pub request_uri: Secret,
    /// How long it may take to get there.
    pub expires_in: Duration,
}

/// Takes an authorization request from its client, checked as if a browser had brought it.
pub async fn push(
    provider: &Provider,
    call: &Call<'_>,
    body: &Parameters,
) -> Fallible<Result<PushedResponse, Error>> {
    let client = match identify(provider, call, body).await? {
        Ok(client) => client,
        Err(error) => return Ok(Err(error)),
    };
    // Whoever needs no credential could fill the database.
    if client.is_public() {
        return Ok(Err(Error::new(
            ErrorCode::UnauthorizedClient,
            "Public clients cannot push authorization requests",
        )));
    }
    let proof = match proof(provider, call) {
        Ok(proof) => proof,
        Err(error) => return Ok(Err(error)),
    };
    let parameters = match checked(provider, &client, body, proof.as_ref().map(Proof::key)) {
        Ok(parameters) => parameters,
        Err(error) => return Ok(Err(error)),
    };
    if let Some(proof) = proof
        && let Err(error) = proof.spend(provider).await?
    {
        return Ok(Err(error));
    }
    let work = provider.database.begin().await?;
    let reference = work.random().token();
    let expires_at = work.now().plus(TO_BE_OPENED_WITHIN);
    store::insert_pushed(&work, reference.digest(), &client.id, &parameters, expires_at).await?;
    work.commit().await?;
    let request_uri = Secret::new(format!("{URN}{}", reference.expose()));
    Ok(Ok(PushedResponse { request_uri, expires_in: TO_BE_OPENED_WITHIN }))
}

/// Takes a request of the console's own, by which somebody tries a client out.
pub(in crate::oidc) async fn push_trial(
    work: &Work,
    provider: &Provider,
    client: &std::sync::Arc<Client>,
    parameters: &Parameters,
) -> Fallible<Result<Secret, Error>> {
    let bound = bind_to_us(provider, std::sync::Arc::clone(client), parameters)
        .map_err(|_| Fault::new("the console's own request does not lead to the console"))?;
    if let Err(error) = AuthorizationRequest::read_pushed(provider, &bound) {
        return Ok(Err(error));
    }
    let reference = work.random().token();
    let digest = trial_digest(reference.expose());
    let expires_at = work.now().plus(TO_BE_OPENED_WITHIN);
    store::insert_pushed(work, digest, &client.id, parameters, expires_at).await?;
    Ok(Ok(Secret::new(format!("{TRIAL_URN}{}", reference.expose()))))
}

/// Under which a trial is kept. No reference that is given to a client has a colon in it.
fn trial_digest(reference: &str) -> Digest {
    Secret::new(format!("trial:{reference}")).digest()
}

fn proof(provider: &Provider, call: &Call<'_>) -> Result<Option<Proof>, Error> {
    let path = path::PUSHED_AUTHORIZATION_REQUEST;
    Proof::read(provider, &call.proofs, Made { method: "POST", path, access_token: None })
}

/// What was pushed, if it could be answered.
fn checked(
    provider: &Provider,
    client: &std::sync::Arc<Client>,
    body: &Parameters,
    key: Option<&Thumbprint>,
) -> Result<Parameters, Error> {
    // RFC 9126 §2.1: a reference to another request is no request.
    if body.one("request_uri")?.is_some() {
        return Err(Error::invalid_request("request_uri cannot be pushed"));
    }
    let mut parameters = CREDENTIALS.into_iter().fold(body.clone(), |all, name| all.without(name));
    // A continuation is ours to give.
    parameters = parameters.without(CONTINUATION);
    if parameters.one("client_id")?.is_none() {
        parameters = parameters.with("client_id", client.id.as_str());
    }
    if let Some(key) = key {
        parameters = bound_to(parameters, key)?;
    }
    let bound = bind_to(std::sync::Arc::clone(client), &parameters).map_err(|unbound| {
        Error::invalid_request(match unbound {
            Unbound::RedirectUriMissing => "redirect_uri is missing",
            _ => "redirect_uri is not registered for this client",
        })
    })?;
    AuthorizationRequest::read_pushed(provider, &bound)?;
    Ok(parameters)
}

/// RFC 9449 §10.1: a proof announces its key as `dpop_jkt` does; where both come, they agree.
fn bound_to(parameters: Parameters, key: &Thumbprint) -> Result<Parameters, Error> {
    match parameters.one("dpop_jkt")? {
        None => Ok(parameters.with("dpop_jkt", key.as_str())),
        Some(announced) if announced == key.as_str() => Ok(parameters),
        Some(_) => Err(Error::new(
            ErrorCode::InvalidDpopProof,
            "dpop_jkt is not the key of the DPoP proof",
        )),
    }
}

/// Whether a request is a reference to a pushed one.
pub(super) enum Found {
    /// It is not.
    NotPushed,
    /// It is, but to none that this client could still use.
    Unknown,
    /// To this one.
    Pushed(Pushed),
}

/// Finds what a `request_uri` of ours stands for.
pub(super) async fn find(
    provider: &Provider,
    client: &Client,
    parameters: &Parameters,
) -> Fallible<Found> {
    let kept = match parameters.one("request_uri") {
        Ok(uri) => uri.and_then(kept_as),
        Err(_) => return Ok(Found::Unknown),
    };
    let Some((digest, is_trial)) = kept else { return Ok(Found::NotPushed) };
    let found = store::find_pushed(provider.database.read(), digest, &client.id).await?;
    let Some((pushed, expires_at)) = found else { return Ok(Found::Unknown) };
    // It may be opened again while the person signs in; the seal says that it was opened in time.
    let now = provider.database.clock().now();
    let continuation = Continuation::read(&provider.sealer, parameters, now);
    let opened_at = continuation.map_or(now, Continuation::asked_at);
    if expires_at <= opened_at {
        return Ok(Found::Unknown);
    }
    Ok(Found::Pushed(Pushed { digest, is_trial, parameters: Parameters::parse(&pushed) }))
}

impl Pushed {
    /// Takes it as answered; says whether it was not before.
    pub(super) async fn use_up(&self, work: &Work) -> Fallible<bool> {
        store::delete_pushed(work, self.digest).await
    }
}

/// Under which a `request_uri` of ours is kept, and whether it is the console's.
fn kept_as(uri: &str) -> Option<(Digest, bool)> {
    let clients = uri.strip_prefix(URN).map(|it| (Secret::new(it).digest(), false));
    clients.or_else(|| uri.strip_prefix(TRIAL_URN).map(|it| (trial_digest(it), true)))
}

/// Answers a request with an error. What was pushed is used up by that as by a code; was it before, nobody
/// is told anything.
pub(super) async fn refuse(
    provider: &Provider,
    bound: &Bound,
    error: &Error,
) -> Fallible<Result<AuthorizationResponse, Unbound>> {
    if let Some(pushed) = &bound.pushed {
        let work = provider.database.begin().await?;
        if !pushed.use_up(&work).await? {
            return Ok(Err(Unbound::RequestUriUnknown));
        }
        work.commit().await?;
    }
    Ok(Ok(AuthorizationResponse::error(bound, &provider.issuer, error)))
}

/// Deletes pushed requests that nobody can answer any more.
pub async fn sweep(work: &Work) -> Fallible<()> {
    store::delete_pushed_before(work, work.now().minus(GOOD_FOR)).await
}
