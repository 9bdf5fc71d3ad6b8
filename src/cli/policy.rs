//! `daypass policy`: the authentication methods policy when the console is not reachable.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{Failure, Outcome, input, person, say, say_json, with_app};
use crate::app::App;
use crate::audit::{Actor, Origin};
use crate::base::GroupId;
use crate::credentials::policy::{
    Change, Explained, PolicyDocument, PolicySaved, PolicyVersion, SaveRequest, changes,
    current_policy, explain, name_of, names_of, save, saved_versions,
};
use crate::directory::groups;
use crate::settings::Settings;

/// As many versions as `history` shows.
const SHOWN: u64 = 100;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show the policy that holds, or what one user would get and why.
    Show {
        /// What this user would get.
        #[arg(long, value_name = "USERNAME")]
        user: Option<String>,
        /// As JSON; what `policy set` reads.
        #[arg(long)]
        json: bool,
    },
    /// Put the policy of a file in place of the one that holds, at once.
    ///
    /// The file is JSON as `policy show --json` prints it; groups may stand in it by name. With the
    /// version it was made from, a change that somebody else made since is not overwritten.
    Set {
        /// The file; - reads standard input.
        file: PathBuf,
        /// Why, for the history.
        #[arg(long, default_value = "")]
        note: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// List the versions of the policy with what each changed, the newest first.
    History {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
}

pub(super) async fn run(arguments: Arguments, settings: Settings) -> Outcome {
    with_app(settings, async |app| match arguments.command {
        Command::Show { user: None, json } => show(app, json).await,
        Command::Show { user: Some(name), json } => show_for(app, &name, json).await,
        Command::Set { file, note, json } => set(app, &file, note, json).await,
        Command::History { json } => history(app, json).await,
    })
    .await
}

async fn show(app: &App, json: bool) -> Outcome {
    let current = current_policy(app.db().read(), app.tools()).await?;
    if json {
        return say_json(&json!({ "version": current.version, "document": &*current.document }));
    }
    let names = names_of(app.db().read(), [&*current.document]).await?;
    let nothing = PolicyDocument::default();
    let changed = changes(&nothing, &current.document, |group| name_of(&names, group))?;
    let version = match current.version {
        0 => "The settings hold; nothing was saved in the database.".to_owned(),
        number => format!("Version {number}."),
    };
    if changed.is_empty() {
        return say(&format!("{version} Everything is as Daypass has it by default."));
    }
    let lines: Vec<String> = changed
        .iter()
        .map(|change| format!("{} = {}", change.field, change.to.as_deref().unwrap_or("not set")))
        .collect();
    say(&format!("{version} What is not as by default:\n{}", lines.join("\n")))
}

async fn show_for(app: &App, name: &str, json: bool) -> Outcome {
    let user = person::find(app, name).await?;
    let explained = explain(app.db().read(), app.tools(), user.id).await?;
    if json {
        return say_json(
            &json!({ "username": user.username.as_str(), "methods": explained.policy }),
        );
    }
    let groups = groups::groups_of(app.db().read(), user.id).await?;
    let names = groups.into_iter().map(|group| (group.id, group.name)).collect();
    say(&explanation(&explained, &names).join("\n"))
}

fn explanation(explained: &Explained, names: &BTreeMap<GroupId, String>) -> Vec<String> {
    let name = |group| name_of(names, group);
    let methods = explained.methods.iter().map(|(method, allowed, reason)| {
        let allowed = if *allowed { "yes" } else { "no" };
        (method.name(), allowed.to_owned(), reason.words(name))
    });
    let campaign = explained.policy.campaign.state.key().to_owned();
    let campaign = ("Registration campaign", campaign, explained.campaign.words(name));
    let pass = explained.pass.iter();
    let pass = pass.map(|(field, value, reason)| (*field, value.clone(), reason.words(name)));
    methods
        .chain([campaign])
        .chain(pass)
        .map(|(what, value, why)| format!("{what:26}{value:16}{why}"))
        .collect()
}

async fn set(app: &App, file: &Path, note: String, json: bool) -> Outcome {
    let value = input::read_json(file)?;
    let (base, mut value) = match (value.get("version"), value.get("document")) {
        (Some(version), Some(document)) => (version.as_i64(), document.clone()),
        _ => (None, value),
    };
    let ids = ids_of_named_groups(app, &value).await?;
    name_groups_by_id(&mut value, &ids);
    let document: PolicyDocument =
        serde_json::from_value(value).map_err(|error| input::wrong(file, error))?;
    let current = current_policy(app.db().read(), app.tools()).await?.version;
    let request = SaveRequest { base: base.unwrap_or(current), document, note };
    let work = app.db().begin().await?;
    let origin = Origin::local("policy set");
    let saved = save(&work, app.tools(), &origin, &Actor::Machine, request).await?;
    work.commit().await?;
    match saved {
        PolicySaved::Saved(version) if json => say_json(&json!({ "version": version })),
        PolicySaved::Saved(version) => say(&format!("Version {version} holds from now on.")),
        PolicySaved::Unchanged if json => say_json(&json!({ "version": current })),
        PolicySaved::Unchanged => say("It was so already."),
        PolicySaved::Invalid(invalid) => Err(Failure::Usage(invalid.to_string())),
        PolicySaved::Stale { current, changes } => Err(Failure::Refused(format!(
            "somebody has changed the policy since; version {current} holds:\n{}",
            listed(&changes)
        ))),
        PolicySaved::NotAllowed(_) => Err(Failure::Refused("not allowed".to_owned())),
    }
}

/// Every place where a document names groups.
fn group_texts(value: &Value) -> Vec<&str> {
    let targets = value.get("targets").and_then(Value::as_object).into_iter().flatten();
    let lists = targets
        .flat_map(|(_, target)| [target.get("include"), target.get("exclude")])
        .flatten()
        .filter_map(Value::as_array)
        .flatten();
    let overrides = value.get("overrides").and_then(Value::as_array).into_iter().flatten();
    lists.chain(overrides.filter_map(|its| its.get("group"))).filter_map(Value::as_str).collect()
}

async fn ids_of_named_groups(
    app: &App,
    value: &Value,
) -> Result<BTreeMap<String, GroupId>, Failure> {
    let mut ids = BTreeMap::new();
    for text in group_texts(value) {
        if text.parse::<GroupId>().is_ok() || ids.contains_key(text) {
            continue;
        }
        let Some(group) = groups::find_by_name(app.db().read(), text).await? else {
            return Err(Failure::Usage(format!("there is no group {text}")));
        };
        ids.insert(text.to_owned(), group.id);
    }
    Ok(ids)
}

fn name_groups_by_id(value: &mut Value, ids: &BTreeMap<String, GroupId>) {
    let rename = |text: &mut Value| {
        if let Some(id) = text.as_str().and_then(|name| ids.get(name)) {
            *text = json!(id);
        }
    };
    if let Some(targets) = value.get_mut("targets").and_then(Value::as_object_mut) {
        for target in targets.values_mut() {
            for list in ["include", "exclude"] {
                let list = target.get_mut(list).and_then(Value::as_array_mut);
                list.into_iter().flatten().for_each(rename);
            }
        }
    }
    let overrides = value.get_mut("overrides").and_then(Value::as_array_mut);
    for its in overrides.into_iter().flatten() {
        its.get_mut("group").into_iter().for_each(rename);
    }
}

fn listed(changes: &[Change]) -> String {
    changes.iter().map(|change| format!("  {change}")).collect::<Vec<_>>().join("\n")
}

async fn history(app: &App, json: bool) -> Outcome {
    let versions = saved_versions(app.db().read(), None, SHOWN).await?;
    if versions.is_empty() && !json {
        return say("Nobody has changed the policy yet: the settings hold.");
    }
    let documents = versions.iter().map(|version| &version.document);
    let names = names_of(app.db().read(), documents).await?;
    let mut shown = Vec::new();
    for (number, version) in versions.iter().enumerate() {
        let before = match versions.get(number + 1) {
            Some(before) => &before.document,
            None if version.version == 1 => app.tools().policies.settings(),
            // The oldest that is shown, of more.
            None => &version.document,
        };
        let changed = changes(before, &version.document, |group| name_of(&names, group))?;
        shown.push((version, changed));
    }
    if json {
        return say_json(&shown.iter().map(as_json).collect::<Vec<_>>());
    }
    let texts: Vec<String> = shown
        .iter()
        .map(|(version, changed)| {
            let by = version.by_name.as_deref().unwrap_or_default();
            let note = if version.note.is_empty() { "" } else { ": " };
            let head = format!("{}  {}  {by}{note}{}", version.version, version.at, version.note);
            format!("{head}\n{}", listed(changed))
        })
        .collect();
    say(&texts.join("\n"))
}

fn as_json((version, changed): &(&PolicyVersion, Vec<Change>)) -> Value {
    let changed: Vec<Value> = changed
        .iter()
        .map(|change| json!({ "field": change.field, "from": change.from, "to": change.to }))
        .collect();
    json!({
        "version": version.version,
        "at": version.at.to_string(),
        "by": version.by_name,
        "note": version.note,
        "changes": changed,
        "document": version.document,
    })
}
