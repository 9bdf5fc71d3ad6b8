//! The messages of each language, read when the first of them is wanted.

use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use super::{Language, TimePatterns};

/// One language.
pub(super) struct Catalogue {
    pub(super) tag: &'static str,
    pub(super) name: &'static str,
    pub(super) right_to_left: bool,
    /// Whether it has the console's files, too.
    pub(super) has_console: bool,
    pub(super) identifier: LazyLock<LanguageIdentifier>,
    pub(super) times: LazyLock<TimePatterns>,
    messages: LazyLock<Messages>,
}

/// The messages of a language, from its files.
macro_rules! files {
    ($tag:literal: $($name:literal)*) => {
        &[$(include_str!(concat!("../../locales/", $tag, "/", $name, ".ftl"))),*]
    };
}

/// A language with all files, or with those that people's pages and letters are said from: the console
/// is in English then.
macro_rules! language {
    ($tag:literal, $name:literal, $right_to_left:literal) => {
        language!($tag, $name, $right_to_left, false, files!($tag:
            "common" "errors" "sign-in" "register" "account" "apps" "letters"))
    };
    ($tag:literal, $name:literal, $right_to_left:literal, with console) => {
        language!($tag, $name, $right_to_left, true, files!($tag:
            "common" "errors" "sign-in" "register" "account" "apps" "letters"
            "console" "console-apps" "console-rules"))
    };
    ($tag:literal, $name:literal, $right_to_left:literal, $has_console:literal, $files:expr) => {
        Catalogue {
            tag: $tag,
            name: $name,
            right_to_left: $right_to_left,
            has_console: $has_console,
            identifier: LazyLock::new(|| $tag.parse().unwrap_or_default()),
            times: LazyLock::new(|| {
                TimePatterns::of(Language::of_tag($tag).unwrap_or_else(Language::english))
            }),
            messages: LazyLock::new(|| Messages::read($tag, $right_to_left, $files)),
        }
    };
}

/// Every language, English first.
pub(super) static ALL: [Catalogue; 5] = [
    language!("en", "English", false, with console),
    language!("de", "Deutsch", false),
    language!("fr", "Français", false),
    language!("es", "Español", false),
    language!("ar", "العربية", true),
];

pub(super) fn english() -> &'static Catalogue {
    let [english, ..] = &ALL;
    english
}

/// The messages of a language.
struct Messages {
    bundle: FluentBundle<FluentResource>,
    /// Those without values, ready to be said.
    plain: HashMap<String, Box<str>>,
}

impl Catalogue {
    /// A message without values.
    pub(super) fn plain(&'static self, key: &str) -> Option<&'static str> {
        let found = self.messages.plain.get(key).or_else(|| english().messages.plain.get(key));
        found.map(|text| &**text)
    }

    /// A message with values put in; `None` if there is no such message in any language.
    pub(super) fn format(&self, key: &str, values: &FluentArgs<'_>) -> Option<String> {
        self.messages.format(key, values).or_else(|| english().messages.format(key, values))
    }
}

impl Messages {
    fn read(tag: &str, right_to_left: bool, files: &[&str]) -> Self {
        let language: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // Names that run the other way are set apart; where everything runs one way, the marks for it
        // would only be in the way of whoever copies.
        bundle.set_use_isolating(right_to_left);
        let mut plain = HashMap::new();
        for file in files {
            // What cannot be read is left out, and said in English; a test holds that nothing is.
            let resource = FluentResource::try_new((*file).to_owned())
                .unwrap_or_else(|(readable, _)| readable);
            let keys = keys_of(&resource);
            bundle.add_resource_overriding(resource);
            for key in keys {
                let mut errors = Vec::new();
                let Some(text) = format_with(&bundle, &key, None, &mut errors) else { continue };
                if errors.is_empty() {
                    plain.insert(key, text.into_boxed_str());
                }
            }
        }
        Self { bundle, plain }
    }

    fn format(&self, key: &str, values: &FluentArgs<'_>) -> Option<String> {
        format_with(&self.bundle, key, Some(values), &mut Vec::new())
    }
}

fn keys_of(resource: &FluentResource) -> Vec<String> {
    use fluent_syntax::ast::Entry;
    let messages = resource.entries().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message.id.name.to_owned()),
        _ => None,
    });
    messages.collect()
}

fn format_with(
    bundle: &FluentBundle<FluentResource>,
    key: &str,
    values: Option<&FluentArgs<'_>>,
    errors: &mut Vec<fluent_bundle::FluentError>,
) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    Some(bundle.format_pattern(pattern, values, errors).into_owned())
}
