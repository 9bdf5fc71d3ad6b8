//! The command line: serving, and what an operator needs when the web is not reachable.
//!
//! Answers go to standard output, complaints and the log to standard error. Exit codes: 0 done,
//! 1 something that should not happen, 2 the call or the settings are wrong, 3 refused, 141 nobody read
//! the answer to its end.

mod audit;
mod claims;
mod client;
mod config;
mod group;
mod health;
mod input;
mod keys;
mod on_behalf;
mod output;
mod pass;
mod password;
mod person;
mod policy;
mod seed;
mod serve;
mod signals;
mod telling;
mod user;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub(crate) use output::{say, say_json};

use crate::app::App;
use crate::base::{Clock, Fault};
use crate::server;
use crate::settings::{InvalidSettings, Settings, Sources};

/// Self-hosted OpenID Connect sign-in provider whose front door is the Temporary Access Pass.
#[derive(Debug, Parser)]
#[command(name = "daypass", version, propagate_version = true, disable_help_subcommand = true)]
struct Cli {
    /// Settings file [default: ./daypass.toml, if there is one].
    #[arg(long, global = true, value_name = "PATH", env = "DAYPASS_CONFIG")]
    config: Option<PathBuf>,
    /// Serve localhost over TLS with a self-signed certificate made in the data directory.
    #[arg(long, global = true)]
    dev_tls: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve sign-ins (what happens without a command).
    Serve,
    /// The settings: check them and see what holds.
    Config(config::Arguments),
    /// Users: add, list, show, rename, set claims, set a password, disable, enable, delete, give and take roles.
    User(user::Arguments),
    /// Groups: add, list, show, delete, members, delegations.
    Group(group::Arguments),
    /// Temporary Access Passes: issue, show, delete.
    Pass(pass::Arguments),
    /// The authentication methods policy: show, set, history.
    Policy(policy::Arguments),
    /// Relying parties: add, list, show, disable.
    Client(client::Arguments),
    /// Signing keys: list, rotate.
    Keys(keys::Arguments),
    /// For development only: fill the database with people who do not exist.
    #[command(hide = true)]
    Seed(seed::Arguments),
    /// The record of what happened: verify, list, export.
    Audit(audit::Arguments),
    /// What is told to people and programs: list deliveries, try again.
    Telling(telling::Arguments),
    /// Streams of shared signals: list, show, delete, send an event by hand.
    Signals(signals::Arguments),
    /// E-mail: test.
    Mail(telling::MailArguments),
    /// Ask the running server on this machine whether it is ready.
    Health,
    /// Print the version.
    Version,
}

/// How a command ended, where it did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something that should not happen.
    Fault(Fault),
    /// The settings or the call are wrong.
    Usage(String),
    /// An expected answer that is a no.
    Refused(String),
    /// Whoever read the answer stopped reading.
    NotRead,
}

/// What a command ends with.
pub(crate) type Outcome = Result<(), Failure>;

impl Failure {
    fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Fault(_) => 1,
            Self::Usage(_) => 2,
            Self::Refused(_) => 3,
            // What a shell makes of a program that SIGPIPE ended, as it ends most: 128 + 13.
            Self::NotRead => 141,
        })
    }

    fn text(&self) -> Option<String> {
        match self {
            Self::Fault(fault) => Some(fault.to_string()),
            Self::Usage(text) | Self::Refused(text) => Some(text.clone()),
            Self::NotRead => None,
        }
    }
}

impl<F: Into<Fault>> From<F> for Failure {
    fn from(fault: F) -> Self {
        Self::Fault(fault.into())
    }
}

/// Runs the command of these arguments (the program's name first) and says how it ended.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    server::install_crypto_provider();
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(answer) => {
            // Help and version are answers too; clap knows which stream and which code.
            let _ = answer.print();
            return ExitCode::from(u8::try_from(answer.exit_code()).unwrap_or(2));
        }
    };
    match dispatch(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if let Some(text) = failure.text() {
                output::complain(&text);
            }
            failure.exit_code()
        }
    }
}

fn dispatch(cli: Cli) -> Outcome {
    let sources = Sources::of_process(cli.config, cli.dev_tls);
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => server::block_on(serve::run(settings(&sources)?)),
        Command::Config(arguments) => config::run(&arguments, &sources),
        Command::User(arguments) => server::block_on(user::run(arguments, settings(&sources)?)),
        Command::Group(arguments) => server::block_on(group::run(arguments, settings(&sources)?)),
        Command::Seed(arguments) => server::block_on(seed::run(arguments, settings(&sources)?)),
        Command::Pass(arguments) => server::block_on(pass::run(arguments, settings(&sources)?)),
        Command::Policy(arguments) => server::block_on(policy::run(arguments, settings(&sources)?)),
        Command::Client(arguments) => server::block_on(client::run(arguments, settings(&sources)?)),
        Command::Keys(arguments) => server::block_on(keys::run(arguments, settings(&sources)?)),
        Command::Audit(arguments) => server::block_on(audit::run(arguments, settings(&sources)?)),
        Command::Telling(arguments) => {
            server::block_on(telling::run(arguments, settings(&sources)?))
        }
        Command::Signals(arguments) => {
            server::block_on(signals::run(arguments, settings(&sources)?))
        }
        Command::Mail(arguments) => {
            server::block_on(telling::run_mail(arguments, settings(&sources)?))
        }
        Command::Health => health::run(&settings(&sources)?),
        Command::Version => say(concat!("daypass ", env!("CARGO_PKG_VERSION"))),
    }
}

/// Opens the installation for a command, and closes it however that ends.
async fn with_app(settings: Settings, command: impl AsyncFnOnce(&App) -> Outcome) -> Outcome {
    let app = App::open(settings, Clock::system()).await?;
    let outcome = command(&app).await;
    app.close().await?;
    outcome
}

fn settings(sources: &Sources) -> Result<Settings, Failure> {
    usable(Settings::load(sources))
}

fn usable<T>(settings: Result<T, InvalidSettings>) -> Result<T, Failure> {
    settings.map_err(|error| Failure::Usage(error.to_string()))
}
