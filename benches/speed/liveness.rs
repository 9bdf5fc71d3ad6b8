//! What userinfo and introspection pay for asking whether what a token stands on still stands.
//!
//! Both read a grant and its person in one statement; that the same statement asks for the client, the
//! session, the pass and the person's number is what liveness adds. It cannot be left out of the program, so
//! the two statements are put to the database beside each other, and their difference is held against
//! what the whole operation takes, without HTTP around it, which would make the share smaller.

use std::time::Instant;

use daypass::app::App;
use daypass::base::Secret;
use daypass::oidc::token::Presentation;
use daypass::oidc::{self, Call, Parameters, path};
use daypass::server;
use sea_orm::{ConnectionTrait as _, DbBackend, FromQueryResult, Statement};
use tempfile::TempDir;

use super::installation::Installation;
use super::measure::median;
use super::sign_outs::{alone, authorization, newcomer, tokens};
use super::table::{Aim, Table};

/// Turns, and how often each is done in one, so that all meet the same machine.
const TURNS: usize = 15;
const TIMES: u32 = 400;

/// What the answers are made of.
#[derive(FromQueryResult)]
#[expect(dead_code, reason = "reading it is what is measured")]
struct Told {
    id: Vec<u8>,
    user_id: Vec<u8>,
    client_id: String,
    scope: String,
    resources: Option<String>,
    claims: Option<String>,
    nonce: Option<String>,
    amr: String,
    acr: String,
    authenticated_at: i64,
    granted_at: i64,
    last_used_at: Option<i64>,
    sid: Vec<u8>,
    subject: String,
    username: String,
    display_name: String,
    user_claims: String,
    user_updated_at: i64,
}

/// What is asked beside it.
#[derive(FromQueryResult)]
#[expect(dead_code, reason = "reading it is what is measured")]
struct Standing {
    session_id: Option<Vec<u8>>,
    pass_id: Option<Vec<u8>>,
    generation: i64,
    current_generation: i64,
    user_enabled: bool,
    client_enabled: bool,
    session_ends_at: Option<i64>,
    pass_ends_at: Option<i64>,
    #[sea_orm(nested)]
    told: Told,
}

const TOLD: &str = "grants.id, grants.user_id, grants.client_id, grants.scope, grants.resources, \
    grants.claims, grants.nonce, grants.amr, grants.acr, grants.authenticated_at, \
    grants.granted_at, grants.last_used_at, grants.sid, users.subject, users.username, \
    users.display_name, users.claims AS user_claims, users.updated_at AS user_updated_at";

const STANDING: &str = "grants.session_id, grants.pass_id, grants.generation, \
    users.generation AS current_generation, users.enabled AS user_enabled, \
    clients.enabled AS client_enabled, sessions.ends_at AS session_ends_at, \
    passes.ends_at AS pass_ends_at";

const JOINS: &str = "INNER JOIN clients ON grants.client_id = clients.id \
    LEFT JOIN sessions ON grants.session_id = sessions.id \
    LEFT JOIN passes ON grants.pass_id = passes.id";

/// The share of both endpoints, in percent.
pub(crate) fn liveness(_: &Installation, table: &mut Table) {
    let turns = server::block_on(turns());
    let middle = |at: usize| median(turns.iter().map(|turn| turn[at]));
    for (at, name) in [(2, "userinfo"), (3, "introspection")] {
        let added = median(turns.iter().map(|turn| {
            let asking = turn[1] - turn[0];
            100.0 * asking / (turn[at] - asking)
        }));
        table.add(&format!("liveness adds to {name}"), added, "%", Aim::AtMost(10.0));
        table.add(&format!("  {name} without HTTP"), middle(at), "µs", Aim::None);
    }
    table.add("  its statement without liveness", middle(0), "µs", Aim::None);
    table.add("  its statement", middle(1), "µs", Aim::None);
}

/// How long each takes, in microseconds: the statement without liveness and with it, userinfo,
/// introspection.
async fn turns() -> Vec<[f64; 4]> {
    let folder = TempDir::new().unwrap();
    let app = alone(&folder).await;
    let user = newcomer(&app, "ana").await;
    let token = tokens(&app, &user).await;
    let from = "FROM grants INNER JOIN users ON grants.user_id = users.id";
    let person = format!("grants.user_id = x'{}'", user.id.uuid().simple());
    let grant = id_of(&app, &format!("SELECT id {} WHERE {person}", "FROM grants")).await;
    let told = format!("SELECT {TOLD} {from} WHERE grants.id = ? LIMIT ?");
    let standing = format!("SELECT {TOLD}, {STANDING} {from} {JOINS} WHERE grants.id = ? LIMIT ?");
    let statement = |sql: &str| {
        let values = [grant.clone().into(), 1_i64.into()];
        Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)
    };
    let mut turns = Vec::new();
    for _ in 0..TURNS {
        turns.push([
            time(async || {
                Told::find_by_statement(statement(&told)).one(app.db().read()).await.unwrap();
            })
            .await,
            time(async || {
                Standing::find_by_statement(statement(&standing))
                    .one(app.db().read())
                    .await
                    .unwrap();
            })
            .await,
            time(async || userinfo(&app, &token).await).await,
            time(async || introspect(&app, &token).await).await,
        ]);
    }
    app.close().await.unwrap();
    turns
}

async fn id_of(app: &App, question: &str) -> Vec<u8> {
    let statement = Statement::from_string(DbBackend::Sqlite, question);
    let row = app.db().read().query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn time(once: impl AsyncFn()) -> f64 {
    let begun = Instant::now();
    for _ in 0..TIMES {
        once().await;
    }
    begun.elapsed().as_secs_f64() * 1_000_000.0 / f64::from(TIMES)
}

async fn userinfo(app: &App, token: &str) {
    let (token, proofs) = (Secret::new(token), Vec::new());
    let presentation =
        Presentation { token, by_dpop: false, proofs, method: "GET", path: path::USERINFO };
    oidc::userinfo(app.provider(), &presentation).await.unwrap().unwrap();
}

async fn introspect(app: &App, token: &str) {
    let authorization = authorization();
    let call = Call { authorization: Some(&authorization), proofs: Vec::new() };
    let form = Parameters::from_pairs([("token", token)]);
    oidc::introspect(app.provider(), &call, &form).await.unwrap().unwrap();
}
