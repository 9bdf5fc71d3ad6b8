//! Who is calling: visible in every handler's signature.
//!
//! Being signed in, with nothing owed, is the default ([`SignedIn`]); anything more open has to be
//! asked for by name.

use std::future::{Future, Ready, ready};
use std::ops::Deref;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::USER_AGENT;
use actix_web::{FromRequest, HttpRequest, web};

use super::client_address::{TrustedProxies, client_address};
use super::cookies::session_of;
use super::correlation::CorrelationId;
use super::error::Failure;
use super::locale::locale_of;
use super::page::Page;
use super::paths;
use super::return_to::LocalPath;
use crate::app::App;
use crate::audit::Actor;
use crate::audit::Origin;
use crate::base::{Fault, Timestamp, UserId};
use crate::directory::authority::{self, Action, Denied, Holder, Task};
use crate::directory::{self, Role, delegations};
use crate::language::{IntoPhrase, Locale};
use crate::sessions::Session;

/// Browsers' descriptions of themselves are kept up to this many characters.
const LONGEST_USER_AGENT: usize = 256;

/// Anybody, signed in or not.
pub struct Visitor {
    /// The installation.
    pub app: web::Data<App>,
    /// The live session, if there is one; it may owe a registration.
    pub session: Option<Session>,
    /// Where the request comes from.
    pub origin: Origin,
    /// The request itself, for cookies and the page's chrome.
    pub request: HttpRequest,
}

impl Visitor {
    /// The chrome of a page.
    pub fn page(&self, title: impl IntoPhrase) -> Page {
        Page::of(&self.request, title)
    }

    /// How they are spoken to.
    pub fn locale(&self) -> Locale {
        locale_of(&self.request)
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.app.db().clock().now()
    }

    fn of(request: &HttpRequest) -> Result<Self, Failure> {
        let app = request
            .app_data::<web::Data<App>>()
            .cloned()
            .ok_or_else(|| Fault::new("the application's data is missing"))?;
        let origin = origin_of(request);
        Ok(Self { session: session_of(request), origin, request: request.clone(), app })
    }

    fn signed_in(self) -> Result<SignedIn, Failure> {
        match self.session.clone() {
            Some(session) => Ok(SignedIn { visitor: self, session }),
            None => Err(Failure::SignInFirst { return_to: here(&self.request), again: false }),
        }
    }
}

/// Where a request comes from, for the audit log.
pub fn origin_of(request: &HttpRequest) -> Origin {
    let proxies = request.app_data::<web::Data<TrustedProxies>>();
    let user_agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    Origin {
        ip_address: proxies.and_then(|proxies| client_address(request, proxies)),
        user_agent: user_agent.map(|text| text.chars().take(LONGEST_USER_AGENT).collect()),
        correlation_id: CorrelationId::of(request).to_string(),
    }
}

/// The page the browser is on, to come back to.
fn here(request: &HttpRequest) -> LocalPath {
    request
        .uri()
        .path_and_query()
        .and_then(|place| LocalPath::parse(place.as_str()))
        .unwrap_or_else(|| LocalPath::of(paths::HOME))
}

/// Somebody who is signed in and owes nothing.
pub struct SignedIn {
    visitor: Visitor,
    /// Their session.
    pub session: Session,
}

/// Somebody who is signed in and may still owe a registration: for its pages and for signing out.
pub struct Registering(SignedIn);

/// Somebody who authenticated within the last ten minutes: for changing credentials.
pub struct FreshlySignedIn(SignedIn);

/// Somebody who is signed in, owes nothing and holds an administrator role or a delegation: who may
/// open the console. What they may do there each operation asks [`authority`] for itself.
pub struct Administrator {
    caller: SignedIn,
    /// Which roles they hold; none for who has a delegation only.
    pub roles: Vec<Role>,
}

/// An administrator who authenticated a short while ago: for whatever changes credentials, roles,
/// policies, clients or keys.
pub struct FreshAdministrator(Administrator);

/// A form is opened within ten minutes of authenticating; whoever fills it in has ten more to send it.
const FRESH_TO_SEND: Duration = Duration::from_mins(20);

impl Administrator {
    /// As somebody who does something.
    pub fn actor(&self) -> Actor {
        Actor::User { id: self.session.user_id, name: self.session.username.clone() }
    }

    /// Whether they may do this to the installation: for what a page offers. Operations ask again.
    pub fn may(&self, task: Task) -> bool {
        authority::decide_task(&self.roles, task).is_ok()
    }

    /// Whether their roles let them do this to somebody: for what a page offers. Operations ask again.
    pub fn may_touch(&self, action: Action, id: UserId, roles: &[Role]) -> bool {
        let holder = Holder { id: self.session.user_id, roles: &self.roles };
        authority::decide(holder, action, Holder { id, roles }).is_ok()
    }

    /// Refuses whoever may not do this to the installation.
    pub fn require(&self, task: Task) -> Result<(), Failure> {
        authority::decide_task(&self.roles, task).map_err(Failure::NotAllowed)
    }

    async fn of(caller: SignedIn) -> Result<Self, Failure> {
        let (connection, user) = (caller.app.db().read(), caller.session.user_id);
        let roles = directory::roles_of(connection, user).await?;
        if roles.is_empty() && !issues_here(&caller).await? {
            return Err(Failure::NotAllowed(Denied::NoRole));
        }
        Ok(Self { caller, roles })
    }
}

impl Deref for Administrator {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.caller
    }
}

impl Deref for FreshAdministrator {
    type Target = Administrator;

    fn deref(&self) -> &Administrator {
        &self.0
    }
}

impl Deref for SignedIn {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl Deref for Registering {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl Deref for FreshlySignedIn {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl FromRequest for Visitor {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl FromRequest for SignedIn {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Visitor::of(request).and_then(Visitor::signed_in).and_then(owing_nothing))
    }
}

impl FromRequest for Registering {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Visitor::of(request).and_then(Visitor::signed_in).and_then(freshly).map(Self))
    }
}

impl FromRequest for FreshlySignedIn {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let signed_in = Visitor::of(request).and_then(Visitor::signed_in).and_then(owing_nothing);
        ready(signed_in.and_then(freshly).map(Self))
    }
}

type Pending<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

impl FromRequest for Administrator {
    type Error = Failure;
    type Future = Pending<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = Visitor::of(request).and_then(Visitor::signed_in).and_then(owing_nothing);
        Box::pin(async { Self::of(caller?).await })
    }
}

impl FromRequest for FreshAdministrator {
    type Error = Failure;
    type Future = Pending<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = Visitor::of(request).and_then(Visitor::signed_in).and_then(owing_nothing);
        let opening = request.method().is_safe();
        Box::pin(async move {
            let caller = caller?;
            let sent_in_time =
                !opening && caller.now().since(caller.session.authenticated_at) < FRESH_TO_SEND;
            let caller = if sent_in_time { caller } else { freshly(caller)? };
            Administrator::of(caller).await.map(Self)
        })
    }
}

/// Whether somebody without a role issues by a delegation, and the page is one of the few for them.
async fn issues_here(caller: &SignedIn) -> Result<bool, Failure> {
    let pattern = caller.request.match_pattern();
    if !pattern.is_some_and(|pattern| paths::FOR_ISSUERS.contains(&pattern.as_str())) {
        return Ok(false);
    }
    Ok(delegations::is_issuer(caller.app.db().read(), caller.session.user_id).await?)
}

fn owing_nothing(caller: SignedIn) -> Result<SignedIn, Failure> {
    if caller.session.registration_owed {
        return Err(Failure::RegistrationOwed { return_to: here(&caller.request) });
    }
    Ok(caller)
}

fn freshly(caller: SignedIn) -> Result<SignedIn, Failure> {
    if caller.session.is_fresh(caller.now()) {
        return Ok(caller);
    }
    Err(Failure::SignInFirst { return_to: here(&caller.request), again: true })
}
