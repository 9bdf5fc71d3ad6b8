//! What methods a person has, and changing them.
//!
//! A person cannot delete the last way in; an administrator who restores access to a lost account can.

use std::fmt;
use std::str::FromStr;

use super::kinds::Kinds;
use super::method::Method;
use super::pass::{self, PassSummary};
use super::passkey::{self, PasskeySummary};
use super::password::{self, PasswordSummary};
use super::policy::MethodsPolicy;
use super::recovery_code;
use super::store::lock_methods;
use super::totp::{self, TotpSummary};
use crate::audit::{self, Actor, Event, Origin};
use crate::base::{Fallible, PasskeyId, Timestamp, TotpId, UserId};
use crate::db::{ConnectionTrait, Work};
use crate::directory::authority::{self, Action, Denied};
use crate::directory::{self, User, clean_label};

/// The longest name of a method, in characters.
const LONGEST_NAME: usize = 60;

/// The methods a person has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Methods {
    /// Their passkeys, oldest first.
    pub passkeys: Vec<PasskeySummary>,
    /// Their authenticator apps, oldest first.
    pub authenticator_apps: Vec<TotpSummary>,
    /// Their password.
    pub password: Option<PasswordSummary>,
    /// How many recovery codes they have left.
    pub recovery_codes_left: u32,
    /// Their Temporary Access Pass, usable or not.
    pub pass: Option<PassSummary>,
}

impl Methods {
    /// [`Kinds::lasting`] of these.
    pub fn lasting(&self, policy: &MethodsPolicy) -> bool {
        self.kinds().lasting(policy)
    }

    /// [`Kinds::lasting_through`] of these.
    pub(super) fn lasting_through(&self, method: Method, policy: &MethodsPolicy) -> bool {
        self.kinds().lasting_through(method, policy)
    }

    /// Whether a registration that began at `from` is done: something registered since is, perhaps with
    /// what there was before, enough to sign in with.
    pub fn registered_since(&self, from: Timestamp, policy: &MethodsPolicy) -> bool {
        let new = [
            (Method::Passkey, self.passkeys.iter().any(|it| it.created_at >= from)),
            (
                Method::AuthenticatorApp,
                self.authenticator_apps.iter().any(|it| it.created_at >= from),
            ),
            (Method::Password, self.password.is_some_and(|it| it.changed_at >= from)),
        ];
        let kinds = self.kinds();
        new.into_iter().any(|(method, new)| new && kinds.lasting_through(method, policy))
    }

    fn kinds(&self) -> Kinds {
        Kinds {
            passkey: !self.passkeys.is_empty(),
            authenticator_app: !self.authenticator_apps.is_empty(),
            password: self.password.is_some(),
            recovery_code: self.recovery_codes_left > 0,
        }
    }

    /// Whether these are enough to sign in tomorrow, and would not be without this one.
    pub fn is_last_way_in(&self, method: MethodRef, policy: &MethodsPolicy) -> bool {
        self.lasting(policy) && !self.clone().without(method).lasting(policy)
    }

    fn without(mut self, method: MethodRef) -> Self {
        match method {
            MethodRef::Passkey(id) => self.passkeys.retain(|it| it.id != id),
            MethodRef::AuthenticatorApp(id) => self.authenticator_apps.retain(|it| it.id != id),
            MethodRef::Password => self.password = None,
            MethodRef::RecoveryCodes => self.recovery_codes_left = 0,
        }
        self
    }
}

/// The methods a person has.
pub async fn methods_of(connection: &impl ConnectionTrait, user: UserId) -> Fallible<Methods> {
    Ok(Methods {
        passkeys: passkey::list(connection, user).await?,
        authenticator_apps: totp::list(connection, user).await?,
        password: password::find(connection, user).await?,
        recovery_codes_left: recovery_code::count_left(connection, user).await?,
        pass: pass::show(connection, user).await?,
    })
}

/// Which of a person's methods. A pass has operations of its own, in [`pass`](super::pass).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MethodRef {
    /// A passkey.
    Passkey(PasskeyId),
    /// An authenticator app.
    AuthenticatorApp(TotpId),
    /// The password.
    Password,
    /// All recovery codes.
    RecoveryCodes,
}

impl MethodRef {
    /// The method this is of.
    pub const fn method(self) -> Method {
        match self {
            Self::Passkey(_) => Method::Passkey,
            Self::AuthenticatorApp(_) => Method::AuthenticatorApp,
            Self::Password => Method::Password,
            Self::RecoveryCodes => Method::RecoveryCode,
        }
    }
}

/// As pages name it in a form: `passkey:ID`, `authenticator-app:ID`, `password`, `recovery-codes`.
impl fmt::Display for MethodRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passkey(id) => write!(f, "passkey:{id}"),
            Self::AuthenticatorApp(id) => write!(f, "authenticator-app:{id}"),
            Self::Password => f.write_str("password"),
            Self::RecoveryCodes => f.write_str("recovery-codes"),
        }
    }
}

/// Text that names no method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("names no method")]
pub struct NotAMethod;

impl FromStr for MethodRef {
    type Err = NotAMethod;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some(("passkey", id)) => id.parse().map(Self::Passkey).map_err(|_| NotAMethod),
            Some(("authenticator-app", id)) => {
                id.parse().map(Self::AuthenticatorApp).map_err(|_| NotAMethod)
            }
            None if text == "password" => Ok(Self::Password),
            None if text == "recovery-codes" => Ok(Self::RecoveryCodes),
            _ => Err(NotAMethod),
        }
    }
}

/// What came of changing a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is done.
    Done,
    /// There is no such method, or no such person.
    NotFound,
    /// It is the person's last way in.
    LastWayIn,
    /// The new name is empty or too long, or the method has no name.
    NotAName,
    /// The caller may not.
    NotAllowed(Denied),
}

/// Renames a passkey or an authenticator app.
pub async fn rename(
    work: &Work,
    origin: &Origin,
    by: &Actor,
    user: UserId,
    method: MethodRef,
    name: &str,
) -> Fallible<Changed> {
    let user = match changeable(work, by, user).await? {
        Ok(user) => user,
        Err(refused) => return Ok(refused),
    };
    let Some(name) = clean_label(name, LONGEST_NAME) else { return Ok(Changed::NotAName) };
    let renamed = match method {
        MethodRef::Passkey(id) => passkey::rename(work, user.id, id, &name).await?,
        MethodRef::AuthenticatorApp(id) => totp::rename(work, user.id, id, &name).await?,
        MethodRef::Password | MethodRef::RecoveryCodes => return Ok(Changed::NotAName),
    };
    if !renamed {
        return Ok(Changed::NotFound);
    }
    let event = Event::method_renamed(by.clone(), user.person(), method.method().name());
    audit::record(work, origin, event).await?;
    Ok(Changed::Done)
}

/// Deletes a method. People keep a way in: what makes their methods enough to sign in stays.
pub async fn delete(
    work: &Work,
    origin: &Origin,
    policy: &MethodsPolicy,
    by: &Actor,
    user: UserId,
    method: MethodRef,
) -> Fallible<Changed> {
    // Two deletions at once would each see what the other takes away.
    lock_methods(work, user).await?;
    let user = match changeable(work, by, user).await? {
        Ok(user) => user,
        Err(refused) => return Ok(refused),
    };
    if by.user_id() == Some(user.id) {
        let methods = methods_of(work.connection(), user.id).await?;
        if methods.is_last_way_in(method, policy) {
            return Ok(Changed::LastWayIn);
        }
    }
    let deleted = match method {
        MethodRef::Passkey(id) => passkey::delete(work, user.id, id).await?,
        MethodRef::AuthenticatorApp(id) => totp::delete(work, user.id, id).await?,
        MethodRef::Password => password::delete(work, user.id).await?,
        MethodRef::RecoveryCodes => recovery_code::delete_all(work, user.id).await?,
    };
    if !deleted {
        return Ok(Changed::NotFound);
    }
    let kind = method.method();
    let event = Event::method_deleted(by.clone(), user.person(), kind.name(), kind.words());
    audit::record(work, origin, event).await?;
    Ok(Changed::Done)
}

/// The person, if `by` may change their methods.
async fn changeable(work: &Work, by: &Actor, user: UserId) -> Fallible<Result<User, Changed>> {
    let permitted = authority::permit(work.connection(), by, Action::ChangeMethods, user).await?;
    if let Err(denied) = permitted {
        return Ok(Err(Changed::NotAllowed(denied)));
    }
    Ok(directory::find_user(work.connection(), user).await?.ok_or(Changed::NotFound))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_seconds(second)
    }

    fn passkey(second: i64) -> PasskeySummary {
        PasskeySummary {
            id: PasskeyId::fresh(),
            name: "Passkey".to_owned(),
            synced: true,
            created_at: at(second),
            last_used_at: None,
        }
    }

    fn app(second: i64) -> TotpSummary {
        TotpSummary {
            id: TotpId::fresh(),
            name: "App".to_owned(),
            created_at: at(second),
            last_used_at: None,
        }
    }

    fn password(second: i64) -> PasswordSummary {
        PasswordSummary { changed_at: at(second), last_used_at: None }
    }

    #[test]
    fn what_is_enough_to_sign_in_tomorrow() {
        let policy = MethodsPolicy::default();
        let none = Methods::default();
        let with_passkey = Methods { passkeys: vec![passkey(0)], ..none.clone() };
        let with_app = Methods { authenticator_apps: vec![app(0)], ..none.clone() };
        let with_password = Methods { password: Some(password(0)), ..none.clone() };
        let with_both = Methods { password: Some(password(0)), ..with_app.clone() };
        let with_codes = Methods { recovery_codes_left: 10, ..none.clone() };

        for (methods, enough) in [
            (&none, false),
            (&with_passkey, true),
            (&with_app, false),
            (&with_password, false),
            (&with_both, true),
            (&with_codes, false),
        ] {
            assert_eq!(methods.lasting(&policy), enough, "{methods:?}");
        }
        let mut lenient = policy.clone();
        lenient.password.second_factor_required = false;
        assert!(with_password.lasting(&lenient));
        let mut without_passkeys = policy;
        without_passkeys.passkey.enabled = false;
        assert!(!with_passkey.lasting(&without_passkeys));
    }
}
