//! /signin/step-up: an app wants a stronger sign-in than there was; only what is missing is asked for.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{go_on, path_of, return_to, step};
use crate::credentials::{Kinds, Method, kinds_of};
use crate::http::caller::Visitor;
use crate::http::error::Failure;
use crate::http::page::see_other;
use crate::http::paths;
use crate::http::return_to::with_query;
use crate::sessions::{Acr, Session};
use crate::sign_in::Attempt;

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    acr: String,
    #[serde(default)]
    return_to: String,
}

pub(super) async fn get(
    visitor: Visitor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, Failure> {
    let return_to = return_to(&wanted.return_to);
    let (Some(session), Ok(acr)) = (&visitor.session, wanted.acr.parse()) else {
        return Ok(see_other(&step(paths::SIGN_IN, &return_to)));
    };
    let kinds = kinds_of(visitor.app.db().read(), session.user_id).await?;
    let Some(method) = missing(session, kinds, acr) else {
        let place = [("return_to", Some(return_to.as_str())), ("reason", Some("stronger"))];
        return Ok(see_other(&with_query(paths::SIGN_IN, &place)));
    };
    let attempt = Attempt::begin(session.username.clone(), visitor.now());
    Ok(go_on(&visitor.app, &step(path_of(method), &return_to), &attempt)?)
}

/// What to ask for so that the session becomes that strong; `None` if nothing that the person has is
/// enough.
fn missing(session: &Session, kinds: Kinds, acr: Acr) -> Option<Method> {
    if acr <= Acr::Mfa && session.first_factor().is_some() && kinds.authenticator_app {
        return Some(Method::AuthenticatorApp);
    }
    if kinds.passkey {
        return Some(Method::Passkey);
    }
    let has_both = kinds.password && kinds.authenticator_app;
    (acr <= Acr::Pwd && kinds.password || acr <= Acr::Mfa && has_both).then_some(Method::Password)
}
