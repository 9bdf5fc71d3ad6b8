//! The table `grants`, and whether one of them stands.

use std::time::Duration;

use sea_orm::sea_query::{
    BinOper, Expr, ExprTrait as _, Func, IntoColumnRef, LockType, Order, Query,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbBackend, EntityTrait as _,
    FromQueryResult, JoinType, QueryFilter as _, QuerySelect as _, QueryTrait as _, RelationDef,
    Select, Statement, Value,
};

use super::grant::{ENDED, Grant, Standing};
use super::memberships;
use crate::base::{ClientId, Fallible, GrantId, PassId, SessionId, Subject, Timestamp, UserId};
use crate::db::entity::{
    authorization_code, client, consent, device_code, grant, pass, refresh_token, session, user,
};
use crate::db::{Prepared, SelectStatement, ShortWork, Work};
use crate::directory::sign_outs::{self, Cause};
use crate::oidc::claims::Person;
use crate::oidc::clients::ClientMetadata;
use crate::oidc::resource::Resources;
use crate::oidc::scope::Scopes;

/// How many grants to one client one session keeps when room is made: an app in many tabs needs some, and
/// one that signs in anew all the time must not fill the table.
const GRANTS_OF_A_SESSION: u64 = 50;

/// How long spent and expired codes are kept, so that their late reuse is seen.
const CODES_KEPT_FOR: Duration = Duration::from_hours(24);

#[derive(FromQueryResult)]
pub(super) struct Row {
    id: GrantId,
    user_id: UserId,
    client_id: ClientId,
    scope: String,
    resources: Option<String>,
    claims: Option<String>,
    nonce: Option<String>,
    amr: String,
    acr: String,
    authenticated_at: Timestamp,
    granted_at: Timestamp,
    last_used_at: Option<Timestamp>,
    sid: SessionId,
    session_id: Option<SessionId>,
    pass_id: Option<PassId>,
    generation: i64,
    current_generation: i64,
    subject: Subject,
    username: String,
    display_name: String,
    user_claims: String,
    user_updated_at: Timestamp,
    user_enabled: bool,
    client_enabled: bool,
    session_ends_at: Option<Timestamp>,
    pass_ends_at: Option<Timestamp>,
}

impl Row {
    /// With what is to be looked up elsewhere.
    pub(super) async fn read(self, connection: &impl ConnectionTrait) -> Fallible<Standing> {
        let mut standing = self.parse()?;
        memberships::tell(connection, &mut standing).await?;
        Ok(standing)
    }

    fn parse(self) -> Fallible<Standing> {
        let claims = self.claims.as_deref().map(serde_json::from_str).transpose()?;
        Ok(Standing {
            grant: Grant {
                id: self.id,
                user: self.user_id,
                client: self.client_id,
                scopes: Scopes::parse(&self.scope)?,
                resources: Resources::from_stored(self.resources.as_deref())?,
                claims: claims.unwrap_or_default(),
                nonce: self.nonce,
                amr: self.amr,
                acr: self.acr,
                authenticated_at: self.authenticated_at,
                granted_at: self.granted_at,
                sid: self.sid,
                session: self.session_id,
                pass: self.pass_id,
                generation: self.generation,
            },
            person: Person {
                subject: self.subject,
                username: self.username,
                display_name: self.display_name,
                updated_at: self.user_updated_at,
                claims: serde_json::from_str(&self.user_claims)?,
            },
            pass_ends_at: self.pass_ends_at,
            last_used_at: self.last_used_at,
            client_enabled: self.client_enabled,
            person_enabled: self.user_enabled,
            generation: self.current_generation,
            session_ends_at: self.session_ends_at,
        })
    }
}

/// Grants with all they stand on.
pub(super) fn standing() -> Select<grant::Entity> {
    let user: RelationDef = grant::Entity::belongs_to(user::Entity)
        .from(grant::Column::UserId)
        .to(user::Column::Id)
        .into();
    let client: RelationDef = grant::Entity::belongs_to(client::Entity)
        .from(grant::Column::ClientId)
        .to(client::Column::Id)
        .into();
    let session: RelationDef = grant::Entity::belongs_to(session::Entity)
        .from(grant::Column::SessionId)
        .to(session::Column::Id)
        .into();
    let pass: RelationDef = grant::Entity::belongs_to(pass::Entity)
        .from(grant::Column::PassId)
        .to(pass::Column::Id)
        .into();
    grant::Entity::find()
        .column_as(user::Column::Subject, "subject")
        .column_as(user::Column::Username, "username")
        .column_as(user::Column::DisplayName, "display_name")
        .column_as(user::Column::Claims, "user_claims")
        .column_as(user::Column::UpdatedAt, "user_updated_at")
        .column_as(user::Column::Enabled, "user_enabled")
        .column_as(user::Column::Generation, "current_generation")
        .column_as(client::Column::Enabled, "client_enabled")
        .column_as(session::Column::EndsAt, "session_ends_at")
        .column_as(pass::Column::EndsAt, "pass_ends_at")
        .join(JoinType::InnerJoin, user)
        .join(JoinType::InnerJoin, client)
        .join(JoinType::LeftJoin, session)
        .join(JoinType::LeftJoin, pass)
}

/// A grant by its id.
pub(in crate::oidc) async fn find(
    connection: &impl ConnectionTrait,
    id: GrantId,
) -> Fallible<Option<Standing>> {
    static BY_ID: Prepared<1> =
        Prepared::new(|backend, [id]| standing().filter(grant::Column::Id.eq(id)).build(backend));
    let question = BY_ID.with(connection.get_database_backend(), &[id.into()]);
    match Row::find_by_statement(question).one(connection).await? {
        Some(row) => Ok(Some(row.read(connection).await?)),
        None => Ok(None),
    }
}

#[derive(FromQueryResult)]
struct NamedRow {
    client_metadata: String,
    #[sea_orm(nested)]
    standing: Row,
}

/// A person's grants, each with the name of its client.
pub(super) async fn of_user(
    connection: &impl ConnectionTrait,
    user: UserId,
) -> Fallible<Vec<(String, Standing)>> {
    let rows = standing()
        .column_as(client::Column::Metadata, "client_metadata")
        .filter(grant::Column::UserId.eq(user))
        .into_model::<NamedRow>()
        .all(connection)
        .await?;
    rows.into_iter()
        .map(|row| {
            let metadata: ClientMetadata = serde_json::from_str(&row.client_metadata)?;
            Ok((metadata.client_name, row.standing.parse()?))
        })
        .collect()
}

/// Deletes a person's grants to a client, and the consent they came from. The client is told.
pub(super) async fn delete_of(
    work: &Work,
    user: UserId,
    client: &ClientId,
    cause: Cause<'_>,
) -> Fallible<()> {
    sign_outs::before_grants_go(work, user, client, cause).await?;
    grant::Entity::delete_many()
        .filter(grant::Column::UserId.eq(user))
        .filter(grant::Column::ClientId.eq(client.clone()))
        .exec(work.connection())
        .await?;
    consent::Entity::delete_by_id((user, client.clone())).exec(work.connection()).await?;
    Ok(())
}

/// Stores a grant.
pub(in crate::oidc) async fn insert(work: &Work, new: &Grant) -> Fallible<()> {
    let claims =
        if new.claims.is_empty() { None } else { Some(serde_json::to_string(&new.claims)?) };
    let row = grant::ActiveModel {
        id: Set(new.id),
        user_id: Set(new.user),
        client_id: Set(new.client.clone()),
        scope: Set(new.scopes.to_string()),
        claims: Set(claims),
        nonce: Set(new.nonce.clone()),
        amr: Set(new.amr.clone()),
        acr: Set(new.acr.clone()),
        authenticated_at: Set(new.authenticated_at),
        granted_at: Set(new.granted_at),
        last_used_at: Set(None),
        sid: Set(new.sid),
        session_id: Set(new.session),
        pass_id: Set(new.pass),
        resources: Set(new.resources.stored()),
        generation: Set(new.generation),
    };
    grant::Entity::insert(row).exec_without_returning(work.connection()).await?;
    Ok(())
}

/// Keeps a session from having too many grants to a client: those that were longest without use end.
pub(in crate::oidc) async fn make_room(
    work: &Work,
    sid: SessionId,
    client: &ClientId,
) -> Fallible<()> {
    let backend = work.connection().get_database_backend();
    work.connection().execute_raw(making_room(backend, sid, client)).await?;
    Ok(())
}

pub(super) fn making_room(backend: DbBackend, sid: SessionId, client: &ClientId) -> Statement {
    static SURPLUS: Prepared<2> = Prepared::new(|backend, [sid, client]| {
        let used_last = Func::coalesce([
            Expr::col(grant::Column::LastUsedAt),
            Expr::col(grant::Column::GrantedAt),
        ]);
        let client_id = Expr::col(grant::Column::ClientId).binary(BinOper::Custom("||"), "");
        let surplus = Query::select()
            .column(grant::Column::Id)
            .from(grant::Entity)
            .and_where(grant::came_from(sid))
            // Not as a bare column: SQLite would look through all grants of the client.
            .and_where(client_id.eq(client))
            .order_by_expr(used_last.into(), Order::Desc)
            // SQLite has no offset without a limit; what is too many for it goes the next time.
            .limit(10 * GRANTS_OF_A_SESSION)
            .offset(GRANTS_OF_A_SESSION)
            .to_owned();
        grant::Entity::delete_many().filter(grant::Column::Id.in_subquery(surplus)).build(backend)
    });
    SURPLUS.with(backend, &[sid.into(), client.clone().into()])
}

/// Whether the grant of this row was ended neither with everything of its person's nor with its
/// session. Asked in the very statement that claims: a sign-out that was committed a moment ago is in.
pub(in crate::oidc) fn has_a_live_grant(
    grant_id: impl IntoColumnRef,
    now: impl Into<Value>,
) -> Expr {
    let generation = Query::select()
        .column(user::Column::Generation)
        .from(user::Entity)
        .and_where(
            Expr::col((user::Entity, user::Column::Id))
                .eq(Expr::col((grant::Entity, grant::Column::UserId))),
        )
        .to_owned();
    let session = Query::select()
        .column(session::Column::Id)
        .from(session::Entity)
        .and_where(
            Expr::col((session::Entity, session::Column::Id))
                .eq(Expr::col((grant::Entity, grant::Column::SessionId))),
        )
        .and_where(session::Column::EndsAt.gt(now.into()))
        .to_owned();
    let grant = Query::select()
        .column(grant::Column::Id)
        .from(grant::Entity)
        .and_where(Expr::col((grant::Entity, grant::Column::Id)).eq(Expr::col(grant_id)))
        .and_where(Expr::col((grant::Entity, grant::Column::Generation)).eq(generation))
        .and_where(grant::Column::SessionId.is_null().or(Expr::exists(session)))
        .to_owned();
    Expr::exists(grant)
}

/// Keeps the person of a grant from being signed out until the end of the work, so that a sign-out
/// comes before what is issued from it or after, not between.
async fn hold_person(work: &Work, id: GrantId) -> Fallible<()> {
    // SQLite has one writer, which is us.
    if work.connection().get_database_backend() == DbBackend::Postgres {
        work.connection().query_one(&person_of(id)).await?;
    }
    Ok(())
}

fn person_of(id: GrantId) -> SelectStatement {
    Query::select()
        .column((user::Entity, user::Column::Id))
        .from(user::Entity)
        .inner_join(
            grant::Entity,
            Expr::col((grant::Entity, grant::Column::UserId))
                .eq(Expr::col((user::Entity, user::Column::Id))),
        )
        .and_where(Expr::col((grant::Entity, grant::Column::Id)).eq(id))
        .lock_with_tables(LockType::Share, [user::Entity])
        .to_owned()
}

/// Writes down that a grant was used; its person is held from here on.
pub(in crate::oidc) async fn used(work: &Work, id: GrantId) -> Fallible<()> {
    hold_person(work, id).await?;
    let now_used = used_at(work.connection().get_database_backend(), id, work.now());
    work.connection().execute_raw(now_used).await?;
    Ok(())
}

fn used_at(backend: DbBackend, id: GrantId, now: Timestamp) -> Statement {
    static USED: Prepared<2> = Prepared::new(|backend, [id, now]| {
        grant::Entity::update_many()
            .col_expr(grant::Column::LastUsedAt, Expr::value(now))
            .filter(grant::Column::Id.eq(id))
            .build(backend)
    });
    USED.with(backend, &[id.into(), now.into()])
}

/// A short work that redeems what belongs to a grant, and writes down that the grant was used.
pub(super) fn redeeming(first: Statement, id: GrantId, now: Timestamp) -> ShortWork {
    let backend = first.db_backend;
    let mut work = ShortWork::new(first);
    work.lock(&person_of(id));
    // The grant before what is below it, as ending it takes them: crosswise they would lock each other.
    work.lock(
        Query::select()
            .column(grant::Column::Id)
            .from(grant::Entity)
            .and_where(grant::Column::Id.eq(id))
            .lock(LockType::NoKeyUpdate),
    );
    work.then_run(used_at(backend, id, now));
    work
}

/// Ends a grant, and with it every code and token of its family; `false` if it had ended already. The
/// row stays as long as the session: whoever replays a stolen token cannot keep its client from being
/// told of a sign-out.
pub(in crate::oidc) async fn end(work: &Work, id: GrantId) -> Fallible<bool> {
    let connection = work.connection();
    let ended = grant::Entity::update_many()
        .col_expr(grant::Column::Generation, Expr::value(ENDED))
        .filter(grant::Column::Id.eq(id))
        .filter(grant::Column::Generation.ne(ENDED))
        .exec(connection)
        .await?;
    if ended.rows_affected == 0 {
        return Ok(false);
    }
    authorization_code::Entity::delete_many()
        .filter(authorization_code::Column::GrantId.eq(id))
        .exec(connection)
        .await?;
    refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::GrantId.eq(id))
        .exec(connection)
        .await?;
    device_code::Entity::delete_many()
        .filter(device_code::Column::GrantId.eq(id))
        .exec(connection)
        .await?;
    Ok(true)
}

/// Deletes the grant of a trial, and its code with it; `false` if somebody was there before. Nobody is told of
/// it: its client never had it.
pub(in crate::oidc) async fn delete_trial(work: &Work, id: GrantId) -> Fallible<bool> {
    let deleted = grant::Entity::delete_many()
        .filter(grant::Column::Id.eq(id))
        .filter(grant::Column::Generation.eq(ENDED))
        .exec(work.connection())
        .await?;
    Ok(deleted.rows_affected == 1)
}

/// Deletes what time has ended: spent codes, refresh tokens, and grants without either, once their
/// session is gone: until then they say which apps to tell when it ends.
///
/// `access_tokens_last` is how long an access token is good at the longest.
pub async fn sweep(work: &Work, access_tokens_last: Duration) -> Fallible<()> {
    let connection = work.connection();
    authorization_code::Entity::delete_many()
        .filter(authorization_code::Column::ExpiresAt.lt(work.now().minus(CODES_KEPT_FOR)))
        .exec(connection)
        .await?;
    refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::ExpiresAt.lt(work.now()))
        .exec(connection)
        .await?;
    // Each is looked up by its index; a list of them all might be longer than memory.
    let of_grant = |column| Expr::col((grant::Entity, column));
    let codes = Query::select()
        .column(authorization_code::Column::GrantId)
        .from(authorization_code::Entity)
        .and_where(authorization_code::Column::GrantId.into_expr().eq(of_grant(grant::Column::Id)))
        .to_owned();
    let refresh_tokens = Query::select()
        .column(refresh_token::Column::GrantId)
        .from(refresh_token::Entity)
        .and_where(refresh_token::Column::GrantId.into_expr().eq(of_grant(grant::Column::Id)))
        .to_owned();
    let sessions = Query::select()
        .column(session::Column::Id)
        .from(session::Entity)
        .and_where(
            Expr::col((session::Entity, session::Column::Id)).eq(of_grant(grant::Column::Sid)),
        )
        .to_owned();
    let device_codes = Query::select()
        .column(device_code::Column::GrantId)
        .from(device_code::Entity)
        .and_where(device_code::Column::GrantId.into_expr().eq(of_grant(grant::Column::Id)))
        .to_owned();
    let used_up = work.now().minus(access_tokens_last);
    grant::Entity::delete_many()
        .filter(grant::Column::GrantedAt.lt(used_up))
        .filter(grant::Column::LastUsedAt.is_null().or(grant::Column::LastUsedAt.lt(used_up)))
        .filter(Expr::exists(codes).not())
        .filter(Expr::exists(refresh_tokens).not())
        .filter(Expr::exists(device_codes).not())
        .filter(Expr::exists(sessions).not())
        .filter(grant::Column::UserId.not_in_subquery(sign_outs::users_pending()))
        .exec(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Clock;
    use crate::db::{Database, DatabaseUrl, SqliteSync};

    #[tokio::test]
    async fn room_is_made_by_what_finds_a_sessions_grants_and_not_by_the_clients() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("daypass.sqlite"));
        let database = Database::open(&url, SqliteSync::Normal, Clock::system()).await.unwrap();
        let client = ClientId::new("payroll");
        let mut question = making_room(DbBackend::Sqlite, SessionId::fresh(), &client);
        question.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
        let steps = database.read().query_all_raw(question).await.unwrap();
        let steps: Vec<String> =
            steps.iter().map(|step| step.try_get("", "detail").unwrap()).collect();
        let uses = |index: &str| steps.iter().any(|step| step.contains(&format!("{index} (")));
        assert!(uses("grants_by_session_id") && uses("grants_by_sid"), "{steps:?}");
        assert!(!uses("grants_by_client_id"), "{steps:?}");
    }
}
