//! What a letter says.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::topic::Topic;
use super::{House, not_me};
use crate::audit::{Record, device_of};
use crate::base::{EventId, Fallible, Sealer, Timestamp, UserId};
use crate::directory::User;

/// What a letter is written from, as it waits in the outbox. Never the pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    topic: Topic,
    event: EventId,
    user: UserId,
    at: Timestamp,
    username: String,
    name: String,
    /// Who did it, unless it was the person themselves.
    by: Option<String>,
    method: Option<String>,
    from: Option<String>,
    device: Option<String>,
    ends_at: Option<Timestamp>,
}

/// A letter, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) to_name: String,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

#[derive(Template)]
#[template(path = "mail/letter.txt", escape = "none")]
struct Text<'l>(&'l Content);

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'l>(&'l Content);

/// What both forms of a letter say.
struct Content {
    organisation: String,
    help_desk: Option<String>,
    name: String,
    headline: String,
    explanation: &'static str,
    facts: Vec<(&'static str, String)>,
    not_me_url: Option<String>,
}

impl Letter {
    pub(super) fn about(record: &Record, topic: Topic, user: &User) -> Self {
        let own = record.actor_id == Some(user.id);
        let by = (!own).then(|| match (&record.actor_name, record.actor_id) {
            (Some(name), Some(_)) => name.clone(),
            _ => "an administrator of this service".to_owned(),
        });
        Self {
            topic,
            event: record.id,
            user: user.id,
            at: record.at,
            username: user.username.as_str().to_owned(),
            name: user.display_name.clone(),
            by,
            method: record.method.clone(),
            from: record.ip_address.map(|address| address.to_string()),
            device: own.then(|| device_of(record.user_agent.as_deref())),
            ends_at: record.detail_instant("ends_at"),
        }
    }

    pub(super) fn words(&self, house: &House, sealer: &Sealer) -> Fallible<Words> {
        let headline = self.headline();
        let mut facts = vec![("Account", self.username.clone()), ("When", written(self.at))];
        facts.extend(self.ends_at.map(|at| ("Ends", written(at))));
        facts.extend(self.by.clone().map(|by| ("By", by)));
        facts.extend(self.device.clone().map(|device| ("With", device)));
        facts.extend(self.from.clone().map(|from| ("From address", from)));
        Content {
            organisation: house.organisation.clone(),
            help_desk: house.help_desk.clone(),
            name: self.name.clone(),
            explanation: self.explanation(),
            facts,
            not_me_url: Some(not_me::link(house, sealer, self.user, self.event, self.at)?),
            headline,
        }
        .words()
    }

    /// A letter to see whether letters arrive.
    pub(super) fn test(house: &House) -> Words {
        let content = Content {
            organisation: house.organisation.clone(),
            help_desk: house.help_desk.clone(),
            name: String::new(),
            headline: "This is a test".to_owned(),
            explanation: "An administrator wanted to see whether letters arrive. They do.",
            facts: Vec::new(),
            not_me_url: None,
        };
        content.words().unwrap_or_else(|_| Words {
            to_name: String::new(),
            subject: "This is a test".to_owned(),
            text: "Letters arrive.".to_owned(),
            html: "<p>Letters arrive.</p>".to_owned(),
        })
    }

    fn method(&self) -> String {
        match self.method.as_deref() {
            Some("Recovery code") => "Recovery codes were".to_owned(),
            Some(method) => {
                let lower = method.to_lowercase();
                let vowel = lower.starts_with(['a', 'e', 'i', 'o', 'u']);
                format!("{} {lower} was", if vowel { "An" } else { "A" })
            }
            None => "A sign-in method was".to_owned(),
        }
    }

    fn headline(&self) -> String {
        match self.topic {
            Topic::PassIssued => "A Temporary Access Pass was issued for you".to_owned(),
            Topic::PassUsed => "Your Temporary Access Pass was used to sign in".to_owned(),
            Topic::PassDeleted => "Your Temporary Access Pass was deleted".to_owned(),
            Topic::MethodRegistered => format!("{} added to your account", self.method()),
            Topic::MethodDeleted => format!("{} deleted from your account", self.method()),
            Topic::PasswordChanged => "Your password was changed".to_owned(),
            Topic::SignedOutEverywhere => "You were signed out everywhere".to_owned(),
            Topic::AccessRestored => "Your access was restored".to_owned(),
            Topic::NotMe => "You reported something that was not you".to_owned(),
        }
    }

    const fn explanation(&self) -> &'static str {
        match self.topic {
            Topic::PassIssued => {
                "Whoever issued it gives it to you; it is never sent by e-mail. Nobody who works for us will ask you for it."
            }
            Topic::PassUsed => "If you have just signed in with it, all is well.",
            Topic::MethodRegistered => "From now on it can be used to sign in as you.",
            Topic::MethodDeleted => "It cannot be used to sign in as you any more.",
            Topic::PasswordChanged => "The old password does not work any more.",
            Topic::SignedOutEverywhere => "Every browser and every app has to sign in again.",
            Topic::AccessRestored => {
                "You were signed out everywhere, and what was on a lost device cannot be used any more."
            }
            Topic::PassDeleted | Topic::NotMe => "",
        }
    }
}

impl Content {
    fn words(&self) -> Fallible<Words> {
        Ok(Words {
            to_name: self.name.clone(),
            subject: format!("{} ({})", self.headline, self.organisation),
            text: Text(self).render()?,
            html: Html(self).render()?,
        })
    }
}

/// "Monday 23 November 2026 at 08:00 UTC".
fn written(at: Timestamp) -> String {
    let format = time::macros::format_description!(
        "[weekday] [day padding:none] [month repr:long] [year] at [hour]:[minute] UTC"
    );
    at.to_utc().format(format).unwrap_or_default()
}
