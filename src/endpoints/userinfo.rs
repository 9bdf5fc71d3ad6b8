//! The userinfo endpoint (OIDC Core §5.3), whose access token comes by RFC 6750.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::error::{no_token, of_fault, of_resource, private};
use super::form::{self, Body};
use crate::app::App;
use crate::base::{Fallible, Secret};
use crate::oidc::{Error, UserInfo, userinfo};

/// RFC 7519 §10.3.1.
const JWT: &str = "application/jwt";

pub(super) async fn get(request: HttpRequest, app: web::Data<App>) -> HttpResponse {
    present(&app, in_header(&request)).await
}

pub(super) async fn post(request: HttpRequest, app: web::Data<App>, body: Body) -> HttpResponse {
    present(&app, in_header_or_body(&request, body)).await
}

/// RFC 6750 §2.1.
fn in_header(request: &HttpRequest) -> Result<Option<Secret>, Error> {
    let Some(header) = form::authorization(request)? else {
        return Ok(None);
    };
    match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            Ok(Some(Secret::new(token.trim())))
        }
        _ => Ok(None),
    }
}

/// RFC 6750 §2.2; §2: not more than one way in a request.
fn in_header_or_body(request: &HttpRequest, body: Body) -> Result<Option<Secret>, Error> {
    let in_header = in_header(request)?;
    if !form::is_form(request) {
        return Ok(in_header);
    }
    let parameters = form::parameters(request, body)?;
    match (in_header, parameters.one("access_token")?) {
        (Some(_), Some(_)) => {
            Err(Error::invalid_request("The access token was sent in two ways at once"))
        }
        (in_header, in_body) => Ok(in_header.or(in_body.map(Secret::new))),
    }
}

async fn present(app: &App, token: Result<Option<Secret>, Error>) -> HttpResponse {
    match answer(app, token).await {
        Ok(answer) => answer,
        Err(fault) => of_fault(&fault),
    }
}

async fn answer(app: &App, token: Result<Option<Secret>, Error>) -> Fallible<HttpResponse> {
    let token = match token {
        Ok(Some(token)) => token,
        Ok(None) => return Ok(no_token()),
        Err(error) => return Ok(of_resource(&error)),
    };
    app.keys().refresh().await;
    match userinfo(app.provider(), &token).await? {
        Ok(UserInfo::Plain(claims)) => Ok(private(StatusCode::OK).json(claims)),
        Ok(UserInfo::Signed(token)) => {
            Ok(private(StatusCode::OK).content_type(JWT).body(token.expose().to_owned()))
        }
        Err(error) => Ok(of_resource(&error)),
    }
}
