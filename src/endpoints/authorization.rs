//! The authorization endpoint (RFC 6749 §3.1, OIDC Core §3.1.2.1).

use actix_web::{HttpRequest, HttpResponse};

use super::form::{self, Body};
use crate::base::Fault;
use crate::http::answer::{respond, unbound};
use crate::http::caller::Visitor;
use crate::http::error::Failure;
use crate::http::locale;
use crate::http::page::see_other;
use crate::http::paths;
use crate::http::return_to::{LocalPath, with_query};
use crate::oidc::authorization::{Begun, Interaction, begin};
use crate::oidc::{Parameters, path};

pub(super) async fn get(visitor: Visitor) -> Result<HttpResponse, Failure> {
    let parameters = Parameters::parse(visitor.request.query_string());
    let provider = visitor.app.provider();
    // A hint may be signed by a key that was made, or removed, elsewhere.
    provider.keys.refresh().await;
    match begin(provider, &visitor.origin, visitor.session.as_ref(), &parameters).await? {
        Begun::Unbound(reason) => Ok(unbound(&visitor.request, &reason)),
        Begun::Respond(response) => Ok(respond(&visitor.request, &response)?),
        Begun::Ask { interaction, resume } => ask(&visitor, interaction, &resume),
    }
}

/// OIDC Core §3.1.2.1: by POST too. The session's cookie does not come along with another site's
/// form, so the browser is first made to ask us by itself.
pub(super) async fn post(request: HttpRequest, body: Body) -> Result<HttpResponse, Failure> {
    again_by_get(&request, body, path::AUTHORIZE)
}

/// The same parameters again, by GET.
pub(super) fn again_by_get(
    request: &HttpRequest,
    body: Body,
    path: &'static str,
) -> Result<HttpResponse, Failure> {
    let parameters = form::parameters(request, body)
        .map_err(|_| Failure::Malformed("the body is not a form, or it is too large"))?;
    Ok(see_other(here(path, &parameters)?.as_str()))
}

/// One of our endpoints with parameters, to come back to.
pub(super) fn here(path: &'static str, parameters: &Parameters) -> Result<LocalPath, Failure> {
    LocalPath::parse(&format!("{path}?{}", parameters.to_query()))
        .ok_or(Failure::Malformed("the request is too long"))
}

fn ask(
    visitor: &Visitor,
    interaction: Interaction,
    resume: &Parameters,
) -> Result<HttpResponse, Failure> {
    let return_to = here(path::AUTHORIZE, resume)?;
    let return_to = ("return_to", Some(return_to.as_str()));
    let sign_in = |reason| with_query(paths::SIGN_IN, &[return_to, ("reason", reason)]);
    let mut answer = see_other(&match interaction {
        Interaction::SignIn => sign_in(None),
        Interaction::Reauthenticate => sign_in(Some("reauthenticate")),
        Interaction::StepUp(needed) => {
            with_query(paths::SIGN_IN_STEP_UP, &[return_to, ("acr", Some(needed.as_str()))])
        }
        Interaction::SelectAccount => sign_in(Some("select_account")),
        Interaction::Register => with_query(paths::REGISTER, &[return_to]),
        Interaction::Consent => with_query(paths::CONSENT, &[return_to]),
    });
    speak_as_asked(visitor, resume, &mut answer)?;
    Ok(answer)
}

/// `ui_locales`: the pages that follow speak the app's language.
pub(super) fn speak_as_asked(
    visitor: &Visitor,
    parameters: &Parameters,
    answer: &mut HttpResponse,
) -> Result<(), Failure> {
    let (request, app) = (&visitor.request, &visitor.app);
    if !matches!(parameters.one("ui_locales"), Ok(Some(_))) {
        return Ok(());
    }
    if let Some(cookie) = locale::asked_by_app(request, app, &parameters.to_query()) {
        answer.add_cookie(&cookie).map_err(Fault::from)?;
    }
    Ok(())
}
