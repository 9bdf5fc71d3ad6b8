//! Audit records as events about credentials, accounts and claims (CAEP 1.0 §3.2, §3.3; RISC 1.0 §2).

use serde_json::Value;

use super::{Batch, Listener};
use crate::audit::Record;
use crate::base::{ClientId, Fallible, Subject};
use crate::db::Work;
use crate::directory::{self, Role, User, groups, roles_of};
use crate::oidc::{Claims, Person, Scope, Scopes};
use crate::signals::event::{EventType, Initiator, Signal};
use crate::signals::{Signals, Status, store};

/// The detail of a deletion that says by which subject clients knew the person.
const SUBJECT: &str = "subject";

/// What a record is about, as far as streams are told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    /// A sign-in method, and what became of it.
    Credential(&'static str),
    /// An account.
    Account(EventType),
    /// What tokens of these scopes say.
    Claims(&'static [Scope]),
    /// A receiver that was disabled.
    Receiver,
}

/// What an administrator may change of a person's profile.
const PROFILE: [Scope; 4] = [Scope::Profile, Scope::Email, Scope::Address, Scope::Phone];

fn about(record: &Record) -> Option<About> {
    if !record.succeeded {
        return None;
    }
    Some(match record.activity.as_str() {
        "User registered security info" | "Admin registered security info" => {
            About::Credential("create")
        }
        "User deleted security info" | "Admin deleted security info" => About::Credential("delete"),
        "User changed security info"
        | "Admin changed security info"
        | "Change user password"
        | "Reset user password" => About::Credential("update"),
        "Disable account" => About::Account(EventType::AccountDisabled),
        "Enable account" => About::Account(EventType::AccountEnabled),
        "Delete user" => About::Account(EventType::AccountPurged),
        "Update user" => About::Claims(&PROFILE),
        "Add member to group" | "Remove member from group" => About::Claims(&[Scope::Groups]),
        "Add member to role" | "Remove member from role" => About::Claims(&[Scope::Roles]),
        "Update application" if record.reason.as_deref() == Some("Disabled") => About::Receiver,
        _ => return None,
    })
}

impl Signals {
    /// Puts into the outbox what streams are told of an audit record, under the record's id.
    pub(in crate::signals) async fn of_record(&self, work: &Work, record: &Record) -> Fallible<()> {
        match about(record) {
            None => Ok(()),
            Some(About::Credential(change)) => self.of_credential(work, record, change).await,
            Some(About::Account(event)) => self.of_account(work, record, event).await,
            Some(About::Claims(scopes)) => self.of_claims(work, record, scopes).await,
            Some(About::Receiver) => self.of_receiver(work, record).await,
        }
    }

    async fn of_credential(&self, work: &Work, record: &Record, change: &str) -> Fallible<()> {
        // Who is gone by now has a record of that.
        let Some(user) = target(work, record).await? else { return Ok(()) };
        let signal = signal(work, record, EventType::CredentialChange)
            .about(&user.subject)
            .with("credential_type", credential_type(record.method.as_deref()))
            .with("change_type", change);
        self.tell_all(work, record, &user.subject, &signal).await
    }

    async fn of_account(&self, work: &Work, record: &Record, event: EventType) -> Fallible<()> {
        let user = target(work, record).await?;
        let subject = user.map(|user| user.subject);
        let Some(subject) = subject.or_else(|| record.detail(SUBJECT).map(Subject::new)) else {
            return Ok(());
        };
        let signal = signal(work, record, event).about(&subject);
        self.tell_all(work, record, &subject, &signal).await
    }

    async fn tell_all(
        &self,
        work: &Work,
        record: &Record,
        about: &Subject,
        signal: &Signal,
    ) -> Fallible<()> {
        let mut batch = Batch::default();
        for Listener { stream, .. } in self.listeners(work, signal.event, Some(about)).await? {
            batch.add(&stream, record.id, signal)?;
        }
        batch.enqueue(work).await
    }

    /// What has changed is said to those only who hold a grant that lets them know it.
    async fn of_claims(&self, work: &Work, record: &Record, scopes: &[Scope]) -> Fallible<()> {
        let Some(user) = target(work, record).await? else { return Ok(()) };
        let event = EventType::TokenClaimsChange;
        let listeners = self.listeners(work, event, Some(&user.subject)).await?;
        if listeners.is_empty() {
            return Ok(());
        }
        let granted = store::granted(work, user.id, user.generation).await?;
        let mut batch = Batch::default();
        for Listener { stream, client } in listeners {
            let scopes = reached(&granted, &client.id, scopes)?;
            let scopes = scopes.intersection(&client.metadata.scope);
            let claims = claims(work, &user, &scopes).await?;
            if !claims.is_empty() {
                let signal = signal(work, record, event)
                    .about(&user.subject)
                    .with("claims", Value::Object(claims));
                batch.add(&stream, record.id, &signal)?;
            }
        }
        batch.enqueue(work).await
    }

    /// Ends the streams of a receiver that was disabled, and says so (Shared Signals Framework §8.1.5).
    async fn of_receiver(&self, work: &Work, record: &Record) -> Fallible<()> {
        let Some(client) = &record.client_id else { return Ok(()) };
        let mut batch = Batch::default();
        for found in store::list(work.connection(), Some(client)).await? {
            let Some(mut stream) = store::hold(work, found.id).await? else { continue };
            if stream.status == Status::Disabled {
                continue;
            }
            let reason = "The receiver was disabled";
            stream.status = Status::Disabled;
            stream.reason = Some(reason.to_owned());
            stream.updated_at = work.now();
            store::update(work, &stream).await?;
            self.flow(work, &stream).await?;
            let signal = Signal::new(EventType::StreamUpdated, txn(record), work.now())
                .with("status", stream.status.as_str())
                .with("reason", reason);
            batch.add(&stream, record.id, &signal)?;
        }
        batch.enqueue(work).await
    }
}

async fn target(work: &Work, record: &Record) -> Fallible<Option<User>> {
    match record.target_id {
        Some(id) => directory::find_user(work.connection(), id).await,
        None => Ok(None),
    }
}

fn signal(work: &Work, record: &Record, event: EventType) -> Signal {
    Signal::new(event, txn(record), work.now()).because(
        record.at,
        Some(initiator(record)),
        &record.activity,
    )
}

/// What one request did has one of these.
fn txn(record: &Record) -> String {
    record.correlation_id.clone().unwrap_or_else(|| record.id.to_string())
}

fn initiator(record: &Record) -> Initiator {
    match (record.actor_id, &record.actor_name) {
        (Some(actor), _) if Some(actor) == record.target_id => Initiator::User,
        (Some(_), _) | (None, Some(_)) => Initiator::Admin,
        (None, None) => Initiator::System,
    }
}

/// CAEP §3.3.1; what has no word there keeps one of its own.
fn credential_type(method: Option<&str>) -> &'static str {
    match method {
        Some("Passkey") => "fido2-platform",
        Some("Password") => "password",
        Some("Authenticator app") => "app",
        Some("Recovery code") => "recovery-code",
        Some("Temporary Access Pass") => "temporary-access-pass",
        _ => "unknown",
    }
}

/// What of these scopes a client's grants reach.
fn reached(
    granted: &[(ClientId, String)],
    client: &ClientId,
    scopes: &[Scope],
) -> Fallible<Scopes> {
    let mut reached = Vec::new();
    for (_, scope) in granted.iter().filter(|(holder, _)| holder == client) {
        let held = Scopes::parse(scope)?;
        reached.extend(scopes.iter().copied().filter(|scope| held.contains(*scope)));
    }
    Ok(reached.into_iter().collect())
}

/// What tokens would say now.
async fn claims(work: &Work, user: &User, scopes: &Scopes) -> Fallible<Claims> {
    let person = Person {
        subject: user.subject.clone(),
        username: user.username.as_str().to_owned(),
        display_name: user.display_name.clone(),
        updated_at: user.updated_at,
        claims: serde_json::from_value(serde_json::to_value(&user.claims)?)?,
    };
    let mut claims = person.claims(scopes, std::iter::empty());
    // An empty list is news, too.
    if scopes.contains(Scope::Groups) {
        let groups = groups::groups_of(work.connection(), user.id).await?;
        let names = groups.into_iter().map(|group| Value::from(group.name)).collect();
        claims.insert("groups".to_owned(), Value::Array(names));
    }
    if scopes.contains(Scope::Roles) {
        let roles = roles_of(work.connection(), user.id).await?;
        let names = roles.into_iter().map(Role::name).map(Value::from).collect();
        claims.insert("roles".to_owned(), Value::Array(names));
    }
    Ok(claims)
}
