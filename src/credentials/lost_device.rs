//! After a lost device: what remains to be done, seen from what is true.
//!
//! In order: everything ends, what was on the device goes, something new takes its place, the password
//! is changed. Nobody removes their last way in; who has only what was on the device adds something first
//! and then comes back to it.

use super::policy::MethodsPolicy;
use super::security_info::{MethodRef, Methods};
use super::{Method, recovery_code};
use crate::audit::{self, Actor, Event, Origin};
use crate::base::{Fallible, Timestamp, UserId};
use crate::db::{ConnectionTrait, Work};
use crate::directory::recoveries::{self, Recovery};
use crate::directory::{self, User};

/// What remains to be done about a lost device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remaining {
    /// Since when the device is lost.
    pub since: Timestamp,
    /// Signing out everywhere.
    pub sign_out: bool,
    /// The methods that were there before, of which the person has not said whether they are lost.
    pub unclear: Vec<MethodRef>,
    /// Adding a way to sign in, or saying that there is one.
    pub add: bool,
    /// Whether what they have is enough to sign in with, so that nothing needs to be added.
    pub has_enough: bool,
    /// Changing the password.
    pub password: bool,
    /// Whether there is a password that was changed since.
    pub password_changed: bool,
}

impl Remaining {
    /// What remains for somebody.
    pub async fn of(
        connection: &impl ConnectionTrait,
        recovery: &Recovery,
        user: &User,
        methods: &Methods,
        policy: &MethodsPolicy,
    ) -> Fallible<Self> {
        let codes = recovery_code::made_at(connection, user.id).await?;
        Ok(Self::from_facts(recovery, user.sign_in_sessions_valid_from, methods, codes, policy))
    }

    fn from_facts(
        recovery: &Recovery,
        signed_out_at: Timestamp,
        methods: &Methods,
        codes_made_at: Option<Timestamp>,
        policy: &MethodsPolicy,
    ) -> Self {
        let since = recovery.started_at;
        let unclear = match recovery.reviewed_at {
            Some(_) => Vec::new(),
            None => from_before(methods, codes_made_at, since),
        };
        let can_be_added = policy.passkey.enabled || policy.authenticator_app.enabled;
        let changed_at = methods.password.as_ref().map(|password| password.changed_at);
        Self {
            since,
            sign_out: signed_out_at < since,
            unclear,
            add: can_be_added
                && recovery.enough_at.is_none()
                && !added_since(methods, since, policy),
            has_enough: methods.lasting(policy),
            password: policy.password.enabled && changed_at.is_some_and(|at| at < since),
            password_changed: changed_at.is_some_and(|at| at >= since),
        }
    }

    /// How many steps remain.
    pub fn steps(&self) -> usize {
        [self.sign_out, !self.unclear.is_empty(), self.add, self.password]
            .into_iter()
            .filter(|remains| *remains)
            .count()
    }
}

/// What may have been on the device. The password is changed in a step of its own.
fn from_before(
    methods: &Methods,
    codes_made_at: Option<Timestamp>,
    since: Timestamp,
) -> Vec<MethodRef> {
    let passkeys = methods.passkeys.iter().filter(|it| it.created_at < since);
    let apps = methods.authenticator_apps.iter().filter(|it| it.created_at < since);
    let codes = codes_made_at.filter(|at| *at < since).map(|_| MethodRef::RecoveryCodes);
    passkeys
        .map(|it| MethodRef::Passkey(it.id))
        .chain(apps.map(|it| MethodRef::AuthenticatorApp(it.id)))
        .chain(codes)
        .collect()
}

/// Whether something that was added since is enough to sign in with.
fn added_since(methods: &Methods, since: Timestamp, policy: &MethodsPolicy) -> bool {
    let passkey = methods.passkeys.iter().any(|it| it.created_at >= since);
    let app = methods.authenticator_apps.iter().any(|it| it.created_at >= since);
    (passkey && methods.lasting_through(Method::Passkey, policy))
        || (app && methods.lasting_through(Method::AuthenticatorApp, policy))
}

/// What remains to be done by a person; nothing if no device of theirs is lost, or all is done.
pub async fn remaining(
    connection: &impl ConnectionTrait,
    user: UserId,
    methods: &Methods,
    policy: &MethodsPolicy,
) -> Fallible<Option<Remaining>> {
    let Some(recovery) = recoveries::find(connection, user).await? else { return Ok(None) };
    let Some(user) = directory::find_user(connection, user).await? else { return Ok(None) };
    Ok(Some(Remaining::of(connection, &recovery, &user, methods, policy).await?))
}

/// Writes down that a person has looked at what is left of their methods, and that it is still theirs.
pub async fn reviewed(work: &Work, origin: &Origin, by: &Actor, user: &User) -> Fallible<()> {
    if recoveries::reviewed(work, user.id).await? {
        audit::record(work, origin, Event::security_info_reviewed(by.clone(), user.person()))
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::PasskeyId;
    use crate::credentials::passkey::PasskeySummary;
    use crate::credentials::password::PasswordSummary;

    const LOST: Timestamp = Timestamp::from_seconds(1_000);
    const BEFORE: Timestamp = Timestamp::from_seconds(500);
    const SINCE: Timestamp = Timestamp::from_seconds(1_500);

    fn passkey(created_at: Timestamp) -> PasskeySummary {
        PasskeySummary {
            id: PasskeyId::fresh(),
            name: "Passkey".to_owned(),
            synced: false,
            created_at,
            last_used_at: None,
        }
    }

    fn remaining(methods: &Methods, recovery: Recovery, signed_out_at: Timestamp) -> Remaining {
        let policy = MethodsPolicy::default();
        Remaining::from_facts(&recovery, signed_out_at, methods, Some(BEFORE), &policy)
    }

    fn just_lost() -> Recovery {
        Recovery { started_at: LOST, reviewed_at: None, enough_at: None }
    }

    #[test]
    fn everything_remains_at_first_and_nothing_at_last() {
        let old = Methods {
            passkeys: vec![passkey(BEFORE)],
            password: Some(PasswordSummary { changed_at: BEFORE, last_used_at: None }),
            recovery_codes_left: 10,
            ..Methods::default()
        };
        let at_first = remaining(&old, just_lost(), BEFORE);
        assert_eq!(at_first.steps(), 4);
        assert_eq!(at_first.unclear.len(), 2, "the passkey and the codes");

        let new = Methods {
            passkeys: vec![passkey(SINCE)],
            password: Some(PasswordSummary { changed_at: SINCE, last_used_at: None }),
            ..Methods::default()
        };
        let reviewed = Recovery { reviewed_at: Some(SINCE), ..just_lost() };
        assert_eq!(remaining(&new, reviewed, SINCE).steps(), 0);
    }

    #[test]
    fn half_of_a_way_in_is_nothing_that_was_added() {
        let app_alone = Methods {
            authenticator_apps: vec![crate::credentials::totp::TotpSummary {
                id: crate::base::TotpId::fresh(),
                name: "App".to_owned(),
                created_at: SINCE,
                last_used_at: None,
            }],
            ..Methods::default()
        };
        assert!(remaining(&app_alone, just_lost(), SINCE).add);
    }

    #[test]
    fn who_keeps_a_way_in_may_leave_it_at_that() {
        let kept = Methods { passkeys: vec![passkey(BEFORE)], ..Methods::default() };
        let decided = Recovery { reviewed_at: Some(SINCE), enough_at: Some(SINCE), ..just_lost() };
        let left = remaining(&kept, decided, SINCE);
        assert_eq!((left.steps(), left.has_enough), (0, true));
    }
}
