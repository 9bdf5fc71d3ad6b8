//! Where settings come from: the file, then variables over it; every value remembers its place.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize as _;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use super::document::Document;

const PREFIX: &str = "DAYPASS_";
/// Names the settings file itself.
const CONFIG_VARIABLE: &str = "DAYPASS_CONFIG";
/// Settings whose variable may end in `_FILE` and then names a file that holds the value.
const SECRETS: [&str; 2] = ["DAYPASS_MASTER_KEY", "DAYPASS_DATABASE_URL"];
/// Read when no file is named and it exists.
const DEFAULT_FILE: &str = "daypass.toml";

/// What to read the settings from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file that was named; it must exist. Without one, `./daypass.toml` is read if it exists.
    pub file: Option<PathBuf>,
    /// The environment; only `DAYPASS_…` matters.
    pub environment: Vec<(OsString, OsString)>,
    /// Whether to serve the issuer over TLS with a self-signed certificate of our own.
    pub dev_tls: bool,
}

impl Sources {
    /// The named file, or `./daypass.toml`, and the process's environment.
    pub fn of_process(file: Option<PathBuf>, dev_tls: bool) -> Self {
        Self { file, environment: std::env::vars_os().collect(), dev_tls }
    }
}

/// Where a value was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Nowhere: the default holds.
    Default,
    /// In the settings file, at this line.
    File(PathBuf, usize),
    /// In the settings file, as a whole.
    WholeFile(PathBuf),
    /// In an environment variable.
    Variable(String),
    /// Overruled, and by what: an option of the command line, or another setting.
    Overruled(&'static str),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::WholeFile(path) => write!(f, "{}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::Overruled(name) => f.write_str(name),
        }
    }
}

/// Settings that cannot be used: where, which, why. Never repeats a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct InvalidSettings {
    /// Where the value was written.
    pub place: Place,
    /// The setting, as a dotted path; empty when it is not about one.
    pub key: String,
    /// What is wrong with it, for a person.
    pub problem: String,
}

impl fmt::Display for InvalidSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.place, self.key.as_str()) {
            (Place::Default, "") => {}
            (place, "") => write!(f, "{place}: ")?,
            (Place::Default, key) => write!(f, "{key}: ")?,
            (place, key) => write!(f, "{place}: {key}: ")?,
        }
        f.write_str(&self.problem)
    }
}

/// A setting's name: its dotted path in the file.
pub(super) type Key = String;

/// The settings as written, and where each was.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) document: Document,
    places: BTreeMap<Key, Place>,
}

impl Written {
    /// Reads the file and the variables and lays them over the defaults.
    pub(super) fn read(sources: &Sources) -> Result<Self, InvalidSettings> {
        let (mut table, mut places) = match file_of(sources) {
            Some(path) => read_file(&path)?,
            None => (Table::new(), BTreeMap::new()),
        };
        let variables = read_variables(&sources.environment)?;
        for Variable { name, leaf, value } in variables {
            put(&mut table, &leaf.path, value);
            places.insert(leaf.path.join("."), Place::Variable(name));
        }
        let document = Document::deserialize(Value::Table(table))
            .map_err(|error| invalid(Place::Default, "", error.message()))?;
        Ok(Self { document, places })
    }

    /// Where a setting was written.
    pub(super) fn place(&self, key: &str) -> Place {
        self.places.get(key).cloned().unwrap_or(Place::Default)
    }

    /// That a setting does not hold as it was written, and because of what.
    pub(super) fn overrule(&mut self, key: &str, by: &'static str) {
        self.places.insert(key.to_owned(), Place::Overruled(by));
    }

    /// A refusal of one setting's value.
    pub(super) fn refuse(&self, key: &str, problem: impl fmt::Display) -> InvalidSettings {
        invalid(self.place(key), key, problem)
    }
}

fn invalid(place: Place, key: &str, problem: impl fmt::Display) -> InvalidSettings {
    InvalidSettings { place, key: key.to_owned(), problem: problem.to_string() }
}

fn file_of(sources: &Sources) -> Option<PathBuf> {
    sources.file.clone().or_else(|| {
        let path = PathBuf::from(DEFAULT_FILE);
        path.exists().then_some(path)
    })
}

fn read_file(path: &Path) -> Result<(Table, BTreeMap<Key, Place>), InvalidSettings> {
    let whole = || Place::WholeFile(path.to_owned());
    let text = std::fs::read_to_string(path).map_err(|error| invalid(whole(), "", error))?;
    let at = |span: Range<usize>| Place::File(path.to_owned(), line_of(&text, span.start));

    let spans = spans_of(&text)
        .map_err(|error| invalid(error.span().map_or_else(whole, at), "", error.message()))?;
    // The document is read from the text itself first: only so do errors know their line.
    if let Err(error) = toml::from_str::<Document>(&text) {
        let span = error.span().unwrap_or_default();
        return Err(invalid(at(span.clone()), key_at(&spans, &span), error.message()));
    }
    let table = text.parse::<Table>().map_err(|error| invalid(whole(), "", error.message()))?;
    let places = spans.into_iter().map(|written| (written.key, at(written.name))).collect();
    Ok((table, places))
}

/// Where a key and its value stand in the file, in bytes.
struct Span {
    key: Key,
    name: Range<usize>,
    value: Range<usize>,
}

fn spans_of(text: &str) -> Result<Vec<Span>, toml::de::Error> {
    let mut spans = Vec::new();
    collect_spans(DeTable::parse(text)?.get_ref(), "", &mut spans);
    Ok(spans)
}

fn collect_spans(table: &DeTable<'_>, above: &str, spans: &mut Vec<Span>) {
    for (name, value) in table {
        let key = dotted(above, name.get_ref());
        spans.push(Span { key: key.clone(), name: name.span(), value: value.span() });
        collect_value_spans(value, &key, spans);
    }
}

fn collect_value_spans(value: &Spanned<DeValue<'_>>, key: &str, spans: &mut Vec<Span>) {
    match value.get_ref() {
        DeValue::Table(table) => collect_spans(table, key, spans),
        DeValue::Array(values) => {
            for (number, value) in values.iter().enumerate() {
                collect_value_spans(value, &format!("{key}[{number}]"), spans);
            }
        }
        _ => {}
    }
}

fn dotted(above: &str, name: &str) -> String {
    if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") }
}

/// The innermost key that an error is about.
fn key_at<'s>(spans: &'s [Span], error: &Range<usize>) -> &'s str {
    let holds = |span: &Range<usize>| span.start <= error.start && error.end <= span.end;
    spans
        .iter()
        .filter(|span| holds(&span.name) || holds(&span.value))
        .min_by_key(|span| span.value.len())
        .map_or("", |span| &span.key)
}

fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

/// One setting a variable can set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Leaf {
    pub(super) path: Vec<String>,
    kind: Kind,
}

impl Leaf {
    /// `session.idle` is `DAYPASS_SESSION_IDLE`.
    pub(super) fn variable(&self) -> String {
        format!("{PREFIX}{}", self.path.join("_").to_uppercase())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Integer,
    Truth,
    List,
}

/// Every setting a variable can set: the leaves of the defaults.
pub(super) fn leaves() -> Vec<Leaf> {
    let mut leaves = Vec::new();
    if let Ok(defaults) = serde_json::to_value(Document::default()) {
        collect_leaves(&defaults, &mut Vec::new(), &mut leaves);
    }
    leaves
}

fn collect_leaves(value: &serde_json::Value, path: &mut Vec<String>, leaves: &mut Vec<Leaf>) {
    use serde_json::Value as Json;
    let kind = match value {
        Json::Object(fields) => {
            for (name, value) in fields {
                path.push(name.clone());
                collect_leaves(value, path, leaves);
                path.pop();
            }
            return;
        }
        Json::Bool(_) => Kind::Truth,
        Json::Number(_) => Kind::Integer,
        Json::Array(_) => Kind::List,
        Json::Null | Json::String(_) => Kind::Text,
    };
    leaves.push(Leaf { path: path.clone(), kind });
}

struct Variable {
    name: String,
    leaf: Leaf,
    value: Value,
}

fn read_variables(environment: &[(OsString, OsString)]) -> Result<Vec<Variable>, InvalidSettings> {
    let leaves: BTreeMap<String, Leaf> =
        leaves().into_iter().map(|leaf| (leaf.variable(), leaf)).collect();
    let mut variables = Vec::<Variable>::new();
    for (name, text) in environment {
        let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else { continue };
        if name == CONFIG_VARIABLE {
            continue;
        }
        let (setting, named_by_file) = match leaves.get(name) {
            Some(_) => (name, false),
            None => (secret_of_file(name).unwrap_or(name), true),
        };
        let Some(leaf) = leaves.get(setting) else {
            return Err(unknown(name, &leaves));
        };
        let place = || Place::Variable(name.to_owned());
        let text = text.to_str().ok_or_else(|| invalid(place(), "", "is not UTF-8"))?;
        // Compose files pass on what is not set as an empty text.
        if text.is_empty() {
            continue;
        }
        let text = if named_by_file {
            let content = std::fs::read_to_string(text)
                .map_err(|error| invalid(place(), "", format!("{text}: {error}")))?;
            content.trim_end().to_owned()
        } else {
            text.to_owned()
        };
        if let Some(other) = variables.iter().find(|other| other.leaf == *leaf) {
            let problem = format!("is set as well as {}; set only one of them", other.name);
            return Err(invalid(place(), "", problem));
        }
        let value = value_of(&text, leaf.kind).map_err(|why| invalid(place(), "", why))?;
        try_alone(leaf, &value).map_err(|why| invalid(place(), "", why))?;
        variables.push(Variable { name: name.to_owned(), leaf: leaf.clone(), value });
    }
    Ok(variables)
}

fn secret_of_file(name: &str) -> Option<&str> {
    name.strip_suffix("_FILE").filter(|setting| SECRETS.contains(setting))
}

fn unknown(name: &str, leaves: &BTreeMap<String, Leaf>) -> InvalidSettings {
    let problem = if name == "DAYPASS_CLIENTS" {
        "clients are set in the settings file, or with `daypass client`".to_owned()
    } else if name == "DAYPASS_WEBHOOKS" {
        "webhooks are set in the settings file".to_owned()
    } else {
        match nearest(name, leaves.keys()) {
            Some(known) => format!("no such setting; is {known} meant?"),
            None => "no such setting; docs/configuration.md lists them".to_owned(),
        }
    };
    invalid(Place::Variable(name.to_owned()), "", problem)
}

/// The name that shares the longest beginning, if that is most of it.
fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n String>) -> Option<&'n str> {
    let shared = |other: &str| name.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let best = known.max_by_key(|other| (shared(other), usize::MAX - other.len()))?;
    (shared(best) > PREFIX.len() + 2).then_some(best.as_str())
}

fn value_of(text: &str, kind: Kind) -> Result<Value, String> {
    match kind {
        Kind::Text => Ok(Value::String(text.to_owned())),
        Kind::Integer => text.parse().map(Value::Integer).map_err(|_| "is not a number".to_owned()),
        Kind::Truth => {
            text.parse().map(Value::Boolean).map_err(|_| "is neither true nor false".to_owned())
        }
        Kind::List => Ok(Value::Array(
            text.split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(|part| Value::String(part.to_owned()))
                .collect(),
        )),
    }
}

/// Reads a document of this one value, so that the refusal can name its variable.
fn try_alone(leaf: &Leaf, value: &Value) -> Result<(), String> {
    let mut table = Table::new();
    put(&mut table, &leaf.path, value.clone());
    match Document::deserialize(Value::Table(table)) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.message().to_owned()),
    }
}

fn put(table: &mut Table, path: &[String], value: Value) {
    match path {
        [] => {}
        [name] => {
            table.insert(name.clone(), value);
        }
        [name, rest @ ..] => {
            let below = table.entry(name.clone()).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(below) = below {
                put(below, rest, value);
            }
        }
    }
}
