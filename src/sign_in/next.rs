//! What comes now: pure decisions.

use crate::credentials::{Factor, Method, MethodsPolicy, Proof};

use super::attempt::Remembered;

/// What comes after something has been proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Enough is proved.
    SignIn {
        /// Whether a lasting method must be registered before anything else opens.
        registration_owed: bool,
    },
    /// A second factor is to be proved.
    SecondFactor,
    /// A second factor is needed and the person has none: only a pass helps.
    NoSecondFactor,
}

/// What a person has, as far as it decides what comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    /// Whether they have a lasting way to sign in.
    pub(super) lasting: bool,
    /// Whether they have an authenticator app or a recovery code left.
    pub(super) second_factor: bool,
}

/// Decides what comes after these proofs, in the order in which they were given.
pub(super) fn after(proofs: &[Proof], standing: Standing, policy: &MethodsPolicy) -> Next {
    let factors: Vec<&Factor> = proofs.iter().map(Proof::factor).collect();
    match factors.as_slice() {
        [Factor::Pass { .. }, ..] => Next::SignIn {
            registration_owed: policy.pass.fence.owes_registration(standing.lasting),
        },
        // A recovery code is what is left when everything else is lost: something new is due.
        [Factor::RecoveryCode] => Next::SignIn { registration_owed: true },
        [Factor::Password] if standing.second_factor => Next::SecondFactor,
        [Factor::Password] if policy.password.second_factor_required => Next::NoSecondFactor,
        [Factor::Passkey { .. } | Factor::Password, ..] => {
            Next::SignIn { registration_owed: false }
        }
        [Factor::AuthenticatorApp | Factor::RecoveryCode, ..] | [] => Next::SecondFactor,
    }
}

/// Which method to ask for first.
///
/// The way that worked last on this browser; on a new device what the policy puts first, the same for
/// every username. It must not depend on what the person has: the page that follows the username
/// would otherwise tell a known username from an unknown one.
pub fn first_method(
    policy: &MethodsPolicy,
    remembered: Option<&Remembered>,
    folded: &str,
) -> Method {
    match remembered {
        Some(remembered) if remembered.is_of(folded) => remembered.method,
        _ if policy.pass.enabled => Method::Pass,
        _ if policy.password.enabled => Method::Password,
        _ => Method::Passkey,
    }
}
