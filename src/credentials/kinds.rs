//! Which kinds of methods a person has, and whether they are enough.

use super::method::Method;
use super::policy::MethodsPolicy;

/// Which kinds of methods a person has: what decides how they can sign in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    /// A passkey.
    pub passkey: bool,
    /// An authenticator app.
    pub authenticator_app: bool,
    /// A password.
    pub password: bool,
    /// A recovery code that is not used.
    pub recovery_code: bool,
}

impl Kinds {
    /// Whether these are enough to sign in tomorrow, under this policy: a passkey, or a password with
    /// an authenticator app, or a password alone where that is enough.
    pub const fn lasting(self, policy: &MethodsPolicy) -> bool {
        let passkey = policy.passkey.enabled && self.passkey;
        let password = policy.password.enabled && self.password;
        let app = policy.authenticator_app.enabled && self.authenticator_app;
        passkey || (password && (app || !policy.password.second_factor_required))
    }

    /// Whether a method is what makes these enough: with it there is a way to sign in tomorrow that
    /// it is part of, whatever other ways there are.
    pub const fn lasting_through(self, method: Method, policy: &MethodsPolicy) -> bool {
        let its = match method {
            Method::Passkey => Self { password: false, ..self },
            Method::Password | Method::AuthenticatorApp => Self { passkey: false, ..self },
            Method::Pass | Method::RecoveryCode => return false,
        };
        its.lasting(policy)
    }

    /// Whether a method is among them. A pass never is.
    pub const fn has(self, method: Method) -> bool {
        match method {
            Method::Pass => false,
            Method::Passkey => self.passkey,
            Method::Password => self.password,
            Method::AuthenticatorApp => self.authenticator_app,
            Method::RecoveryCode => self.recovery_code,
        }
    }

    /// Whether one of these can follow a password.
    pub const fn second_factor(self) -> bool {
        self.authenticator_app || self.recovery_code
    }
}
