//! Many people and passes at once: a file or a selection becomes a job, whose every row has a fate that is
//! shown before anything happens, and an outcome of its own afterwards.
//!
//! The passes of a job follow from a key that only the issuer's browser keeps, and the worker while it
//! works: nothing here stores a pass, an interrupted job goes on where it was and makes the same passes,
//! and the results can be collected once. One row that fails does not spoil the rest.

mod file;
mod plan;
mod run;
mod store;

use serde::{Deserialize, Serialize};
use std::time::Duration;

use crate::base::{BulkJobId, PassId, Timestamp, UserId};
use crate::credentials::pass::IssueRequest;

pub use file::{Line, Unreadable, read};
pub use plan::{Planned, plan};
pub use run::{Collected, Handover, Run, Started, collect, start, work_off};
pub use store::{Counts, counts_of, find, list_jobs, list_rows, sweep};

/// The most rows of one job.
pub const MOST_ROWS: usize = 20_000;

/// What is to be done with every row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Add people who are not there yet.
    pub create: bool,
    /// Issue passes.
    pub issue: bool,
    /// Also for people who have signed in or registered something: a recovery. Otherwise newcomers only.
    pub established: bool,
    /// In place of passes that are outstanding.
    pub replace: bool,
    /// How long passes last whose row does not say, in minutes; what the policy says if not set.
    pub lifetime_minutes: Option<u32>,
    /// Whether passes work once; what the policy says if not set.
    pub one_time: Option<bool>,
    /// Why; kept with every pass and in the record.
    pub reason: Option<String>,
    /// For which ticket; kept like the reason.
    pub ticket: Option<String>,
}

/// What one line of a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// As it is written in the file.
    pub username: String,
    /// What screens call the person.
    pub name: Option<String>,
    /// The `given_name` claim.
    pub given_name: Option<String>,
    /// The `family_name` claim.
    pub family_name: Option<String>,
    /// The `email` claim.
    pub email: Option<String>,
    /// From when the pass can be used.
    pub starts_at: Option<Timestamp>,
    /// How long it lasts, in minutes.
    pub lifetime_minutes: Option<u32>,
    /// Whether it works once.
    pub one_time: Option<bool>,
}

impl Entry {
    /// The pass this line asks for.
    fn request(&self, options: &Options) -> IssueRequest {
        let minutes = self.lifetime_minutes.or(options.lifetime_minutes);
        IssueRequest {
            starts_at: self.starts_at,
            lifetime: minutes.map(|minutes| Duration::from_mins(u64::from(minutes))),
            one_time: self.one_time.or(options.one_time),
            reason: options.reason.clone(),
            ticket: options.ticket.clone(),
            ..IssueRequest::default()
        }
    }
}

/// What happens to a row when the job runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The person is added.
    Create,
    /// The person gets a pass.
    Issue,
    /// The person is added and gets a pass.
    CreateAndIssue,
    /// Nothing; the row's problem says why.
    Nothing,
}

impl Fate {
    /// Every fate.
    pub const ALL: [Self; 4] = [Self::Create, Self::Issue, Self::CreateAndIssue, Self::Nothing];

    /// As in the database.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Issue => "issue",
            Self::CreateAndIssue => "create-and-issue",
            Self::Nothing => "nothing",
        }
    }

    const fn creates(self) -> bool {
        matches!(self, Self::Create | Self::CreateAndIssue)
    }

    const fn issues(self) -> bool {
        matches!(self, Self::Issue | Self::CreateAndIssue)
    }
}

/// Where a job is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing has happened yet.
    Preview,
    /// It is being worked on, or was interrupted.
    Running,
    /// Every row has its outcome; the results wait to be collected.
    Done,
    /// The results were collected.
    Collected,
}

impl State {
    const ALL: [Self; 4] = [Self::Preview, Self::Running, Self::Done, Self::Collected];

    const fn key(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::Running => "running",
            Self::Done => "done",
            Self::Collected => "collected",
        }
    }
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Which one.
    pub id: BulkJobId,
    /// When it was uploaded.
    pub created_at: Timestamp,
    /// By whom: nobody else sees it.
    pub created_by: UserId,
    /// What the file is called.
    pub file_name: String,
    /// What is to be done.
    pub options: Options,
    /// Where it is.
    pub state: State,
    /// How many rows it has.
    pub row_count: u32,
    /// Until when a node works on it, as far as is known.
    pub worked_until: Option<Timestamp>,
}

impl Job {
    /// Whether it was begun and nobody works on it any more.
    pub fn is_interrupted(&self, now: Timestamp) -> bool {
        self.state == State::Running && self.worked_until.is_none_or(|until| until <= now)
    }
}

/// A row of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line in the file; the first below the heading is 1.
    pub number: u32,
    /// What stands where the username should be.
    pub username: String,
    /// What the line says, if it can be read.
    pub entry: Option<Entry>,
    /// What happens to it.
    pub fate: Fate,
    /// Why nothing happens to it, or why it failed.
    pub problem: Option<String>,
    /// Whether it was done; nothing while it waits.
    pub done: Option<bool>,
    /// Whom it is about, as far as is known.
    pub user: Option<UserId>,
    /// The pass that was issued.
    pub pass: Option<PassId>,
    /// How many symbols that pass has.
    pub code_length: Option<usize>,
}
