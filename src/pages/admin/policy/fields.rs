//! The fields of the policy's forms: what each is called, and its way between form and document.
//!
//! The forms go over the document's JSON, so that a field is one line in a table here and every field
//! that a form does not have stays as it is.

use serde_json::{Map, Value, json};

use crate::credentials::policy::parse_network;
use crate::http::page::FieldError;
use crate::language::IntoPhrase;
use crate::pages::admin::form::{Sent, lines};

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// A whole number within these bounds; the document says the last word.
    Number(u32, u32),
    /// One of these, by value and label. Yes and no are `true` and `false` in the document.
    Choice(&'static [(&'static str, &'static str)]),
    /// Networks, one a line.
    Networks,
}

/// A field of a form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spec {
    /// Its name in the form and in the document.
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) kind: Kind,
}

const fn spec(name: &'static str, label: &'static str, hint: &'static str, kind: Kind) -> Spec {
    Spec { name, label, hint, kind }
}

const YES_NO: Kind = Kind::Choice(&[("true", "Yes"), ("false", "No")]);

const STATE: Spec = spec(
    "enabled",
    "State",
    "Switched off, nobody can add or use it, and what people have of it stops working at once.",
    Kind::Choice(&[("true", "On"), ("false", "Off")]),
);

/// What groups can have otherwise.
pub(super) const PASS_NUMBERS: &[Spec] = &[
    spec("minimum_lifetime_minutes", "Shortest lifetime (minutes)", "", Kind::Number(10, 43_200)),
    spec("default_lifetime_minutes", "Default lifetime (minutes)", "", Kind::Number(10, 43_200)),
    spec(
        "maximum_lifetime_minutes",
        "Longest lifetime (minutes)",
        "Passes that are out already keep the end they were issued with.",
        Kind::Number(10, 43_200),
    ),
    spec("length", "Length (symbols)", "Each symbol is worth five bits.", Kind::Number(8, 48)),
    spec(
        "one_time_required",
        "Every pass works once only",
        "Passes that are out already and can be used often stop working.",
        YES_NO,
    ),
    spec(
        "max_wrong_tries",
        "Wrong tries a pass survives",
        "Other ways to sign in are never locked by them.",
        Kind::Number(1, 100),
    ),
    spec(
        "fence",
        "What a pass opens",
        "Whatever it is, it ends with the pass, and apps are told that it was a pass.",
        Kind::Choice(&[
            ("first_sign_in", "Registration first, for who has no lasting method"),
            ("always", "Registration only, whatever they have"),
            ("never", "Everything; registration is offered"),
        ]),
    ),
    spec(
        "allowed_networks",
        "Networks passes can be used from",
        "One a line, such as 10.0.0.0/8. Empty: from everywhere.",
        Kind::Networks,
    ),
];

/// What issuing asks for, of everybody alike.
const ISSUING: &[Spec] = &[
    spec(
        "approval",
        "A second administrator approves passes",
        "Commands on the host do not wait.",
        Kind::Choice(&[
            ("never", "Never"),
            ("administrators", "For people with an administrator role"),
            ("always", "Always"),
        ]),
    ),
    spec("reason_required", "Whoever issues a pass says why", "", YES_NO),
    spec("ticket_required", "Whoever issues a pass names a ticket", "", YES_NO),
];

/// The fields of a method's policy.
pub(super) fn of_section(section: &str) -> Vec<Spec> {
    let count = |name, label, hint, most| spec(name, label, hint, Kind::Number(1, most));
    let mut specs = vec![STATE];
    match section {
        "pass" => {
            specs.extend_from_slice(PASS_NUMBERS);
            specs.extend_from_slice(ISSUING);
        }
        "passkey" => specs.push(count("maximum", "How many a person may have", "", 50)),
        "authenticator_app" => specs.push(count("maximum", "How many a person may have", "", 20)),
        "password" => specs.extend([
            spec("second_factor_required", "Needs a second factor", "", YES_NO),
            spec("minimum_length", "Characters at least", "", Kind::Number(8, 64)),
            spec(
                "minimum_score",
                "Strength at least",
                "0 to 4: how hard it is to guess, as zxcvbn counts.",
                Kind::Number(0, 4),
            ),
        ]),
        "recovery_codes" => specs.push(count("count", "How many are made at once", "", 50)),
        _ => {
            specs = vec![
                spec(
                    "state",
                    "State",
                    "",
                    Kind::Choice(&[
                        ("off", "Off"),
                        ("skippable", "People are asked and may skip it"),
                        ("required", "Nothing else opens before"),
                    ]),
                ),
                spec(
                    "method",
                    "To register",
                    "People who can sign in already and do not have it are asked after signing in.",
                    Kind::Choice(&[
                        ("passkey", "A passkey"),
                        ("authenticator_app", "An authenticator app"),
                    ]),
                ),
                count("skips", "How often it may be skipped", "", 20),
                spec(
                    "snooze_days",
                    "Days until people are asked again",
                    "0 asks at every sign-in.",
                    Kind::Number(0, 14),
                ),
            ];
        }
    }
    specs
}

/// What a field shows for a value of the document; nothing where there is none.
pub(super) fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) if items.is_empty() => EVERYWHERE.to_owned(),
        Some(Value::Array(items)) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
        }
        Some(other) => other.to_string(),
    }
}

/// What an override says whose people are not bound to networks.
pub(super) const EVERYWHERE: &str = "everywhere";

/// Puts what was typed into a section. `optional`: an empty field is left to what holds for everybody.
pub(super) fn put(
    section: &mut Map<String, Value>,
    specs: &[Spec],
    sent: &Sent,
    optional: bool,
) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for spec in specs {
        let typed = sent.text(spec.name);
        if optional && typed.is_empty() {
            section.remove(spec.name);
            continue;
        }
        match read(spec.kind, typed) {
            Ok(value) => {
                section.insert(spec.name.to_owned(), value);
            }
            Err(message) => errors.push(error(spec.name, message)),
        }
    }
    errors
}

fn read(kind: Kind, typed: &str) -> Result<Value, String> {
    match kind {
        Kind::Number(least, most) => match typed.parse::<u32>() {
            Ok(number) if (least..=most).contains(&number) => Ok(json!(number)),
            _ => Err(format!("Enter a whole number from {least} to {most}.")),
        },
        Kind::Choice(options) if options.iter().any(|(value, _)| *value == typed) => {
            Ok(match typed {
                "true" => json!(true),
                "false" => json!(false),
                word => json!(word),
            })
        }
        Kind::Choice(_) => Err("Choose one of these.".to_owned()),
        Kind::Networks if typed == EVERYWHERE => Ok(json!([])),
        Kind::Networks => {
            let networks: Result<Vec<String>, _> = lines(typed)
                .map(|line| parse_network(line).map(|network| network.to_string()))
                .collect();
            networks.map(|networks| json!(networks)).map_err(|error| format!("{error}."))
        }
    }
}

pub(super) fn error(field: &'static str, message: impl IntoPhrase) -> FieldError {
    FieldError { field, message: message.into_phrase() }
}

/// What a field of the document is called, for people who read what changed.
pub(super) fn label_of(path: &str) -> String {
    let (above, name) = path.rsplit_once('.').unwrap_or(("", path));
    let known = |name| {
        ["pass", "passkey", "authenticator_app", "password", "recovery_codes", "campaign"]
            .into_iter()
            .filter(|section| above == *section || above.starts_with("overrides."))
            .find_map(|section| of_section(section).into_iter().find(|spec| spec.name == name))
            .map(|spec| spec.label)
    };
    let what = match name {
        "include" => "For whom",
        "exclude" => "Not for",
        "order" => "Order",
        name => known(name).unwrap_or(name),
    };
    let whose = match above.strip_prefix("targets.").unwrap_or(above) {
        "overrides" => "Overrides".to_owned(),
        above => match above.strip_prefix("overrides.") {
            Some(group) => format!("Override for {group}"),
            None => title_of(above).to_owned(),
        },
    };
    format!("{whose}: {what}")
}

/// What a section is called.
pub(super) fn title_of(section: &str) -> &'static str {
    match section {
        "pass" => "Temporary Access Pass",
        "passkey" => "Passkeys",
        "authenticator_app" => "Authenticator apps",
        "password" => "Passwords",
        "recovery_codes" => "Recovery codes",
        _ => "Registration campaign",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::policy::PolicyDocument;

    #[test]
    fn every_field_of_the_forms_is_one_of_the_document() {
        let document = serde_json::to_value(PolicyDocument::default()).unwrap();
        for section in
            ["pass", "passkey", "authenticator_app", "password", "recovery_codes", "campaign"]
        {
            for spec in of_section(section) {
                let value = &document["methods"][section][spec.name];
                assert!(!value.is_null(), "{section}.{}", spec.name);
                assert!(read(spec.kind, &shown(Some(value))).is_ok(), "{section}.{}", spec.name);
            }
        }
    }

    #[test]
    fn changes_are_told_in_words() {
        for (path, words) in [
            ("pass.length", "Temporary Access Pass: Length (symbols)"),
            ("targets.password.include", "Passwords: For whom"),
            ("overrides.St. Mary.length", "Override for St. Mary: Length (symbols)"),
            ("overrides.order", "Overrides: Order"),
            ("campaign.state", "Registration campaign: State"),
        ] {
            assert_eq!(label_of(path), words);
        }
    }
}
