//! Files of standard claims (OIDC Core §5.1) about somebody.

use std::path::Path;

use serde_json::{Map, Value};

use super::{Failure, input};
use crate::directory::{InvalidClaim, StandardClaims};

/// What is known of somebody after a file was read.
pub(super) struct Known {
    /// `name`, if the file has one.
    pub(super) name: Option<String>,
    /// The other claims.
    pub(super) claims: StandardClaims,
}

/// Lays the claims of a file over those that are known: what is `null` or empty goes, what is not named
/// stays.
pub(super) fn laid_over(known: &StandardClaims, file: &Path) -> Result<Known, Failure> {
    let Value::Object(mut sent) = input::read_json(file)? else {
        return Err(input::wrong(file, "it must be a JSON object of claims"));
    };
    let name = match sent.remove("name") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) if !name.trim().is_empty() => Some(name),
        Some(_) => return Err(input::wrong(file, "name: it must be a text")),
    };
    check_types(&sent).map_err(|why| input::wrong(file, why))?;
    let mut members = serde_json::to_value(known)?;
    merge(&mut members, &sent);
    let claims: StandardClaims = serde_json::from_value(members)?;
    if let Some(name) = unknown(&sent, &claims)? {
        return Err(input::wrong(file, format!("{name}: there is no such claim to be set")));
    }
    match claims.invalid().first() {
        Some((name, why)) => Err(input::wrong(file, format!("{name}: {}", words(*why)))),
        None => Ok(Known { name, claims }),
    }
}

/// OIDC Core §5.1: texts, booleans, and `address` an object. One by one, so that the wrong one is named.
fn check_types(sent: &Map<String, Value>) -> Result<(), String> {
    for (name, value) in sent {
        let alone = Map::from_iter([(name.clone(), value.clone())]);
        serde_json::from_value::<StandardClaims>(alone.into())
            .map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}

/// RFC 7396.
fn merge(known: &mut Value, sent: &Map<String, Value>) {
    let Value::Object(known) = known else { return };
    for (name, value) in sent {
        match value {
            value if says_nothing(value) => {
                known.remove(name);
            }
            Value::Object(members) => {
                let inner = known.entry(name.as_str()).or_insert_with(|| Map::new().into());
                merge(inner, members);
            }
            value => {
                known.insert(name.clone(), value.clone());
            }
        }
    }
}

fn says_nothing(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// The first member that is no claim, or no member of `address`.
fn unknown(sent: &Map<String, Value>, claims: &StandardClaims) -> Result<Option<String>, Failure> {
    let known = serde_json::to_value(claims)?;
    for (name, value) in sent {
        let place = known.get(name);
        if place.is_none() && !says_nothing(value) {
            return Ok(Some(name.clone()));
        }
        let members = value.as_object().into_iter().flatten();
        for (member, value) in members {
            if place.and_then(|it| it.get(member)).is_none() && !says_nothing(value) {
                return Ok(Some(format!("{name}.{member}")));
            }
        }
    }
    Ok(None)
}

const fn words(why: InvalidClaim) -> &'static str {
    match why {
        InvalidClaim::NotALine => "it is too long, or has characters that are not seen",
        InvalidClaim::NotAnEmail => "it is no e-mail address",
        InvalidClaim::NotAPhoneNumber => "it is no telephone number such as +351 21 123 45 67",
        InvalidClaim::NotADate => "it is no date YYYY-MM-DD and no year YYYY",
        InvalidClaim::NotATimeZone => "it is no time zone such as Europe/Lisbon",
        InvalidClaim::NotALanguage => "it is no language tag such as pt-PT",
        InvalidClaim::NotAWebAddress => "it is no address of a web page",
    }
}
