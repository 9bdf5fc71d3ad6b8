//! The log: one subscriber for the whole process, on standard error.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::base::Fallible;
use crate::settings::{Log, LogFormat};

/// Libraries that tell more at `info` than an operator wants to read.
const QUIET: &str = "actix_server=warn,sea_orm_migration=warn,sqlx=warn";

/// Starts the log. Fails if the process has one already.
pub fn start(log: &Log) -> Fallible<()> {
    // What comes later wins: the operator's words stand last.
    let filter = EnvFilter::builder().parse(format!("{QUIET},{}", log.filter))?;
    let registry = tracing_subscriber::registry().with(filter);
    match log.format {
        LogFormat::Human => {
            let layer = tracing_subscriber::fmt::layer()
                .with_writer(std::io::stderr)
                .with_ansi(std::io::stderr().is_terminal())
                .with_target(false);
            registry.with(layer).try_init()?;
        }
        LogFormat::Json => {
            let layer = tracing_subscriber::fmt::layer()
                .with_writer(std::io::stderr)
                .json()
                .flatten_event(true)
                .with_span_list(false);
            registry.with(layer).try_init()?;
        }
    }
    Ok(())
}
