//! A phrase in a language, for a page or a letter.

use std::fmt;

use askama::filters::HtmlSafe;
use askama::{FastWritable, Values};
use fluent_bundle::{FluentArgs, FluentValue};

use super::{IntoPhrase, IntoValue, Locale, Moment, Phrase, Value};

/// A phrase in somebody's language: HTML where it is displayed, [`Said::text`] elsewhere.
///
/// Whatever was put into the message is escaped; only what this module makes itself (emphasis, times,
/// links) is markup.
pub struct Said<'s> {
    locale: &'s Locale,
    phrase: Phrase,
}

impl Locale {
    /// A phrase in this language.
    // Said on every line of every page: one call each, and not its insides.
    #[inline(never)]
    pub fn say(&self, phrase: impl IntoPhrase) -> Said<'_> {
        Said { locale: self, phrase: phrase.into_phrase() }
    }
}

impl Said<'_> {
    /// A message without values: nearly all that pages say.
    fn plain(&self) -> Option<&'static str> {
        if !self.phrase.values.is_empty() {
            return None;
        }
        self.locale.language.0.plain(self.phrase.key)
    }

    /// The same, with a value put in where the message has `{ $name }`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl IntoValue) -> Self {
        self.phrase = self.phrase.with(name, value);
        self
    }

    /// The same, with a value that stands out.
    #[must_use]
    pub fn strong(mut self, name: &'static str, text: impl ToString) -> Self {
        self.phrase = self.phrase.strong(name, text);
        self
    }

    /// The same, with a way to another page.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "templates hand over references to references"
    )]
    #[must_use]
    pub fn link(self, name: &'static str, href: impl ToString, label: impl IntoPhrase) -> Self {
        self.with(name, Value::Link { href: href.to_string(), label: label.into_phrase() })
    }

    /// Without any markup.
    pub fn text(&self) -> String {
        self.rendered(&mut |value| match value {
            Value::Text(text) | Value::Strong(text) => text.clone(),
            Value::Moment(moment) => self.locale.say(moment.within(self.locale)).text(),
            Value::Phrase(phrase) | Value::Link { label: phrase, .. } => {
                self.locale.say(phrase).text()
            }
            Value::Number(number) => number.to_string(),
        })
        .unwrap_or_else(|| self.phrase.text_itself().to_owned())
    }

    fn html(&self) -> String {
        self.rendered(&mut |value| match value {
            Value::Text(text) => escape(text),
            Value::Strong(text) => format!("<b>{}</b>", escape(text)),
            Value::Moment(moment) => self.locale.time_within(*moment),
            Value::Phrase(phrase) => self.locale.say(phrase).html(),
            Value::Link { href, label } => {
                format!("<a href=\"{}\">{}</a>", escape(href), self.locale.say(label).html())
            }
            Value::Number(number) => number.to_string(),
        })
        .unwrap_or_else(|| escape(self.phrase.text_itself()))
    }

    /// The message with its values as `render` makes them; numbers go in as they are, for messages choose
    /// by them. `None` if there is no such message.
    fn rendered(&self, render: &mut dyn FnMut(&Value) -> String) -> Option<String> {
        let mut values = FluentArgs::with_capacity(self.phrase.values.len());
        for (name, value) in &self.phrase.values {
            match value {
                Value::Number(number) => values.set(*name, FluentValue::from(*number)),
                _ => values.set(*name, render(value)),
            }
        }
        self.locale.language.0.format(self.phrase.key, &values)
    }
}

/// For a page.
impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.plain() {
            Some(text) => f.write_str(text),
            None => f.write_str(&self.html()),
        }
    }
}

/// Messages have no markup of their own (a test holds that), and values are escaped one by one.
impl HtmlSafe for Said<'_> {}

impl FastWritable for Said<'_> {
    #[inline(never)]
    fn write_into(&self, page: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(write!(page, "{self}")?)
    }
}

impl Locale {
    /// A time within a sentence, as HTML; see `static/enhance.js` for the script that puts it into the
    /// reader's own zone.
    fn time_within(&self, moment: Moment) -> String {
        let said = self.say(moment.within(self));
        format!("<time datetime=\"{}\" data-phrase>{said}</time>", moment.iso())
    }

    /// A time that stands alone, as HTML.
    pub fn time(&self, moment: Moment) -> String {
        let said = self.say(moment.alone(self));
        format!("<time datetime=\"{}\">{said}</time>", moment.iso())
    }
}

fn escape(text: &str) -> String {
    let Ok(escaped) = askama::filters::escape(text, askama::filters::Html);
    escaped.to_string()
}
