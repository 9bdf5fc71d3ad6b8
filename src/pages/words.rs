//! What people read where the program knows something that a template cannot.

mod new_password;

use std::net::IpAddr;

use actix_web::http::StatusCode;

use crate::audit::browser_and_system;
use crate::base::Timestamp;
use crate::credentials::pass::PassRefusal;
use crate::credentials::passkey::{PasskeyRefusal, RegistrationRefusal};
use crate::credentials::totp::EnrollRefusal;
use crate::credentials::{GuessRefusal, Method};
use crate::http::error::Problem;
use crate::http::page::FieldError;
use crate::language::{IntoPhrase, Moment, Phrase, phrase};
use crate::places::Places;
use crate::sessions::{Amr, Session};

pub use crate::audit::device_of;
pub use new_password::{new_password_refused, password_requirements};

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

/// Every method, as the log can be filtered by them.
pub const METHODS: [Method; 5] = [
    Method::Pass,
    Method::Passkey,
    Method::Password,
    Method::AuthenticatorApp,
    Method::RecoveryCode,
];

/// The key of what a method is called.
pub const fn method_name(method: Method) -> &'static str {
    match method {
        Method::Pass => "temporary-access-pass",
        Method::Passkey => "passkey",
        Method::Password => "password",
        Method::AuthenticatorApp => "authenticator-app",
        Method::RecoveryCode => "recovery-code",
    }
}

/// What the method of a record is called.
pub fn method_named(name: &str) -> Phrase {
    let known = METHODS.into_iter().find(|method| method.name() == name);
    known.map_or_else(|| name.to_owned().into_phrase(), |method| phrase(method_name(method)))
}

/// How a session was signed in.
pub fn signed_in_by(amr: &Amr) -> &'static str {
    if amr.contains("tap") {
        "temporary-access-pass"
    } else if amr.contains("hwk") || amr.contains("swk") {
        "passkey"
    } else if amr.contains("pwd") && amr.contains("otp") {
        "password-and-authenticator-app"
    } else if amr.contains("pwd") {
        "password"
    } else {
        "recovery-code"
    }
}

/// A browser and its device: "Firefox on Windows".
pub fn device(user_agent: Option<&str>) -> Phrase {
    match browser_and_system(user_agent) {
        Some((browser, system)) => {
            phrase("browser-on-system").with("browser", browser).with("system", system)
        }
        None => phrase("some-browser"),
    }
}

/// Several things one after the other; nothing if there are none.
pub fn listed<T: IntoPhrase>(things: impl IntoIterator<Item = T>) -> Option<Phrase> {
    let longer =
        |list: Phrase, thing| phrase("list-with-more").with("list", list).with("thing", thing);
    things.into_iter().map(IntoPhrase::into_phrase).reduce(longer)
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
        "not-told-error"
    } else if why.contains("in time") || why.contains("too long") {
        "not-told-too-slow"
    } else if why.starts_with("answered 400") {
        "not-told-refused"
    } else if why.starts_with("answered 3") {
        "not-told-sent-elsewhere"
    } else if why.starts_with("answered") {
        "not-told-error"
    } else if why.contains("disabled or deleted") {
        "not-told-switched-off"
    } else if why.contains("backchannel_logout_uri") {
        "not-told-no-way"
    } else {
        "not-told-unreachable"
    }
}

/// What a device without a browser calls itself, as far as we know such names: what it says freely could
/// be said to deceive.
pub fn kind_of_device(user_agent: Option<&str>) -> Phrase {
    match browser_and_system(user_agent) {
        Some(_) => phrase("device-says-it-is").with("device", device(user_agent)),
        None => phrase("device-of-unknown-kind"),
    }
}

/// What a scope lets an app do, in words; nothing for scopes that are none of the person's business.
pub fn scope_lets(scope: &str) -> Option<&'static str> {
    match scope {
        "openid" => Some("lets-know-you"),
        "profile" => Some("lets-see-your-name"),
        "email" => Some("lets-see-your-email"),
        "phone" => Some("lets-see-your-phone"),
        "address" => Some("lets-see-your-address"),
        "groups" => Some("lets-see-your-groups"),
        "roles" => Some("lets-see-your-roles"),
        "offline_access" => Some("lets-stay-when-you-are-away"),
        _ => None,
    }
}

/// [`scope_lets`], said of somebody else.
pub fn scope_lets_them(scope: &str) -> Option<&'static str> {
    match scope {
        "openid" => Some("lets-know-them"),
        "profile" => Some("lets-see-their-name"),
        "email" => Some("lets-see-their-email"),
        "phone" => Some("lets-see-their-phone"),
        "address" => Some("lets-see-their-address"),
        "groups" => Some("lets-see-their-groups"),
        "roles" => Some("lets-see-their-roles"),
        "offline_access" => Some("lets-stay-when-they-are-away"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, Locale, Zone};

    fn said(phrase: impl IntoPhrase) -> String {
        Locale { language: Language::english(), zone: Zone::UTC }.say(phrase).text()
    }

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
            assert_eq!(said(why_not_told(why)), words, "{why}");
        }
    }

    #[test]
    fn what_an_app_may_do_stands_in_one_sentence() {
        let lets = ["openid", "profile", "unheard-of", "groups"].map(scope_lets);
        let listed = listed(lets.into_iter().flatten()).unwrap();
        assert_eq!(
            said(phrase("app-may").with("what", listed)),
            "May know it is you, see your name and username, see which groups you are in"
        );
        assert_eq!(super::listed::<&'static str>([]), None);
    }

    #[test]
    fn a_device_is_called_what_it_says_it_is_if_we_know_such_a_one() {
        let firefox =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";
        assert_eq!(said(device(Some(firefox))), device_of(Some(firefox)));
        assert_eq!(said(device(None)), device_of(None));
        assert_eq!(said(kind_of_device(Some(firefox))), "Firefox on Windows, as it says of itself");
        let unknown = "An app or device of a kind we don't know";
        assert_eq!(said(kind_of_device(Some("<b>Your bank</b>"))), unknown);
    }
}
