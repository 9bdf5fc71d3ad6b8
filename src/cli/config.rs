//! `daypass config check`.

use clap::{Args, Subcommand};
use serde_json::{Map, Value};

use super::{Outcome, say, say_json, usable};
use crate::settings::{Settings, Sources};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print every setting that holds and where it was set, or what is wrong (exit code 2).
    Check {
        /// As one JSON object.
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(arguments: &Arguments, sources: &Sources) -> Outcome {
    let Command::Check { json } = arguments.command;
    let listing = usable(Settings::listing(sources))?;
    if json {
        let object: Map<String, Value> =
            listing.into_iter().map(|line| (line.key, line.value)).collect();
        return say_json(&object);
    }
    let lines: Vec<String> = listing.iter().map(ToString::to_string).collect();
    say(&lines.join("\n"))
}
