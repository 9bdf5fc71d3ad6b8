//! `daypass pass`: letting somebody in when the web is not reachable.

use std::time::Duration;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::on_behalf::{OnBehalf, not_allowed};
use super::{Failure, Outcome, person, say, say_json, with_app};
use crate::app::App;
use crate::audit::Origin;
use crate::base::{Fallible, Timestamp, UserId};
use crate::credentials::pass::{
    self, Deleted, IssueRefusal, IssueRequest, Issued, PassCode, PassSummary, Usability,
};
use crate::credentials::policy_for;
use crate::settings::Settings;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    on_behalf: OnBehalf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Issue a Temporary Access Pass; it is printed once and never again. It replaces the one there is.
    Issue(Issue),
    /// Show what is known of a user's pass; not the pass.
    Show {
        /// The username.
        name: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Delete a user's pass, and end every session that stands on it.
    Delete {
        /// The username.
        name: String,
    },
}

#[derive(Debug, Args)]
struct Issue {
    /// The username.
    name: String,
    /// How long it can be used, such as 90min or 8h [default: what the policy says].
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    lifetime: Option<Duration>,
    /// From when it can be used, such as 2026-11-23T08:00:00Z [default: at once].
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    starts: Option<Timestamp>,
    /// It can be used once.
    #[arg(long, conflicts_with = "reusable")]
    one_time: bool,
    /// It can be used as often as needed until it ends.
    #[arg(long)]
    reusable: bool,
    /// Why; kept with the pass and in the audit log.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// For which ticket; kept like the reason.
    #[arg(long, value_name = "TEXT")]
    ticket: Option<String>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn instant(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse_rfc3339(text)
        .ok_or_else(|| "not an instant such as 2026-11-23T08:00:00Z".to_owned())
}

pub(super) async fn run(arguments: Arguments, settings: Settings) -> Outcome {
    with_app(settings, async |app| match arguments.command {
        Command::Issue(issue) => self::issue(app, &arguments.on_behalf, &issue).await,
        Command::Show { name, json } => show(app, &arguments.on_behalf, &name, json).await,
        Command::Delete { name } => delete(app, &arguments.on_behalf, &name).await,
    })
    .await
}

async fn issue(app: &App, on_behalf: &OnBehalf, issue: &Issue) -> Outcome {
    let by = on_behalf.actor(app).await?;
    let user = person::find(app, &issue.name).await?;
    let origin = Origin::local("pass issue");
    match pass::issue(app.tools(), &origin, &by, user.id, issue.request()).await? {
        Issued::AwaitingApproval(_) => Err(Failure::Refused(
            "another administrator has to approve first: the request waits in the console"
                .to_owned(),
        )),
        Issued::Refused(refusal) => Err(Failure::Refused(why_not(&refusal))),
        Issued::Issued { pass, code } if issue.json => {
            let mut shown = as_json(usability(app, user.id, &pass).await?, &pass);
            if let Some(fields) = shown.as_object_mut() {
                fields.insert("temporary_access_pass".to_owned(), code.secret().expose().into());
            }
            say_json(&shown)
        }
        Issued::Issued { pass, code } => say(&hand_over(app, user.username.as_str(), &pass, &code)),
    }
}

impl Issue {
    fn request(&self) -> IssueRequest {
        IssueRequest {
            starts_at: self.starts,
            lifetime: self.lifetime,
            one_time: (self.one_time || self.reusable).then_some(self.one_time),
            reason: self.reason.clone(),
            ticket: self.ticket.clone(),
            ..IssueRequest::default()
        }
    }
}

fn hand_over(app: &App, username: &str, pass: &PassSummary, code: &PassCode) -> String {
    let often = if pass.one_time { "once" } else { "as often as needed" };
    let from = if pass.starts_at > app.clock().now() {
        format!("from {} ", pass.starts_at)
    } else {
        String::new()
    };
    format!(
        "Sign in at:             {}\nUsername:               {username}\n\
         Temporary Access Pass:  {}\n\n\
         It can be used {often} {from}until {}. It is not shown again.",
        app.settings().issuer,
        code.grouped().expose(),
        pass.ends_at
    )
}

fn why_not(refusal: &IssueRefusal) -> String {
    match refusal {
        IssueRefusal::LifetimeOutOfRange { min, max } => format!(
            "the policy allows lifetimes from {} to {}",
            humantime::format_duration(*min),
            humantime::format_duration(*max)
        ),
        IssueRefusal::MultiUseForbidden => "the policy allows one-time passes only".to_owned(),
        IssueRefusal::DisabledByPolicy => "the policy has no passes".to_owned(),
        IssueRefusal::UserNotFound => "there is no such user any more".to_owned(),
        IssueRefusal::UserDisabled => "the user is disabled: daypass user enable".to_owned(),
        IssueRefusal::AlreadyIssued => "this was done already".to_owned(),
        IssueRefusal::Busy => "too much at once: try again shortly".to_owned(),
        IssueRefusal::QuotaExceeded => {
            "the delegation's passes for today (UTC) are used up".to_owned()
        }
        IssueRefusal::ReasonRequired => "the policy wants a reason: --reason".to_owned(),
        IssueRefusal::TicketRequired => "the policy wants a ticket: --ticket".to_owned(),
        IssueRefusal::ApprovalRequired => {
            "the policy has just changed: another administrator has to approve; try again"
                .to_owned()
        }
        IssueRefusal::NotAllowed(denied) => format!("not allowed: {denied}"),
    }
}

async fn show(app: &App, on_behalf: &OnBehalf, name: &str, json: bool) -> Outcome {
    let user = person::find(app, name).await?;
    on_behalf.may_see(app, user.id).await?;
    let Some(pass) = pass::show(app.db().read(), user.id).await? else {
        return Err(Failure::Refused(format!("{} has no pass", user.username)));
    };
    let usability = usability(app, user.id, &pass).await?;
    if json {
        return say_json(&as_json(usability, &pass));
    }
    let lines = [
        ("State", state(usability).to_owned()),
        ("Issued", pass.created_at.to_string()),
        ("Issued by", pass.issuer_name.clone().unwrap_or_default()),
        ("Reason", pass.reason.clone().unwrap_or_default()),
        ("Ticket", pass.ticket.clone().unwrap_or_default()),
        ("Starts", pass.starts_at.to_string()),
        ("Ends", pass.ends_at.to_string()),
        ("One-time", if pass.one_time { "yes" } else { "no" }.to_owned()),
        ("Used", pass.uses.to_string()),
        ("Last used", pass.last_used_at.map(|at| at.to_string()).unwrap_or_default()),
        ("Wrong tries", pass.failed_attempts.to_string()),
    ];
    let lines: Vec<_> = lines
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| format!("{:13}{value}", format!("{label}:")))
        .collect();
    say(&lines.join("\n"))
}

async fn usability(app: &App, user: UserId, pass: &PassSummary) -> Fallible<Usability> {
    let policy = policy_for(app.db().read(), app.tools(), user).await?;
    Ok(pass.usability(&policy.pass, app.clock().now()))
}

const fn state(usability: Usability) -> &'static str {
    match usability {
        Usability::EnabledByPolicy => "can be used",
        Usability::DisabledByPolicy => "not allowed by the policy any more",
        Usability::TooManyTries => "dead after too many wrong tries",
        Usability::OneTimeUsed => "used",
        Usability::Expired => "expired",
        Usability::NotYetValid => "not yet valid",
    }
}

fn as_json(usability: Usability, pass: &PassSummary) -> Value {
    json!({
        "id": pass.id,
        "created_at": pass.created_at.to_string(),
        "starts_at": pass.starts_at.to_string(),
        "ends_at": pass.ends_at.to_string(),
        "one_time": pass.one_time,
        "uses": pass.uses,
        "last_used_at": pass.last_used_at.map(|at| at.to_string()),
        "wrong_tries": pass.failed_attempts,
        "issued_by": pass.issuer_name,
        "reason": pass.reason,
        "ticket": pass.ticket,
        "usable": usability == Usability::EnabledByPolicy,
        "usability": usability.name(),
    })
}

async fn delete(app: &App, on_behalf: &OnBehalf, name: &str) -> Outcome {
    let by = on_behalf.actor(app).await?;
    let user = person::find(app, name).await?;
    let work = app.db().begin().await?;
    let deleted = pass::delete(&work, &Origin::local("pass delete"), &by, user.id).await?;
    work.commit().await?;
    match deleted {
        Deleted::Deleted => say(&format!("The pass of {} is deleted.", user.username)),
        Deleted::NotFound => Err(Failure::Refused(format!("{} has no pass", user.username))),
        Deleted::NotAllowed(denied) => Err(not_allowed(denied)),
    }
}
