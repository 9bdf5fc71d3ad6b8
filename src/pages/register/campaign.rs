//! /security-info/register/campaign: what the registration campaign asks people for, after they have
//! signed in.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Place, policy_of, registration, return_to, step, text};
use crate::credentials::kinds_of;
use crate::credentials::policy::{Asked, CampaignMethod, campaign_standing};
use crate::http::caller::Registering;
use crate::http::cookies;
use crate::http::error::Failure;
use crate::http::page::{Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::LocalPath;
use crate::sign_in::Owed;

#[derive(Template)]
#[template(path = "register/campaign.html")]
struct RegisterCampaign {
    page: Page,
    username: String,
    passkey: bool,
    register_url: String,
    /// Where skipping leads, if it may be skipped.
    skip_url: Option<String>,
    skips_left: u32,
    sign_out_url: &'static str,
    /// For who owed something that nobody asks for any more.
    settled: bool,
    action: &'static str,
    return_to: String,
}

pub(super) async fn get(
    caller: Registering,
    place: web::Query<Place>,
) -> Result<HttpResponse, Failure> {
    let return_to = place.return_to();
    let app = &caller.app;
    let policy = policy_of(&caller).await?;
    let user = caller.session.user_id;
    let kinds = kinds_of(app.db().read(), user).await?;
    let asked = campaign_standing(app.db().read(), &policy, user, kinds).await?;
    let owed = caller.session.registration_owed;
    if owed && Owed::of(&caller.session) != Owed::Campaign {
        return Ok(see_other(&step(paths::REGISTER, return_to.as_ref())));
    }
    let destination = return_to.clone().unwrap_or_else(|| LocalPath::of(paths::HOME));
    if asked == Asked::No && !owed {
        return Ok(see_other(destination.as_str()));
    }
    let passkey = policy.campaign.method == CampaignMethod::Passkey;
    let (title, path) = if passkey {
        ("campaign-passkey-title", paths::REGISTER_PASSKEY)
    } else {
        ("set-up-authenticator-app", paths::REGISTER_TOTP)
    };
    let view = RegisterCampaign {
        page: caller.page(if asked == Asked::No { "you-can-go-on" } else { title }),
        username: caller.session.username.clone(),
        passkey,
        register_url: step(path, return_to.as_ref()),
        skip_url: (!owed).then(|| destination.to_string()),
        skips_left: if let Asked::Skippable { left } = asked { left } else { 0 },
        sign_out_url: paths::SIGN_OUT,
        settled: asked == Asked::No,
        action: paths::REGISTER_CAMPAIGN,
        return_to: text(return_to.as_ref()),
    };
    Ok(html(StatusCode::OK, &view)?)
}

/// Goes on where nothing is asked for any more.
pub(super) async fn settle(
    caller: Registering,
    form: web::Form<Place>,
) -> Result<HttpResponse, Failure> {
    let return_to = return_to(&form.return_to);
    if Owed::of(&caller.session) != Owed::Campaign {
        return Ok(out_of_date(&caller, return_to.as_ref()));
    }
    match registration(&caller).settle().await? {
        Some(started) => {
            cookies::keep(&caller.request, &started)?;
            let home = LocalPath::of(paths::HOME);
            Ok(see_other(return_to.as_ref().unwrap_or(&home).as_str()))
        }
        None => Ok(see_other(&step(paths::REGISTER_CAMPAIGN, return_to.as_ref()))),
    }
}

/// A form from a page that is out of date.
fn out_of_date(caller: &Registering, return_to: Option<&LocalPath>) -> HttpResponse {
    if caller.session.registration_owed {
        return see_other(&step(paths::REGISTER, return_to));
    }
    let home = LocalPath::of(paths::HOME);
    see_other(return_to.unwrap_or(&home).as_str())
}
