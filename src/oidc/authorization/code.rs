//! Issuing a code.

use std::time::Duration;

use super::continuation::Continuation;
use super::request::AuthorizationRequest;
use super::store;
use crate::audit::{self, Category, Event, Origin, Person};
use crate::base::{Fallible, GrantId, Random, Secret, Timestamp};
use crate::directory::hold_user;
use crate::oidc::clients;
use crate::oidc::grants::code::store::{self as codes, NewCode, NewGrant};
use crate::oidc::grants::{self, ENDED, Grant};
use crate::oidc::pkce::CodeChallenge;
use crate::oidc::provider::Provider;
use crate::oidc::scope::Scope;
use crate::sessions::{Amr, Session};

/// RFC 6749 §4.1.2 recommends at most ten minutes; a client comes within seconds.
const GOOD_FOR: Duration = Duration::from_mins(1);

/// What became of the wish for a code.
pub(super) enum Issued {
    /// A grant with its code.
    Code(Secret),
    /// The session ended meanwhile, or has come to owe a registration.
    SessionEnded,
    /// The client was disabled or changed meanwhile.
    ClientChanged,
    /// What the person was asked for has been answered before.
    AnsweredBefore,
    /// The client's rules were changed meanwhile, or who is in its groups.
    NotAdmitted,
    /// The pushed request was answered before.
    UsedBefore,
}

/// Issues a code against the rows of the moment: what a cache remembers is not asked.
///
/// `answered` is the question that the person's sign-in or consent answers, if it needs one.
pub(super) async fn issue(
    provider: &Provider,
    origin: &Origin,
    request: &AuthorizationRequest,
    session: &Session,
    answered: Option<Continuation>,
) -> Fallible<Issued> {
    if answered.is_none()
        && let Some(code) = issue_shortly(provider, origin, request, session).await?
    {
        return Ok(Issued::Code(code));
    }
    let work = provider.database.begin().await?;
    // The person before the session, as signing out everywhere takes them.
    hold_user(&work, session.user_id).await?;
    if let Some(question) = answered
        && !question.spend(&work).await?
    {
        return Ok(Issued::AnsweredBefore);
    }
    // RFC 9126 §4: good once, and used up by its answer rather than by being looked at.
    if let Some(pushed) = &request.bound.pushed
        && !pushed.use_up(&work).await?
    {
        return Ok(Issued::UsedBefore);
    }
    let live = store::find_live_session(&work, session.id).await?;
    let Some(live) = live.filter(|live| live.user_id == session.user_id && !live.registration_owed)
    else {
        return Ok(Issued::SessionEnded);
    };
    let client_id = &request.bound.client.id;
    let client = clients::store::find(work.connection(), client_id).await?;
    let Some(client) = client.filter(|now| now.enabled && request.bound.may_be_answered(now))
    else {
        return Ok(Issued::ClientChanged);
    };
    let access = &client.metadata.access;
    if !access.accept(live.acr.parse()?, &Amr::from(live.amr.as_str()))
        || !access.admit(work.connection(), live.user_id).await?
    {
        return Ok(Issued::NotAdmitted);
    }
    let grant = Grant {
        id: GrantId::fresh(),
        user: live.user_id,
        client: client_id.clone(),
        scopes: request.scopes.clone(),
        resources: request.resources.clone(),
        claims: request.claims.clone(),
        nonce: request.nonce.clone(),
        amr: live.amr,
        acr: live.acr,
        authenticated_at: live.authenticated_at,
        granted_at: work.now(),
        sid: session.id,
        session: (!is_offline(request)).then_some(session.id),
        pass: live.pass_id,
        // What is tried out stands at no time: whatever becomes of its code, no client gets anything for it.
        generation: if request.bound.is_trial() { ENDED } else { live.generation },
    };
    let code = work.random().token();
    let new = new_code(request, &code, grant.id, work.now());
    grants::store::insert(&work, &grant).await?;
    codes::insert(&work, new).await?;
    grants::store::make_room(&work, grant.sid, client_id).await?;
    audit::record(&work, origin, event(request, session)).await?;
    work.commit().await?;
    Ok(Issued::Code(code))
}

/// The same for a request that uses nothing up, from a session and for a client that are what they were
/// when the request came in; `None` if they are not, or if more has to be looked at.
async fn issue_shortly(
    provider: &Provider,
    origin: &Origin,
    request: &AuthorizationRequest,
    session: &Session,
) -> Fallible<Option<Secret>> {
    let AuthorizationRequest { bound, .. } = request;
    let has_members_alone = !bound.client.metadata.access.allowed_groups.is_empty();
    if bound.pushed.is_some() || bound.is_trial() || has_members_alone {
        return Ok(None);
    }
    let (database, code, grant) = (&provider.database, Random.token(), GrantId::fresh());
    let now = database.clock().now();
    let new = NewGrant {
        id: grant,
        client: &bound.client,
        session,
        scopes: &request.scopes,
        resources: &request.resources,
        claims: &request.claims,
        nonce: request.nonce.as_deref(),
        offline: is_offline(request),
        now,
    };
    let mut issuance = codes::issuance(database, &new, new_code(request, &code, grant, now))?;
    audit::record_shortly(&mut issuance, now, origin, event(request, session));
    Ok(database.run(issuance).await?.then_some(code))
}

/// OIDC Core §11: only with `offline_access` does it live on when the person signs out.
fn is_offline(request: &AuthorizationRequest) -> bool {
    request.scopes.contains(Scope::OfflineAccess)
}

fn new_code<'a>(
    request: &'a AuthorizationRequest,
    code: &Secret,
    grant: GrantId,
    now: Timestamp,
) -> NewCode<'a> {
    NewCode {
        digest: code.digest(),
        grant,
        redirect_uri: &request.bound.redirect_uri,
        challenge: request.code_challenge.as_ref().map(CodeChallenge::as_str),
        key: request.key.as_ref(),
        expires_at: now.plus(GOOD_FOR),
    }
}

fn event(request: &AuthorizationRequest, session: &Session) -> Event {
    let person = Person::new(session.user_id, session.username.clone());
    let event = Event::new(Category::SignIn, "Sign-in").by(person.clone().into()).on(person);
    let event = event.for_client(request.bound.client.id.clone());
    if request.bound.is_trial() { event.with_reason(audit::TRIED_OUT) } else { event }
}
