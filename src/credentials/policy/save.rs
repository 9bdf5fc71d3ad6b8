//! Changing the policy: one version after another, none over another's head.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, changes};
use super::document::PolicyDocument;
use super::invalid::InvalidPolicy;
use super::policies::current_policy;
use super::store::{self, PolicyVersion};
use crate::audit::{self, Actor, Event, Origin};
use crate::base::{Fallible, GroupId};
use crate::credentials::tools::Tools;
use crate::db::{ConnectionTrait, Work};
use crate::directory::authority::{self, Denied, Task};
use crate::directory::groups;

/// The longest note, in characters.
const LONGEST_NOTE: usize = 500;
/// The audit record of a change is cut off here, in characters; the history has all of it.
const LONGEST_REASON: usize = 4000;

/// A change that is wanted.
#[derive(Clone, Debug)]
pub struct SaveRequest {
    /// The version it was made from.
    pub base: i64,
    /// The policy as it is to be.
    pub document: PolicyDocument,
    /// Why, for the history. May be empty.
    pub note: String,
}

/// What came of changing the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicySaved {
    /// It is in force, as this version.
    Saved(i64),
    /// It was so already.
    Unchanged,
    /// Somebody else has changed it since the version this was made from. Nothing was saved.
    Stale {
        /// The version that holds.
        current: i64,
        /// What they changed.
        changes: Vec<Change>,
    },
    /// It leaves its bounds or contradicts itself.
    Invalid(InvalidPolicy),
    /// The caller may not.
    NotAllowed(Denied),
}

/// Saves a policy as the next version.
pub async fn save(
    work: &Work,
    tools: &Tools,
    origin: &Origin,
    by: &Actor,
    request: SaveRequest,
) -> Fallible<PolicySaved> {
    let permitted = authority::permit_task(work.connection(), by, Task::ManagePolicy).await?;
    if let Err(denied) = permitted {
        return Ok(PolicySaved::NotAllowed(denied));
    }
    let current = current_policy(work.connection(), tools).await?;
    if request.base != current.version {
        return stale(work.connection(), tools, request.base).await;
    }
    let document = match acceptable(work, &current.document, request.document).await? {
        Ok(document) => document,
        Err(invalid) => return Ok(PolicySaved::Invalid(invalid)),
    };
    let names = names_of(work.connection(), [&*current.document, &document]).await?;
    let changes = changes(&current.document, &document, |group| name_of(&names, group))?;
    if changes.is_empty() {
        return Ok(PolicySaved::Unchanged);
    }
    let next = PolicyVersion {
        version: current.version + 1,
        document,
        at: work.now(),
        by_id: by.user_id(),
        by_name: by.name().map(str::to_owned),
        note: request.note.trim().chars().take(LONGEST_NOTE).collect(),
    };
    if !store::insert(work, &next).await? {
        return stale(work.connection(), tools, request.base).await;
    }
    tools.policies.forget_offer();
    let event = Event::policy_updated(by.clone(), words(next.version, &changes));
    audit::record(work, origin, event).await?;
    Ok(PolicySaved::Saved(next.version))
}

async fn stale(
    connection: &impl ConnectionTrait,
    tools: &Tools,
    base: i64,
) -> Fallible<PolicySaved> {
    let current = current_policy(connection, tools).await?;
    let changes = match saved_version(connection, tools, base).await? {
        Some(base) => {
            let names = names_of(connection, [&base.document, &current.document]).await?;
            changes(&base.document, &current.document, |group| name_of(&names, group))?
        }
        None => Vec::new(),
    };
    Ok(PolicySaved::Stale { current: current.version, changes })
}

/// The policy if it may be kept, without groups that went since the one that holds was saved.
async fn acceptable(
    work: &Work,
    current: &PolicyDocument,
    mut document: PolicyDocument,
) -> Fallible<Result<PolicyDocument, InvalidPolicy>> {
    let known: BTreeSet<GroupId> = current.groups().map(|(_, group)| group).collect();
    let mut gone = BTreeSet::new();
    for (field, group) in document.groups() {
        if groups::exists(work.connection(), group).await? {
            continue;
        }
        if !known.contains(&group) {
            return Ok(Err(InvalidPolicy::new(field, format!("names no group: {group}"))));
        }
        gone.insert(group);
    }
    document.forget_groups(&gone);
    Ok(document.validate().map(|()| document))
}

fn words(version: i64, changes: &[Change]) -> String {
    let listed: Vec<String> = changes.iter().map(ToString::to_string).collect();
    let words = format!("Version {version}. {}", listed.join("; "));
    if words.chars().count() <= LONGEST_REASON {
        return words;
    }
    words.chars().take(LONGEST_REASON).chain("…".chars()).collect()
}

/// What the groups are called that these policies name.
pub async fn names_of<'a>(
    connection: &impl ConnectionTrait,
    documents: impl IntoIterator<Item = &'a PolicyDocument>,
) -> Fallible<BTreeMap<GroupId, String>> {
    let named: BTreeSet<GroupId> =
        documents.into_iter().flat_map(|it| it.groups().map(|(_, group)| group)).collect();
    let mut names = BTreeMap::new();
    for group in named {
        if let Some(found) = groups::find(connection, group).await? {
            names.insert(group, found.name);
        }
    }
    Ok(names)
}

/// A group's name; its id if it is gone.
pub fn name_of(names: &BTreeMap<GroupId, String>, group: GroupId) -> String {
    names.get(&group).cloned().unwrap_or_else(|| group.to_string())
}

/// One version of the policy; number 0 are the settings as they are now.
pub async fn saved_version(
    connection: &impl ConnectionTrait,
    tools: &Tools,
    version: i64,
) -> Fallible<Option<PolicyVersion>> {
    if version == 0 {
        return Ok(Some(PolicyVersion {
            version,
            document: tools.policies.settings().clone(),
            at: crate::base::Timestamp::from_millis(0),
            by_id: None,
            by_name: Some("settings".to_owned()),
            note: String::new(),
        }));
    }
    store::find(connection, version).await
}

/// Versions below `before`, the newest first, at most `limit`. Version 0 is not among them.
pub async fn saved_versions(
    connection: &impl ConnectionTrait,
    before: Option<i64>,
    limit: u64,
) -> Fallible<Vec<PolicyVersion>> {
    store::list(connection, before, limit).await
}
