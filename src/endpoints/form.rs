//! What clients send, read as it was sent.

use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use actix_web::{HttpRequest, HttpResponse, web};

use super::error::{of_fault, of_token};
use crate::base::{Fallible, Secret};
use crate::oidc::token::Presentation;
use crate::oidc::{Call, Error, Parameters};

/// The body as an extractor finds it: too much or a broken connection is an answer of ours too.
pub(super) type Body = Result<web::Bytes, actix_web::Error>;

/// More than any request to us needs, bytes.
const LIMIT: usize = 32 * 1024;

/// The parameters of a form body.
///
/// # Errors
///
/// `invalid_request` if it is not `application/x-www-form-urlencoded` text of a bearable size.
pub(super) fn parameters(request: &HttpRequest, body: Body) -> Result<Parameters, Error> {
    // RFC 6749 §3.2, Appendix B.
    if !is_form(request) {
        return Err(Error::invalid_request("The body must be application/x-www-form-urlencoded"));
    }
    let body = body.map_err(|_| Error::invalid_request("The body is too large or incomplete"))?;
    if body.len() > LIMIT {
        return Err(Error::invalid_request("The body is too large or incomplete"));
    }
    let text = std::str::from_utf8(&body)
        .map_err(|_| Error::invalid_request("The body is not form-encoded text"))?;
    Ok(Parameters::parse(text))
}

/// Whether the body says that it is a form.
pub(super) fn is_form(request: &HttpRequest) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.and_then(|kind| kind.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}

/// The one `Authorization` header.
///
/// # Errors
///
/// `invalid_request` if there are several or it is not text.
pub(super) fn authorization(request: &HttpRequest) -> Result<Option<&str>, Error> {
    let mut all = request.headers().get_all(AUTHORIZATION);
    let first = all.next();
    if all.next().is_some() {
        return Err(Error::invalid_request("There is more than one Authorization header"));
    }
    first
        .map(|value| {
            value
                .to_str()
                .map_err(|_| Error::invalid_request("The Authorization header is not text"))
        })
        .transpose()
}

/// The headers that say who calls.
///
/// # Errors
///
/// `invalid_request` if there are several `Authorization` headers or one of these is not text.
fn call(request: &HttpRequest) -> Result<Call<'_>, Error> {
    Ok(Call { authorization: authorization(request)?, proofs: proofs(request)? })
}

/// Every `DPoP` header (RFC 9449 §4.1).
pub(super) fn proofs(request: &HttpRequest) -> Result<Vec<&str>, Error> {
    let all = request.headers().get_all(&DPOP);
    let text = all.map(|value| value.to_str());
    text.collect::<Result<_, _>>()
        .map_err(|_| Error::invalid_request("The DPoP header is not text"))
}

/// The access token of the `Authorization` header (RFC 6750 §2.1, RFC 9449 §7.1), for the endpoint at
/// this path.
///
/// # Errors
///
/// `invalid_request` if there are several such headers or one that matters is not text.
pub(super) fn in_header<'a>(
    request: &'a HttpRequest,
    path: &'a str,
) -> Result<Option<Presentation<'a>>, Error> {
    let Some(header) = authorization(request)? else {
        return Ok(None);
    };
    let Some((scheme, token)) = header.split_once(' ') else {
        return Ok(None);
    };
    let by_dpop = scheme.eq_ignore_ascii_case("dpop");
    if !by_dpop && !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(None);
    }
    presentation(request, path, token.trim(), by_dpop).map(Some)
}

/// An access token with what came along.
pub(super) fn presentation<'a>(
    request: &'a HttpRequest,
    path: &'a str,
    token: &str,
    by_dpop: bool,
) -> Result<Presentation<'a>, Error> {
    Ok(Presentation {
        token: Secret::new(token),
        by_dpop,
        proofs: proofs(request)?,
        method: request.method().as_str(),
        path,
    })
}

static DPOP: HeaderName = HeaderName::from_static("dpop");

/// Answers at an endpoint at which clients authenticate: reads headers and form, has them answered, and
/// presents an error as the token endpoint does (RFC 6749 §5.2).
pub(super) async fn to_client(
    request: &HttpRequest,
    body: Body,
    answer: impl AsyncFnOnce(Call<'_>, Parameters) -> Fallible<Result<HttpResponse, Error>>,
) -> HttpResponse {
    let read = call(request).and_then(|call| Ok((call, parameters(request, body)?)));
    let answered = match read {
        Ok((call, parameters)) => answer(call, parameters).await,
        Err(error) => Ok(Err(error)),
    };
    match answered {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => of_token(&error),
        Err(fault) => of_fault(&fault),
    }
}
