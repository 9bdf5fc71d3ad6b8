//! /security-info/register/recovery-codes: codes for the day when everything else is out of reach.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Place, registration, return_to, session_ended, step, text};
use crate::base::Fallible;
use crate::credentials::policy_for;
use crate::http::caller::{FreshlySignedIn, Registering, SignedIn};
use crate::http::error::Failure;
use crate::http::page::{Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::LocalPath;

#[derive(Template)]
#[template(path = "register/recovery_codes.html")]
struct RegisterRecoveryCodes {
    page: Page,
    action: &'static str,
    username: String,
    /// Empty while they are only offered; shown once when they are made.
    codes: Vec<String>,
    return_to: String,
    continue_url: String,
}

/// Offers them. Nothing is made by looking at a page.
pub(super) async fn get(
    caller: FreshlySignedIn,
    place: web::Query<Place>,
) -> Result<HttpResponse, Failure> {
    let return_to = place.return_to();
    if !allowed(&caller).await? {
        return Ok(see_other(&continue_url(return_to.as_ref())));
    }
    let view = RegisterRecoveryCodes {
        page: caller.page("keep-recovery-codes"),
        action: paths::REGISTER_RECOVERY_CODES,
        username: caller.session.username.clone(),
        codes: Vec::new(),
        continue_url: continue_url(return_to.as_ref()),
        return_to: text(return_to.as_ref()),
    };
    Ok(html(StatusCode::OK, &view)?)
}

/// Makes a new set, which takes the place of the old one, and shows it in this answer only.
pub(super) async fn post(
    caller: Registering,
    form: web::Form<Place>,
) -> Result<HttpResponse, Failure> {
    if caller.session.registration_owed {
        let return_to = LocalPath::of(paths::REGISTER_RECOVERY_CODES);
        return Err(Failure::RegistrationOwed { return_to });
    }
    let return_to = return_to(&form.return_to);
    if !allowed(&caller).await? {
        return Ok(see_other(&continue_url(return_to.as_ref())));
    }
    let Some(codes) = registration(&caller).recovery_codes().await? else {
        return Ok(session_ended(&caller));
    };
    let view = RegisterRecoveryCodes {
        page: caller.page("keep-these-recovery-codes"),
        action: paths::REGISTER_RECOVERY_CODES,
        username: caller.session.username.clone(),
        codes: codes.iter().map(|code| code.expose().to_owned()).collect(),
        continue_url: continue_url(return_to.as_ref()),
        return_to: text(return_to.as_ref()),
    };
    Ok(html(StatusCode::OK, &view)?)
}

/// Whether the person may have recovery codes.
async fn allowed(caller: &SignedIn) -> Fallible<bool> {
    let app = &caller.app;
    let policy = policy_for(app.db().read(), app.tools(), caller.session.user_id).await?;
    Ok(policy.recovery_codes.enabled)
}

/// With somewhere to go on to, the end of the wizard; from inside, back to the list.
fn continue_url(return_to: Option<&LocalPath>) -> String {
    match return_to {
        Some(_) => step(paths::REGISTER_DONE, return_to),
        None => paths::SECURITY_INFO.to_owned(),
    }
}
