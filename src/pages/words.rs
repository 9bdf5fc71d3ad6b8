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
use crate::http::moment::Moment;
use crate::http::page::FieldError;
use crate::places::Places;
use crate::sessions::{Amr, Session};

pub use crate::audit::device_of;

const ASK_FOR_A_NEW_ONE: &str = "Ask your help desk for a new one.";

/// Why a pass did not sign somebody in. Only after the right pass is there a cause to tell.
pub fn pass_refused(refusal: &PassRefusal, now: Timestamp) -> FieldError {
    let (message, moment, advice) = match refusal {
        PassRefusal::Wrong => {
            ("That pass isn't right. Check each character and try again.", None, "")
        }
        PassRefusal::TooManyTries => (
            "Too many wrong tries. Either this pass no longer works or it isn't right; your other ways to sign in still work.",
            None,
            "If you have just got it, check each character; otherwise ask your help desk for a new one.",
        ),
        PassRefusal::NotYetValid { starts_at } => {
            ("It starts", Some(*starts_at), "Come back then.")
        }
        PassRefusal::Expired { ended_at } => ("It ended", Some(*ended_at), ASK_FOR_A_NEW_ONE),
        PassRefusal::AlreadyUsed { at } => ("It was already used", Some(*at), ASK_FOR_A_NEW_ONE),
        PassRefusal::BlockedByPolicy => (
            "Passes aren't allowed for your account.",
            None,
            "Ask your help desk what to use instead.",
        ),
        PassRefusal::OutsideNetworks => (
            "Your pass is right, but passes can't be used from the network you're on.",
            None,
            "Connect to your organisation's network and enter it again, or ask your help desk.",
        ),
        PassRefusal::AccountDisabled => {
            ("This account is switched off.", None, "Ask your help desk.")
        }
    };
    let moment = moment.map(|at| Moment::phrase(at, now));
    FieldError { field: "pass", message: message.to_owned(), moment, advice }
}

/// Why a password, code or recovery code was not accepted.
pub fn guess_refused(
    field: &'static str,
    method: Method,
    refusal: &GuessRefusal,
    now: Timestamp,
) -> FieldError {
    match refusal {
        GuessRefusal::Wrong => {
            FieldError { field, message: wrong(method).to_owned(), moment: None, advice: "" }
        }
        GuessRefusal::TooManyTries { until } => FieldError {
            field,
            message: "Too many wrong tries. You can try again".to_owned(),
            moment: Some(Moment::phrase(*until, now)),
            advice: "Your other ways to sign in still work.",
        },
        GuessRefusal::AccountDisabled => FieldError {
            field,
            message: "This account is switched off.".to_owned(),
            moment: None,
            advice: "Ask your help desk.",
        },
        GuessRefusal::BlockedByPolicy => FieldError {
            field,
            message: "This way to sign in isn't allowed any more.".to_owned(),
            moment: None,
            advice: "Use another way, or ask your help desk.",
        },
    }
}

/// The password was right, and it is not enough.
pub fn no_second_factor() -> Problem {
    Problem {
        status: StatusCode::FORBIDDEN,
        title: "A second step is missing",
        message: "Your password is right, but your account needs a second step and none is set up."
            .to_owned(),
        advice: "Ask your help desk for a Temporary Access Pass; it lets you set one up.",
        detail: None,
    }
}

/// Why a new passkey was not saved.
pub fn new_passkey_refused(refusal: &RegistrationRefusal) -> FieldError {
    let (message, advice) = match refusal {
        RegistrationRefusal::TooMany { maximum } => (
            format!("You have {maximum} passkeys already, and that is as many as fit."),
            "Delete one you no longer need.",
        ),
        RegistrationRefusal::AlreadyRegistered => (
            "This passkey is registered already.".to_owned(),
            "Sign in with it, or use another device.",
        ),
        RegistrationRefusal::DisabledByPolicy => {
            ("Passkeys aren't allowed for your account.".to_owned(), "Use another way.")
        }
        RegistrationRefusal::NotDiscoverable => (
            "This security key can't hold a passkey.".to_owned(),
            "Use another one, or this device's screen lock.",
        ),
        RegistrationRefusal::UserNotVerified => (
            "It didn't ask for your fingerprint, face or PIN.".to_owned(),
            "Set that up on it first, or use another device.",
        ),
        RegistrationRefusal::Stale | RegistrationRefusal::Invalid => {
            ("That didn't work, or it took too long.".to_owned(), "Try again, or use another way.")
        }
    };
    FieldError { field: "", message, moment: None, advice }
}

/// Why an authenticator app was not saved.
pub fn enrollment_refused(refusal: &EnrollRefusal) -> FieldError {
    let (message, advice) = match refusal {
        EnrollRefusal::WrongCode => (
            "That code isn't right. Check that your phone's time is set by itself, and enter the code it shows now.".to_owned(),
            "",
        ),
        EnrollRefusal::Stale => ("This key has waited too long. Scan the new one.".to_owned(), ""),
        EnrollRefusal::TooMany { maximum } => {
            (format!("You have {maximum} authenticator apps already, and that is as many as fit."), "Delete one you no longer need.")
        }
        EnrollRefusal::DisabledByPolicy => {
            ("Authenticator apps aren't allowed for your account.".to_owned(), "Use another way.")
        }
    };
    FieldError { field: "code", message, moment: None, advice }
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
    (FieldError { field: "password", message, moment: None, advice: "" }, suggestions)
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
        Method::AuthenticatorApp => {
            "That code isn't right, or it has been used. Wait for the next one and try again."
        }
        Method::RecoveryCode => {
            "That code isn't right, or it has been used. Check each character, or take another."
        }
        _ => "That username and password don't match. Check both and try again.",
    }
}

/// Why a passkey did not sign somebody in.
pub fn passkey_refused(refusal: &PasskeyRefusal) -> FieldError {
    let (message, advice) = match refusal {
        PasskeyRefusal::AccountDisabled => ("This account is switched off.", "Ask your help desk."),
        PasskeyRefusal::Unknown => (
            "This passkey isn't registered here any more.",
            "Use another way, or ask your help desk for a Temporary Access Pass.",
        ),
        _ => ("That didn't work, or it took too long.", "Try again, or use another way."),
    };
    FieldError { field: "", message: message.to_owned(), moment: None, advice }
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
