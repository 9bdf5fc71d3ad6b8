//! What people read where the program knows something that a template cannot.

use std::net::IpAddr;

use actix_web::http::StatusCode;

use crate::base::Timestamp;
use crate::credentials::pass::PassRefusal;
use crate::credentials::passkey::{PasskeyRefusal, RegistrationRefusal};
use crate::credentials::password::SetRefusal;
use crate::credentials::totp::EnrollRefusal;
use crate::credentials::{GuessRefusal, Method, MethodsPolicy};
use crate::http::error::Problem;
use crate::http::page::FieldError;
use crate::language::{IntoPhrase as _, Moment, phrase};
use crate::places::Places;
use crate::sessions::{Amr, Session};

pub use crate::audit::device_of;

/// Why a pass did not sign somebody in. Only after the right pass is there a cause to tell.
pub fn pass_refused(refusal: &PassRefusal, now: Timestamp) -> FieldError {
    let when = |key, at| phrase(key).with("when", Moment::new(at, now));
    let message = match refusal {
        PassRefusal::Wrong => phrase("pass-wrong"),
        PassRefusal::TooManyTries => phrase("pass-too-many-tries"),
        PassRefusal::NotYetValid { starts_at } => when("pass-not-yet-valid", *starts_at),
        PassRefusal::Expired { ended_at } => when("pass-expired", *ended_at),
        PassRefusal::AlreadyUsed { at } => when("pass-already-used", *at),
        PassRefusal::BlockedByPolicy => phrase("pass-blocked-by-policy"),
        PassRefusal::OutsideNetworks => phrase("pass-outside-networks"),
        PassRefusal::AccountDisabled => phrase("account-disabled"),
    };
    FieldError { field: "pass", message }
}

/// Why a password, code or recovery code was not accepted.
pub fn guess_refused(
    field: &'static str,
    method: Method,
    refusal: &GuessRefusal,
    now: Timestamp,
) -> FieldError {
    let message = match refusal {
        GuessRefusal::Wrong => phrase(wrong(method)),
        GuessRefusal::TooManyTries { until } => {
            phrase("guesses-too-many").with("when", Moment::new(*until, now))
        }
        GuessRefusal::AccountDisabled => phrase("account-disabled"),
        GuessRefusal::BlockedByPolicy => phrase("way-not-allowed"),
    };
    FieldError { field, message }
}

/// The password was right, and it is not enough.
pub fn no_second_factor() -> Problem {
    Problem {
        status: StatusCode::FORBIDDEN,
        title: phrase("no-second-factor-title"),
        message: phrase("no-second-factor-message"),
        advice: phrase("no-second-factor-advice"),
        detail: None,
    }
}

/// Why a new passkey was not saved.
pub fn new_passkey_refused(refusal: &RegistrationRefusal) -> FieldError {
    let message = match refusal {
        RegistrationRefusal::TooMany { maximum } => {
            phrase("passkeys-too-many").with("maximum", *maximum)
        }
        RegistrationRefusal::AlreadyRegistered => phrase("passkey-registered-already"),
        RegistrationRefusal::DisabledByPolicy => phrase("passkeys-not-allowed"),
        RegistrationRefusal::NotDiscoverable => phrase("security-key-cannot-hold"),
        RegistrationRefusal::UserNotVerified => phrase("passkey-not-verified"),
        RegistrationRefusal::Stale | RegistrationRefusal::Invalid => phrase("failed-or-too-late"),
    };
    FieldError { field: "", message }
}

/// Why an authenticator app was not saved.
pub fn enrollment_refused(refusal: &EnrollRefusal) -> FieldError {
    let message = match refusal {
        EnrollRefusal::WrongCode => phrase("new-totp-wrong"),
        EnrollRefusal::Stale => phrase("new-totp-stale"),
        EnrollRefusal::TooMany { maximum } => {
            phrase("authenticator-apps-too-many").with("maximum", *maximum)
        }
        EnrollRefusal::DisabledByPolicy => phrase("authenticator-apps-not-allowed"),
    };
    FieldError { field: "code", message }
}

/// Why a new password was not taken, and how to make it stronger.
pub fn new_password_refused(refusal: &SetRefusal) -> (FieldError, Vec<String>) {
    let (message, suggestions) = match refusal {
        SetRefusal::Weak(weak) => (weak.message.clone(), weak.suggestions.clone()),
        SetRefusal::DisabledByPolicy => {
            ("Passwords aren't allowed for your account.".to_owned(), Vec::new())
        }
        SetRefusal::NotTheFirst => ("You have a password already.".to_owned(), Vec::new()),
        SetRefusal::Busy => {
            ("Many people are signing in right now. Try again in a moment.".to_owned(), Vec::new())
        }
    };
    (FieldError { field: "password", message: message.into_phrase() }, suggestions)
}

/// What a new password must be.
pub fn password_requirements(policy: &MethodsPolicy) -> Vec<String> {
    vec![
        format!(
            "At least {} characters; a few unrelated words make a good one",
            policy.password.minimum_length
        ),
        "Nothing that is easy to guess, like your name or a common password".to_owned(),
    ]
}

const fn wrong(method: Method) -> &'static str {
    match method {
        Method::AuthenticatorApp => "totp-wrong",
        Method::RecoveryCode => "recovery-code-wrong",
        _ => "password-wrong",
    }
}

/// Why a passkey did not sign somebody in.
pub fn passkey_refused(refusal: &PasskeyRefusal) -> FieldError {
    let message = match refusal {
        PasskeyRefusal::AccountDisabled => "account-disabled",
        PasskeyRefusal::Unknown => "passkey-unknown",
        _ => "failed-or-too-late",
    };
    FieldError { field: "", message: phrase(message) }
}

/// How a session was signed in, in words.
pub fn signed_in_by(amr: &Amr) -> &'static str {
    if amr.contains("tap") {
        "Temporary Access Pass"
    } else if amr.contains("hwk") || amr.contains("swk") {
        "Passkey"
    } else if amr.contains("pwd") && amr.contains("otp") {
        "Password and authenticator app"
    } else if amr.contains("pwd") {
        "Password"
    } else {
        "Recovery code"
    }
}

/// Where a request came from: the place, if there is a file that knows it, and the address.
pub fn from_where(places: Option<&Places>, address: Option<IpAddr>) -> Option<String> {
    let address = address?;
    Some(match places.and_then(|places| places.of(address)) {
        Some(place) => format!("{place} · {address}"),
        None => address.to_string(),
    })
}

/// [`from_where`] of a session.
pub fn place_of(places: Option<&Places>, session: &Session) -> Option<String> {
    from_where(places, session.ip_address.as_deref()?.parse().ok())
}

/// Why somebody could not be told, without what is nobody's business but the operator's.
pub fn why_not_told(why: &str) -> &'static str {
    if why == "the answer is too long" {
        "it answered with an error"
    } else if why.contains("in time") || why.contains("too long") {
        "it didn't answer in time"
    } else if why.starts_with("answered 400") {
        "it refused to hear it"
    } else if why.starts_with("answered 3") {
        "it sent us elsewhere"
    } else if why.starts_with("answered") {
        "it answered with an error"
    } else if why.contains("disabled or deleted") {
        "it is switched off"
    } else if why.contains("backchannel_logout_uri") {
        "it can't be told any more"
    } else {
        "it couldn't be reached"
    }
}

/// What a device without a browser calls itself, as far as we know such names: what it says freely could
/// be said to deceive.
pub fn kind_of_device(user_agent: Option<&str>) -> String {
    match device_of(user_agent).as_str() {
        "A browser" => "An app or device of a kind we don't know".to_owned(),
        known => format!("{known}, as it says of itself"),
    }
}

/// What a scope lets an app do, in words; nothing for scopes that are none of the person's business.
pub fn scope_lets(scope: &str) -> Option<&'static str> {
    match scope {
        "openid" => Some("know it is you"),
        "profile" => Some("see your name and username"),
        "email" => Some("see your e-mail address"),
        "phone" => Some("see your phone number"),
        "address" => Some("see your postal address"),
        "groups" => Some("see which groups you are in"),
        "roles" => Some("see which roles you hold"),
        "offline_access" => Some("stay signed in when you are away"),
        _ => None,
    }
}

/// [`scope_lets`], said of somebody else.
pub fn scope_lets_them(scope: &str) -> Option<&'static str> {
    match scope {
        "openid" => Some("know who they are"),
        "profile" => Some("see their name and username"),
        "email" => Some("see their e-mail address"),
        "phone" => Some("see their phone number"),
        "address" => Some("see their postal address"),
        "groups" => Some("see which groups they are in"),
        "roles" => Some("see which roles they hold"),
        "offline_access" => Some("stay signed in when they are away"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn why_somebody_could_not_be_told_is_said_without_what_is_inside() {
        for (why, words) in [
            ("answered 503", "it answered with an error"),
            ("answered 302", "it sent us elsewhere"),
            ("answered 400: invalid_request", "it refused to hear it"),
            ("no complete answer in time", "it didn't answer in time"),
            ("took too long", "it didn't answer in time"),
            ("the answer is too long", "it answered with an error"),
            ("tcp connect error: 10.0.0.7:8443 refused", "it couldn't be reached"),
        ] {
            assert_eq!(why_not_told(why), words, "{why}");
        }
    }
}
