//! /signin/methods: "Use another way".

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Place, attempt_of, path_of, step};
use crate::credentials::{Method, MethodsPolicy, offered_policy};
use crate::http::caller::Visitor;
use crate::http::error::Failure;
use crate::http::page::{Choice, Page, html};
use crate::http::paths;
use crate::http::return_to::LocalPath;

#[derive(Template)]
#[template(path = "sign_in/methods.html")]
struct SignInMethods {
    page: Page,
    username: String,
    change_url: Option<String>,
    choices: Vec<Choice>,
}

pub(super) async fn get(
    visitor: Visitor,
    place: web::Query<Place>,
) -> Result<HttpResponse, Failure> {
    let return_to = place.return_to();
    let attempt = attempt_of(&visitor);
    let second = attempt
        .as_ref()
        .is_some_and(|attempt| attempt.proof(&visitor.app.tools().sealer, visitor.now()).is_some());
    let policy = offered_policy(visitor.app.db().read(), visitor.app.tools()).await?;
    let view = SignInMethods {
        page: visitor.page("choose-title"),
        username: attempt.map(|attempt| attempt.username).unwrap_or_default(),
        change_url: Some(step(paths::SIGN_IN, &return_to)),
        choices: choices(&policy, second, &return_to),
    };
    Ok(html(StatusCode::OK, &view)?)
}

/// What the policy allows, the same for everybody: what a person has is not shown to whoever typed a username.
fn choices(policy: &MethodsPolicy, second: bool, return_to: &LocalPath) -> Vec<Choice> {
    let choice = |method, id, icon, label, detail| Choice {
        id,
        icon,
        label,
        detail,
        href: step(path_of(method), return_to),
        recommended: false,
    };
    let mut choices = Vec::new();
    if second && policy.authenticator_app.enabled {
        let detail = "authenticator-app-choice";
        choices.push(choice(
            Method::AuthenticatorApp,
            "choose-totp",
            "authenticator",
            "authenticator-app",
            detail,
        ));
    }
    if policy.passkey.enabled {
        let detail = "passkey-choice";
        choices.push(choice(Method::Passkey, "choose-passkey", "passkey", "passkey", detail));
    }
    if policy.password.enabled && !second {
        let (label, detail) = if policy.password.second_factor_required {
            ("password-and-authenticator-app", "two-short-steps")
        } else {
            ("password", "")
        };
        choices.push(choice(Method::Password, "choose-password", "password", label, detail));
    }
    if policy.pass.enabled {
        let detail = "pass-choice";
        choices.push(choice(Method::Pass, "choose-pass", "pass", "temporary-access-pass", detail));
    }
    if policy.recovery_codes.enabled {
        let detail = "recovery-code-choice";
        choices.push(choice(
            Method::RecoveryCode,
            "choose-recovery-code",
            "recovery",
            "recovery-code",
            detail,
        ));
    }
    choices
}
