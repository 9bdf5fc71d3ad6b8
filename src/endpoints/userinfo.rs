//! The userinfo endpoint (OIDC Core §5.3), whose access token comes by RFC 6750 or RFC 9449.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::error::{no_token, of_fault, of_resource, private};
use super::form::{self, Body};
use crate::app::App;
use crate::base::Fallible;
use crate::oidc::token::Presentation;
use crate::oidc::{Error, UserInfo, path, userinfo};

/// RFC 7519 §10.3.1.
const JWT: &str = "application/jwt";

pub(super) async fn get(request: HttpRequest, app: web::Data<App>) -> HttpResponse {
    present(&app, form::in_header(&request, path::USERINFO)).await
}

pub(super) async fn post(request: HttpRequest, app: web::Data<App>, body: Body) -> HttpResponse {
    present(&app, in_header_or_body(&request, body)).await
}

/// RFC 6750 §2.2; §2: not more than one way in a request.
fn in_header_or_body(request: &HttpRequest, body: Body) -> Result<Option<Presentation<'_>>, Error> {
    let in_header = form::in_header(request, path::USERINFO)?;
    if !form::is_form(request) {
        return Ok(in_header);
    }
    let parameters = form::parameters(request, body)?;
    match (in_header, parameters.one("access_token")?) {
        (Some(_), Some(_)) => {
            Err(Error::invalid_request("The access token was sent in two ways at once"))
        }
        (None, Some(token)) => form::presentation(request, path::USERINFO, token, false).map(Some),
        (in_header, None) => Ok(in_header),
    }
}

async fn present(app: &App, token: Result<Option<Presentation<'_>>, Error>) -> HttpResponse {
    match answer(app, token).await {
        Ok(answer) => answer,
        Err(fault) => of_fault(&fault),
    }
}

async fn answer(
    app: &App,
    token: Result<Option<Presentation<'_>>, Error>,
) -> Fallible<HttpResponse> {
    let presentation = match token {
        Ok(Some(presentation)) => presentation,
        Ok(None) => return Ok(no_token()),
        Err(error) => return Ok(of_resource(&error)),
    };
    app.keys().refresh().await;
    match userinfo(app.provider(), &presentation).await? {
        Ok(UserInfo::Plain(claims)) => Ok(private(StatusCode::OK).json(claims)),
        Ok(UserInfo::Signed(token)) => {
            Ok(private(StatusCode::OK).content_type(JWT).body(token.expose().to_owned()))
        }
        Err(error) => Ok(of_resource(&error)),
    }
}
