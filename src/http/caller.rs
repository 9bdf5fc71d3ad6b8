//! Who is calling: visible in every handler's signature.
//!
//! Being signed in, with nothing owed, is the default ([`SignedIn`]); anything more open has to be
//! asked for by name.

use std::future::{Ready, ready};
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::http::header::USER_AGENT;
use actix_web::{FromRequest, HttpRequest, web};

use super::client_address::{TrustedProxies, client_address};
use super::cookies::session_of;
use super::correlation::CorrelationId;
use super::error::Failure;
use super::page::Page;
use super::paths;
use super::return_to::LocalPath;
use crate::app::App;
use crate::audit::Origin;
use crate::base::{Fault, Timestamp};
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
    pub fn page(&self, title: &'static str) -> Page {
        Page::of(&self.request, title)
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
