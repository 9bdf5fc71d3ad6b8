//! What ends a request early, and the page it becomes.

use std::fmt;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, LOCATION, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, ResponseError};
use askama::Template;

use super::page::{Chrome, Link, Page, html};
use super::paths;
use super::return_to::{LocalPath, with_query};
use crate::base::Fault;
use crate::directory::authority::Denied;
use crate::language::{Phrase, phrase};

/// Why a person's request ends here.
#[derive(Debug)]
pub enum Failure {
    /// What should not happen; logged once, with its chain.
    Fault(Fault),
    /// Nobody is signed in; or not freshly enough.
    SignInFirst {
        /// Where to go on afterwards.
        return_to: LocalPath,
        /// Whether somebody is, but too long ago.
        again: bool,
    },
    /// A lasting method must be registered first.
    RegistrationOwed {
        /// Where to go on afterwards.
        return_to: LocalPath,
    },
    /// Another site made the browser send this.
    Forged,
    /// Too many people are signing in at this moment.
    Busy,
    /// Too many tries to sign in have failed at the client's address.
    TooManyFailures {
        /// How long until the next one is looked at.
        wait: Duration,
    },
    /// There is no such thing, or it is not this person's.
    NotFound,
    /// Whoever is signed in may not do this, or not to this person.
    NotAllowed(Denied),
    /// The request is not one a page of ours sends.
    Malformed(&'static str),
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::SignInFirst { .. } | Self::RegistrationOwed { .. } => StatusCode::SEE_OTHER,
            Self::Forged | Self::NotAllowed(_) => StatusCode::FORBIDDEN,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            // RFC 6585 §4.
            Self::TooManyFailures { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
        }
    }

    /// A bare answer: the request's chrome is added by [`present`].
    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status_code());
        match self {
            Self::SignInFirst { return_to, again } => {
                let reason = again.then_some("fresh");
                let query = [("return_to", Some(return_to.as_str())), ("reason", reason)];
                answer.insert_header((LOCATION, with_query(paths::SIGN_IN, &query)));
            }
            Self::RegistrationOwed { return_to } => {
                let query = [("return_to", Some(return_to.as_str()))];
                answer.insert_header((LOCATION, with_query(paths::REGISTER, &query)));
            }
            Self::Busy => {
                answer.insert_header((RETRY_AFTER, "2"));
            }
            Self::TooManyFailures { wait } => {
                // RFC 9110 §10.2.3: whole seconds, and never too few of them.
                answer.insert_header((RETRY_AFTER, wait.as_secs() + 1));
            }
            _ => {}
        }
        answer.finish()
    }
}

/// What went wrong, whose turn it is, one way forward.
#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    message: Phrase,
    advice: Phrase,
    detail: Option<String>,
    forward: Option<Link>,
}

/// What an error page says.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The status of the answer.
    pub status: StatusCode,
    /// The heading.
    pub title: Phrase,
    /// What went wrong, in a sentence.
    pub message: Phrase,
    /// Whose turn it is. May be empty.
    pub advice: Phrase,
    /// For the app's developer; never a secret.
    pub detail: Option<String>,
}

impl Problem {
    /// The page of this problem.
    pub fn page(&self, request: &HttpRequest) -> HttpResponse {
        self.in_chrome(&Chrome::of(request))
    }

    fn in_chrome(&self, chrome: &Chrome) -> HttpResponse {
        let page = chrome.page(&self.title);
        let forward =
            Some(Link { label: phrase("go-to-start-page"), href: paths::HOME.to_owned() });
        let view = ErrorPage {
            page,
            message: self.message.clone(),
            advice: self.advice.clone(),
            detail: self.detail.clone(),
            forward,
        };
        html(self.status, &view).unwrap_or_else(|_| HttpResponse::build(self.status).finish())
    }
}

/// Turns what ended a request early into a page with the request's correlation id.
pub async fn present(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    // Not the request itself: a router below needs it for itself alone.
    let chrome = Chrome::of(request.request());
    let path = request.path().to_owned();
    let answer = match next.call(request).await {
        Ok(answer) => answer,
        // A middleware gave up, for instance because the session could not be looked up.
        Err(error) => {
            let status = error.as_response_error().status_code();
            let Some(problem) = problem(&error, status, &path) else { return Err(error) };
            return Err(InternalError::from_response(error, problem.in_chrome(&chrome)).into());
        }
    };
    let status = answer.status();
    let problem = match answer.response().error() {
        Some(error) => problem(error, status, &path),
        // The router's own answer has no words.
        None => (status == StatusCode::METHOD_NOT_ALLOWED).then(method_not_allowed),
    };
    Ok(match problem {
        Some(problem) => {
            let mut page = problem.in_chrome(&chrome);
            for kept in [RETRY_AFTER, ALLOW] {
                if let Some(value) = answer.headers().get(&kept) {
                    page.headers_mut().insert(kept, value.clone());
                }
            }
            answer.into_response(page).map_into_right_body()
        }
        None => answer.map_into_left_body(),
    })
}

fn problem(error: &Error, status: StatusCode, path: &str) -> Option<Problem> {
    match error.as_error::<Failure>() {
        Some(Failure::Fault(fault)) => {
            tracing::error!(path, "{fault}");
            Some(fault_of_ours())
        }
        Some(Failure::SignInFirst { .. } | Failure::RegistrationOwed { .. }) => None,
        Some(Failure::Forged) => {
            Some(said(status, "forged-title", "forged-message", "forged-advice"))
        }
        Some(Failure::Busy) => Some(said(status, "busy-title", "busy-message", "busy-advice")),
        Some(Failure::TooManyFailures { .. }) => Some(said(
            status,
            "too-many-failures-title",
            "too-many-failures-message",
            "too-many-failures-advice",
        )),
        Some(Failure::NotFound) => Some(not_found()),
        Some(Failure::NotAllowed(denied)) => Some(not_allowed(*denied)),
        Some(Failure::Malformed(what)) => Some(malformed((*what).to_owned())),
        None if status.is_server_error() => {
            tracing::error!(path, "{error}");
            Some(fault_of_ours())
        }
        None if status == StatusCode::PAYLOAD_TOO_LARGE => {
            Some(said(status, "too-large-title", "too-large-message", "too-large-advice"))
        }
        None => Some(malformed("It could not be read.".to_owned())),
    }
}

/// A problem without anything for the app's developer.
fn said(
    status: StatusCode,
    title: &'static str,
    message: &'static str,
    advice: &'static str,
) -> Problem {
    let (title, message, advice) = (phrase(title), phrase(message), phrase(advice));
    Problem { status, title, message, advice, detail: None }
}

fn fault_of_ours() -> Problem {
    said(StatusCode::INTERNAL_SERVER_ERROR, "fault-title", "fault-message", "fault-advice")
}

fn malformed(detail: String) -> Problem {
    let problem = said(
        StatusCode::BAD_REQUEST,
        "malformed-title",
        "malformed-message",
        "reload-and-try-again",
    );
    Problem { detail: Some(detail), ..problem }
}

fn not_found() -> Problem {
    said(StatusCode::NOT_FOUND, "not-found-title", "not-found-message", "")
}

fn not_allowed(denied: Denied) -> Problem {
    let (message, advice) = match denied {
        Denied::Yourself => ("denied-yourself", "ask-another-administrator-for-you"),
        Denied::Privileged => ("denied-privileged", "ask-a-privileged-administrator"),
        Denied::Issuer => ("denied-issuer", "ask-an-authentication-administrator"),
        Denied::NotANewcomer => ("denied-not-a-newcomer", "ask-an-authentication-administrator"),
        Denied::PowerfulGroup => ("denied-powerful-group", "ask-a-privileged-administrator"),
        Denied::PolicyGroup => ("denied-policy-group", "ask-a-global-administrator"),
        Denied::OwnPeople => ("denied-own-people", "ask-another-administrator"),
        Denied::NoRole => ("denied-no-role", "ask-a-global-administrator-if-it-should"),
    };
    said(StatusCode::FORBIDDEN, "denied-title", message, advice)
}

fn method_not_allowed() -> Problem {
    said(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed-title",
        "method-not-allowed-message",
        "reload-and-try-again",
    )
}

/// The page of an address that leads nowhere.
pub async fn no_such_page(request: HttpRequest) -> HttpResponse {
    not_found().page(&request)
}
