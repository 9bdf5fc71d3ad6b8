//! The table `authorization_codes`.

use sea_orm::sea_query::{Expr, ExprTrait as _, LockType, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbBackend, EntityTrait as _,
    FromQueryResult, JoinType, QueryFilter as _, QuerySelect as _, QueryTrait as _, RelationDef,
    Statement, StatementBuilder, Value,
};

use crate::base::{Digest, Fallible, GrantId, Timestamp};
use crate::db::entity::{authorization_code, client, grant, session, user};
use crate::db::{Database, Prepared, PreparedInsert, SelectStatement, ShortWork, Work};
use crate::oidc::claims::ClaimsRequest;
use crate::oidc::clients::Client;
use crate::oidc::dpop::Thumbprint;
use crate::oidc::grants::grant::Standing;
use crate::oidc::grants::store::{Row, has_a_live_grant, making_room, redeeming, standing};
use crate::oidc::resource::Resources;
use crate::oidc::scope::Scopes;
use crate::sessions::Session;

/// A code that was found, with the grant it is for.
pub(in crate::oidc) struct Code {
    pub(in crate::oidc) redirect_uri: String,
    pub(in crate::oidc) challenge: Option<String>,
    pub(in crate::oidc) key: Option<Thumbprint>,
    pub(in crate::oidc) expires_at: Timestamp,
    pub(in crate::oidc) redeemed_at: Option<Timestamp>,
    pub(in crate::oidc) standing: Standing,
}

#[derive(FromQueryResult)]
struct CodeRow {
    redirect_uri: String,
    code_challenge: Option<String>,
    dpop_jkt: Option<String>,
    expires_at: Timestamp,
    redeemed_at: Option<Timestamp>,
    #[sea_orm(nested)]
    standing: Row,
}

/// An authorization code by its digest, spent or not.
pub(in crate::oidc) async fn find(
    connection: &impl ConnectionTrait,
    digest: Digest,
) -> Fallible<Option<Code>> {
    static BY_DIGEST: Prepared<1> = Prepared::new(|backend, [digest]| {
        let of_code: RelationDef = grant::Entity::belongs_to(authorization_code::Entity)
            .from(grant::Column::Id)
            .to(authorization_code::Column::GrantId)
            .into();
        standing()
            .column_as(authorization_code::Column::RedirectUri, "redirect_uri")
            .column_as(authorization_code::Column::CodeChallenge, "code_challenge")
            .column_as(authorization_code::Column::DpopJkt, "dpop_jkt")
            .column_as(authorization_code::Column::ExpiresAt, "expires_at")
            .column_as(authorization_code::Column::RedeemedAt, "redeemed_at")
            .join(JoinType::InnerJoin, of_code)
            .filter(authorization_code::Column::Digest.eq(digest))
            .build(backend)
    });
    let question = BY_DIGEST.with(connection.get_database_backend(), &[digest.into()]);
    let row = CodeRow::find_by_statement(question).one(connection).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Code {
        redirect_uri: row.redirect_uri,
        challenge: row.code_challenge,
        key: row.dpop_jkt.map(Thumbprint::from_stored),
        expires_at: row.expires_at,
        redeemed_at: row.redeemed_at,
        standing: row.standing.read(connection).await?,
    }))
}

/// A code that is about to be stored.
#[derive(Clone, Copy)]
pub(in crate::oidc) struct NewCode<'a> {
    pub(in crate::oidc) digest: Digest,
    pub(in crate::oidc) grant: GrantId,
    pub(in crate::oidc) redirect_uri: &'a str,
    pub(in crate::oidc) challenge: Option<&'a str>,
    pub(in crate::oidc) key: Option<&'a Thumbprint>,
    pub(in crate::oidc) expires_at: Timestamp,
}

/// Stores a code.
pub(in crate::oidc) async fn insert(work: &Work, code: NewCode<'_>) -> Fallible<()> {
    let connection = work.connection();
    connection.execute_raw(insertion(connection.get_database_backend(), code)).await?;
    Ok(())
}

fn insertion(backend: DbBackend, code: NewCode<'_>) -> Statement {
    static CODE: PreparedInsert = PreparedInsert::new();
    let row = authorization_code::ActiveModel {
        digest: Set(code.digest),
        grant_id: Set(code.grant),
        redirect_uri: Set(code.redirect_uri.to_owned()),
        code_challenge: Set(code.challenge.map(str::to_owned)),
        dpop_jkt: Set(code.key.map(|key| key.as_str().to_owned())),
        expires_at: Set(code.expires_at),
        redeemed_at: Set(None),
    };
    CODE.of(backend, row)
}

/// Claims a code for its one use, and takes down that its grant was used. Not done if somebody was
/// there before, or if its grant has ended.
pub(in crate::oidc) fn redemption(
    database: &Database,
    digest: Digest,
    grant: GrantId,
    now: Timestamp,
) -> ShortWork {
    redeeming(claiming(database.backend(), digest, now), grant, now)
}

fn claiming(backend: DbBackend, digest: Digest, now: Timestamp) -> Statement {
    static CLAIM: Prepared<2> = Prepared::new(|backend, [digest, now]| {
        authorization_code::Entity::update_many()
            .col_expr(authorization_code::Column::RedeemedAt, Expr::value(now.clone()))
            .filter(authorization_code::Column::Digest.eq(digest))
            .filter(authorization_code::Column::RedeemedAt.is_null())
            .filter(has_a_live_grant(
                (authorization_code::Entity, authorization_code::Column::GrantId),
                now,
            ))
            .build(backend)
    });
    CLAIM.with(backend, &[digest.into(), now.into()])
}

/// A grant that is about to be made from a session.
pub(in crate::oidc) struct NewGrant<'a> {
    pub(in crate::oidc) id: GrantId,
    pub(in crate::oidc) client: &'a Client,
    pub(in crate::oidc) session: &'a Session,
    pub(in crate::oidc) scopes: &'a Scopes,
    pub(in crate::oidc) resources: &'a Resources,
    pub(in crate::oidc) claims: &'a ClaimsRequest,
    pub(in crate::oidc) nonce: Option<&'a str>,
    /// Whether it lives on when the session ends.
    pub(in crate::oidc) offline: bool,
    pub(in crate::oidc) now: Timestamp,
}

/// Makes a grant and its code. Not done unless the session lives and is what it was when it was read, and
/// its client too.
pub(in crate::oidc) fn issuance(
    database: &Database,
    new: &NewGrant<'_>,
    code: NewCode<'_>,
) -> Fallible<ShortWork> {
    let session = new.session;
    let mut work = ShortWork::new(issuing(database.backend(), new)?);
    // The person before the session, as signing out everywhere takes them.
    let person = Query::select()
        .column(user::Column::Id)
        .from(user::Entity)
        .and_where(user::Column::Id.eq(session.user_id))
        .lock(LockType::Share)
        .to_owned();
    work.lock(&person);
    let rows = Query::select()
        .column(session::Column::Id)
        .from(session::Entity)
        .and_where(session::Column::Id.eq(session.id))
        .lock(LockType::Share)
        .to_owned();
    work.lock(&rows);
    work.then_run(insertion(database.backend(), code));
    if makes_room(new.id) {
        work.then_run(making_room(database.backend(), session.id, &new.client.id));
    }
    Ok(work)
}

/// One in sixteen, by the random part of its id: looking through a session's grants for the oldest costs
/// as much as all the rest.
fn makes_room(id: GrantId) -> bool {
    id.uuid().as_bytes().last().is_some_and(|last| last % 16 == 0)
}

fn issuing(backend: DbBackend, new: &NewGrant<'_>) -> Fallible<Statement> {
    static ISSUE: Prepared<14> = Prepared::new(|backend, parameters| {
        let mut insert = Query::insert();
        insert.into_table(grant::Entity).columns(ISSUED);
        // One for each column: it is refused otherwise, and with it every statement that is made of it.
        drop(insert.select_from(issued(parameters)));
        StatementBuilder::build(&insert, &backend)
    });
    let NewGrant { client, session, .. } = new;
    let claims =
        if new.claims.is_empty() { None } else { Some(serde_json::to_string(new.claims)?) };
    Ok(ISSUE.with(
        backend,
        &[
            new.id.into(),
            new.scopes.to_string().into(),
            new.resources.stored().into(),
            claims.into(),
            new.nonce.map(str::to_owned).into(),
            new.now.into(),
            (!new.offline).then_some(session.id).into(),
            client.id.clone().into(),
            client.updated_at.into(),
            session.id.into(),
            session.user_id.into(),
            session.acr.to_string().into(),
            session.amr.to_string().into(),
            session.authenticated_at.into(),
        ],
    ))
}

const ISSUED: [grant::Column; 15] = [
    grant::Column::Id,
    grant::Column::Scope,
    grant::Column::Resources,
    grant::Column::Claims,
    grant::Column::Nonce,
    grant::Column::GrantedAt,
    grant::Column::SessionId,
    grant::Column::UserId,
    grant::Column::ClientId,
    grant::Column::Sid,
    grant::Column::Amr,
    grant::Column::Acr,
    grant::Column::AuthenticatedAt,
    grant::Column::PassId,
    grant::Column::Generation,
];

/// What is [issued](ISSUED), from the rows of the moment.
fn issued(parameters: [Value; 14]) -> SelectStatement {
    let [id, scope, resources, claims, nonce, now, bound_to, given @ ..] = parameters;
    let [client, changed_at, sid, user, acr, amr, authenticated_at] = given;
    let of_user = |column| Expr::col((user::Entity, column));
    let of_client = |column| Expr::col((client::Entity, column));
    let of_session = |column| Expr::col((session::Entity, column));
    Query::select()
        .exprs([id, scope, resources, claims, nonce, now.clone(), bound_to].map(Expr::value))
        .expr(of_user(user::Column::Id))
        .expr(of_client(client::Column::Id))
        .expr(of_session(session::Column::Id))
        .expr(of_session(session::Column::Amr))
        .expr(of_session(session::Column::Acr))
        .expr(of_session(session::Column::AuthenticatedAt))
        .expr(of_session(session::Column::PassId))
        .expr(of_user(user::Column::Generation))
        .from(session::Entity)
        .inner_join(user::Entity, of_user(user::Column::Id).eq(of_session(session::Column::UserId)))
        .inner_join(client::Entity, of_client(client::Column::Id).eq(client))
        .and_where(of_session(session::Column::Id).eq(sid))
        .and_where(of_session(session::Column::UserId).eq(user))
        .and_where(of_session(session::Column::Acr).eq(acr))
        .and_where(of_session(session::Column::Amr).eq(amr))
        .and_where(of_session(session::Column::AuthenticatedAt).eq(authenticated_at))
        .and_where(of_session(session::Column::RegistrationOwed).eq(false))
        .and_where(of_session(session::Column::EndsAt).gt(now))
        .and_where(of_session(session::Column::Generation).eq(of_user(user::Column::Generation)))
        .and_where(of_user(user::Column::Enabled).eq(true))
        .and_where(of_client(client::Column::Enabled).eq(true))
        .and_where(of_client(client::Column::UpdatedAt).eq(changed_at))
        .to_owned()
}
