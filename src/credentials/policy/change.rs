//! What is different between two policies, field by field.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::document::PolicyDocument;
use crate::base::{Fallible, GroupId};

/// A field that has another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its dotted path. Overrides are known by their group.
    pub field: String,
    /// What it was; nothing where there was no such field.
    pub from: Option<String>,
    /// What it is.
    pub to: Option<String>,
}

/// As the audit record has it.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |value: &Option<String>| value.clone().unwrap_or_else(|| "not set".to_owned());
        write!(f, "{}: {} → {}", self.field, words(&self.from), words(&self.to))
    }
}

/// What was changed from one policy to another. `name` says what a group is called.
pub fn changes(
    from: &PolicyDocument,
    to: &PolicyDocument,
    name: impl Fn(GroupId) -> String,
) -> Fallible<Vec<Change>> {
    let (from, to) = (fields(from, &name)?, fields(to, &name)?);
    let mut fields: Vec<&String> = from.keys().chain(to.keys()).collect();
    fields.sort();
    fields.dedup();
    Ok(fields
        .into_iter()
        .filter(|field| from.get(*field) != to.get(*field))
        .map(|field| Change {
            field: field.clone(),
            from: from.get(field).cloned(),
            to: to.get(field).cloned(),
        })
        .collect())
}

type Fields = BTreeMap<String, String>;

fn fields(document: &PolicyDocument, name: &impl Fn(GroupId) -> String) -> Fallible<Fields> {
    let mut fields = Fields::new();
    collect(&serde_json::to_value(&document.methods)?, "", name, &mut fields);
    collect(&serde_json::to_value(&document.targets)?, "targets", name, &mut fields);
    for its in &document.overrides {
        let mut value = serde_json::to_value(its)?;
        if let Value::Object(members) = &mut value {
            members.remove("group");
        }
        collect(&value, &format!("overrides.{}", name(its.group)), name, &mut fields);
    }
    let order: Vec<String> = document.overrides.iter().map(|its| name(its.group)).collect();
    fields.insert("overrides.order".to_owned(), listed(&order));
    Ok(fields)
}

fn collect(value: &Value, path: &str, name: &impl Fn(GroupId) -> String, into: &mut Fields) {
    let words = match value {
        Value::Object(members) => {
            for (key, value) in members {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                collect(value, &path, name, into);
            }
            return;
        }
        Value::Array(items) => {
            listed(&items.iter().map(|item| plain(item, name)).collect::<Vec<_>>())
        }
        other => plain(other, name),
    };
    into.insert(path.to_owned(), words);
}

fn plain(value: &Value, name: &impl Fn(GroupId) -> String) -> String {
    match value {
        Value::String(text) => text.parse::<GroupId>().map_or_else(|_| text.clone(), name),
        other => other.to_string(),
    }
}

fn listed(items: &[String]) -> String {
    if items.is_empty() { "none".to_owned() } else { items.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::policy::{Include, PassOverride};

    #[test]
    fn changed_fields_are_named_with_their_old_and_new_values() {
        let [staff, guests] = [GroupId::fresh(), GroupId::fresh()];
        let name = |group| if group == staff { "Staff".to_owned() } else { "Guests".to_owned() };
        let old = PolicyDocument::default();
        let mut new = old.clone();
        new.methods.pass.maximum_lifetime_minutes = 60;
        new.methods.pass.allowed_networks = vec!["10.0.0.0/8".parse().unwrap()];
        new.targets.password.include = Include::Groups([staff].into());
        new.overrides.push(PassOverride { length: Some(12), ..PassOverride::of(guests) });

        let words = |from, to| -> Vec<String> {
            changes(from, to, name).unwrap().iter().map(ToString::to_string).collect()
        };
        assert_eq!(
            words(&old, &new),
            [
                "overrides.Guests.length: not set → 12",
                "overrides.order: none → Guests",
                "pass.allowed_networks: none → 10.0.0.0/8",
                "pass.maximum_lifetime_minutes: 480 → 60",
                "targets.password.include: all → Staff",
            ]
        );
        assert!(words(&new, &new).is_empty());

        let mut moved = new.clone();
        moved.overrides.push(PassOverride { length: Some(9), ..PassOverride::of(staff) });
        let mut swapped = moved.clone();
        swapped.overrides.reverse();
        assert_eq!(words(&moved, &swapped), ["overrides.order: Guests, Staff → Staff, Guests"]);
    }
}
