//! Who acts in these stories, and what they do in one breath.

use std::future::Future;
use std::sync::Arc;

use daypass::audit::{Actor, Origin};
use daypass::base::{Fallible, PassId, Secret, UserId};
use daypass::credentials::pass::{
    self, Claimed, IssueRequest, Issued, PassBrowser, PassCode, PassRefusal, PassSummary,
};
use daypass::credentials::{Proof, Tools};
use daypass::db::{Database, Work};
use daypass::directory::manage::{self, Added, NewUser};
use daypass::directory::{Role, StandardClaims, User, Username};
use tokio::task::JoinSet;

/// How many try at once.
pub(crate) const RACERS: usize = 20;

/// Where these stories take place.
pub(crate) fn origin() -> Origin {
    Origin::local("test")
}

/// Commits what an operation did.
pub(crate) async fn committed<T>(
    db: &Database,
    operation: impl AsyncFnOnce(&Work) -> Fallible<T>,
) -> T {
    let work = db.begin().await.unwrap();
    let outcome = operation(&work).await.unwrap();
    work.commit().await.unwrap();
    outcome
}

/// Adds somebody with these roles.
pub(crate) async fn somebody(db: &Database, name: &str, roles: &[Role]) -> User {
    let new = NewUser {
        username: Username::parse(name).unwrap(),
        display_name: None,
        claims: StandardClaims::default(),
        roles: roles.to_vec(),
    };
    let added =
        committed(db, async |work| manage::add(work, &origin(), &Actor::Machine, new).await).await;
    let Added::Added(user) = added else { panic!("{name} was not added: {added:?}") };
    *user
}

/// Issues a pass from the command line.
pub(crate) async fn issue(tools: &Tools, user: UserId, one_time: bool) -> (PassSummary, PassCode) {
    let request = IssueRequest { one_time: Some(one_time), ..IssueRequest::default() };
    match pass::issue(tools, &origin(), &Actor::Machine, user, request).await.unwrap() {
        Issued::Issued { pass, code } => (pass, code),
        other => panic!("no pass was issued: {other:?}"),
    }
}

/// Tries a pass.
pub(crate) async fn redeem(tools: &Tools, username: &str, typed: &str) -> Claimed {
    redeem_from(tools, username, typed, PassBrowser::Other).await
}

/// Tries a pass from a browser that remembers one.
pub(crate) async fn redeem_from(
    tools: &Tools,
    username: &str,
    typed: &str,
    browser: PassBrowser,
) -> Claimed {
    let checked = pass::check(tools, username, typed).await.unwrap().unwrap();
    committed(&tools.db, async |work| pass::claim(work, &origin(), checked, browser).await).await
}

/// The proof of a pass that was accepted.
pub(crate) fn accepted(claimed: Claimed) -> Proof {
    match claimed {
        Claimed::Accepted(proof) => proof,
        Claimed::Refused(refusal) => panic!("refused: {refusal:?}"),
    }
}

/// Why a pass was refused.
pub(crate) fn refused(claimed: Claimed) -> PassRefusal {
    match claimed {
        Claimed::Accepted(proof) => panic!("accepted: {proof:?}"),
        Claimed::Refused(refusal) => refusal,
    }
}

/// A pass that nobody has.
pub(crate) const WRONG: &str = "ZZZZ-ZZZZ";

/// Runs as many of these as there are racers, all at once, and answers what came of each.
pub(crate) async fn race<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    tools: &Tools,
    racer: impl Fn(Arc<Tools>, usize) -> F,
) -> Vec<T> {
    let tools = Arc::new(tools.clone());
    let mut racers = JoinSet::new();
    for number in 0..RACERS {
        racers.spawn(racer(Arc::clone(&tools), number));
    }
    racers.join_all().await
}

/// A session that stands on a pass, as the table of sessions has it.
pub(crate) async fn insert_session(db: &Database, user: UserId, pass: Option<PassId>) {
    use sea_orm::ConnectionTrait as _;
    use sea_orm::sea_query::{Expr, Query};

    let id = daypass::base::SessionId::fresh();
    let insert = Query::insert()
        .into_table("sessions")
        .columns([
            "id",
            "key_digest",
            "user_id",
            "amr",
            "acr",
            "authenticated_at",
            "started_at",
            "last_seen_at",
            "ends_at",
            "pass_id",
            "registration_owed",
        ])
        .values_panic([
            Expr::val(id.uuid()),
            Expr::val(Secret::new(id.to_string()).digest().as_bytes().to_vec()),
            Expr::val(user.uuid()),
            Expr::val("tap"),
            Expr::val("bootstrap"),
            Expr::val(0_i64),
            Expr::val(0_i64),
            Expr::val(0_i64),
            Expr::val(i64::MAX),
            Expr::val(pass.map(PassId::uuid)),
            Expr::val(true),
        ])
        .to_owned();
    let work = db.begin().await.unwrap();
    work.connection().execute(&insert).await.unwrap();
    work.commit().await.unwrap();
}

/// How many rows a table has.
pub(crate) async fn count(db: &Database, table: &str) -> i64 {
    use sea_orm::ConnectionTrait as _;
    use sea_orm::sea_query::{Alias, Asterisk, Expr, ExprTrait as _, Query};

    let query = Query::select()
        .expr_as(Expr::col(Asterisk).count(), Alias::new("rows"))
        .from(Alias::new(table))
        .to_owned();
    let row = db.read().query_one(&query).await.unwrap().unwrap();
    row.try_get("", "rows").unwrap()
}

/// Gives somebody a password.
pub(crate) async fn set_password(tools: &Tools, user: &User) {
    use daypass::credentials::password::{self, Saved};

    let new = Secret::new("seven herons cross the quiet canal");
    let prepared = password::prepare(tools, user, &new).await.unwrap().unwrap();
    let saved = committed(&tools.db, async |work| {
        password::save(work, &origin(), &Actor::Machine, prepared).await
    })
    .await;
    assert!(matches!(saved, Saved::Saved(_)), "{saved:?}");
}
