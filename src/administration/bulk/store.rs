//! The tables of jobs and their rows.

use std::collections::BTreeMap;
use std::time::Duration;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, FromQueryResult,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::{Fate, Job, Options, Row, State};
use crate::base::{BulkJobId, Digest, Fallible, Fault, PassId, Timestamp, UserId};
use crate::credentials::pass::PassSummary;
use crate::db::Work;
use crate::db::entity::{bulk_job, bulk_row, pass, user};
use crate::directory::User;

/// How many rows one statement takes: databases bind a limited number of values.
pub(super) const AT_ONCE: usize = 500;
/// How long the same file with the same options is the same job.
const SAME_FOR: Duration = Duration::from_hours(24);
/// How long a job is kept.
const KEPT_FOR: Duration = Duration::from_hours(30 * 24);

/// People by folded username.
pub(super) async fn users_by_folded(
    connection: &impl ConnectionTrait,
    folded: &[String],
) -> Fallible<BTreeMap<String, User>> {
    let mut found = BTreeMap::new();
    for some in folded.chunks(AT_ONCE) {
        let rows = user::Entity::find()
            .filter(user::Column::UsernameFolded.is_in(some.iter().map(String::as_str)))
            .all(connection)
            .await?;
        for row in rows {
            let user = User::try_from(row)?;
            found.insert(user.username.folded().to_owned(), user);
        }
    }
    Ok(found)
}

/// The same upload by the same person, a short while ago.
pub(super) async fn find_recent(
    connection: &impl ConnectionTrait,
    creator: UserId,
    digest: Digest,
    now: Timestamp,
) -> Fallible<Option<BulkJobId>> {
    let found = bulk_job::Entity::find()
        .filter(bulk_job::Column::CreatedBy.eq(creator))
        .filter(bulk_job::Column::Digest.eq(digest))
        .filter(bulk_job::Column::CreatedAt.gt(now.minus(SAME_FOR)))
        .order_by_desc(bulk_job::Column::Id)
        .one(connection)
        .await?;
    Ok(found.map(|job| job.id))
}

pub(super) async fn insert(work: &Work, job: &Job, digest: Digest, rows: Vec<Row>) -> Fallible<()> {
    let row = bulk_job::ActiveModel {
        id: Set(job.id),
        created_at: Set(job.created_at),
        created_by: Set(job.created_by),
        file_name: Set(job.file_name.clone()),
        digest: Set(digest),
        options: Set(serde_json::to_string(&job.options)?),
        state: Set(job.state.key().to_owned()),
        row_count: Set(job.row_count.into()),
        key_digest: Set(None),
        worked_until: Set(None),
    };
    bulk_job::Entity::insert(row).exec_without_returning(work.connection()).await?;
    let models = rows.into_iter().map(|row| model(job.id, row)).collect::<Fallible<Vec<_>>>()?;
    for some in models.chunks(AT_ONCE) {
        bulk_row::Entity::insert_many(some.to_vec())
            .exec_without_returning(work.connection())
            .await?;
    }
    Ok(())
}

fn model(job: BulkJobId, row: Row) -> Fallible<bulk_row::ActiveModel> {
    Ok(bulk_row::ActiveModel {
        job_id: Set(job),
        number: Set(i64::from(row.number)),
        username: Set(row.username),
        entry: Set(row.entry.as_ref().map(serde_json::to_string).transpose()?),
        fate: Set(row.fate.key().to_owned()),
        problem: Set(row.problem),
        // What nothing happens to is over from the beginning.
        outcome: Set((row.fate == Fate::Nothing).then(|| NOTHING.to_owned())),
        user_id: Set(row.user),
        pass_id: Set(None),
        code_length: Set(None),
    })
}

const NOTHING: &str = "nothing";
const DONE: &str = "done";
const FAILED: &str = "failed";

/// A job of this person's.
pub async fn find(
    connection: &impl ConnectionTrait,
    id: BulkJobId,
    creator: UserId,
) -> Fallible<Option<Job>> {
    let found = bulk_job::Entity::find_by_id(id)
        .filter(bulk_job::Column::CreatedBy.eq(creator))
        .one(connection)
        .await?;
    found.map(Job::try_from).transpose()
}

/// The newest jobs of this person's.
pub async fn list_jobs(
    connection: &impl ConnectionTrait,
    creator: UserId,
    limit: u64,
) -> Fallible<Vec<Job>> {
    let rows = bulk_job::Entity::find()
        .filter(bulk_job::Column::CreatedBy.eq(creator))
        .order_by_desc(bulk_job::Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    rows.into_iter().map(Job::try_from).collect()
}

/// A page of a job's rows: those below `after`, only those with a problem if so asked.
pub async fn list_rows(
    connection: &impl ConnectionTrait,
    job: BulkJobId,
    only_problems: bool,
    after: u32,
    limit: u64,
) -> Fallible<Vec<Row>> {
    let mut query = bulk_row::Entity::find()
        .filter(bulk_row::Column::JobId.eq(job))
        .filter(bulk_row::Column::Number.gt(i64::from(after)));
    if only_problems {
        query = query.filter(bulk_row::Column::Problem.is_not_null());
    }
    let rows = query.order_by_asc(bulk_row::Column::Number).limit(limit).all(connection).await?;
    rows.into_iter().map(Row::try_from).collect()
}

#[derive(FromQueryResult)]
struct Group {
    outcome: Option<String>,
    fate: String,
    rows: i64,
}

/// How many rows a job has of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// People that are added, with or without a pass.
    pub create: u64,
    /// Passes that are issued, to new people or others.
    pub issue: u64,
    /// Rows to which nothing happens.
    pub nothing: u64,
    /// Rows that are done.
    pub done: u64,
    /// Rows that failed.
    pub failed: u64,
    /// Rows that wait for their turn.
    pub waiting: u64,
}

/// How many rows a job has of each kind.
pub async fn counts_of(connection: &impl ConnectionTrait, job: BulkJobId) -> Fallible<Counts> {
    let groups = bulk_row::Entity::find()
        .select_only()
        .column(bulk_row::Column::Outcome)
        .column(bulk_row::Column::Fate)
        .column_as(bulk_row::Column::Number.count(), "rows")
        .filter(bulk_row::Column::JobId.eq(job))
        .group_by(bulk_row::Column::Outcome)
        .group_by(bulk_row::Column::Fate)
        .into_model::<Group>()
        .all(connection)
        .await?;
    let mut counts = Counts::default();
    for Group { outcome, fate, rows } in groups {
        let rows = u64::try_from(rows).unwrap_or(0);
        let fate = fate_of(&fate)?;
        counts.create += if fate.creates() { rows } else { 0 };
        counts.issue += if fate.issues() { rows } else { 0 };
        match outcome.as_deref() {
            None => counts.waiting += rows,
            Some(DONE) => counts.done += rows,
            Some(FAILED) => counts.failed += rows,
            Some(_) => counts.nothing += rows,
        }
    }
    Ok(counts)
}

/// Takes a job to work on it until `until`: whoever comes second, too early, or with another key than
/// it was begun with does not get it.
pub(super) async fn claim(
    work: &Work,
    id: BulkJobId,
    creator: UserId,
    key: Digest,
    until: Timestamp,
) -> Fallible<bool> {
    let free = Condition::any().add(bulk_job::Column::State.eq(State::Preview.key())).add(
        Condition::all()
            .add(bulk_job::Column::State.eq(State::Running.key()))
            .add(bulk_job::Column::KeyDigest.eq(key))
            .add(
                bulk_job::Column::WorkedUntil
                    .is_null()
                    .or(bulk_job::Column::WorkedUntil.lte(work.now())),
            ),
    );
    let claimed = bulk_job::Entity::update_many()
        .col_expr(bulk_job::Column::State, Expr::value(State::Running.key()))
        .col_expr(bulk_job::Column::WorkedUntil, Expr::value(until))
        .col_expr(bulk_job::Column::KeyDigest, Expr::value(key))
        .filter(bulk_job::Column::Id.eq(id))
        .filter(bulk_job::Column::CreatedBy.eq(creator))
        .filter(free)
        .exec(work.connection())
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// Goes on working; `false` if it took so long that somebody else does.
pub(super) async fn keep(
    work: &Work,
    id: BulkJobId,
    since: Timestamp,
    until: Timestamp,
) -> Fallible<bool> {
    let kept = bulk_job::Entity::update_many()
        .col_expr(bulk_job::Column::WorkedUntil, Expr::value(until))
        .filter(bulk_job::Column::Id.eq(id))
        .filter(bulk_job::Column::State.eq(State::Running.key()))
        .filter(bulk_job::Column::WorkedUntil.eq(since))
        .exec(work.connection())
        .await?;
    Ok(kept.rows_affected == 1)
}

/// Takes the results of a job that is done, with the key it was begun with; once.
pub(super) async fn take_results(work: &Work, id: BulkJobId, key: Digest) -> Fallible<bool> {
    let taken = bulk_job::Entity::update_many()
        .col_expr(bulk_job::Column::State, Expr::value(State::Collected.key()))
        .filter(bulk_job::Column::Id.eq(id))
        .filter(bulk_job::Column::State.eq(State::Done.key()))
        .filter(bulk_job::Column::KeyDigest.eq(key))
        .exec(work.connection())
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Writes down that every row has its outcome.
pub(super) async fn finish(work: &Work, id: BulkJobId) -> Fallible<bool> {
    let moved = bulk_job::Entity::update_many()
        .col_expr(bulk_job::Column::State, Expr::value(State::Done.key()))
        .filter(bulk_job::Column::Id.eq(id))
        .filter(bulk_job::Column::State.eq(State::Running.key()))
        .exec(work.connection())
        .await?;
    Ok(moved.rows_affected == 1)
}

/// The next rows that wait for their turn.
pub(super) async fn waiting(
    connection: &impl ConnectionTrait,
    job: BulkJobId,
    limit: u64,
) -> Fallible<Vec<Row>> {
    let rows = bulk_row::Entity::find()
        .filter(bulk_row::Column::JobId.eq(job))
        .filter(bulk_row::Column::Outcome.is_null())
        .order_by_asc(bulk_row::Column::Number)
        .limit(limit)
        .all(connection)
        .await?;
    rows.into_iter().map(Row::try_from).collect()
}

/// Writes down whom a row has added, in the work that adds them.
pub(super) async fn added(work: &Work, job: BulkJobId, row: u32, user: UserId) -> Fallible<()> {
    bulk_row::Entity::update_many()
        .col_expr(bulk_row::Column::UserId, Expr::value(user))
        .filter(bulk_row::Column::JobId.eq(job))
        .filter(bulk_row::Column::Number.eq(i64::from(row)))
        .exec(work.connection())
        .await?;
    Ok(())
}

/// Writes down that a row is done, in the work that does it; `false` if it was over already.
pub(super) async fn done(
    work: &Work,
    job: BulkJobId,
    row: u32,
    pass: Option<(PassId, usize)>,
) -> Fallible<bool> {
    let over = bulk_row::Entity::update_many()
        .set(bulk_row::ActiveModel {
            outcome: Set(Some(DONE.to_owned())),
            pass_id: Set(pass.map(|(id, _)| id)),
            code_length: Set(pass.and_then(|(_, length)| i64::try_from(length).ok())),
            ..Default::default()
        })
        .filter(bulk_row::Column::JobId.eq(job))
        .filter(bulk_row::Column::Number.eq(i64::from(row)))
        .filter(bulk_row::Column::Outcome.is_null())
        .exec(work.connection())
        .await?;
    Ok(over.rows_affected == 1)
}

/// Writes down why a row failed.
pub(super) async fn failed(work: &Work, job: BulkJobId, row: u32, problem: &str) -> Fallible<()> {
    bulk_row::Entity::update_many()
        .set(bulk_row::ActiveModel {
            outcome: Set(Some(FAILED.to_owned())),
            problem: Set(Some(problem.to_owned())),
            ..Default::default()
        })
        .filter(bulk_row::Column::JobId.eq(job))
        .filter(bulk_row::Column::Number.eq(i64::from(row)))
        .filter(bulk_row::Column::Outcome.is_null())
        .exec(work.connection())
        .await?;
    Ok(())
}

/// The passes that rows have issued and that have not been replaced or deleted since, with whose they are.
pub(super) async fn passes(
    connection: &impl ConnectionTrait,
    ids: &[PassId],
) -> Fallible<BTreeMap<PassId, (PassSummary, User)>> {
    let mut found = BTreeMap::new();
    let to_user = || {
        pass::Entity::belongs_to(user::Entity)
            .from(pass::Column::UserId)
            .to(user::Column::Id)
            .into()
    };
    for some in ids.chunks(AT_ONCE) {
        let rows = pass::Entity::find()
            .join(sea_orm::JoinType::InnerJoin, to_user())
            .select_also(user::Entity)
            .filter(pass::Column::Id.is_in(some.iter().copied()))
            .all(connection)
            .await?;
        for (pass, user) in rows {
            let Some(user) = user else { continue };
            found.insert(pass.id, (PassSummary::from(pass), User::try_from(user)?));
        }
    }
    Ok(found)
}

/// Deletes jobs that are a month old, with their rows.
pub async fn sweep(work: &Work) -> Fallible<()> {
    bulk_job::Entity::delete_many()
        .filter(bulk_job::Column::CreatedAt.lt(work.now().minus(KEPT_FOR)))
        .exec(work.connection())
        .await?;
    Ok(())
}

fn fate_of(text: &str) -> Fallible<Fate> {
    let found = Fate::ALL.into_iter().find(|fate| fate.key() == text);
    found.ok_or_else(|| Fault::new("a row of a bulk job has no fate"))
}

impl TryFrom<bulk_job::Model> for Job {
    type Error = Fault;

    fn try_from(row: bulk_job::Model) -> Result<Self, Fault> {
        let state = State::ALL.into_iter().find(|state| state.key() == row.state);
        let options: Options = serde_json::from_str(&row.options)?;
        Ok(Self {
            id: row.id,
            created_at: row.created_at,
            created_by: row.created_by,
            file_name: row.file_name,
            options,
            state: state.ok_or_else(|| Fault::new("a bulk job has no state"))?,
            row_count: u32::try_from(row.row_count).unwrap_or(0),
            worked_until: row.worked_until,
        })
    }
}

impl TryFrom<bulk_row::Model> for Row {
    type Error = Fault;

    fn try_from(row: bulk_row::Model) -> Result<Self, Fault> {
        Ok(Self {
            number: u32::try_from(row.number).unwrap_or(0),
            username: row.username,
            entry: row.entry.as_deref().map(serde_json::from_str).transpose()?,
            fate: fate_of(&row.fate)?,
            problem: row.problem,
            done: row.outcome.map(|outcome| outcome == DONE),
            user: row.user_id,
            pass: row.pass_id,
            code_length: row.code_length.and_then(|length| usize::try_from(length).ok()),
        })
    }
}
