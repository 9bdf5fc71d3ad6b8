//! The fields of a profile: every standard claim (OIDC Core §5.1), as a form shows and sends it.

use serde_json::{Map, Value};

use crate::base::Fallible;
use crate::directory::{InvalidClaim, StandardClaims, User};
use crate::http::page::{FieldError, FormErrors};
use crate::language::IntoPhrase as _;
use crate::pages::admin::form::Sent;

/// A field as the page shows it.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    /// The `type` of the input; `textarea` and `checkbox` are elements of their own kind.
    pub(super) kind: &'static str,
    pub(super) hint: &'static str,
    pub(super) longest: usize,
    pub(super) value: String,
}

/// Fields that belong together.
pub(super) struct Fieldset {
    pub(super) id: &'static str,
    pub(super) legend: &'static str,
    pub(super) fields: Vec<Field>,
}

type Entry = (&'static str, &'static str, &'static str, &'static str);

const NAME: &[Entry] = &[
    ("display_name", "Name", "text", "What screens call the person; the username if left empty."),
    ("given_name", "Given name", "text", ""),
    ("middle_name", "Middle name", "text", ""),
    ("family_name", "Family name", "text", ""),
    ("nickname", "Nickname", "text", ""),
];
const REACH: &[Entry] = &[
    ("email", "E-mail address", "email", ""),
    ("email_verified", "This address is known to be theirs", "checkbox", ""),
    ("phone_number", "Phone number", "tel", "With the country code: +351 21 123 45 67"),
    ("phone_number_verified", "This number is known to be theirs", "checkbox", ""),
];
const ABOUT: &[Entry] = &[
    ("locale", "Language", "text", "A language tag: pt-PT, de, en-GB"),
    ("zoneinfo", "Time zone", "text", "By its name: Europe/Lisbon"),
    ("birthdate", "Date of birth", "text", "YYYY-MM-DD, or the year alone"),
    ("gender", "Gender", "text", "In the person's own words"),
    ("profile", "Profile page", "url", "An address that begins with https://"),
    ("picture", "Picture", "url", "The address of an image file"),
    ("website", "Website", "url", ""),
];
const ADDRESS: &[Entry] = &[
    ("street_address", "Street and number", "textarea", ""),
    ("postal_code", "Postal code", "text", ""),
    ("locality", "Town", "text", ""),
    ("region", "Region", "text", ""),
    ("country", "Country", "text", ""),
    ("formatted", "Whole address as on an envelope", "textarea", ""),
];
const GROUPS: [(&str, &str, &[Entry]); 4] = [
    ("fields-name", "Name", NAME),
    ("fields-reach", "E-mail and phone", REACH),
    ("fields-about", "About the person", ABOUT),
    ("fields-address", "Postal address", ADDRESS),
];

/// The values of a profile by the names of their fields.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile(Map<String, Value>);

impl Profile {
    /// What is known of somebody.
    pub(super) fn of(user: &User) -> Fallible<Self> {
        let mut values = Map::new();
        if let Value::Object(claims) = serde_json::to_value(&user.claims)? {
            for (name, value) in claims {
                match value {
                    Value::Object(address) => values.extend(address),
                    value => {
                        values.insert(name, value);
                    }
                }
            }
        }
        values.insert("display_name".to_owned(), user.display_name.clone().into());
        Ok(Self(values))
    }

    /// What was sent; fields that were left empty are left out.
    pub(super) fn sent(sent: &Sent) -> Self {
        let mut values = Map::new();
        for (name, _, kind, _) in entries() {
            if *kind == "checkbox" {
                values.insert((*name).to_owned(), sent.ticked(name).into());
            } else if !sent.text(name).is_empty() {
                values.insert((*name).to_owned(), sent.text(name).into());
            }
        }
        Self(values)
    }

    /// What screens are to call the person, if that was said.
    pub(super) fn display_name(&self) -> Option<&str> {
        self.0.get("display_name").and_then(Value::as_str)
    }

    /// The claims, or what is wrong with them.
    pub(super) fn claims(&self) -> Fallible<Result<StandardClaims, FormErrors>> {
        let mut values = self.0.clone();
        values.remove("display_name");
        for (of, verified) in
            [("email", "email_verified"), ("phone_number", "phone_number_verified")]
        {
            // Nothing is verified where there is nothing.
            if !values.contains_key(of) {
                values.remove(verified);
            }
        }
        let mut address = Map::new();
        for (name, ..) in ADDRESS {
            if let Some(value) = values.remove(*name) {
                address.insert((*name).to_owned(), value);
            }
        }
        if !address.is_empty() {
            values.insert("address".to_owned(), address.into());
        }
        let claims: StandardClaims = serde_json::from_value(Value::Object(values))?;
        let mut errors = FormErrors::default();
        for (field, why) in claims.invalid() {
            let message = words(why).to_owned();
            errors.push(FieldError { field, message: message.into_phrase() });
        }
        Ok(if errors.none() { Ok(claims) } else { Err(errors) })
    }

    /// All fields, as the page edits them.
    pub(super) fn fieldsets(&self) -> Vec<Fieldset> {
        let fieldset = |(id, legend, entries): (&'static str, &'static str, &[Entry])| Fieldset {
            id,
            legend,
            fields: entries.iter().map(|entry| self.field(entry)).collect(),
        };
        GROUPS.into_iter().map(fieldset).collect()
    }

    /// The fields somebody is added with.
    pub(super) fn first_fields(&self) -> Vec<Field> {
        let first = ["display_name", "given_name", "family_name", "email", "phone_number"];
        let wanted = |name: &str| entries().find(|entry| entry.0 == name);
        first.into_iter().filter_map(wanted).map(|entry| self.field(entry)).collect()
    }

    /// What is known, as label and value, in the order of the form.
    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        let shown = |(name, label, kind, _): &Entry| {
            let value = self.0.get(*name)?.as_str()?.to_owned();
            (*kind != "checkbox").then_some((*label, value))
        };
        entries().skip(1).filter_map(shown).collect()
    }

    fn field(&self, (name, label, kind, hint): &Entry) -> Field {
        let value = match self.0.get(*name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Bool(true)) => "on".to_owned(),
            _ => String::new(),
        };
        let longest = if matches!(*kind, "url" | "textarea") { 1024 } else { 256 };
        Field { name, label, kind, hint, longest, value }
    }
}

fn entries() -> impl Iterator<Item = &'static Entry> {
    GROUPS.into_iter().flat_map(|(_, _, entries)| entries)
}

const fn words(why: InvalidClaim) -> &'static str {
    match why {
        InvalidClaim::NotALine => "That is too long, or has characters that can't be seen.",
        InvalidClaim::NotAnEmail => {
            "That isn't an e-mail address. It looks like ana@contoso.example."
        }
        InvalidClaim::NotAPhoneNumber => {
            "That isn't a phone number. Write it with its country code: +351 21 123 45 67."
        }
        InvalidClaim::NotADate => "That isn't a date. Write 1986-02-28, or 1986 alone.",
        InvalidClaim::NotATimeZone => {
            "That isn't a time zone. Write its name, such as Europe/Lisbon."
        }
        InvalidClaim::NotALanguage => "That isn't a language tag. Write pt-PT or de.",
        InvalidClaim::NotAWebAddress => {
            "That isn't a web address. It begins with https:// or http://."
        }
    }
}
