//! The client registration endpoint (RFC 7591 §3) and each client's own (RFC 7592 §2).

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, ContentType, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse, web};

use super::error::{log, of_fault, private};
use super::form::{self, Body};
use crate::app::App;
use crate::base::{ClientId, Fallible, Secret};
use crate::http::caller::origin_of;
use crate::oidc::registration::{self, Refusal, Registration};
use crate::oidc::{Error, ErrorCode};

/// RFC 6750 §3.
const BEARER: &str = "Bearer realm=\"Daypass\"";

/// More than any client's metadata needs, bytes.
const LIMIT: usize = 32 * 1024;

pub(super) async fn post(request: HttpRequest, app: web::Data<App>, body: Body) -> HttpResponse {
    present(create(&request, &app, body).await)
}

pub(super) async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    id: web::Path<String>,
) -> HttpResponse {
    present(show(&request, &app, &ClientId::new(id.into_inner())).await)
}

pub(super) async fn put(
    request: HttpRequest,
    app: web::Data<App>,
    id: web::Path<String>,
    body: Body,
) -> HttpResponse {
    present(replace(&request, &app, &ClientId::new(id.into_inner()), body).await)
}

pub(super) async fn delete(
    request: HttpRequest,
    app: web::Data<App>,
    id: web::Path<String>,
) -> HttpResponse {
    present(remove(&request, &app, &ClientId::new(id.into_inner())).await)
}

/// What is answered: the right answer, or the refusal that its maker presents.
type Answered = Fallible<Result<HttpResponse, Refusal>>;

async fn create(request: &HttpRequest, app: &App, body: Body) -> Answered {
    let (token, body) = match read(request, body) {
        Ok(read) => read,
        Err(error) => return Ok(Err(error.into())),
    };
    let origin = origin_of(request);
    let registered = registration::register(app.provider(), &origin, token.as_ref(), &body).await?;
    told(registered, StatusCode::CREATED)
}

async fn show(request: &HttpRequest, app: &App, id: &ClientId) -> Answered {
    let token = match bearer(request) {
        Ok(token) => token,
        Err(error) => return Ok(Err(error.into())),
    };
    told(registration::show(app.provider(), id, token.as_ref()).await?, StatusCode::OK)
}

async fn replace(request: &HttpRequest, app: &App, id: &ClientId, body: Body) -> Answered {
    let (token, body) = match read(request, body) {
        Ok(read) => read,
        Err(error) => return Ok(Err(error.into())),
    };
    let origin = origin_of(request);
    let updated = registration::update(app.provider(), &origin, id, token.as_ref(), &body).await?;
    told(updated, StatusCode::OK)
}

async fn remove(request: &HttpRequest, app: &App, id: &ClientId) -> Answered {
    let token = match bearer(request) {
        Ok(token) => token,
        Err(error) => return Ok(Err(error.into())),
    };
    let origin = origin_of(request);
    let deleted = registration::delete(app.provider(), &origin, id, token.as_ref()).await?;
    Ok(deleted.map(|()| private(StatusCode::NO_CONTENT).finish()))
}

fn told(outcome: Result<Registration, Refusal>, status: StatusCode) -> Answered {
    match outcome {
        Ok(registration) => {
            let json = registration.expose()?;
            Ok(Ok(private(status).insert_header(ContentType::json()).body(json)))
        }
        Err(refusal) => Ok(Err(refusal)),
    }
}

fn present(answered: Answered) -> HttpResponse {
    match answered {
        Ok(Ok(answer)) => answer,
        Ok(Err(refusal)) => refused(&refusal),
        Err(fault) => of_fault(&fault),
    }
}

fn refused(refusal: &Refusal) -> HttpResponse {
    match refusal {
        Refusal::Off => HttpResponse::NotFound().finish(),
        // RFC 6750 §3.1: nothing but how.
        Refusal::NoToken => {
            private(StatusCode::UNAUTHORIZED).insert_header((WWW_AUTHENTICATE, BEARER)).finish()
        }
        // RFC 7592 §2: a token that is no good is 401, one that may not is 403.
        Refusal::Refused(error) if error.code == ErrorCode::InvalidToken => {
            let challenge = format!("{BEARER}, error=\"{}\"", error.code.as_str());
            log(error);
            private(StatusCode::UNAUTHORIZED)
                .insert_header((WWW_AUTHENTICATE, challenge))
                .json(error)
        }
        Refusal::Refused(error) => {
            let status = match error.code {
                ErrorCode::AccessDenied => StatusCode::FORBIDDEN,
                _ => StatusCode::BAD_REQUEST,
            };
            log(error);
            private(status).json(error)
        }
        Refusal::TooMany { retry_after } => later(
            "Too many clients were registered from this address within the hour",
            StatusCode::TOO_MANY_REQUESTS,
            *retry_after,
        ),
        Refusal::Full => later(
            "As many clients have registered themselves as may",
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_hours(1),
        ),
    }
}

fn later(description: &'static str, status: StatusCode, after: Duration) -> HttpResponse {
    let error = Error::new(ErrorCode::TemporarilyUnavailable, description);
    log(&error);
    private(status).insert_header((RETRY_AFTER, after.as_secs().max(1))).json(error)
}

fn read(request: &HttpRequest, body: Body) -> Result<(Option<Secret>, web::Bytes), Error> {
    let token = bearer(request)?;
    // RFC 7591 §3.1.
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
    if !kind.trim().eq_ignore_ascii_case("application/json") {
        return Err(Error::invalid_request("The body must be application/json"));
    }
    match body {
        Ok(body) if body.len() <= LIMIT => Ok((token, body)),
        _ => Err(Error::invalid_request("The body is too large or incomplete")),
    }
}

/// RFC 6750 §2.1.
fn bearer(request: &HttpRequest) -> Result<Option<Secret>, Error> {
    let Some(header) = form::authorization(request)? else { return Ok(None) };
    Ok(match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            Some(Secret::new(token.trim()))
        }
        _ => None,
    })
}
