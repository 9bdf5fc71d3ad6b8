//! What the console's forms have in common: fields sent several times, forms that act once, confirming.

use actix_web::HttpResponse;
use askama::Template;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::ConsoleNav;
use crate::base::{Digest, Fallible, Purpose, Random, Timestamp, UserId};
use crate::http::caller::Administrator;
use crate::http::error::Failure;
use crate::http::page::{FormErrors, HiddenField, Page, html};
use crate::language::Phrase;

/// A form as it was sent: a field may come several times, as checkboxes do.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Sent(Vec<(String, String)>);

impl Sent {
    /// A field's value without the white space around it; empty if it was not sent.
    pub(super) fn text(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim()).unwrap_or_default()
    }

    /// Whether a checkbox is ticked.
    pub(super) fn ticked(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Every value of a field.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The lines of a field, without the white space around them and without empty ones.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// One of several that can be chosen.
pub(super) struct Choosable {
    pub(super) value: &'static str,
    pub(super) label: &'static str,
    pub(super) chosen: bool,
}

/// How long a form that acts once may wait to be sent: less than it is remembered afterwards.
const WAITS: Duration = Duration::from_hours(12);

/// What makes a form good for one sending: sealed, so that an old one cannot be sent after it is forgotten.
#[derive(Serialize, Deserialize)]
struct Once {
    about: String,
    by: UserId,
    at: Timestamp,
    nonce: [u8; 16],
}

/// The value of a hidden field `form` that makes a form good for one sending.
pub(super) fn once(caller: &Administrator, about: &str) -> Fallible<String> {
    let once = Once {
        about: about.to_owned(),
        by: caller.session.user_id,
        at: caller.now(),
        nonce: Random.bytes(),
    };
    Ok(caller.app.sealer().seal_text(Purpose::ConsoleForm, &once)?.expose().to_owned())
}

/// Which form came back; nothing if it is another's, about something else, or too old.
pub(super) fn form_sent(caller: &Administrator, about: &str, sealed: &str) -> Option<Digest> {
    let once: Once = caller.app.sealer().open_text(Purpose::ConsoleForm, sealed).ok()?;
    let ours = once.about == about
        && once.by == caller.session.user_id
        && caller.now().since(once.at) < WAITS;
    ours.then(|| Digest::of(&once.nonce))
}

/// Asks before something that cannot be taken back.
#[derive(Template)]
#[template(path = "admin/confirm.html")]
pub(super) struct Confirm {
    pub(super) page: Page,
    pub(super) nav: ConsoleNav,
    pub(super) errors: FormErrors,
    /// Who or what it is about.
    pub(super) about: Phrase,
    /// What will happen, a sentence each.
    pub(super) consequences: Vec<Phrase>,
    pub(super) action: String,
    pub(super) hidden: Vec<HiddenField>,
    /// What the button says.
    pub(super) does: &'static str,
    pub(super) cancel_url: String,
}

impl Confirm {
    pub(super) fn answer(&self) -> Result<HttpResponse, Failure> {
        Ok(html(self.errors.status(), self)?)
    }
}

/// A hidden field of a form.
pub(super) fn hidden(name: &str, value: impl Into<String>) -> HiddenField {
    HiddenField { name: name.to_owned(), value: value.into() }
}
