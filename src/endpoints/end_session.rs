//! The end session endpoint (OpenID Connect RP-Initiated Logout 1.0 §2).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

use super::authorization::{again_by_get, here, speak_as_asked};
use super::form::Body;
use crate::base::Fallible;
use crate::http::caller::Visitor;
use crate::http::cookies;
use crate::http::error::{Failure, Problem};
use crate::http::page::see_other;
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::language::phrase;
use crate::oidc::{Logout, LogoutRefusal, Parameters, PostLogout, logout, path};
use crate::sessions;

pub(super) async fn get(visitor: Visitor) -> Result<HttpResponse, Failure> {
    let parameters = Parameters::parse(visitor.request.query_string());
    visitor.app.keys().refresh().await;
    match logout(visitor.app.provider(), visitor.session.as_ref(), &parameters).await? {
        Logout::SignOut { then } => {
            end(&visitor).await?;
            Ok(leave(&visitor, then.as_ref()))
        }
        Logout::SignedOutAlready { then } => Ok(leave(&visitor, then.as_ref())),
        Logout::Ask { .. } => {
            let return_to = here(path::LOGOUT, &parameters)?;
            let return_to = [("return_to", Some(return_to.as_str()))];
            let mut answer = see_other(&with_query(paths::SIGN_OUT, &return_to));
            speak_as_asked(&visitor, &parameters, &mut answer)?;
            Ok(answer)
        }
        Logout::Refused(refusal) => Ok(refused(&refusal).page(&visitor.request)),
    }
}

/// RP-Initiated Logout §2: by POST too; see the authorization endpoint for the detour.
pub(super) async fn post(request: HttpRequest, body: Body) -> Result<HttpResponse, Failure> {
    again_by_get(&request, body, path::LOGOUT)
}

async fn end(visitor: &Visitor) -> Fallible<()> {
    let Some(session) = &visitor.session else {
        return Ok(());
    };
    let work = visitor.app.db().begin().await?;
    sessions::end(&work, &visitor.origin, session, session.id).await?;
    work.commit().await
}

fn leave(visitor: &Visitor, then: Option<&PostLogout>) -> HttpResponse {
    cookies::forget(&visitor.request);
    match then {
        Some(then) => see_other(&then.location()),
        None => see_other(paths::SIGNED_OUT),
    }
}

/// RP-Initiated Logout §4: a page, and never a redirect to an address nobody vouches for.
fn refused(refusal: &LogoutRefusal) -> Problem {
    let detail = match refusal {
        LogoutRefusal::BadHint => "id_token_hint is not an ID token of ours".to_owned(),
        LogoutRefusal::ClientMismatch => {
            "client_id and id_token_hint name different clients".to_owned()
        }
        LogoutRefusal::UnknownClient => {
            "the client is not known here, or it is disabled".to_owned()
        }
        LogoutRefusal::ClientMissing => {
            "post_logout_redirect_uri needs an id_token_hint or a client_id".to_owned()
        }
        LogoutRefusal::UnregisteredUri => {
            "post_logout_redirect_uri is not registered for this client".to_owned()
        }
        LogoutRefusal::Unreadable(error) => error.description.to_string(),
    };
    Problem {
        status: StatusCode::BAD_REQUEST,
        title: phrase("app-cannot-sign-you-out"),
        message: phrase("still-signed-in"),
        advice: phrase("sign-out-from-start-page"),
        detail: Some(detail),
    }
}
