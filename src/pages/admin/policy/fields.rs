//! The fields of the policy's forms: what each is called, and its way between form and document.
//!
//! The forms go over the document's JSON, so that a field is one line in a table here and every field
//! that a form does not have stays as it is.

use serde_json::{Map, Value, json};

use crate::credentials::policy::parse_network;
use crate::http::page::FieldError;
use crate::language::{IntoPhrase, Phrase, phrase};
use crate::pages::admin::form::{Sent, lines};

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// A whole number within these bounds; the document says the last word.
    Number(u32, u32),
    /// One of these, by value and the key of its label.
    ///
    /// Yes and no are `true` and `false` in the document.
    Choice(&'static [(&'static str, &'static str)]),
    /// Networks, one a line.
    Networks,
}

/// A field of a form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spec {
    /// Its name in the form and in the document.
    pub(super) name: &'static str,
    /// The key of what it is called.
    pub(super) label: &'static str,
    /// The key of what is said under it; may be empty.
    pub(super) hint: &'static str,
    pub(super) kind: Kind,
}

const fn spec(name: &'static str, label: &'static str, hint: &'static str, kind: Kind) -> Spec {
    Spec { name, label, hint, kind }
}

const YES_NO: Kind = Kind::Choice(&[("true", "yes"), ("false", "no")]);

const STATE: Spec = spec(
    "enabled",
    "policy-state",
    "policy-state-hint",
    Kind::Choice(&[("true", "policy-on"), ("false", "policy-off")]),
);

/// What groups can have otherwise.
pub(super) const PASS_NUMBERS: &[Spec] = &[
    spec("minimum_lifetime_minutes", "policy-minimum-lifetime", "", Kind::Number(10, 43_200)),
    spec("default_lifetime_minutes", "policy-default-lifetime", "", Kind::Number(10, 43_200)),
    spec(
        "maximum_lifetime_minutes",
        "policy-maximum-lifetime",
        "policy-maximum-lifetime-hint",
        Kind::Number(10, 43_200),
    ),
    spec("length", "policy-length", "policy-length-hint", Kind::Number(8, 48)),
    spec("one_time_required", "policy-one-time-required", "policy-one-time-required-hint", YES_NO),
    spec(
        "max_wrong_tries",
        "policy-max-wrong-tries",
        "policy-max-wrong-tries-hint",
        Kind::Number(1, 100),
    ),
    spec(
        "fence",
        "policy-fence",
        "policy-fence-hint",
        Kind::Choice(&[
            ("first_sign_in", "policy-fence-first-sign-in"),
            ("always", "policy-fence-always"),
            ("never", "policy-fence-never"),
        ]),
    ),
    spec(
        "allowed_networks",
        "policy-allowed-networks",
        "policy-allowed-networks-hint",
        Kind::Networks,
    ),
];

/// What issuing asks for, of everybody alike.
const ISSUING: &[Spec] = &[
    spec(
        "approval",
        "policy-approval",
        "policy-approval-hint",
        Kind::Choice(&[
            ("never", "policy-approval-never"),
            ("administrators", "policy-approval-administrators"),
            ("always", "policy-approval-always"),
        ]),
    ),
    spec("reason_required", "policy-reason-required", "", YES_NO),
    spec("ticket_required", "policy-ticket-required", "", YES_NO),
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
        "passkey" => specs.push(count("maximum", "policy-maximum-of-a-person", "", 50)),
        "authenticator_app" => specs.push(count("maximum", "policy-maximum-of-a-person", "", 20)),
        "password" => specs.extend([
            spec("second_factor_required", "policy-second-factor-required", "", YES_NO),
            spec("minimum_length", "policy-minimum-length", "", Kind::Number(8, 64)),
            spec(
                "minimum_score",
                "policy-minimum-score",
                "policy-minimum-score-hint",
                Kind::Number(0, 4),
            ),
        ]),
        "recovery_codes" => specs.push(count("count", "policy-recovery-codes-count", "", 50)),
        _ => {
            specs = vec![
                spec(
                    "state",
                    "policy-state",
                    "",
                    Kind::Choice(&[
                        ("off", "policy-off"),
                        ("skippable", "policy-campaign-skippable"),
                        ("required", "policy-campaign-required"),
                    ]),
                ),
                spec(
                    "method",
                    "policy-campaign-method",
                    "policy-campaign-method-hint",
                    Kind::Choice(&[
                        ("passkey", "policy-campaign-passkey"),
                        ("authenticator_app", "policy-campaign-authenticator-app"),
                    ]),
                ),
                count("skips", "policy-campaign-skips", "", 20),
                spec(
                    "snooze_days",
                    "policy-campaign-snooze-days",
                    "policy-campaign-snooze-days-hint",
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

fn read(kind: Kind, typed: &str) -> Result<Value, Phrase> {
    match kind {
        Kind::Number(least, most) => match typed.parse::<u32>() {
            Ok(number) if (least..=most).contains(&number) => Ok(json!(number)),
            _ => Err(phrase("whole-number-within").with("least", least).with("most", most)),
        },
        Kind::Choice(options) if options.iter().any(|(value, _)| *value == typed) => {
            Ok(match typed {
                "true" => json!(true),
                "false" => json!(false),
                word => json!(word),
            })
        }
        Kind::Choice(_) => Err(phrase("choose-one-of-these")),
        Kind::Networks if typed == EVERYWHERE => Ok(json!([])),
        Kind::Networks => {
            let networks: Result<Vec<String>, Phrase> = lines(typed).map(network).collect();
            networks.map(|networks| json!(networks))
        }
    }
}

fn network(line: &str) -> Result<String, Phrase> {
    match parse_network(line) {
        Ok(network) => Ok(network.to_string()),
        Err(_) => Err(phrase("policy-not-a-network").with("text", format!("{line:?}"))),
    }
}

pub(super) fn error(field: &'static str, message: impl IntoPhrase) -> FieldError {
    FieldError { field, message: message.into_phrase() }
}

/// What a field's value is called where nobody edits it.
pub(super) fn words(kind: Kind, shown: String) -> Phrase {
    match kind {
        Kind::Choice(options) => options
            .iter()
            .find(|(value, _)| *value == shown)
            .map_or_else(|| shown.into_phrase(), |(_, label)| phrase(label)),
        Kind::Networks if shown == EVERYWHERE => phrase("policy-everywhere"),
        _ => shown.into_phrase(),
    }
}

/// What a field of the document is called, for people who read what changed.
pub(super) fn label_of(path: &str) -> Phrase {
    let (above, name) = path.rsplit_once('.').unwrap_or(("", path));
    let known = |name| {
        ["pass", "passkey", "authenticator_app", "password", "recovery_codes", "campaign"]
            .into_iter()
            .filter(|section| above == *section || above.starts_with("overrides."))
            .find_map(|section| of_section(section).into_iter().find(|spec| spec.name == name))
            .map(|spec| spec.label)
    };
    let what = match name {
        "include" => phrase("policy-for-whom"),
        "exclude" => phrase("policy-not-for"),
        "order" => phrase("policy-order"),
        name => known(name).map_or_else(|| name.to_owned().into_phrase(), phrase),
    };
    let whose = match above.strip_prefix("targets.").unwrap_or(above) {
        "overrides" => phrase("policy-overrides"),
        above => match above.strip_prefix("overrides.") {
            Some(group) => phrase("policy-override-for").with("group", group),
            None => phrase(title_of(above)),
        },
    };
    phrase("policy-setting").with("whose", whose).with("what", what)
}

/// What a section is called.
pub(super) fn title_of(section: &str) -> &'static str {
    match section {
        "pass" => "temporary-access-pass",
        "passkey" => "policy-passkeys",
        "authenticator_app" => "policy-authenticator-apps",
        "password" => "policy-passwords",
        "recovery_codes" => "policy-recovery-codes",
        _ => "policy-campaign",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::policy::PolicyDocument;
    use crate::language::{Language, Locale, Zone};

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
        let english = Locale { language: Language::english(), zone: Zone::UTC };
        for (path, words) in [
            ("pass.length", "Temporary Access Pass: Length (symbols)"),
            ("targets.password.include", "Passwords: For whom"),
            ("overrides.St. Mary.length", "Override for St. Mary: Length (symbols)"),
            ("overrides.order", "Overrides: Order"),
            ("campaign.state", "Registration campaign: State"),
        ] {
            assert_eq!(english.say(label_of(path)).text(), words);
        }
    }
}
