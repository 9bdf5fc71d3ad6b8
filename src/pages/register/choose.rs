//! /security-info/register: which method to set up.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::{
    Place, Wizard, allows_authenticator_app_and_password, cancel, missing, policy_of, step,
};
use crate::credentials::{Methods, MethodsPolicy, methods_of};
use crate::http::caller::Registering;
use crate::http::error::Failure;
use crate::http::page::{Choice, Page, html, see_other};
use crate::http::paths;
use crate::http::return_to::LocalPath;
use crate::sign_in::Owed;

#[derive(Template)]
#[template(path = "register/choose.html")]
struct RegisterChoose {
    page: Page,
    wizard: Option<Wizard>,
    username: String,
    choices: Vec<Choice>,
    cancel_url: String,
}

pub(super) async fn get(
    caller: Registering,
    place: web::Query<Place>,
) -> Result<HttpResponse, Failure> {
    let return_to = place.return_to();
    let methods = methods_of(caller.app.db().read(), caller.session.user_id).await?;
    let policy = &policy_of(&caller).await?;
    if Owed::of(&caller.session) == Owed::Campaign {
        return Ok(see_other(&step(paths::REGISTER_CAMPAIGN, return_to.as_ref())));
    }
    // Half of "authenticator app and password" is done: go on with the other half.
    let half_done = missing(&methods) != paths::REGISTER;
    if caller.session.registration_owed && half_done && place.other.is_empty() {
        return Ok(see_other(&step(missing(&methods), return_to.as_ref())));
    }
    // Who has nothing lasting is offered whole ways to sign in, owed or not.
    let owed = caller.session.registration_owed || !methods.lasting(policy);
    let title = if caller.session.registration_owed { "choose-for-now-on" } else { "add-a-way" };
    let view = RegisterChoose {
        page: caller.page(title),
        wizard: Wizard::of(&caller, 2, 3),
        username: caller.session.username.clone(),
        choices: choices(policy, &methods, owed, return_to.as_ref()),
        cancel_url: cancel(return_to.as_ref()),
    };
    Ok(html(StatusCode::OK, &view)?)
}

/// What may be added: in the wizard, ways to sign in; from inside, single methods.
pub(in crate::pages) fn choices(
    policy: &MethodsPolicy,
    methods: &Methods,
    owed: bool,
    return_to: Option<&LocalPath>,
) -> Vec<Choice> {
    let mut choices = Vec::new();
    let choice = |id, icon, label, detail, path, recommended| Choice {
        id,
        icon,
        label,
        detail,
        href: step(path, return_to),
        recommended,
    };
    if policy.passkey.enabled && methods.passkeys.len() < policy.passkey.maximum {
        let detail = "add-passkey-detail";
        choices.push(choice(
            "choose-passkey",
            "passkey",
            "passkey",
            detail,
            paths::REGISTER_PASSKEY,
            true,
        ));
    }
    if owed {
        if allows_authenticator_app_and_password(policy) {
            let (label, detail) =
                ("authenticator-app-and-password", "add-authenticator-app-and-password-detail");
            choices.push(choice(
                "choose-totp",
                "authenticator",
                label,
                detail,
                paths::REGISTER_TOTP,
                false,
            ));
        } else if policy.password.enabled && !policy.password.second_factor_required {
            choices.push(choice(
                "choose-password",
                "password",
                "password",
                "add-password-detail",
                paths::REGISTER_PASSWORD,
                false,
            ));
        }
        return choices;
    }
    if policy.authenticator_app.enabled
        && methods.authenticator_apps.len() < policy.authenticator_app.maximum
    {
        let detail = "add-authenticator-app-detail";
        choices.push(choice(
            "choose-totp",
            "authenticator",
            "authenticator-app",
            detail,
            paths::REGISTER_TOTP,
            false,
        ));
    }
    if policy.password.enabled && methods.password.is_none() {
        choices.push(choice(
            "choose-password",
            "password",
            "password",
            "add-password-detail",
            paths::REGISTER_PASSWORD,
            false,
        ));
    }
    if policy.recovery_codes.enabled && methods.recovery_codes_left == 0 {
        let detail = "add-recovery-codes-detail";
        choices.push(choice(
            "choose-recovery-codes",
            "recovery",
            "recovery-codes",
            detail,
            paths::REGISTER_RECOVERY_CODES,
            false,
        ));
    }
    choices
}
