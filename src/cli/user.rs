//! `daypass user`: who may sign in.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::claims::{self, Known};
use super::on_behalf::{OnBehalf, not_allowed};
use super::person::find;
use super::{Failure, Outcome, password, say, say_json, with_app};
use crate::app::App;
use crate::audit::Origin;
use crate::base::Fallible;
use crate::credentials::{Methods, MethodsPolicy, methods_of, policy_for};
use crate::directory::authority::Task;
use crate::directory::manage::{self, Added, Changed, NewUser};
use crate::directory::{Page, Role, StandardClaims, User, Username, list_users, roles_of};
use crate::settings::Settings;

/// How many users are read at once.
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
    /// Add a user; `pass issue` then lets them in.
    Add(Box<Add>),
    /// List users by username.
    List {
        /// Only usernames that start like this.
        #[arg(long, value_name = "TEXT")]
        prefix: Option<String>,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show a user, their roles and their sign-in methods.
    Show {
        /// The username.
        name: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Keep a user from signing in, and end everything they are signed in to.
    Disable {
        /// The username.
        name: String,
    },
    /// Let a user sign in again.
    Enable {
        /// The username.
        name: String,
    },
    /// Give a user another username.
    Rename {
        /// The username now.
        name: String,
        /// The new one.
        #[arg(value_parser = username)]
        to: Username,
    },
    /// Change what is known of a user: names, addresses, telephone number and the like.
    SetClaims {
        /// The username.
        name: String,
        /// A JSON file of standard claims (OIDC Core §5.1): those in it are set, those that are null are
        /// taken away, the others stay; - reads standard input.
        #[arg(long, value_name = "FILE")]
        claims: PathBuf,
    },
    /// Set a user's password, and sign them out everywhere. For test people, and where no browser is at
    /// hand to choose one with a pass; whoever runs it knows it.
    SetPassword {
        /// The username.
        name: String,
        /// A file with the password, without its last line break; - reads standard input.
        #[arg(long, value_name = "FILE")]
        password_file: PathBuf,
    },
    /// Delete a user with everything of theirs; what the audit log says about them stays.
    Delete {
        /// The username.
        name: String,
    },
    /// List a user's administrator roles, give and take them.
    Roles {
        /// The username.
        name: String,
        /// A role to give, such as authentication-administrator; may be given more than once.
        #[arg(long = "add", value_name = "ROLE", value_parser = role)]
        add: Vec<Role>,
        /// A role to take; may be given more than once.
        #[arg(long = "remove", value_name = "ROLE", value_parser = role)]
        remove: Vec<Role>,
    },
}

#[derive(Debug, Args)]
struct Add {
    /// The username, in any case.
    #[arg(value_parser = username)]
    name: Username,
    /// What screens call them [default: the username].
    #[arg(long, value_name = "TEXT")]
    display_name: Option<String>,
    /// Their e-mail address; relying parties are told that nobody verified it.
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// A JSON file of standard claims (OIDC Core §5.1); - reads standard input.
    #[arg(long, value_name = "FILE")]
    claims: Option<PathBuf>,
    /// An administrator role, such as authentication-administrator; may be given more than once.
    #[arg(long = "role", value_name = "ROLE", value_parser = role)]
    roles: Vec<Role>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

fn username(text: &str) -> Result<Username, String> {
    Username::parse(text).map_err(|why| why.to_string())
}

fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(|why: crate::directory::UnknownRole| {
        let known: Vec<_> = Role::ALL.iter().map(|role| role.key()).collect();
        format!("{why}; there are {}", known.join(", "))
    })
}

pub(super) async fn run(arguments: Arguments, settings: Settings) -> Outcome {
    let on_behalf = &arguments.on_behalf;
    with_app(settings, async |app| match arguments.command {
        Command::Add(add) => self::add(app, on_behalf, *add).await,
        Command::List { prefix, json } => list(app, on_behalf, prefix.as_deref(), json).await,
        Command::Show { name, json } => show(app, on_behalf, &name, json).await,
        Command::Disable { name } => switch(app, on_behalf, &name, false).await,
        Command::Enable { name } => switch(app, on_behalf, &name, true).await,
        Command::Rename { name, to } => rename(app, on_behalf, &name, to).await,
        Command::SetClaims { name, claims } => set_claims(app, on_behalf, &name, &claims).await,
        Command::SetPassword { name, password_file } => {
            password::set(app, on_behalf, &name, &password_file).await
        }
        Command::Delete { name } => delete(app, on_behalf, &name).await,
        Command::Roles { name, add, remove } => roles(app, on_behalf, &name, &add, &remove).await,
    })
    .await
}

async fn add(app: &App, on_behalf: &OnBehalf, add: Add) -> Outcome {
    let by = on_behalf.actor(app).await?;
    let mut known = Known { name: None, claims: StandardClaims::default() };
    if let Some(file) = &add.claims {
        known = claims::laid_over(&known.claims, file)?;
    }
    if let Some(email) = add.email {
        known.claims.email = Some(email);
        known.claims.email_verified = Some(false);
    }
    let new = NewUser {
        username: add.name.clone(),
        display_name: add.display_name.or(known.name),
        claims: known.claims,
        roles: add.roles,
    };
    let work = app.db().begin().await?;
    let added = manage::add(&work, &Origin::local("user add"), &by, new).await?;
    let user = match added {
        Added::Added(user) => user,
        Added::UsernameTaken => {
            return Err(Failure::Refused(format!("there is a user {} already", add.name)));
        }
        Added::NotAllowed(denied) => return Err(not_allowed(denied)),
    };
    work.commit().await?;
    if add.json {
        return say_json(&as_json(app, &user).await?);
    }
    say(&format!(
        "Added {}.\n\nLet them in with: daypass pass issue {}",
        user.username, user.username
    ))
}

async fn list(app: &App, on_behalf: &OnBehalf, prefix: Option<&str>, json: bool) -> Outcome {
    on_behalf.may(app, Task::ViewConsole).await?;
    let users = everybody(app, prefix).await?;
    if json {
        let mut all = Vec::with_capacity(users.len());
        for user in &users {
            all.push(as_json(app, user).await?);
        }
        return say_json(&all);
    }
    if users.is_empty() {
        return say("There are no such users.");
    }
    let width = users.iter().map(|user| user.username.as_str().chars().count()).max().unwrap_or(0);
    let lines: Vec<_> = users.iter().map(|user| line(user, width)).collect();
    say(&lines.join("\n"))
}

async fn everybody(app: &App, prefix: Option<&str>) -> Fallible<Vec<User>> {
    let mut users: Vec<User> = Vec::new();
    loop {
        let page = Page {
            after: users.last().map(|user| user.username.folded().to_owned()),
            prefix: prefix.map(Username::fold),
            limit: PAGE,
        };
        let found = list_users(app.db().read(), &page).await?;
        if found.is_empty() {
            return Ok(users);
        }
        users.extend(found);
    }
}

fn line(user: &User, width: usize) -> String {
    let disabled = if user.enabled { "" } else { "  (disabled)" };
    format!("{:width$}  {}{disabled}", user.username.as_str(), user.display_name)
}

async fn show(app: &App, on_behalf: &OnBehalf, name: &str, json: bool) -> Outcome {
    let user = find(app, name).await?;
    on_behalf.may_see(app, user.id).await?;
    let methods = methods_of(app.db().read(), user.id).await?;
    let policy = policy_for(app.db().read(), app.tools(), user.id).await?;
    let pass = pass_state(app, &policy, &methods);
    if json {
        let mut shown = as_json(app, &user).await?;
        if let Some(fields) = shown.as_object_mut() {
            fields.insert("methods".to_owned(), methods_as_json(pass, &methods));
        }
        return say_json(&shown);
    }
    let roles = roles_of(app.db().read(), user.id).await?;
    let roles: Vec<_> = roles.iter().map(|role| role.name()).collect();
    let lines = [
        ("Username", user.username.to_string()),
        ("Name", user.display_name.clone()),
        ("E-mail", user.claims.email.clone().unwrap_or_default()),
        ("Object ID", user.id.to_string()),
        ("Subject", user.subject.to_string()),
        ("Added", user.created_at.to_string()),
        ("May sign in", if user.enabled { "yes" } else { "no" }.to_owned()),
        ("Roles", roles.join(", ")),
        ("Passkeys", names(methods.passkeys.iter().map(|it| it.name.as_str()))),
        ("Authenticator apps", names(methods.authenticator_apps.iter().map(|it| it.name.as_str()))),
        ("Password", if methods.password.is_some() { "yes" } else { "no" }.to_owned()),
        ("Recovery codes", methods.recovery_codes_left.to_string()),
        ("Pass", pass.unwrap_or("none").to_owned()),
    ];
    let lines: Vec<_> = lines
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| format!("{:20}{value}", format!("{label}:")))
        .collect();
    say(&lines.join("\n"))
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn pass_state(app: &App, policy: &MethodsPolicy, methods: &Methods) -> Option<&'static str> {
    let pass = methods.pass.as_ref()?;
    Some(pass.usability(&policy.pass, app.clock().now()).name())
}

async fn as_json(app: &App, user: &User) -> Fallible<Value> {
    let roles = roles_of(app.db().read(), user.id).await?;
    let roles: Vec<_> = roles.iter().map(|role| role.key()).collect();
    Ok(json!({
        "id": user.id,
        "subject": user.subject,
        "username": user.username.as_str(),
        "display_name": user.display_name,
        "email": user.claims.email,
        "claims": user.claims,
        "enabled": user.enabled,
        "roles": roles,
        "created_at": user.created_at.to_string(),
    }))
}

fn methods_as_json(pass: Option<&str>, methods: &Methods) -> Value {
    let passkeys: Vec<_> = methods.passkeys.iter().map(|it| it.name.as_str()).collect();
    let apps: Vec<_> = methods.authenticator_apps.iter().map(|it| it.name.as_str()).collect();
    json!({
        "passkeys": passkeys,
        "authenticator_apps": apps,
        "password": methods.password.is_some(),
        "recovery_codes_left": methods.recovery_codes_left,
        "pass": pass,
    })
}

async fn switch(app: &App, on_behalf: &OnBehalf, name: &str, enabled: bool) -> Outcome {
    let by = on_behalf.actor(app).await?;
    let user = find(app, name).await?;
    let work = app.db().begin().await?;
    let origin = Origin::local(if enabled { "user enable" } else { "user disable" });
    let changed = if enabled {
        manage::enable(&work, &origin, &by, user.id).await?
    } else {
        manage::disable(&work, &origin, &by, user.id).await?
    };
    work.commit().await?;
    let state = if enabled { "enabled" } else { "disabled" };
    if is_new(changed)? {
        say(&format!("{} is {state}.", user.username))
    } else {
        say(&format!("{} was {state} already.", user.username))
    }
}

async fn rename(app: &App, on_behalf: &OnBehalf, name: &str, to: Username) -> Outcome {
    let by = on_behalf.actor(app).await?;
    let user = find(app, name).await?;
    let work = app.db().begin().await?;
    let origin = Origin::local("user rename");
    let changed = manage::rename(&work, &origin, &by, user.id, to.clone()).await?;
    work.commit().await?;
    is_new(changed)?;
    say(&format!("{} is {to} now.", user.username))
}

async fn set_claims(app: &App, on_behalf: &OnBehalf, name: &str, file: &Path) -> Outcome {
    let by = on_behalf.actor(app).await?;
    let user = find(app, name).await?;
    let Known { name, claims } = claims::laid_over(&user.claims, file)?;
    let name = name.as_deref().unwrap_or(&user.display_name);
    let work = app.db().begin().await?;
    let origin = Origin::local("user set-claims");
    let changed = manage::update_profile(&work, &origin, &by, user.id, Some(name), claims).await?;
    work.commit().await?;
    is_new(changed)?;
    say(&format!("{} is changed.", user.username))
}

async fn delete(app: &App, on_behalf: &OnBehalf, name: &str) -> Outcome {
    let by = on_behalf.actor(app).await?;
    let user = find(app, name).await?;
    let work = app.db().begin().await?;
    let deleted = manage::delete(&work, &Origin::local("user delete"), &by, user.id).await?;
    work.commit().await?;
    is_new(deleted)?;
    say(&format!("{} is deleted.", user.username))
}

async fn roles(
    app: &App,
    on_behalf: &OnBehalf,
    name: &str,
    add: &[Role],
    remove: &[Role],
) -> Outcome {
    let by = on_behalf.actor(app).await?;
    let user = find(app, name).await?;
    on_behalf.may_see(app, user.id).await?;
    let origin = Origin::local("user roles");
    let work = app.db().begin().await?;
    for role in add {
        is_new(manage::assign_role(&work, &origin, &by, user.id, *role).await?)?;
    }
    for role in remove {
        is_new(manage::remove_role(&work, &origin, &by, user.id, *role).await?)?;
    }
    work.commit().await?;
    let held = roles_of(app.db().read(), user.id).await?;
    let held: Vec<_> = held.iter().map(|role| role.name()).collect();
    say(&format!("{}: {}", user.username, names(held.into_iter())))
}

/// Whether it changed anything; a refusal if it could not be changed.
fn is_new(changed: Changed) -> Result<bool, Failure> {
    match changed {
        Changed::Changed => Ok(true),
        Changed::Unchanged => Ok(false),
        Changed::UserNotFound => Err(Failure::Refused("there is no such user any more".to_owned())),
        Changed::UsernameTaken => Err(Failure::Refused("somebody has this username".to_owned())),
        Changed::LastGlobalAdministrator => Err(Failure::Refused(
            "nobody would be left who may sign in and is Global Administrator".to_owned(),
        )),
        Changed::NotAllowed(denied) => Err(not_allowed(denied)),
    }
}
