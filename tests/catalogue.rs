//! The catalogue of messages, held by a test: nothing in it is unknown, unused, half translated or markup.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

/// The files that people's pages and letters are said from: every language has them whole. The others
/// are the console's, which administrators read in English where a language lacks them.
const FOR_PEOPLE: [&str; 7] =
    ["common", "errors", "sign-in", "register", "account", "apps", "letters"];

/// What a message is made of.
#[derive(Default)]
struct Message {
    text: String,
    values: BTreeSet<String>,
    /// Messages that it says a part of itself with.
    messages: BTreeSet<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn languages() -> Vec<String> {
    let folders = fs::read_dir(root().join("locales")).unwrap();
    folders.map(|folder| folder.unwrap().file_name().into_string().unwrap()).collect()
}

/// Every message of a language by file and key.
fn messages(language: &str) -> BTreeMap<String, BTreeMap<String, Message>> {
    let mut found = BTreeMap::new();
    for file in fs::read_dir(root().join("locales").join(language)).unwrap() {
        let path = file.unwrap().path();
        let source = fs::read_to_string(&path).unwrap();
        let resource = parser::parse(source.as_str());
        let resource =
            resource.unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
        let mut messages = BTreeMap::new();
        for entry in resource.body {
            let Entry::Message(message) = entry else {
                let is_comment = !matches!(entry, Entry::Term(_) | Entry::Junk { .. });
                assert!(is_comment, "{} has something that is no message", path.display());
                continue;
            };
            assert!(message.attributes.is_empty(), "{}: {}", path.display(), message.id.name);
            let mut parts = Message::default();
            take_apart(&message.value.unwrap(), &mut parts);
            let twice = messages.insert(message.id.name.to_owned(), parts);
            assert!(twice.is_none(), "{} has {} twice", path.display(), message.id.name);
        }
        found.insert(path.file_stem().unwrap().to_str().unwrap().to_owned(), messages);
    }
    found
}

fn take_apart(pattern: &Pattern<&str>, into: &mut Message) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => into.text.push_str(value),
            PatternElement::Placeable { expression } => take_apart_expression(expression, into),
        }
    }
}

fn take_apart_expression(expression: &Expression<&str>, into: &mut Message) {
    let inline = match expression {
        Expression::Inline(inline) => inline,
        Expression::Select { selector, variants } => {
            for variant in variants {
                take_apart(&variant.value, into);
            }
            selector
        }
    };
    match inline {
        InlineExpression::VariableReference { id } => {
            into.values.insert(id.name.to_owned());
        }
        InlineExpression::StringLiteral { value } => into.text.push_str(value),
        InlineExpression::MessageReference { id, attribute: None } => {
            into.messages.insert(id.name.to_owned());
        }
        InlineExpression::NumberLiteral { .. } => {}
        other => panic!("more than a value is put into a message: {other:?}"),
    }
}

fn by_key(language: &str) -> BTreeMap<String, Message> {
    let mut all = BTreeMap::new();
    for (file, messages) in messages(language) {
        for (key, message) in messages {
            assert!(all.insert(key.clone(), message).is_none(), "{language}/{file}: {key} again");
        }
    }
    all
}

/// The files below a folder, with what they say.
fn files_below(folder: &str) -> Vec<(PathBuf, String)> {
    let mut folders = vec![root().join(folder)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                files.push((path, text));
            }
        }
    }
    files
}

/// All quoted text of the program and its templates, and the keys that are said there as they stand.
fn quoted() -> (BTreeSet<String>, Vec<(PathBuf, String)>) {
    let mut quoted = BTreeSet::new();
    let mut said = Vec::new();
    for (path, text) in files_below("src").into_iter().chain(files_below("templates")) {
        quoted.extend(text.split('"').map(str::to_owned));
        // The command line speaks English, and has a function of that name.
        if path.starts_with(root().join("src/cli")) {
            continue;
        }
        for call in ["say(\"", "phrase(\""] {
            let calls = text.split(call).skip(1).filter_map(|rest| rest.split_once('"'));
            said.extend(calls.map(|(key, _)| (path.clone(), key.to_owned())));
        }
    }
    (quoted, said)
}

#[test]
fn every_message_that_is_said_is_in_the_catalogue_and_every_message_in_it_is_said() {
    let english = by_key("en");
    let (quoted, said) = quoted();
    let in_tests = |path: &Path| path.ends_with("src/language/tests.rs");
    let unknown: Vec<_> =
        said.iter().filter(|(path, key)| !english.contains_key(key) && !in_tests(path)).collect();
    assert!(unknown.is_empty(), "said, and in no file of locales/en: {unknown:#?}");
    let referred: BTreeSet<_> = english.values().flat_map(|message| &message.messages).collect();
    let is_said = |key: &&String| quoted.contains(*key) || referred.contains(*key);
    let unused: Vec<_> = english.keys().filter(|key| !is_said(key)).collect();
    assert!(unused.is_empty(), "in locales/en, and never said: {unused:#?}");
}

#[test]
fn no_page_of_peoples_says_what_only_the_console_has() {
    let console = messages("en").into_iter().filter(|(file, _)| !FOR_PEOPLE.contains(&&**file));
    let console: BTreeSet<String> =
        console.flat_map(|(_, messages)| messages.into_keys()).collect();
    let is_console = |path: &Path| {
        let path = path.strip_prefix(root()).unwrap();
        let folders = ["src/pages/admin", "templates/admin", "templates/console.html"];
        // The letters' names for the pass that is read aloud at the front desk.
        folders.iter().any(|folder| path.starts_with(folder)) || path.ends_with("ticket.rs")
    };
    let (_, said) = quoted();
    let wrong: Vec<_> =
        said.iter().filter(|(path, key)| console.contains(key) && !is_console(path)).collect();
    assert!(wrong.is_empty(), "said to people, and in the console's files: {wrong:#?}");
}

#[test]
fn messages_are_text_and_no_markup() {
    for language in languages() {
        for (key, message) in by_key(&language) {
            let marks = ['<', '>', '&', '"'];
            assert!(!message.text.contains(marks), "{language}: {key} has one of {marks:?}");
        }
    }
}

#[test]
fn every_language_says_to_people_all_that_english_says_with_the_same_values() {
    let english = messages("en");
    for language in languages() {
        let translated = messages(&language);
        for (file, messages) in &english {
            let Some(translated) = translated.get(file) else {
                assert!(!FOR_PEOPLE.contains(&file.as_str()), "{language} has no {file}.ftl");
                continue;
            };
            let keys = |messages: &BTreeMap<String, Message>| -> BTreeSet<String> {
                messages.keys().cloned().collect()
            };
            let missing: Vec<_> = keys(messages).difference(&keys(translated)).cloned().collect();
            assert!(missing.is_empty(), "{language}/{file}.ftl lacks {missing:#?}");
            let unknown: Vec<_> = keys(translated).difference(&keys(messages)).cloned().collect();
            assert!(
                unknown.is_empty(),
                "{language}/{file}.ftl has what English lacks: {unknown:#?}"
            );
            for (key, message) in messages {
                let values = &translated.get(key).unwrap().values;
                assert_eq!(&message.values, values, "{language}/{file}.ftl: the values of {key}");
            }
        }
        let unknown: Vec<_> =
            translated.keys().filter(|file| !english.contains_key(*file)).collect();
        assert!(unknown.is_empty(), "{language} has files that English lacks: {unknown:?}");
    }
}

#[test]
fn every_language_of_the_catalogue_is_spoken() {
    let mut spoken: Vec<_> =
        daypass::language::Language::all().map(|language| language.tag().to_owned()).collect();
    let mut written = languages();
    spoken.sort();
    written.sort();
    assert_eq!(spoken, written);
}

/// What a template shows of itself: text between tags, and the attributes that people read or hear.
fn own_words(template: &str) -> Vec<String> {
    let mut words = Vec::new();
    // Names of classes.
    let mut plain = without(template, "{% block width %}", "{% endblock %}");
    for (open, close) in [("{#", "#}"), ("{%", "%}"), ("{{", "}}")] {
        plain = without(&plain, open, close);
    }
    for attribute in ["aria-label=", "placeholder=", "title=", "alt=", "data-copied=", "content="] {
        let values = plain.split(attribute).skip(1).filter_map(|rest| rest.split('"').nth(1));
        words.extend(values.filter(|value| !METADATA.contains(value)).map(str::to_owned));
    }
    let text = without(&plain, "<", ">");
    // A macro makes attributes, which stand in no tag of its own; a zone has one name everywhere.
    words.extend(text.lines().map(without_attributes));
    words.retain(|text| text.chars().any(char::is_alphabetic));
    words.into_iter().map(|text| text.trim().to_owned()).collect()
}

/// What `<meta>` says to browsers.
const METADATA: [&str; 3] = ["width=device-width, initial-scale=1", "noindex", "light dark"];

fn without_attributes(line: &str) -> String {
    let is_attribute = |word: &&str| {
        word.contains("=\"") || word.ends_with('"') || *word == "autofocus" || *word == "(UTC)"
    };
    line.split_whitespace().filter(|word| !is_attribute(word)).collect::<Vec<_>>().join(" ")
}

fn without(text: &str, open: &str, close: &str) -> String {
    let mut rest = text.split(open);
    let mut kept = rest.next().unwrap_or_default().to_owned();
    kept.extend(rest.filter_map(|part| part.split_once(close)).map(|(_, after)| after));
    kept
}

#[test]
fn no_template_has_words_of_its_own() {
    assert_eq!(own_words("<p title=\"a\">{{ b }}<b>c</b></p>"), ["a", "c"]);
    let mut found = Vec::new();
    for (path, template) in files_below("templates") {
        found.extend(own_words(&template).into_iter().map(|words| (path.clone(), words)));
    }
    assert!(found.is_empty(), "text that no catalogue has: {found:#?}");
}
