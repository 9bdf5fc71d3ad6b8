//! Doing what was planned, and handing over the results.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream;

use super::plan::{OUTSTANDING, established, is_outstanding, why_not};
use super::{Entry, Job, Row, store};
use crate::administration::people::standings;
use crate::audit::{Actor, Origin};
use crate::base::{BulkJobId, Fallible, Fault, PassId, Secret, Timestamp, UserId};
use crate::credentials::pass::{self, IssueRefusal, Issued, PassCode, PassSummary};
use crate::credentials::{Tools, lock_methods};
use crate::directory::manage::{self, Added, NewUser};
use crate::directory::{StandardClaims, User, Username};

/// How long a node has a job for itself before another one may take it: much longer than a batch takes.
const LEASE: Duration = Duration::from_mins(2);
/// How many rows are taken at a time; then the lease is renewed.
const BATCH: u64 = 50;
/// How many rows are worked on at once. Passes are hashed beside people who are signing in.
const AT_ONCE: usize = 2;
/// How long to wait when the hashing queue is full: people who sign in go first.
const PATIENCE: Duration = Duration::from_millis(500);

/// A job that is being worked on.
#[derive(Clone, Debug)]
pub struct Run {
    job: Job,
    key: Secret,
    by: Actor,
    origin: Origin,
    lease: Timestamp,
}

/// What came of starting a job.
#[derive(Debug)]
pub enum Started {
    /// It is this caller's to work off; the key goes to the browser.
    Started {
        /// For [`work_off`].
        run: Box<Run>,
        /// What the passes follow from.
        key: Secret,
    },
    /// It is being worked on, or is done, or another browser has begun it and keeps its key.
    Taken,
    /// There is no such job of this person's.
    NotFound,
}

/// Starts a job, or goes on with one that was interrupted: with the key of the browser that started it,
/// because the passes that were made follow from it.
pub async fn start(
    tools: &Tools,
    origin: &Origin,
    by: &Actor,
    creator: UserId,
    id: BulkJobId,
    key: Option<Secret>,
) -> Fallible<Started> {
    let work = tools.db.begin().await?;
    let Some(job) = store::find(work.connection(), id, creator).await? else {
        return Ok(Started::NotFound);
    };
    let lease = work.now().plus(LEASE);
    let key = key.unwrap_or_else(|| work.random().token());
    if !store::claim(&work, id, creator, key.digest(), lease).await? {
        return Ok(Started::Taken);
    }
    work.commit().await?;
    let (by, origin) = (by.clone(), origin.clone());
    let run = Box::new(Run { job, key: key.clone(), by, origin, lease });
    Ok(Started::Started { run, key })
}

/// Works off a job, row by row, until it is done or somebody else has it.
pub async fn work_off(tools: &Tools, mut run: Run) -> Fallible<()> {
    loop {
        let rows = store::waiting(tools.db.browse(), run.job.id, BATCH).await?;
        let work = tools.db.begin().await?;
        if rows.is_empty() {
            store::finish(&work, run.job.id).await?;
            return work.commit().await;
        }
        let lease = work.now().plus(LEASE);
        // A clock that stands still renews nothing and loses nothing.
        if lease != run.lease && !store::keep(&work, run.job.id, run.lease, lease).await? {
            return Ok(());
        }
        work.commit().await?;
        run.lease = lease;
        let run = &run;
        let outcomes: Vec<Fallible<()>> = stream::iter(rows)
            .map(|row| async move { settle(tools, run, row).await })
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        outcomes.into_iter().collect::<Fallible<()>>()?;
    }
}

/// Gives one row its outcome. A fault of ours fails the row and not the job.
async fn settle(tools: &Tools, run: &Run, row: Row) -> Fallible<()> {
    let number = row.number;
    let problem = match settled(tools, run, row).await {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(problem)) => problem,
        Err(fault) => {
            tracing::error!(%fault, row = number, "a row of a bulk job");
            "Something went wrong here. Try this row again.".to_owned()
        }
    };
    let work = tools.db.begin().await?;
    store::failed(&work, run.job.id, number, &problem).await?;
    work.commit().await
}

async fn settled(tools: &Tools, run: &Run, row: Row) -> Fallible<Result<(), String>> {
    let entry = row.entry.as_ref().ok_or_else(|| Fault::new("a row to be done says nothing"))?;
    let user = match (row.user, row.fate.creates()) {
        // Whoever the row has added is written down with it: it is not added again.
        (Some(user), _) => user,
        (None, true) => match create(tools, run, &row, entry).await? {
            Ok(user) => user,
            Err(problem) => return Ok(Err(problem)),
        },
        (None, false) => return Ok(Err(why_not(&IssueRefusal::UserNotFound))),
    };
    if row.fate.issues() { issue(tools, run, &row, entry, user).await } else { Ok(Ok(())) }
}

async fn create(
    tools: &Tools,
    run: &Run,
    row: &Row,
    entry: &Entry,
) -> Fallible<Result<UserId, String>> {
    let username = match Username::parse(&entry.username) {
        Ok(username) => username,
        Err(why) => return Ok(Err(format!("Not a username: {why}."))),
    };
    let claims = StandardClaims {
        given_name: entry.given_name.clone(),
        family_name: entry.family_name.clone(),
        email: entry.email.clone(),
        ..StandardClaims::default()
    };
    let new = NewUser { username, display_name: name_of(entry), claims, roles: Vec::new() };
    let work = tools.db.begin().await?;
    let user = match manage::add(&work, &run.origin, &run.by, new).await? {
        Added::Added(user) => user,
        Added::UsernameTaken => {
            return Ok(Err("Somebody with this username was added meanwhile.".to_owned()));
        }
        Added::NotAllowed(_) => return Ok(Err("Your roles don't let you add people.".to_owned())),
    };
    store::added(&work, run.job.id, row.number, user.id).await?;
    if !row.fate.issues() {
        store::done(&work, run.job.id, row.number, None).await?;
    }
    work.commit().await?;
    Ok(Ok(user.id))
}

fn name_of(entry: &Entry) -> Option<String> {
    entry.name.clone().or_else(|| {
        let names = [entry.given_name.as_deref(), entry.family_name.as_deref()];
        let joined = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!joined.is_empty()).then_some(joined)
    })
}

async fn issue(
    tools: &Tools,
    run: &Run,
    row: &Row,
    entry: &Entry,
    user: UserId,
) -> Fallible<Result<(), String>> {
    let request = || entry.request(&run.job.options);
    let code = |length| code_of(&run.key, row.number, length);
    // The first turn is at once.
    let mut turns = tokio::time::interval(PATIENCE);
    let prepared = loop {
        match pass::prepare_with(tools, &run.by, user, request(), code).await? {
            Ok(prepared) => break prepared,
            Err(IssueRefusal::Busy) => {
                turns.tick().await;
            }
            Err(refusal) => return Ok(Err(why_not(&refusal))),
        }
    };
    let work = tools.db.begin().await?;
    if !run.job.options.replace {
        // The preview may be days old. Whoever else issues waits from here on.
        lock_methods(&work, user).await?;
        let pass = pass::show(work.connection(), user).await?;
        if is_outstanding(pass.as_ref(), work.now()) {
            return Ok(Err(OUTSTANDING.to_owned()));
        }
    }
    let issued = pass::issue_prepared(&work, &run.origin, &run.by, prepared).await?;
    let (pass, code) = match issued {
        Issued::Issued { pass, code } => (pass, code),
        Issued::AwaitingApproval(_) => return Ok(Err(why_not(&IssueRefusal::ApprovalRequired))),
        Issued::Refused(refusal) => return Ok(Err(why_not(&refusal))),
    };
    // The person is held now: what they are is what they are until the commit.
    if !run.job.options.established {
        let standing = standings(work.connection(), &[user]).await?.remove(&user);
        let standing = standing.unwrap_or_default();
        if let Some(problem) = established(work.connection(), user, &standing).await? {
            return Ok(Err(problem.to_owned()));
        }
    }
    let made = Some((pass.id, code.secret().expose().len()));
    if !store::done(&work, run.job.id, row.number, made).await? {
        return Ok(Ok(()));
    }
    work.commit().await?;
    Ok(Ok(()))
}

/// The pass of a row, from the job's key.
fn code_of(key: &Secret, row: u32, length: usize) -> Fallible<PassCode> {
    PassCode::derive(key, &format!("bulk row {row}"), length)
}

/// What is handed over of a row.
#[derive(Debug)]
pub struct Handover {
    /// The line in the file.
    pub number: u32,
    /// What stands where the username should be.
    pub username: String,
    /// The pass, with whose it is; nothing if there is none or it is no more.
    pub pass: Option<(PassSummary, PassCode, User)>,
    /// Whether the person was added or the pass issued.
    pub done: bool,
    /// Why not, or why there is no pass any more.
    pub problem: Option<String>,
}

/// What came of collecting the results.
#[derive(Debug)]
pub enum Collected {
    /// Here they are, once.
    Collected(Vec<Handover>),
    /// They were collected before, the job is not done, or this is not its key.
    NotThere,
}

/// Hands over the results of a job, once.
pub async fn collect(
    tools: &Tools,
    creator: UserId,
    id: BulkJobId,
    key: &Secret,
) -> Fallible<Collected> {
    let Some(job) = store::find(tools.db.browse(), id, creator).await? else {
        return Ok(Collected::NotThere);
    };
    let rows = store::list_rows(tools.db.browse(), id, false, 0, u64::from(job.row_count)).await?;
    let ids: Vec<_> = rows.iter().filter_map(|row| row.pass).collect();
    let mut passes = store::passes(tools.db.browse(), &ids).await?;
    let mut handed_over = Vec::with_capacity(rows.len());
    for row in rows {
        handed_over.push(hand_over(row, key, &mut passes)?);
    }
    let work = tools.db.begin().await?;
    if !store::take_results(&work, id, key.digest()).await? {
        return Ok(Collected::NotThere);
    }
    work.commit().await?;
    Ok(Collected::Collected(handed_over))
}

fn hand_over(
    row: Row,
    key: &Secret,
    passes: &mut BTreeMap<PassId, (PassSummary, User)>,
) -> Fallible<Handover> {
    let issued = row.pass.zip(row.code_length);
    let pass = match issued.and_then(|(id, length)| Some((passes.remove(&id)?, length))) {
        Some(((pass, user), length)) => Some((pass, code_of(key, row.number, length)?, user)),
        None => None,
    };
    let gone = issued.is_some() && pass.is_none();
    let problem =
        row.problem.or_else(|| gone.then(|| "The pass was replaced or deleted since.".to_owned()));
    Ok(Handover {
        number: row.number,
        username: row.username,
        pass,
        done: row.done == Some(true),
        problem,
    })
}
