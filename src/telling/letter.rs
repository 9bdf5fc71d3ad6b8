//! What a letter says, in the language of the person it goes to.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::topic::Topic;
use super::{House, not_me};
use crate::audit::{Record, browser_and_system};
use crate::base::{EventId, Fallible, Sealer, Timestamp, UserId};
use crate::directory::User;
use crate::language::{IntoPhrase, Locale, Moment, Phrase, Said, phrase};

/// What a letter is written from, as it waits in the outbox: facts, which are put into words when it is
/// sent. Never the pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    topic: Topic,
    event: EventId,
    user: UserId,
    at: Timestamp,
    username: String,
    name: String,
    /// The language that stands in their profile (BCP 47).
    #[serde(default)]
    locale: Option<String>,
    /// Who did it, unless it was the person themselves.
    by: Option<By>,
    method: Option<String>,
    from: Option<String>,
    device: Option<Device>,
    ends_at: Option<Timestamp>,
}

/// Who did something to somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum By {
    /// Somebody who has an account here.
    Named(String),
    /// Whoever may use the command line.
    AnAdministrator {},
}

/// What the person did it with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Device {
    /// In English words, as letters had it that waited before they were written in other languages.
    InWords(String),
    /// One that we know.
    Known { browser: String, system: String },
    /// Another one.
    Unknown {},
}

impl Device {
    fn of(user_agent: Option<&str>) -> Self {
        match browser_and_system(user_agent) {
            Some((browser, system)) => Self::Known { browser, system },
            None => Self::Unknown {},
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::InWords(words) => words.clone().into_phrase(),
            Self::Known { browser, system } => {
                phrase("browser-on-system").with("browser", browser).with("system", system)
            }
            Self::Unknown {} => phrase("some-browser"),
        }
    }
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
struct Text<'l> {
    letter: &'l Content,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'l> {
    letter: &'l Content,
}

/// What both forms of a letter say.
struct Content {
    locale: Locale,
    organisation: String,
    help_desk: Option<String>,
    name: String,
    headline: Phrase,
    explanation: Option<&'static str>,
    /// What each is called, and what it is.
    facts: Vec<(Phrase, Phrase)>,
    not_me_url: Option<String>,
}

impl Letter {
    pub(super) fn about(record: &Record, topic: Topic, user: &User) -> Self {
        let own = record.actor_id == Some(user.id);
        let by = (!own).then(|| match (&record.actor_name, record.actor_id) {
            (Some(name), Some(_)) => By::Named(name.clone()),
            _ => By::AnAdministrator {},
        });
        Self {
            topic,
            event: record.id,
            user: user.id,
            at: record.at,
            username: user.username.as_str().to_owned(),
            name: user.display_name.clone(),
            locale: user.claims.locale.clone(),
            by,
            method: record.method.clone(),
            from: record.ip_address.map(|address| address.to_string()),
            device: own.then(|| Device::of(record.user_agent.as_deref())),
            ends_at: record.detail_instant("ends_at"),
        }
    }

    pub(super) fn words(&self, house: &House, sealer: &Sealer) -> Fallible<Words> {
        let locale = house.locale(self.locale.as_deref());
        Content {
            organisation: house.organisation.clone(),
            help_desk: house.help_desk.clone(),
            name: self.name.clone(),
            headline: self.headline(),
            explanation: self.explanation(),
            facts: self.facts(&locale),
            not_me_url: Some(not_me::link(house, sealer, self.user, self.event, self.at)?),
            locale,
        }
        .words()
    }

    /// A letter to see whether letters arrive.
    pub(super) fn test(house: &House) -> Fallible<Words> {
        Content {
            locale: house.locale(None),
            organisation: house.organisation.clone(),
            help_desk: house.help_desk.clone(),
            name: String::new(),
            headline: phrase("letter-test"),
            explanation: Some("letter-test-explanation"),
            facts: Vec::new(),
            not_me_url: None,
        }
        .words()
    }

    fn facts(&self, locale: &Locale) -> Vec<(Phrase, Phrase)> {
        let as_it_is = |text: &String| text.clone().into_phrase();
        // It may be read on any day, so the day is always said.
        let written = |at| Moment::new(at, at).in_full(locale);
        let by = |by: &By| match by {
            By::Named(name) => as_it_is(name),
            By::AnAdministrator {} => phrase("letter-an-administrator"),
        };
        [
            Some(("letter-account", as_it_is(&self.username))),
            Some(("letter-when", written(self.at))),
            self.ends_at.map(|at| ("letter-ends", written(at))),
            self.by.as_ref().map(|it| ("letter-by", by(it))),
            self.device.as_ref().map(|device| ("letter-with", device.phrase())),
            self.from.as_ref().map(|from| ("letter-from", as_it_is(from))),
        ]
        .into_iter()
        .flatten()
        .map(|(label, value)| (phrase(label), value))
        .collect()
    }

    /// The method as the messages have it that choose by it.
    fn headline(&self) -> Phrase {
        headline(self.topic, self.method.as_deref())
    }

    const fn explanation(&self) -> Option<&'static str> {
        match self.topic {
            Topic::PassIssued => Some("letter-pass-issued-explanation"),
            Topic::PassUsed => Some("letter-pass-used-explanation"),
            Topic::MethodRegistered => Some("letter-method-added-explanation"),
            Topic::MethodDeleted => Some("letter-method-deleted-explanation"),
            Topic::PasswordChanged => Some("letter-password-changed-explanation"),
            Topic::SignedOutEverywhere => Some("letter-signed-out-explanation"),
            Topic::AccessRestored => Some("letter-access-restored-explanation"),
            Topic::PassDeleted | Topic::NotMe => None,
        }
    }
}

/// What a letter about this record says first.
pub(super) fn said_of(record: &Record) -> Option<Phrase> {
    let headline = headline(Topic::of(record)?, record.method.as_deref());
    Some(phrase("letter-headline").with("headline", headline))
}

/// By which messages choose.
fn kind(method: Option<&str>) -> &'static str {
    match method {
        Some("Passkey") => "passkey",
        Some("Authenticator app") => "authenticator-app",
        Some("Password") => "password",
        Some("Recovery code") => "recovery-codes",
        Some("Temporary Access Pass") => "pass",
        _ => "other",
    }
}

fn headline(topic: Topic, method: Option<&str>) -> Phrase {
    match topic {
        Topic::PassIssued => phrase("letter-pass-issued"),
        Topic::PassUsed => phrase("letter-pass-used"),
        Topic::PassDeleted => phrase("letter-pass-deleted"),
        Topic::MethodRegistered => phrase("letter-method-added").with("method", kind(method)),
        Topic::MethodDeleted => phrase("letter-method-deleted").with("method", kind(method)),
        Topic::PasswordChanged => phrase("letter-password-changed"),
        Topic::SignedOutEverywhere => phrase("letter-signed-out"),
        Topic::AccessRestored => phrase("letter-access-restored"),
        Topic::NotMe => phrase("letter-not-me-reported"),
    }
}

impl Content {
    fn words(&self) -> Fallible<Words> {
        let subject = self.say("letter-subject").with("headline", &self.headline);
        Ok(Words {
            to_name: self.name.clone(),
            subject: subject.with("organisation", &self.organisation).text(),
            text: Text { letter: self }.render()?,
            html: Html { letter: self }.render()?,
        })
    }

    fn say(&self, phrase: impl IntoPhrase) -> Said<'_> {
        self.locale.say(phrase)
    }

    /// Which way tables run in this language.
    fn start(&self) -> &'static str {
        if self.locale.language.direction() == "rtl" { "right" } else { "left" }
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::language::{Language, Zone};

    fn house(zone: &str) -> House {
        House {
            organisation: "Contoso & Sons".to_owned(),
            help_desk: Some("call 4711".to_owned()),
            issuer: Url::parse("https://id.contoso.example").unwrap(),
            languages: Language::all().collect(),
            time_zone: Zone::named(zone).unwrap(),
        }
    }

    fn sealer() -> Sealer {
        Sealer::new(&[7; 32])
    }

    fn letter(topic: Topic) -> Letter {
        Letter {
            topic,
            event: EventId::fresh(),
            user: UserId::fresh(),
            at: Timestamp::parse_rfc3339("2026-11-23T08:00:00Z").unwrap(),
            username: "ana@contoso.example".to_owned(),
            name: "Ana Reis".to_owned(),
            locale: Some("pt_BR".to_owned()),
            by: Some(By::Named("eve".to_owned())),
            method: Some("Temporary Access Pass".to_owned()),
            from: Some("192.0.2.7".to_owned()),
            device: None,
            ends_at: Timestamp::parse_rfc3339("2026-11-23T20:00:00Z"),
        }
    }

    #[test]
    fn a_letter_says_what_happened_when_and_by_whom() {
        let words = letter(Topic::PassIssued).words(&house("UTC"), &sealer()).unwrap();
        let subject = "A Temporary Access Pass was issued for you (Contoso & Sons)";
        assert_eq!((words.to_name.as_str(), words.subject.as_str()), ("Ana Reis", subject));
        let (text, link) = words.text.split_once("everywhere:\n\n").unwrap();
        assert_eq!(
            text,
            "Hello Ana Reis,\n\n\
             A Temporary Access Pass was issued for you. Whoever issued it gives it to you; it is \
             never sent by e-mail. Nobody who works for us will ask you for it.\n\n\
             Account: ana@contoso.example\n\
             When: Monday 23 November 2026 at 08:00 UTC\n\
             Ends: Monday 23 November 2026 at 20:00 UTC\n\
             By: eve\n\
             From address: 192.0.2.7\n\n\
             Was this not you, or did you not ask for it? Open this page and press the button \
             there; it ends your\npass and signs you out "
        );
        let (link, end) = link.split_once('\n').unwrap();
        assert!(link.starts_with("https://id.contoso.example/not-me?token="), "{link}");
        assert_eq!(end, "\nHelp desk: call 4711\n\nContoso & Sons");
    }

    #[test]
    fn the_html_form_says_the_same_in_its_language_and_nothing_in_it_is_markup_of_others() {
        let letter = Letter { name: "<b>Ana</b>".to_owned(), ..letter(Topic::PassIssued) };
        let html = letter.words(&house("UTC"), &sealer()).unwrap().html;
        assert!(html.contains("<html lang=\"en\" dir=\"ltr\">"), "{html}");
        assert!(html.contains("Hello &#60;b&#62;Ana&#60;/b&#62;,"), "{html}");
        assert!(html.contains("Contoso &#38; Sons"), "{html}");
        assert!(html.contains("<a href=\"https://id.contoso.example/not-me?token="), "{html}");
        assert!(html.contains(">This wasn't me</a> opens a page"), "{html}");
    }

    #[test]
    fn a_letter_is_in_the_language_of_the_profile_or_else_in_the_organisations_first() {
        let hello = |locale: Option<&str>, house: &House| {
            let locale = locale.map(str::to_owned);
            let words = Letter { locale, ..letter(Topic::PassUsed) }.words(house, &sealer());
            words.unwrap().text.lines().next().unwrap().to_owned()
        };
        let all = house("UTC");
        assert_eq!(hello(Some("de-AT"), &all), "Guten Tag Ana Reis,");
        assert_eq!(hello(Some("de_AT"), &all), "Guten Tag Ana Reis,");
        for other in [None, Some("pt-BR"), Some("en-GB"), Some("nonsense, of a kind")] {
            assert_eq!(hello(other, &all), "Hello Ana Reis,", "{other:?}");
        }
        let languages = ["de", "en"].map(|tag| Language::of_tag(tag).unwrap());
        let german = House { languages: languages.to_vec(), ..house("UTC") };
        assert_eq!(hello(None, &german), "Guten Tag Ana Reis,");
        assert_eq!(hello(Some("fr"), &german), "Guten Tag Ana Reis,");
    }

    #[test]
    fn a_letter_runs_the_way_its_language_does() {
        let letter = Letter { locale: Some("ar".to_owned()), ..letter(Topic::PassIssued) };
        let html = letter.words(&house("UTC"), &sealer()).unwrap().html;
        assert!(html.contains("<html lang=\"ar\" dir=\"rtl\">"), "{html}");
        assert!(html.contains("<th align=\"right\""), "{html}");
    }

    #[test]
    fn methods_are_said_with_their_article() {
        let said = |method: Option<&str>| {
            let method = method.map(str::to_owned);
            let letter = Letter { method, ..letter(Topic::MethodRegistered) };
            house("UTC").locale(None).say(letter.headline()).text()
        };
        for (method, expected) in [
            (Some("Passkey"), "A passkey was added to your account"),
            (Some("Authenticator app"), "An authenticator app was added to your account"),
            (Some("Recovery code"), "Recovery codes were added to your account"),
            (None, "A sign-in method was added to your account"),
        ] {
            assert_eq!(said(method), expected);
        }
    }

    #[test]
    fn times_are_those_of_the_organisations_zone() {
        let words = letter(Topic::PassIssued).words(&house("Asia/Tokyo"), &sealer()).unwrap();
        assert!(words.text.contains("Ends: Tuesday 24 November 2026 at 05:00 JST"), "{words:?}");
    }

    #[test]
    fn a_letter_that_waited_in_words_is_still_sent() {
        let waits = serde_json::json!({
            "topic": "pass.used",
            "event": EventId::fresh(),
            "user": UserId::fresh(),
            "at": Timestamp::parse_rfc3339("2026-11-23T08:00:00Z"),
            "username": "ana",
            "name": "",
            "by": "an administrator of this service",
            "method": null,
            "from": null,
            "device": "Firefox on Windows",
            "ends_at": null,
        });
        let letter: Letter = serde_json::from_value(waits).unwrap();
        let text = letter.words(&house("UTC"), &sealer()).unwrap().text;
        assert!(text.contains("By: an administrator of this service\nWith: Firefox on Windows"));
    }

    #[test]
    fn what_waits_is_no_sentence_of_any_language() {
        let known = Device::Known { browser: "Firefox".to_owned(), system: "Windows".to_owned() };
        for (device, said) in [(known, "Firefox on Windows"), (Device::Unknown {}, "A browser")] {
            let letter = Letter {
                by: Some(By::AnAdministrator {}),
                device: Some(device),
                ..letter(Topic::PasswordChanged)
            };
            let waits = serde_json::to_string(&letter).unwrap();
            assert!(!waits.contains("administrator") && !waits.contains(said), "{waits}");
            assert_eq!(serde_json::from_str::<Letter>(&waits).unwrap(), letter);
            let text = letter.words(&house("UTC"), &sealer()).unwrap().text;
            assert!(text.contains(&format!("By: an administrator of this service\nWith: {said}")));
        }
    }
}
