//! The fields of a profile: every standard claim (OIDC Core §5.1), as a form shows and sends it.

use serde_json::{Map, Value};

use crate::base::Fallible;
use crate::directory::{InvalidClaim, StandardClaims, User};
use crate::http::page::{FieldError, FormErrors};
use crate::language::phrase;
use crate::pages::admin::form::Sent;

/// A field as the page shows it; its label and its hint by their keys.
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

/// Name, key of the label, kind, and key of the hint, if there is one.
type Entry = (&'static str, &'static str, &'static str, &'static str);

const NAME: &[Entry] = &[
    ("display_name", "profile-name", "text", "profile-name-hint"),
    ("given_name", "profile-given-name", "text", ""),
    ("middle_name", "profile-middle-name", "text", ""),
    ("family_name", "profile-family-name", "text", ""),
    ("nickname", "profile-nickname", "text", ""),
];
const REACH: &[Entry] = &[
    ("email", "profile-email", "email", ""),
    ("email_verified", "profile-email-verified", "checkbox", ""),
    ("phone_number", "profile-phone", "tel", "profile-phone-hint"),
    ("phone_number_verified", "profile-phone-verified", "checkbox", ""),
];
const ABOUT: &[Entry] = &[
    ("locale", "profile-language", "text", "profile-language-hint"),
    ("zoneinfo", "profile-time-zone", "text", "profile-time-zone-hint"),
    ("birthdate", "profile-birth-date", "text", "profile-birth-date-hint"),
    ("gender", "profile-gender", "text", "profile-gender-hint"),
    ("profile", "profile-page", "url", "profile-page-hint"),
    ("picture", "profile-picture", "url", "profile-picture-hint"),
    ("website", "profile-website", "url", ""),
];
const ADDRESS: &[Entry] = &[
    ("street_address", "profile-street", "textarea", ""),
    ("postal_code", "profile-postal-code", "text", ""),
    ("locality", "profile-town", "text", ""),
    ("region", "profile-region", "text", ""),
    ("country", "profile-country", "text", ""),
    ("formatted", "profile-whole-address", "textarea", ""),
];
const GROUPS: [(&str, &str, &[Entry]); 4] = [
    ("fields-name", "profile-name", NAME),
    ("fields-reach", "profile-reach", REACH),
    ("fields-about", "profile-about", ABOUT),
    ("fields-address", "profile-address", ADDRESS),
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
            errors.push(FieldError { field, message: phrase(words(why)) });
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

    /// What is known, as key of the label and value, in the order of the form.
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

/// The key of why a claim cannot be so.
const fn words(why: InvalidClaim) -> &'static str {
    match why {
        InvalidClaim::NotALine => "claim-not-a-line",
        InvalidClaim::NotAnEmail => "claim-not-an-email",
        InvalidClaim::NotAPhoneNumber => "claim-not-a-phone-number",
        InvalidClaim::NotADate => "claim-not-a-date",
        InvalidClaim::NotATimeZone => "claim-not-a-time-zone",
        InvalidClaim::NotALanguage => "claim-not-a-language",
        InvalidClaim::NotAWebAddress => "claim-not-a-web-address",
    }
}
