//! What can happen, in Entra's words.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::base::{ClientId, UserId};

/// Somebody by id and by the name they had when it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The user.
    pub id: UserId,
    /// The username at that time.
    pub name: String,
}

impl Person {
    /// A person by id and username.
    pub fn new(id: UserId, name: impl Into<String>) -> Self {
        Self { id, name: name.into() }
    }
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who is signed in.
    User {
        /// The user.
        id: UserId,
        /// The username at that time.
        name: String,
    },
    /// Whoever may run commands on the host.
    Machine,
    /// Nobody who is signed in.
    Anonymous,
}

impl Actor {
    /// The user's id, when it is a user.
    pub const fn user_id(&self) -> Option<UserId> {
        match self {
            Self::User { id, .. } => Some(*id),
            Self::Machine | Self::Anonymous => None,
        }
    }

    /// What the record calls the actor; nothing for nobody.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::User { name, .. } => Some(name),
            Self::Machine => Some("command line"),
            Self::Anonymous => None,
        }
    }
}

impl From<Person> for Actor {
    fn from(person: Person) -> Self {
        Self::User { id: person.id, name: person.name }
    }
}

/// Which of the logs an event belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// Sign-ins, good and bad: Entra's sign-in log.
    SignIn,
    /// Users and their methods.
    UserManagement,
    /// Administrator roles.
    RoleManagement,
    /// Groups.
    GroupManagement,
    /// Relying parties.
    ApplicationManagement,
    /// Authentication method policies.
    Policy,
    /// Signing keys and other matters of the installation.
    KeyManagement,
}

impl Category {
    /// The word in the log.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "SignIn",
            Self::UserManagement => "UserManagement",
            Self::RoleManagement => "RoleManagement",
            Self::GroupManagement => "GroupManagement",
            Self::ApplicationManagement => "ApplicationManagement",
            Self::Policy => "Policy",
            Self::KeyManagement => "KeyManagement",
        }
    }
}

/// One thing that happened. Made by subject; what is left is set by the chained functions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub(super) category: Category,
    pub(super) activity: &'static str,
    pub(super) failed: bool,
    pub(super) reason: Option<Cow<'static, str>>,
    pub(super) actor: Actor,
    pub(super) target: Option<Person>,
    pub(super) client: Option<ClientId>,
    pub(super) method: Option<&'static str>,
    pub(super) details: Map<String, Value>,
}

impl Event {
    /// Something that went well, by nobody in particular.
    pub fn new(category: Category, activity: &'static str) -> Self {
        Self {
            category,
            activity,
            failed: false,
            reason: None,
            actor: Actor::Anonymous,
            target: None,
            client: None,
            method: None,
            details: Map::new(),
        }
    }

    /// One authentication method was accepted. A sign-in with two factors leaves two of these.
    pub fn signed_in(user: Person, method: &'static str) -> Self {
        Self::new(Category::SignIn, "Sign-in").by(user.clone().into()).on(user).with_method(method)
    }

    /// One authentication method was refused. The person is named only if there is one.
    pub fn sign_in_failed(
        user: Option<Person>,
        method: &'static str,
        reason: impl Into<Cow<'static, str>>,
    ) -> Self {
        let event = Self::new(Category::SignIn, "Sign-in")
            .with_method(method)
            .with_reason(reason)
            .as_failed();
        match user {
            Some(user) => event.by(user.clone().into()).on(user),
            None => event,
        }
    }

    /// The person ended a session.
    pub fn signed_out(user: Person) -> Self {
        Self::new(Category::SignIn, "Sign-out").by(user.clone().into()).on(user)
    }

    /// A Temporary Access Pass was made for somebody.
    pub fn pass_issued(by: Actor, user: Person) -> Self {
        Self::method_registered(by, user, "Temporary Access Pass", "temporary access pass")
    }

    /// Somebody wants to issue a pass and waits for somebody else to approve.
    pub fn pass_requested(by: Actor, user: Person) -> Self {
        Self::of_request("Request temporary access pass", by, user)
    }

    /// A pass may be issued as it was requested.
    pub fn pass_request_approved(by: Actor, user: Person) -> Self {
        Self::of_request("Approve request for temporary access pass", by, user)
    }

    /// A pass may not be issued as it was requested.
    pub fn pass_request_denied(by: Actor, user: Person) -> Self {
        Self::of_request("Deny request for temporary access pass", by, user)
    }

    fn of_request(activity: &'static str, by: Actor, user: Person) -> Self {
        Self::new(Category::UserManagement, activity)
            .with_method("Temporary Access Pass")
            .by(by)
            .on(user)
    }

    /// A Temporary Access Pass was taken away.
    pub fn pass_deleted(by: Actor, user: Person) -> Self {
        Self::method_deleted(by, user, "Temporary Access Pass", "temporary access pass")
    }

    /// A method was registered. `words` name it within a sentence ("passkey").
    pub fn method_registered(
        by: Actor,
        user: Person,
        method: &'static str,
        words: &'static str,
    ) -> Self {
        let (activity, who) = own_or_admin(
            &by,
            &user,
            ("User registered security info", "User"),
            ("Admin registered security info", "Admin"),
        );
        Self::new(Category::UserManagement, activity)
            .with_reason(format!("{who} registered {words} method{}", for_user(who)))
            .with_method(method)
            .by(by)
            .on(user)
    }

    /// A method was deleted.
    pub fn method_deleted(
        by: Actor,
        user: Person,
        method: &'static str,
        words: &'static str,
    ) -> Self {
        let (activity, who) = own_or_admin(
            &by,
            &user,
            ("User deleted security info", "User"),
            ("Admin deleted security info", "Admin"),
        );
        Self::new(Category::UserManagement, activity)
            .with_reason(format!("{who} deleted {words} method{}", for_user(who)))
            .with_method(method)
            .by(by)
            .on(user)
    }

    /// A method was renamed.
    pub fn method_renamed(by: Actor, user: Person, method: &'static str) -> Self {
        let (activity, _) = own_or_admin(
            &by,
            &user,
            ("User changed security info", "User"),
            ("Admin changed security info", "Admin"),
        );
        Self::new(Category::UserManagement, activity)
            .with_reason("Renamed")
            .with_method(method)
            .by(by)
            .on(user)
    }

    /// The person has looked at what they sign in with, and says that it is theirs.
    pub fn security_info_reviewed(by: Actor, user: Person) -> Self {
        Self::new(Category::UserManagement, "User reviewed security info").by(by).on(user)
    }

    /// A password took the place of another.
    pub fn password_changed(by: Actor, user: Person) -> Self {
        let (activity, _) = own_or_admin(
            &by,
            &user,
            ("Change user password", "User"),
            ("Reset user password", "Admin"),
        );
        Self::new(Category::UserManagement, activity).with_method("Password").by(by).on(user)
    }

    /// A user was added.
    pub fn user_added(by: Actor, user: Person) -> Self {
        Self::new(Category::UserManagement, "Add user").by(by).on(user)
    }

    /// A user's profile was changed.
    pub fn user_updated(by: Actor, user: Person) -> Self {
        Self::new(Category::UserManagement, "Update user").by(by).on(user)
    }

    /// A user was deleted.
    pub fn user_deleted(by: Actor, user: Person) -> Self {
        Self::new(Category::UserManagement, "Delete user").by(by).on(user)
    }

    /// A user may sign in again.
    pub fn user_enabled(by: Actor, user: Person) -> Self {
        Self::new(Category::UserManagement, "Enable account").by(by).on(user)
    }

    /// A user may not sign in any more.
    pub fn user_disabled(by: Actor, user: Person) -> Self {
        Self::new(Category::UserManagement, "Disable account").by(by).on(user)
    }

    /// A role was given.
    pub fn role_assigned(by: Actor, user: Person, role: &'static str) -> Self {
        Self::new(Category::RoleManagement, "Add member to role").with_reason(role).by(by).on(user)
    }

    /// A role was taken.
    pub fn role_removed(by: Actor, user: Person, role: &'static str) -> Self {
        Self::new(Category::RoleManagement, "Remove member from role")
            .with_reason(role)
            .by(by)
            .on(user)
    }

    /// A group was made.
    pub fn group_added(by: Actor, group: &str) -> Self {
        Self::group("Add group", by, group)
    }

    /// A group was changed.
    pub fn group_updated(by: Actor, group: &str) -> Self {
        Self::group("Update group", by, group)
    }

    /// A group was deleted.
    pub fn group_deleted(by: Actor, group: &str) -> Self {
        Self::group("Delete group", by, group)
    }

    /// Somebody was put into a group.
    pub fn group_member_added(by: Actor, user: Person, group: &str) -> Self {
        Self::group("Add member to group", by, group).on(user)
    }

    /// Somebody was taken out of a group.
    pub fn group_member_removed(by: Actor, user: Person, group: &str) -> Self {
        Self::group("Remove member from group", by, group).on(user)
    }

    /// A group's members may issue passes for another's. `what` says whose for whose.
    pub fn delegation_added(by: Actor, what: String) -> Self {
        Self::new(Category::RoleManagement, "Add delegation to group").with_reason(what).by(by)
    }

    /// A delegation was changed.
    pub fn delegation_changed(by: Actor, what: String) -> Self {
        Self::new(Category::RoleManagement, "Update delegation of group").with_reason(what).by(by)
    }

    /// A delegation was ended.
    pub fn delegation_deleted(by: Actor, what: String) -> Self {
        Self::new(Category::RoleManagement, "Remove delegation from group").with_reason(what).by(by)
    }

    fn group(activity: &'static str, by: Actor, group: &str) -> Self {
        Self::new(Category::GroupManagement, activity).with_reason(group.to_owned()).by(by)
    }

    /// The authentication methods policy was changed. `changes` name fields with old and new values.
    pub fn policy_updated(by: Actor, changes: String) -> Self {
        Self::new(Category::Policy, "Authentication Methods Policy Update")
            .with_reason(changes)
            .by(by)
    }

    /// Somebody says, by a link they were sent, that something done in their name was not them.
    pub fn suspicious_activity_reported(user: Person) -> Self {
        Self::new(Category::UserManagement, "Suspicious activity reported")
            .by(user.clone().into())
            .on(user)
    }

    /// Everything issued to a user before now was voided: Sign out everywhere.
    pub fn sessions_revoked(by: Actor, user: Person) -> Self {
        Self::new(Category::UserManagement, "Update StsRefreshTokenValidFrom Timestamp")
            .by(by)
            .on(user)
    }

    /// A person who lost their device got their access back; what was done for it has records of its own.
    pub fn access_restored(by: Actor, user: Person, sessions_ended: u64, deleted: usize) -> Self {
        let words = format!(
            "Sessions ended: {sessions_ended}. Methods deleted: {deleted}. A temporary access pass was issued."
        );
        Self::new(Category::UserManagement, "Restore access").with_reason(words).by(by).on(user)
    }

    /// Who did it.
    #[must_use]
    pub fn by(mut self, actor: Actor) -> Self {
        self.actor = actor;
        self
    }

    /// To whom it was done.
    #[must_use]
    pub fn on(mut self, user: Person) -> Self {
        self.target = Some(user);
        self
    }

    /// For which relying party.
    #[must_use]
    pub fn for_client(mut self, client: ClientId) -> Self {
        self.client = Some(client);
        self
    }

    /// By which authentication method.
    #[must_use]
    pub fn with_method(mut self, method: &'static str) -> Self {
        self.method = Some(method);
        self
    }

    /// Why, or with what result. Never anything secret.
    #[must_use]
    pub fn with_reason(mut self, reason: impl Into<Cow<'static, str>>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// What else is worth knowing, as JSON under a name: a ticket, a case, old and new values. Never
    /// anything secret.
    #[must_use]
    pub fn with_detail(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.details.insert(key.to_owned(), value.into());
        self
    }

    /// It was tried and refused.
    #[must_use]
    pub fn as_failed(mut self) -> Self {
        self.failed = true;
        self
    }
}

fn own_or_admin<T>(by: &Actor, user: &Person, own: T, admin: T) -> T {
    if by.user_id() == Some(user.id) { own } else { admin }
}

/// Entra's sentence ends differently for administrators.
fn for_user(who: &str) -> &'static str {
    if who == "Admin" { " for user" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuing_a_pass_is_named_as_detection_rules_expect() {
        let user = Person::new(UserId::fresh(), "ada");
        let event = Event::pass_issued(Actor::Machine, user);
        assert_eq!(event.activity, "Admin registered security info");
        assert_eq!(
            event.reason.as_deref(),
            Some("Admin registered temporary access pass method for user")
        );
    }

    #[test]
    fn what_people_do_to_themselves_is_named_for_users_and_not_for_administrators() {
        let user = Person::new(UserId::fresh(), "ada");
        let event = Event::pass_deleted(user.clone().into(), user);
        assert_eq!(event.activity, "User deleted security info");
        assert_eq!(event.reason.as_deref(), Some("User deleted temporary access pass method"));
    }
}
