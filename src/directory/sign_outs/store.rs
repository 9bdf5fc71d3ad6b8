//! The `sign_outs` table, and the number that everything of a person's is held against.

use sea_orm::sea_query::{Expr, ExprTrait as _, Func, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    FromQueryResult, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::{Cause, Extent, KnownCause, SignOut};
use crate::base::{ClientId, Fallible, Fault, PassId, SessionId, SignOutId, Timestamp, UserId};
use crate::db::entity::sign_out::{ActiveModel, Column, Entity, Model};
use crate::db::entity::{grant, pass, user};
use crate::db::{SelectStatement, Work};

/// Rows of one statement; SQLite binds at most 32,766 values.
const AT_ONCE: usize = 500;

pub(super) async fn next_generation(work: &Work, id: UserId) -> Fallible<()> {
    user::Entity::update_many()
        .col_expr(user::Column::SignInSessionsValidFrom, Expr::value(work.now()))
        .col_expr(user::Column::Generation, Expr::col(user::Column::Generation).add(1))
        .filter(user::Column::Id.eq(id))
        .exec(work.connection())
        .await?;
    Ok(())
}

/// The generation that has just ended, of somebody who may have a million grants: one row.
pub(super) async fn insert_everything(
    work: &Work,
    id: UserId,
    cause: Cause<'_>,
    sessions: Option<u64>,
) -> Fallible<SignOutId> {
    let ended = Expr::col(user::Column::Generation).sub(1);
    insert_for(work, id, cause, (Column::Generation, ended), (true, sessions)).await
}

pub(super) async fn insert_session(
    work: &Work,
    id: UserId,
    sid: SessionId,
    cause: Cause<'_>,
) -> Fallible<SignOutId> {
    insert_for(work, id, cause, (Column::Sid, Expr::value(sid)), (false, Some(1))).await
}

/// One row about a user, whose subject is asked where it is.
async fn insert_for(
    work: &Work,
    id: UserId,
    Cause { by, origin }: Cause<'_>,
    (of, value): (Column, Expr),
    (whole, sessions): (bool, Option<u64>),
) -> Fallible<SignOutId> {
    let sign_out = SignOutId::fresh();
    let row = Query::select()
        .expr(Expr::value(sign_out))
        .column(user::Column::Id)
        .column(user::Column::Subject)
        .expr(value)
        .expr(Expr::value(whole))
        .expr(Expr::value(work.now()))
        .expr(Expr::value(by.user_id()))
        .expr(Expr::value(by.name()))
        .expr(Expr::value(origin.correlation_id.as_str()))
        .expr(Expr::value(sessions.map(i64::try_from).transpose()?))
        .from(user::Entity)
        .and_where(user::Column::Id.eq(id))
        .to_owned();
    let insert = Query::insert()
        .into_table(Entity)
        .columns([
            Column::Id,
            Column::UserId,
            Column::Subject,
            of,
            Column::Whole,
            Column::At,
            Column::ById,
            Column::ByName,
            Column::CaseId,
            Column::SessionsEnded,
        ])
        .select_from(row)?
        .to_owned();
    work.connection().execute(&insert).await?;
    Ok(sign_out)
}

/// Which of a person's grants are about to go.
#[derive(Clone, Copy)]
pub(super) enum Held<'a> {
    /// All of them.
    Everything,
    /// Those that stand on their pass, or on this very pass.
    ByPass(Option<PassId>),
    /// Those of one app.
    ByApp(&'a ClientId),
}

impl Held<'_> {
    /// Whether an app that loses these holds nothing else of the person's.
    pub(super) const fn is_whole(self) -> bool {
        matches!(self, Self::Everything | Self::ByApp(_))
    }

    fn condition(self, user: UserId) -> Condition {
        Condition::all().add(match self {
            Self::Everything => grant::Column::UserId.eq(user),
            Self::ByApp(client) => {
                grant::Column::UserId.eq(user).and(grant::Column::ClientId.eq(client.clone()))
            }
            Self::ByPass(Some(pass)) => grant::Column::PassId.eq(pass),
            Self::ByPass(None) => {
                let pass = Query::select()
                    .column(pass::Column::Id)
                    .from(pass::Entity)
                    .and_where(pass::Column::UserId.eq(user))
                    .to_owned();
                grant::Column::PassId.in_subquery(pass)
            }
        })
    }
}

#[derive(FromQueryResult)]
struct Group {
    client_id: ClientId,
    sid: SessionId,
    last_issued_at: Timestamp,
}

/// Which apps hold them, from which sessions, and when something was last issued from them.
pub(super) async fn held(
    work: &Work,
    user: UserId,
    held: Held<'_>,
) -> Fallible<Vec<(ClientId, SessionId, Timestamp)>> {
    let groups = grant::Entity::find()
        .select_only()
        .column(grant::Column::ClientId)
        .column(grant::Column::Sid)
        .column_as(last_issued_at(), "last_issued_at")
        .filter(held.condition(user))
        .group_by(grant::Column::ClientId)
        .group_by(grant::Column::Sid)
        .into_model::<Group>()
        .all(work.connection())
        .await?;
    Ok(groups.into_iter().map(|of| (of.client_id, of.sid, of.last_issued_at)).collect())
}

/// When something was last issued from these grants.
fn last_issued_at() -> Expr {
    let of_one = Func::coalesce([
        Expr::col((grant::Entity, grant::Column::LastUsedAt)),
        Expr::col((grant::Entity, grant::Column::GrantedAt)),
    ]);
    Func::max(of_one).into()
}

pub(super) async fn insert_apps(
    work: &Work,
    id: UserId,
    cause: Option<Cause<'_>>,
    apps: impl Iterator<Item = (Extent, Timestamp)>,
) -> Fallible<()> {
    let connection = work.connection();
    let Some(user) = user::Entity::find_by_id(id).one(connection).await? else { return Ok(()) };
    let rows: Vec<_> = apps
        .filter_map(|(app, last_issued_at)| match app {
            Extent::App { client, sids, whole } => Some((client, sids, whole, last_issued_at)),
            Extent::Session(_) | Extent::Everything { .. } => None,
        })
        .map(|(client, sids, whole, last_issued_at)| ActiveModel {
            id: Set(SignOutId::fresh()),
            user_id: Set(id),
            subject: Set(user.subject.clone()),
            sid: Set(None),
            generation: Set(None),
            client_id: Set(Some(client)),
            sids: Set(Some(written(&sids))),
            whole: Set(whole),
            at: Set(work.now()),
            fanned_out_at: Set(None),
            by_id: Set(cause.and_then(|cause| cause.by.user_id())),
            by_name: Set(cause.and_then(|cause| cause.by.name()).map(str::to_owned)),
            case_id: Set(cause.map(|cause| cause.origin.correlation_id.clone())),
            sessions_ended: Set(None),
            last_issued_at: Set(Some(last_issued_at)),
            cleared_at: Set(None),
        })
        .collect();
    for rows in rows.chunks(AT_ONCE) {
        Entity::insert_many(rows.to_vec()).exec_without_returning(connection).await?;
    }
    Ok(())
}

fn written(sids: &[SessionId]) -> String {
    sids.iter().map(SessionId::to_string).collect::<Vec<_>>().join(" ")
}

fn read(sids: &str) -> Fallible<Vec<SessionId>> {
    sids.split(' ').map(|sid| sid.parse().map_err(Fault::from)).collect()
}

pub(super) async fn pending(
    connection: &impl ConnectionTrait,
    limit: u64,
) -> Fallible<Vec<SignOut>> {
    list(connection, Column::FannedOutAt.is_null(), limit).await
}

pub(super) async fn pending_of(
    connection: &impl ConnectionTrait,
    user: UserId,
    limit: u64,
) -> Fallible<Vec<SignOut>> {
    let which = Column::UserId.eq(user).and(Column::FannedOutAt.is_null());
    list(connection, which, limit).await
}

pub(super) async fn told(connection: &impl ConnectionTrait, limit: u64) -> Fallible<Vec<SignOut>> {
    let which = Column::FannedOutAt.is_not_null().and(Column::ClearedAt.is_null());
    list(connection, which, limit).await
}

async fn list(
    connection: &impl ConnectionTrait,
    which: Expr,
    limit: u64,
) -> Fallible<Vec<SignOut>> {
    let rows = Entity::find().filter(which).order_by_asc(Column::Id).limit(limit);
    rows.all(connection).await?.into_iter().map(SignOut::try_from).collect()
}

pub(super) async fn of_user(
    connection: &impl ConnectionTrait,
    user: UserId,
    since: Timestamp,
    limit: u64,
) -> Fallible<Vec<SignOut>> {
    let rows = Entity::find()
        .filter(Column::UserId.eq(user))
        .filter(Column::At.gte(since))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(limit);
    rows.all(connection).await?.into_iter().map(SignOut::try_from).collect()
}

pub(super) async fn at(
    connection: &impl ConnectionTrait,
    user: UserId,
    at: Timestamp,
) -> Fallible<Vec<SignOut>> {
    let rows = Entity::find().filter(Column::UserId.eq(user)).filter(Column::At.eq(at));
    rows.all(connection).await?.into_iter().map(SignOut::try_from).collect()
}

pub(super) async fn of_case(
    connection: &impl ConnectionTrait,
    user: UserId,
    case: &str,
    (from, until): (Timestamp, Timestamp),
) -> Fallible<Vec<SignOut>> {
    let rows = Entity::find()
        .filter(Column::UserId.eq(user))
        .filter(Column::At.between(from, until))
        .filter(Column::CaseId.eq(case));
    rows.all(connection).await?.into_iter().map(SignOut::try_from).collect()
}

pub(super) async fn find(
    connection: &impl ConnectionTrait,
    id: SignOutId,
) -> Fallible<Option<SignOut>> {
    Entity::find_by_id(id).one(connection).await?.map(SignOut::try_from).transpose()
}

pub(super) fn users_pending() -> SelectStatement {
    Query::select()
        .column(Column::UserId)
        .from(Entity)
        .and_where(Column::FannedOutAt.is_null())
        .to_owned()
}

/// Rule 4: the update decides who tells it.
pub(super) async fn claim(work: &Work, id: SignOutId) -> Fallible<bool> {
    let claimed = Entity::update_many()
        .col_expr(Column::FannedOutAt, Expr::value(work.now()))
        .filter(Column::Id.eq(id))
        .filter(Column::FannedOutAt.is_null())
        .exec(work.connection())
        .await?;
    Ok(claimed.rows_affected == 1)
}

pub(super) async fn set_cleared(work: &Work, id: SignOutId) -> Fallible<()> {
    Entity::update_many()
        .col_expr(Column::ClearedAt, Expr::value(work.now()))
        .filter(Column::Id.eq(id))
        .exec(work.connection())
        .await?;
    Ok(())
}

pub(super) async fn delete_cleared(work: &Work, before: Timestamp) -> Fallible<()> {
    Entity::delete_many()
        .filter(Column::ClearedAt.lt(before))
        .filter(Column::At.lt(before))
        .exec(work.connection())
        .await?;
    Ok(())
}

impl TryFrom<Model> for SignOut {
    type Error = Fault;

    fn try_from(row: Model) -> Result<Self, Fault> {
        let of = match (row.sid, row.generation, row.client_id) {
            (Some(sid), ..) => Extent::Session(sid),
            (None, Some(generation), _) => Extent::Everything { generation },
            (None, None, Some(client)) => {
                let sids = read(row.sids.as_deref().unwrap_or_default())?;
                Extent::App { client, sids, whole: row.whole }
            }
            (None, None, None) => return Err(Fault::new("a sign-out of nothing")),
        };
        let (by, by_name) = (row.by_id, row.by_name);
        Ok(Self {
            id: row.id,
            user: row.user_id,
            subject: row.subject,
            of,
            at: row.at,
            cause: row.case_id.map(|case| KnownCause { by, by_name, case }),
            sessions_ended: row.sessions_ended.map(u64::try_from).transpose()?,
            last_issued_at: row.last_issued_at,
            taken_on: row.fanned_out_at.is_some(),
        })
    }
}
