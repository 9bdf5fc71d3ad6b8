//! The authenticator app on somebody's phone.

use daypass::base::Clock;
use totp_rs::{Algorithm, Builder, Secret, Totp};

use super::browser::Page;

/// An app that was given a secret and shows six digits.
pub(crate) struct AuthenticatorApp {
    totp: Totp,
    clock: Clock,
}

impl AuthenticatorApp {
    /// Takes over the key that the page shows for typing by hand.
    pub(crate) fn set_up(page: &Page, clock: &Clock) -> Self {
        let key: String = page.text_of("#secret").split_whitespace().collect();
        // What every app assumes when nothing else is said (RFC 6238 §1.2, RFC 4226 §5.3).
        let totp = Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_step_duration(30)
            .with_secret(Secret::try_from_base32(key).unwrap())
            .build_noncompliant();
        Self { totp, clock: clock.clone() }
    }

    /// The digits it shows now.
    pub(crate) fn code(&self) -> String {
        self.shown_at(0)
    }

    /// Six digits that it does not show, neither now nor in the neighbouring half minutes.
    pub(crate) fn wrong_code(&self) -> String {
        let shown = [-60, -30, 0, 30, 60].map(|offset| self.shown_at(offset));
        (0..6).map(|number| format!("{number:06}")).find(|code| !shown.contains(code)).unwrap()
    }

    fn shown_at(&self, offset: i64) -> String {
        self.totp.generate(u64::try_from(self.clock.now().seconds() + offset).unwrap()).to_string()
    }
}
