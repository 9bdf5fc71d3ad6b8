//! /security-info/register/done: "You're set", and on to where the person was going.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::Place;
use crate::credentials::methods_of;
use crate::http::caller::SignedIn;
use crate::http::error::Failure;
use crate::http::page::{Page, html};
use crate::http::paths;
use crate::http::return_to::LocalPath;
use crate::pages::lost_device::came_back;
use crate::pages::reminder::what_remains;
use crate::pages::sign_in::client_of;

#[derive(Template)]
#[template(path = "register/done.html")]
struct RegisterDone {
    page: Page,
    next_time: &'static str,
    client_name: Option<String>,
    continue_url: String,
    lost_device: Option<LostDevice>,
}

/// What else there is to do, for who has lost a device.
struct LostDevice {
    remains: Option<usize>,
    url: &'static str,
}

pub(super) async fn get(
    caller: SignedIn,
    place: web::Query<Place>,
) -> Result<HttpResponse, Failure> {
    let return_to = place.return_to().unwrap_or_else(|| LocalPath::of(paths::HOME));
    let methods = methods_of(caller.app.db().read(), caller.session.user_id).await?;
    let next_time = if !methods.passkeys.is_empty() {
        "next-time-passkey"
    } else if !methods.authenticator_apps.is_empty() {
        "next-time-password-and-code"
    } else {
        "next-time-password"
    };
    let remains = what_remains(&caller).await?;
    let lost_device = remains.is_some() || came_back(&caller.session, &methods);
    // From the page itself the button leads back to it.
    let lost_device = lost_device && return_to.path() != paths::LOST_DEVICE;
    let view = RegisterDone {
        page: caller.page("you-are-set"),
        next_time,
        client_name: client_of(&caller.app, &return_to).await?.map(|client| client.name),
        continue_url: return_to.to_string(),
        lost_device: lost_device.then_some(LostDevice { remains, url: paths::LOST_DEVICE }),
    };
    Ok(html(StatusCode::OK, &view)?)
}
