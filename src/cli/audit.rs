//! `daypass audit`: the record of what happened.

use std::io::Write as _;
use std::net::IpAddr;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::{Failure, Outcome, person, say, say_json, with_app};
use crate::app::App;
use crate::audit::chain::{self, Break, Head, Verdict};
use crate::audit::{self, Filter, Log, Record, export};
use crate::base::{Fallible, Timestamp};
use crate::settings::Settings;

/// How many records are in memory at once.
const CHUNK: u64 = 500;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Walk the chain over the log: every record as it was sealed, none missing (exit code 3 if not).
    Verify {
        /// An end of the chain that was noted earlier, SEQUENCE:DIGEST: shows that nothing was put back.
        #[arg(long, value_name = "SEQUENCE:DIGEST")]
        expect: Option<Head>,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// List records, newest first.
    List {
        #[command(flatten)]
        chosen: Chosen,
        /// At most so many.
        #[arg(long, default_value_t = 50)]
        limit: u64,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Write records to standard output, newest first.
    Export {
        #[command(flatten)]
        chosen: Chosen,
        /// How they are written.
        #[arg(long, value_enum, default_value_t = Format::Json)]
        format: Format,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One JSON object a line.
    Json,
    /// RFC 4180, with a line of names.
    Csv,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum WhichLog {
    /// Sign-ins, good and bad.
    SignIns,
    /// All else.
    Audit,
}

#[derive(Debug, Args)]
struct Chosen {
    /// Only one of the two logs.
    #[arg(long, value_enum)]
    log: Option<WhichLog>,
    /// Only what was done to this user.
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Only what was done by this user.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Only this activity, spelled as in the log.
    #[arg(long)]
    activity: Option<String>,
    /// Only what failed.
    #[arg(long)]
    failed: bool,
    /// Only from this address.
    #[arg(long, value_name = "ADDRESS")]
    address: Option<IpAddr>,
    /// Only from this instant on, such as 2026-11-23T08:00:00Z.
    #[arg(long, value_name = "INSTANT", value_parser = super::pass::instant)]
    since: Option<Timestamp>,
    /// Only before this instant.
    #[arg(long, value_name = "INSTANT", value_parser = super::pass::instant)]
    until: Option<Timestamp>,
}

impl Chosen {
    async fn filter(&self, app: &App) -> Result<Filter, Failure> {
        let mut filter = Filter {
            log: self.log.map(|log| match log {
                WhichLog::SignIns => Log::SignIns,
                WhichLog::Audit => Log::Audit,
            }),
            activity: self.activity.clone(),
            succeeded: self.failed.then_some(false),
            ip_address: self.address,
            since: self.since,
            until: self.until,
            ..Filter::default()
        };
        if let Some(name) = &self.user {
            filter.target = Some(person::find(app, name).await?.id);
        }
        if let Some(name) = &self.by {
            filter.actor = Some(person::find(app, name).await?.id);
        }
        Ok(filter)
    }
}

pub(super) async fn run(arguments: Arguments, settings: Settings) -> Outcome {
    with_app(settings, async |app| match arguments.command {
        Command::Verify { expect, json } => verify(app, expect, json).await,
        Command::List { chosen, limit, json } => list(app, &chosen, limit, json).await,
        Command::Export { chosen, format } => export(app, &chosen, format).await,
    })
    .await
}

async fn verify(app: &App, expected: Option<Head>, as_json: bool) -> Outcome {
    let key = app.telling().chain();
    chain::seal_pending(app.db(), key).await?;
    let verdict = chain::verify(app.db(), key, expected).await?;
    let unsealed = chain::pending(app.db().read()).await?;
    if as_json {
        say_json(&verdict_as_json(&verdict, unsealed))?;
    }
    match verdict {
        Verdict::Intact { .. } if as_json => Ok(()),
        Verdict::Intact { records, head, anchor } => say(&format!(
            "Intact: {records} records, from {} to {}; {unsealed} not sealed yet.\n\
             The chain ends at {head}\n\
             Note that somewhere else: --expect shows later whether it still holds.",
            anchor.sequence + 1,
            head.sequence,
        )),
        Verdict::Broken { intact, what } => Err(Failure::Refused(format!(
            "{} ({intact} records before it are intact)",
            words(&what)
        ))),
    }
}

fn words(what: &Break) -> String {
    match what {
        Break::Changed { sequence, id, at } => {
            format!("record {sequence} ({id}, {at}) is not as it was sealed")
        }
        Break::Removed { first, last } if first == last => format!("record {first} is missing"),
        Break::Removed { first, last } => format!("records {first} to {last} are missing"),
        Break::Inserted { sequence, id } => {
            format!("record {id} stands at {sequence}, where none was sealed")
        }
        Break::HeadChanged => "the mark of the chain's end is not ours".to_owned(),
        Break::AnchorChanged => "the mark of where the log begins is not ours".to_owned(),
        Break::NotAsExpected { expected } => format!("the chain does not lead through {expected}"),
    }
}

fn verdict_as_json(verdict: &Verdict, unsealed: u64) -> serde_json::Value {
    match verdict {
        Verdict::Intact { records, head, anchor } => json!({
            "intact": true,
            "records": records,
            "first": anchor.sequence + 1,
            "last": head.sequence,
            "head": head.to_string(),
            "unsealed": unsealed,
        }),
        Verdict::Broken { intact, what } => {
            let (sequence, id) = match what {
                Break::Changed { sequence, id, .. } | Break::Inserted { sequence, id } => {
                    (Some(*sequence), Some(*id))
                }
                Break::Removed { first, .. } => (Some(*first), None),
                Break::NotAsExpected { expected } => (Some(expected.sequence), None),
                Break::HeadChanged | Break::AnchorChanged => (None, None),
            };
            json!({
                "intact": false,
                "records": intact,
                "problem": words(what),
                "sequence": sequence,
                "id": id,
                "unsealed": unsealed,
            })
        }
    }
}

async fn list(app: &App, chosen: &Chosen, limit: u64, as_json: bool) -> Outcome {
    let filter = chosen.filter(app).await?;
    let records = audit::list(app.db().read(), &filter, limit).await?;
    if as_json {
        let records: Vec<_> = records.iter().map(export::json).collect();
        return say_json(&records);
    }
    let lines: Vec<_> = records.iter().map(line).collect();
    say(&lines.join("\n"))
}

fn line(record: &Record) -> String {
    let from = record.ip_address.map(|address| format!("  [{address}]")).unwrap_or_default();
    format!("{}  {}{from}", record.at, record.sentence())
}

async fn export(app: &App, chosen: &Chosen, format: Format) -> Outcome {
    let mut filter = chosen.filter(app).await?;
    let mut out = std::io::stdout().lock();
    if format == Format::Csv {
        out.write_all(&export::csv_head()?)?;
    }
    loop {
        let records = audit::list(app.db().read(), &filter, CHUNK).await?;
        let Some(last) = records.last() else { break };
        filter.before = Some(last.id);
        out.write_all(&written(&records, format)?)?;
    }
    Ok(out.flush()?)
}

fn written(records: &[Record], format: Format) -> Fallible<Vec<u8>> {
    if format == Format::Csv {
        return export::csv_rows(records);
    }
    let mut text = Vec::new();
    for record in records {
        serde_json::to_writer(&mut text, &export::json(record))?;
        text.push(b'\n');
    }
    Ok(text)
}
