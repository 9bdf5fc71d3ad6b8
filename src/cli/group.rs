//! `daypass group`: groups, who is in them, and whose members issue passes for whose.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::on_behalf::{OnBehalf, not_allowed};
use super::{Failure, Outcome, person, say, say_json, with_app};
use crate::app::App;
use crate::audit::Origin;
use crate::base::Fallible;
use crate::directory::authority::Task;
use crate::directory::delegations::{self, DailyQuota, Delegation, NewDelegation};
use crate::directory::groups::{self, Changed, Created, Group};
use crate::directory::{Page, User};
use crate::settings::Settings;

/// How many are read at once.
const PAGE: u64 = 500;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    on_behalf: OnBehalf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add a group with nobody in it.
    Add {
        /// Its name.
        name: String,
    },
    /// List groups by name.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show a group, its delegations and its members.
    Show {
        /// Its name.
        name: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Delete a group and its delegations; the people in it stay.
    Delete {
        /// Its name.
        name: String,
    },
    /// Put a user into a group.
    AddMember {
        /// The group's name.
        group: String,
        /// The username.
        user: String,
    },
    /// Take a user out of a group.
    RemoveMember {
        /// The group's name.
        group: String,
        /// The username.
        user: String,
    },
    /// Let the members of a group issue passes for the members of another.
    Delegate {
        /// Whose members issue.
        issuers: String,
        /// For whose members.
        people: String,
        /// How many each of them a day (UTC), 1 to 1000.
        #[arg(long, value_name = "NUMBER", default_value_t, value_parser = quota)]
        daily_quota: DailyQuota,
        /// For people who have signed in before, too.
        #[arg(long)]
        recovery: bool,
    },
    /// End a delegation.
    EndDelegation {
        /// Whose members issue.
        issuers: String,
        /// For whose members.
        people: String,
    },
}

fn quota(text: &str) -> Result<DailyQuota, String> {
    text.parse().ok().and_then(DailyQuota::new).ok_or_else(|| "must be 1 to 1000".to_owned())
}

pub(super) async fn run(arguments: Arguments, settings: Settings) -> Outcome {
    with_app(settings, async |app| answer(app, &arguments.on_behalf, arguments.command).await).await
}

async fn answer(app: &App, on_behalf: &OnBehalf, command: Command) -> Outcome {
    match command {
        Command::Add { name } => add(app, on_behalf, &name).await,
        Command::List { json } => list(app, on_behalf, json).await,
        Command::Show { name, json } => show(app, on_behalf, &name, json).await,
        Command::Delete { name } => delete(app, on_behalf, &name).await,
        Command::AddMember { group, user } => member(app, on_behalf, &group, &user, true).await,
        Command::RemoveMember { group, user } => member(app, on_behalf, &group, &user, false).await,
        Command::Delegate { issuers, people, daily_quota, recovery } => {
            let new = NewDelegation {
                issuers: find(app, &issuers).await?.id,
                people: find(app, &people).await?.id,
                daily_quota,
                recovery,
            };
            delegate(app, on_behalf, new).await
        }
        Command::EndDelegation { issuers, people } => {
            end_delegation(app, on_behalf, &issuers, &people).await
        }
    }
}

async fn find(app: &App, name: &str) -> Result<Group, Failure> {
    groups::find_by_name(app.db().read(), name)
        .await?
        .ok_or_else(|| Failure::Refused(format!("there is no group {name}")))
}

async fn add(app: &App, on_behalf: &OnBehalf, name: &str) -> Outcome {
    let by = on_behalf.actor(app).await?;
    let work = app.db().begin().await?;
    match groups::create(&work, &Origin::local("group add"), &by, name).await? {
        Created::Created(group) => {
            work.commit().await?;
            say(&format!("Added {}.", group.name))
        }
        Created::NotAName => Err(Failure::Usage("a group has a name".to_owned())),
        Created::NameTaken => Err(Failure::Refused(format!("there is a group {name} already"))),
        Created::NotAllowed(denied) => Err(not_allowed(denied)),
    }
}

async fn list(app: &App, on_behalf: &OnBehalf, json: bool) -> Outcome {
    on_behalf.may(app, Task::ViewConsole).await?;
    let mut found: Vec<Group> = Vec::new();
    loop {
        let after = found.last().map(|group| crate::directory::Username::fold(&group.name));
        let page = groups::list(app.db().read(), &Page { after, ..Page::first(PAGE) }).await?;
        if page.is_empty() {
            break;
        }
        found.extend(page);
    }
    if json {
        return say_json(&found.iter().map(as_json).collect::<Vec<_>>());
    }
    if found.is_empty() {
        return say("There are no groups.");
    }
    say(&found.iter().map(|group| group.name.as_str()).collect::<Vec<_>>().join("\n"))
}

fn as_json(group: &Group) -> Value {
    json!({ "id": group.id, "name": group.name, "created_at": group.created_at.to_string() })
}

async fn show(app: &App, on_behalf: &OnBehalf, name: &str, json: bool) -> Outcome {
    on_behalf.may(app, Task::ViewConsole).await?;
    let group = find(app, name).await?;
    let delegations = delegations::of_group(app.db().read(), group.id).await?;
    let members = everybody(app, &group).await?;
    if json {
        let mut shown = as_json(&group);
        if let Some(fields) = shown.as_object_mut() {
            let members = members.iter().map(|user| user.username.as_str()).collect::<Vec<_>>();
            fields.insert("members".to_owned(), members.into());
            let delegations = delegations.iter().map(delegation_as_json).collect::<Vec<_>>();
            fields.insert("delegations".to_owned(), delegations.into());
        }
        return say_json(&shown);
    }
    let mut lines =
        vec![format!("Name:       {}", group.name), format!("Object ID:  {}", group.id)];
    lines.extend(delegations.iter().map(in_words));
    lines.push(format!("Members:    {}", members.len()));
    lines.extend(members.iter().map(|user| format!("  {}", user.username)));
    say(&lines.join("\n"))
}

fn in_words(delegation: &Delegation) -> String {
    let Delegation { issuers, people, daily_quota, recovery, .. } = delegation;
    let whom = if *recovery { "" } else { " who never signed in" };
    format!(
        "Delegation: {} may issue for members of {}{whom}, {daily_quota} a day each",
        issuers.name, people.name
    )
}

fn delegation_as_json(delegation: &Delegation) -> Value {
    json!({
        "id": delegation.id,
        "issuers": delegation.issuers.name,
        "people": delegation.people.name,
        "daily_quota": delegation.daily_quota.get(),
        "recovery": delegation.recovery,
    })
}

async fn everybody(app: &App, group: &Group) -> Fallible<Vec<User>> {
    let mut users: Vec<User> = Vec::new();
    loop {
        let after = users.last().map(|user| user.username.folded().to_owned());
        let page = Page { after, ..Page::first(PAGE) };
        let found = groups::members(app.db().read(), group.id, &page).await?;
        if found.is_empty() {
            return Ok(users);
        }
        users.extend(found);
    }
}

async fn delete(app: &App, on_behalf: &OnBehalf, name: &str) -> Outcome {
    let by = on_behalf.actor(app).await?;
    let group = find(app, name).await?;
    let work = app.db().begin().await?;
    let deleted = groups::delete(&work, &Origin::local("group delete"), &by, group.id).await?;
    work.commit().await?;
    is_new(deleted)?;
    say(&format!("{} is deleted.", group.name))
}

async fn member(
    app: &App,
    on_behalf: &OnBehalf,
    group: &str,
    username: &str,
    into: bool,
) -> Outcome {
    let by = on_behalf.actor(app).await?;
    let (group, user) = (find(app, group).await?, person::find(app, username).await?);
    let work = app.db().begin().await?;
    let changed = if into {
        let origin = Origin::local("group add-member");
        groups::add_member(&work, &origin, &by, group.id, user.id).await?
    } else {
        let origin = Origin::local("group remove-member");
        groups::remove_member(&work, &origin, &by, group.id, user.id).await?
    };
    work.commit().await?;
    let already = if is_new(changed)? { "" } else { " already" };
    let state = if into { "is in" } else { "is not in" };
    say(&format!("{} {state} {}{already}.", user.username, group.name))
}

/// Whether it changed anything; a refusal if it could not be changed.
fn is_new(changed: Changed) -> Result<bool, Failure> {
    match changed {
        Changed::Changed => Ok(true),
        Changed::Unchanged => Ok(false),
        Changed::NotFound => {
            Err(Failure::Refused("there is no such group or user any more".to_owned()))
        }
        Changed::NotAName => Err(Failure::Usage("a group has a name".to_owned())),
        Changed::NameTaken => Err(Failure::Refused("another group has this name".to_owned())),
        Changed::NotAllowed(denied) => Err(not_allowed(denied)),
    }
}

async fn delegate(app: &App, on_behalf: &OnBehalf, new: NewDelegation) -> Outcome {
    use delegations::Created;

    let by = on_behalf.actor(app).await?;
    let work = app.db().begin().await?;
    match delegations::create(&work, &Origin::local("group delegate"), &by, new).await? {
        Created::Created(delegation) => {
            work.commit().await?;
            say(&format!("{}.", in_words(&delegation)))
        }
        Created::SameGroup => Err(Failure::Usage(
            "a group cannot issue for itself: nobody who issues gets a pass by a delegation"
                .to_owned(),
        )),
        Created::GroupNotFound => {
            Err(Failure::Refused("there is no such group any more".to_owned()))
        }
        Created::Exists => {
            Err(Failure::Refused("these groups have a delegation already".to_owned()))
        }
        Created::NotAllowed(denied) => Err(not_allowed(denied)),
    }
}

async fn end_delegation(app: &App, on_behalf: &OnBehalf, issuers: &str, people: &str) -> Outcome {
    use delegations::Changed;

    let by = on_behalf.actor(app).await?;
    let (issuers, people) = (find(app, issuers).await?, find(app, people).await?);
    let found = delegations::of_group(app.db().read(), issuers.id).await?;
    let between = |it: &&Delegation| it.issuers.id == issuers.id && it.people.id == people.id;
    let none = || Failure::Refused("these groups have no delegation".to_owned());
    let delegation = found.iter().find(between).ok_or_else(none)?;
    let work = app.db().begin().await?;
    let origin = Origin::local("group end-delegation");
    match delegations::delete(&work, &origin, &by, delegation.id).await? {
        Changed::Changed => {
            work.commit().await?;
            say(&format!("{} issues for {} no more.", issuers.name, people.name))
        }
        Changed::NotFound => Err(none()),
        Changed::NotAllowed(denied) => Err(not_allowed(denied)),
    }
}
